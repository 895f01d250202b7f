"""GeoPackage: findings and parcels as layers that QGIS opens in colour."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from geokit.auditing.at_fault import partly_drawn
from geokit.auditing.findings import SEVERITY_STYLES, SEVERITY_WORDS, Finding
from geokit.auditing.planar_areas import planar_areas_m2
from geokit.auditing.registry import load_documented
from geokit.auditing.report import FIELD_WORDS, NO_FINDINGS, AuditReport
from geokit.auditing.reproject import reproject_or_none
from geokit.escape import printable
from geokit.folders import temporary_folder
from geokit.geometry.arrays import as_array
from geokit.i18n import Language, Words
from geokit.land.units import MU_PER_M2
from geokit.page.marks import GROUPS, Marks, group_numbers
from geokit.parcels.formats.gpkg import StyledLayer, write_geopackage
from geokit.parcels.schematic import shapes_but_schematic
from geokit.parcels.table import COLUMN_WORDS, parcel_ids
from geokit.reports._base import ReportFormat
from geokit.reports._common import mark_lines
from geokit.reports._locations import (
    as_multipolygons,
    display_file,
    order_by_id,
    representative_points,
    written_code,
    written_system,
)
from geokit.reports._qgis_style import Category, qgis_style
from geokit.symbols import STAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.auditing.audited import Audited


_PARCELS = Words(zh="地块", en="Parcels")
_FINDINGS = Words(zh="问题范围", en="Findings")
_POINTS = Words(zh="问题位置", en="Findings as points")

_COLUMNS = {
    **COLUMN_WORDS,
    **FIELD_WORDS,
    "progress": Words(zh="进度", en="progress"),
    "declared_m2": Words(zh="地块面积（平方米）", en="declared area (m²)"),
    "measured_m2": Words(zh="量算面积（平面，平方米）", en="measured area (planar, m²)"),
    "measured_mu": Words(zh="量算面积（平面，亩）", en="measured area (planar, mu)"),
    "audit": Words(zh="核查结果", en="audit"),
    "audit_words": Words(zh="核查结果（文字）", en="audit in words"),
    "findings": Words(zh="问题数", en="findings"),
}
PARCEL_COLUMNS = (
    "park", "id", "name", "phase", "stage", "status", "land_use", "progress", "declared_m2", "measured_m2",
    "measured_mu", "audit", "audit_words", "findings",
)  # fmt: skip
_FLOATS = frozenset({"measured", "allowed", "declared_m2", "measured_m2", "measured_mu"})
_INTEGERS = frozenset({"line", "findings"})
_SOUND = "ok"


class Gpkg(ReportFormat):
    """Three layers: parcels, the faults' outlines, and a mark on each fault, which is seen from afar."""

    title: ClassVar[Words] = Words(zh="GeoPackage", en="GeoPackage")
    suffixes: ClassVar[tuple[str, ...]] = (".gpkg",)
    is_text: ClassVar[bool] = False

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as a GeoPackage."""
        said = [
            words.render(language, **fields)
            for words, fields in filter(None, map(partly_drawn, report.audited))
        ]
        described = "  ".join([*mark_lines(marks, language), *said])
        maker = _LayerMaker(written_system(report.crs), described, language)
        # QGIS puts the first on top.
        layers = [*_finding_layers(report, maker), _parcel_layer(report, maker)]
        # Under a plain name: not every place that a report may be written to is one that SQLite opens.
        with temporary_folder() as folder:
            path = folder / "audit.gpkg"
            write_geopackage(layers, path, day=report.today)
            return path.read_bytes()


@dataclass(frozen=True, slots=True)
class _LayerMaker:
    """What the layers have in common: their system, what they say of themselves, and the reader's language."""

    crs: CRS | None
    description: str
    language: Language

    def layer(
        self,
        title: Words,
        name: str,
        shapes: NDArray[np.object_],
        columns: dict[str, list[Any]],
        categories: Sequence[Category],
    ) -> StyledLayer:
        """Return a layer whose records are styled by one of its columns."""
        import geopandas as gpd

        is_point, is_parcels = name == "finding_points", name == "parcels"
        kind: Literal["fill", "marker"] = "marker" if is_point else "fill"
        style = qgis_style(
            "progress" if is_parcels else "severity",
            categories,
            kind=kind,
            headings={column: _COLUMNS[column].localize(self.language) for column in columns},
            label="id" if is_parcels else None,
        )
        table = {column: _typed(column, values) for column, values in columns.items()}
        frame = gpd.GeoDataFrame(table, geometry=shapes, crs=written_code(self.crs))
        heading = title.localize(self.language)
        return StyledLayer(
            name, heading, self.description, "Point" if is_point else "MultiPolygon", frame, style
        )


def _typed(column: str, values: list[Any]) -> Any:
    import pandas as pd

    if column in _FLOATS:
        return pd.array(values, dtype="Float64")
    if column in _INTEGERS:
        return pd.array(values, dtype="Int64")
    return as_array(printable(value) if isinstance(value, str) else value for value in values)


def _finding_layers(report: AuditReport, maker: _LayerMaker) -> list[StyledLayer]:
    shapes = report.geometries(maker.crs)
    columns = _finding_columns(report.findings, maker.language)
    categories = [
        Category(str(each), style.words.localize(maker.language), style.symbol)
        for each, style in SEVERITY_STYLES.items()
    ]
    return [
        maker.layer(_POINTS, "finding_points", representative_points(shapes), columns, categories),
        maker.layer(_FINDINGS, "findings", as_multipolygons(shapes), columns, categories),
    ]


def _finding_columns(findings: Sequence[Finding], language: Language) -> dict[str, list[Any]]:
    titles = {name: rule.title.localize(language) for name, rule in load_documented().items()}
    return {
        "park": [each.park for each in findings],
        "rule": [each.rule for each in findings],
        "title": [titles[each.rule] for each in findings],
        "severity": [str(each.severity) for each in findings],
        "subjects": [", ".join(each.subjects) for each in findings],
        "message": [each.message(language) for each in findings],
        "measured": [_finite(each.measured) for each in findings],
        "allowed": [_finite(each.allowed) for each in findings],
        "unit": [each.unit for each in findings],
        "file": [display_file(each.source.file) for each in findings],
        "line": [each.source.line for each in findings],
        "fingerprint": [each.fingerprint for each in findings],
    }


def _parcel_layer(report: AuditReport, maker: _LayerMaker) -> StyledLayer:
    tables = [_parcel_columns(each, report, maker.language) for each in report.audited]
    orders = [order_by_id(each.drawn).tolist() for each in report.audited]
    columns = {
        name: [table[name][at] for table, order in zip(tables, orders, strict=True) for at in order]
        for name in PARCEL_COLUMNS
    }
    outlines = [
        shape
        for each, order in zip(report.audited, orders, strict=True)
        for shape in reproject_or_none(shapes_but_schematic(each.drawn)[order], each.drawn.crs, maker.crs)
    ]
    categories = [
        Category(group.key, group.words.localize(maker.language), STAGES[group.key]) for group in GROUPS
    ]
    shapes = as_multipolygons(as_array(outlines))
    return maker.layer(_PARCELS, "parcels", shapes, columns, categories)


def _parcel_columns(each: Audited, report: AuditReport, language: Language) -> dict[str, list[Any]]:
    table, ids = each.drawn, parcel_ids(each.drawn).tolist()
    own = [(name, f.severity) for f in report.findings if f.park == each.name for name in set(f.subjects)]
    counts = Counter(name for name, _ in own)
    worst = dict(sorted(own, key=lambda pair: pair[1]))
    area_m2 = planar_areas_m2(table)
    return {
        "park": [each.name] * len(ids),
        "id": ids,
        **{name: table[name].tolist() for name in ("name", "phase", "stage", "status", "land_use")},
        "progress": [GROUPS[number].key for number in group_numbers(table, report.today)],
        "declared_m2": [_finite(value) for value in table["declared_m2"].tolist()],
        "measured_m2": [_finite(value) for value in area_m2.tolist()],
        "measured_mu": [_finite(value) for value in (area_m2 * MU_PER_M2).tolist()],
        "audit": [str(worst.get(name, _SOUND)) for name in ids],
        "audit_words": [
            (SEVERITY_WORDS[worst[name]] if name in worst else NO_FINDINGS).localize(language) for name in ids
        ],
        "findings": [counts[name] for name in ids],
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)

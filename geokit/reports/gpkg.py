"""GeoPackage: findings and parcels as layers that QGIS opens in colour."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from geokit.auditing.findings import SEVERITY_WORDS, Finding, Severity
from geokit.auditing.report import COMMON_CRS
from geokit.auditing.rule import load_rules
from geokit.errors import CrsError
from geokit.land.crs import is_local, parse_crs, reproject
from geokit.land.units import MU_PER_M2
from geokit.page.marks import GROUPS, SEVERITY_COLOURS, group_numbers
from geokit.parcels.table import parcel_ids
from geokit.reports import _gpkg_words as say
from geokit.reports._base import ReportFormat
from geokit.reports._geopackage import Layer, as_multipolygons, geopackage
from geokit.reports._marks import mark_lines
from geokit.reports._parcels import by_name, planar_areas_m2
from geokit.reports._qgis_style import Category, qgis_style
from geokit.reports._records import shown_file
from geokit.reports._shapes import crs_code, finding_shapes, marks_on, objects, outline_shapes
from geokit.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.auditing.report import Audited, AuditReport
    from geokit.page.marks import Marks

_FORMS = {
    Severity.INFO: ("circle", "dot"),
    Severity.WARNING: ("square", "dash"),
    Severity.REVIEW: ("diamond", "dash dot"),
    Severity.ERROR: ("triangle", "solid"),
}
_DASHES = {"": "solid", "9 4": "dash"}
_TYPES = {
    "measured": "REAL",
    "allowed": "REAL",
    "declared_m2": "REAL",
    "measured_m2": "REAL",
    "measured_mu": "REAL",
    "line": "INTEGER",
    "findings": "INTEGER",
}
_SOUND = "ok"


class Gpkg(ReportFormat):
    """Three layers: parcels, the faults' outlines, and a mark on each fault, which is seen from afar."""

    title: ClassVar[Words] = Words(zh="GeoPackage", en="GeoPackage")
    suffixes: ClassVar[tuple[str, ...]] = (".gpkg",)
    is_text: ClassVar[bool] = False

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as a GeoPackage."""
        crs = _system(report)
        shapes = finding_shapes(report, crs)
        columns = _finding_columns(report.findings, language)
        # QGIS puts the first on top.
        layers = [
            _finding_layer("finding_points", marks_on(shapes), columns, language),
            _finding_layer("findings", as_multipolygons(shapes), columns, language),
            _parcel_layer(report, crs, language),
        ]
        said = "  ".join(mark_lines(marks, language))
        return geopackage(layers, crs, day=report.today, description=said)


def _system(report: AuditReport) -> CRS | None:
    """Return the report's system where it has a code, or else degrees: only codes are written.

    One that cannot be brought to degrees stays as it is, and its coordinates are written as those of a plane.
    """
    crs = report.crs
    if crs is None or is_local(crs) or (crs_code(crs) or "").startswith("EPSG:"):
        return crs
    degrees = parse_crs(COMMON_CRS)
    return degrees if _is_movable(crs, degrees) else crs


def _is_movable(source: CRS, target: CRS) -> bool:
    try:
        reproject(objects([]), source, target)
    except CrsError:
        return False
    return True


def _finding_columns(findings: Sequence[Finding], language: Language) -> dict[str, list[Any]]:
    titles = {name: rule.title.in_words(language) for name, rule in load_rules().items()}
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
        "file": [shown_file(each.source.file) for each in findings],
        "line": [each.source.line for each in findings],
        "fingerprint": [each.fingerprint for each in findings],
    }


def _finding_layer(
    name: str, shapes: NDArray[np.object_], columns: dict[str, list[Any]], language: Language
) -> Layer:
    is_point = name == "finding_points"
    categories = [
        Category(
            str(each), each.in_words(language), SEVERITY_COLOURS[each], _FORMS[each][0 if is_point else 1]
        )
        for each in Severity
    ]
    style = qgis_style(
        "severity",
        categories,
        kind="marker" if is_point else "fill",
        headings=say.headings(columns, language),
    )
    title = (say.POINTS if is_point else say.FINDINGS).in_words(language)
    return Layer(name, title, "POINT" if is_point else "MULTIPOLYGON", shapes, columns, _TYPES, style)


def _parcel_layer(report: AuditReport, crs: CRS | None, language: Language) -> Layer:
    tables = [_parcel_columns(each, report, language) for each in report.audited]
    orders = [by_name(each.parcels).tolist() for each in report.audited]
    columns = {
        name: [table[name][at] for table, order in zip(tables, orders, strict=True) for at in order]
        for name in say.PARCEL_COLUMNS
    }
    outlines = [
        shape
        for each, order in zip(report.audited, orders, strict=True)
        for shape in outline_shapes(each.parcels.geometry.iloc[order], each.parcels.crs, crs)
    ]
    categories = [
        Category(group.key, group.words.in_words(language), group.colour, _DASHES.get(group.dash, "dot"))
        for group in GROUPS
    ]
    style = qgis_style(
        "progress", categories, kind="fill", headings=say.headings(columns, language), label="id"
    )
    shapes = as_multipolygons(objects(outlines))
    return Layer("parcels", say.PARCELS.in_words(language), "MULTIPOLYGON", shapes, columns, _TYPES, style)


def _parcel_columns(each: Audited, report: AuditReport, language: Language) -> dict[str, list[Any]]:
    table, ids = each.parcels, parcel_ids(each.parcels).tolist()
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
            (SEVERITY_WORDS[worst[name]] if name in worst else say.SOUND).in_words(language) for name in ids
        ],
        "findings": [counts[name] for name in ids],
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)

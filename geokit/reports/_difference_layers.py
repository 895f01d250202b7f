"""A change of land as a GeoPackage: lineage, land gained and lost, and the parcels before and after, styled for QGIS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd
import shapely

from geokit.auditing.differences.events import EVENT_SIGNS
from geokit.auditing.differences.headline import Headline
from geokit.auditing.reproject import reproject_or_none
from geokit.escape import printable
from geokit.folders import temporary_folder
from geokit.geometry.arrays import as_array
from geokit.i18n import Language, Words
from geokit.parcels.formats.gpkg import StyledLayer, write_geopackage
from geokit.reports._common import mark_lines
from geokit.reports._difference_book import EVENT_COLUMNS, event_values
from geokit.reports._locations import as_multipolygons, representative_points, written_code, written_system
from geokit.reports._qgis_style import Category, qgis_style
from geokit.symbols import CHANGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geokit.auditing.differences.land import LandChange
    from geokit.page.marks import Marks

    Shapes = NDArray[np.object_]
    Kind = Literal["MultiPolygon", "Point", "MultiLineString"]

_LINEAGE = Words(zh="地块沿革", en="Lineage")
_GAINED = Words(zh="新增土地", en="Land gained")
_LOST = Words(zh="减少土地", en="Land lost")
_AFTER = Words(zh="变化地块（现）", en="Changed parcels, after")
_BEFORE = Words(zh="变化地块（原）", en="Changed parcels, before")
_PARCEL = Words(zh="地块编号", en="parcel")
_M2 = Words(zh="面积（平方米）", en="area (m²)")
_CODE = Words(zh="类型代码", en="kind")
_KINDS: Final[dict[str, Literal["fill", "line"]]] = {"MultiPolygon": "fill", "MultiLineString": "line"}


def difference_geopackage(change: LandChange, marks: Marks, language: Language) -> bytes:
    """Return the GeoPackage; the same change gives the same bytes."""
    made = _Layers(
        change, "  ".join([Headline(change).localize(language), *mark_lines(marks, language)]), language
    )
    # QGIS puts the first on top.
    layers = [made.lineage(), *made.pieces(), *made.parcels()]
    with temporary_folder() as folder:
        path = folder / "change.gpkg"
        write_geopackage(layers, path, day=change.as_of)
        return path.read_bytes()


@dataclass(frozen=True, slots=True)
class _Table:
    """Records, what their columns are called, and which column has a symbol a value."""

    shapes: Shapes
    columns: dict[str, Any]
    headings: dict[str, Words]
    categories: Sequence[Category]
    column: str


@dataclass(frozen=True, slots=True)
class _Layers:
    change: LandChange
    description: str
    language: Language

    def lineage(self) -> StyledLayer:
        """Return a line from each old parcel to each new one, for those that are not where they were alone."""
        rows = [at for at, event in enumerate(self.change.events) if event.old and event.new]
        shapes = as_array(self._lines(at) for at in rows)
        return self._layer(_LINEAGE, "lineage", "MultiLineString", shapes, rows)

    def _lines(self, at: int) -> Any:
        event = self.change.events[at]
        ends = [
            representative_points(state.side.shapes[list(own)])
            for state, own in ((self.change.before, event.old), (self.change.after, event.new))
        ]
        pairs = [
            (one, other) for one in ends[0] for other in ends[1] if one and other and not one.equals(other)
        ]
        return shapely.MultiLineString([shapely.LineString(pair) for pair in pairs]) if pairs else None

    def pieces(self) -> list[StyledLayer]:
        """Return the land gained and the land lost, a record for each parcel that it is of."""
        change = self.change
        return [
            self._pieces(_GAINED, "gained", change.gained, change.after.side.names),
            self._pieces(_LOST, "lost", change.lost, change.before.side.names),
        ]

    def _pieces(self, title: Words, name: str, shapes: Shapes, names: Shapes) -> StyledLayer:
        rows = np.flatnonzero(~shapely.is_missing(shapes))
        columns = {
            "kind": as_array([name] * len(rows)),
            "parcel": as_array(printable(str(each)) for each in names[rows]),
            "area_m2": np.round(shapely.area(shapes[rows]), 2),
        }
        headings = {"kind": _CODE, "parcel": _PARCEL, "area_m2": _M2}
        categories = [Category(name, title.localize(self.language), CHANGES[name])]
        return self._styled(
            title, name, "MultiPolygon", _Table(shapes[rows], columns, headings, categories, "kind")
        )

    def parcels(self) -> list[StyledLayer]:
        """Return the parcels that changed as they are, and as they were, one record an event."""
        sides = (
            (_AFTER, "changed_after", self.change.after, "new"),
            (_BEFORE, "changed_before", self.change.before, "old"),
        )
        layers = []
        for title, name, state, side in sides:
            rows = [at for at, event in enumerate(self.change.events) if getattr(event, side)]
            own = state.side.layer_shapes
            shapes = as_array(
                shapely.GeometryCollection(
                    [each for each in own[list(getattr(self.change.events[at], side))] if each]
                )
                for at in rows
            )
            layers.append(self._layer(title, name, "MultiPolygon", shapes, rows))
        return layers

    def _layer(self, title: Words, name: str, kind: Kind, shapes: Shapes, rows: Sequence[int]) -> StyledLayer:
        events = [self.change.events[at] for at in rows]
        values = [event_values(event, self.language) for event in events]
        columns: dict[str, Any] = {"code": as_array(str(event.kind) for event in events)}
        for column in EVENT_COLUMNS:
            own = [each[column] for each in values]
            is_text = column in {"kind", "old", "new", "words"}
            columns[column] = (
                as_array(printable(str(value)) for value in own)
                if is_text
                else pd.array([None if value is None else float(value) for value in own], dtype="Float64")
            )
        categories = [
            Category(str(kind_), kind_.localize(self.language), CHANGES[symbol])
            for kind_, (symbol, _) in EVENT_SIGNS.items()
        ]
        headings = {"code": _CODE, **EVENT_COLUMNS}
        return self._styled(title, name, kind, _Table(shapes, columns, headings, categories, "code"))

    def _styled(self, title: Words, name: str, kind: Kind, table: _Table) -> StyledLayer:
        import geopandas as gpd

        style = qgis_style(
            table.column,
            table.categories,
            kind=_KINDS[kind],
            headings={column: words.localize(self.language) for column, words in table.headings.items()},
        )
        crs = written_system(self.change.crs)
        placed = reproject_or_none(table.shapes, self.change.crs, crs)
        own = placed if kind == "MultiLineString" else as_multipolygons(placed)
        frame = gpd.GeoDataFrame(table.columns, geometry=own, crs=written_code(crs))
        return StyledLayer(name, title.localize(self.language), self.description, kind, frame, style)

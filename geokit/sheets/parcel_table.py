"""The parcels that sheets are drawn of: in one plane, measured, numbered, with what lies around them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.errors import CrsError, InputError, UnknownNameError
from geokit.geometry.corners import NumberedCorners, Numbering
from geokit.i18n import FEW_NAMES, Language, Words, localize
from geokit.land.crs.transform import reproject
from geokit.ledgers.figures.land import areas_m2, in_plane
from geokit.parcels.chosen_columns import column_named
from geokit.parcels.codes import STAGES, STATUSES, fold
from geokit.parcels.land_classes import CLASS_COLUMNS, LandClass, class_label
from geokit.parcels.ownerships import OWNERSHIP_TERMS
from geokit.parcels.schematic import refuse_points
from geokit.parcels.table import COLUMN_WORDS, parcel_ids
from geokit.parcels.values import natural_key
from geokit.sheets.abuttals import Abuttals, columns_of, neighbours_on_sides, told_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

_NO_PARCELS = Words(zh="没有可出图的地块", en="there is no parcel that a sheet can be drawn of")
_NOT_DRAWN = Words(
    zh="{count} 宗图形无效或缺失，不能出宗地图：{ids}",
    en="{count:parcel has|parcels have} no valid outline to draw a sheet of: {ids}",
)
_NO_CRS_AROUND = Words(
    zh="周边图层没有坐标系，不知绘在何处；请先用 geokit convert 写明",
    en="the layer of neighbours has no coordinate system, so that nobody knows where to draw it; write it anew with geokit "
    "convert first",
)
_PARCEL, _BATCH = Words(zh="地块", en="parcel"), Words(zh="批次", en="batch")
_PLACE = Words(zh="坐落", en="location")
_PLACES: Final = ("坐落", "土地坐落", "宗地坐落", "zl", "tdzl", "location")
_FACTS = ("name", "phase", "batch", "stage", "status", "village", "ownership", "land_use", *CLASS_COLUMNS)
_TERMS = {
    "stage": {term.code: term.words for term in STAGES},
    "status": {term.code: term.words for term in STATUSES},
    "ownership": {code: term.words for code, term in OWNERSHIP_TERMS.items()},
}


@dataclass(frozen=True)
class Surroundings:
    """Land that is drawn around parcels and named as their neighbour, in the plane of the parcels.

    Attributes
    ----------
    shapes : ndarray of shapely geometries
        None for what cannot be drawn.
    names : ndarray of str
    """

    shapes: NDArray[np.object_]
    names: NDArray[np.object_]

    @classmethod
    def of(cls, layer: gpd.GeoDataFrame | None, crs: CRS) -> Surroundings:
        """Bring a layer into a plane; roads, rivers and the land of others have names rather than ids.

        Raises
        ------
        CrsError
            The layer has no coordinate system.
        """
        nothing = np.array([], dtype=object)
        if layer is None or len(layer) == 0:
            return cls(nothing, nothing)
        if layer.crs is None:
            raise CrsError(_NO_CRS_AROUND)
        shapes, own = in_plane(layer, "planar")
        return cls(shapes if own == crs else reproject(shapes, own, crs), _names(layer))


def _names(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the name of each piece of land, its id where it has none; empty without both, since a number is no name."""
    names: NDArray[np.object_] = (
        frame["name"].fillna(frame["id"]).fillna("").astype(str).to_numpy(dtype=object)
    )
    return names


@dataclass(frozen=True)
class ParcelTable:
    """A parcel table in a plane; what has no id of its own is named by its row in the table that was given."""

    frame: gpd.GeoDataFrame
    shapes: NDArray[np.object_]
    crs: CRS
    numbering: Numbering
    besides: Surroundings
    names: NDArray[np.object_]

    @classmethod
    def of(
        cls,
        parcels: gpd.GeoDataFrame,
        numbering: Numbering = "north-west",
        besides: gpd.GeoDataFrame | None = None,
        rows: NDArray[np.intp] | None = None,
    ) -> ParcelTable:
        """Bring a table into a plane, or some of its rows, and the land besides into the same.

        Raises
        ------
        InputError
            There is no parcel.
        OutputError
            A parcel is schematic: it has no boundary points.
        CrsError
            The parcels, or the land besides, have no coordinate system.
        """
        names = parcel_ids(parcels)
        if rows is not None:
            parcels, names = parcels.iloc[rows], names[rows]
        if len(parcels) == 0:
            raise InputError(_NO_PARCELS)
        refuse_points(parcels)
        shapes, crs = in_plane(parcels, "planar")
        return cls(parcels, shapes, crs, numbering, Surroundings.of(besides, crs), names)

    @cached_property
    def area_m2(self) -> NDArray[np.float64]:
        """Planar areas."""
        found: NDArray[np.float64] = areas_m2(self.shapes, self.crs, "planar")
        return found

    @cached_property
    def statutory_m2(self) -> NDArray[np.float64]:
        """Areas on the ellipsoid; NaN in a local system, which has none."""
        try:
            found: NDArray[np.float64] = areas_m2(self.shapes, self.crs, "statutory")
        except CrsError:
            found = np.full(len(self.shapes), np.nan)
        return found

    @cached_property
    def corners(self) -> NumberedCorners:
        """Boundary points, numbered."""
        return NumberedCorners.of(self.shapes, self.numbering)

    @cached_property
    def around(self) -> Surroundings:
        """The parcels, and the land besides."""
        names = np.concatenate([self.names, self.besides.names])
        return Surroundings(np.concatenate([self.shapes, self.besides.shapes]), names)

    @cached_property
    def _sides(self) -> dict[Any, str]:
        return dict(columns_of(list(self.frame.columns)))

    @cached_property
    def _place(self) -> str | None:
        return next((str(name) for name in self.frame if fold(str(name)) in _PLACES), None)

    def abuttals(self, row: int) -> Abuttals:
        """Return what lies on the four sides of a parcel."""
        others = self.around.shapes.copy()
        others[row] = None
        found = neighbours_on_sides(self.shapes[row], others)
        # A road of several pieces is one neighbour.
        named = {
            side: list(dict.fromkeys(name for at in rows if (name := str(self.around.names[at]))))
            for side, rows in found.items()
        }
        return Abuttals.of(told_of(self.frame.iloc[row], self._sides), named)

    def facts(self, row: int, language: Language) -> Iterator[tuple[str, str]]:
        """Yield what the table says of a parcel, label and value."""
        values = self.frame.iloc[row]
        if self._place is not None and _is_said(values[self._place]):
            yield _PLACE.localize(language), str(values[self._place])
        for name in _FACTS:
            value = values.get(name)
            if _is_said(value):
                yield COLUMN_WORDS[name].localize(language), localize(_term(name, str(value)), language)

    def texts(self, language: Language) -> list[str]:
        """Return every text of it, to look for a font."""
        columns = [name for name in _FACTS if name in self.frame]
        others = [*self._sides.values(), *([self._place] if self._place else [])]
        said = [
            localize(_term(name, str(value)), language)
            for name in (*columns, *others)
            for value in self.frame[name].dropna().unique()
        ]
        heads = [COLUMN_WORDS[name].localize(language) for name in columns]
        return [_PLACE.localize(language), *heads, *said, *map(str, self.around.names)]

    def rows(self, ids: Sequence[str] | None, batches: Sequence[str] | None = None) -> list[int]:
        """Return the positions of the parcels that get a sheet.

        Raises
        ------
        UnknownNameError
            No parcel has one of the ids, or is in one of the batches.
        InputError
            One of them has no valid outline, or there is none.
        """
        at = {str(name): row for row, name in enumerate(self.names)}
        _refuse_unknown(ids or (), list(at), _PARCEL)
        of_row = self.frame["batch"].to_numpy()
        _refuse_unknown(batches or (), sorted({str(each) for each in of_row if _is_said(each)}), _BATCH)
        rows = list(range(len(self.names))) if ids is None else [at[name] for name in ids]
        rows = [row for row in rows if batches is None or of_row[row] in batches]
        missing = [str(self.names[row]) for row in rows if self.shapes[row] is None]
        if missing:
            raise InputError(_NOT_DRAWN, count=len(missing), ids=missing[:FEW_NAMES])
        if not rows:
            raise InputError(_NO_PARCELS)
        return rows

    def groups(self, rows: Sequence[int], column: str | None, name: str = "") -> list[tuple[str, list[int]]]:
        """Return rows by what a column says, numbers in it by their size; what has nothing comes last.

        Without a column all are one group of the name given.

        Raises
        ------
        UnknownNameError
            There is no such column.
        """
        if column is None:
            return [(name, list(rows))]
        said = self.frame[column_named(self.frame, column)].to_numpy()
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(str(said[row]) if _is_said(said[row]) else "", []).append(row)
        return sorted(found.items(), key=lambda each: (not each[0], natural_key(each[0])))


def _refuse_unknown(names: Sequence[str], known: list[str], kind: Words) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownNameError(unknown[0], kind=kind, known=known)


def _is_said(value: Any) -> bool:
    return value is not None and not pd.isna(value) and str(value).strip() != ""


def _term(column: str, value: str) -> Words | LandClass | str:
    scheme = CLASS_COLUMNS.get(column)
    return class_label(value, scheme) if scheme else _TERMS.get(column, {}).get(value, value)

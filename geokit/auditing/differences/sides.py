"""Two tables of parcels side by side: in one plane, matched parcel by parcel, and what their columns say otherwise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geokit.auditing.baselines.model import Box, FaultKey, match_faults
from geokit.auditing.differences.changes import Fact
from geokit.auditing.differences.set_aside import is_set_aside
from geokit.auditing.several import GROUP_FROM
from geokit.coverage.overlay import robust_difference
from geokit.errors import CrsError
from geokit.geometry.threads import each_in_threads
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import working_crs
from geokit.land.limits import IGNORED_OVERLAP, TOPOLOGY_TOLERANCE, sliver_thickness
from geokit.land.units import Area
from geokit.parcels.codes import TERMS
from geokit.parcels.schematic import is_schematic
from geokit.parcels.table import COLUMNS, PROVENANCE_COLUMNS, have_ids, parcel_ids
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

SNAP_M: Final = TOPOLOGY_TOLERANCE.value
# How far two surveys of one line may lie apart, in the accuracy of towns: nearer outlines are one outline measured twice.
SURVEYS_APART: Final = sliver_thickness(1)
# What stands in a table besides its number and where it was read; a figure's text follows from the figure.
_NOT_COMPARED: Final = (*PROVENANCE_COLUMNS, "id", "declared_text", "declared_half_unit_m2")
COMPARED: Final = {column.name: column for column in COLUMNS if column.name not in _NOT_COMPARED}

_ONE_SYSTEM = Words(
    zh="两份地块中只有一份有坐标系，无法比较；请给出坐标系{option:crs}或带号{option:zone}",
    en="only one of the two has a coordinate system, so that they cannot be compared; give it{option:crs} or the zone{option:zone}",
)
_FACT = Words(zh="{heading}由“{before}”改为“{after}”", en="{heading} was “{before}” and is “{after}”")
# A blank is no value, and stands in no quotes; where the two sides stand beside each other it is named.
_BLANK = Words(zh="空", en="blank")
_FILLED = Words(zh="{heading}原为空，现为“{after}”", en="{heading} was blank and is “{after}”")
_EMPTIED = Words(zh="{heading}由“{before}”改为空", en="{heading} was “{before}” and is blank")
_COLUMNS_HEADING, _UNCOMPARED = (
    Words(zh="其余各列", en="other columns"),
    Words(zh="未比较", en="not compared"),
)
_NOT_COMPARED_HERE = Words(zh="其余各列未比较", en="its other columns were not compared")


@dataclass(frozen=True)
class Side:
    """One of the two tables, in the plane that they are compared in."""

    table: gpd.GeoDataFrame
    names: NDArray[np.object_]
    shapes: Shapes
    area_m2: Floats
    crs: Any

    @classmethod
    def of(cls, table: gpd.GeoDataFrame, crs: Any) -> Side:
        """Bring a table into a plane; None leaves its coordinates as they are."""
        shapes = table.geometry.to_numpy().copy()
        if crs is not None:
            shapes = reproject(shapes, table.crs, crs)
        # An empty outline is valid, and as much of an outline as none.
        shapes[shapely.is_empty(shapes)] = None
        with np.errstate(invalid="ignore"):
            valid = each_in_threads(shapely.is_valid, shapes) & ~shapely.is_missing(shapes)
        return cls(table, parcel_ids(table), shapes, np.where(valid, shapely.area(shapes), np.nan), crs)

    @property
    def is_schematic(self) -> NDArray[np.bool_]:
        """Whether the outline of each parcel is schematic."""
        return is_schematic(self.table)

    @cached_property
    def is_set_aside(self) -> NDArray[np.bool_]:
        """Of which parcels the id alone is known."""
        return is_set_aside(self.table)

    def by_id(self, rows: Ints, places: Ints | None = None) -> Ints:
        """Return rows, or places among them, sorted by the names of their parcels as people count."""
        chosen = rows if places is None else rows[places]
        keys = [natural_key(name) for name in self.names[chosen].tolist()]
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)
        return (rows if places is None else places)[order]

    @property
    def vague_shapes(self) -> Shapes:
        """The outlines that are schematic."""
        found: Shapes = self.shapes[self.is_schematic]
        return found

    @property
    def layer_shapes(self) -> Shapes:
        """The shapes as a layer of a file has them: None where they are schematic."""
        shapes: Shapes = self.shapes.copy()
        shapes[self.is_schematic] = None
        return shapes

    @cached_property
    def is_named(self) -> NDArray[np.bool_]:
        """Whether each parcel has an id of its own."""
        return have_ids(self.names)

    def faults(self, rows: Ints) -> list[FaultKey]:
        """Return what makes parcels without an id the same in the other table: their place."""
        names, boxes = self.names[rows].tolist(), shapely.bounds(self.shapes[rows])
        return [
            FaultKey("", "parcel", (name,), name, _box(*box))
            for name, box in zip(names, boxes.tolist(), strict=True)
        ]


def _box(west: float, south: float, east: float, north: float) -> Box | None:
    return (west, south, east, north) if math.isfinite(west + south + east + north) else None


def in_one_plane(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> tuple[Side, Side]:
    """Return both tables in the plane of the old one, or of its 3-degree zone.

    Raises
    ------
    CrsError
        Only one of them has a coordinate system, or their datums differ.
    """
    if (old.crs is None) != (new.crs is None) and len(old) and len(new):
        raise CrsError(_ONE_SYSTEM)
    crs = old.crs if len(old) else new.crs
    if crs is not None:
        crs = working_crs(crs, (old if len(old) else new).total_bounds.tolist())
    return Side.of(old, crs if len(old) else None), Side.of(new, crs if len(new) else None)


def match(before: Side, after: Side) -> Ints:
    """Return for each parcel of `after` the position of the same one in `before`, -1 where it is in none.

    Parcels are the same where their ids are; those without a unique one where their boxes are, to 0.001 m.
    """
    same = np.full(len(after.names), -1, dtype=np.intp)
    named, was_named = (np.flatnonzero(side.is_named) for side in (after, before))
    places = pd.Index(before.names[was_named]).get_indexer(pd.Index(after.names[named]))
    same[named[places >= 0]] = was_named[places[places >= 0]]
    rest, were = (np.flatnonzero(~side.is_named) for side in (after, before))
    at_place = match_faults(before.faults(were), after.faults(rest), slack_m=SNAP_M)
    same[rest[at_place >= 0]] = were[at_place[at_place >= 0]]
    return same


def redrawn(old: Shapes, new: Shapes) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the land that each parcel gained and lost, NaN where an outline is invalid, and whether that matters."""
    gained_m2, lost_m2, other = np.zeros(len(old)), np.zeros(len(old)), np.zeros(len(old), dtype=bool)
    at = _drawn_otherwise(old, new)
    other[at] = True
    sound = shapely.is_valid(old[at]) & shapely.is_valid(new[at])
    gained_m2[at[~sound]] = lost_m2[at[~sound]] = np.nan
    at = at[sound]
    gained_m2[at] = shapely.area(robust_difference(new[at], old[at]))
    lost_m2[at] = shapely.area(robust_difference(old[at], new[at]))
    slack_m2 = IGNORED_OVERLAP.value + SNAP_M * np.nan_to_num(shapely.length(new))
    return gained_m2, lost_m2, other & ~(gained_m2 + lost_m2 <= slack_m2)


def _drawn_otherwise(old: Shapes, new: Shapes) -> Ints:
    """Return which outlines have other corners, wherever they begin and whichever way round they go."""
    # Most stand in both files as they are, and need not be put in one order.
    at = np.flatnonzero(~shapely.equals_exact(old, new, 0.0))
    at = at[~(shapely.is_missing(old[at]) & shapely.is_missing(new[at]))]
    one, other = (each_in_threads(shapely.normalize, shapes[at]) for shapes in (old, new))
    differing: Ints = at[~shapely.equals_exact(one, other, 0.0)]
    return differing


def within_two_surveys(old: Shapes, new: Shapes, candidates: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which outlines lie nowhere farther apart than two surveys of one."""
    near = np.zeros(len(old), bool)
    at = np.flatnonzero(candidates)
    at = at[shapely.is_valid(old[at]) & shapely.is_valid(new[at])]
    # Comparing all corners with all edges is for those whose boxes agree.
    apart = np.abs(shapely.bounds(old[at]) - shapely.bounds(new[at])).max(axis=1, initial=0.0)
    at = at[apart <= SURVEYS_APART.value]
    near[at] = shapely.hausdorff_distance(old[at], new[at]) <= SURVEYS_APART.value
    return near


def columns_of_one(before: Side, after: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns that only `after` has values in, and those that only `before` has.

    A boundary-point file has no village and a shapefile no method of measuring: that is a difference of two files, to be said
    once, and not of each of their parcels.
    """
    if not (len(before.names) and len(after.names)):
        return (), ()
    filled = [{name: int(side.table[name].notna().sum()) for name in COMPARED} for side in (before, after)]
    came, went = (
        tuple(name for name in COMPARED if not one[name] and other[name] >= GROUP_FROM)
        for one, other in (filled, filled[::-1])
    )
    return came, went


def facts_of(before: Side, after: Side, old: Ints, new: Ints) -> list[tuple[Fact, ...]]:
    """Return what the columns of each pair say otherwise: of the parcels at `old` and those at `new`.

    Columns that one table has no value in are left out: see :func:`columns_of_one`. Of a record that was set aside on one side
    no column is compared, which is said.
    """
    found: list[list[Fact]] = [[] for _ in old]
    of_one = {name for names in columns_of_one(before, after) for name in names}
    unread = before.is_set_aside[old], after.is_set_aside[new]
    for at in np.flatnonzero(unread[0] != unread[1]):
        fields = {"heading": _COLUMNS_HEADING, "before": _UNCOMPARED, "after": _UNCOMPARED}
        found[at].append(Fact(_NOT_COMPARED_HERE, fields))
    for name in (name for name in COMPARED if name not in of_one):
        for at in np.flatnonzero(_differs(name, before, after, old, new) & ~(unread[0] | unread[1])):
            found[at].append(_fact(name, before, after, int(old[at]), int(new[at])))
    return [tuple(facts) for facts in found]


def _differs(name: str, before: Side, after: Side, old: Ints, new: Ints) -> NDArray[np.bool_]:
    one, other = before.table[name].to_numpy()[old], after.table[name].to_numpy()[new]
    if COMPARED[name].kind == "float64":
        one, other = (np.where(np.isfinite(each), each, np.nan) for each in (one, other))
        differs: NDArray[np.bool_] = ~np.isclose(one, other, rtol=0, atol=1e-6, equal_nan=True)
        return differs
    return np.asarray((one != other) & ~(pd.isna(one) & pd.isna(other)), dtype=bool)


def _fact(name: str, before: Side, after: Side, old: int, new: int) -> Fact:
    values = {"before": before.table[name].iloc[old], "after": after.table[name].iloc[new]}
    shown = {side: _value(name, value) for side, value in values.items()}
    words = _FILLED if shown["before"] is _BLANK else _EMPTIED if shown["after"] is _BLANK else _FACT
    return Fact(words, {"heading": COMPARED[name].words, **shown})


def _value(name: str, value: object) -> object:
    if isinstance(value, float) and np.isfinite(value):
        return Area.from_m2(value)
    return TERMS.get(name, {}).get(value, value) if isinstance(value, str) else _BLANK

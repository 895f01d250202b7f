"""The land of two states: what was gained, what was lost, and which parcel lies on whose land.

Land is counted once on each side, in the parcel that the ledger counts it in, so that both states are partitions of their
land: the area of a new parcel is what it shares with old ones and what was gained, and what the sums of two ledgers differ
by is gained less lost. A parcel that was taken back has no land, as in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geokit.arguments import public_result
from geokit.auditing.differences.lineage import Lineage, find_events
from geokit.auditing.differences.sides import SNAP_M, Side, in_one_plane, match
from geokit.auditing.differences.sums import LandSums, sum_up_changes
from geokit.coverage.array_kernel import row_hashes
from geokit.coverage.overlay import robust_difference, robust_intersection
from geokit.days import current_day
from geokit.equality import Comparable
from geokit.errors import CrsError
from geokit.geometry.arrays import repeated_rows
from geokit.i18n import Words
from geokit.land.limits import IGNORED_OVERLAP
from geokit.ledgers.figures.groups import Groups, group_parcels
from geokit.ledgers.figures.land import Land, unions_by
from geokit.ledgers.figures.progress import TAKEN_BACK, WITHDRAWN, stage_of, stages_reached, with_terms
from geokit.ledgers.figures.sums import order_of
from geokit.parcels.vague_lines import VagueLines

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.auditing.differences.events import Event

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

_NO_CRS = Words(
    zh="地块没有坐标系，无法量算增减的土地；请给出坐标系{option:crs}或带号{option:zone}",
    en="the parcels have no coordinate system, so that the land gained and lost cannot be measured; give it{option:crs} "
    "or the zone{option:zone}",
)
# Overlays of so many pairs at a time: bounds the memory.
_BLOCK: Final = 20_000


@dataclass(frozen=True)
class State:
    """One of the two states.

    Attributes
    ----------
    side : Side
        The table, its names, shapes and areas, in the common plane.
    own : ndarray of shapely.Polygon or shapely.MultiPolygon
        The land that is counted in each parcel; None where it has none: an invalid outline, land taken back.
    own_m2 : ndarray of float64
        Its planar area; 0 where there is none.
    group, progress : ndarray of int
        The number of each parcel's phase, and of its :class:`~geokit.ledgers.figures.progress.Progress`.
    """

    side: Side
    own: Shapes
    own_m2: Floats
    group: Ints
    progress: Ints

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """The names of the parcels that are in no figure because they have no area."""
        return tuple(self.side.names[self.side.by_id(np.flatnonzero(self._has_no_area))].tolist())

    @property
    def unmeasured_outlines(self) -> frozenset[bytes | None]:
        """Their outlines, encoded."""
        return frozenset(shapely.to_wkb(self.side.shapes[self._has_no_area]).tolist())

    @property
    def _has_no_area(self) -> NDArray[np.bool_]:
        has_none: NDArray[np.bool_] = ~np.isfinite(self.side.area_m2) & (self.progress != TAKEN_BACK)
        return has_none


@public_result
@dataclass(frozen=True, eq=False)
class LandChange(Comparable):
    """The land of two states compared.

    Attributes
    ----------
    crs : pyproj.CRS
        The plane in metres that shapes and areas are in.
    as_of : date
        The day that stages are read on.
    before, after : State
    phases : Groups
        The phases of both.
    lineage : Lineage
        What became of each parcel.
    old, new, shared_m2 : ndarray
        Pairs of an old and a new parcel that share land, and how much, in m².
    gained, lost : ndarray of shapely.Polygon or shapely.MultiPolygon
        Of each new parcel the land that no old one had, of each old one the land that no new one has; None where it is not
        more than 0.01 m² and 0.001 m along its outline, or follows the outline of a schematic parcel.
    gained_m2, lost_m2 : ndarray of float64
        Their planar areas, with what is too little to draw.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> old, new = (make_parcels([square(0, 0, side)]) for side in (100, 102))
    >>> land = gk.compare_parcels(old, new).land("2026-06-01")
    >>> land.shared_m2.tolist(), [str(event.kind) for event in land.events]
    ([10000.0], ['redrawn'])
    """

    crs: Any
    as_of: date
    before: State
    after: State
    phases: Groups
    lineage: Lineage
    old: Ints
    new: Ints
    shared_m2: Floats
    gained: Shapes
    lost: Shapes
    gained_m2: Floats
    lost_m2: Floats

    def _found(self) -> tuple[object, ...]:
        return (self.crs, self.as_of, self.lineage, self.sums)

    @property
    def events(self) -> tuple[Event, ...]:
        """What became of the parcels that are not as they were."""
        return self.lineage.events

    @cached_property
    def sums(self) -> LandSums:
        """The land by phase and stage, before and after, as it is printed."""
        rows = [(state.group, state.progress, state.own_m2) for state in (self.before, self.after)]
        return sum_up_changes(
            self.phases, rows, (self.old, self.new, self.shared_m2), self.gained_m2, self.lost_m2
        )


def land_change(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, as_of: date | None = None) -> LandChange:
    """Compare the land of two parcel tables.

    Parameters
    ----------
    old, new : GeoDataFrame
        Parcel tables, in the same datum; compared in the plane of the old one, or of its 3-degree zone.
    as_of : date, optional
        The day that stages are read on, today if left out: the same for both, so that only the tables differ.

    Raises
    ------
    CrsError
        They have no coordinate system, only one has one, or their datums differ.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> change = land_change(make_parcels([square(0, 0, 100)]), make_parcels([square(0, 0, 120, 100)]))
    >>> change.gained_m2.tolist(), change.lost_m2.tolist(), [str(event.kind) for event in change.events]
    ([2000.0], [0.0], ['redrawn'])
    """
    before, after = in_one_plane(old, new)
    crs = _plane_of(before, after)
    day = as_of or current_day()
    terms = [with_terms(side.table) for side in (before, after)]
    both = pd.concat(
        [pd.DataFrame({"phase": table["phase"].to_numpy()}) for table in terms], ignore_index=True
    )
    phases = group_parcels(both, None, "phase")
    groups = np.split(phases.of_parcel, [len(old)])
    states = [
        _state(side, table, crs, day, group)
        for side, table, group in zip((before, after), terms, groups, strict=True)
    ]
    one, other = states
    left, right, shared_m2 = shared_land(one.own, other.own)
    pairs = left, right, _at_most(shared_m2, (left, one.own_m2), (right, other.own_m2))
    gained_m2, gained = _not_in(other, one, pairs[1], pairs[0], pairs[2])
    lost_m2, lost = _not_in(one, other, *pairs)
    lineage = find_events(
        before,
        after,
        match(before, after),
        (*pairs, one.own_m2, other.own_m2),
        (lost_m2, lost),
        (gained_m2, gained),
    )
    lines = VagueLines.of(np.concatenate([state.side.vague_shapes for state in states]))
    for pieces in (gained, lost):
        pieces[lines.followed_by(pieces)] = None
    return LandChange(crs, day, one, other, phases, lineage, *pairs, gained, lost, gained_m2, lost_m2)


def _plane_of(before: Side, after: Side) -> Any:
    crs = before.crs if len(before.names) else after.crs
    if crs is None and len(before.names) + len(after.names):
        raise CrsError(_NO_CRS)
    return crs


def _state(side: Side, terms: gpd.GeoDataFrame, crs: Any, day: date, group: Ints) -> State:
    import geopandas as gpd

    reached = stages_reached(terms, day)
    table = gpd.GeoDataFrame({"stage": terms["stage"].to_numpy()}, geometry=side.shapes, crs=crs)
    land = Land.of(table, "planar")
    counted = reached != WITHDRAWN
    # As in the ledger: who has come farthest has the land, and among equals the first by its id.
    by_id = order_of(terms["id"].fillna("").to_numpy(dtype=np.str_))
    taken = land.shared_before(order_of(~counted, -reached, by_id), counted)
    own = land.shapes.copy()
    own[~counted] = None
    shares = ~shapely.is_missing(taken) & ~shapely.is_missing(own)
    own[shares] = robust_difference(own[shares], taken[shares])
    own[shapely.is_empty(own)] = None
    return State(side, own, land.measured_m2(own), group.astype(np.intp), stage_of(reached))


def shared_land(old: Shapes, new: Shapes) -> tuple[Ints, Ints, Floats]:
    """Return the pairs of old and new land that lie on each other, and by how many m².

    What is the same on both sides, corner by corner, is not overlaid: nothing else can lie there.

    Examples
    --------
    >>> left, right, shared_m2 = shared_land(
    ...     shapely.box([0, 10], 0, [10, 20], 10), shapely.box([10, 5], 0, [20, 10], 10)
    ... )
    >>> left.tolist(), right.tolist(), shared_m2.tolist()
    ([1, 0], [0, 1], [100.0, 50.0])
    """
    same_old, same_new = _identical(old, new)
    rest_old, rest_new = _rest(old, same_old), _rest(new, same_new)
    found_new, found_old = shapely.STRtree(old[rest_old]).query(new[rest_new], predicate="intersects")
    left, right = rest_old[found_old], rest_new[found_new]
    boxes = shapely.bounds(old[left]), shapely.bounds(new[right])
    width = np.minimum(boxes[0][:, 2:], boxes[1][:, 2:]) - np.maximum(boxes[0][:, :2], boxes[1][:, :2])
    meets = (width > 0).all(axis=1)
    left, right = left[meets], right[meets]
    shared_m2 = np.zeros(len(left))
    for start in range(0, len(left), _BLOCK):
        part = slice(start, start + _BLOCK)
        shared_m2[part] = shapely.area(robust_intersection(old[left[part]], new[right[part]]))
    there = shared_m2 > 0
    return (
        np.concatenate([same_old, left[there]]),
        np.concatenate([same_new, right[there]]),
        np.concatenate([shapely.area(old[same_old]), shared_m2[there]]),
    )


def _at_most(shared_m2: Floats, *sides: tuple[Ints, Floats]) -> Floats:
    """Return what pairs share, so that no parcel shares more than it has.

    Slivers too small to be overlaps lie in two parcels of a state, and a parcel of the other shares them with both: all along
    the edges of a layer they add up to land that is printed.
    """
    for parcels, own_m2 in sides:
        sums_m2 = np.bincount(parcels, weights=shared_m2, minlength=len(own_m2))
        part = np.divide(own_m2, sums_m2, out=np.ones(len(own_m2)), where=sums_m2 > own_m2)
        shared_m2 = shared_m2 * part[parcels]
    return shared_m2


def _identical(old: Shapes, new: Shapes) -> tuple[Ints, Ints]:
    """Return the positions of land that has the same corners on both sides."""
    alike_old, alike_new = _alike(old, new)
    rest_old, rest_new = _rest(old, alike_old), _rest(new, alike_new)
    known, looked_for = (
        pd.Index(shapely.to_wkb(shapely.normalize(shapes), output_dimension=2))
        for shapes in (old[rest_old], new[rest_new])
    )
    firsts = ~known.duplicated()
    found = known[firsts].get_indexer(looked_for.where(~looked_for.duplicated(), None))
    same_old = np.concatenate([alike_old, rest_old[firsts][found[found >= 0]]])
    same_new = np.concatenate([alike_new, rest_new[found >= 0]])
    order = np.argsort(same_new)
    return same_old[order], same_new[order]


def _alike(old: Shapes, new: Shapes) -> tuple[Ints, Ints]:
    """Return the positions of land that has the same corners in one order, as most has; no other has its box."""
    keys = [row_hashes(shapely.bounds(shapes)) for shapes in (old, new)]
    single = [_rest(shapes, repeated_rows(key)) for shapes, key in zip((old, new), keys, strict=True)]
    _, left, right = np.intersect1d(
        keys[0][single[0]], keys[1][single[1]], assume_unique=True, return_indices=True
    )
    left, right = single[0][left], single[1][right]
    alike = shapely.equals_exact(old[left], new[right], 0.0)
    return left[alike], right[alike]


def _rest(shapes: Shapes, rows: Ints) -> Ints:
    """Return where there is land, but in some rows."""
    there = ~shapely.is_missing(shapes)
    there[rows] = False
    return np.flatnonzero(there)


def _not_in(state: State, other: State, own: Ints, others: Ints, shared_m2: Floats) -> tuple[Floats, Shapes]:
    """Return the land of each parcel that is in none of the other state: its area, and its shape where it is worth drawing."""
    left_m2 = state.own_m2 - np.bincount(own, weights=shared_m2, minlength=len(state.own))
    left_m2 = np.maximum(left_m2, 0.0)
    length = np.nan_to_num(shapely.length(state.own))
    rows = np.flatnonzero(left_m2 > IGNORED_OVERLAP.value + SNAP_M * length)
    pieces: Shapes = np.full(len(state.own), None, dtype=object)
    pieces[rows] = state.own[rows]
    met = np.isin(own, rows)
    owners, covers = unions_by(own[met], other.own[others[met]])
    pieces[owners] = robust_difference(state.own[owners], covers)
    pieces[shapely.is_empty(pieces)] = None
    return left_m2, pieces

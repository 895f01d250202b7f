"""The survey of a layer: overlaps, gaps, copies and faults in one pass."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.engines import CancellingSearch, OverlaySearch
from geokit.coverage.gaps import Gaps, cut_covered, describe_gaps, no_gaps, uncovered
from geokit.coverage.layers import (
    DuplicateGroups,
    Layer,
    duplicate_pairs,
    expand_pairs,
    from_local_origin,
    read_layer,
    require_same_crs,
)
from geokit.coverage.overlaps import Pairs
from geokit.coverage.overlay import sound
from geokit.coverage.search import Search, Searched, Subject, prepare_subject
from geokit.geometry.threads import in_background
from geokit.machine import paused_gc

if TYPE_CHECKING:
    from geokit.coverage.validity import Faults
    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a survey found in a layer; arrays of pairs are sorted by `left`, then `right`.

    Parameters
    ----------
    left, right : ndarray of int64
        Positions in the input of each pair that overlaps; within one layer ``left < right``.
    area_m2 : ndarray of float64
        The area of each overlap.
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
        Each overlap.
    equal : ndarray of bool
        True where the two differ by no more than the tolerance: one is in the layer twice.
    left_share, right_share : ndarray of float64
        The part of each polygon's area that lies in the overlap; 1 where the other contains it.
    thickness_m : ndarray of float64
        Twice the area of the overlap by its perimeter: the width of a long sliver.
    gaps : Gaps
        The bounded gaps.
    faults : Faults
        The positions that hold no valid polygon.
    copy_of : ndarray of int64
        For each position of the input the first that holds exactly the same polygon: its own, where there is
        no other. A polygon that stands in the layer more than 16 times takes part in the pairs by its first
        copy only, which makes a pair with each of the others.
    crs : pyproj.CRS or None
        The system that the shapes lie in.
    cluster : int
        How many polygons lie on each other by the thousand, so that each is compared with some of the others only.
    pairs_left_out : int
        How many pairs of them, at most, were not compared.
    """

    left: Ints
    right: Ints
    area_m2: Floats
    shapes: Shapes
    equal: Bools
    left_share: Floats
    right_share: Floats
    thickness_m: Floats
    gaps: Gaps
    faults: Faults
    copy_of: Ints
    crs: Any
    cluster: int = 0
    pairs_left_out: int = 0

    def __len__(self) -> int:
        return len(self.left)


def survey_coverage(
    geometries: object,
    *,
    allowed: object = None,
    tolerance_m2: float = 0.01,
    snap_m: float = 0.001,
    processes: int = 1,
) -> Coverage:
    """Find the overlaps, gaps, copies and faults of a layer of polygons in one pass.

    Parameters
    ----------
    geometries : sequence of shapely.Geometry, GeoSeries or GeoDataFrame
        The layer, in metres in a plane.
    allowed : sequence of shapely.Geometry, GeoSeries or GeoDataFrame, optional
        Land that may lie between the polygons, such as roads and water: no gap.
    tolerance_m2 : float
        Overlaps and gaps of this area or less are not reported.
    snap_m : float
        Cracks narrower than this do not join a gap to the outside.
    processes : int
        How many processes share the exact overlay.

    Raises
    ------
    InputError
        An item is neither a geometry nor missing, or an option is out of range.
    CrsError
        The coordinates are degrees, or the two layers lie in different systems.

    Examples
    --------
    >>> import shapely
    >>> coverage = survey_coverage([shapely.box(0, 0, 10, 10), shapely.box(8, 0, 20, 10)])
    >>> coverage.left, coverage.right, coverage.area_m2, coverage.left_share
    (array([0]), array([1]), array([20.]), array([0.2]))
    """
    search = Search(tolerance_m2, snap_m, processes)
    return survey(read_layer(geometries), search, allowed=allowed)


def survey(
    layer: Layer, search: Search, *, allowed: object = None, pairs: bool = True, holes: bool = True
) -> Coverage:
    """Survey a layer, as far as overlaps and holes are wanted."""
    ways = None if allowed is None else read_layer(allowed)
    if ways is not None:
        require_same_crs(layer, ways)
    with paused_gc():
        found = _searched(layer, search)
        described = partial(_gaps, found, ways, search) if holes else no_gaps
        # Polygons that lie elsewhere are fetched for one thing at a time: that they are not all here is why they are there.
        is_here = isinstance(layer.shapes, np.ndarray)
        with in_background(described) if is_here else nullcontext(described) as gaps:
            whole = _with_copies(found, search) if pairs else Pairs.none()
            return _described(whole, gaps(), found.subject, layer.crs, search)


def _searched(layer: Layer, search: Search) -> Searched:
    cancelling = CancellingSearch.of(layer, search) if search.cancels(layer) else None
    return cancelling or OverlaySearch(prepare_subject(layer, search), search)


def _with_copies(found: Searched, search: Search) -> Pairs:
    pairs, subject = found.pairs(), found.subject
    groups = DuplicateGroups.of(subject.firsts)
    left, right, row = expand_pairs(pairs.left, pairs.right, groups, groups)
    between = replace(pairs, left=left, right=right, area_m2=pairs.area_m2[row], shapes=pairs.shapes[row])
    joined = Pairs.joined([between, _pairs_of_copies(subject, search)])
    # Copies of one group may lie on both sides of those of another.
    low, high = np.minimum(joined.left, joined.right), np.maximum(joined.left, joined.right)
    ordered = replace(between, left=low, right=high, area_m2=joined.area_m2, shapes=joined.shapes)
    return ordered.taken(np.lexsort((high, low)))


def _pairs_of_copies(subject: Subject, search: Search) -> Pairs:
    left, right = duplicate_pairs(subject.firsts)
    searched = subject.checked.searched[left]
    left, right = left[searched], right[searched]
    shapes = subject.checked.about(subject.origin, left)
    area_m2 = shapely.area(shapes)
    return Pairs(left, right, area_m2, shapes).taken(np.flatnonzero(area_m2 > search.tolerance_m2))


def _gaps(searched: Searched, ways: Layer | None, search: Search) -> Gaps:
    subject, found = searched.subject, searched.holes()
    origin, holes = subject.origin, found.shapes
    if ways is not None:
        # Before gaps are named: a road may split one hole into several gaps, or fill it.
        covers = prepare_subject(ways, search, origin=origin)
        holes = uncovered(holes, covers.in_order(covers.near(shapely.bounds(holes)))[1])
    positions, local = subject.in_order(subject.near(shapely.bounds(holes)))
    holes, bare = cut_covered(holes[shapely.area(holes) > search.tolerance_m2], local)
    gaps = describe_gaps(holes, local, positions, tolerance_m2=search.tolerance_m2, snap_m=search.snap_m)
    return Gaps(
        gaps.area_m2,
        sound(from_local_origin(gaps.shapes, origin)),
        gaps.neighbours,
        proven=found.proven and bare,
    )


def _described(pairs: Pairs, gaps: Gaps, subject: Subject, crs: Any, search: Search) -> Coverage:
    # Both at once: polygons that lie elsewhere are fetched once.
    both = subject.checked.measured(shapely.area, np.concatenate([pairs.left, pairs.right]))
    left_m2, right_m2 = np.split(both, 2)
    # Areas that were computed in two ways differ in the last digit: no tolerance is below that.
    slack_m2 = np.maximum(search.tolerance_m2, 1e-12 * (left_m2 + right_m2))
    return Coverage(
        left=pairs.left,
        right=pairs.right,
        area_m2=pairs.area_m2,
        shapes=sound(from_local_origin(shapely.normalize(pairs.shapes), subject.origin)),
        equal=left_m2 + right_m2 - 2 * pairs.area_m2 <= slack_m2,
        # Rounding may put an overlap above the polygon that it covers.
        left_share=np.minimum(pairs.area_m2 / left_m2, 1.0),
        right_share=np.minimum(pairs.area_m2 / right_m2, 1.0),
        # Of a strip much longer than wide: half its perimeter is its length.
        thickness_m=2 * pairs.area_m2 / shapely.length(pairs.shapes),
        gaps=gaps,
        faults=subject.checked.faults,
        copy_of=subject.firsts,
        crs=crs,
        cluster=pairs.cluster,
        pairs_left_out=pairs.left_out,
    )

"""Pairs of polygons that overlap, each with the exact polygon and area of the overlap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from geokit.coverage.boxes import Cluster, ClusterBetween, cluster_between, cluster_within
from geokit.coverage.clipping import clipped_near
from geokit.coverage.crossings import have_many_crossings_between
from geokit.coverage.overlay import intersections, pair_slack_m2
from geokit.coverage.processes import shared_out
from geokit.coverage.shared_areas import shared_area_m2
from geokit.geometry.arrays import Floats, Ints, Shapes, empty_shapes
from geokit.geometry.threads import in_threads, thread_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Pairs are overlaid in blocks, so that memory is bounded by what overlaps and not by what is near.
_BLOCK = 2_000
# Blocks that wait for each thread.
_TASKS_A_THREAD = 8
# The test whether two polygons meet keeps each crossing: with no more than these, half a gigabyte.
_KEPT_CROSSINGS = 2_000_000
_INTERIORS_MEET = "T********"
# Pairs of no more vertices: what they share is summed over their edges before they are overlaid.
_SMALL = 256

_Task: TypeAlias = tuple[Shapes, Shapes, Ints, Ints]
Marks: TypeAlias = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Overlapping pairs: positions, areas in m² and polygons.

    `left_out` is how many pairs at most were not compared, among the `cluster` of so many polygons that lie on each other.
    """

    left: Ints
    right: Ints
    area_m2: Floats
    shapes: Shapes
    left_out: int = 0
    cluster: int = 0

    def __len__(self) -> int:
        return len(self.left)

    @classmethod
    def none(cls) -> Pairs:
        """Return no pair."""
        nothing = np.empty(0, dtype=np.int64)
        return cls(nothing, nothing, np.empty(0), empty_shapes(0))

    @classmethod
    def joined(cls, blocks: Iterable[Pairs]) -> Pairs:
        """Return the pairs of all blocks, one after the other."""
        filled = [cls.none(), *blocks]
        return cls(
            np.concatenate([block.left for block in filled]),
            np.concatenate([block.right for block in filled]),
            np.concatenate([block.area_m2 for block in filled]),
            np.concatenate([block.shapes for block in filled]),
        )

    def renumbered(self, left: Ints, right: Ints) -> Pairs:
        """Return the same pairs under the positions that `left` and `right` give for theirs."""
        return replace(self, left=left[self.left], right=right[self.right])

    def taken(self, rows: Ints) -> Pairs:
        """Return the pairs in `rows`."""
        return replace(
            self,
            left=self.left[rows],
            right=self.right[rows],
            area_m2=self.area_m2[rows],
            shapes=self.shapes[rows],
        )


def canonical_order(shapes: Shapes) -> Ints:
    """Return the order of polygons from west to east, whatever their order in the input.

    Overlays round differently when their operands trade places; in this order they do not.
    """
    x_min, y_min, x_max, y_max = shapely.bounds(shapes).T
    order: Ints = np.lexsort((shapely.area(shapes), y_max, x_max, y_min, x_min))
    return order


def overlapping_pairs(
    shapes: Shapes,
    *,
    tolerance_m2: float,
    processes: int = 1,
    marks: Marks | None = None,
    layer_size: int = 0,
) -> Pairs:
    """Return every pair of a set, as far as their boxes meet, that overlaps by more than `tolerance_m2`.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
        Valid, in canonical order, about a local origin.
    tolerance_m2 : float
        The area in m² that an overlap must exceed.
    processes : int
        How many processes share the work; threads do where it is 1.
    marks : ndarray of uint64, optional
        Bits, one at least of which two polygons that overlap have in common: no other pair is compared.
    layer_size : int
        How many polygons the layer has that these are some of.
    """
    overlay = partial(_overlay_block, tolerance_m2=tolerance_m2, layer_size=layer_size)
    cluster = cluster_within(shapely.bounds(shapes))
    tree = shapely.STRtree(shapes)
    if len(cluster) == 0:
        found = (_query(tree, shapes, start) for start in range(0, len(shapes), _BLOCK))
        blocks = ((rows[rows < columns], columns[rows < columns]) for rows, columns in found)
        return _overlay(shapes, shapes, _alike(blocks, marks), overlay, processes)
    compared = chain(_outside_cluster(tree, shapes, cluster), cluster.pairs())
    pairs = _overlay(shapes, shapes, _alike(compared, marks), overlay, processes)
    # The cluster's pairs come after all others.
    ordered = pairs.taken(np.lexsort((pairs.right, pairs.left)))
    return replace(ordered, left_out=cluster.left_out, cluster=len(cluster))


def _alike(blocks: Iterable[tuple[Ints, Ints]], marks: Marks | None) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs that have a mark in common."""
    for rows, columns in blocks:
        kept = slice(None) if marks is None else (marks[rows] & marks[columns]) != 0
        yield rows[kept], columns[kept]


def _outside_cluster(tree: shapely.STRtree, shapes: Shapes, cluster: Cluster) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs whose boxes meet of which one at least is outside of the cluster."""
    clustered = np.zeros(len(shapes), dtype=bool)
    clustered[cluster.positions] = True
    others = np.flatnonzero(~clustered)
    for start in range(0, len(others), _BLOCK):
        block = others[start : start + _BLOCK]
        rows, columns = tree.query(shapes[block])
        rows = block[rows]
        kept = clustered[columns] | (rows < columns)
        yield np.minimum(rows, columns)[kept], np.maximum(rows, columns)[kept]


def overlapping_between(left: Shapes, right: Shapes, *, tolerance_m2: float, processes: int = 1) -> Pairs:
    """Return every pair of one polygon of `left` and one of `right` that overlaps, as within one set."""
    overlay = partial(_overlay_block, tolerance_m2=tolerance_m2)
    cluster = cluster_between(shapely.bounds(left), shapely.bounds(right))
    if cluster is None:
        tree = shapely.STRtree(right)
        blocks = (_query(tree, left, start) for start in range(0, len(left), _BLOCK))
        return _overlay(left, right, blocks, overlay, processes)
    compared = chain(_outside_clusters(left, right, cluster), cluster.pairs())
    pairs = _overlay(left, right, compared, overlay, processes)
    ordered = pairs.taken(np.lexsort((pairs.right, pairs.left)))
    return replace(ordered, left_out=cluster.left_out, cluster=len(cluster.left) + len(cluster.right))


def _outside_clusters(left: Shapes, right: Shapes, cluster: ClusterBetween) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs whose boxes meet of which one at least is not clustered."""
    free_left = np.setdiff1d(np.arange(len(left)), cluster.left)
    free_right = np.setdiff1d(np.arange(len(right)), cluster.right)
    for of_left, of_right in ((free_left, np.arange(len(right))), (cluster.left, free_right)):
        tree = shapely.STRtree(right[of_right])
        for start in range(0, len(of_left), _BLOCK):
            rows, columns = tree.query(left[of_left[start : start + _BLOCK]])
            yield of_left[start + rows], of_right[columns]


def _query(tree: shapely.STRtree, shapes: Shapes, start: int) -> tuple[Ints, Ints]:
    rows, columns = tree.query(shapes[start : start + _BLOCK])
    return rows + start, columns


def _overlay(
    left: Shapes,
    right: Shapes,
    blocks: Iterator[tuple[Ints, Ints]],
    overlay: partial[Pairs],
    processes: int,
) -> Pairs:
    boxes, tolerance_m2 = (shapely.bounds(left), shapely.bounds(right)), overlay.keywords["tolerance_m2"]
    near = (_with_room(rows, columns, *boxes, tolerance_m2) for rows, columns in blocks)
    tasks = ((left[rows], right[columns], rows, columns) for rows, columns in near)
    if processes == 1:
        return Pairs.joined(_in_turns(overlay, tasks))
    return Pairs.joined(shared_out(overlay, tasks, processes))


def _in_turns(overlay: Callable[[_Task], Pairs], tasks: Iterator[_Task]) -> Iterator[Pairs]:
    """Yield what the tasks give, in their order, some at a time in threads."""
    while some := list(islice(tasks, _TASKS_A_THREAD * thread_count())):
        yield from in_threads(overlay, some)


def _with_room(
    rows: Ints, columns: Ints, left_boxes: Floats, right_boxes: Floats, tolerance_m2: float
) -> tuple[Ints, Ints]:
    """Keep the pairs whose boxes share more than the tolerance."""
    left, right = left_boxes[rows], right_boxes[columns]
    sides = np.minimum(left[:, 2:], right[:, 2:]) - np.maximum(left[:, :2], right[:, :2])
    kept = (sides > 0).all(axis=1) & (sides.prod(axis=1) > tolerance_m2)
    return rows[kept], columns[kept]


def _overlay_block(task: _Task, *, tolerance_m2: float, layer_size: int = 0) -> Pairs:
    left, right, rows, columns = task
    left, right = _own(left, rows), _own(right, columns)
    envelopes = shapely.envelope(left), shapely.envelope(right)
    left, right = (
        clipped_near(shapes, shapely.bounds(other))
        for shapes, other in zip((left, right), envelopes[::-1], strict=True)
    )
    entangled = have_many_crossings_between(left, right, possible=_KEPT_CROSSINGS)
    plain = np.flatnonzero(~entangled)
    meeting, shared_m2 = meeting_pairs(left[plain], right[plain], tolerance_m2, layer_size)
    meeting = plain[meeting]
    crowded = have_many_crossings_between(left[meeting], right[meeting])
    entangled[meeting[crowded]] = True
    meeting, shared_m2 = meeting[~crowded], shared_m2[~crowded]
    shapes, area_m2 = empty_shapes(len(left)), np.zeros(len(left))
    shapes[meeting] = _intersections(left[meeting], right[meeting], shared_m2)
    area_m2[meeting] = shapely.area(shapes[meeting])
    # What is too entangled for an overlay, even for the question whether it meets, is summed over its edges.
    shapes[entangled] = shapely.intersection(envelopes[0][entangled], envelopes[1][entangled])
    area_m2[entangled] = shared_area_m2(left[entangled], right[entangled])
    kept = np.flatnonzero(area_m2 > tolerance_m2)
    return Pairs(rows[kept], columns[kept], area_m2[kept], shapes[kept])


def meeting_pairs(left: Shapes, right: Shapes, tolerance_m2: float, layer_size: int) -> tuple[Ints, Floats]:
    """Return which pairs may share more than the tolerance, and what they do share; NaN where that was not summed.

    Neighbours that touch, most of all pairs, need no intersection: sums over edges tell of small polygons. Of large ones,
    which may be in many pairs, an index of their edges tells whether interiors meet.
    """
    shared_m2 = np.full(len(left), np.nan)
    small = np.flatnonzero(shapely.get_num_coordinates(left) + shapely.get_num_coordinates(right) <= _SMALL)
    shared_m2[small] = shared_area_m2(left[small], right[small], layer_size=layer_size)
    slack_m2 = pair_slack_m2(left, right)
    asked = np.flatnonzero(~(shared_m2 > slack_m2) & ~(shared_m2 < tolerance_m2 - slack_m2))
    shapely.prepare(left[asked])
    met = shapely.relate_pattern(left[asked], right[asked], _INTERIORS_MEET)
    shapely.destroy_prepared(left[asked])
    may_share = shared_m2 > np.maximum(slack_m2, tolerance_m2 - slack_m2)
    may_share[asked] = met
    meeting = np.flatnonzero(may_share)
    return meeting, shared_m2[meeting]


def _own(shapes: Shapes, numbers: Ints) -> Shapes:
    """Return copies of polygons, one of each number: what one thread prepares no other may use meanwhile."""
    _, first, at = np.unique(numbers, return_index=True, return_inverse=True)
    own: Shapes = shapely.force_2d(shapes[first])[at]
    return own


def _intersections(left: Shapes, right: Shapes, shared_m2: Floats) -> Shapes:
    """Return what each pair shares; of a pair where one covers the other, the smaller as it is."""
    boxes = shapely.bounds(left), shapely.bounds(right)
    shapes = empty_shapes(len(left))
    for outer, inner, outer_box, inner_box in ((left, right, *boxes), (right, left, *boxes[::-1])):
        around = (outer_box[:, :2] <= inner_box[:, :2]) & (outer_box[:, 2:] >= inner_box[:, 2:])
        candidates = np.flatnonzero(around.all(axis=1) & shapely.is_missing(shapes))
        # Prepared, a polygon of many pairs is indexed once; the index would live as long as the polygon itself.
        shapely.prepare(outer[candidates])
        covered = candidates[shapely.covers(outer[candidates], inner[candidates])]
        shapely.destroy_prepared(outer[candidates])
        shapes[covered] = inner[covered]
    rest = np.flatnonzero(shapely.is_missing(shapes))
    shapes[rest] = intersections(left[rest], right[rest], shared_m2[rest])
    return shapes

"""In which form a layer's edges are added up: as they are, rounded to a grid, or not at all.

It is decided once, from statistics that add up, on the polygons in some squares of the plane that no order of the input
chooses; in small layers on all of them. So no partition of a layer decides otherwise than the whole does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage import array_kernel
from geokit.coverage.edges import EdgeSum, eastward, sum_edges
from geokit.coverage.kernels import kernel_for, warn_without_loops
from geokit.coverage.parts import OfVertices, over_parts
from geokit.geometry.arrays import slices
from geokit.geometry.rings import Rings
from geokit.geometry.threads import in_threads

if TYPE_CHECKING:
    from geokit.coverage.layers import Layer
    from geokit.coverage.search import Search
    from geokit.geometry.arrays import Floats, Ints, Shapes

# With more of the edges left than this share, the plain engine is faster whatever they are like.
_LEFT_AT_MOST = 0.5

# With less of them left than this share, or less crossing each other, the cancelling engine is faster.
_LEFT_IN_TIDY = 0.1

# Segments that are tested for crossings.
_SAMPLED_SEGMENTS = 1_000

# Rounding moves a vertex by this part of the grid at most.
ROUNDING_REACH = 0.5**0.5

# The part of the polygons whose boundary is short enough for rounding to be harmless.
_LENGTH_QUANTILE = 0.95

# Of a layer of more polygons about so many are looked at, in squares of so many times their size.
_SMALL, _SAMPLE, _SQUARE = 50_000, 10_000, 16

# A sample is taken of more squares until it has this part of the polygons wanted.
_FEWER = 4

# The columns of a box that are its corners.
_CORNERS = ((0, 1), (2, 1), (0, 3), (2, 3))

# The exponents that a double may have.
_LOWEST_POWER, _POWERS = -1074, 2100

_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)


def summed_edges(layer: Layer, positions: Ints, search: Search) -> tuple[float, EdgeSum] | None:
    """Return the grid, and the sum of the edges on it, of the polygons at some positions.

    Returns None where neighbours do not share their vertices, nor come so near to each other that rounding would not
    matter: another engine is faster.
    """
    sample = _Sample.of(layer, positions)
    for is_rounded in (False, True) if search.engine == "auto" else (search.engine == "rounding",):
        grid_m = sample.harmless_grid_m(search) if is_rounded else 0.0
        if is_rounded and grid_m == 0:
            continue
        # Of a small layer the sample is all of it.
        whole = None if sample.is_part else _whole(layer, positions, grid_m)
        if search.engine == "auto" and not _is_worth_it(whole or sample.summed(grid_m)):
            continue
        return grid_m, whole or _whole(layer, positions, grid_m)
    return None


def _whole(layer: Layer, positions: Ints, grid_m: float) -> EdgeSum:
    warn_without_loops(len(positions))
    summed = OfVertices(partial(sum_edges, grid_m=grid_m, layer_size=len(positions)))
    if layer.beside is None or layer.beside.found:
        return EdgeSum.added(over_parts(summed, layer.shapes, positions, layer.bounds))
    return EdgeSum.added(layer.beside.over_parts(summed, layer.shapes, positions))


def _is_worth_it(found: EdgeSum) -> bool:
    """Return whether few edges are left, or few of them cross each other: then their faces are found fast."""
    if found.share_left > _LEFT_AT_MOST:
        return False
    return found.share_left <= _LEFT_IN_TIDY or _share_crossing(found.residue().segments) <= _LEFT_IN_TIDY


def _share_crossing(segments: Floats) -> float:
    """Return the part of the segments that cross another, from a sample of them."""
    lines = np.asarray(shapely.linestrings(segments))
    sample = lines[:: max(len(lines) // _SAMPLED_SEGMENTS, 1)]
    crossing, _ = shapely.STRtree(lines).query(sample, predicate="crosses")
    return len(np.unique(crossing)) / max(len(sample), 1)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Polygons in squares of the plane.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
        Every polygon of the layer whose box has a corner in one of the squares.
    side_m : float
        How wide the squares are.
    one_in : int
        One square in so many is taken.
    """

    shapes: Shapes
    side_m: float
    one_in: int

    @classmethod
    def of(cls, layer: Layer, positions: Ints) -> _Sample:
        """Return the sample of a layer; all of it where it is small."""
        if len(positions) <= _SMALL:
            return cls(layer.shapes[positions], 1.0, 1)
        powers = in_threads(
            lambda rows: _powers_of_sizes(layer.bounds[positions[rows]]), slices(len(positions))
        )
        side_m = _SQUARE * _quantile(np.sum(powers, axis=0), 0.5)
        most = 1 << (len(positions) // _SAMPLE).bit_length() - 1
        rarity = np.concatenate(
            in_threads(
                lambda rows: _rarest_corners(layer.bounds[positions[rows]], side_m, most),
                slices(len(positions)),
            )
        )
        one_in = most
        while one_in > 1:
            taken = positions[rarity >= one_in]
            # Of land in few squares, none may be taken, or one at the rim.
            if len(taken) * _FEWER > _SAMPLE:
                return cls(layer.shapes[taken], side_m, one_in)
            one_in //= 2
        return cls(layer.shapes[positions], side_m, 1)

    @property
    def is_part(self) -> bool:
        """Whether there are polygons besides these."""
        return self.one_in > 1

    def summed(self, grid_m: float) -> EdgeSum:
        """Return the sum of those edges that lie within the squares: what two polygons share of them is all here."""
        rings = Rings.of(self.shapes)
        segments = rings.edges()
        squares = np.floor(segments / self.side_m)
        inside = np.flatnonzero((squares[:, 0] == squares[:, 1]).all(axis=1))
        inside = inside[_rarity(segments[inside, 0], self.side_m, self.one_in) >= self.one_in]
        segments = segments[inside]
        segments = array_kernel.on_grid(segments, grid_m)
        left_of_edge = np.where((rings.signed_areas() > 0) == rings.is_hole, -1, 1)
        weights = np.repeat(left_of_edge, rings.counts - 1)[inside]
        nothing = np.empty((0, 2, 2))
        table = kernel_for(len(self.shapes) * self.one_in).new_table()
        table.add_segments(segments, weights)
        summed = eastward(*table.remaining())
        return EdgeSum(len(inside), *summed, nothing, np.empty(0, dtype=np.int64))

    def harmless_grid_m(self, search: Search) -> float:
        """Return the widest grid, a power of two, on which rounding is harmless to all but few; 0 where there is none."""
        long_m = _quantile(_powers(shapely.length(self.shapes)), _LENGTH_QUANTILE)
        if long_m == 0:
            return 0.0
        grid_m = min(search.snap_m, harmless_m2(search) / (ROUNDING_REACH * long_m))
        return float(2.0 ** np.floor(np.log2(grid_m))) if grid_m > 0 else 0.0


def harmless_m2(search: Search) -> float:
    """Return by how much rounding may change a polygon."""
    # Of an overlap above the tolerance, half is left when both polygons have changed by this, and noise is an eighth.
    return search.tolerance_m2 / 4


def _powers(lengths: Floats) -> Ints:
    """Return how many lengths are below each power of two, and not below the one before: such counts add up."""
    _, powers = np.frexp(lengths[lengths > 0])
    return np.bincount(powers - _LOWEST_POWER, minlength=_POWERS)


def _powers_of_sizes(boxes: Floats) -> Ints:
    west, south, east, north = boxes.T
    return _powers(np.hypot(east - west, north - south))


def _quantile(powers: Ints, share: float) -> float:
    """Return the power of two below which so many lengths are; 0 where there are none."""
    if not powers.any():
        return 0.0
    power = int(np.searchsorted(np.cumsum(powers), share * powers.sum()))
    return float(np.ldexp(1.0, power + _LOWEST_POWER))


def _rarest_corners(boxes: Floats, side_m: float, most: int) -> Ints:
    """Return the rarity of the rarest square that a corner of each box lies in."""
    rarest: Ints = np.max([_rarity(boxes[:, corner], side_m, most) for corner in _CORNERS], axis=0)
    return rarest


def _rarity(points: Floats, side_m: float, most: int) -> Ints:
    """Return up to which power of two the squares that points lie in are taken, where one in so many is; at most `most`."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        squares = np.floor(points / side_m).astype(np.int64).astype(np.uint64)
        mixed = (squares[:, 0] * _FACTORS[0]) ^ (squares[:, 1] * _FACTORS[1])
        mixed ^= mixed >> np.uint64(31)
        mixed *= _FACTORS[0]
    number = (mixed >> np.uint64(40)) | np.uint64(most)
    # The lowest bit that is set.
    rarity: Ints = (number & (~number + np.uint64(1))).astype(np.int64)
    return rarity

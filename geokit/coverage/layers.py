"""A layer of polygons as callers hand it over (a list, an array, a GeoSeries or a GeoDataFrame), and its duplicates.

Ten thousand copies of one polygon are fifty million pairs and one fault. The copies of a polygon are a group, whose first
member alone is searched. Pairs are given back to all members of a group up to `MANY_DUPLICATES`; of a larger one only
the first member takes part, and it makes a pair with each of its copies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geokit.coverage.array_kernel import row_hashes
from geokit.coverage.boxes import ends_of
from geokit.coverage.parts import Beside, Polygons, hilbert_order, is_local, over_parts
from geokit.errors import CrsError, InputError
from geokit.geometry.arrays import (
    Bools,
    Floats,
    Ints,
    Shapes,
    empty_shapes,
    found_among,
    ragged_positions,
    repeated_rows,
    slices,
)
from geokit.geometry.rings import POLYGON, is_polygonal
from geokit.geometry.threads import each_in_threads, in_threads
from geokit.i18n import Words
from geokit.land.crs.titles import crs_name
from geokit.land.crs.zones import in_true_metres

_NOT_A_LIST = Words(
    zh="应给出一列几何图形，而不是单个 {kind}；请放入列表",
    en="a sequence of geometries is needed, not a single {kind}; put it in a list",
)

_NOT_A_GEOMETRY = Words(
    zh="第 {position} 项不是几何图形，而是 {kind}；请只给出几何图形或空值",
    en="item {position} is not a geometry but of type {kind}; give geometries or None only",
)

_IN_DEGREES = Words(
    zh="图层的坐标系 {crs} 以度为单位，无法量算面积；请先投影到平面坐标系",
    en="the layer is in {crs}, in degrees, where areas have no meaning; project it to a plane first",
)

_NOT_IN_METRES = Words(
    zh="图层的坐标系 {crs} 以 {unit} 而不是米为单位；请先投影到以米为单位的坐标系",
    en="the layer is in {crs}, in units of {unit}, not metres; project it to a system in metres first",
)

_TWO_SYSTEMS = Words(
    zh="两个图层的坐标系不同：{left} 与 {right}；请先统一坐标系",
    en="the two layers are in different coordinate systems, {left} and {right}; bring them into one first",
)

# A polygon given more often than this is one fault of the file; all pairs among its copies would bury the others.
MANY_DUPLICATES = 16


@dataclass(frozen=True, slots=True)
class Layer:
    """Geometries, and the coordinate system they are in.

    Parameters
    ----------
    shapes : ndarray of shapely.Geometry or None, or Polygons
        One a position of the caller's input.
    crs : pyproj.CRS or None
        The plane they lie in, in metres; None where the caller named none.
    bounds : ndarray of float64, shape (n, 4)
        Lowest x, lowest y, highest x, highest y of each; NaN where there is no geometry.
    polygonal : ndarray of bool
        True where there is a polygon or multipolygon that is not empty and whose box is finite.
    beside : Beside, optional
        What else is asked of the polygons when they are fetched for their edges.
    is_finite : bool
        Whether it is known that all coordinates of what is polygonal are finite numbers: a box does not tell.
    """

    shapes: Any
    crs: Any
    bounds: Floats
    polygonal: Bools
    beside: Beside | None = None
    is_finite: bool = False

    @classmethod
    def of(cls, shapes: Shapes | Polygons, crs: Any) -> Layer:
        """Return a layer of shapes."""
        count = len(shapes)
        found = over_parts(boxes_of, shapes, np.arange(count))
        if isinstance(shapes, np.ndarray):
            # Its parts are slices of it.
            bounds = np.concatenate([np.empty((0, 4)), *(boxes for _, boxes, _ in found)])
            polygonal = np.concatenate([np.empty(0, dtype=bool), *(each for _, _, each in found)])
            return cls(shapes, crs, bounds, polygonal)
        bounds, polygonal = np.empty((count, 4)), np.empty(count, dtype=bool)
        for positions, boxes, are_polygons in found:
            bounds[positions], polygonal[positions] = boxes, are_polygons
        return cls(shapes, crs, bounds, polygonal)

    def arranged(self) -> Layer:
        """Return a layer whose parts hold neighbours: as it is where most polygons lie near the one before.

        Of parts without neighbours no edge would cancel, and all of them would have to be kept at once. Polygons go to
        parts along a Hilbert curve.
        """
        if isinstance(self.shapes, np.ndarray):
            return self
        held, finite = self.shapes.order, np.empty(len(self.bounds), dtype=bool)
        for rows in slices(len(finite)):
            finite[rows] = np.isfinite(self.bounds[rows]).all(axis=1)
        finite = finite[held]
        usable = held[finite]
        if is_local(self.bounds, usable):
            return self
        middles = (self.bounds[usable, :2] + self.bounds[usable, 2:]) / 2
        along = usable[hilbert_order(middles)]
        return replace(self, shapes=self.shapes.arranged(np.concatenate([along, held[~finite]])))

    def taken(self, positions: Ints) -> Layer:
        """Return the layer of the geometries at some positions."""
        return Layer(self.shapes[positions], self.crs, self.bounds[positions], self.polygonal[positions])

    def middle(self) -> Floats:
        """Return a point in the middle, in whole metres: coordinates about it keep their last digits.

        At an easting of 40 million metres (a zone number in front) a double steps by 7 nm, and a product of
        such coordinates by more than 0.1 m². Whole metres are subtracted without rounding.
        """
        if not self.polygonal.any():
            return np.zeros(2)
        ends = in_threads(self._ends, slices(len(self.polygonal)))
        low = np.min([low for low, _ in ends], axis=0)
        high = np.max([high for _, high in ends], axis=0)
        middle: Floats = np.floor(low / 2 + high / 2)
        return middle

    def _ends(self, rows: slice) -> tuple[Floats, Floats]:
        """Return the lowest and the highest corner of the polygons in some rows."""
        boxes, usable = self.bounds[rows], self.polygonal[rows]
        return ends_of(boxes if usable.all() else boxes[usable])


def boxes_of(shapes: Shapes, positions: Ints) -> tuple[Ints, Floats, Bools]:
    """Return the positions, the boxes of shapes, and which are polygons whose box is finite."""
    bounds = shapely.bounds(shapes)
    # NaN and infinity survive a sum: one test instead of four.
    west, south, east, north = bounds.T
    return positions, bounds, is_polygonal(shapes) & np.isfinite(west + south + east + north)


def read_layer(geometries: object) -> Layer:
    """Return a layer from a sequence of geometries, a GeoSeries or a GeoDataFrame.

    Raises
    ------
    InputError
        An item is neither a geometry nor missing, or a single geometry was given.
    CrsError
        The layer's coordinates are not metres in a plane.
    """
    if isinstance(geometries, shapely.Geometry):
        raise InputError(_NOT_A_LIST, kind=type(geometries).__name__)
    column = getattr(geometries, "geometry", geometries)
    crs = getattr(column, "crs", None)
    _require_metres(crs)
    if isinstance(column, Polygons):
        return Layer.of(column, crs).arranged()
    return Layer.of(_as_shapes(column), crs)


def require_same_crs(left: Layer, right: Layer) -> None:
    """Refuse two layers that name different coordinate systems.

    A layer that names none is taken to lie in the other's.

    Raises
    ------
    CrsError
        Both name one, and they differ.
    """
    if left.crs is not None and right.crs is not None and left.crs != right.crs:
        raise CrsError(_TWO_SYSTEMS, left=crs_name(left.crs), right=crs_name(right.crs))


def to_local_origin(shapes: Shapes, origin: Floats) -> Shapes:
    """Return copies of geometries with their coordinates about `origin`."""
    return _shifted(shapes, -origin)


def from_local_origin(shapes: Shapes, origin: Floats) -> Shapes:
    """Return copies of local geometries where they lie in the caller's coordinates."""
    return _shifted(shapes, origin)


def _shifted(shapes: Shapes, step: Floats) -> Shapes:
    if len(shapes) == 0:
        return empty_shapes(0)
    shifted: Shapes = each_in_threads(
        lambda some: shapely.transform(some, lambda coordinates: coordinates + step), shapes
    )
    return shifted


def _as_shapes(column: Any) -> Shapes:
    items = column.to_numpy() if hasattr(column, "to_numpy") else column
    if not isinstance(items, np.ndarray):
        items = list(items)
    shapes = empty_shapes(len(items))
    shapes[:] = items
    geometric = shapely.is_geometry(shapes)
    for position in np.flatnonzero(~geometric):
        if not _is_missing(shapes[position]):
            raise InputError(_NOT_A_GEOMETRY, position=int(position), kind=type(shapes[position]).__name__)
    shapes[~geometric] = None
    return shapes


def _is_missing(item: object) -> bool:
    # NaN and pandas.NA stand for a missing geometry in tables.
    return item is None or item is pd.NA or (isinstance(item, float) and math.isnan(item))


def _require_metres(crs: Any) -> None:
    if crs is None:
        return
    if crs.is_geographic:
        raise CrsError(_IN_DEGREES, crs=crs_name(crs))
    if not in_true_metres(crs):
        raise CrsError(_NOT_IN_METRES, crs=crs_name(crs), unit=crs.axis_info[0].unit_name)


def keep_polygons(shapes: Shapes) -> Shapes:
    """Return the polygonal part of each geometry: an overlay may leave points and lines beside it."""
    mixed = np.flatnonzero(~is_polygonal(shapes))
    if len(mixed) == 0:
        return shapes
    kept = shapes.copy()
    for position in mixed:
        parts = shapely.get_parts(shapely.get_parts(shapes[position]))
        kept[position] = shapely.union_all(parts[shapely.get_type_id(parts) == POLYGON])
    return kept


def outer_rings(polygons: Shapes) -> Shapes:
    """Return polygons without their holes."""
    return np.asarray(shapely.polygons(shapely.get_exterior_ring(polygons)))


def inner_rings(polygons: Shapes) -> Shapes:
    """Return the holes of polygons as polygons."""
    rings, owners = shapely.get_rings(polygons, return_index=True)
    return np.asarray(shapely.polygons(rings[np.diff(owners, prepend=-1) == 0]))


def first_duplicates(shapes: Shapes | Polygons, bounds: Floats, usable: Ints) -> Ints:
    """Return for each position the first one that holds the same polygon: its own, where there is no other.

    Polygons are the same when their rings have the same vertices, whatever their order and start.
    """
    firsts = np.arange(len(shapes), dtype=np.int64)
    candidates = _sharing_a_key(bounds, usable)
    if len(candidates):
        # GEOS may leave the flag of an invalid operation set, of which numpy would warn.
        with np.errstate(invalid="ignore"):
            normal = shapely.normalize(shapes[candidates])
        codes, _ = pd.factorize(shapely.to_wkb(normal, output_dimension=2))
        _, first_of_code = np.unique(codes, return_index=True)
        firsts[candidates] = candidates[first_of_code[codes]]
    return firsts


def _sharing_a_key(bounds: Floats, positions: Ints) -> Ints:
    """Return those of the positions whose box has the same corners as another's, or the same hash of them."""
    # Copies have the same box: the vertices are compared of the few that share theirs with another.
    keys = np.empty(len(positions), dtype=np.uint64)
    for rows in slices(len(keys)):
        keys[rows] = row_hashes(bounds[positions[rows]])
    return positions[repeated_rows(keys)]


def copies_among(firsts: Ints) -> Ints:
    """Return the positions that hold the same polygon as an earlier one."""
    found = [
        np.flatnonzero(firsts[rows] != np.arange(rows.start, rows.stop)) + rows.start
        for rows in slices(len(firsts))
    ]
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


@dataclass(frozen=True, slots=True)
class DuplicateGroups:
    """The groups of several copies of a polygon: arrays over groups, by the first of each, and their members.

    A polygon of which there is no copy is in none.

    Parameters
    ----------
    firsts, starts, sizes : ndarray of int64
        The first of each group, where its members start, and how many of them take part in pairs.
    members : ndarray of int64
        Those that take part: of a group with more than `MANY_DUPLICATES` the first alone.
    others : ndarray of int64
        The copies that do not.
    """

    firsts: Ints
    starts: Ints
    sizes: Ints
    members: Ints
    others: Ints

    @classmethod
    def of(cls, firsts: Ints) -> DuplicateGroups:
        """Return the groups of a layer."""
        copies = copies_among(firsts)
        leaders, group, count = np.unique(firsts[copies], return_inverse=True, return_counts=True)
        # The first is a copy of none.
        is_few = count + 1 <= MANY_DUPLICATES
        taking_part = copies[is_few[group]]
        members = np.concatenate([leaders, taking_part])
        members = members[np.lexsort((members, firsts[members]))]
        sizes = np.where(is_few, count + 1, 1)
        return cls(leaders, np.cumsum(sizes) - sizes, sizes, members, copies[~is_few[group]])

    def count(self, firsts: Ints) -> Ints:
        """Return how many members each group has, by its first."""
        sizes = np.ones(len(firsts), dtype=np.int64)
        rows, groups = found_among(self.firsts, firsts)
        sizes[rows] = self.sizes[groups]
        return sizes

    def nth(self, firsts: Ints, numbers: Ints) -> Ints:
        """Return the member of that number, from 0, of each group."""
        members = firsts.copy()
        rows, groups = found_among(self.firsts, firsts)
        members[rows] = self.members[self.starts[groups] + numbers[rows]]
        return members


def expand_pairs(
    left: Ints, right: Ints, left_groups: DuplicateGroups, right_groups: DuplicateGroups
) -> tuple[Ints, Ints, Ints]:
    """Give pairs of first copies back to all copies.

    Returns
    -------
    left, right, pair : ndarray of int64
        Positions, and the position of the pair of first copies that each pair repeats.
    """
    right_sizes = right_groups.count(right)
    counts = left_groups.count(left) * right_sizes
    pair = np.repeat(np.arange(len(left)), counts)
    within = ragged_positions(np.zeros(len(counts), dtype=np.int64), counts)
    row, column = np.divmod(within, right_sizes[pair])
    return left_groups.nth(left[pair], row), right_groups.nth(right[pair], column), pair


def duplicate_pairs(firsts: Ints) -> tuple[Ints, Ints]:
    """Return the pairs within groups: every pair of a small one, the first with each other of a large one."""
    groups = DuplicateGroups.of(firsts)
    copied = groups.firsts[groups.sizes > 1]
    left, right, _ = expand_pairs(copied, copied, groups, groups)
    ascending = left < right
    # Of a large group: a pair of the first with each other copy names all of them in as many pairs as there are copies.
    stars = groups.others
    return np.concatenate([left[ascending], firsts[stars]]), np.concatenate([right[ascending], stars])

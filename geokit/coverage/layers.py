"""A layer of polygons as callers hand it over: a list, an array, a GeoSeries or a GeoDataFrame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geokit.errors import CrsError, InputError
from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, empty_shapes
from geokit.land.zones import in_true_metres
from geokit.words import Words

# As shapely.get_type_id gives them.
POLYGON, MULTIPOLYGON = 3, 6

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


@dataclass(frozen=True, slots=True)
class Layer:
    """Geometries, and the coordinate system they are in.

    Parameters
    ----------
    shapes : ndarray of shapely.Geometry or None
        One a position of the caller's input.
    crs : pyproj.CRS or None
        The plane they lie in, in metres; None where the caller named none.
    bounds : ndarray of float64, shape (n, 4)
        Lowest x, lowest y, highest x, highest y of each; NaN where there is no geometry.
    polygonal : ndarray of bool
        True where there is a polygon or multipolygon that is not empty and whose box is finite.
    """

    shapes: Shapes
    crs: Any
    bounds: Floats
    polygonal: Bools

    @classmethod
    def of(cls, shapes: Shapes, crs: Any) -> Layer:
        """Return a layer of shapes."""
        bounds = shapely.bounds(shapes)
        kinds = shapely.get_type_id(shapes)
        finite = np.isfinite(bounds.sum(axis=1))
        return cls(shapes, crs, bounds, ((kinds == POLYGON) | (kinds == MULTIPOLYGON)) & finite)

    def taken(self, positions: Ints) -> Layer:
        """Return the layer of what stands at some positions."""
        return Layer(self.shapes[positions], self.crs, self.bounds[positions], self.polygonal[positions])

    def middle(self) -> Floats:
        """Return a point in the middle, in whole metres: coordinates about it keep their last digits.

        At an easting of 40 million metres (a zone number in front) a double steps by 7 nm, and a product of
        such coordinates by more than 0.1 m². Whole metres are subtracted without rounding.
        """
        if not self.polygonal.any():
            return np.zeros(2)
        usable = self.bounds if self.polygonal.all() else self.bounds[self.polygonal]
        middle: Floats = np.floor(usable[:, :2].min(axis=0) / 2 + usable[:, 2:].max(axis=0) / 2)
        return middle


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
        raise CrsError(_TWO_SYSTEMS, left=left.crs.name, right=right.crs.name)


def localise(shapes: Shapes, origin: Floats) -> Shapes:
    """Return copies of geometries with their coordinates about `origin`."""
    return _shifted(shapes, -origin)


def globalise(shapes: Shapes, origin: Floats) -> Shapes:
    """Return copies of local geometries where they lie in the caller's coordinates."""
    return _shifted(shapes, origin)


def _shifted(shapes: Shapes, step: Floats) -> Shapes:
    if len(shapes) == 0:
        return empty_shapes(0)
    moved: Shapes = shapely.transform(shapes, lambda coordinates: coordinates + step)
    return moved


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
        raise CrsError(_IN_DEGREES, crs=crs.name)
    if not in_true_metres(crs):
        raise CrsError(_NOT_IN_METRES, crs=crs.name, unit=crs.axis_info[0].unit_name)

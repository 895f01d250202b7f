"""Overlays whose area is proven: what GEOS gives is held against a sum over edges, and computed again where it differs.

GEOS overlays in floating point first, and tells by rough signs whether it went wrong; about one overlay in many
thousands passes them with land lost or added. The area of what two polygons share is known beforehand
(:mod:`~geokit.coverage.shared_area`). An overlay that does not hold it is computed again on a grid, where every
vertex is rounded and nothing else can happen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.layers import globalise, localise
from geokit.coverage.polygonal import keep_polygons
from geokit.coverage.shared_area import shared_m2

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Bools, Floats, Shapes

# The grids in metres that an overlay is computed on again, the finest first.
GRIDS_M = (1e-8, 1e-7, 1e-6, 1e-5)
# An overlay moves vertices by no more than this: so much of its boundary, in m² a metre, is no error.
_MOVED_M = 1e-8
_LEAST_M2 = 1e-7
# At an easting of 40 million metres a vertex is off by so much.
_FAR_M = 1e-7
# Sums of areas in floating point differ by this part of them.
_ROUNDED = 1e-12


def intersections(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon shares with its partner.

    Parameters
    ----------
    left, right : ndarray of shapely.Polygon or shapely.MultiPolygon
        Valid, about a local origin; n of each.

    Examples
    --------
    >>> intersections(np.array([shapely.box(0, 0, 10, 10)]), np.array([shapely.box(8, 8, 20, 20)]))
    array([<POLYGON ((10 10, 10 8, 8 8, 8 10, 10 10))>], dtype=object)
    """
    return _proven(shapely.intersection, left, right, shared_m2(left, right))


def differences(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon has besides its partner.

    Parameters are those of :func:`intersections`; an empty partner takes nothing away.
    """
    return _proven(shapely.difference, left, right, shapely.area(left) - shared_m2(left, right))


def shared_land(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon shares with its partner, wherever they lie.

    What is shared and what is not must together be the polygon; where they are not, they are overlaid again about a
    local origin, and held against the sum over edges.
    """
    return _together(left, right)[0]


def land_without(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon has besides its partner, wherever they lie, as `shared_land`."""
    return _together(left, right)[1]


def _together(left: Shapes, right: Shapes) -> tuple[Shapes, Shapes]:
    shared = keep_polygons(np.asarray(shapely.intersection(left, right)))
    rest = keep_polygons(np.asarray(shapely.difference(left, right)))
    apart_m2 = abs(shapely.area(shared) + shapely.area(rest) - shapely.area(left))
    for pair in np.flatnonzero(apart_m2 > slack_of(left, grid_m=_FAR_M)):
        origin = np.floor(shapely.bounds(left[pair])[:2])
        one, other = (localise(np.array([side[pair]], dtype=object), origin) for side in (left, right))
        shared[[pair]] = globalise(intersections(one, other), origin)
        rest[[pair]] = globalise(differences(one, other), origin)
    return shared, rest


def united_land(groups: Shapes) -> Shapes:
    """Return the polygonal part of each group's union, wherever the groups lie.

    Parameters
    ----------
    groups : ndarray of shapely.GeometryCollection or shapely.MultiPolygon
        Valid polygons each; a union is computed about the south-west corner of its group, as in :func:`union_of`.
    """
    origins = np.nan_to_num(np.floor(shapely.bounds(groups)[:, :2]))
    local = _moved(groups, -origins)
    united = np.asarray(shapely.union_all(local.reshape(-1, 1), axis=1))
    # As large as all pieces together: none was lost, and none lies on another.
    doubtful = np.flatnonzero(abs(shapely.area(local) - shapely.area(united)) > slack_of(united))
    again = np.asarray(shapely.union_all(local[doubtful].reshape(-1, 1), axis=1, grid_size=GRIDS_M[0]))
    differs = abs(shapely.area(again) - shapely.area(united[doubtful])) > slack_of(again, grid_m=GRIDS_M[0])
    for row in doubtful[differs]:
        united[row] = union_of(shapely.get_parts(local[row]))
    return _moved(keep_polygons(united), origins)


def land_of(shapes: Shapes) -> BaseGeometry:
    """Return the union of valid polygons, wherever they lie, as :func:`united_land` of one group.

    Examples
    --------
    >>> land_of(np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)])).area
    3.0
    """
    united: BaseGeometry = united_land(np.array([shapely.GeometryCollection(list(shapes))], dtype=object))[0]
    return united


def _moved(shapes: Shapes, steps: Floats) -> Shapes:
    """Return copies of shapes, each moved by a step of its own; a z is dropped, as areas have none."""
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    moved: Shapes = shapely.set_coordinates(shapes.copy(), coordinates + steps[owners])
    return moved


def union_of(shapes: Shapes) -> shapely.Geometry:
    """Return the union of polygons about a local origin.

    It is computed twice, in floating point and on a grid: where the two differ the grid is right.
    """
    united = shapely.union_all(shapes)
    for grid_m in GRIDS_M:
        again = shapely.union_all(shapes, grid_size=grid_m)
        slack_m2 = slack_of(np.array([again], dtype=object), grid_m=grid_m)[0]
        if abs(again.area - united.area) <= slack_m2:
            return united
        united = again
    return united


def slack_of(shapes: Shapes, *, grid_m: float = 0.0) -> Floats:
    """Return by how many m² the area of each overlay may be off: what rounding its vertices can do."""
    slack: Floats = _LEAST_M2 + (_MOVED_M + grid_m) * shapely.length(shapes) + _ROUNDED * shapely.area(shapes)
    return slack


def _proven(overlay: Callable[..., Any], left: Shapes, right: Shapes, expected_m2: Floats) -> Shapes:
    shapes = keep_polygons(np.asarray(overlay(left, right)))
    wrong = np.flatnonzero(_differs(shapes, expected_m2, left, right))
    for grid_m in GRIDS_M:
        if len(wrong) == 0:
            break
        again = keep_polygons(np.asarray(overlay(left[wrong], right[wrong], grid_size=grid_m)))
        nearer = abs(shapely.area(again) - expected_m2[wrong]) < abs(
            shapely.area(shapes[wrong]) - expected_m2[wrong]
        )
        shapes[wrong[nearer]] = again[nearer]
        wrong = wrong[_differs(shapes[wrong], expected_m2[wrong], left[wrong], right[wrong], grid_m=grid_m)]
    return shapes


def _differs(
    shapes: Shapes, expected_m2: Floats, left: Shapes, right: Shapes, *, grid_m: float = 0.0
) -> Bools:
    # What was lost leaves no boundary: both operands tell how far rounding may reach.
    longest = np.where(shapely.length(left) < shapely.length(right), left, right)
    allowed_m2 = np.maximum(slack_of(shapes, grid_m=grid_m), slack_of(longest, grid_m=grid_m))
    differs: Bools = abs(shapely.area(shapes) - expected_m2) > allowed_m2
    return differs

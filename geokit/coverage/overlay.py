"""Overlays whose area is proven: what GEOS gives is compared with a sum over edges, and computed again where it differs.

GEOS overlays in floating point first, and judges by rough signs whether it went wrong; about one overlay in many
thousands passes them with land lost or added, and without an error. The area that two polygons share is known without
an overlay. One that does not have that area is computed again on a grid, where every vertex is rounded and nothing else can
happen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.clipping import clipped_near
from geokit.coverage.layers import keep_polygons
from geokit.coverage.shared_areas import shared_area_m2
from geokit.geometry.arrays import empty_shapes
from geokit.geometry.threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Bools, Floats, Shapes

# The grids in metres that an overlay is computed on again, the finest first.
GRIDS_M = (1e-8, 1e-7, 1e-6, 1e-5)

# An overlay moves vertices by no more than this: so much of its boundary, in m² a metre, is no error.
_SHIFT_M = 1e-8

# What rounding leaves of an area, however short its boundary.
_LEAST_M2 = 1e-7

# At an easting of 40 million metres a vertex is off by so much.
_FAR_M = 1e-7

# Pairs that a thread overlays at once.
_BLOCK = 2_000

# Sums of areas in floating point differ by this part of them.
_ROUNDED = 1e-12


def intersections(left: Shapes, right: Shapes, shared_m2: Floats | None = None) -> Shapes:
    """Return the polygonal part of what each polygon shares with its partner.

    Parameters
    ----------
    left, right : ndarray of shapely.Polygon or shapely.MultiPolygon
        Valid, about a local origin; n of each.
    shared_m2 : ndarray of float64, optional
        What :func:`shared_area_m2` gives of them, where it is known already; NaN elsewhere.

    Examples
    --------
    >>> intersections(np.array([shapely.box(0, 0, 10, 10)]), np.array([shapely.box(8, 8, 20, 20)]))
    array([<POLYGON ((10 10, 10 8, 8 8, 8 10, 10 10))>], dtype=object)
    """
    expected_m2 = np.full(len(left), np.nan) if shared_m2 is None else shared_m2.copy()
    unknown = np.flatnonzero(np.isnan(expected_m2))
    expected_m2[unknown] = shared_area_m2(left[unknown], right[unknown])
    return _verified(shapely.intersection, left, right, expected_m2)


def differences(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon has besides its partner.

    Parameters are those of :func:`intersections`; an empty partner takes nothing away.
    """
    near = clipped_near(right, shapely.bounds(left))
    return _verified(shapely.difference, left, near, shapely.area(left) - shared_area_m2(left, near))


def robust_intersection(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon shares with its partner, wherever they lie.

    Its area is held against the sum over edges; where the two differ it is computed again about a local origin.
    """
    return _robust_overlay(shapely.intersection, left, right)


def robust_difference(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon has besides its partner, wherever they lie, as `robust_intersection`."""
    return _robust_overlay(shapely.difference, left, right)


def _robust_overlay(overlay: Callable[..., Any], left: Shapes, right: Shapes) -> Shapes:
    # What a polygon shares with its partner, and what it has besides, lies in its own box.
    left, right = sound(left), sound(clipped_near(right, shapely.bounds(left)))
    rows = [slice(start, start + _BLOCK) for start in range(0, len(left), _BLOCK)]
    blocks = in_threads(lambda some: _proven(overlay, left[some], right[some], len(left)), rows)
    return sound(np.concatenate([empty_shapes(0), *blocks]))


def _proven(overlay: Callable[..., Any], left: Shapes, right: Shapes, layer_size: int) -> Shapes:
    shapes = keep_polygons(np.asarray(overlay(left, right)))
    # That what is shared and what is not are together the polygon proves nothing: both may take all for shared.
    origins = np.nan_to_num(np.floor(shapely.bounds(left)[:, :2]))
    one, other = _moved(left, -origins), _moved(right, -origins)
    expected_m2 = shared_area_m2(one, other, layer_size=layer_size)
    if overlay is shapely.difference:
        expected_m2 = shapely.area(one) - expected_m2
    wrong = np.flatnonzero(_differs(shapes, expected_m2, one, other, grid_m=_FAR_M))
    if len(wrong):
        again = _verified(overlay, one[wrong], other[wrong], expected_m2[wrong])
        shapes[wrong] = _moved(again, origins[wrong])
    return shapes


def robust_unions(groups: Shapes) -> Shapes:
    """Return the polygonal part of each group's union, wherever the groups lie.

    Parameters
    ----------
    groups : ndarray of shapely.GeometryCollection or shapely.MultiPolygon
        Valid polygons each; a union is computed about the south-west corner of its group, as in :func:`local_union`.
    """
    origins = np.nan_to_num(np.floor(shapely.bounds(groups)[:, :2]))
    local = _moved(groups, -origins)
    united = np.asarray(shapely.union_all(local.reshape(-1, 1), axis=1))
    # As large as all pieces together: none was lost, and none lies on another.
    doubtful = np.flatnonzero(abs(shapely.area(local) - shapely.area(united)) > area_slack_m2(united))
    again = np.asarray(shapely.union_all(local[doubtful].reshape(-1, 1), axis=1, grid_size=GRIDS_M[0]))
    differs = abs(shapely.area(again) - shapely.area(united[doubtful])) > area_slack_m2(
        again, grid_m=GRIDS_M[0]
    )
    for row in doubtful[differs]:
        united[row] = local_union(shapely.get_parts(local[row]))
    return sound(_moved(keep_polygons(united), origins))


def sound(shapes: Shapes) -> Shapes:
    """Return the polygonal part of each polygon made valid.

    The vertices of an overlay are rounded, and once more where they are moved: a hole of a billionth of a metre is a point
    then, or an edge lies on another, and what is made of such a polygon may fail.

    Examples
    --------
    >>> spiked = shapely.Polygon([(0, 0), (4, 0), (4, 4), (4, 5), (4, 4), (0, 4)])
    >>> [shape.wkt for shape in sound(np.array([spiked, None]))[:1]]
    ['POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0))']
    """
    wrong = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    if len(wrong) == 0:
        return shapes
    made = shapes.copy()
    # By its lines alone, a notch whose mouth rounding closed would be filled.
    valid: Any = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
    made[wrong] = keep_polygons(np.asarray(valid))
    return made


def robust_union(shapes: Shapes) -> BaseGeometry:
    """Return the union of valid polygons, wherever they lie, as :func:`robust_unions` of one group.

    Examples
    --------
    >>> robust_union(np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)])).area
    3.0
    """
    united: BaseGeometry = robust_unions(np.array([shapely.GeometryCollection(list(shapes))], dtype=object))[
        0
    ]
    return united


def _moved(shapes: Shapes, steps: Floats) -> Shapes:
    """Return copies of shapes, each moved by a step of its own; a z is dropped, as areas have none."""
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    moved: Shapes = shapely.set_coordinates(shapes.copy(), coordinates + steps[owners])
    return moved


def local_union(shapes: Shapes) -> shapely.Geometry:
    """Return the union of polygons about a local origin.

    It is computed twice, in floating point and on a grid: where the two differ the grid is right.
    """
    united, finest = in_threads(
        lambda grid_m: shapely.union_all(shapes, grid_size=grid_m), (None, GRIDS_M[0])
    )
    for grid_m in GRIDS_M:
        again = finest if grid_m == GRIDS_M[0] else shapely.union_all(shapes, grid_size=grid_m)
        slack_m2 = area_slack_m2(np.array([again], dtype=object), grid_m=grid_m)[0]
        if abs(again.area - united.area) <= slack_m2:
            return united
        united = again
    return united


def area_slack_m2(shapes: Shapes, *, grid_m: float = 0.0) -> Floats:
    """Return by how many m² the area of each overlay may be off: what rounding its vertices can do."""
    slack: Floats = _LEAST_M2 + (_SHIFT_M + grid_m) * shapely.length(shapes) + _ROUNDED * shapely.area(shapes)
    return slack


def pair_slack_m2(left: Shapes, right: Shapes, *, grid_m: float = 0.0) -> Floats:
    """Return by how many m² what each pair shares may be off.

    What was lost leaves no boundary: the operands show how far rounding may reach, and of these the one with the shorter
    boundary, beyond which nothing is shared.
    """
    shorter = np.where(shapely.length(left) < shapely.length(right), left, right)
    return area_slack_m2(shorter, grid_m=grid_m)


def _verified(overlay: Callable[..., Any], left: Shapes, right: Shapes, expected_m2: Floats) -> Shapes:
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
    allowed_m2 = np.maximum(area_slack_m2(shapes, grid_m=grid_m), pair_slack_m2(left, right, grid_m=grid_m))
    differs: Bools = abs(shapely.area(shapes) - expected_m2) > allowed_m2
    return differs

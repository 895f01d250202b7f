"""Rings to polygons: what is a hole, a part or an island is told by containment, never by a ring's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.arrays import Bools, Ints, Shapes, empty_shapes

if TYPE_CHECKING:
    from geokit.geometry.rings import Rings

# Below a square millimetre a figure printed to the millimetre has no area.
_ZERO_AREA_M2 = 1e-6
# The same for degrees, of which one is some 100 km.
_ZERO_AREA_DEG2 = 1e-16
_MIN_DISTINCT = 3
# Where a ring crosses itself takes time by the square of its points.
_MOST_POINTS = 1000


def faulty_rings(rings: Rings, *, in_degrees: bool = False) -> tuple[Bools, Bools]:
    """Return which rings have fewer than three distinct points, and which of the others enclose nothing.

    A bow tie whose halves cancel encloses both: it is an outline, though an invalid one.
    """
    step = np.ones(len(rings.coordinates), dtype=bool)
    step[1:] = (rings.coordinates[1:] != rings.coordinates[:-1]).any(axis=1)
    step[rings.starts] = True
    distinct = np.add.reduceat(step, rings.starts, dtype=np.int64) - rings.is_closed
    few = distinct < _MIN_DISTINCT
    zero = _ZERO_AREA_DEG2 if in_degrees else _ZERO_AREA_M2
    flat = ~few & (np.abs(rings.signed_areas()) < zero)
    at = np.flatnonzero(flat)
    if len(at):
        # One by one: of others there may be too few points for a line.
        drawn = [shapely.Polygon(rings.coordinates[slice(*rings.offsets[ring : ring + 2])]) for ring in at]
        flat[at] = enclose_nothing(np.array(drawn), zero)
    return few, flat


def enclose_nothing(outlines: Shapes, least_area: float) -> Bools:
    """Return which polygons enclose less than an area, also where they cross themselves and halves of them cancel."""
    nothing: Bools = shapely.get_num_coordinates(outlines) <= _MOST_POINTS
    areas = shapely.area(shapely.make_valid(outlines[nothing]))
    nothing[nothing] = areas < least_area
    return nothing


def polygons(rings: Rings, count: int) -> Shapes:
    """Return one polygon or multipolygon a parcel, holes and islands by even-odd depth of containment.

    Parameters
    ----------
    rings : Rings
        Each with at least three distinct points.
    count : int
        How many parcels; one without a ring gives None.

    Examples
    --------
    >>> from geokit.geometry.rings import Rings
    >>> square = np.array([[0, 0], [9, 0], [9, 9], [0, 9]], dtype=float)
    >>> both = Rings.unnested(np.vstack([square / 3 + 3, square]), np.array([4, 4]), np.array([0, 0]))
    >>> polygons(both, 1)[0].area, len(polygons(both, 1)[0].interiors)
    (72.0, 1)
    """
    lines, single = rings.lines(), rings.is_alone
    made = empty_shapes(count)
    made[rings.rows[single]] = shapely.polygons(lines[single])
    if not single.all():
        _fill_many(made, lines[~single], rings.rows[~single])
    return made


def _fill_many(made: Shapes, lines: Shapes, parcels: Ints) -> None:
    depth, parent = _nesting(lines, parcels)
    shells = np.flatnonzero(depth % 2 == 0)
    holes: dict[int, list[Any]] = {}
    for ring in np.flatnonzero(depth % 2 == 1):
        holes.setdefault(int(parent[ring]), []).append(lines[ring])
    parts = np.array(
        [shapely.polygons(lines[shell], holes=holes.get(int(shell))) for shell in shells], dtype=object
    )
    owners = parcels[shells]
    for parcel in np.unique(owners):
        own = parts[owners == parcel]
        made[parcel] = own[0] if len(own) == 1 else shapely.multipolygons(own)


def _nesting(lines: Shapes, parcels: Ints) -> tuple[Ints, Ints]:
    """Return how many rings of its parcel contain each ring, and the smallest of them (-1 for none).

    A ring lies in a larger one that holds a point inside the *smaller*: a point inside the larger could lie
    in the smaller, when that is a hole. Of two equal rings the earlier counts as the larger.
    """
    filled = np.asarray(shapely.polygons(lines))
    areas = np.asarray(shapely.area(filled))
    inner, outer = shapely.STRtree(filled).query(shapely.point_on_surface(filled), predicate="intersects")
    larger = (areas[outer] > areas[inner]) | ((areas[outer] == areas[inner]) & (outer < inner))
    nested = larger & (parcels[inner] == parcels[outer])
    inner, outer = inner[nested], outer[nested]
    depth = np.bincount(inner, minlength=len(lines))
    parent = np.full(len(lines), -1, dtype=np.int64)
    by_area = np.argsort(-areas[outer], kind="stable")
    # The last to be written is the smallest.
    parent[inner[by_area]] = outer[by_area]
    return depth, parent

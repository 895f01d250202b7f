"""The plane that a comparison is made in: the data's own, or the 3-degree zone that the data lie in.

On the way from degrees into a plane, lines that neighbours share are kept shared. A parallel is straight in degrees and
curved in metres: at 23° N an edge of 6 km bows out by 0.3 m. Where a neighbour has a vertex on such an edge, the projected
edge passes it by, and the two would overlap or leave a gap that is in no file: the vertex is inserted into the edge. Most
files in degrees were lines in metres once; there the neighbour's vertex lies on the edge in the plane, and nothing is
inserted. Where the vertex lies shows which of the two it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import CrsError
from geokit.geometry.rings import Rings, is_polygonal
from geokit.land.crs.datums import ALIGNED, CGCS2000, datum_of
from geokit.land.crs.transform import CrsLike, is_local, parse_crs, reproject, reproject_points
from geokit.land.crs.zones import gauss_kruger, in_true_metres, three_degree_zone, zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS

    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes
    from geokit.land.crs.parameters import TransformParameters

# A shorter edge bows out by 0.1 mm at most, and by 0.005 m².
LONG_M = 100.0

# A vertex on an edge lies no farther from it in degrees, and so many times nearer than in the plane.
ON_EDGE_M, _NEARER = 0.001, 4

# A polygon whose box is no farther from another's is at it.
_AT_M = 1.0

_METRES_A_DEGREE = 111_195.0


def working_crs(crs: CrsLike, bounds: Sequence[float]) -> CRS:
    """Return the system in metres that shapes are compared in.

    Parameters
    ----------
    crs : pyproj.CRS, str or int
        The system of the data.
    bounds : sequence of four floats
        West, south, east, north of the data, in that system.

    Returns
    -------
    pyproj.CRS
        A Gauss–Krüger zone, a local system, or another projection in metres is returned as it is. Degrees go to
        the 3-degree zone of their own datum, WGS 84 to that of CGCS2000, and so does Web Mercator, whose
        metres are none.

    Examples
    --------
    >>> working_crs("EPSG:4490", (116.6, 23.3, 116.7, 23.4)).to_epsg()
    4548
    >>> working_crs("EPSG:4527", (39_470_000, 2_590_000, 39_471_000, 2_591_000)).to_epsg()
    4527
    """
    parsed = parse_crs(crs)
    # What the data came in is kept wherever areas can be measured in it: no vertex moves.
    if is_local(parsed) or zone_of(parsed) is not None or _is_in_true_metres(parsed):
        return parsed
    geographic = parsed.geodetic_crs
    if geographic is None:
        return parsed
    longitude = _middle_longitude(parsed, geographic, bounds)
    datum = datum_of(parsed)
    if datum is not None:
        zone = _zone_or_none(longitude)
        if zone is not None:
            return gauss_kruger(CGCS2000 if datum.id in ALIGNED else datum, zone)
    return _transverse_mercator(geographic, longitude)


def _is_in_true_metres(crs: CRS) -> bool:
    if not in_true_metres(crs):
        return False
    # Of Web Mercator the axes say metres too.
    operation = crs.coordinate_operation
    return operation is not None and "Pseudo Mercator" not in operation.method_name


def _middle_longitude(crs: CRS, geographic: CRS, bounds: Sequence[float]) -> float:
    west, south, east, north = bounds
    longitude, _ = reproject_points((west + east) / 2, (south + north) / 2, crs, geographic)
    return float(longitude)


def _zone_or_none(longitude: float) -> int | None:
    try:
        return three_degree_zone(longitude)
    except CrsError:
        # Outside China: a projection of the same kind is made for the place.
        return None


def _transverse_mercator(geographic: CRS, longitude: float) -> CRS:
    from pyproj.crs import ProjectedCRS
    from pyproj.crs.coordinate_operation import TransverseMercatorConversion

    meridian = 3.0 * round(longitude / 3)
    conversion = TransverseMercatorConversion(
        longitude_natural_origin=meridian, false_easting=500_000, scale_factor_natural_origin=1
    )
    return ProjectedCRS(conversion, geodetic_crs=geographic, name=f"{geographic.name} / TM {meridian:g}")


def reproject_shared_edges(
    shapes: Shapes, source: CrsLike, target: CrsLike, *, parameters: TransformParameters | None = None
) -> Shapes:
    """Return polygons in another system; those in degrees keep in the plane the lines that they share in degrees.

    Parameters and errors are those of :func:`~geokit.land.crs.transform.reproject`, which moves vertices only.

    Examples
    --------
    >>> below, above = (
    ...     shapely.box(116.60, 23.300, 116.66, 23.301),
    ...     shapely.box(116.60, 23.301, 116.63, 23.302),
    ... )
    >>> projected = reproject_shared_edges(np.array([below, above]), 4490, 4548)
    >>> round(shapely.intersection(*projected).area, 6), int(shapely.get_num_coordinates(projected[0]))
    (0.0, 6)
    """
    projected = reproject(shapes, source, target, parameters=parameters)
    if not keeps_shared_edges(source, target):
        return projected
    few = at_long_edges(shapely.bounds(projected))
    if len(few):
        projected[few] = with_shared_vertices(shapes[few], projected[few])
    return projected


def keeps_shared_edges(source: CrsLike, target: CrsLike) -> bool:
    """Return whether lines that are straight in one system are not in the other: on the way from degrees to a plane."""
    return bool(parse_crs(source).is_geographic and not parse_crs(target).is_geographic)


def at_long_edges(bounds: Floats) -> Ints:
    """Return which polygons, by their boxes in the plane, may have an edge that bows out, and which lie at one of those.

    Parameters
    ----------
    bounds : ndarray of float64, shape (n, 4)
        Boxes in metres.
    """
    wide = np.flatnonzero(is_wide(bounds))
    if len(wide) == 0:
        return wide
    boxes = bounds[wide] + np.array([-_AT_M, -_AT_M, _AT_M, _AT_M])
    # Of the two the wide ones are few: theirs is the index.
    tree, there = (
        shapely.STRtree(np.asarray(shapely.box(*boxes.T))),
        np.flatnonzero(np.isfinite(bounds).all(axis=1)),
    )
    met = tree.query(np.asarray(shapely.box(*bounds[there].T)))[0]
    return np.union1d(wide, there[met])


def is_wide(bounds: Floats) -> Bools:
    """Return which boxes are so wide that an edge in them may bow out."""
    wide: Bools = np.hypot(*(bounds[:, 2:] - bounds[:, :2]).T) > LONG_M
    return wide


@dataclass(frozen=True, slots=True)
class _Vertices:
    """The vertices of all rings of polygons, in degrees of one length, and in metres with where each ring ends."""

    degrees: Floats
    rings: Rings

    @classmethod
    def of(cls, shapes: Shapes, projected: Shapes) -> _Vertices:
        degrees = Rings.of(shapes).coordinates
        # East and west by as much as north: distances from an edge are then in one measure.
        middle = np.radians(np.median(degrees[:, 1])) if len(degrees) else 0.0
        return cls(degrees * [np.cos(middle), 1.0], Rings.of(projected))

    @property
    def metres(self) -> Floats:
        """The vertices in the plane."""
        return self.rings.coordinates

    def long_edges(self) -> Ints:
        """Return where the edges start that are long enough to bow out."""
        starts = self.rings.edge_starts
        long: Ints = starts[np.hypot(*(self.metres[starts + 1] - self.metres[starts]).T) > LONG_M]
        return long

    def on(self, edges: Ints) -> tuple[Ints, Ints, Floats]:
        """Return edges, the vertices on them in degrees but not in the plane, and how far along."""
        lines = np.asarray(
            shapely.linestrings(np.stack([self.degrees[edges], self.degrees[edges + 1]], axis=1))
        )
        near = ON_EDGE_M / _METRES_A_DEGREE
        vertices, rows = shapely.STRtree(lines).query(
            np.asarray(shapely.points(self.degrees)), predicate="dwithin", distance=near
        )
        starts = edges[rows]
        along, off_degrees = _beside(self.degrees, starts, vertices)
        _, off_m = _beside(self.metres, starts, vertices)
        inner = (along > 0) & (along < 1) & (off_degrees * _METRES_A_DEGREE * _NEARER < off_m)
        return starts[inner], vertices[inner], along[inner]


def _beside(points: Floats, starts: Ints, vertices: Ints) -> tuple[Floats, Floats]:
    """Return how far along an edge its nearest point to a vertex is, as a share, and how far the vertex is off."""
    step, away = points[starts + 1] - points[starts], points[vertices] - points[starts]
    length = np.hypot(*step.T)
    along = (step * away).sum(axis=1) / length**2
    off = abs(step[:, 0] * away[:, 1] - step[:, 1] * away[:, 0]) / length
    return along, off


def with_shared_vertices(shapes: Shapes, projected: Shapes) -> Shapes:
    """Return projected polygons with the vertices that others have on their long edges.

    Parameters
    ----------
    shapes, projected : ndarray of shapely.Polygon or shapely.MultiPolygon
        In degrees, and in the plane.
    """
    polygonal = _polygonal(projected)
    vertices = _Vertices.of(shapes[polygonal], projected[polygonal])
    edges, inserted, along = vertices.on(vertices.long_edges())
    if len(edges) == 0:
        return projected
    order = np.lexsort((along, edges))
    edges, inserted = edges[order], inserted[order]
    # Neighbours on the other side share the vertex: it is put in once.
    repeated = (edges[1:] == edges[:-1]) & (
        vertices.metres[inserted[1:]] == vertices.metres[inserted[:-1]]
    ).all(axis=1)
    kept = np.append(True, ~repeated)
    edges, inserted = edges[kept], inserted[kept]
    made = vertices.rings.inserted(edges, vertices.metres[inserted])
    result = projected.copy()
    result[polygonal] = made.put_into(projected[polygonal])
    return result


def _polygonal(shapes: Shapes) -> Ints:
    """Return the positions of polygons and multipolygons no part of which is empty."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    whole = is_polygonal(shapes) & ~shapely.is_empty(shapes)
    whole[owners[shapely.is_empty(parts)]] = False
    return np.flatnonzero(whole)

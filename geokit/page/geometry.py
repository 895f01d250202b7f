"""Shapes on their way into a page: WGS 84 degrees, and one encoding of them for the browser.

Whole-number steps from point to point, as bytes, compressed; the page's script unpacks them with the
browser's own inflater (``web/src/geometry.js``). Coordinates are those of Web Mercator, so that the page only has
to scale them; a corner that two shapes share is rounded to the same place in both, and an edge that two share is
stored once.
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely

from geokit.geometry.arrays import as_array
from geokit.land.crs.offset import wgs84_to_gcj02
from geokit.land.crs.transform import CrsLike, reproject
from geokit.page.arcs import runs_of
from geokit.page.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.page.payload import Json

    Shapes: TypeAlias = NDArray[np.object_]
    Counts: TypeAlias = NDArray[np.int64]

Point: TypeAlias = tuple[float, float]

DISPLAY_CRS = "EPSG:4326"
# What coordinates are rounded to, on the ground.
PRECISION_M = 0.01
# A sliver may be thinner than a centimetre.
FINDING_PRECISION_M = 0.0001
# District outlines are generalised by some 500 m.
OUTLINE_PRECISION_M = 10.0
_WORLD_M = 40_075_016.686
_LEVEL = 6
# Fewer shapes are packed as they stand.
_MANY = 1000
_CURVE_BITS = 16
# How much shorter all steps must be before another order is worth its own bytes.
_WORTH = 1.5
_SPREAD = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))


def to_display(geometries: Iterable[BaseGeometry | None], crs: CrsLike, *, is_gcj02: bool = False) -> Shapes:
    """Return geometries in WGS 84 degrees, longitude first: what Leaflet draws.

    Parameters
    ----------
    geometries : iterable of shapely geometries
        None stays None.
    crs : pyproj.CRS, str or int
        The system that they are in.
    is_gcj02 : bool
        Whether to shift them to GCJ-02, for a basemap that is drawn in it.

    Raises
    ------
    CrsError
        The coordinate system is local or of another datum, and cannot be drawn without parameters.
    """
    return shifted(reproject(as_array(geometries), crs, DISPLAY_CRS), is_gcj02=is_gcj02)


def shifted(geometries: Shapes, *, is_gcj02: bool) -> Shapes:
    """Return geometries in degrees as they lie over a basemap of a datum."""
    shapes = _together(geometries)
    if not is_gcj02:
        return shapes
    shift: Any = wgs84_to_gcj02
    return as_array(shapely.transform(shapes, shift, interleaved=False))


def _together(shapes: Shapes) -> Shapes:
    """Return shapes on both sides of the antimeridian on one: Leaflet draws beyond 180°."""
    west, _, east, _ = shapely.total_bounds(shapes) if len(shapes) else (0.0, 0.0, 0.0, 0.0)
    if not east - west > 180:  # noqa: PLR2004 - half a turn
        return shapes
    moved: Any = shapely.transform(
        shapes, lambda points: points + np.where(points[:, :1] < 0, (360, 0), (0, 0))
    )
    return as_array(moved)


def bounds(geometries: Iterable[BaseGeometry]) -> list[list[float]]:
    """Return [[south, west], [north, east]] of geometries in degrees."""
    west, south, east, north = shapely.total_bounds(list(geometries)).tolist()
    return [[south, west], [north, east]]


def pack_shapes(shapes: Shapes, precision_m: float = PRECISION_M) -> Json:
    """Return shapes as compressed text.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        Polygons, lines, points and collections of them, longitude and latitude in degrees; None has no parts.
    precision_m : float
        What coordinates are rounded to, on the ground. Lines keep all their points.

    Returns
    -------
    mapping
        How many shapes, parts, rings and points there are; ``units``, how many a world is wide; ``west`` and
        ``north``, the corner that places are counted from, and ``size``, the larger of the two lengths that they take
        from there; ``streams``, how many numbers each list has, and of how many bytes; and ``data``: base64 of the
        zlib-compressed lists, by :func:`byte_planes`.

        In order: the steps from one packed shape's position to the next one's, where they are not packed as they stand;
        the number of parts of each shape, then of rings of each part (-1 is a line, or one point), then of runs of each
        ring; the lists of :class:`~geokit.page.arcs.Runs`, targets and starts as steps from one to the next, and of
        starts and steps those to the east before those to the south. Outlines run one way round and holes the other.
    """
    order = _order(shapes)
    lines = Lines.of(shapes if order is None else shapes[order])
    units = _units(lines.points, precision_m)
    places, corner = _placed(lines.points, units)
    runs = runs_of(places, lines.counts, lines.is_open)
    streams = [
        np.empty(0, np.int64) if order is None else np.diff(order, prepend=0),
        lines.of_shapes,
        lines.of_parts,
        runs.of_rings,
        runs.lengths,
        np.diff(runs.targets, prepend=0),
        *np.diff(runs.starts, axis=0, prepend=0).T,
        *runs.steps.T,
    ]
    west, north = corner.tolist()
    return {
        "shapes": len(shapes),
        "parts": len(lines.of_parts),
        "rings": len(lines.counts),
        "points": len(places),
        "units": units,
        "west": west,
        "north": north,
        "size": int(places.max(initial=0)),
        **pack_numbers(streams),
    }


def pack_numbers(streams: Iterable[NDArray[np.integer]]) -> Json:
    """Return lists of whole numbers as compressed text, with how many each has, and of how many bytes.

    Examples
    --------
    >>> pack_numbers([np.array([1, 2, 3]), np.array([-300])])["streams"]
    [[3, 1], [1, 2]]
    """
    planes = [(len(values), *byte_planes(values)) for values in streams]
    return {
        "streams": [[count, size] for count, _, size in planes],
        "data": compress(b"".join(data for _, data, _ in planes)),
    }


def _order(shapes: Shapes) -> Counts | None:
    """Return the order in which neighbours follow each other, where they do not so far; None leaves it as it is.

    A step from shape to shape takes more bytes the longer it is, and so does naming a neighbour that was packed long ago.
    """
    west, south, east, north = shapely.bounds(shapes).T
    middles = np.nan_to_num(np.column_stack([west + east, south + north]))
    if len(middles) < _MANY:
        return None
    low, span = middles.min(axis=0), max(float(np.ptp(middles, axis=0).max()), 1e-9)
    cells = ((middles - low) / span * (2**_CURVE_BITS - 1)).astype(np.uint64)
    order = np.argsort(_interleaved(cells[:, 0]) | _interleaved(cells[:, 1]) << np.uint64(1), kind="stable")
    lengths = [
        np.log2(1 + np.abs(np.diff(each, axis=0)) / span * 2**_CURVE_BITS).sum()
        for each in (middles, middles[order])
    ]
    return order if lengths[1] * _WORTH < lengths[0] else None


def _interleaved(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return numbers with a zero bit between all their bits (Morton)."""
    for shift, mask in _SPREAD:
        values = (values | values << np.uint64(shift)) & np.uint64(mask)
    return values


def _units(points: NDArray[np.float64], precision_m: float) -> int:
    furthest = float(np.abs(points[:, 1]).max()) if len(points) else 0.0
    return round(_WORLD_M * float(np.cos(np.radians(furthest))) / precision_m)


def _placed(points: NDArray[np.float64], units: int) -> tuple[NDArray[np.integer], Counts]:
    """Return points as whole numbers from the corner of all of them, of four bytes where they are enough, and the corner."""
    places = np.round(mercator(points) * units).astype(np.int64)
    corner: Counts = places.min(axis=0) if len(places) else np.zeros(2, np.int64)
    places -= corner
    is_narrow = places.max(initial=0) <= np.iinfo(np.int32).max
    return places.astype(np.int32) if is_narrow else places, corner


def mercator(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitude and latitude in degrees as places of a world that is one wide, y down (Web Mercator).

    Examples
    --------
    >>> mercator(np.array([[0.0, 0.0], [180.0, 0.0]])).tolist()
    [[0.5, 0.5], [1.0, 0.5]]
    """
    lon, lat = points.T
    south = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
    return np.column_stack([lon / 360 + 0.5, south])


def unmercator(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places of a world that is one wide, y down, as longitude and latitude in degrees.

    Examples
    --------
    >>> unmercator(np.array([[0.5, 0.5], [1.0, 0.5]])).tolist()
    [[0.0, 0.0], [180.0, 0.0]]
    """
    x, y = places.T
    return np.column_stack([(x - 0.5) * 360, np.degrees(np.arctan(np.sinh((0.5 - y) * 2 * np.pi)))])


def compress(data: bytes) -> str:
    """Return bytes compressed and as base64."""
    return base64.b64encode(zlib.compress(data, _LEVEL)).decode("ascii")


def byte_planes(values: NDArray[np.integer]) -> tuple[bytes, int]:
    """Return whole numbers as bytes, and how many each has: all lowest bytes first, then all second ones, and so on.

    A number below zero is the odd number before twice its size (zigzag). High bytes are nearly all zero, and low
    ones nearly noise: apart from each other they take a tenth less, compressed, than as numbers of varying length.

    Examples
    --------
    >>> data, size = byte_planes(np.array([0, -1, 1, 300]))
    >>> data.hex(" ", 4), size
    ('00010258 00000002', 2)
    """
    wide = values.astype(np.int64)
    zigzag = ((wide << 1) ^ (wide >> 63)).astype("<u8")
    size = max(1, (int(zigzag.max(initial=0)).bit_length() + 7) // 8)
    planes = zigzag.view(np.uint8).reshape(-1, 8)[:, :size].T
    return planes.tobytes(), size

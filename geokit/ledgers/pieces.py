"""What parcels and the polygons of another layer share: pieces, and their areas as parts of the parcels' own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.overlay import robust_unions
from geokit.land.measure.polygons import measure_area
from geokit.parcels.overlaps import find_overlaps

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.land.measure.polygons import Method


@dataclass(frozen=True, slots=True)
class Pieces:
    """What parcels and polygons of a layer share: arrays by parcel and polygon.

    Attributes
    ----------
    parcel, polygon : ndarray of int, shape (n,)
        Positions in the two layers, sorted.
    shapes : ndarray of shapely geometries, shape (n,)
    area_m2 : ndarray of float64, shape (n,)
        Apportioned: the pieces of a parcel that a layer covers once add up to the parcel's own area.
    apart_m : float
        How far the layer's nearest box lies from the box around all parcels.
    left_out : int
        How many pairs, at most, were not compared because thousands lie on each other.
    """

    parcel: NDArray[np.intp]
    polygon: NDArray[np.intp]
    shapes: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    apart_m: float
    left_out: int = 0


def pieces_of(  # noqa: PLR0913 - two layers, how they are compared, and how measured
    parcels: NDArray[np.object_],
    polygons: NDArray[np.object_],
    own_m2: NDArray[np.float64],
    crs: CRS | None,
    method: Method,
    *,
    tolerance_m2: float,
    snap_m: float = 0.001,
    box: NDArray[np.float64] | None = None,
) -> Pieces:
    """Return what parcels share with the polygons of a layer, above a tolerance.

    Parameters
    ----------
    parcels, polygons : ndarray of shapely geometries
        In one plane in metres; None where there is none to compare.
    own_m2 : ndarray of float64
        The parcels' own areas, by whatever method.
    crs : CRS or None
        The plane; without one there are no areas.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How pieces, and the parcels that they are parts of, are measured.
    tolerance_m2, snap_m : float
        As for :func:`geokit.find_overlaps`.
    box : ndarray of float64, shape (4,), optional
        That of all parcels, where those that lie far from the polygons are left out.

    Examples
    --------
    >>> from pyproj import CRS
    >>> halves = np.array([shapely.box(467_000, 2_583_000, 467_005, 2_583_010)])
    >>> whole = np.array([shapely.box(467_000, 2_583_000, 467_010, 2_583_010)])
    >>> found = pieces_of(whole, halves, np.array([90.0]), CRS(4548), "planar", tolerance_m2=0.01)
    >>> found.area_m2.round(3)
    array([45.])
    """
    there = np.flatnonzero(~shapely.is_missing(parcels))
    apart_m = _apart_m(polygons, shapely.total_bounds(parcels[there]) if box is None else box)
    near = np.flatnonzero(apart_m == 0)
    found = find_overlaps(parcels[there], polygons[near], tolerance_m2=tolerance_m2, snap_m=snap_m)
    owners, shapes = there[found["left"].to_numpy()], found.geometry.to_numpy()
    return Pieces(
        owners,
        near[found["right"].to_numpy()],
        shapes,
        apportioned_m2(shapes, owners, parcels, own_m2, crs, method),
        float(np.nanmin(apart_m, initial=np.inf)),
        int(found.attrs["pairs_left_out"]),
    )


def apportioned_m2(
    shapes: NDArray[np.object_],
    owners: NDArray[np.intp],
    parcels: NDArray[np.object_],
    own_m2: NDArray[np.float64],
    crs: CRS | None,
    method: Method,
) -> NDArray[np.float64]:
    """Return areas of pieces of parcels as parts of the parcels' own areas.

    The part is that of `method`, the whole the parcel's area by the method of its own figure: so that pieces of a parcel
    add up to it, as a survey's land classes do.
    """
    if len(shapes) == 0 or crs is None:
        return np.zeros(len(shapes))
    whole, row = np.unique(owners, return_inverse=True)
    wholes_m2 = measure_area(parcels[whole], crs, method)[row]
    apportioned: NDArray[np.float64] = measure_area(shapes, crs, method) / wholes_m2 * own_m2[owners]
    return apportioned


def counted_once_m2(pieces: Pieces, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each parcel the land in a plane that its pieces cover, each once, and what they cover besides.

    Parameters
    ----------
    pieces : Pieces
    count : int
        How many parcels there are.

    Returns
    -------
    covered_m2, twice_m2 : ndarray of float64, shape (count,)
        The area of the union of a parcel's pieces, and how much more their areas add up to.
    """
    covered, twice = np.zeros(count), np.zeros(count)
    if len(pieces.parcel):
        owners, first = np.unique(pieces.parcel, return_index=True)
        parts = [shapely.GeometryCollection(list(each)) for each in np.split(pieces.shapes, first[1:])]
        covered[owners] = shapely.area(robust_unions(np.array(parts, dtype=object)))
        sums = np.bincount(pieces.parcel, weights=shapely.area(pieces.shapes), minlength=count)
        twice[owners] = sums[owners] - covered[owners]
    return covered, twice


def _apart_m(shapes: NDArray[np.object_], box: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far the box of each polygon lies from that of all parcels: a county's layer is larger than a park."""
    west, south, east, north = box
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    across = np.maximum(np.maximum(low_x - east, west - high_x), 0)
    along = np.maximum(np.maximum(low_y - north, south - high_y), 0)
    apart_m: NDArray[np.float64] = np.hypot(across, along)
    return apart_m

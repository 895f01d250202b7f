"""What of each parcel lies within a layer: the one measurement behind findings, workbooks and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.overlay import robust_unions
from geokit.ledgers.pieces import apportioned_m2, counted_once_m2
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.land.measure.polygons import Method
    from geokit.ledgers.pieces import Pieces

# From a layer of the same county something is nearer than this.
FAR_M = 20_000.0


@dataclass(frozen=True)
class Shares:
    """What parcels share with one layer: arrays over the parcels.

    Attributes
    ----------
    inside_m2 : ndarray of float64, shape (n,)
        The land of each within the layer, each piece of it once, as a part of the parcel's own area.
    own_m2 : ndarray of float64, shape (n,)
        The parcels' own areas.
    twice_m2 : float
        How much more the areas of the pieces add up to, because polygons of the layer overlap each other.
    polygons : mapping of int to tuple of str
        The numbers of the polygons that each parcel touches.
    touched : int
        How many polygons are touched.
    apart_m : float
        How far the layer lies from all parcels.
    left_out : int
        How many pairs were not compared, because thousands lie on each other.
    """

    inside_m2: NDArray[np.float64]
    own_m2: NDArray[np.float64]
    twice_m2: float
    polygons: Mapping[int, tuple[str, ...]]
    touched: int
    apart_m: float
    left_out: int

    @property
    def outside_m2(self) -> NDArray[np.float64]:
        """What of each parcel lies in no polygon of the layer."""
        return self.own_m2 - self.inside_m2

    @property
    def is_far(self) -> bool:
        """Whether the layer is of another place, so that it says nothing of the parcels."""
        return self.apart_m > FAR_M and np.isfinite(self.apart_m)


def shares_of(  # noqa: PLR0913 - two layers, how they were compared, and how measured
    pieces: Pieces,
    shapes: NDArray[np.object_],
    own_m2: NDArray[np.float64],
    ids: NDArray[np.object_],
    crs: CRS | None,
    method: Method,
    *,
    tolerance_m2: float,
) -> Shares:
    """Return what of each parcel lies within a layer.

    Parameters
    ----------
    pieces : Pieces
        What parcels share with the layer's polygons.
    shapes : ndarray of shapely geometries, shape (n,)
        The parcels.
    own_m2 : ndarray of float64, shape (n,)
        Their own areas; NaN where a parcel has none.
    ids : ndarray of object
        The numbers of the layer's polygons.
    crs, method
        The plane, and how pieces are measured.
    tolerance_m2 : float
        Land of that size is ignored.

    Examples
    --------
    >>> from pyproj import CRS
    >>> from geokit.ledgers.pieces import pieces_of
    >>> parcel = np.array([shapely.box(467_000, 2_583_000, 467_010, 2_583_010)])
    >>> left = shapely.box(467_000, 2_583_000, 467_006, 2_583_010)
    >>> lines = np.array([left, left])  # drawn twice, counted once
    >>> own = np.array([100.0])
    >>> pieces = pieces_of(parcel, lines, own, CRS(4548), "planar", tolerance_m2=0.01)
    >>> made = shares_of(pieces, parcel, own, np.array(["a", "b"]), CRS(4548), "planar", tolerance_m2=0.01)
    >>> made.inside_m2.round(3), made.outside_m2.round(3), round(made.twice_m2, 3), made.polygons
    (array([60.]), array([40.]), 60.0, {0: ('a', 'b')})
    """
    covered_m2, twice_m2 = counted_once_m2(pieces, len(shapes))
    # Floats are added in the order of their size, so that the order of rows does not count.
    order = np.lexsort((pieces.area_m2, pieces.parcel))
    sums_m2 = np.bincount(pieces.parcel[order], weights=pieces.area_m2[order], minlength=len(shapes))
    inside_m2: NDArray[np.float64] = sums_m2.astype(np.float64)
    crossed = np.flatnonzero(twice_m2 > tolerance_m2)
    if len(crossed):
        inside_m2[crossed] = apportioned_m2(_unions(pieces, crossed), crossed, shapes, own_m2, crs, method)
    # What is left of a parcel below the tolerance is no land outside.
    is_whole = np.zeros(len(shapes), dtype=bool)
    at = np.flatnonzero(covered_m2 > 0)
    is_whole[at] = np.nan_to_num(shapely.area(shapes[at])) - covered_m2[at] <= tolerance_m2
    own: NDArray[np.float64] = np.nan_to_num(own_m2)
    within: NDArray[np.float64] = np.where(is_whole, own, np.minimum(inside_m2, own))
    return Shares(
        within,
        own,
        float((sums_m2 - within)[crossed].sum()),
        _touched(pieces, ids),
        len(np.unique(pieces.polygon)),
        pieces.apart_m,
        pieces.left_out,
    )


def _unions(pieces: Pieces, parcels: NDArray[np.intp]) -> NDArray[np.object_]:
    first = np.searchsorted(pieces.parcel, parcels)
    last = np.searchsorted(pieces.parcel, parcels, side="right")
    parts: Any = [
        shapely.GeometryCollection(list(pieces.shapes[a:b])) for a, b in zip(first, last, strict=True)
    ]
    return robust_unions(np.array(parts, dtype=object))


def _touched(pieces: Pieces, ids: NDArray[np.object_]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for parcel, polygon in zip(pieces.parcel.tolist(), pieces.polygon.tolist(), strict=True):
        found.setdefault(parcel, []).append(str(ids[polygon]))
    return {parcel: tuple(sorted(set(names), key=natural_key)) for parcel, names in found.items()}

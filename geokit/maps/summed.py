"""Parcels that are more than a page takes, as sums by squares: how many there are in each, and how much land, by progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.page.geometry import PRECISION_M, mercator, pack_shapes, unmercator
from geokit.page.tables import pack_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.page.payload import Json

# Squares along the longer side.
_ALONG = 256


def summed_table(
    shapes: NDArray[np.object_],
    kinds: NDArray[np.intp],
    thousandths: NDArray[np.intp],
    unmeasured: NDArray[np.bool_],
) -> Json:
    """Return the sums of parcels by square and kind, for the page's script.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        In degrees; parcels without one are counted, and in no square.
    kinds : ndarray
        The phase and the group of each, in two columns.
    thousandths : ndarray
        What each adds to a sum, in thousandths of a mu.
    unmeasured : ndarray
        Whether it has no area.

    Returns
    -------
    mapping
        ``cell``, the side of a square in widths of the world; ``packed``, the middle of the square of each sum; and
        ``table``, with the ``phases``, ``groups``, ``counts``, ``uncounted`` and ``thousandths`` of each.
    """
    cells, side = _cells(shapes)
    keys, row_of = np.unique(np.column_stack([cells, kinds]), axis=0, return_inverse=True)
    row_of = row_of.reshape(-1)
    sums = {
        "counts": np.bincount(row_of, minlength=len(keys)),
        "uncounted": np.bincount(row_of, unmeasured, minlength=len(keys)).astype(np.int64),
        "thousandths": np.bincount(row_of, thousandths, minlength=len(keys)).astype(np.int64),
    }
    places = unmercator((keys[:, :2] + 0.5) * side)
    middles = np.array(shapely.points(places), dtype=object)
    middles[keys[:, 0] < 0] = None
    none = np.empty(0, dtype=np.int64)
    table = {
        "ids": [], "columns": [], "moments": [], "unmeasured": none, "invalid": [], "counted": None,
        "phases": keys[:, 2], "groups": keys[:, 3], "sums": sums,
    }  # fmt: skip
    return {"cell": side, "packed": pack_shapes(middles, PRECISION_M), "table": pack_table(table)}


def _cells(shapes: NDArray[np.object_]) -> tuple[NDArray[np.int64], float]:
    """Return the square that the middle of each shape lies in, -1 where it has none; and how wide squares are."""
    west, south, east, north = shapely.bounds(shapes).T
    is_placed = ~np.isnan(west)
    found = np.full((len(shapes), 2), -1, dtype=np.int64)
    if not is_placed.any():
        return found, 1.0
    corners = [mercator(np.column_stack(each)[is_placed]) for each in ((west, north), (east, south))]
    middles = (corners[0] + corners[1]) / 2
    # A power of two, so that squares nest.
    side = float(2.0 ** np.ceil(np.log2(max(float(np.ptp(middles, axis=0).max()), 1e-9) / _ALONG)))
    found[is_placed] = np.floor(middles / side).astype(np.int64)
    return found, side

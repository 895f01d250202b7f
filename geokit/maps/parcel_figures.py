"""What each parcel adds to a printed figure, so that the figures of any choice of parcels add up as the whole does."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import numpy as np

from geokit.ledgers.figures.model import in_given_order
from geokit.ledgers.figures.progress import TAKEN_BACK, Progress, stage_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.ledgers.figures.model import ParkLand

    Ints = NDArray[np.intp]

# A thousandth of a mu is two thirds of a square metre.
_THOUSANDTHS_PER_M2 = 1.5
_GROUPS = TAKEN_BACK + 1


class Changes(TypedDict):
    """Numbers that differ from others: where, and by how much."""

    at: list[int]
    by: list[int]


def changes(now: Ints, before: Ints) -> Changes:
    """Return where numbers differ, and by how much.

    Examples
    --------
    >>> changes(np.array([5, 7, 9]), np.array([5, 8, 9]))
    {'at': [1], 'by': [-1]}
    """
    at = np.flatnonzero(now != before)
    return {"at": at.tolist(), "by": (now - before)[at].tolist()}


def rounded_thousandths(area_m2: NDArray[np.float64]) -> Ints:
    """Return areas in thousandths of a mu, each rounded by itself; 0 where one is missing. Pages round alike.

    Examples
    --------
    >>> rounded_thousandths(np.array([1000.0, 300.3, np.nan])).tolist()
    [1500, 450, 0]
    """
    return np.floor(np.nan_to_num(area_m2) * _THOUSANDTHS_PER_M2 + 0.5).astype(np.intp)


def counted_thousandths(figures: ParkLand) -> Ints:
    """Return the land of each parcel that is in the figures, in thousandths of a mu and in the order given.

    The parcels of a phase and a group add up to what is printed of it.

    Examples
    --------
    >>> from datetime import date
    >>> from geokit.ledgers.figures.model import park_land
    >>> from geokit.testing import make_parcels, square
    >>> twice = make_parcels([square(0, 0, 100)] * 2, stage=["approved", "approved"])
    >>> counted_thousandths(park_land(None, twice, date(2026, 6, 1))).tolist()
    [15000, 0]
    """
    cells = figures.groups.of_parcel * _GROUPS + stage_of(figures.reached)
    exact = figures.figures.each_m2 * _THOUSANDTHS_PER_M2
    return in_given_order(figures, _apportioned(exact, cells, _printed(figures)))


def _printed(figures: ParkLand) -> Ints:
    """Return what is printed of each phase and group, in thousandths of a mu, flat."""
    columns = np.column_stack(
        [figures.printed["mu"][:, : len(Progress)], np.array(figures.withdrawn_mu, dtype=object)]
    )
    return (columns * 1000).astype(np.intp).reshape(-1)


def _apportioned(exact: NDArray[np.float64], cells: Ints, wanted: Ints) -> Ints:
    """Return whole numbers near `exact` that add up to `wanted` in each cell: the largest remainders are rounded up."""
    whole = np.floor(exact).astype(np.intp)
    sizes = np.bincount(cells, minlength=len(wanted))
    missing = wanted - np.bincount(cells, weights=whole, minlength=len(wanted)).astype(np.intp)
    # Nothing is taken from a parcel that has nothing.
    is_kept = (missing[cells] < 0) & (whole == 0)
    order = np.lexsort([-(exact - whole) - 2 * is_kept, cells])
    starts = np.cumsum(sizes) - sizes
    rank = np.empty(len(cells), dtype=np.intp)
    rank[order] = np.arange(len(cells)) - starts[cells[order]]
    each, rest = np.divmod(missing, np.maximum(sizes, 1))
    found: Ints = whole + each[cells] + (rank < rest[cells])
    return found

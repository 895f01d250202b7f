"""Balancing (强制调平): parts rounded so that they add up to their wholes as printed, many wholes at once.

Each part gets its share of the whole rounded down; the units of the last digit that are left over go to the parts with
the largest remainders. All of it is exact: a float is a whole number over a power of two.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def exact_shares(parts: NDArray[np.float64]) -> tuple[NDArray[np.object_], Fraction]:
    """Return parts as whole numbers of one common share, and the share.

    Parameters
    ----------
    parts : ndarray of float64, shape (n,)
        Finite; one at least.

    Examples
    --------
    >>> exact_shares(np.array([0.5, 3.0]))
    (array([1, 6], dtype=object), Fraction(1, 2))
    """
    ratios = [part.as_integer_ratio() for part in parts.tolist()]
    common = max(denominator for _, denominator in ratios)
    shares = np.array(
        [numerator * (common // denominator) for numerator, denominator in ratios], dtype=object
    )
    return shares, Fraction(1, common)


def balance(
    parts: NDArray[np.float64], whole: NDArray[np.intp], control: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return parts in units of the last digit, each whole's adding up to its control.

    Parameters
    ----------
    parts : ndarray of float64, shape (n,)
        Finite, not negative; of each whole one at least is greater than zero, unless its control is 0.
    whole : ndarray of int, shape (n,)
        The whole that each part belongs to, from 0.
    control : ndarray of int, shape (k,)
        What the parts of each whole add up to, in units of the last digit. Python's own integers.

    Returns
    -------
    ndarray of int, shape (n,)
        Python's own integers. Of parts with equal remainders the first in the row is served first: who wants an answer
        that does not depend on the order of the input sorts it before.

    Examples
    --------
    >>> balance(np.array([1.0, 1.0, 1.0, 5.0]), np.array([0, 0, 0, 1]), np.array([100, 7], dtype=object))
    array([34, 33, 33, 7], dtype=object)
    """
    if len(parts) == 0:
        return np.array([], dtype=object)
    shares, _ = exact_shares(parts)
    sums = _sums(shares, whole, len(control))
    # Without parts there is nothing to divide, and nothing to divide by.
    sums[sums == 0] = 1
    scaled = shares * control[whole]
    counts: NDArray[np.object_] = scaled // sums[whole]
    rest = scaled % sums[whole]
    left_over = control - _sums(counts, whole, len(control))
    owners, remainders = whole.tolist(), rest.tolist()
    order = np.array(sorted(range(len(parts)), key=lambda at: (owners[at], -remainders[at])), dtype=np.intp)
    first = np.searchsorted(whole[order], np.arange(len(control)))
    rank = np.arange(len(parts)) - first[whole[order]]
    served = order[rank < left_over[whole[order]]]
    counts[served] += 1
    return counts


def _sums(values: NDArray[np.object_], whole: NDArray[np.intp], count: int) -> NDArray[np.object_]:
    sums = np.zeros(count, dtype=object)
    np.add.at(sums, whole, values)
    return sums

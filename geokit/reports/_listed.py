"""Which findings a report lists that has room for so many: of each cause the first, of the worst causes most surely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geokit.i18n import LANGUAGES, Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.auditing.grouped import Groups

# What holds all findings, however many, and how it is made: each sentence about findings that are left out ends so.
WRITES_ALL: Final = Words(
    zh="全部问题可用 geokit audit … -o audit.gpkg（或 audit.parquet）输出",
    en="geokit audit … -o audit.gpkg (or audit.parquet) writes all of them",
)
_LEFT_OUT: Final = Words(zh="另有 {count} 条未列出；{all}", en="{count} more are not listed here; {all}")


class Listed(NamedTuple):
    """The findings that are listed.

    Attributes
    ----------
    positions : ndarray of int
        Theirs in the report, in its order.
    groups : int
        How many groups, of the worst first, have one that is listed.
    most : int
        At most so many are listed of a cause.
    """

    positions: NDArray[np.int64]
    groups: int
    most: int


def listed_findings(groups: Groups, most: int) -> Listed:
    """Return at most so many findings, shared among their causes; all where there is room.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> groups = gk.audit(make_parcels([square(90 * at, 0, 100) for at in range(5)])).grouped()
    >>> listed_findings(groups, 3)
    Listed(positions=array([0, 1, 2]), groups=1, most=3)
    """
    each = share_of([group.count for group in groups], most)
    chosen = [at for group in groups for at in group.positions[: max(each, 1)]][:most]
    positions = np.array(sorted(chosen), dtype=np.int64)
    shown = int(groups.numbers[positions].max(initial=0))
    return Listed(positions, shown, max(each, 1))


def share_of(counts: list[int], room: int) -> int:
    """Return how many of each there is room for, where of few all are taken.

    Examples
    --------
    >>> share_of([2, 100, 50], 60), share_of([2, 3], 60)
    (29, 3)
    """
    left = room
    ascending = sorted(counts)
    for at, count in enumerate(ascending):
        share = left // (len(ascending) - at)
        if count > share:
            return share
        left -= count
    return max(counts, default=0)


def left_out(count: int) -> Words:
    """Return the sentence that says how many findings are not listed, and what holds all of them."""
    return Words(**{each: _LEFT_OUT.render(each, count=f"{count:,}", all=WRITES_ALL) for each in LANGUAGES})


_ACCEPTED_LEFT_OUT = Words(
    zh="另有 {count} 条未列出；基线文件和 geokit audit … -o audit.json 含全部",
    en="{count} more are not listed here; the baseline has all of them, and so does geokit audit … -o audit.json",
)


def left_out_of_accepted(count: int) -> Words:
    """Return the sentence that says how many accepted findings are not listed."""
    return Words(**{each: _ACCEPTED_LEFT_OUT.render(each, count=f"{count:,}") for each in LANGUAGES})

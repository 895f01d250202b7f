"""How a wide form is put on paper: on pages side by side that can be read, each with the columns that name a row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# Points on the screen: of a letter, of what a column has besides, and of an inch. A letter is 7 in the workbook's own font
# and up to 9.6 where an office's program has another instead; columns that run over a page would be torn from their headings.
_LETTER_PX, _BESIDES_PX, _INCH_PX = 9.6, 5, 96
_MM_OF_INCH, _MARGINS_IN = 25.4, 0.8
# Long sides, and what stays free.
_A4_MM, _A3_MM, _SPARE = 297, 420, 0.97
# Short sides, and what margins, header and footer take of them.
_A4_SHORT_MM, _A3_SHORT_MM, _ABOVE_AND_BELOW_IN = 210, 297, 1.3
# What would stand alone on a last page, and the most pages of which that is asked: of many no estimate is so near.
_LITTLE, _FEW_PAGES = 0.25, 3
# Letters of 11 points are no smaller than 6.6.
_LEAST_SCALE: Final = 0.6
# So much of a page may be taken by what is on each of them.
_MOST_NAMING: Final = 0.4


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a table, from left to right.

    Attributes
    ----------
    scale : float
        How much smaller the table is printed, 0–1.
    naming : int
        How many columns at the left are on each page.
    breaks : tuple of int
        The first column of each page but the first.
    """

    scale: float
    naming: int
    breaks: tuple[int, ...]

    def spans(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return columns from first to last as ranges that are each on one page.

        Examples
        --------
        >>> Pages(0.6, 1, (4, 8)).spans(2, 9)
        [(2, 3), (4, 7), (8, 9)]
        """
        starts = [first, *(each for each in self.breaks if first < each <= last)]
        return list(zip(starts, [*(each - 1 for each in starts[1:]), last], strict=True))


def room_px(*, is_wide: bool) -> float:
    """Return the width that a page leaves for a table, lying on its long side: A4, or A3 of a wide one."""
    inches = (_A3_MM if is_wide else _A4_MM) / _MM_OF_INCH - _MARGINS_IN
    return inches * _INCH_PX * _SPARE


def tall_px(*, is_wide: bool) -> float:
    """Return the height that such a page leaves for a table."""
    inches = (_A3_SHORT_MM if is_wide else _A4_SHORT_MM) / _MM_OF_INCH - _ABOVE_AND_BELOW_IN
    return inches * _INCH_PX


def pages_down(height_px: float, widths: Sequence[int], room: float, tall: float) -> int:
    """Return on how many pages, one below the other, a table as wide as a page is to fit; 0 if on as many as it takes.

    A few lines more than a page are printed on it a little smaller, where they can be read, and not alone on another.

    Parameters
    ----------
    height_px : float
        Of the table on the screen.
    widths : sequence of int
        Columns of letters.
    room, tall : float
        As :func:`room_px` and :func:`tall_px` say.

    Examples
    --------
    >>> room, tall = room_px(is_wide=False), tall_px(is_wide=False)
    >>> [pages_down(part * tall, [20] * 4, room, tall) for part in (0.5, 1.2, 1.3, 2.2, 9)]
    [1, 1, 2, 2, 0]
    >>> pages_down(1.9 * tall, [20] * 8, room, tall)
    0
    """
    scale = min(1.0, room / sum(_LETTER_PX * width + _BESIDES_PX for width in widths))
    needed = height_px * scale / tall
    pages = max(1, math.ceil(needed - _LITTLE))
    is_readable = scale / max(1.0, needed / pages) >= _LEAST_SCALE
    return pages if pages <= _FEW_PAGES and is_readable else 0


def pages_of(widths: Sequence[int], naming: int, room: float) -> Pages | None:
    """Return how columns are put on pages; None where one page holds them in letters that can be read.

    Parameters
    ----------
    widths : sequence of int
        Columns of letters.
    naming : int
        How many columns at the left name a row.
    room : float
        As :func:`room_px` says.

    Examples
    --------
    >>> pages_of([10] * 20, 2, room_px(is_wide=True)) is None
    True
    >>> pages_of([10] * 42, 2, room_px(is_wide=True))
    Pages(scale=0.65, naming=2, breaks=(22,))
    """
    sizes = [_LETTER_PX * width + _BESIDES_PX for width in widths]
    most = room / _LEAST_SCALE
    if sum(sizes) <= most:
        return None
    while naming > 1 and sum(sizes[:naming]) > _MOST_NAMING * most:
        naming -= 1
    named = sum(sizes[:naming])
    count = len(_breaks(sizes, naming, most - named)) + 1
    # Pages of one table are about as full as each other.
    limit = max((sum(sizes) - named) / count, *sizes[naming:])
    while len(breaks := _breaks(sizes, naming, limit)) >= count:
        limit *= 1.02
    edges = [naming, *breaks, len(sizes)]
    widest = max(sum(sizes[start:end]) for start, end in pairwise(edges))
    scale = math.floor(100 * room / (named + widest)) / 100
    return Pages(min(scale, 1.0), naming, tuple(breaks))


def _breaks(sizes: Sequence[float], naming: int, limit: float) -> list[int]:
    breaks: list[int] = []
    full = 0.0
    for at in range(naming, len(sizes)):
        if full and full + sizes[at] > limit:
            breaks.append(at)
            full = 0.0
        full += sizes[at]
    return breaks

"""What a notebook shows of a long result: as much as can be scrolled over, and how much there is besides."""

from __future__ import annotations

from itertools import zip_longest
from numbers import Number
from typing import TYPE_CHECKING, Any, Final

from geokit.escape import UNBROKEN, html_paragraphs, html_table
from geokit.i18n import Words
from geokit.terminal import display_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import pandas as pd

# A notebook with a thousand rows in a cell can hardly be scrolled.
MOST_ROWS: Final = 60
# What is not broken, in columns of a terminal: a day, a number of a parcel, a batch.
_SHORT: Final = 18
# What is longer has at least so much room, in letters of Chinese.
_LEAST_EM: Final = 12
# A notebook sets cells to the right of itself, and a page that shows what it was left with does not.
_TO_THE_RIGHT: Final = "text-align: right"
# How pandas writes that there is nothing.
_NOTHING: Final = frozenset({"nan", "NaT", "<NA>"})
_MORE = Words(zh="另有 {others} 条；to_frame() 给出全部", en="{others} more; to_frame() gives them all")


def more_html(count: int) -> str:
    """Return the line below the first of so many rows; empty where all are shown."""
    others = count - MOST_ROWS
    return html_paragraphs([_MORE.render(others=others)]) if others > 0 else ""


def frame_html(frame: pd.DataFrame) -> str:
    """Return the first rows of a table as HTML; nothing where it has none.

    Examples
    --------
    >>> import pandas as pd
    >>> frame_html(pd.DataFrame({"m2": range(1_000)})).count("<td")
    60
    >>> frame_html(pd.DataFrame({"m2": []}))
    ''
    """
    if frame.empty:
        return ""
    head = frame.head(MOST_ROWS)
    columns = [[_cell(value) for value in head.iloc[:, at]] for at in range(head.shape[1])]
    styles = [
        _TO_THE_RIGHT if _is_number(head.iloc[:, at]) else column_style(texts)
        for at, texts in enumerate(columns)
    ]
    table = html_table(zip(*columns, strict=True), [str(name) for name in head.columns], styles=styles)
    return f"{table}{more_html(len(frame))}"


def text_table(
    rows: Sequence[Sequence[str]],
    headings: Sequence[str] = (),
    *,
    has_row_headings: bool = False,
    numbers: Collection[int] = (),
) -> str:
    """Return rows of text as an HTML table whose columns have the room that they need; `numbers` are set to the right."""
    columns = enumerate(zip_longest(*rows, fillvalue=""))
    styles = [_TO_THE_RIGHT if at in numbers else column_style(column) for at, column in columns]
    return html_table(rows, headings, has_row_headings=has_row_headings, styles=styles)


def column_style(texts: Iterable[str]) -> str:
    """Return how a column of text is set: a notebook would set it to the right, and break Chinese after every letter.

    Examples
    --------
    >>> column_style(["P1-01", "2025-03-02"])
    'text-align: left; white-space: nowrap'
    >>> column_style(["地块 12 与 13 重叠 84.20 平方米"])
    'text-align: left; min-width: 12em'
    """
    widest = max(map(display_width, texts), default=0)
    if widest <= _SHORT:
        return f"text-align: left{UNBROKEN}"
    return f"text-align: left; min-width: {min(widest // 2, _LEAST_EM)}em"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:,.3f}"  # noqa: PLR0124 - NaN is not itself
    return "" if value is None or str(value) in _NOTHING else str(value)


def _is_number(column: pd.Series) -> bool:
    return all(isinstance(value, Number) or _cell(value) == "" for value in column)


def lines_html(lines: Sequence[str], *, closing: int = 0) -> str:
    """Return the first of many sentences as paragraphs, with the last ones that close them."""
    listed, last = lines[: len(lines) - closing], lines[len(lines) - closing :]
    return f"{html_paragraphs(listed[:MOST_ROWS])}{more_html(len(listed))}{html_paragraphs(last)}"

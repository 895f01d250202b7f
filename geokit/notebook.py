"""What a notebook shows of a long result: as much as can be scrolled over, and how much there is besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.escape import html_paragraphs
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

# A notebook with a thousand rows in a cell can hardly be scrolled.
MOST_ROWS: Final = 60
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
    >>> frame_html(pd.DataFrame({"m2": range(1_000)})).count("<tr>")
    60
    >>> frame_html(pd.DataFrame({"m2": []}))
    ''
    """
    if frame.empty:
        return ""
    head = frame.head(MOST_ROWS)
    # na_rep leaves None as it is.
    filled = head.apply(lambda column: column.where(column.notna(), "") if column.dtype == object else column)
    shown = filled.to_html(index=False, na_rep="", float_format="{:,.3f}".format)
    return f"{shown}{more_html(len(frame))}"


def lines_html(lines: Sequence[str], *, closing: int = 0) -> str:
    """Return the first of many sentences as paragraphs, with the last ones that close them."""
    listed, last = lines[: len(lines) - closing], lines[len(lines) - closing :]
    return f"{html_paragraphs(listed[:MOST_ROWS])}{more_html(len(listed))}{html_paragraphs(last)}"

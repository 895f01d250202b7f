"""The chart of a summary: how many findings of each severity every park has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geokit.auditing.findings import SEVERITY_STYLES, Severity
from geokit.i18n import Words
from geokit.reports._stacked_chart import StackedChart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.i18n import Language
    from geokit.reports._workbook import Sheet, Workbook

_CHART = Words(zh="各园区问题数条形图：{lines}", en="Bar chart of the findings of each park: {lines}")
_LINE = Words(zh="{park}：{counts}", en="{park}: {counts}")
_COUNTED = Words(zh="{severity} {count}", en="{count} {severity}")
_MOST_DESCRIBED = 20
_SEVERITIES = tuple(reversed(Severity))


def put_severity_chart(
    book: Workbook, sheet: Sheet, rows: Sequence[Sequence[Any]], first: int, language: Language
) -> None:
    """Put a chart below the table of parks that ends with the row before the last, where there are findings.

    Parameters
    ----------
    book : Workbook
    sheet : Sheet
        Whose last row is the total.
    rows : sequence of sequence
        A park each: its name, and how many findings it has, the worst severity first.
    first : int
        The column of the worst severity.
    language : {"zh", "en"}
    """
    if not any(count for row in rows for count in row[1:]):
        return
    last = sheet.row - 2
    colours = {at: SEVERITY_STYLES[severity].colour for at, severity in enumerate(_SEVERITIES, start=first)}
    StackedChart(last - len(rows) + 1, last, 1, colours).put(book, sheet, _description(rows, language))


def _description(rows: Sequence[Sequence[Any]], language: Language) -> str:
    lines = []
    for park, *counts in [row for row in rows if any(row[1:])][:_MOST_DESCRIBED]:
        named = zip(_SEVERITIES, counts, strict=True)
        said = [
            _COUNTED.render(language, severity=severity, count=count) for severity, count in named if count
        ]
        lines.append(_LINE.render(language, park=park, counts=said))
    return _CHART.render(language, lines=lines)

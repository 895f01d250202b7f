"""A chart of stacked bars below a table of a workbook: a bar a row, its parts the row's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geokit.symbols import THEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.reports._workbook import Sheet, Workbook

_WIDTH_PX, _HEIGHT_PX, _BAR_PX = 720, 150, 34
# A taller chart would leave its own sheet of paper.
_MOST_BARS = 20


@dataclass(frozen=True, slots=True)
class StackedChart:
    """Which cells a chart draws.

    Parameters
    ----------
    top, last : int
        The first and the last row of the table without headings and totals, counted from 0.
    names : int
        How many columns, from the first, say what a bar is.
    colours : mapping of int to str
        The columns that are the parts of a bar, and their colours; their headings stand above the first row.
    number : str
        The format of the figures along the axis.
    """

    top: int
    last: int
    names: int
    colours: Mapping[int, str]
    number: str = "0"

    @property
    def has_room(self) -> bool:
        """Whether so many bars can be read on one sheet of paper."""
        return 0 <= self.last - self.top < _MOST_BARS

    def put(self, book: Workbook, sheet: Sheet, description: str) -> None:
        """Draw it below what is written; `description` says the same in words."""
        chart = book.bar_chart()
        for at, colour in self.colours.items():
            chart.add_series(
                {
                    "name": [sheet.name, self.top - 1, at],
                    "categories": [sheet.name, self.top, 0, self.last, self.names - 1],
                    "values": [sheet.name, self.top, at, self.last, at],
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        chart.set_legend({"position": "bottom"})
        chart.set_y_axis({"reverse": True})
        lines = {"visible": True, "line": {"color": THEME["rule"].light}}
        chart.set_x_axis({"num_format": self.number, "major_gridlines": lines})
        chart.set_size({"width": _WIDTH_PX, "height": _HEIGHT_PX + _BAR_PX * (self.last - self.top + 1)})
        sheet.place(chart, description)

"""The title block of a sheet: what it is, its number, scale and systems, who drew and checked it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geokit.days import read_day
from geokit.i18n import Language, Words
from geokit.land.crs.titles import crs_series, easting_words
from geokit.sheets.letters import drawable
from geokit.sheets.paper import MM_PER_PT, scale_text
from geokit.sheets.sheet import columns_of, extent_of, wrap_text
from geokit.symbols import INK, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from pyproj import CRS

    from geokit.sheets.layout import Layout
    from geokit.sheets.paper import SheetOptions

_SCALE = Words(zh="比例尺", en="Scale")
_SHEET = Words(zh="图幅", en="Sheet")
_CRS = Words(zh="坐标系", en="Coordinates")
_HEIGHTS = Words(zh="高程基准", en="Height datum")
_DRAWN_BY = Words(zh="制图", en="Drawn by")
_CHECKED_BY = Words(zh="审核", en="Checked by")
_DATE = Words(zh="日期", en="Date")
_CHECKED_ON = Words(zh="审核日期", en="Checked on")
_NUMBER = Words(zh="图号", en="Drawing no.")
_NO_GRID = Words(zh="示意图，不标坐标", en="sketch, without coordinates")
TEXTS = (_SCALE, _SHEET, _CRS, _HEIGHTS, _DRAWN_BY, _CHECKED_BY, _DATE, _CHECKED_ON, _NUMBER, _NO_GRID)

_TITLE_SHARE = 0.24
_ROWS = 6
_LABEL = 0.82
# How much smaller than it would be a long title is written, in turn.
_SHARES = tuple(0.92**step for step in range(13))


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What one sheet's block says.

    Parameters
    ----------
    title : str
        What the map is called.
    sheet : str
        Which sheet of how many.
    scale : int
    crs : CRS or None
        None where the sheet has no grid.
    options : SheetOptions
        What was given for the boxes.
    """

    title: str
    sheet: str
    scale: int
    crs: CRS | None
    options: SheetOptions

    def texts(self, language: Language) -> list[str]:
        """Return every text of it, to look for a font."""
        return [
            self.title,
            self.sheet,
            *(text for row in self._rows(language) for cell in row for text in cell),
        ]

    def _rows(self, language: Language) -> list[list[tuple[str, str]]]:
        """Return label and value of the boxes, row by row."""
        given = self.options
        drawn, checked = (read_day(day) for day in (given.get("date"), given.get("checked_date")))
        eastings = easting_words(self.crs) if self.crs else None
        system = crs_series(self.crs).localize(language) if self.crs else _NO_GRID.localize(language)

        def cell(words: Words, value: str | None) -> tuple[str, str]:
            return words.localize(language), drawable(value or "")

        return [
            [cell(_SCALE, scale_text(self.scale)), cell(_SHEET, self.sheet)],
            [cell(_CRS, system)],
            [("", eastings.localize(language) if eastings else "")],
            [cell(_HEIGHTS, given.get("height_datum")), cell(_NUMBER, given.get("sheet"))],
            [cell(_DRAWN_BY, given.get("drawn_by")), cell(_DATE, drawn.isoformat() if drawn else None)],
            [
                cell(_CHECKED_BY, given.get("checked_by")),
                cell(_CHECKED_ON, checked.isoformat() if checked else None),
            ],
        ]

    def draw(self, axes: Axes, layout: Layout, language: Language) -> None:
        """Draw it where the layout has it, in millimetres."""
        box, pt = layout.block, layout.pt
        _frame(axes, box.left, box.bottom, box.width, box.height, width=0.9 * layout.paper.growth)
        title_high = box.height * _TITLE_SHARE
        _write_title(axes, self.title, (box.left, box.top - title_high, box.width, title_high), pt)
        high = (box.height - title_high) / _ROWS
        for row, cells in enumerate(self._rows(language)):
            bottom = box.top - title_high - (row + 1) * high
            wide = box.width / len(cells)
            for at, (label, value) in enumerate(cells):
                left = box.left + at * wide
                # What explains the line above it stands in the same box.
                above = high if label else 2 * high
                if label != _CRS.localize(language):
                    _frame(axes, left, bottom, wide, above, width=0.4 * layout.paper.growth)
                _write_cell(axes, (left, bottom, wide, high), label, value, pt)


def _frame(axes: Axes, left: float, bottom: float, wide: float, high: float, *, width: float) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((left, bottom), wide, high, fill=False, edgecolor=INK.light, linewidth=width))


def _write_title(axes: Axes, title: str, place: tuple[float, float, float, float], pt: float) -> None:
    left, bottom, wide, high = place
    (x0, y0), (x1, y1) = axes.transData.transform([(left, bottom), (left + wide, bottom + high)]).tolist()
    text = axes.text(
        left + wide / 2, bottom + high / 2, title, fontsize=pt * 1.5, fontweight="bold", ha="center", va="center",
        linespacing=1.15,
    )  # fmt: skip
    for share in _SHARES:
        text.set_fontsize(pt * 1.5 * share)
        if _fits(text, title, (x1 - x0) * 0.94, (y1 - y0) * 0.9):
            return


def _fits(text: Text, words: str, wide: float, high: float) -> bool:
    """Break words into the longest lines that are not wider than so many pixels; return whether they are not higher either."""
    text.set_text(words)
    whole = extent_of(text).width
    # As many columns as fit on average, and a few: where wide letters come together it is fewer.
    columns = int(columns_of(words) * 1.1 * wide / max(1.0, whole)) if whole > wide else 0
    while columns > 0 and extent_of(text).width > wide:
        text.set_text("\n".join(wrap_text(words, columns)))
        columns -= 1
    return extent_of(text).height <= high


def _write_cell(
    axes: Axes, place: tuple[float, float, float, float], label: str, value: str, pt: float
) -> None:
    left, bottom, wide, high = place
    pad = pt * MM_PER_PT * 0.4
    style: dict[str, Any] = {"va": "center"}
    drawn = axes.text(left + pad, bottom + high / 2, label, fontsize=pt * _LABEL, color=QUIET.light, **style)
    text = axes.text(left + wide - pad, bottom + high / 2, value, fontsize=pt, ha="right", **style)
    # A long value is rather small than outside its box.
    room = axes.transData.transform([(left + wide - pad, 0)])[0, 0] - extent_of(drawn).x1 - 2
    while value and extent_of(text).width > room and float(text.get_fontsize()) > pt * 0.5:
        text.set_fontsize(float(text.get_fontsize()) * 0.93)

"""The link map on paper: the same two cities as on the page, a list of the pairs, and the legend."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.matplotlib_symbols import draw_line, draw_sample
from geokit.sheets.link_drawing import PUBLISHED_SHARE, LinkDrawing, LinkShapes, draw_number
from geokit.sheets.sheet import Sheet, wrap_text
from geokit.symbols import QUIET, SYMBOLS, Symbol, in_colour

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geokit.i18n import Language, Words
    from geokit.sheets.names import NamePlace

__all__ = ["LinkShapes", "LinkSheet"]

_LINE, _SIGN_LINE, _SIGN_BREAK = 0.05, 0.034, 0.022
_SIGN_COLUMNS, _TEXT_COLUMNS = 50, 58
_SAMPLE = 0.12
# Each kind of item, and which of its texts are drawn.
_NAMED = {
    "districts": ("name", "total"),
    "pairs": ("name", "distance", "land"),
    "parks": ("area",),
    "cities": ("name",),
    "widths": ("text",),
}


@dataclass(frozen=True)
class LinkSheet:
    """The link map as a :class:`~geokit.sheets.sheet.Drawing`.

    Parameters
    ----------
    data : mapping
        What the page draws.
    shapes : LinkShapes
        Outlines in the wide layout.
    words : mapping of str to Words
        The words of the page.

    Attributes
    ----------
    names : dict of str to NamePlace
        Where the names of districts stood when it was last drawn, by code.
    """

    data: Any
    shapes: LinkShapes
    words: Mapping[str, Words]
    names: dict[str, NamePlace] = field(default_factory=dict)

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""
        layout = self.data["layouts"]["wide"]
        corners = np.array([frame["bounds"] for frame in layout["frames"]] or [layout["bounds"]])
        south, west = corners[:, 0].min(axis=0).tolist()
        north, east = corners[:, 1].max(axis=0).tolist()
        return (west, south, east, north)

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn."""
        data = self.data
        named = [item[key] for kind in _NAMED for item in data[kind] for key in _NAMED[kind] if item[key]]
        around = [piece["name"] for piece in data["layouts"]["wide"]["surroundings"]]
        fixed = [{"zh": words.zh, "en": words.en} for words in self.words.values()]
        return [text[language] for text in (*named, *around, *fixed)]

    def draw(self, sheet: Sheet) -> None:
        """Draw panels, land, districts, ribbons, badges and names."""
        self.names.clear()
        self.names.update(LinkDrawing(self.data, self.shapes, self.words, sheet).draw())

    def draw_side(self, sheet: Sheet) -> None:
        """Draw the list of pairs and the legend."""
        y = self._draw_list(sheet) - _LINE * 1.25
        for line in wrap_text(sheet.say(self.words["ribbon_width"]), _TEXT_COLUMNS):
            sheet.write(sheet.side, 0, y, line, fontsize=8, color=QUIET.light)
            y -= _SIGN_BREAK
        y += _SIGN_BREAK / 2
        for sample, text in self._samples(sheet):
            y -= _SIGN_LINE
            if isinstance(sample, Symbol):
                draw_sample(sheet.side, (0.02, y), sample)
            else:
                _draw_ribbon_sample(sheet, y, sample)
            for at, line in enumerate(wrap_text(text, _SIGN_COLUMNS)):
                y -= _SIGN_BREAK * bool(at)
                sheet.write(sheet.side, 0.17, y, line, fontsize=8)

    def _draw_list(self, sheet: Sheet) -> float:
        y = 0.98
        sheet.write(sheet.side, 0, y, sheet.say(self.words["pairs"]), fontsize=12, fontweight="bold")
        for pair in self.data["pairs"]:
            y -= _LINE * 1.12
            draw_number(sheet.side, 0.04, y, pair)
            land = pair["land"][sheet.language] if pair["land"] else sheet.say(self.words["not_published"])
            sheet.write(sheet.side, 0.11, y + 0.013, pair["name"][sheet.language], fontweight="bold")
            meta = f"{pair['distance'][sheet.language]} · {land}"
            sheet.write(sheet.side, 0.11, y - 0.016, meta, fontsize=8, color=QUIET.light)
        return y

    def _samples(self, sheet: Sheet) -> Iterator[tuple[Symbol | float | None, str]]:
        """Yield the entries of the legend: a symbol, a ribbon's width in inches, or None for a dashed line."""
        extent = sheet.axes.get_window_extent()
        inches = extent.width / sheet.figure.dpi / float(np.ptp(sheet.axes.get_xlim()))
        for each in reversed(self.data["widths"]):
            yield each["width_m"] * inches, each["text"][sheet.language]
        yield None, sheet.say(self.words["not_published"])
        partner = SYMBOLS["district-partner"]
        published = [pair for pair in self.data["pairs"] if pair["land"]] or self.data["pairs"]
        fill = SYMBOLS[published[0]["symbol"]].fill if published else partner.fill
        for symbol, key in (
            (replace(partner, fill=fill, opacity=PUBLISHED_SHARE), "district_host"),
            (partner, "district_supporter"),
            (SYMBOLS["district-alone"], "district_alone"),
            (SYMBOLS["neighbour-city"], "neighbour"),
            (in_colour(SYMBOLS["badge"], QUIET), "park_schematic"),
            (SYMBOLS["badge-unknown"], "park_point"),
            (SYMBOLS["enclave"], "enclave_place"),
        ):
            yield symbol, sheet.say(self.words[key])


def _draw_ribbon_sample(sheet: Sheet, y: float, width_in: float | None) -> None:
    """Draw a ribbon of a width, which narrows, or the dashed line of a pair without a figure."""
    if width_in is None:
        draw_line(sheet.side, [(0.0, y), (_SAMPLE, y)], SYMBOLS["unpublished"])
        return
    high = width_in / sheet.side.get_window_extent().height * sheet.figure.dpi / 2
    corners = [(0.0, y - high), (0.0, y + high), (_SAMPLE, y + high / 3), (_SAMPLE, y - high / 3)]
    sheet.side.fill(*np.array(corners).T, facecolor=QUIET.light, linewidth=0)

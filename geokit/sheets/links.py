"""The link map on paper: the same two cities as on the page, a list of the pairs, and the legend."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.sheets.column import Entry, Gap, Key, Line
from geokit.sheets.fact_entries import fact_entries, fact_texts
from geokit.sheets.filling import fill
from geokit.sheets.layout import Box
from geokit.sheets.link_drawing import PUBLISHED_SHARE, LinkDrawing
from geokit.sheets.link_entries import PairLine, RibbonKey, ThumbnailEntry
from geokit.sheets.link_ink import LinkShapes
from geokit.sheets.slides import BOTTOM_MM, EDGE_MM, HEAD_MM, Arrangement, beside
from geokit.symbols import QUIET, SYMBOLS, in_colour

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geokit.i18n import Language, Words
    from geokit.sheets.names import NamePlace
    from geokit.sheets.sheet import Sheet

__all__ = ["LinkShapes", "LinkSheet"]

_PT = 8.5
# A slide is as wide as this, a sheet of paper is not: then the list stands below the map.
_SLIDE_FORM = 1.6
# How wide its columns are, of which the first are for pairs.
_COLUMNS, _PAIR_COLUMNS, _LIST_MM, _GAP_MM = (6, 6, 5, 5, 5), 2, 46.0, 4.0
_PORTRAIT_SHARE = 0.31
# How a ribbon back from an enclave is drawn in the legend.
_FLOW_MM = 0.5
# The signs of the legend that are drawn as they are.
_SIGNS = {
    "enclave_place": "enclave",
    "enclave_place_inferred": "enclave-inferred",
    "district_supporter": "district-partner",
    "district_alone": "district-alone",
    "district_disc": "district-disc",
    "neighbour": "neighbour-city",
    "park_point": "badge-unknown",
}
# Each kind of item, and which of its texts are drawn.
_NAMED = {
    "districts": ("name", "total"),
    "pairs": ("name", "distance", "land", "land_label"),
    "parks": ("area",),
    "cities": ("name",),
    "widths": ("text",),
}


@dataclass(frozen=True)
class LinkSheet:
    """The link map as an :class:`~geokit.sheets.slides.ArrangedDrawing`.

    Parameters
    ----------
    data : mapping
        What the page draws.
    layouts : mapping of str to LinkShapes
        Outlines in the wide and in the tall layout.
    words : mapping of str to Words
        The words of the page.
    layout : {"wide", "tall"}
        Which of them is drawn: both cities side by side, or one above the other.

    Attributes
    ----------
    names : dict of str to NamePlace
        Where the names of districts stood when it was last drawn, by code.
    """

    data: Any
    layouts: Mapping[str, LinkShapes]
    words: Mapping[str, Words]
    layout: str = "wide"
    names: dict[str, NamePlace] = field(default_factory=dict)

    @property
    def shapes(self) -> LinkShapes:
        """Outlines as the layout has them."""
        return self.layouts[self.layout]

    def fitted(self, size_mm: tuple[float, float]) -> LinkSheet:
        """Return the layout that suits a sheet: the cities stand above each other on one that is upright."""
        return replace(self, layout="wide" if size_mm[0] >= size_mm[1] else "tall")

    def arrangement(self, size_mm: tuple[float, float]) -> Arrangement:
        """Return where the map stands: the list is beside it, or below it where that leaves the map more room."""
        width, height = size_mm
        if self.layout == "tall":
            return beside(size_mm, _PORTRAIT_SHARE, is_framed=False)
        if width / height > _SLIDE_FORM:
            return beside(size_mm, is_framed=False)
        middle = BOTTOM_MM + _LIST_MM
        left, right = EDGE_MM, width - EDGE_MM
        return Arrangement(
            Box(left, middle, right, height - HEAD_MM),
            Box(left, BOTTOM_MM, right, middle - _GAP_MM),
            is_framed=False,
        )

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""
        layout = self.data["layouts"][self.layout]
        corners = np.array([frame["bounds"] for frame in layout["frames"]] or [layout["bounds"]])
        south, west = corners[:, 0].min(axis=0).tolist()
        north, east = corners[:, 1].max(axis=0).tolist()
        return (west, south, east, north)

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn."""
        data = self.data
        named = [item[key] for kind in _NAMED for item in data[kind] for key in _NAMED[kind] if item[key]]
        around = [piece["name"] for piece in data["layouts"][self.layout]["surroundings"]]
        fixed = [{"zh": words.zh, "en": words.en} for words in self.words.values()]
        return [*(text[language] for text in (*named, *around, *fixed)), *fact_texts(self.data, language)]

    def entries_after(self, language: Language) -> list[Entry]:
        """Return the lists of the page: when, in what, with which companies, and how it is run."""
        return list(fact_entries(self.data, self.words, language))

    def draw(self, sheet: Sheet) -> None:
        """Draw panels, land, districts, ribbons, badges and names."""
        self.names.clear()
        self.names.update(self._drawing(sheet).draw())

    def _drawing(self, sheet: Sheet) -> LinkDrawing:
        return LinkDrawing(self.data, self.layout, self.shapes, self.words, sheet)

    def draw_side(self, sheet: Sheet) -> None:
        """Draw the list of pairs and the legend."""
        wide, high = sheet.side.get_xlim()[1], sheet.side.get_ylim()[1]
        pairs, legend = list(self._list(sheet)), list(self._legend(sheet))
        if wide < high:
            fill(sheet.side, [*pairs, Gap(), *legend], [Box(0, 0, wide, high)], _PT, sheet.language)
            return
        edges = np.cumsum([0.0, *_COLUMNS]) / sum(_COLUMNS) * (wide + _GAP_MM)
        boxes = [Box(left, 0, right - _GAP_MM, high) for left, right in pairwise(edges.tolist())]
        fill(sheet.side, pairs, boxes[:_PAIR_COLUMNS], _PT, sheet.language)
        fill(sheet.side, legend, boxes[_PAIR_COLUMNS:], _PT, sheet.language)

    def _list(self, sheet: Sheet) -> Iterator[Entry]:
        yield Line(sheet.say(self.words["pairs"]), is_heading=True)
        for pair in self.data["pairs"]:
            land = pair["land"][sheet.language] if pair["land"] else sheet.say(self.words["not_published"])
            meta = f"{pair['distance'][sheet.language]} · {land}"
            yield PairLine(pair["number"], pair["colour"], pair["name"][sheet.language], meta)

    def _legend(self, sheet: Sheet) -> Iterator[Entry]:
        """Yield the entries of the legend in the page's order."""

        def say(key: str) -> str:
            return sheet.say(self.words[key])

        west, _, east, _ = sheet.view
        mm_per_m = sheet.axes.get_window_extent().width / sheet.figure.dpi * 25.4 / (east - west)
        drawn = self.data["legend"]
        yield Line(say("legend"), is_heading=True)
        if drawn["widths"]:
            yield Line(say("ribbon_width"), colour=QUIET.light)
        for each in reversed(self.data["widths"]):
            if each["width_class"] in drawn["widths"]:
                yield RibbonKey(each["text"][sheet.language], each["width_m"] * mm_per_m)
        for kind in drawn["kinds"]:
            yield self._key(kind, say(kind))
        if self.data["thumbnail"] and not self._drawing(sheet).thumbnail_scale():
            yield Gap()
            yield ThumbnailEntry(self.data, say("thumbnail"), sheet.language)

    def _key(self, kind: str, text: str) -> Entry:
        """Return the sample of a kind of sign, and what it means."""
        partner = SYMBOLS["district-partner"]
        match kind:
            case "not_published":
                return RibbonKey(text, None)
            case "enclave":
                return RibbonKey(text, _FLOW_MM, is_back=True)
            case "district_host":
                published = [pair for pair in self.data["pairs"] if pair["land"]] or self.data["pairs"]
                fill = SYMBOLS[published[0]["symbol"]].fill
                return Key(text, replace(partner, fill=fill, opacity=PUBLISHED_SHARE))
            case "park_schematic":
                return Key(text, in_colour(SYMBOLS["badge"], QUIET))
            case _:
                return Key(text, _SIGNS[kind])

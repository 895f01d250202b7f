"""The link map on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.sheets.sheet import LabelPlacer, Sheet, wrap_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure
    from shapely.geometry.base import BaseGeometry

    from geokit.i18n import Language, Words

_CASING = "#37434F"
_UNPUBLISHED_PT = 3.2
_PT_PER_PX = 0.72
_LINE = 0.052
_SIGN_LINE, _SIGN_BREAK, _SIGN_COLUMNS = 0.038, 0.026, 42


@dataclass(frozen=True)
class LinkSheet:
    """The link map as a :class:`~geokit.sheets.sheet.Drawing`.

    Parameters
    ----------
    data : mapping
        What the page draws.
    outlines : mapping of str to shapely geometry
        District outlines by code, WGS 84 degrees.
    words : mapping of str to Words
        The words of the page.
    """

    data: Any
    outlines: Mapping[str, BaseGeometry]
    words: Mapping[str, Words]

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""
        data = self.data
        points = [point for pair in data["pairs"] for point in pair["path"]]
        points += [district["point"] for district in data["districts"]]
        points += [park["badge"] for park in data["parks"]]
        for district in data["districts"]:
            points += district["bounds"] or []
        (south, west), (north, east) = np.min(points, axis=0), np.max(points, axis=0)
        return (west, south, east, north)

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn."""
        data = self.data
        named = [item[key] for kind in _NAMED for item in data[kind] for key in _NAMED[kind] if item[key]]
        fixed = [{"zh": words.zh, "en": words.en} for words in self.words.values()]
        return [text[language] for text in (*named, *fixed)]

    def draw(self, sheet: Sheet) -> None:
        """Draw districts, arcs, badges and names."""
        payload = self.data
        for district in payload["districts"]:
            _draw_district(sheet, district, self.outlines.get(district["id"]))
        placer = LabelPlacer(sheet)
        for pair in payload["pairs"]:
            _draw_arc(sheet, pair)
        colours = {pair["id"]: (pair["colour"], pair["number"]) for pair in payload["pairs"]}
        for park in payload["parks"]:
            _draw_badge(sheet, placer, park, colours[park["pair"]], sheet.say(self.words["not_published"]))
        for enclave in payload["enclaves"]:
            x, y = _metres(sheet, [enclave["point"]])[0]
            colour, _ = colours[enclave["pair"]]
            sheet.axes.plot(x, y, "D", markersize=6, color=colour, markeredgecolor="#1B2733", zorder=7)
        for district in sorted(payload["districts"], key=lambda each: not each["pairs"]):
            style = {"fontweight": "bold"} if district["pairs"] else {"color": "#52606D", "fontsize": 7.5}
            placer.place(_metres(sheet, [district["point"]])[0], district["name"][sheet.language], **style)

    def draw_side(self, sheet: Sheet) -> None:
        """Draw the list of pairs and the legend."""
        payload = self.data
        y = 0.97
        sheet.write(sheet.side, 0, y, sheet.say(self.words["pairs"]), fontsize=12, fontweight="bold")
        for pair in payload["pairs"]:
            y -= _LINE * 1.25
            _draw_number(sheet.side, 0.04, y, pair)
            land = pair["land"][sheet.language] if pair["land"] else sheet.say(self.words["not_published"])
            sheet.write(sheet.side, 0.11, y + 0.013, pair["name"][sheet.language], fontweight="bold")
            meta = f"{pair['distance'][sheet.language]} · {land}"
            sheet.write(sheet.side, 0.11, y - 0.016, meta, fontsize=8, color="#52606D")
        y -= _LINE * 1.2
        sheet.write(sheet.side, 0, y, sheet.say(self.words["arc_width"]), fontsize=9, color="#52606D")
        widths = [(each["width"], each["text"][sheet.language]) for each in payload["classes"]]
        for width, text in (*widths, (None, sheet.say(self.words["not_published"]))):
            y -= _SIGN_LINE
            _draw_line(sheet.side, np.array([(0.01, y), (0.12, y)]), width, "#52606D")
            sheet.write(sheet.side, 0.17, y, text)
        for marker, style, key in _SIGNS:
            y -= _SIGN_LINE
            sheet.side.plot(0.065, y, marker, markeredgecolor="#37434F", **style)
            for at, line in enumerate(wrap_text(sheet.say(self.words[key]), _SIGN_COLUMNS)):
                y -= _SIGN_BREAK * bool(at)
                sheet.write(sheet.side, 0.17, y, line, fontsize=8)

    def further_pages(self, sheet: Sheet) -> list[Figure]:  # noqa: ARG002 - as a Drawing has it
        """Return nothing: a map of links is one sheet."""
        return []


_SIGNS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("s", {"markersize": 11, "color": "#FBFBF8"}, "district_partner"),
    ("s", {"markersize": 11, "color": "#DDE0E4"}, "district_alone"),
    ("s", {"markersize": 7, "color": "white", "markeredgewidth": 1.5}, "park_schematic"),
    ("o", {"markersize": 7, "color": "white"}, "park_point"),
    ("D", {"markersize": 6, "color": "#8C8C8C"}, "enclave"),
)
_NAMED = {
    "districts": ("name",),
    "pairs": ("name", "distance", "land"),
    "parks": ("area",),
    "classes": ("text",),
}


def _metres(sheet: Sheet, points: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return sheet.plane.metres(np.asarray(points)[:, ::-1])


def _draw_district(sheet: Sheet, district: Any, outline: BaseGeometry | None) -> None:
    face = "#FBFBF8" if district["pairs"] else "#DDE0E4"
    for part in shapely.get_parts(outline):
        x, y = sheet.plane.metres(shapely.get_coordinates(part.exterior)).T
        sheet.axes.fill(x, y, facecolor=face, edgecolor="#9AA7B3", linewidth=0.6, zorder=1)
    if district["pairs"]:
        x, y = _metres(sheet, [district["point"]])[0]
        sheet.axes.plot(x, y, "o", color="#1B2733", markersize=3, zorder=6)


def _draw_line(axes: Any, points: Any, width: float | None, colour: str) -> None:
    from matplotlib.patheffects import withStroke

    weight = _UNPUBLISHED_PT if width is None else width * _PT_PER_PX
    dash = {"linestyle": (0, (0.01, 2))} if width is None else {"linestyle": "-"}
    ends = {"solid_capstyle": "round", "dash_capstyle": "round"}
    # Drawn around each dot and each line, so that pale colours stand out.
    casing = withStroke(linewidth=weight + 1.6, foreground=_CASING)
    axes.plot(*points.T, color=colour, linewidth=weight, zorder=4, path_effects=[casing], **dash, **ends)


def _draw_arc(sheet: Sheet, pair: Any) -> None:
    points = _metres(sheet, pair["path"])
    _draw_line(sheet.axes, points, pair["width"], pair["colour"])
    x, y = points[len(points) // 2].tolist()
    _draw_number(sheet.axes, x, y, pair)


def _draw_number(axes: Any, x: float, y: float, pair: Any) -> None:
    axes.plot(
        x, y, "o", markersize=15, color="white", markeredgecolor=pair["colour"], markeredgewidth=3, zorder=7
    )
    axes.text(
        x,
        y,
        str(pair["number"]),
        fontsize=8.5,
        fontweight="bold",
        ha="center",
        va="center_baseline",
        zorder=8,
    )


def _draw_badge(sheet: Sheet, placer: LabelPlacer, park: Any, pair: tuple[str, int], unknown: str) -> None:
    colour, number = pair
    district, badge = _metres(sheet, [park["district"], park["badge"]])
    sheet.axes.plot(
        *np.array([district, badge]).T, color="#52606D", linewidth=0.6, linestyle=(0, (2, 3)), zorder=3
    )
    if park["area_m2"]:
        side = shapely.box(*(badge - park["area_m2"] ** 0.5 / 2), *(badge + park["area_m2"] ** 0.5 / 2))
        x, y = side.exterior.xy
        sheet.axes.fill(
            x, y, facecolor="white", edgecolor=colour, hatch="////", linestyle="--", linewidth=0.8, zorder=6
        )
    else:
        sheet.axes.plot(*badge, "o", markersize=7, color="white", markeredgecolor="#37434F", zorder=6)
    text = park["area"][sheet.language] if park["area"] else unknown
    placer.place(badge, f"{number}  {text}", fontsize=8)

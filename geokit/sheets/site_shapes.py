"""The signs of a site: parcels by stage, outlines, a place that is vague, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from geokit.auditing.findings import SEVERITY_STYLES, Severity
from geokit.page.marks import GROUPS, StageGroup
from geokit.sheets.shapes import draw_polygons, in_view, move_to, rings_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.sheets.sheet import Sheet

    # Of geokit.maps, which stands above: Outline, VaguePlace and ParcelData.
    Outline: TypeAlias = Any
    Place: TypeAlias = Any
    Table: TypeAlias = Any

_HATCHES = {"supplied": "", "approved": "//", "to-acquire": "..", "not-stated": "xx", "withdrawn": ""}
_PLAIN: dict[str, Any] = {"facecolor": "#FBFBF8", "edgecolor": "#9AA7B3"}
_INK = "#1B2733"
# Above so many lines would be all that is seen.
_MANY = 3_000
# A finding smaller than this share of the map has a ring around it.
_RING_SHARE = 0.015


def stage_look(group: StageGroup) -> dict[str, Any]:
    """Return how parcels of a stage are filled and framed."""
    return {"facecolor": group.colour + "80", "edgecolor": group.colour, "hatch": _HATCHES[group.key]}


def draw_parcels(sheet: Sheet, table: Table, shapes: NDArray[np.object_], *, is_plain: bool) -> None:
    """Draw the parcels in view, those of a stage alike."""
    seen = in_view(sheet, shapes)
    width = 0.15 if np.count_nonzero(seen) > _MANY else 0.6
    for number, group in enumerate(GROUPS):
        chosen = shapes[(table.groups == number) & seen]
        if len(chosen):
            look = _PLAIN if is_plain else stage_look(group)
            draw_polygons(sheet, chosen, linewidth=width * sheet.growth**0.5, zorder=2, **look)


def draw_vague_place(sheet: Sheet, place: Place) -> None:
    """Draw where a park lies whose outline is not known."""
    for ring in rings_of(move_to(sheet.plane, [place.district])):
        sheet.axes.fill(*ring.T, zorder=1, **_PLAIN)
    [circle] = rings_of(move_to(sheet.plane, [place.circle()]))
    style: dict[str, Any] = {"hatch": "///", "linestyle": "--", "zorder": 2}
    sheet.axes.fill(*circle.T, facecolor="none", edgecolor=_INK, **style)


def outline_look(outline: Outline) -> dict[str, Any]:
    """Return how the outline of a park or of a zone is drawn."""
    look: dict[str, Any] = {"facecolor": "none", "edgecolor": _INK if outline.kind == "park" else "#0B5CAD"}
    return look | ({"linestyle": "--", "hatch": "///"} if outline.is_schematic else {"linestyle": "-"})


def draw_outline(sheet: Sheet, outline: Outline) -> None:
    """Draw the outline of a park or of a zone."""
    for ring in rings_of(move_to(sheet.plane, [outline.shape])):
        sheet.axes.fill(*ring.T, linewidth=1.5 * sheet.growth**0.5, zorder=4, **outline_look(outline))


def finding_look(severity: Severity) -> dict[str, Any]:
    """Return how the ring of a finding is drawn."""
    colour = SEVERITY_STYLES[severity].colour
    return {"marker": "o", "markerfacecolor": "none", "markeredgecolor": colour, "linestyle": "none"}


def draw_finding(sheet: Sheet, severity: Severity, shape: BaseGeometry) -> None:
    """Draw a finding; one that is too small to see has a ring."""
    rings = rings_of(move_to(sheet.plane, [shape]))
    for ring in rings:
        sheet.axes.plot(
            *ring.T,
            color=SEVERITY_STYLES[severity].colour,
            linewidth=1.3,
            zorder=6,
            scalex=False,
            scaley=False,
        )
    points = np.concatenate(rings)
    west, _, east, _ = sheet.view
    if np.ptp(points, axis=0).max() / (east - west) < _RING_SHARE:
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        style: dict[str, Any] = {
            **finding_look(severity),
            "markersize": 9 * sheet.growth**0.5,
            "markeredgewidth": 1.6,
        }
        sheet.axes.plot(*middle, zorder=7, scalex=False, scaley=False, **style)

"""The symbols of a site on a sheet: parcels by stage, outlines, a place that is vague, findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely

from geokit.geometry.arrays import as_array
from geokit.matplotlib_symbols import draw_line, draw_sign, grown, symbol_of
from geokit.sheets.finding_marks import RING_PX, is_small
from geokit.sheets.shapes import draw_polygons, in_view, move_to, rings_of
from geokit.symbols import INK, PAPER, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.findings import Severity
    from geokit.sheets.sheet import Sheet

    # Of geokit.maps, which stands above: Outline, VaguePlace and ParcelData.
    Outline: TypeAlias = Any
    Place: TypeAlias = Any
    Table: TypeAlias = Any

# Above so many parcels lines would be all that is seen.
_MANY = 3_000
_THIN_PX = 0.3
# Of more spots than these the map is a pattern by itself.
_MOST_SPOTS = 40
# A finding wider than this share of the map is not filled.
_WIDE = 0.5
_PAPER = Symbol(PAPER, PAPER, width_px=0)


def draw_parcels(sheet: Sheet, table: Table, shapes: NDArray[np.object_]) -> None:
    """Draw the parcels in view, those of a stage or a phase alike, and above them those whose outline is invalid."""
    seen = in_view(sheet, shapes)
    is_dense = np.count_nonzero(seen) > _MANY
    for key, chosen in _by_symbol(table, shapes, seen):
        symbol = replace(symbol_of(key), width_px=_THIN_PX, dash=()) if is_dense else symbol_of(key)
        draw_polygons(sheet, chosen, symbol, zorder=2.5 if key == "invalid" else 2)


def _by_symbol(
    table: Table, shapes: NDArray[np.object_], seen: NDArray[np.bool_]
) -> Iterator[tuple[str, NDArray[np.object_]]]:
    sound = seen & ~table.is_invalid
    for key, own in table.drawn_alike():
        yield key, shapes[own & sound]
    yield "invalid", shapes[seen & table.is_invalid]


def spots_of(sheet: Sheet, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the middles (n, 2) of land that is too small to be seen, as where files lie at two ends of a city."""
    boxes = shapely.bounds(shapes)
    boxes = boxes[~np.isnan(boxes).any(axis=1)]
    if not 1 < len(boxes) <= _MANY:
        return np.empty((0, 2))
    west, _, east, _ = sheet.view
    ring_m = (east - west) / (sheet.axes.get_window_extent().width / sheet.figure.dpi * 96) * 2 * RING_PX
    near = ring_m / 2
    around = boxes + np.array([-near, -near, near, near])
    parts = shapely.bounds(shapely.get_parts(shapely.union_all(shapely.box(*around.T))))
    is_small = np.maximum(parts[:, 2] - parts[:, 0], parts[:, 3] - parts[:, 1]) - 2 * near < ring_m
    found: NDArray[np.float64] = ((parts[:, :2] + parts[:, 2:]) / 2)[is_small]
    return found if len(parts) <= _MOST_SPOTS else np.empty((0, 2))


def draw_spots(sheet: Sheet, shapes: NDArray[np.object_]) -> None:
    """Draw a ring around land that is too small to be seen."""
    ring = Symbol(INK, width_px=2, marker="circle")
    draw_sign(sheet.axes, spots_of(sheet, shapes), ring, size_px=2 * RING_PX, zorder=6)


def draw_vague_place(sheet: Sheet, place: Place) -> None:
    """Draw where a park lies whose outline is not known."""
    if place.district is not None:
        draw_polygons(sheet, move_to(sheet.plane, [place.district]), "district-alone", zorder=1)
    draw_polygons(sheet, move_to(sheet.plane, [place.circle()]), "uncertainty")


def outline_symbol(outline: Outline) -> str:
    """Return the symbol of the outline of a park or of a zone."""
    return f"{outline.kind}-schematic" if outline.is_schematic else str(outline.kind)


def draw_ground(sheet: Sheet, outline: Outline, parcels: NDArray[np.object_]) -> None:
    """Draw land of a park that may be in no parcel; below parcels there is paper: their colours are the legend's."""
    draw_polygons(sheet, move_to(sheet.plane, [outline.shape]), "unparcelled", zorder=1)
    draw_polygons(sheet, parcels[in_view(sheet, parcels)], _PAPER, zorder=1.5)


def draw_outline(sheet: Sheet, outline: Outline) -> None:
    """Draw the outline of a park or of a zone; a park's line is above those of its zones.

    A park's circle that is too small to be seen is a sign.
    """
    zorder, symbol = 4.2 if outline.kind == "park" else 4, outline_symbol(outline)
    [moved] = move_to(sheet.plane, [outline.shape])
    if outline.is_schematic and outline.kind == "park" and is_small(sheet, moved.bounds):
        badge = replace(symbol_of(symbol), marker="circle")
        place = shapely.get_coordinates(moved.centroid)
        draw_sign(sheet.axes, place, badge, size_px=2 * RING_PX * sheet.growth**0.5, zorder=zorder)
    else:
        draw_polygons(sheet, as_array([moved]), symbol, zorder=zorder)


def draw_finding(sheet: Sheet, severity: Severity, shape: BaseGeometry) -> None:
    """Draw the shape of a finding."""
    [moved] = move_to(sheet.plane, [shape])
    if not in_view(sheet, as_array([moved]))[0]:
        return
    west, south, east, north = moved.bounds
    symbol = symbol_of(severity.value)
    share = max(east - west, north - south) / (sheet.view[2] - sheet.view[0])
    parts = shapely.get_parts(moved)
    is_area = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    drawn = replace(symbol, fill=None) if share > _WIDE else symbol
    draw_polygons(sheet, parts[is_area], drawn, zorder=6)
    for ring in rings_of(parts[~is_area]):
        draw_line(sheet.axes, ring, grown(symbol, sheet.growth**0.5), zorder=6)

"""The numbers of findings on a sheet: a ring where a shape is too small to be seen, one mark for those that lie close."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.arrays import as_array
from geokit.matplotlib_symbols import draw_sign, symbol_of
from geokit.sheets.shapes import in_view, move_to
from geokit.sheets.sheet import extent_of
from geokit.symbols import INK, PAPER, PT_PER_PX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geokit.page.findings import DrawnFinding
    from geokit.sheets.sheet import LabelPlacer, Sheet

# As on the page, pixels of 1/96 inch.
RING_PX, _CLOSE_PX, _INSET_PX, _LARGE_PX = 11.0, 30.0, 14.0, 70.0
_BESIDE_PX = (16.0, 20.0)
_LETTER_PT, _SIGN_PX, _ON_PAPER = 8.0, 10.0, 0.8
# So many numbers are named in one mark.
_NAMED = 3
# Where the sign stands in the mark: a letter's room, kept free before the number.
_ROOM = " " * 6


@dataclass(frozen=True, slots=True)
class _Spot:
    number: int
    severity: str
    x: float
    y: float
    is_small: bool


def draw_numbers(sheet: Sheet, placer: LabelPlacer, findings: Sequence[DrawnFinding]) -> None:
    """Write the number of each finding in view beside its shape; words placed later keep off it."""
    for cluster in _clusters(_spots(sheet, findings), _CLOSE_PX * _px_m(sheet)):
        _draw_mark(sheet, placer, cluster)


def _px_m(sheet: Sheet) -> float:
    """Return how long a pixel is on the map, metres."""
    west, _, east, _ = sheet.view
    inches = sheet.axes.get_window_extent().width / sheet.figure.dpi
    return (east - west) / inches / 96 * _growth(sheet)


def _growth(sheet: Sheet) -> float:
    """Return how much larger marks are than on a slide: a sheet at a scale has smaller letters than that."""
    return float(sheet.growth**0.5) * (_ON_PAPER if sheet.scale is not None else 1.0)


def _spots(sheet: Sheet, findings: Sequence[DrawnFinding]) -> list[_Spot]:
    shapes = move_to(sheet.plane, as_array(each.shape for each in findings))
    seen = in_view(sheet, shapes)
    return [
        _spot(sheet, number, each.finding.severity.value, shapely.bounds(shape))
        for number, (each, shape, is_seen) in enumerate(zip(findings, shapes, seen, strict=True), start=1)
        if is_seen
    ]


def is_small(sheet: Sheet, bounds: Sequence[float]) -> bool:
    """Tell whether what has these bounds in the plane is too small to be seen."""
    west, south, east, north = bounds
    return max(east - west, north - south) < 2 * RING_PX * _px_m(sheet)


def _spot(sheet: Sheet, number: int, severity: str, bounds: NDArray[np.float64]) -> _Spot:
    west, south, east, north = bounds.tolist()
    wide, high, px_m = east - west, north - south, _px_m(sheet)
    if is_small(sheet, (west, south, east, north)):
        return _Spot(number, severity, (west + east) / 2, (south + north) / 2, is_small=True)
    # Within the corner of a large shape, and on that of one which it would hide.
    inset = _INSET_PX * px_m if min(wide, high) >= _LARGE_PX * px_m else 0.0
    return _Spot(number, severity, west + inset, north - inset, is_small=False)


def _clusters(spots: Sequence[_Spot], near: float) -> list[list[_Spot]]:
    """Join spots that are closer than `near`, each with the first one that it is near to."""
    cells: dict[tuple[int, int], list[list[_Spot]]] = {}
    found: list[list[_Spot]] = []
    for spot in spots:
        column, row = int(spot.x // near), int(spot.y // near)
        around = [
            cluster
            for x in (-1, 0, 1)
            for y in (-1, 0, 1)
            for cluster in cells.get((column + x, row + y), [])
        ]
        close = next(
            (each for each in around if np.hypot(each[0].x - spot.x, each[0].y - spot.y) < near), None
        )
        if close is not None:
            close.append(spot)
        else:
            found.append([spot])
            cells.setdefault((column, row), []).append(found[-1])
    return found


def _draw_mark(sheet: Sheet, placer: LabelPlacer, cluster: Sequence[_Spot]) -> None:
    first, grown = cluster[0], _growth(sheet)
    symbol = symbol_of(first.severity)
    place = (first.x, first.y)
    if first.is_small:
        ring = replace(symbol, fill=None, marker="circle")
        draw_sign(sheet.axes, place, ring, size_px=2 * RING_PX * grown, zorder=6.5)
    numbers = "·".join(str(each.number) for each in cluster)
    text = _ROOM + (numbers if len(cluster) <= _NAMED else f"×{len(cluster)}")
    right, up = (length * PT_PER_PX * grown * first.is_small for length in _BESIDE_PX)
    box = {
        "boxstyle": "round,pad=0.28,rounding_size=0.8",
        "facecolor": PAPER.light,
        "edgecolor": symbol.line.light,
    }
    style: dict[str, Any] = {"fontsize": _LETTER_PT * grown, "fontweight": "bold", "color": INK.light}
    words = sheet.axes.annotate(
        text, place, xytext=(right, up), textcoords="offset points", ha="center", va="center", bbox=box,
        annotation_clip=False, zorder=10, **style,
    )  # fmt: skip
    extent = extent_of(words)
    middle = (
        extent.x0 + _SIGN_PX * 0.62 * PT_PER_PX * grown * sheet.figure.dpi / 72,
        (extent.y0 + extent.y1) / 2,
    )
    sign = sheet.axes.transData.inverted().transform(middle)
    draw_sign(sheet.axes, sign, symbol, size_px=_SIGN_PX * grown, zorder=10.5)
    placer.take(extent.padded(3))

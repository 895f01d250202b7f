"""What a sheet at a scale has besides the map: boundary points with edge lengths, a grid, a table of points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.arrays import as_array
from geokit.geometry.corners import numbered_rings
from geokit.i18n import Words
from geokit.land.crs.transform import CrsLike, gauss_kruger, parse_crs, reproject, three_degree_zone
from geokit.page.geometry import DISPLAY_CRS
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Park
    from geokit.sheets.sheet import LabelPlacer, Offset, Sheet

POINTS = Words(zh="界址点坐标表", en="Boundary points")
_HEADS = (
    Words(zh="点号", en="point"),
    Words(zh="X（北，米）", en="X (north, m)"),
    Words(zh="Y（东，米）", en="Y (east, m)"),
    Words(zh="边长（米）", en="edge (m)"),
)
_CONTINUED = Words(
    zh="{count}个界址点，坐标表见后页", en="{count:boundary point|boundary points}; the table follows"
)
TEXTS = (POINTS, *_HEADS, _CONTINUED)

_GRID_LINES = 4
_MOST_IN_COLUMN = 24
_ROWS, _COLUMNS = 40, 3
_LINE = 0.024
_QUIET = "#52606D"
# Further out than edge lengths, so that both find room.
_OUTSIDE: tuple[Offset, ...] = (
    (0, 8, "center"),
    (0, -8, "center"),
    (8, 0, "left"),
    (-8, 0, "right"),
    (7, 7, "left"),
    (-7, 7, "right"),
    (7, -7, "left"),
    (-7, -7, "right"),
)


@dataclass(frozen=True, slots=True)
class Corners:
    """Numbered boundary points.

    Attributes
    ----------
    names : list of str
        J1, J2 …
    plan_m : ndarray of float64, shape (n, 2)
        East and north in `crs`.
    lonlat : ndarray of float64, shape (n, 2)
        The same in WGS 84 degrees.
    edge_m : ndarray of float64, shape (n,)
        From each point to the next of its ring, in the plane of `crs`.
    following : ndarray of int, shape (n,)
        The position of the next point of the ring.
    crs : CRS
        A plane system.
    """

    names: list[str]
    plan_m: NDArray[np.float64]
    lonlat: NDArray[np.float64]
    edge_m: NDArray[np.float64]
    following: NDArray[np.intp]
    crs: CRS


def corners(park: Park) -> Corners | None:
    """Return the boundary points of a park; None without an outline, and for a sketch, which has none.

    They are numbered as in the files that offices are sent: :func:`~geokit.geometry.corners.numbered_rings`.
    """
    if park.boundary is None or park.crs is None or park.basis is Basis.SCHEMATIC:
        return None
    crs = plan_crs(park.boundary, park.crs)
    rings = numbered_rings(reproject(as_array([park.boundary]), park.crs, crs)[0], "north-west")
    plan_m = np.concatenate(rings)
    starts = np.cumsum([0, *map(len, rings)])
    following = np.concatenate([np.roll(np.arange(low, high), -1) for low, high in pairwise(starts)])
    degrees = reproject(shapely.points(plan_m), crs, DISPLAY_CRS)
    return Corners(
        names=[f"J{number}" for number in range(1, len(plan_m) + 1)],
        plan_m=plan_m,
        lonlat=shapely.get_coordinates(degrees),
        edge_m=np.hypot(*(plan_m[following] - plan_m).T),
        following=following,
        crs=crs,
    )


def plan_crs(geometry: BaseGeometry, crs: CrsLike) -> CRS:
    """Return a system in metres to draw a geometry in: its own, or its 3° zone of CGCS2000."""
    system = parse_crs(crs)
    if not system.is_geographic:
        return system
    west, _, east, _ = geometry.bounds
    return gauss_kruger("CGCS2000", three_degree_zone((west + east) / 2))


def draw_corners(sheet: Sheet, placer: LabelPlacer, corners: Corners) -> None:
    """Draw boundary points with their numbers, and the lengths of edges where there is room."""
    points = sheet.plane.metres(corners.lonlat)
    sheet.axes.plot(
        *points.T, "o", markersize=3.5, markerfacecolor="white", markeredgecolor="#A61B1B", zorder=8
    )
    for point, name in zip(points, corners.names, strict=True):
        placer.place(point, name, offsets=_OUTSIDE, fontsize=7, color="#A61B1B")
    pixels_per_m = sheet.axes.get_window_extent().width / np.ptp(sheet.axes.get_xlim())
    for at, length in enumerate(corners.edge_m):
        middle = (points[at] + points[corners.following[at]]) / 2
        widest = float(length) * pixels_per_m
        placer.place(middle, f"{length:.2f}", offsets=_OUTSIDE[:4], widest_px=max(widest, 1), fontsize=6)


def draw_grid(sheet: Sheet, corners: Corners) -> None:
    """Draw the grid of the plane system, its lines at round metres and named at the frame."""
    (left, right), (bottom, top) = sheet.axes.get_xlim(), sheet.axes.get_ylim()
    frame = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
    plan = _reprojected(sheet.plane.degrees(frame), DISPLAY_CRS, corners.crs)
    step = _round_step((right - left) / _GRID_LINES)
    for axis in (0, 1):
        low, high = plan[:, axis].min(), plan[:, axis].max()
        ends = plan[:, 1 - axis].min(), plan[:, 1 - axis].max()
        for value in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step:
            line = np.column_stack([(value, value), ends] if axis == 0 else [ends, (value, value)])
            drawn = sheet.plane.metres(_reprojected(line, corners.crs, DISPLAY_CRS))
            sheet.axes.plot(*drawn.T, color="#7F8C99", linewidth=0.3, zorder=1.5, scalex=False, scaley=False)
            _name_line(sheet, drawn.mean(axis=0), f"{value:,.0f}", axis)


def _name_line(sheet: Sheet, middle: NDArray[np.float64], text: str, axis: int) -> None:
    (left, right), (bottom, top) = sheet.axes.get_xlim(), sheet.axes.get_ylim()
    style: dict[str, Any] = {"fontsize": 5.5, "color": _QUIET, "zorder": 3}
    if axis == 0 and left < middle[0] < right:
        sheet.write(sheet.axes, middle[0], top - (top - bottom) * 0.008, text, ha="center", **style)
    elif axis == 1 and bottom < middle[1] < top:
        x = left + (right - left) * 0.003
        sheet.write(sheet.axes, x, middle[1], text, rotation=90, ha="left", **style)


def _round_step(longest: float) -> float:
    power = 10.0 ** np.floor(np.log10(longest))
    return float(next(factor * power for factor in (5, 2, 1) if factor * power <= longest))


def _reprojected(points: Any, source: Any, target: Any) -> NDArray[np.float64]:
    moved: NDArray[np.float64] = shapely.get_coordinates(reproject(shapely.points(points), source, target))
    return moved


def draw_short_table(sheet: Sheet, corners: Corners, y: float) -> float:
    """Draw the table of points into the side column where it fits, or say that it follows."""
    rows = table_rows(corners)
    if len(rows) > _MOST_IN_COLUMN or y - (len(rows) + 2) * _LINE < 0:
        return sheet.write_lines(y, sheet.say(_CONTINUED, count=len(corners.names)), fontsize=8.5)
    sheet.write(sheet.side, 0, y, sheet.say(POINTS), fontsize=10, fontweight="bold")
    return _draw_rows(sheet, sheet.side, rows, y - _LINE * 1.2)


def table_pages(sheet: Sheet, corners: Corners) -> list[Figure]:
    """Return sheets with the table of points, where it is too long for the side column."""
    from matplotlib.figure import Figure

    rows = table_rows(corners)
    if len(rows) <= _MOST_IN_COLUMN:
        return []
    figures = []
    for first in range(0, len(rows), _ROWS * _COLUMNS):
        width, height = sheet.figure.get_size_inches().tolist()
        figure = Figure(figsize=(width, height))
        title = f"{sheet.say(POINTS)} · {corners.crs.name}"
        figure.text(0.03, 0.96, title, fontsize=13, fontweight="bold")
        for column in range(_COLUMNS):
            part = rows[first + column * _ROWS : first + (column + 1) * _ROWS]
            axes = figure.add_axes((0.03 + column * 0.32, 0.02, 0.28, 0.92))
            axes.set(xlim=(0, 1), ylim=(0, 1))
            axes.axis("off")
            if part:
                _draw_rows(sheet, axes, part, 0.98)
        figures.append(figure)
    return figures


def table_rows(corners: Corners) -> list[tuple[str, str, str, str]]:
    """Return number, north, east and the length to the next point, as text."""
    return [
        (name, f"{north:,.3f}", f"{east:,.3f}", f"{length:,.2f}")
        for name, (east, north), length in zip(
            corners.names, corners.plan_m.tolist(), corners.edge_m.tolist(), strict=True
        )
    ]


def _draw_rows(sheet: Sheet, axes: Any, rows: list[tuple[str, str, str, str]], y: float) -> float:
    heads = tuple(sheet.say(words) for words in _HEADS)
    for number, row in enumerate([heads, *rows]):
        style: dict[str, Any] = {"fontsize": 7, "color": _QUIET if number == 0 else "black"}
        for text, x, side in zip(
            row, (0.0, 0.42, 0.74, 1.0), ("left", "right", "right", "right"), strict=True
        ):
            sheet.write(axes, x, y, text, ha=side, **style)
        y -= _LINE
    return y

"""Boundary points on a sheet at a scale: their numbers, the lengths of edges, and the table of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.arrays import as_array
from geokit.geometry.corners import NumberedCorners
from geokit.i18n import Language, Words
from geokit.land.crs.transform import CrsLike, gauss_kruger, parse_crs, reproject, three_degree_zone
from geokit.programme.terms import Basis
from geokit.sheets.column import Entry, Grid
from geokit.sheets.line_labels import LineLabels
from geokit.symbols import MARK, OUTLINES, PAPER, PT_PER_PX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Park
    from geokit.sheets.sheet import LabelPlacer, Sheet

POINTS = Words(zh="界址点坐标成果表", en="Boundary points")
_HEADS = (
    Words(zh="点号", en="point"),
    Words(zh="X（北，米）", en="X (north, m)"),
    Words(zh="Y（东，米）", en="Y (east, m)"),
    Words(zh="边长（米）", en="edge (m)"),
)
_CONTINUED = Words(zh="界址点坐标成果表（续）", en="Boundary points (continued)")
_LEFT_OUT = Words(
    zh="图上放不下而未注：{what}；均见界址点坐标成果表",
    en="without room on the map: {what}; the table has all",
)
_POINTS_LEFT_OUT = Words(zh="点号 {n} 个", en="{n:number|numbers} of points")
_EDGES_LEFT_OUT = Words(zh="边长 {n} 条", en="{n:length|lengths} of edges")
_RING = Words(zh="圈{ring}", en="ring {ring}")
_INNER = Words(zh="圈{ring}（内环）", en="ring {ring} (inner)")
TEXTS = (POINTS, *_HEADS, _CONTINUED, _LEFT_OUT, _POINTS_LEFT_OUT, _EDGES_LEFT_OUT, _RING, _INNER)

# Where the columns of the table stand, as shares of its width.
_PLACES = (0.0, 0.43, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Corners:
    """Numbered boundary points.

    Attributes
    ----------
    names : list of str
        J1, J2 …
    plan_m : ndarray of float64, shape (n, 2)
        East and north in `crs`.
    edge_m : ndarray of float64, shape (n,)
        From each point to the next of its ring, in the plane of `crs`.
    following : ndarray of int, shape (n,)
        The position of the next point of the ring.
    crs : CRS
        A plane system.
    """

    names: list[str]
    plan_m: NDArray[np.float64]
    edge_m: NDArray[np.float64]
    following: NDArray[np.intp]
    crs: CRS


def corners(park: Park) -> Corners | None:
    """Return the boundary points of a park; None without an outline, and for a sketch, which has none.

    They are numbered as in the files that offices are sent: :class:`~geokit.geometry.corners.NumberedCorners`.
    """
    if park.boundary is None or park.crs is None or park.basis is Basis.SCHEMATIC:
        return None
    crs = plan_crs(park.boundary, park.crs)
    return corners_in_plane(reproject(as_array([park.boundary]), park.crs, crs)[0], crs)


def corners_in_plane(shape: Any, crs: CRS) -> Corners:
    """Return the boundary points of a polygon in a plane system, numbered by itself."""
    return corners_of_row(NumberedCorners.of(as_array([shape]), "north-west"), 0, crs)


def corners_of_row(numbered: NumberedCorners, row: int, crs: CRS) -> Corners:
    """Return the boundary points of one of many numbered polygons, whose plane system is given."""
    at, rings = numbered.vertices_of(row), numbered.rings
    # Without closing points, which are corners already.
    own = rings.edge_starts[(rings.edge_starts >= at.start) & (rings.edge_starts < at.stop)]
    of_ring = rings.rings_of(own)
    plan_m, starts = rings.coordinates[own], np.searchsorted(of_ring, of_ring)
    following = np.arange(1, len(own) + 1)
    last = np.append(of_ring[1:] != of_ring[:-1], True)
    following[last] = starts[last]
    return Corners(
        names=[f"J{number}" for number in numbered.numbers[own].tolist()],
        plan_m=plan_m,
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


def draw_corners(
    sheet: Sheet, placer: LabelPlacer, corners: Corners, lines: NDArray[np.object_] | None = None
) -> LineLabels:
    """Draw boundary points with their numbers, and the lengths of edges, off all lines and each other.

    What has no room is left out; the sheet notes how many.

    Parameters
    ----------
    sheet : Sheet
        Its plane is that of the corners.
    placer : LabelPlacer
        What it has placed stays free.
    corners : Corners
    lines : ndarray of shapely geometries, optional
        Lines that no words may cross; the edges between the corners if left out.

    Returns
    -------
    LineLabels
        To place what else stands among these lines.
    """
    points = corners.plan_m
    symbol = OUTLINES["boundary-point"]
    size_pt = symbol.size_px * PT_PER_PX * sheet.growth**0.5
    style: dict[str, Any] = {
        "markersize": size_pt,
        "markerfacecolor": PAPER.light,
        "markeredgecolor": symbol.line.light,
        "markeredgewidth": symbol.width_px * PT_PER_PX,
    }
    # One line of markers: signs one by one would take seconds where there are thousands.
    sheet.axes.plot(*points.T, "o", zorder=8, scalex=False, scaley=False, **style)
    west, south, east, north = sheet.view
    is_shown = np.all((points >= (west, south)) & (points <= (east, north)), axis=1)
    edges: Any = shapely.linestrings(np.stack([points, points[corners.following]], axis=1))
    labels = LineLabels(sheet, placer, edges if lines is None else lines, points[is_shown], size_pt / 2)
    away = _away(corners)
    named = [
        labels.place_beside_point(
            points[at], away[at], corners.names[at], fontsize=6.5 * sheet.growth, color=MARK.light
        )
        for at in np.flatnonzero(is_shown)
    ]
    measured = [
        labels.place_along(
            points[at],
            points[corners.following[at]],
            f"{corners.edge_m[at]:.2f}",
            fontsize=5.6 * sheet.growth,
        )
        for at in np.flatnonzero(is_shown | is_shown[corners.following])
    ]
    left_out = [
        words.render(sheet.language, n=placed.count(False))
        for words, placed in ((_POINTS_LEFT_OUT, named), (_EDGES_LEFT_OUT, measured))
        if not all(placed)
    ]
    if left_out:
        sheet.notes.append(_LEFT_OUT.render(sheet.language, what=left_out))
    return labels


def _away(corners: Corners) -> NDArray[np.float64]:
    """Return for each point the direction that leads out of the parcel: to the left of both its edges."""
    along = corners.plan_m[corners.following] - corners.plan_m
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    left = np.column_stack([-along[:, 1], along[:, 0]])
    before = np.empty_like(left)
    before[corners.following] = left
    found: NDArray[np.float64] = left + before
    return found


def points_entries(corners: Corners, language: Language) -> list[Entry]:
    """Return the table of boundary points, which goes on on further sheets where it is long."""
    heads = tuple(words.localize(language) for words in _HEADS)
    return [
        Grid(
            POINTS.localize(language),
            _CONTINUED.localize(language),
            heads,
            tuple(table_rows(corners, language)),
            _PLACES,
        )
    ]


def table_rows(corners: Corners, language: Language) -> list[tuple[str, str, str, str]]:
    """Return number, north, east and the length to the next point, as text: coordinates have no separators.

    Each ring ends with its first point again; where there are several, each begins with its number.
    """
    lines = [
        (name, f"{north:.3f}", f"{east:.3f}", f"{length:.2f}")
        for name, (east, north), length in zip(
            corners.names, corners.plan_m.tolist(), corners.edge_m.tolist(), strict=True
        )
    ]
    found: list[tuple[str, str, str, str]] = []
    starts = np.unique(corners.following[corners.following <= np.arange(len(lines))]).tolist()
    for ring, (start, end) in enumerate(pairwise([*starts, len(lines)]), start=1):
        if len(starts) > 1:
            # Outer rings run clockwise, inner ones too: which it is, the one before tells that has it within.
            words = _INNER if _is_inner(corners, start, end, starts) else _RING
            found.append((words.render(language, ring=ring), "", "", ""))
        found += [*lines[start:end], (*lines[start][:3], "")]
    return found


def _is_inner(corners: Corners, start: int, end: int, starts: Sequence[int]) -> bool:
    """Tell whether a ring lies within one before it: parts of a parcel do not."""
    place = shapely.Polygon(corners.plan_m[start:end]).representative_point()
    before = [*(each for each in starts if each <= start)]
    outer = [shapely.Polygon(corners.plan_m[one:other]) for one, other in pairwise(before)]
    return sum(each.contains(place) for each in outer) % 2 == 1

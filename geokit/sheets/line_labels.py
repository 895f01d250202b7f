"""Words beside lines: numbers of points and lengths of edges, off every line, every point and each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.sheets.sheet import extent_of, halo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geokit.sheets.sheet import LabelPlacer, Sheet

    Floats = NDArray[np.float64]

# Between words and what they stand beside, in points; the light edge of letters is no wider.
_GAP_PT: Final = 1.4
# From the way out of the parcel, in degrees, and how much further away.
_TURNS: Final = (0.0, 35.0, -35.0, 70.0, -70.0, 110.0, -110.0, 180.0)
_FURTHER_PT: Final = (0.0, 5.0)
_LEAST_TURN: Final = -80.0
# Along an edge from its middle, as shares of what is free of it.
_ALONG: Final = (0.0, 0.5, -0.5, 0.95, -0.95)


class LineLabels:
    """Places words beside lines, the earlier ones first; what has no room is left out and counted by the caller.

    Parameters
    ----------
    sheet : Sheet
        Where they are written.
    placer : LabelPlacer
        What it has placed is kept free, and it is told what is placed here.
    lines : ndarray of shapely geometries
        Lines and outlines that no words may cross, in the plane of the sheet.
    points : ndarray of float64, shape (n, 2)
        Signs that no words may cover.
    radius_pt : float
        How far the signs reach.
    """

    def __init__(
        self,
        sheet: Sheet,
        placer: LabelPlacer,
        lines: NDArray[np.object_],
        points: Floats,
        radius_pt: float,
    ) -> None:
        self._sheet, self._placer, self._radius_pt = sheet, placer, radius_pt
        self._pixels = sheet.figure.dpi / 72
        seen = shapely.clip_by_rect(shapely.get_parts(lines), *sheet.view)
        signs: Any = shapely.buffer(
            shapely.points(self.pixels(points)), radius_pt * self._pixels, quad_segs=2
        )
        self._obstacles = shapely.STRtree(np.concatenate([shapely.transform(seen, self.pixels), signs]))
        # Of each box already taken: left, bottom, right and top, and the box itself, which may be turned.
        self._bounds: Floats = np.empty((64, 4))
        self._boxes: list[Any] = []
        for box in placer.boxes:
            self._keep(shapely.box(box.x0, box.y0, box.x1, box.y1))
        window = sheet.axes.get_window_extent()
        self._window = (window.x0, window.y0, window.x1, window.y1)

    def pixels(self, points: Any) -> Floats:
        """Return places of the plane in pixels."""
        found: Floats = self._sheet.axes.transData.transform(np.asarray(points).reshape(-1, 2))
        return found

    def place_beside_point(self, at: Floats, away: Floats, text: str, **style: Any) -> bool:
        """Write words beside a point, rather where `away` shows, a direction; say whether there was room."""
        angles = np.radians(np.degrees(np.arctan2(away[1], away[0])) + np.array(_TURNS))
        ways = np.column_stack([np.cos(angles), np.sin(angles)])

        def places(wide: float, high: float) -> Iterable[Floats]:
            for further in _FURTHER_PT:
                for way in ways:
                    reach = abs(way[0]) * wide / 2 + abs(way[1]) * high / 2
                    yield way * (reach + (self._radius_pt + _GAP_PT + further) * self._pixels)

        return self._place(at, text, places, 0.0, style)

    def place_along(self, start: Floats, end: Floats, text: str, **style: Any) -> bool:
        """Write words along the left of an edge, or its right, where they are no longer than it; say whether there was room."""
        one, other = self.pixels([start, end])
        length = float(np.hypot(*(other - one)))
        if length == 0:
            return False
        along = (other - one) / length
        left = np.array([-along[1], along[0]])
        turn = float(np.degrees(np.arctan2(along[1], along[0])))
        # Read from below or from the right, as lengths are; what leans a little over is still read so.
        turn += 180 * ((turn <= _LEAST_TURN) - (turn > _LEAST_TURN + 180))

        def places(wide: float, high: float) -> Iterable[Floats]:
            room = (length - wide) / 2
            if room < 0:
                return
            for share in _ALONG:
                for side in (left, -left):
                    yield along * room * share + side * (high / 2 + _GAP_PT * self._pixels)

        return self._place((start + end) / 2, text, places, turn, style)

    def place_on(self, at: Floats, text: str, **style: Any) -> bool:
        """Write words at a place; say whether there was room."""
        return self._place(at, text, lambda _wide, _high: [np.zeros(2)], 0.0, style)

    def _place(self, at: Any, text: str, places: Any, turn: float, style: dict[str, Any]) -> bool:
        words = self._sheet.write(self._sheet.axes, 0, 0, text, ha="center", zorder=9, **style)
        words.set_path_effects(halo())
        size = extent_of(words)
        middle = self.pixels(at)[0]
        for offset in places(size.width, size.height):
            box = _turned_box(middle + offset, size.width, size.height, turn)
            if self._is_free(box):
                words.set_position(self._sheet.axes.transData.inverted().transform(middle + offset))
                words.set(rotation=turn, rotation_mode="anchor", va="center")
                self._keep(box)
                self._placer.take_bounds(box.bounds)
                return True
        words.remove()
        return False

    def _is_free(self, box: Any) -> bool:
        left, bottom, right, top = box.bounds
        if (
            left < self._window[0]
            or bottom < self._window[1]
            or right > self._window[2]
            or top > self._window[3]
        ):
            return False
        known = self._bounds[: len(self._boxes)]
        near = np.flatnonzero(
            (known[:, 0] < right) & (known[:, 2] > left) & (known[:, 1] < top) & (known[:, 3] > bottom)
        )
        if any(shapely.intersects(self._boxes[at], box) for at in near):
            return False
        return len(self._obstacles.query(box, predicate="intersects")) == 0

    def _keep(self, box: Any) -> None:
        if len(self._boxes) == len(self._bounds):
            self._bounds = np.concatenate([self._bounds, np.empty_like(self._bounds)])
        self._bounds[len(self._boxes)] = box.bounds
        self._boxes.append(box)


def _turned_box(middle: Floats, wide: float, high: float, turn: float) -> Any:
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (wide / 2, high / 2)
    cosine, sine = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return shapely.polygons(corners @ np.array([[cosine, sine], [-sine, cosine]]) + middle)

"""Words on a picture that do not cover each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

    from geokit.maps.sheet import Sheet

Side: TypeAlias = Literal["left", "center", "right"]
Offset: TypeAlias = tuple[int, int, Side]
# Points to the right and up, and the side of the words that stands there.
AROUND: tuple[Offset, ...] = (
    (6, 0, "left"),
    (-6, 0, "right"),
    (0, 9, "center"),
    (0, -9, "center"),
    (6, 9, "left"),
    (-6, 9, "right"),
)
ON: tuple[Offset, ...] = ((0, 0, "center"),)
ABOVE: tuple[Offset, ...] = ((0, 8, "center"), (0, -8, "center"))


class Placer:
    """Places words on a sheet, the earlier ones first.

    Parameters
    ----------
    sheet : Sheet
        Where they are written.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._taken: list[Bbox] = []
        self._view = sheet.axes.get_window_extent()

    def place(
        self,
        at: Any,
        text: str,
        *,
        offsets: Sequence[Offset] = AROUND,
        widest_px: float | None = None,
        **style: Any,
    ) -> bool:
        """Write words at a place in metres, or leave them out where there is no room; say which."""
        words = self._write(at, text, {"ha": offsets[0][2], **style})
        size = words.get_window_extent().padded(1)
        if widest_px is None or size.width <= widest_px:
            for offset in offsets:
                box = self._box(at, size, offset)
                if self._is_inside(box) and not any(box.overlaps(other) for other in self._taken):
                    words.xyann = offset[:2]
                    words.set_horizontalalignment(offset[2])
                    self._taken.append(box)
                    return True
        words.remove()
        return False

    def _box(self, at: Any, size: Bbox, offset: Offset) -> Bbox:
        """Return where words of a size stand, in pixels, without laying them out again."""
        from matplotlib.transforms import Bbox

        dx, dy, side = offset
        x, y = self._sheet.axes.transData.transform(at)
        pixels = self._sheet.figure.dpi / 72
        left = x + dx * pixels - {"left": 0.0, "center": 0.5, "right": 1.0}[side] * size.width
        return Bbox.from_bounds(left, y + dy * pixels - size.height / 2, size.width, size.height)

    def _write(self, at: Any, text: str, style: dict[str, Any]) -> Annotation:
        from matplotlib.patheffects import withStroke

        return self._sheet.axes.annotate(
            text,
            at,
            xytext=(0, 0),
            textcoords="offset points",
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
            **{"fontsize": 9, "va": "center", "zorder": 9, **style},
        )

    def _is_inside(self, box: Bbox) -> bool:
        return bool(
            box.x0 >= self._view.x0
            and box.x1 <= self._view.x1
            and box.y0 >= self._view.y0
            and box.y1 <= self._view.y1
        )

"""Words on a picture that do not cover each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

    from geokit.maps.sheet import Sheet

Offset: TypeAlias = tuple[int, int, str]
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
        for dx, dy, side in offsets:
            words = self._write(at, text, (dx, dy), {"ha": side, **style})
            box = words.get_window_extent().padded(1)
            is_narrow = widest_px is None or box.width <= widest_px
            if is_narrow and self._is_inside(box) and not any(box.overlaps(other) for other in self._taken):
                self._taken.append(box)
                return True
            words.remove()
        return False

    def _write(self, at: Any, text: str, offset: tuple[int, int], style: dict[str, Any]) -> Annotation:
        from matplotlib.patheffects import withStroke

        return self._sheet.axes.annotate(
            text,
            at,
            xytext=offset,
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

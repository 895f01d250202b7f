"""Where the parts of a sheet at a scale stand, in millimetres from its lower left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from geokit.sheets.paper import MM_PER_PT, Paper

_MARGIN, _GAP = 8.0, 3.0
_HEAD, _FOOT = 9.0, 9.5
# Between the frame of the map and the line around it, where coordinates stand.
_BAND = 4.2
_COLUMN, _BLOCK = 60.0, 39.0
_BASE_PT = 6.6


class Box(NamedTuple):
    """A part of the sheet."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    def grown(self, by: float) -> Box:
        """Return the box with a margin around it."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of one paper: the legend stands beside the map on a landscape sheet, below it on a portrait one.

    Examples
    --------
    >>> from geokit.sheets.paper import Paper
    >>> layout = Layout.of(Paper("A4"))
    >>> [round(length) for length in (layout.map.width, layout.map.height)]
    [210, 167]
    """

    paper: Paper
    map: Box
    columns: tuple[Box, ...]
    block: Box
    head: Box
    foot: Box

    @classmethod
    def of(cls, paper: Paper) -> Layout:
        """Lay out a paper."""
        width, height = paper.size_mm
        grown = paper.growth
        inner = Box(0, 0, width, height).grown(-_MARGIN)
        head = Box(inner.left, inner.top - _HEAD * grown, inner.right, inner.top)
        foot = Box(inner.left, inner.bottom, inner.right, inner.bottom + _FOOT * grown)
        column, block, gap, band = _COLUMN * grown, _BLOCK * grown, _GAP * grown, _BAND * grown
        left = inner.right - column
        block_box = Box(left, foot.top, inner.right, foot.top + block)
        if paper.orientation == "landscape":
            outer = Box(inner.left, foot.top, left - gap, head.bottom)
            columns: tuple[Box, ...] = (Box(left, block_box.top + gap, inner.right, head.bottom),)
        else:
            # Two columns at least, the last of them above the title block.
            side = block * 1.75
            outer = Box(inner.left, foot.top + side + gap, inner.right, head.bottom)
            count = max(1, int((left - inner.left) // (column * 0.9)))
            each = (left - inner.left) / count
            columns = (
                *(
                    Box(inner.left + at * each, foot.top, inner.left + (at + 1) * each - gap, foot.top + side)
                    for at in range(count)
                ),
                Box(left, block_box.top + gap, inner.right, foot.top + side),
            )
        return cls(paper, outer.grown(-band), columns, block_box, head, foot)

    @property
    def band(self) -> float:
        """The width of the band of coordinates around the map."""
        return _BAND * self.paper.growth

    @property
    def pt(self) -> float:
        """The size of the letters."""
        return _BASE_PT * self.paper.growth

    @property
    def line(self) -> float:
        """The height of a line of these letters."""
        return self.pt * MM_PER_PT * 1.4

    def page_columns(self, count: int = 3) -> tuple[Box, ...]:
        """Return the columns of a sheet that has no map, but tables."""
        width, _ = self.paper.size_mm
        bottom, gap = self.foot.top, _GAP * self.paper.growth
        each = (width - 2 * _MARGIN) / count
        return tuple(
            Box(_MARGIN + at * each, bottom, _MARGIN + (at + 1) * each - gap, self.head.bottom)
            for at in range(count)
        )

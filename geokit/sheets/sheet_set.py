"""A drawing at a scale: one sheet, or an index and the sheets that the land is cut into, then what has no room on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from geokit.i18n import Words
from geokit.sheets import filling, frame, title_block
from geokit.sheets.column import Entry, Fact, Gap, Line
from geokit.sheets.filling import flow
from geokit.sheets.frame import Adjoining, NorthAndScale, draw_frame, draw_match_lines, paper_axes
from geokit.sheets.paper import MM_PER_INCH, MM_PER_PT
from geokit.sheets.sheet import Drawing, Sheet, fit_title, halo, mark_beside, wrap_text
from geokit.sheets.tiling import Bounds, SheetPlan, Tile, Tiling, plan_index, plan_sheets
from geokit.sheets.title_block import TitleBlock
from geokit.symbols import MARK, QUIET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from geokit.i18n import Language
    from geokit.sheets.grid import GridPlane
    from geokit.sheets.heading import Heading
    from geokit.sheets.layout import Layout
    from geokit.sheets.paper import SheetOptions

_INDEX = Words(zh="图幅索引", en="Index of sheets")
_INDEX_OF = Words(zh="索引（共 {count} 幅）", en="index of {count}")
_ATTACHED = Words(zh="附表", en="tables")
_MATCH_LINE = Words(
    zh="红色点划线为接图线，线外为相邻图幅的重叠部分",
    en="Red chain lines are match lines; beyond them sheets overlap",
)
_SHEETS_AT = Words(zh="{count} 幅，1:{scale}，{paper}", en="{count} sheets at 1:{scale} on {paper}")
TEXTS = (
    _INDEX, _INDEX_OF, _ATTACHED, _MATCH_LINE, _SHEETS_AT, *filling.TEXTS, *frame.TEXTS, *title_block.TEXTS,
)  # fmt: skip

_TITLE, _FOOT = 1.75, 0.78
_LETTER = 0.54


@runtime_checkable
class ScaledDrawing(Drawing, Protocol):
    """A drawing that has a scale on paper: it stands in a plane system in metres."""

    @property
    def plane(self) -> GridPlane:
        """The plane that it is drawn in."""

    @property
    def is_gridded(self) -> bool:
        """Whether coordinates stand around it; a sketch and an edition for the public have none."""

    def bounds_m(self) -> Bounds:
        """Return west, south, east and north in the plane."""

    def land_m(self) -> NDArray[np.object_]:
        """Return what a sheet must reach to be drawn, in the plane; empty where every sheet is."""

    def entries(self, sheet: Sheet) -> list[Entry]:
        """Return what stands beside the map: the legend, and tables that may go on on further sheets."""


@dataclass(frozen=True)
class SheetSet:
    """What is drawn, in one language, for one plan of sheets."""

    heading: Heading
    drawing: ScaledDrawing
    language: Language
    options: SheetOptions
    plan: SheetPlan

    @classmethod
    def of(
        cls, heading: Heading, drawing: ScaledDrawing, language: Language, options: SheetOptions
    ) -> SheetSet:
        """Plan the sheets of a drawing; what :func:`plan_sheets` refuses is refused."""
        return cls(
            heading, drawing, language, options, plan_sheets(drawing.bounds_m(), drawing.land_m(), options)
        )

    @property
    def count(self) -> int:
        """How many sheets have a map."""
        return len(self.plan.tiling.tiles) + self._is_tiled

    @property
    def _is_tiled(self) -> bool:
        return len(self.plan.tiling.tiles) > 1

    def figures(self) -> Iterator[Figure]:
        """Yield the sheets one after the other; none is kept."""
        tiles = self.plan.tiling.tiles
        if self._is_tiled:
            yield from self._index()
        else:
            yield from self._whole(tiles[0], "1/1", self.plan, ())
        for tile in tiles if self._is_tiled else ():
            yield self._tile(tile)

    def _index(self) -> Iterator[Figure]:
        """Yield the sheet that shows all land and where each sheet lies, at the scale that fits."""
        plan = plan_index(self.drawing.bounds_m(), self.plan)
        cores = self.plan.tiling.tiles
        words = {"count": len(cores), "scale": str(self.plan.scale), "paper": plan.layout.paper.name}
        lines: list[Entry] = [
            Line(_INDEX.localize(self.language), is_heading=True),
            Line(_SHEETS_AT.render(self.language, **words)),
            Gap(),
        ]
        name = _INDEX_OF.render(self.language, count=len(cores))
        yield from self._whole(plan.tiling.tiles[0], name, plan, lines)

    def _whole(self, tile: Tile, name: str, plan: SheetPlan, first: Sequence[Entry]) -> Iterator[Figure]:
        """Yield a sheet with everything, and those that its legend and tables go on on."""
        # What the drawing writes keeps off the numbers and lines that are drawn above it.
        cores = self.plan.tiling.tiles if self._is_tiled else ()
        above = [box for core in cores for box in (_index_number(core, plan)[1], *_edges(core.core))]
        sheet = self._begin(tile, plan, kept_free=above)
        if self._is_tiled:
            _draw_index(sheet, plan, self.plan.tiling)
        figures = [Fact(each.label, each.value, each.is_main) for each in self.heading.headlines]
        own = [entry for entry in self.drawing.entries(sheet) if entry not in figures]
        entries: list[Entry] = [*first, *figures, Gap(), *own]
        left = self._finish(sheet, name, plan, entries)
        yield sheet.figure
        while left:
            figure, left = self._further(plan, left)
            yield figure

    def _tile(self, tile: Tile) -> Figure:
        """Return one of several sheets: its land, its neighbours, and the legend as far as there is room."""
        sheet = self._begin(tile, self.plan, is_part=True)
        adjoining = Adjoining(self.plan.tiling, tile, frame.NEIGHBOURS.localize(self.language))
        entries: list[Entry] = [
            adjoining,
            Line(_MATCH_LINE.localize(self.language), colour=QUIET.light),
            Gap(),
        ]
        name = f"{tile.number}/{len(self.plan.tiling.tiles)}"
        self._finish(sheet, name, self.plan, [*entries, *self.drawing.entries(sheet)])
        draw_match_lines(sheet, self.plan.layout, self.plan.tiling, tile)
        return sheet.figure

    def _begin(
        self, tile: Tile, plan: SheetPlan, *, is_part: bool = False, kept_free: Sequence[Bounds] = ()
    ) -> Sheet:
        """Return a sheet with its map drawn."""
        from matplotlib.figure import Figure

        layout = plan.layout
        width, height = layout.paper.size_mm
        figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
        box = layout.map
        axes = figure.add_axes(
            (box.left / width, box.bottom / height, box.width / width, box.height / height)
        )
        west, south, east, north = tile.frame
        axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor="white")
        sheet = Sheet(
            figure, axes, paper_axes(figure, layout.paper.size_mm), self.drawing.plane, self.language,
            scale=plan.scale, growth=layout.paper.growth, is_part=is_part, kept_free=tuple(kept_free),
        )  # fmt: skip
        self.drawing.draw(sheet)
        return sheet

    def _finish(self, sheet: Sheet, name: str, plan: SheetPlan, entries: list[Entry]) -> list[Entry]:
        """Draw what stands around the map; return what had no room."""
        layout, is_gridded = plan.layout, self.drawing.is_gridded
        draw_frame(sheet, layout, plan.scale, is_gridded=is_gridded)
        north = NorthAndScale(plan.scale, self.language, is_gridded)
        left = flow(sheet.side, [north, Gap(), *entries], layout.columns, layout.pt)
        self._draw_words(sheet.side, layout)
        self._block(name, plan.scale).draw(sheet.side, layout, self.language)
        return left

    def _block(self, name: str, scale: int) -> TitleBlock:
        crs = self.drawing.plane.crs if self.drawing.is_gridded else None
        return TitleBlock(self.heading.title, name, scale, crs, self.options)

    def _further(self, plan: SheetPlan, entries: list[Entry]) -> tuple[Figure, list[Entry]]:
        from matplotlib.figure import Figure

        layout = plan.layout
        width, height = layout.paper.size_mm
        figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
        axes = paper_axes(figure, layout.paper.size_mm)
        count = 3 if layout.paper.orientation == "landscape" else 2
        # The last column ends above the title block.
        *boxes, last = layout.page_columns(count)
        boxes.append(last._replace(bottom=layout.block.top + layout.line))
        left = flow(axes, entries, boxes, layout.pt)
        self._draw_words(axes, layout)
        self._block(_ATTACHED.localize(self.language), plan.scale).draw(axes, layout, self.language)
        # What fits nowhere is drawn nowhere, rather than for ever.
        return figure, left if len(left) < len(entries) else []

    def _draw_words(self, axes: Any, layout: Layout) -> None:
        """Write the title above and the marks below."""
        heading, pt, head = self.heading, layout.pt, layout.head
        style: dict[str, Any] = {"va": "center"}
        middle = (head.bottom + head.top) / 2 + 0.8
        title = axes.text(head.left, middle, heading.title, fontsize=pt * _TITLE, fontweight="bold", **style)
        left, right = axes.transData.transform([(head.left, 0), (head.right - pt * 4, 0)])[:, 0]
        fit_title(title, right - left, pt * 0.8)
        if heading.audience:
            axes.add_artist(mark_beside(title, heading.audience, pt))
        size = pt * _FOOT
        columns = int(layout.foot.width / (size * MM_PER_PT * _LETTER))
        lines = [line for text in heading.foot for line in wrap_text(text, columns)]
        for at, line in enumerate(lines):
            y = layout.foot.top - layout.band - (at + 0.2) * size * MM_PER_PT * 1.3
            axes.text(layout.foot.left, y, line, fontsize=size, color=QUIET.light, va="center")


def _index_number(tile: Tile, plan: SheetPlan) -> tuple[float, Bounds]:
    """Return the size of a sheet's number on the index, and its room: the corner where the fewest names of the map stand."""
    west, _, east, north = tile.core
    mm_per_m = 1000 / plan.scale
    size_pt = min(plan.layout.pt * 2, (east - west) * mm_per_m / MM_PER_PT * 0.3)
    letter_m = size_pt * MM_PER_PT / mm_per_m
    left, top = west + (east - west) * 0.05, north - (north - tile.core[1]) * 0.05
    return size_pt, (left, top - 1.2 * letter_m, left + 0.7 * letter_m * len(str(tile.number)), top)


def _edges(box: Bounds) -> list[Bounds]:
    west, south, east, north = box
    return [
        (west, south, west, north), (east, south, east, north), (west, south, east, south), (west, north, east, north),
    ]  # fmt: skip


def _draw_index(sheet: Sheet, plan: SheetPlan, tiling: Tiling) -> None:
    from matplotlib.patches import Rectangle

    for tile in tiling.tiles:
        west, south, east, north = tile.core
        style: dict[str, Any] = {
            "facecolor": "none",
            "edgecolor": MARK.light,
            "linewidth": 0.6 * plan.layout.paper.growth,
            "zorder": 10,
        }
        sheet.axes.add_patch(Rectangle((west, south), east - west, north - south, **style))
        size_pt, (left, _, _, top) = _index_number(tile, plan)
        letters: dict[str, Any] = {"fontsize": size_pt, "fontweight": "bold", "color": MARK.light}
        sheet.axes.text(left, top, str(tile.number), va="top", zorder=11, path_effects=halo(), **letters)

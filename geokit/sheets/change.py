"""The map of a change on paper: the later state, the land gained and lost, what became of parcels, and the sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import shapely

from geokit.auditing.differences.events import EVENT_SIGNS, EVENT_WORDS, EventKind
from geokit.i18n import Words, localize
from geokit.matplotlib_symbols import draw_line, symbol_of
from geokit.page.marks import GROUPS
from geokit.sheets.column import Entry, Fact, Gap, Key, Line
from geokit.sheets.filling import fill, side_boxes
from geokit.sheets.grid import GridPlane
from geokit.sheets.shapes import bounds_of, draw_polygons, in_view, move_to
from geokit.sheets.sheet import ON, LabelPlacer, Sheet
from geokit.symbols import BELOW_CHANGES, INK, MARK, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from geokit.i18n import Language
    from geokit.sheets.tiling import Bounds
    from geokit.symbols import Symbol

    # Of geokit.maps, which stands above.
    Shown: TypeAlias = Any

_CHANGE = Words(zh="{before} → {after}（{change}）", en="{before} → {after} ({change})")
_DRAWN = Words(
    zh="图面为{after}地块，其上为与{before}相比的变化",
    en="Drawn: the parcels of {after}, and above them what is different from {before}",
)
_COUNT = Words(zh="{n} 项", en="{n}")
_SLIDE_PT: Final = 8.5
_MOST_NAMES: Final = 600
_NOWHERE: Final = (104.0, 35.0, 104.1, 35.1)
# Their land is drawn already.
_BY_LAND: Final = (EventKind.ADDED, EventKind.REMOVED)


@dataclass(frozen=True)
class ChangeSheet:
    """A change as a :class:`~geokit.sheets.sheet.Drawing` that has a scale.

    Parameters
    ----------
    shown : Shown
        What the page is given.
    words : mapping of str to Words
        The words of the page.
    is_gcj02 : bool
        Whether shapes were shifted for a basemap.
    is_public : bool
        Whether anybody may see it: then no coordinates stand around it.
    """

    shown: Shown
    words: Mapping[str, Words]
    is_gcj02: bool = False
    is_public: bool = False

    @cached_property
    def plane(self) -> GridPlane:
        """The plane that both states were compared in."""
        return GridPlane(self.shown.change.crs, self.is_gcj02)

    @property
    def is_gridded(self) -> bool:
        """Whether coordinates stand around it."""
        return not self.is_public

    @cached_property
    def _shapes(self) -> NDArray[np.object_]:
        before, after = (state.shapes for state in self.shown.states)
        return np.concatenate([before, after])

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""
        box = shapely.total_bounds(self._shapes).tolist() if len(self._shapes) else [np.nan] * 4
        return tuple(box) if np.isfinite(box).all() else _NOWHERE

    def bounds_m(self) -> Bounds:
        """Return west, south, east and north in the plane."""
        return bounds_of(move_to(self.plane, [shapely.box(*self.bounds())]))

    def land_m(self) -> NDArray[np.object_]:
        """Return both states, in the plane."""
        return move_to(self.plane, self._shapes)

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn."""
        words = [each.localize(language) for each in (*self.words.values(), *EVENT_WORDS.values())]
        ids = [str(name) for name in self.shown.change.after.side.names]
        signs = [sign for _, sign in EVENT_SIGNS.values()]
        groups = [group.words.localize(language) for group in GROUPS]
        rows = [localize(row.phase, language) for row in self.shown.change.sums.rows]
        names = [localize(name, language) for name in self.shown.names]
        notes = [localize(note, language) for note in self.shown.notes]
        return [
            *words,
            _DRAWN.localize(language),
            *ids,
            *signs,
            *groups,
            *rows,
            *names,
            *notes,
            "→（）()亩mu",
        ]

    def draw(self, sheet: Sheet) -> None:
        """Draw the later state, and the changes above it."""
        self._draw_state(sheet)
        for key in ("lost", "gained"):
            draw_polygons(sheet, move_to(sheet.plane, getattr(self.shown, key)), key, zorder=3)
        self._draw_outlines(sheet)
        placer = LabelPlacer(sheet)
        self._draw_signs(sheet, placer)
        self._name_parcels(sheet, placer)

    def _draw_state(self, sheet: Sheet) -> None:
        state = self.shown.states[1]
        shapes = move_to(sheet.plane, state.shapes)
        for number, group in enumerate(GROUPS):
            draw_polygons(sheet, shapes[state.groups == number], _below_changes(group.key), zorder=2)

    def _draw_outlines(self, sheet: Sheet) -> None:
        change = self.shown.change
        after = move_to(sheet.plane, self.shown.states[1].shapes)
        for kind, (symbol, _) in EVENT_SIGNS.items():
            own = [at for event in change.lineage.of(kind) for at in event.new]
            if kind not in _BY_LAND and own:
                draw_polygons(sheet, after[own], symbol, zorder=4)

    def _draw_signs(self, sheet: Sheet, placer: LabelPlacer) -> None:
        marks = move_to(sheet.plane, self.shown.marks)
        seen = in_view(sheet, marks)
        for event, mark, is_seen in zip(self.shown.change.events, marks, seen, strict=True):
            if not is_seen:
                continue
            points = shapely.get_coordinates(mark)
            if len(points) > 1:
                draw_line(sheet.axes, points, "moved", zorder=5)
            symbol, sign = EVENT_SIGNS[event.kind]
            box = {
                "boxstyle": "circle,pad=0.25",
                "facecolor": PAPER.light,
                "edgecolor": symbol_of(symbol).line.light,
                "linewidth": 1.2,
            }
            placer.place(
                points[0],
                sign,
                offsets=ON,
                fontsize=8 * sheet.growth,
                fontweight="bold",
                color=INK.light,
                bbox=box,
            )

    def _name_parcels(self, sheet: Sheet, placer: LabelPlacer) -> None:
        shapes = move_to(sheet.plane, self.shown.states[1].shapes)
        shown = np.flatnonzero(in_view(sheet, shapes))
        if len(shown) > _MOST_NAMES:
            return
        west, _, east, _ = sheet.view
        pixels_per_m = sheet.axes.get_window_extent().width / (east - west)
        names = self.shown.change.after.side.names
        for at in shown:
            left, low, right, high = shapes[at].bounds
            widest = (right - left) * pixels_per_m
            for y in ((low + high) / 2, low + (high - low) * 0.2):
                place = ((left + right) / 2, y)
                if placer.place(
                    place, str(names[at]), offsets=ON, widest_px=widest, fontsize=6.5 * sheet.growth
                ):
                    break

    def draw_side(self, sheet: Sheet) -> None:
        """Draw the legend and the sums beside the map of a slide."""
        fill(sheet.side, self.entries(sheet), side_boxes(sheet.side), _SLIDE_PT, sheet.language)

    def entries(self, sheet: Sheet) -> list[Entry]:
        """Return notes, legend and sums."""
        language = sheet.language
        notes = [Line(localize(note, language), colour=MARK.light) for note in self.shown.notes]
        before, after = (localize(name, language) for name in self.shown.names)
        drawn = Line(_DRAWN.render(language, before=before, after=after))
        return [drawn, *notes, *self._legend(language), Gap(), *self._sums(language)]

    def _legend(self, language: Language) -> Iterator[Entry]:
        counts = Counter(event.kind for event in self.shown.change.events)
        for kind, (symbol, sign) in EVENT_SIGNS.items():
            if counts[kind]:
                name = f"{sign}  {kind.localize(language)}"
                yield Key(name, symbol, _COUNT.render(language, n=f"{counts[kind]:,}"))
        for key in ("gained", "lost"):
            if len(getattr(self.shown, key)):
                yield Key(self.words[key].localize(language), key)
        for number in np.unique(self.shown.states[1].groups).tolist():
            yield Key(GROUPS[number].words.localize(language), _below_changes(GROUPS[number].key))

    def _sums(self, language: Language) -> Iterator[Entry]:
        yield Line(self.words["sums"].localize(language), is_heading=True)
        phase = None
        for row in self.shown.change.sums.rows:
            if row.phase != phase:
                phase = row.phase
                yield Line(localize(phase, language), is_heading=True)
            figures = row.figures["mu"]
            yield Fact(row.progress.localize(language), _line(figures, language))
        total = self.shown.change.sums.total("mu")
        yield Fact(self.words["sum_total"].localize(language), _line(total, language), is_main=True)


def _below_changes(stage: str) -> Symbol:
    # Hatches are for the changes.
    symbol = symbol_of(stage)
    return replace(symbol, hatch=None, opacity=BELOW_CHANGES.get(stage, symbol.opacity), width_px=1.0)


def _line(figures: Any, language: Language) -> str:
    change = figures.change
    sign = "−" if change < 0 else "+" if change else ""
    return _CHANGE.render(
        language, before=f"{figures.before:,}", after=f"{figures.after:,}", change=f"{sign}{abs(change):,}"
    )

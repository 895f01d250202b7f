"""What stands beside a map, from top to bottom: headings, lines, keys, bars and tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from geokit.matplotlib_symbols import area_patches, draw_sign, grown, symbol_of
from geokit.sheets.letters import drawable
from geokit.sheets.paper import MM_PER_PT
from geokit.sheets.sheet import wrap_text
from geokit.symbols import INK, QUIET, Symbol

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path


_INK, _QUIET = INK.light, QUIET.light
_LEADING = 1.4
# A letter of the Latin alphabet is about half as wide as it is high.
_LETTER = 0.54
_INDENT = 4.4
_SMALL = 0.86
_THIN = 0.07
# A circle of a line's height looks smaller than a box of it.
_RADIUS = 0.65


@dataclass(frozen=True, slots=True)
class Ink:
    """Where an entry is drawn: axes in millimetres, its upper left corner and width, and the size of letters."""

    axes: Axes
    left: float
    top: float
    width: float
    pt: float

    @property
    def line(self) -> float:
        """The height of a line."""
        return self.pt * MM_PER_PT * _LEADING

    def em(self, count: float) -> float:
        """Return the length of so many letters' heights."""
        return self.pt * MM_PER_PT * count

    def broken(self, text: str, *, size: float = 1.0, indent: float = 0.0) -> list[str]:
        """Return a text as the lines that it takes."""
        columns = int((self.width - indent) / (self.pt * size * MM_PER_PT * _LETTER))
        return wrap_text(text, max(columns, 4))

    def write(self, row: float, text: str, *, at: float = 0.0, size: float = 1.0, **style: Any) -> None:
        """Write a line of text, `row` lines below the top."""
        y = self.top - (row + 0.5) * self.line
        self.axes.text(
            self.left + at,
            y,
            drawable(text),
            fontsize=self.pt * size,
            **{"va": "center", "color": _INK, **style},
        )


class Entry(Protocol):
    """One thing in a column."""

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""

    def draw(self, ink: Ink) -> None:
        """Draw it below the top of `ink`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text, on as many lines as it takes; a heading is bold."""

    text: str
    is_heading: bool = False
    colour: str = _INK

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        return len(ink.broken(self.text)) * (1.3 if self.is_heading else 1)

    def draw(self, ink: Ink) -> None:
        """Write it."""
        style: dict[str, Any] = {"size": 1.15, "fontweight": "bold"} if self.is_heading else {}
        for row, text in enumerate(ink.broken(self.text)):
            ink.write(row, text, color=self.colour, **style)


@dataclass(frozen=True, slots=True)
class Fact:
    """What something is called, and what it is: on one line where both have room."""

    label: str
    value: str
    is_main: bool = False

    def _lines(self, ink: Ink) -> tuple[list[str], bool]:
        both = f"{self.label}  {self.value}"
        if len(ink.broken(both, size=1.08)) == 1:
            return [self.label], True
        return ink.broken(self.label), False

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        lines, fits = self._lines(ink)
        return len(lines) + (0 if fits else len(ink.broken(self.value, indent=ink.em(1))))

    def draw(self, ink: Ink) -> None:
        """Write the label at the left and the value at the right."""
        lines, fits = self._lines(ink)
        for row, text in enumerate(lines):
            ink.write(row, text, color=_QUIET)
        weight = "bold" if self.is_main else "normal"
        if fits:
            ink.write(0, self.value, at=ink.width, ha="right", fontweight=weight)
        else:
            for row, text in enumerate(ink.broken(self.value, indent=ink.em(1)), start=len(lines)):
                ink.write(row, text, at=ink.em(1), fontweight=weight)


@dataclass(frozen=True, slots=True)
class Key:
    """A symbol of the map with what it means."""

    name: str
    symbol: Symbol | str
    detail: str = ""
    is_circle: bool = False

    def _lines(self, ink: Ink) -> list[str]:
        return ink.broken(self.name, indent=ink.em(_INDENT))

    def _details(self, ink: Ink) -> list[str]:
        return ink.broken(self.detail, size=_SMALL, indent=ink.em(_INDENT)) if self.detail else []

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        return len(self._lines(ink)) + len(self._details(ink)) + 0.25

    def draw(self, ink: Ink) -> None:
        """Draw the sign and write its meaning."""
        wide, high = ink.em(3.4), ink.em(1.05)
        middle = ink.top - ink.line / 2
        if symbol_of(self.symbol).marker:
            size_px = ink.pt * 1.5
            draw_sign(ink.axes, [(ink.left + wide / 2, middle)], self.symbol, size_px=size_px)
        elif self.is_circle:
            _draw_circle(ink, (ink.left + wide / 2, middle), high * _RADIUS, self.symbol)
        else:
            _draw_box(ink, (ink.left, middle - high / 2, wide, high), self.symbol)
        lines = self._lines(ink)
        for row, text in enumerate(lines):
            ink.write(row, text, at=ink.em(_INDENT))
        for row, text in enumerate(self._details(ink), start=len(lines)):
            ink.write(row, text, at=ink.em(_INDENT), size=_SMALL, color=_QUIET)


@dataclass(frozen=True, slots=True)
class Bar:
    """A phase: its name, its land, the length of each group, and a frame as long as it is to be; 1 is the column."""

    name: str
    total: str
    parts: tuple[tuple[float, str], ...]
    frame: float = 0.0
    frame_text: str = ""

    def _texts(self, ink: Ink) -> list[str]:
        both = f"{self.name}  {self.total}"
        return [""] if len(ink.broken(both)) == 1 else ink.broken(self.name)

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        texts = self._texts(ink)
        return len(texts) + (0 if texts == [""] else 1) + (2.2 if self.frame_text else 1.3)

    def draw(self, ink: Ink) -> None:
        """Draw it."""
        names = [self.name] if self._texts(ink) == [""] else self._texts(ink)
        for row, text in enumerate(names):
            ink.write(row, text)
        row = len(names) - (1 if self._texts(ink) == [""] else 0)
        ink.write(row, self.total, at=ink.width, ha="right", size=_SMALL, color=_QUIET)
        top = ink.top - (row + 1.1) * ink.line
        left = ink.left
        for share, symbol in self.parts:
            wide = share * ink.width
            _draw_box(ink, (left, top - ink.em(1.0), wide, ink.em(1.0)), symbol)
            left += wide
        if self.frame:
            place = (ink.left, top - ink.em(1.15), self.frame * ink.width, ink.em(1.3))
            _draw_box(ink, place, Symbol(INK, width_px=1.5))
            ink.write(row + 2.1, self.frame_text, size=_SMALL, color=_QUIET)


def _draw_box(ink: Ink, place: tuple[float, float, float, float], symbol: str | Symbol) -> None:
    """Draw a box like the areas that it stands for: left, bottom, width and height."""
    from matplotlib.path import Path

    left, bottom, wide, high = place
    right, top = left + wide, bottom + high
    path = Path([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)], closed=True)
    _draw_area(ink, path, symbol)


def _draw_circle(ink: Ink, middle: tuple[float, float], radius: float, symbol: str | Symbol) -> None:
    """Draw a circle like those that it stands for."""
    from matplotlib.path import Path

    _draw_area(ink, Path.circle(middle, radius), symbol)


def _draw_area(ink: Ink, path: Path, symbol: str | Symbol) -> None:
    # Lines as wide as on the map of a slide would fill a small box.
    for patch in area_patches(path, grown(symbol, ink.pt * _THIN)):
        # The last box of a row ends where the axes do, and has a line there too.
        ink.axes.add_artist(patch).set_clip_on(False)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its first column to the left, the others to the right; it may go on in the next column."""

    title: str
    continued: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    places: tuple[float, ...]

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        return len(self.lines) + 1.4 + len(ink.broken(self.title, size=1.1))

    def draw(self, ink: Ink) -> None:
        """Draw it."""
        titles = ink.broken(self.title, size=1.1)
        for row, text in enumerate(titles):
            ink.write(row, text, size=1.1, fontweight="bold")
        for row, line in enumerate((self.heads, *self.lines), start=len(titles)):
            for at, (text, place) in enumerate(zip(line, self.places, strict=True)):
                style: dict[str, Any] = {"color": _QUIET} if row == len(titles) else {}
                ink.write(row, text, at=place * ink.width, ha="right" if at else "left", size=0.92, **style)

    def split(self, rows: float) -> tuple[Grid, Grid] | None:
        """Return what fits into so many lines, and the rest; None where nothing does."""
        count = int(rows - 3.4)
        if count < 2 or len(self.lines) - count < 1:  # noqa: PLR2004 - one line alone under its heads is none
            return None
        return replace(self, lines=self.lines[:count]), replace(
            self, lines=self.lines[count:], title=self.continued
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """Room between two things."""

    lines: float = 0.5

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        del ink
        return self.lines

    def draw(self, ink: Ink) -> None:
        """Draw nothing."""

"""How every thing is drawn, said once: pages, sheets, pictures, plots and styles for QGIS draw from here.

The colours are those of Okabe, M. and Ito, K. (2008), *Color Universal Design*, darkened or lightened where a line would
else not stand out (3 : 1, WCAG 2.2, 1.4.11) from what it lies on; none stands alone: each thing has its dash, hatch or
form too. An error is not one of theirs: their red is land to be acquired. Lengths are in pixels of 1/96 inch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

PT_PER_PX: Final = 0.75

Marker: TypeAlias = Literal["circle", "square", "diamond", "triangle", "hexagon"]


class Colour(NamedTuple):
    """A colour in the light and in the dark theme, as ``#d55e00``; paper is light."""

    light: str
    dark: str


class Tile(NamedTuple):
    """A square that, repeated, is a hatch: its side, and lines in it as x1, y1, x2, y2, y down; pixels."""

    size: float
    lines: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines, or two sets of them.

    Parameters
    ----------
    angle : {0, 45, 90, 135}
        Degrees, counter-clockwise from the right: 45 rises to the right.
    count : {1, 2, 3, 4}
        How dense: lines are repeated every 16 / `count` pixels to the right and down.
    width_px : float
        How wide a line is.
    is_crossed : bool
        Whether a second set crosses the first at a right angle.
    colour : Colour, optional
        Where the lines have not the colour of the outline.
    """

    angle: Literal[0, 45, 90, 135]
    count: Literal[1, 2, 3, 4]
    width_px: float = 1.0
    is_crossed: bool = False
    colour: Colour | None = None

    @property
    def step_px(self) -> float:
        """After how many pixels, to the right and down, the hatch repeats itself: as matplotlib has it."""
        return 16 / self.count

    @property
    def angles(self) -> tuple[int, ...]:
        """The angles of its lines, degrees."""
        return (self.angle, (self.angle + 90) % 180) if self.is_crossed else (self.angle,)

    @property
    def spacing_px(self) -> float:
        """How far apart the lines are, across them."""
        return self.step_px * (1 if self.angle % 90 == 0 else math.sqrt(0.5))

    @property
    def tile(self) -> Tile:
        """The tile that SVG and canvas repeat.

        Examples
        --------
        >>> Hatch(45, 2).tile
        Tile(size=8.0, lines=((-2.0, 2.0, 2.0, -2.0), (-2.0, 10.0, 10.0, -2.0), (6.0, 10.0, 10.0, 6.0)))
        """
        size = self.step_px
        return Tile(size, tuple(line for angle in self.angles for line in _tile_lines(angle, size)))

    @property
    def matplotlib(self) -> str:
        """The same for matplotlib, whose unit is an inch: it has six lines a letter, or three that slope.

        Examples
        --------
        >>> Hatch(0, 2).matplotlib, Hatch(45, 2).matplotlib, Hatch(45, 1, is_crossed=True).matplotlib
        ('--', '////', 'xx')
        """
        letters = self.count * (2 if self.angle % 90 else 1)
        if self.is_crossed:
            return ("x" if self.angle % 90 else "+") * letters
        return {0: "-", 45: "/", 90: "|", 135: "\\"}[self.angle] * letters


def _tile_lines(angle: int, size: float) -> list[tuple[float, float, float, float]]:
    # A diagonal reaches over the corners, so that its ends are not cut where tiles meet.
    over, half = size / 4, size / 2
    rising = [(-over, over, over, -over), (-over, size + over, size + over, -over),
              (size - over, size + over, size + over, size - over)]  # fmt: skip
    if angle == 0:
        return [(0.0, half, size, half)]
    if angle == 90:  # noqa: PLR2004 - degrees
        return [(half, 0.0, half, size)]
    return rising if angle == 45 else [(size - x1, y1, size - x2, y2) for x1, y1, x2, y2 in rising]  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Symbol:
    """How one thing is drawn.

    Parameters
    ----------
    line : Colour
        Of its outline, its hatch and its sign.
    fill : Colour, optional
        Of its surface; without one it is open.
    opacity : float
        Of the surface alone, 0 to 1.
    width_px : float
        Of the outline.
    dash : tuple of float
        Lengths of line and gap in turn, pixels; empty is a full line.
    is_round : bool
        Whether dashes have round ends.
    is_line : bool
        Whether it is a line with two ends, and no outline.
    hatch : Hatch, optional
        What its surface is hatched with.
    marker : {"circle", "square", "diamond", "triangle", "hexagon"}, optional
        The form of its sign, whose surface is opaque.
    has_dashed_sign : bool
        Whether the line of its sign is dashed as well; that of others is full, for what is small has no room for dashes.
    size_px : float
        How wide the sign is.
    on : tuple of str
        What the line lies on, by names of :data:`THEME`.
    """

    line: Colour
    fill: Colour | None = None
    opacity: float = 1.0
    width_px: float = 1.5
    dash: tuple[float, ...] = ()
    is_round: bool = False
    is_line: bool = False
    hatch: Hatch | None = None
    marker: Marker | None = None
    size_px: float = 12.0
    has_dashed_sign: bool = False
    on: tuple[str, ...] = ("paper", "panel", "ground")

    @property
    def hatch_colour(self) -> Colour:
        """The colour of its hatch."""
        return (self.hatch and self.hatch.colour) or self.line

    @property
    def dash_text(self) -> str:
        """The dash as SVG writes it; empty for a full line."""
        return " ".join(f"{length:g}" for length in self.dash)


# What a page is made of besides its symbols: ink and paper, and the grounds that things lie on.
THEME: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        "ink": Colour("#1b2733", "#e8edf2"),
        "quiet": Colour("#465360", "#c0cad3"),
        "paper": Colour("#ffffff", "#14191f"),
        "panel": Colour("#f6f8fa", "#1b2229"),
        "ground": Colour("#eef1f4", "#0f151b"),
        # Between rows, and around fields and buttons: the latter stand out (3 : 1).
        "rule": Colour("#d5dce3", "#36424d"),
        "border": Colour("#6f7d8a", "#7f8e9b"),
        "accent": Colour("#0b5cad", "#7cb8ff"),
        # Where nobody knows whether paper is light or dark, as in a notebook.
        "either": Colour("#3a7fc4", "#3a7fc4"),
        "mark": Colour("#a61b1b", "#ff9a91"),
        "on-mark": Colour("#ffffff", "#14191f"),
        "halo": Colour("#ffffff", "#14191f"),
        # Told apart in pairs by at least 1.5 : 1.
        "land": Colour("#fdfdfa", "#4a545d"),
        "neighbour": Colour("#d0cfc9", "#31383d"),
        "sea": Colour("#8aabc0", "#0b141c"),
        "alone": Colour("#e6e7e4", "#3f484f"),
        "edge": Colour("#6b7783", "#a5b1bb"),
        "casing": Colour("#37434f", "#05080b"),
    }
)

INK, QUIET, EDGE, MARK, ACCENT, PAPER = (
    THEME[name] for name in ("ink", "quiet", "edge", "mark", "accent", "paper")
)

_GREEN, _BLUE, _VERMILION = (
    Colour("#009e73", "#009e73"),
    Colour("#0072b2", "#0072b2"),
    Colour("#d55e00", "#d55e00"),
)
_GREEN_LINE, _BLUE_LINE = Colour("#007a58", "#2fd3a5"), Colour("#005a8c", "#58b7f0")
_VERMILION_LINE = Colour("#c85800", "#d9762c")
_RED_LINE, _VIOLET_LINE = Colour("#75001f", "#ff4d6d"), Colour("#5e3fb0", "#a48cf0")
_PURPLE_LINE, _ORANGE_LINE = Colour("#8e3f72", "#f0a8d0"), Colour("#8f5a00", "#f2b134")

STAGES: Final = {
    "supplied": Symbol(_GREEN_LINE, _GREEN, 0.55),
    "approved": Symbol(_BLUE_LINE, _BLUE, 0.22, dash=(9, 4), hatch=Hatch(45, 2, 1.4)),
    "to-acquire": Symbol(_VERMILION_LINE, _VERMILION, 0.3, 2.2, dash=(2, 4), hatch=Hatch(135, 1, 1.4)),
    "not-stated": Symbol(QUIET, None, dash=(6, 2, 1, 2), hatch=Hatch(0, 2, 0.8)),
    "withdrawn": Symbol(QUIET, None, dash=(1, 6), is_round=True),
}

# Below the changes, whose hatches are their own, a stage is told by how dark it is as well: how opaque its surface is there.
BELOW_CHANGES: Final = MappingProxyType({"supplied": 0.6, "approved": 0.3, "to-acquire": 0.08})

SEVERITIES: Final = {
    "error": Symbol(_RED_LINE, _RED_LINE, 0.35, 2.5, marker="triangle"),
    "review": Symbol(_VIOLET_LINE, _VIOLET_LINE, 0.35, 2.5, (8, 3), marker="diamond"),
    "warning": Symbol(
        Colour("#665200", "#f2c94c"), Colour("#b08d00", "#f2c94c"), 0.35, 2.5, (4, 3), marker="square"
    ),
    "info": Symbol(
        Colour("#0b6fae", "#5ccbe6"),
        Colour("#0b6fae", "#5ccbe6"),
        0.25,
        2.5,
        (1, 4),
        is_round=True,
        marker="circle",
    ),
}

# What a finding is against the last month; a new one and a kept one keep the colour of their severity on the map.
STATES: Final = {
    "new": Symbol(MARK, width_px=3),
    "kept": Symbol(INK, width_px=3),
    "accepted": Symbol(QUIET, QUIET, 0.12, 2, (10, 5)),
    "gone": Symbol(_GREEN_LINE, _GREEN_LINE, 0.12, 2, (1, 5), is_round=True),
}

_SKETCH = Hatch(45, 1, 0.8, colour=QUIET)

OUTLINES: Final = {
    "park": Symbol(INK, width_px=2.5),
    "zone": Symbol(ACCENT, width_px=2),
    "park-schematic": Symbol(INK, width_px=2.5, dash=(9, 6), hatch=_SKETCH),
    "zone-schematic": Symbol(ACCENT, ACCENT, 0.18, 2, (4, 4)),
    "uncertainty": Symbol(INK, dash=(6, 4), hatch=_SKETCH),
    "parcel": Symbol(EDGE, Colour("#fbfbf8", "#242d35"), 0.9, 0.8),
    "unparcelled": Symbol(_ORANGE_LINE, Colour("#f0e442", "#f0e442"), 0.22, 1, (1, 3)),
    "invalid": Symbol(MARK, None, 1, 2.5, hatch=Hatch(45, 3, 1.0, is_crossed=True)),
    "boundary-point": Symbol(MARK, PAPER, width_px=1.2, marker="circle", size_px=5),
    "measure": Symbol(MARK, MARK, 0.15, 2, marker="circle", size_px=8),
}

# Calm, since they carry no verdict: a light surface, from the second on a sparse hatch; the second six have a dense one.
_PHASE_LOOKS: Final[tuple[tuple[Colour, Colour, Hatch | None], ...]] = (
    (_BLUE_LINE, Colour("#56b4e9", "#56b4e9"), None),
    (_ORANGE_LINE, Colour("#e69f00", "#e69f00"), Hatch(90, 1, 0.7)),
    (_PURPLE_LINE, Colour("#cc79a7", "#cc79a7"), Hatch(135, 1, 0.7)),
    (_GREEN_LINE, _GREEN, Hatch(0, 1, 0.7)),
    (QUIET, EDGE, Hatch(45, 1, 0.7)),
    (Colour("#665200", "#f2c94c"), Colour("#f0e442", "#f0e442"), Hatch(90, 1, 0.7, is_crossed=True)),
)

PHASES: Final = {
    **{
        f"phase-{number}": Symbol(line, fill, 0.25, 1.2, hatch=hatch)
        for number, (line, fill, hatch) in enumerate(_PHASE_LOOKS, start=1)
    },
    **{
        f"phase-{number}": Symbol(
            line, fill, 0.25, 1.2, (6, 3), hatch=replace(hatch or Hatch(45, 1, 0.7, is_crossed=True), count=3)
        )
        for number, (line, fill, hatch) in enumerate(_PHASE_LOOKS, start=len(_PHASE_LOOKS) + 1)
    },
}

_MAP = ("land", "neighbour")

# The dark casing carries the contrast: in light it stands out from the map, in dark the colour from it.
_PAIRS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442")

PAIRS: Final = tuple(f"pair-{number}" for number in range(1, len(_PAIRS) + 1))

LINKS: Final = {
    **{
        key: Symbol(THEME["casing"], Colour(colour, colour), on=())
        for key, colour in zip(PAIRS, _PAIRS, strict=True)
    },
    "district-partner": Symbol(EDGE, THEME["land"], width_px=1, on=("land",)),
    "district-alone": Symbol(EDGE, THEME["alone"], width_px=1, on=("land",)),
    "district-disc": Symbol(INK, THEME["land"], width_px=1, dash=(3, 2), on=("land",)),
    "neighbour-city": Symbol(EDGE, THEME["neighbour"], width_px=0.6, on=("land",)),
    "unpublished": Symbol(QUIET, width_px=1.4, dash=(5, 4), is_line=True, on=_MAP),
    "leader": Symbol(QUIET, width_px=1, dash=(2, 3), is_line=True, on=_MAP),
    "seat": Symbol(PAPER, INK, width_px=1, marker="circle", size_px=6, on=()),
    "enclave": Symbol(INK, PAPER, width_px=1.5, marker="diamond", size_px=13, on=_MAP),
    "enclave-inferred": Symbol(
        INK, PAPER, width_px=1.5, dash=(2.4, 1.6), marker="diamond", size_px=13, has_dashed_sign=True, on=_MAP
    ),
    "badge": Symbol(
        INK, PAPER, width_px=1.5, dash=(4, 2), hatch=Hatch(45, 3, 1.2), marker="square", size_px=16, on=_MAP
    ),
    "badge-unknown": Symbol(INK, PAPER, width_px=1.5, dash=(2, 2), marker="circle", size_px=16, on=_MAP),
}

CHANGES: Final = {
    "gained": Symbol(_GREEN_LINE, _GREEN, 0.25, 2, hatch=Hatch(45, 2, 1.4)),
    "lost": Symbol(_VERMILION_LINE, _VERMILION, 0.2, 2, (8, 4), hatch=Hatch(45, 2, 1.2, is_crossed=True)),
    "split": Symbol(_BLUE_LINE, _BLUE, 0.25, 2, (2, 3), hatch=Hatch(90, 2, 1.2)),
    "merged": Symbol(
        _PURPLE_LINE, Colour("#cc79a7", "#cc79a7"), 0.25, 2, (8, 3, 2, 3), hatch=Hatch(0, 2, 1.2)
    ),
    "moved": Symbol(_ORANGE_LINE, Colour("#e69f00", "#e69f00"), 0.3, 2, (4, 2), hatch=Hatch(135, 2, 1.2)),
    # Redrawn, renumbered, divided anew, other details: its sign says which.
    "altered": Symbol(INK, width_px=2, dash=(6, 3)),
}

SYMBOLS: Final[Mapping[str, Symbol]] = MappingProxyType(
    {**STAGES, **SEVERITIES, **STATES, **OUTLINES, **PHASES, **LINKS, **CHANGES}
)


def pair_key(number: int) -> str:
    """Return the symbol of a pair by its number from 0; an eighth looks like the first, and its number tells.

    Examples
    --------
    >>> pair_key(0), pair_key(7)
    ('pair-1', 'pair-1')
    """
    return PAIRS[number % len(PAIRS)]


def phase_keys(count: int) -> list[str]:
    """Return the symbols of so many phases; one has none of its own, and of more than twelve none could be told apart.

    Examples
    --------
    >>> phase_keys(2), phase_keys(1)
    (['phase-1', 'phase-2'], ['parcel'])
    """
    return list(PHASES)[:count] if 1 < count <= len(PHASES) else ["parcel"] * count


def in_colour(symbol: Symbol, colour: Colour) -> Symbol:
    """Return a symbol filled with another colour, as a badge has that of its pair; its hatch takes it too."""
    hatch = symbol.hatch and replace(symbol.hatch, colour=colour)
    return replace(symbol, hatch=hatch) if hatch else replace(symbol, fill=colour)


_TINT: Final = 0.22


def tinted(colour: str, share: float = _TINT) -> str:
    """Return a colour laid thinly on white, to stand behind black text.

    Examples
    --------
    >>> tinted("#000000", 0.5)
    '#808080'
    """
    return "#" + "".join(
        f"{round(255 - share * (255 - int(colour[at : at + 2], 16))):02x}" for at in (1, 3, 5)
    )


_CORNERS: Final[Mapping[Marker, tuple[int, float]]] = {
    "circle": (32, 0.0), "square": (4, 45.0), "diamond": (4, 0.0), "triangle": (3, 0.0), "hexagon": (6, 0.0),
}  # fmt: skip


def marker_points(marker: Marker) -> tuple[tuple[float, float], ...]:
    """Return the corners of a sign that is 2 wide at most, around 0, y down, the first on top.

    Examples
    --------
    >>> [(round(x, 2), round(y, 2)) for x, y in marker_points("square")]
    [(0.71, -0.71), (0.71, 0.71), (-0.71, 0.71), (-0.71, -0.71)]
    """
    count, turn = _CORNERS[marker]
    angles = [math.radians(turn + 360 * at / count) for at in range(count)]
    return tuple((math.sin(angle), -math.cos(angle)) for angle in angles)

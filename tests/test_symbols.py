"""The symbols: they stand out, are told apart by every eye and without colour, and nobody else has colours."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from seen_colours import SIGHT, contrast, difference, laid_over

from geokit.symbols import (
    BELOW_CHANGES,
    CHANGES,
    LINKS,
    OUTLINES,
    PAIRS,
    SEVERITIES,
    STAGES,
    STATES,
    SYMBOLS,
    THEME,
    Symbol,
)

ROOT = Path(__file__).parents[1]
THEMES = ("light", "dark")
FIRM = 3.0


def of(name: str, theme: str) -> str:
    return getattr(THEME[name], theme)


def outside_colour(symbol: Symbol) -> object:
    return (
        symbol.dash,
        symbol.width_px,
        symbol.hatch and (symbol.hatch.angles, symbol.hatch.count),
        symbol.marker,
        bool(symbol.fill),
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("key", SYMBOLS)
def test_a_line_stands_out_from_what_it_lies_on(key: str, theme: str) -> None:
    symbol = SYMBOLS[key]
    assert all(contrast(getattr(symbol.line, theme), of(ground, theme)) >= FIRM for ground in symbol.on)


@pytest.mark.parametrize("theme", THEMES)
def test_land_sea_and_neighbours_are_told_apart(theme: str) -> None:
    grounds = [of(name, theme) for name in ("land", "sea", "neighbour")]
    assert min(contrast(one, other) for one, other in combinations(grounds, 2)) >= 1.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_every_eye_tells_an_error_from_land_to_be_acquired(theme: str, sight: str) -> None:
    error = getattr(SEVERITIES["error"].line, theme)
    land = STAGES["to-acquire"]
    assert land.fill is not None
    surface = laid_over(getattr(land.fill, theme), land.opacity, of("ground", theme))
    assert contrast(error, surface) >= FIRM
    assert difference(error, getattr(land.line, theme), sight) >= 20


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_every_eye_tells_an_error_from_all_else(theme: str, sight: str) -> None:
    others = [symbol for key, symbol in {**STAGES, **SEVERITIES}.items() if key != "error"]
    error = getattr(SEVERITIES["error"].line, theme)
    assert min(difference(error, getattr(each.line, theme), sight) for each in others) >= 20


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_every_eye_tells_the_pairs_apart(theme: str, sight: str) -> None:
    fills = [getattr(LINKS[key].fill, theme) for key in PAIRS]
    assert min(difference(one, other, sight) for one, other in combinations(fills, 2)) > 14


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["sea", "land", "alone", "neighbour"])
def test_a_ribbon_stands_out_by_its_casing(theme: str, ground: str) -> None:
    casing = of("casing", theme)
    for key in PAIRS:
        fill = getattr(LINKS[key].fill, theme)
        assert max(contrast(casing, of(ground, theme)), contrast(fill, casing)) >= FIRM


@pytest.mark.parametrize(
    "group", [STAGES, SEVERITIES, CHANGES, STATES], ids=["stages", "severities", "changes", "states"]
)
def test_nothing_is_told_by_its_colour_alone(group: dict[str, Symbol]) -> None:
    seen = [outside_colour(symbol) for key, symbol in group.items() if key != "kept"]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["ground", "paper"])
def test_stages_below_changes_are_told_by_how_dark_they_are(theme: str, ground: str) -> None:
    seen = []
    for key, opacity in BELOW_CHANGES.items():
        fill = STAGES[key].fill
        assert fill is not None
        seen.append(laid_over(getattr(fill, theme), opacity, of(ground, theme)))
    assert min(contrast(one, other) for one, other in combinations(seen, 2)) >= 1.25


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read(theme: str) -> None:
    papers = [of(name, theme) for name in ("paper", "panel", "ground", "land", "alone", "neighbour")]
    assert min(contrast(of(ink, theme), paper) for ink in ("ink", "quiet") for paper in papers) >= 4.5
    assert contrast(of("ink", theme), of("sea", theme)) >= 4.5
    assert min(contrast(of(ink, theme), paper) for ink in ("mark", "accent") for paper in papers[:3]) >= 4.5
    assert contrast(of("on-mark", theme), of("mark", theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_fields_and_buttons_have_a_border(theme: str) -> None:
    assert (
        min(contrast(of("border", theme), of(paper, theme)) for paper in ("paper", "panel", "ground")) >= FIRM
    )


def test_an_outline_that_is_a_sketch_is_dashed_and_one_that_is_not_is_not() -> None:
    assert all(
        bool(OUTLINES[key].dash) == key.endswith("-schematic")
        for key in OUTLINES
        if key.startswith(("park", "zone"))
    )


# Read for what it says, not for how it looks: what an attribute is like.
SAID = {"geokit/page/symbols.py", "geokit/auditing/findings.py"}
HEX = re.compile(r"(?<![\w&])#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
WRITTEN = sorted(
    path
    for suffix in ("py", "css", "js", "html")
    for path in (ROOT / "geokit").rglob(f"*.{suffix}")
    if "dist" not in path.parts and path != ROOT / "geokit" / "symbols.py"
)


def test_nobody_else_has_a_colour_of_its_own() -> None:
    own = {
        path.relative_to(ROOT).as_posix(): found
        for path in WRITTEN
        if (found := HEX.findall(path.read_text(encoding="utf-8")))
    }
    assert {name: found for name, found in own.items() if name not in SAID} == {}

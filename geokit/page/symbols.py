"""The symbols as a page gets them: colours as properties of its style, all else beside its data.

The property ``--KEY`` is the colour of a line, ``--KEY-fill`` that of a surface, the class ``sym-KEY``
draws a path of SVG, ``box-KEY`` fills a box of HTML. ``symbols.js`` makes the patterns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.symbols import BELOW_CHANGES, SYMBOLS, THEME, Colour, Symbol, marker_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.page.payload import Json

# Paper is white, whatever the screen was.
_ON_SCREEN: Final = ":not([data-sheet]):not(.is-printing)"
_THEMES: Final = """\
:root {{ {light} color-scheme: light; }}
@media screen {{ :root[data-theme="dark"]{screen} {{ {dark} color-scheme: dark; }} }}
@media screen and (prefers-color-scheme: dark) {{
:root:not([data-theme="light"]){screen} {{ {dark} color-scheme: dark; }}
}}"""

_SIGN: Final = ".is-sign { stroke-dasharray: none; fill-opacity: 1; }"


def symbol_style() -> str:
    """Return the style sheet of colours and symbols, both themes.

    Examples
    --------
    >>> style = symbol_style()
    >>> "--supplied-fill: #009e73" in style, ".sym-supplied {" in style
    (True, True)
    """
    light = [f"--{name}: {colour.light};" for name, colour in _colours()]
    dark = [f"--{name}: {colour.dark};" for name, colour in _colours() if colour.dark != colour.light]
    themes = _THEMES.format(light="\n".join(light), dark="\n".join(dark), screen=_ON_SCREEN)
    dashed = (_dashed_sign_rule(key) for key, symbol in SYMBOLS.items() if symbol.has_dashed_sign)
    return "\n".join([themes, *map(_rule, SYMBOLS), _SIGN, *dashed, *map(_box_rule, SYMBOLS), ""])


def _colours() -> Iterator[tuple[str, Colour]]:
    yield from THEME.items()
    for key, symbol in SYMBOLS.items():
        yield key, symbol.line
        if symbol.fill:
            yield f"{key}-fill", symbol.fill
        if symbol.hatch:
            yield f"{key}-hatch", symbol.hatch_colour


def _rule(key: str) -> str:
    symbol = SYMBOLS[key]
    parts = [f"stroke: var(--{key})", "stroke-opacity: 1", f"stroke-width: {symbol.width_px:g}px"]
    parts += [f"stroke-dasharray: {symbol.dash_text or 'none'}", f"stroke-linecap: {_cap(symbol)}"]
    parts += _fill(key, symbol)
    return f".sym-{key} {{ {'; '.join(parts)}; }}"


def _dashed_sign_rule(key: str) -> str:
    return f".sym-{key}.is-sign {{ stroke-dasharray: {SYMBOLS[key].dash_text}; }}"


def _cap(symbol: Symbol) -> str:
    return "round" if symbol.is_round else "butt"


def _fill(key: str, symbol: Symbol) -> list[str]:
    if symbol.hatch:
        return [f"fill: url(#gk-hatch-{key})", "fill-opacity: 1"]
    return (
        [f"fill: var(--{key}-fill)", f"fill-opacity: {symbol.opacity:g}"] if symbol.fill else ["fill: none"]
    )


def _box_rule(key: str) -> str:
    """Return the background that boxes of HTML have for a symbol: its surface, with its hatch over it."""
    symbol = SYMBOLS[key]
    fill = (
        f"color-mix(in srgb, var(--{key}-fill) {symbol.opacity:.0%}, transparent)"
        if symbol.fill
        else "transparent"
    )
    layers = [f"linear-gradient({fill} 0 100%)"]
    if symbol.hatch:
        width, step = symbol.hatch.width_px, symbol.hatch.spacing_px
        # CSS counts clockwise from the top, and across the lines.
        layers = [
            f"repeating-linear-gradient({-angle % 180}deg, var(--{key}-hatch) 0 {width:g}px, transparent {width:g}px {step:.2f}px)"
            for angle in symbol.hatch.angles
        ] + layers
    # What a colour says would be lost where the system takes all of them away.
    return f".box-{key} {{ background: {', '.join(layers)}; forced-color-adjust: none; }}"


def symbol_payload() -> dict[str, Json]:
    """Return what a script needs besides the colours, by key; what is usual is left out.

    Examples
    --------
    >>> symbol_payload()["to-acquire"]["dash"], symbol_payload()["enclave"]["size"]
    ([2, 4], 13)
    """
    below = {key: {"below": opacity} for key, opacity in BELOW_CHANGES.items()}
    return {key: dict(_described(symbol)) | below.get(key, {}) for key, symbol in SYMBOLS.items()}


def _described(symbol: Symbol) -> Iterator[tuple[str, object]]:
    yield "width", symbol.width_px
    if symbol.dash:
        yield "dash", list(symbol.dash)
    if symbol.is_round:
        yield "is_round", True
    if symbol.is_line:
        yield "is_line", True
    if symbol.fill:
        yield "opacity", symbol.opacity
    if symbol.hatch:
        size, lines = symbol.hatch.tile
        yield (
            "hatch",
            {
                "size": round(size, 3),
                "width": symbol.hatch.width_px,
                "lines": [[round(each, 3) for each in line] for line in lines],
            },
        )
    if symbol.marker:
        yield "marker", [[round(x, 3), round(y, 3)] for x, y in marker_points(symbol.marker)]
        yield "size", symbol.size_px

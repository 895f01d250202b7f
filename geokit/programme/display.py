"""Parks as a notebook or a terminal shows them: what is declared, what the outline measures, and a small drawing.

A park shows itself, so that this stands below the model: the protocols say what it asks of one.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import shapely

from geokit.errors import GeokitError
from geokit.escape import printable
from geokit.i18n import Language, Localizable, Words
from geokit.land.declared.figure import KIND_WORDS
from geokit.notebook import text_table
from geokit.programme.circles import (
    DrawnLand,
    DrawnOutline,
    Outlined,
    OutlinedZone,
    circle_words,
    drawn_land,
    undrawn_notes,
)
from geokit.programme.cited import flagged, in_both, marked
from geokit.programme.terms import (
    BASIS_WORDS,
    ZONE_KIND_WORDS,
    Basis,
    ZoneKind,
)
from geokit.symbols import OUTLINES, THEME
from geokit.terminal import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.land.units import Area, Unit
    from geokit.programme.cited import Grounds


_WIDTH, _HEIGHT, _MARGIN = 150.0, 110.0, 4.0


def outline_svg(land: DrawnLand) -> str:
    """Return an inline SVG of a park's outline with its zones in it; empty where there is none.

    Parameters
    ----------
    land : DrawnLand
        What is schematic is a circle, and dashed as on the maps.

    Examples
    --------
    >>> import geokit as gk
    >>> park = gk.load_catalog()["longhu"]
    >>> outline_svg(drawn_land(park, park.zones)).count("<path")
    2
    >>> outline_svg(drawn_land(park, ())) == outline_svg(drawn_land(park, park.zones))
    False
    """
    shapes = land.in_metres()
    boxes = shapely.bounds(shapes)
    if len(shapes) == 0 or not np.isfinite(boxes).all():
        return ""
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    scale = min(
        (_WIDTH - 2 * _MARGIN) / max(east - west, 1e-9), (_HEIGHT - 2 * _MARGIN) / max(north - south, 1e-9)
    )
    drawn = [
        _path(each, (west, north), scale, shape, is_park=each is land.park)
        for each, shape in zip(land.outlines, shapes, strict=True)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:g}" height="{_HEIGHT:g}" '
        f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" style="flex: none" aria-hidden="true">{"".join(drawn)}</svg>'
    )


def _path(
    drawn: DrawnOutline, corner: tuple[float, float], scale: float, shape: BaseGeometry, *, is_park: bool
) -> str:
    symbol = OUTLINES[("park" if is_park else "zone") + ("-schematic" if drawn.is_schematic else "")]
    colour = "currentColor" if is_park else THEME["either"].light
    # Half a unit of the drawing: a survey of thousands of points is drawn with as many as can be seen. A circle stays round.
    plain = shape if drawn.is_schematic else shapely.simplify(shape, 0.5 / scale)
    rings = shapely.get_rings(shapely.get_parts(plain))
    lines = [_ring((shapely.get_coordinates(ring) - corner) * (scale, -scale) + _MARGIN) for ring in rings]
    dash = f' stroke-dasharray="{symbol.dash_text}"' if symbol.dash else ""
    return (
        f'<path d="{"".join(lines)}" fill="{colour}" fill-opacity="0.2" fill-rule="evenodd" '
        f'stroke="{colour}" stroke-width="1.5"{dash}/>'
    )


def _ring(points: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist()) + "Z"


_PLACE = Words(zh="所在区县", en="district")

DECLARED = Words(zh="公布面积", en="declared area")

_MEASURED = Words(zh="量算面积", en="measured area")

OUTLINE = Words(zh="边界", en="outline")

NOT_PUBLISHED = Words(zh="未公布", en="not published")

_NO_OUTLINE = Words(zh="无边界，参考点 ±{km} 公里", en="no outline; an anchor, ±{km} km")

WITHOUT_OUTLINE = Words(zh="无边界", en="no outline")

_THREE_UNITS = Words(zh="{mu} · {ha} · {m2}", en="{mu} · {ha} · {m2}")

_WITH_KIND = Words(zh="{ha} · {m2}；{kind}，截至 {as_of}", en="{ha} · {m2}; {kind}, as of {as_of}")

_BY_METHOD = Words(zh="{area}（椭球面积，{crs}）", en="{area} (ellipsoidal, {crs})")

_SCHEMATIC = Words(
    zh="{circle}（±{km} 公里）；量算面积不能用来核对", en="{circle} (±{km} km); its area proves nothing"
)


_OF_ZONE = Words(zh="{zone}：{said}", en="{zone}: {said}")

_ZONE_HEADINGS: Final = (
    Words(zh="分区", en="zone"),
    Words(zh="类型", en="kind"),
    Words(zh="状态", en="status"),
    DECLARED,
    _MEASURED,
)

NONE: Final = "—"
# Before the name of a zone that lies within another, once for each.
INDENT: Final = "└ "


class _Zone(OutlinedZone, Protocol):
    """A part of a park."""

    @property
    def kind(self) -> ZoneKind: ...
    @property
    def progress(self) -> Grounds | None: ...
    @property
    def figure(self) -> Grounds | None: ...


class _District(Protocol):
    """Where a park lies."""

    def with_code(self, language: Language) -> str: ...


class _Park(Outlined, Protocol):
    """What is shown."""

    @property
    def id(self) -> str: ...
    @property
    def figure(self) -> Grounds | None: ...
    @property
    def home(self) -> _District | None: ...
    @property
    def zones(self) -> Sequence[_Zone]: ...
    def zone_tree(self) -> Sequence[tuple[int, _Zone]]: ...
    def said(self) -> Sequence[tuple[Localizable, Localizable]]: ...


def park_text(park: _Park, language: Language) -> str:
    """Return a park as lines of text, columns below each other."""
    lines = [printable(f"{park.name.localize(language)} ({park.id})"), *aligned(_facts(park, language))]
    if park.zones:
        lines += ["", *aligned([localized(_ZONE_HEADINGS, language), *_zone_rows(park, language)])]
        lines += map(printable, _zone_reasons(park, language))
    return "\n".join(lines)


def park_html(park: _Park, language: Language) -> str:
    """Return a park as a heading, its outline, its facts and its zones."""
    title = f"<strong>{escape(park.name.localize(language))}</strong> <code>{escape(park.id)}</code>"
    facts = text_table(list(_facts(park, language)), has_row_headings=True)
    zones = (
        text_table(list(_zone_rows(park, language)), localized(_ZONE_HEADINGS, language))
        if park.zones
        else ""
    )
    reasons = "".join(f"<p>{escape(reason)}</p>" for reason in _zone_reasons(park, language))
    tables = f"<div>{facts}{zones}{reasons}</div>"
    picture = _picture(park, language)
    return f'<div><p>{title}</p><div style="display: flex; flex-wrap: wrap; gap: 1em">{picture}{tables}</div></div>'


def _facts(park: _Park, language: Language) -> Iterator[tuple[str, str]]:
    home = park.home
    if home is not None:
        yield _PLACE.localize(language), home.with_code(language)
    yield DECLARED.localize(language), _declared(park, language)
    yield from ((heading.localize(language), said.localize(language)) for heading, said in park.said())
    if park.basis is not Basis.SCHEMATIC:
        yield _MEASURED.localize(language), _measured(park, language)
    yield OUTLINE.localize(language), _basis(park, language)


def _declared(park: _Park, language: Language) -> str:
    declared, figure = park.declared_area, park.figure
    if declared is None or figure is None:
        return NOT_PUBLISHED.localize(language)
    note = _WITH_KIND.render(
        language,
        ha=_plain(declared.value, "ha", language),
        m2=_plain(declared.value, "m2", language),
        kind=KIND_WORDS[declared.kind],
        as_of=declared.as_of or NONE,
    )
    return marked(figure, in_both(declared.as_written(language, note))).localize(language)


def _plain(area: Area, unit: Unit, language: Language) -> str:
    """Return what a declared figure is in another unit, with few decimals: it has none of its own there."""
    return area.text(language, unit, 2 if unit == "ha" else 0)


def _measured(placed: Outlined, language: Language) -> str:
    try:
        area, crs = placed.area, placed.crs
    except GeokitError as error:
        # A boundary file that cannot be read is said in its place; the rest is shown.
        return error.localize(language)
    if area is None or crs is None:
        return NONE
    units = {
        "mu": area.text(language, "mu", 3),
        "ha": area.text(language, "ha", 4),
        "m2": area.text(language),
    }
    return _BY_METHOD.render(language, area=_THREE_UNITS.render(language, **units), crs=crs.to_string())


def _basis(park: _Park, language: Language) -> str:
    km = f"{park.anchor.uncertainty_m / 1000:g}" if park.anchor else NONE
    if park.basis is Basis.SCHEMATIC:
        return _SCHEMATIC.render(language, circle=circle_words(park, language), km=km)
    if park.basis is None:
        return _NO_OUTLINE.render(language, km=km) if park.anchor else WITHOUT_OUTLINE.localize(language)
    return BASIS_WORDS[park.basis].localize(language)


def _zone_rows(park: _Park, language: Language) -> Iterator[list[str]]:
    for depth, zone in park.zone_tree():
        yield [
            INDENT * depth + zone.name.localize(language),
            ZONE_KIND_WORDS[zone.kind].localize(language),
            flagged(zone.progress).localize(language) if zone.progress else NONE,
            _of_kind(zone, language),
            BASIS_WORDS[zone.basis].localize(language)
            if zone.basis is Basis.SCHEMATIC
            else _zone_area(zone, language),
        ]


def _zone_reasons(park: _Park, language: Language) -> Iterator[str]:
    """Yield why what a row of the zones gives as inferred was: the table has no room for it."""
    for _, zone in park.zone_tree():
        for ground in (zone.progress, zone.figure):
            if ground is not None and ground.inferred:
                yield _OF_ZONE.render(language, zone=zone.name, said=marked(ground))


def _of_kind(zone: _Zone, language: Language) -> str:
    # A net figure beside the outline of a whole phase: two kinds, that differ without a fault.
    declared, figure = zone.declared_area, zone.figure
    if declared is None or figure is None:
        return NOT_PUBLISHED.localize(language)
    said = declared.as_written(language, KIND_WORDS[declared.kind].localize(language))
    return flagged(figure, in_both(said)).localize(language)


def _zone_area(zone: Outlined, language: Language) -> str:
    try:
        return zone.area.text(language, "mu", 3) if zone.area else NONE
    except GeokitError as error:
        return error.localize(language)


def _picture(park: _Park, language: Language) -> str:
    """Return the outline with a sentence below it on what is not drawn."""
    try:
        land = drawn_land(park, park.zones)
        notes = "".join(f"<p>{escape(note)}</p>" for note in undrawn_notes(land, language))
        return f'<div style="max-width: {2 * _WIDTH:g}px">{outline_svg(land)}{notes}</div>'
    except GeokitError:
        # Said beside it, among the facts.
        return ""


def localized(words: Sequence[Words], language: Language) -> list[str]:
    """Return several words in a language."""
    return [each.localize(language) for each in words]

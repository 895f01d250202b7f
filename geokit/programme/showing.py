"""Parks and catalogues as a notebook or a terminal shows them: what is declared, what the outline measures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from geokit.errors import GeokitError
from geokit.escape import printable
from geokit.land.declared.terms import KIND_WORDS
from geokit.programme.model import Basis
from geokit.programme.sketch import outline_svg
from geokit.programme.terms import BASIS_WORDS, ZONE_KIND_WORDS, ZONE_STATUS_WORDS
from geokit.terminal import aligned
from geokit.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.land.declared.area import DeclaredArea
    from geokit.land.units import Area, Unit
    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park, Placed

_PLACE = Words(zh="所在区县", en="district")
_DECLARED = Words(zh="申报面积", en="declared area")
_MEASURED = Words(zh="量算面积", en="measured area")
_OUTLINE = Words(zh="边界", en="outline")
_NOT_PUBLISHED = Words(zh="未公布", en="not published")
_NO_OUTLINE = Words(zh="无边界，参考点 ±{km} 公里", en="no outline; an anchor, ±{km} km")
_NOTHING = Words(zh="无边界", en="no outline")
_THREE_UNITS = Words(zh="{mu} · {ha} · {m2}", en="{mu} · {ha} · {m2}")
_WITH_KIND = Words(
    zh="{declared}（{ha} · {m2}；{kind}，原文“{text}”，截至 {as_of}）",
    en="{declared} ({ha} · {m2}; {kind}, written “{text}”, as of {as_of})",
)
_OF_KIND = Words(zh="{declared}（{kind}）", en="{declared} ({kind})")
_BY_METHOD = Words(zh="{area}（椭球面积，{crs}）", en="{area} (ellipsoidal, {crs})")
_SCHEMATIC = Words(
    zh="示意：按申报面积绘制，位置与形状仅供参考（±{km} 公里）；量算面积不能用来核对",
    en="schematic: drawn to have the declared area, indicative in place and shape (±{km} km); its area proves nothing",
)
_ZONE_HEADINGS: Final = (
    Words(zh="分区", en="zone"),
    Words(zh="类型", en="kind"),
    Words(zh="状态", en="status"),
    _DECLARED,
    _MEASURED,
)
_CATALOG_HEADINGS: Final = (
    Words(zh="结对", en="partnership"),
    Words(zh="园区", en="park"),
    _DECLARED,
    Words(zh="截至", en="as of"),
    _OUTLINE,
)
_PAIR = Words(zh="{supporter} — {host}", en="{supporter} – {host}")
_SUM = Words(
    zh="园区 {parks} 个，结对 {pairs} 对，反向飞地 {enclaves} 处；已公布{area}",
    en="parks: {parks}, partnerships: {pairs}, reverse enclaves: {enclaves}; published land: {area}",
)
_NONE: Final = "—"
_LEFT: Final = ' style="text-align: left"'


def park_text(park: Park, language: Language) -> str:
    """Return a park as lines of text, columns below each other."""
    lines = [printable(f"{park.name.in_words(language)} ({park.id})"), *aligned(_facts(park, language))]
    if park.zones:
        lines += ["", *aligned([_said(_ZONE_HEADINGS, language), *_zone_rows(park, language)])]
    return "\n".join(lines)


def park_html(park: Park, language: Language) -> str:
    """Return a park as a heading, its outline, its facts and its zones."""
    title = f"<strong>{escape(park.name.in_words(language))}</strong> <code>{escape(park.id)}</code>"
    facts = "".join(
        f"<tr><th{_LEFT}>{escape(head)}</th><td{_LEFT}>{escape(text)}</td></tr>"
        for head, text in _facts(park, language)
    )
    zones = _html_table(_said(_ZONE_HEADINGS, language), list(_zone_rows(park, language)))
    tables = f"<div><table>{facts}</table>{zones if park.zones else ''}</div>"
    return f'<div><p>{title}</p><div style="display: flex; flex-wrap: wrap; gap: 1em">{_svg(park)}{tables}</div></div>'


def catalog_text(catalog: Catalog, language: Language) -> str:
    """Return a catalogue as lines of text: a row a park, or a partnership without one."""
    rows = [_said(_CATALOG_HEADINGS, language), *_catalog_rows(catalog, language)]
    name = printable(catalog.name.in_words(language))
    return "\n".join([name, *aligned(rows), _sum(catalog, language)])


def catalog_html(catalog: Catalog, language: Language) -> str:
    """Return a catalogue as a table with a row a park, or a partnership without one."""
    table = _html_table(_said(_CATALOG_HEADINGS, language), list(_catalog_rows(catalog, language)))
    name, total = escape(catalog.name.in_words(language)), escape(_sum(catalog, language))
    return f"<div><p><strong>{name}</strong></p>{table}<p>{total}</p></div>"


def _facts(park: Park, language: Language) -> Iterator[tuple[str, str]]:
    home = park.home
    if home is not None:
        yield _PLACE.in_words(language), home.with_code(language)
    yield _DECLARED.in_words(language), _declared(park.declared_area, language)
    yield _MEASURED.in_words(language), _measured(park, language)
    yield _OUTLINE.in_words(language), _basis(park, language)


def _declared(declared: DeclaredArea | None, language: Language) -> str:
    if declared is None:
        return _NOT_PUBLISHED.in_words(language)
    return _WITH_KIND.render(
        language,
        declared=declared,
        ha=_plain(declared.value, "ha", language),
        m2=_plain(declared.value, "m2", language),
        kind=KIND_WORDS[declared.kind],
        text=declared.text,
        as_of=declared.as_of or _NONE,
    )


def _plain(area: Area, unit: Unit, language: Language) -> str:
    """Return what a declared figure is in another unit, with few decimals: it has none of its own there."""
    return area.text(language, unit, 2 if unit == "ha" else 0)


def _measured(placed: Placed, language: Language) -> str:
    try:
        area, crs = placed.area, placed.crs
    except GeokitError as error:
        # A boundary file that cannot be read is said in its place; the rest is shown.
        return error.in_words(language)
    if area is None or crs is None:
        return _NONE
    units = {
        "mu": area.text(language, "mu", 3),
        "ha": area.text(language, "ha", 4),
        "m2": area.text(language),
    }
    return _BY_METHOD.render(language, area=_THREE_UNITS.render(language, **units), crs=crs.to_string())


def _basis(park: Park, language: Language) -> str:
    km = f"{park.anchor.uncertainty_m / 1000:g}" if park.anchor else _NONE
    if park.basis is Basis.SCHEMATIC:
        return _SCHEMATIC.render(language, km=km)
    if park.basis is None:
        return _NO_OUTLINE.render(language, km=km) if park.anchor else _NOTHING.in_words(language)
    return BASIS_WORDS[park.basis].in_words(language)


def _zone_rows(park: Park, language: Language) -> Iterator[list[str]]:
    for zone in park.zones:
        yield [
            zone.name.in_words(language),
            ZONE_KIND_WORDS[zone.kind].in_words(language),
            ZONE_STATUS_WORDS[zone.status].in_words(language) if zone.status else _NONE,
            _of_kind(zone.declared_area, language),
            _zone_area(zone, language),
        ]


def _of_kind(declared: DeclaredArea | None, language: Language) -> str:
    # A net figure beside the outline of a whole phase: two kinds, that differ without a fault.
    if declared is None:
        return _NOT_PUBLISHED.in_words(language)
    return _OF_KIND.render(language, declared=declared, kind=KIND_WORDS[declared.kind])


def _zone_area(zone: Placed, language: Language) -> str:
    try:
        return zone.area.text(language, "mu", 3) if zone.area else _NONE
    except GeokitError as error:
        return error.in_words(language)


def _catalog_rows(catalog: Catalog, language: Language) -> Iterator[list[str]]:
    for pair in catalog.partnerships:
        names = {"supporter": catalog.district(pair.supporter).name, "host": catalog.district(pair.host).name}
        said = _PAIR.render(language, **names)
        parks = catalog.parks_of(pair)
        for park in parks:
            declared, basis = park.declared_area, park.basis
            yield [
                said,
                f"{park.name.in_words(language)} ({park.id})",
                declared.in_words(language) if declared else _NOT_PUBLISHED.in_words(language),
                (declared.as_of if declared else None) or _NONE,
                (BASIS_WORDS[basis] if basis else _NOTHING).in_words(language),
            ]
        if not parks:
            yield [said, _NONE, _NONE, _NONE, _NONE]


def _sum(catalog: Catalog, language: Language) -> str:
    return _SUM.render(
        language,
        parks=len(catalog.parks),
        pairs=len(catalog.partnerships),
        enclaves=len(catalog.enclaves),
        area=catalog.published_area() or _NOT_PUBLISHED,
    )


def _svg(park: Park) -> str:
    try:
        zones = [zone.boundary for zone in park.zones if zone.crs == park.crs]
        return outline_svg(park.boundary, zones, is_schematic=park.basis is Basis.SCHEMATIC)
    except GeokitError:
        # Said beside it, among the facts.
        return ""


def _said(words: Sequence[Words], language: Language) -> list[str]:
    return [each.in_words(language) for each in words]


def _html_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th{_LEFT}>{escape(text)}</th>" for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td{_LEFT}>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

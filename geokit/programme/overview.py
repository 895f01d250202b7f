"""A catalogue as a notebook or a terminal shows it: a row a park, or a partnership without one."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from geokit.escape import printable
from geokit.i18n import Language, Words
from geokit.notebook import text_table
from geokit.programme.cited import flagged, marked
from geokit.programme.display import (
    DECLARED,
    NONE,
    NOT_PUBLISHED,
    OUTLINE,
    WITHOUT_OUTLINE,
    localized,
)
from geokit.programme.terms import BASIS_WORDS
from geokit.terminal import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.programme.contents import Contents

_CATALOG_HEADINGS: Final = (
    Words(zh="结对", en="partnership"),
    Words(zh="园区", en="park"),
    DECLARED,
    Words(zh="截至", en="as of"),
    OUTLINE,
)
_OF: Final = Words(zh="{name}：{said}", en="{name}: {said}")
_SUM: Final = Words(
    zh="园区 {parks} 个，结对 {pairs} 对，反向飞地 {enclaves} 处；已公布用地{area}",
    en="parks: {parks}, partnerships: {pairs}, reverse enclaves: {enclaves}; published land: {area}",
)


def catalog_text(catalog: Contents, language: Language) -> str:
    """Return a catalogue as lines of text: a row a park, or a partnership without one."""
    rows = [localized(_CATALOG_HEADINGS, language), *_catalog_rows(catalog, language)]
    name = printable(catalog.name.localize(language))
    reasons = map(printable, _reasons(catalog, language))
    return "\n".join([name, *aligned(rows), *reasons, _sum(catalog, language)])


def catalog_html(catalog: Contents, language: Language) -> str:
    """Return a catalogue as a table with a row a park, or a partnership without one."""
    table = text_table(list(_catalog_rows(catalog, language)), localized(_CATALOG_HEADINGS, language))
    name, total = escape(catalog.name.localize(language)), escape(_sum(catalog, language))
    reasons = "".join(f"<p>{escape(reason)}</p>" for reason in _reasons(catalog, language))
    return f"<div><p><strong>{name}</strong></p>{table}{reasons}<p>{total}</p></div>"


def _reasons(catalog: Contents, language: Language) -> Iterator[str]:
    """Yield why what a row gives as inferred was: the table has no room for it."""
    for pair in catalog.partnerships:
        if pair.inferred:
            yield marked(pair, catalog.pair_name(pair)).localize(language)
        for park in catalog.parks_of(pair):
            if park.figure and park.figure.inferred:
                yield _OF.render(language, name=park.name, said=marked(park.figure))
        unnamed = pair.unnamed_park
        if unnamed and unnamed.inferred:
            yield _OF.render(language, name=catalog.pair_name(pair), said=marked(unnamed))


def _catalog_rows(catalog: Contents, language: Language) -> Iterator[list[str]]:
    for pair in catalog.partnerships:
        said = flagged(pair, catalog.pair_name(pair)).localize(language)
        parks = catalog.parks_of(pair)
        for park in parks:
            declared, basis = park.declared_area, park.basis
            yield [
                said,
                f"{park.name.localize(language)} ({park.id})",
                (flagged(park.figure) if park.figure else NOT_PUBLISHED).localize(language),
                (declared.as_of if declared else None) or NONE,
                (BASIS_WORDS[basis] if basis else WITHOUT_OUTLINE).localize(language),
            ]
        unnamed = pair.unnamed_park
        if unnamed:
            yield [said, flagged(unnamed).localize(language), NONE, unnamed.as_of, NONE]
        elif not parks:
            yield [said, NONE, NONE, NONE, NONE]


def _sum(catalog: Contents, language: Language) -> str:
    return _SUM.render(
        language,
        parks=len(catalog.parks),
        pairs=len(catalog.partnerships),
        enclaves=len(catalog.enclaves),
        area=catalog.published_area() or NOT_PUBLISHED,
    )

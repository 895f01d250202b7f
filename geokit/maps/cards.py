"""Cards: what is known of a park or an enclave, as rows of a heading and a value, dated and sourced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.dates import date_words, last_day
from geokit.i18n import Words
from geokit.land.declared.area import Bound, DeclaredArea
from geokit.land.declared.figure import KIND_WORDS
from geokit.land.units import UNIT_WORDS
from geokit.page.payload import Json, LocalizedText, Text, localized
from geokit.programme.cited import both, grounds_in, marked
from geokit.programme.display import INDENT
from geokit.programme.terms import BASIS_WORDS, Basis

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.programme.catalog import Catalog
    from geokit.programme.facts import Statement, UnnamedPark
    from geokit.programme.model import Park, Zone
    from geokit.programme.places import Anchor, Enclave, Source
    from geokit.programme.record import Name

_PUBLISHED = Words(zh="公布面积", en="published area")
_NOT_PUBLISHED = Words(zh="未公布", en="not published")
_NO_AREA = Words(zh="未公布面积", en="area not published")
_KIND = Words(zh="{kind}", en="{kind}")
_ROUNDED = Words(zh="{kind}，取整误差 ±{half}", en="{kind}, rounded to ±{half}")
_WITHIN = Words(zh="{indent}{name}", en="{indent}{name}")
_HAS = Words(zh="内有", en="holds")
_WITH_STATUS = Words(zh="{figure}，{status}", en="{figure}, {status}")
_HALF = Words(zh="{half} {unit}", en="{half} {unit}")
_MEASURED = Words(zh="量算面积", en="measured area")
_DRAWN_TO_FIT = Words(
    zh="无：边界为示意，量算不能证明任何事",
    en="none: the outline is schematic, and measuring it proves nothing",
)
_ELLIPSOIDAL = Words(zh="{area}（椭球面积）", en="{area} (ellipsoidal)")
_OUTLINE = Words(zh="边界", en="outline")
_NO_OUTLINE = Words(zh="未公开", en="not public")
_PLACE = Words(zh="位置", en="place")
_ABOUT = Words(zh="±{km} 公里：{derivation}", en="±{km} km: {derivation}")
_SAYS = Words(zh="进展", en="progress")
_ZONES = Words(zh="分区与分期", en="zones and phases")
_SOURCE = Words(zh="来源", en="source")
_AS_OF = Words(zh="{title}（截至{date}）", en="{title} (as of {date})")
_ADDRESS = Words(zh="地址", en="address")
_FLOOR = Words(zh="面积（非用地）", en="area (not land)")


def row(
    label: Text, value: Text, *, due: str | None = None, group: Text | None = None, **fields: object
) -> Json:
    """Return one row. `due` is a date by which the value was to come true; the page says when it has passed.

    Rows of one `group` share a column of a table.
    """
    shared = {"group": localized(group)} if group else {}
    return {
        "label": localized(label),
        "value": localized(value, **fields),
        "due": last_day(due).isoformat() if due else None,
        **shared,
    }


def park_rows(park: Park, catalog: Catalog | None = None) -> list[Json]:
    """Return what is known of a park."""
    rows = [*_area_rows(park), *(part for zone in park.zone_tree() for part in _zone_rows(*zone))]
    # Zones say their own; what is due by a date is a sentence of its own.
    rows += [row(heading, said) for heading, said in park.said(with_sentences=False)]
    rows += [_statement_row(_SAYS, statement) for statement in park.statements]
    rows += [row(_SAYS, marked(milestone)) for milestone in park.milestones]
    if park.anchor:
        rows.append(place_row(park.anchor))
    known = (*park.sources, *(catalog.programme.sources if catalog else ()))
    return rows + [row(_SOURCE, text) for text in _sources(park, known)]


def enclave_rows(enclave: Enclave, catalog: Catalog) -> list[Json]:
    """Return what is known of a reverse enclave. Its floor area is never land."""
    rows = [row(_ADDRESS, marked(enclave.address))] if enclave.address else []
    if enclave.floor_area:
        rows.append(row(_FLOOR, marked(enclave.floor_area)))
    rows += [row(_HAS, marked(count)) for count in enclave.counts]
    rows += [_statement_row(_SAYS, statement) for statement in enclave.statements]
    rows.append(place_row(enclave.anchor))
    return rows + [row(_SOURCE, text) for text in _sources(enclave, catalog.programme.sources)]


def unnamed_rows(unnamed: UnnamedPark, catalog: Catalog) -> list[Json]:
    """Return what is known of a park that has neither name nor figure."""
    rows = [row(_PUBLISHED, _NOT_PUBLISHED), row(_SAYS, marked(unnamed))]
    return rows + [row(_SOURCE, text) for text in _sources(unnamed, catalog.programme.sources)]


def place_row(anchor: Anchor) -> Json:
    """Return how surely a place is known."""
    about = both(_ABOUT, km=f"{anchor.uncertainty_m / 1000:g}", derivation=anchor.derivation)
    return row(_PLACE, marked(anchor, about))


def figure_text(figure: DeclaredArea) -> LocalizedText:
    """Return an area as written, as it was read, with its kind and, where it was rounded, how roughly.

    Examples
    --------
    >>> from geokit.land.declared.area import AreaKind, DeclaredArea
    >>> figure_text(DeclaredArea.parse("1.76万亩", kind=AreaKind.GROSS_PLANNED)).en
    '1.76万亩 (17,600 mu; gross planned area, rounded to ±50 mu)'
    >>> figure_text(DeclaredArea.parse("330亩", kind=AreaKind.TOTAL)).zh
    '330亩（总用地面积）'
    """
    half = LocalizedText.of(
        _HALF, half=f"{float(figure.half_unit.exact(figure.unit)):,g}", unit=UNIT_WORDS[figure.unit]
    )
    is_rough = figure.bound is Bound.EXACT and figure.half_unit.exact(figure.unit) >= 1
    said = LocalizedText.of(_ROUNDED if is_rough else _KIND, kind=KIND_WORDS[figure.kind], half=half)
    return LocalizedText(figure.as_written("zh", said.zh), figure.as_written("en", said.en))


def _figure(placed: Park | Zone) -> Name | None:
    """Return what is declared, and that it was inferred, and why, where it was."""
    return marked(placed.figure, figure_text(placed.figure.declared)) if placed.figure else None


def _area_rows(park: Park) -> Iterator[Json]:
    yield row(_PUBLISHED, _figure(park) or _NOT_PUBLISHED)
    yield row(_OUTLINE, BASIS_WORDS[park.basis] if park.basis else _NO_OUTLINE)
    if park.basis is Basis.SCHEMATIC:
        yield row(_MEASURED, _DRAWN_TO_FIT)
    elif park.area:
        yield row(_MEASURED, _ELLIPSOIDAL, area=park.area)


def _zone_rows(depth: int, zone: Zone) -> Iterator[Json]:
    figure, progress = _figure(zone) or _NO_AREA, zone.progress
    name = both(_WITHIN, indent=INDENT * depth, name=zone.name)
    status = marked(progress) if progress else None
    said = LocalizedText.of(_WITH_STATUS, figure=figure, status=status) if status else figure
    yield row(name, said, group=_ZONES)
    yield from (_statement_row(name, statement, group=_ZONES) for statement in zone.statements)


def _statement_row(label: Text, statement: Statement, group: Text | None = None) -> Json:
    return row(label, marked(statement), due=statement.due, group=group)


def _sources(cited: Park | Enclave | UnnamedPark, known: Sequence[Source]) -> list[LocalizedText]:
    titles = {source.id: source.title for source in reversed(known)}
    dates: dict[str, str] = {}
    for _, fact in grounds_in(cited):
        source, as_of = getattr(fact, "source", None), getattr(fact, "as_of", None)
        if source and as_of:
            dates[source] = max(as_of, dates.get(source, ""))
    return [source_text(titles.get(source, source), as_of) for source, as_of in dates.items()]


def source_text(title: Text, as_of: str) -> LocalizedText:
    """Return where a fact was read, and the date that it speaks of."""
    return LocalizedText.of(_AS_OF, title=title, date=date_words(as_of))


def since(as_of: str) -> Json:
    """Return the last month that a date may be, from which the page counts how old it is."""
    last = last_day(as_of)
    return {"year": last.year, "month": last.month, "is_rough": "-" not in as_of}

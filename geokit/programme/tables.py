"""The catalogue as tables: parks, partnerships, milestones, companies, sectors, and the facts that they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geokit.dates import date_words, span
from geokit.i18n import Language, Localizable, Words
from geokit.land.declared.figure import KIND_WORDS
from geokit.programme.cited import Cited, Grounds, ListedNames, both, in_both, marked
from geokit.programme.gathering import companies_of, milestones_of
from geokit.programme.headings import DUE, GROUNDS, HEADINGS, SUBJECT, WHERE, Columns
from geokit.programme.listing import facts_of
from geokit.programme.record import Name
from geokit.programme.terms import BASIS_WORDS, RELATION_WORDS, ZONE_KIND_WORDS

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geokit.land.declared.area import DeclaredArea
    from geokit.programme.contents import Contents
    from geokit.programme.facts import Figure, Milestone
    from geokit.programme.listing import Fact
    from geokit.programme.model import Park
    from geokit.programme.places import Partnership

TableName = Literal[
    "parks", "zones", "partnerships", "enclaves", "milestones", "companies", "sectors", "facts"
]
TABLE_NAMES: Final[tuple[TableName, ...]] = (
    "parks", "zones", "partnerships", "enclaves", "milestones", "companies", "sectors", "facts",
)  # fmt: skip
_PLACE: Final = Words(zh="±{km} 公里：{derivation}", en="±{km} km: {derivation}")
Row = Sequence[object]
# Of a column, by how its code ends; any other is text.
_TYPES: Final = {
    **dict.fromkeys(("mu", "ha", "m2", "m"), "float64"),
    **dict.fromkeys(("count", "zones", "months"), "Int64"),
    **dict.fromkeys(("expected", "inferred", "ended"), "boolean"),
    "day": "datetime64[s]",
}


@dataclass(frozen=True, slots=True)
class CatalogTable:
    """A table of a catalogue.

    Parameters
    ----------
    title : Words
    columns : tuple
        The code of each column and what stands above it.
    rows : tuple
        Text in both languages, terms, numbers, truths, None.
    """

    title: Words
    columns: Columns
    rows: tuple[Row, ...]

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return it with codes above the columns and English texts, the same to every reader; or in a language."""
        import pandas as pd

        said = language or "en"
        names = [name if language is None else heading.localize(language) for name, heading in self.columns]
        cells = [[_cell(value, said) for value in row] for row in self.rows]
        codes = [name for name, _ in self.columns]
        return pd.DataFrame(
            {name: _column([row[at] for row in cells], codes[at]) for at, name in enumerate(names)}
        )


def _column(values: list[object], code: str) -> pd.Series:
    """Return a column whose type is that of its code, whatever its rows hold, and without any too."""
    import pandas as pd

    # The type of text is pandas' own: it changed with its third version.
    return pd.Series(values, dtype=_TYPES.get(code.rpartition("_")[2]) or pd.Series([""]).dtype)


def _cell(value: object, language: Language) -> object:
    return value.localize(language) if isinstance(value, Localizable) else value


def catalog_table(catalog: Contents, name: TableName) -> CatalogTable:
    """Return a table of a catalogue."""
    title, columns = HEADINGS[name]
    return CatalogTable(title, columns, tuple(_ROWS[name](catalog)))


def stale_table(facts: Sequence[Fact], today: date) -> CatalogTable:
    """Return facts to ask about again as a list to work off: with their age, and room for what is found."""
    columns = (*SUBJECT, DUE, ("age_months", Words(zh="距今（月）", en="age (months)")), *GROUNDS, WHERE)
    to_fill = (
        ("result", Words(zh="核实结果", en="what was found")),
        ("new_source", Words(zh="新的来源", en="its source")),
    )
    rows = tuple((*_fact_row(fact)[:4], fact.age(today), *_fact_row(fact)[4:], None, None) for fact in facts)
    return CatalogTable(Words(zh="待核实", en="To ask about again"), (*columns, *to_fill), rows)


def _grounds(catalog: Contents, ground: Grounds | None, park: Park | None = None) -> Row:
    """Return the columns that every table ends with: source, date, words, whether inferred, and why."""
    if ground is None:
        return (None,) * len(GROUNDS)
    source = getattr(ground, "source", None)
    known = catalog.source(source, park) if source else None
    as_of = getattr(ground, "as_of", None) or (known.as_of if known else None)
    return (known.title if known else None, as_of, ground.quote, ground.inferred, ground.reason)


def _parks(catalog: Contents) -> Iterator[Row]:
    for park in catalog.parks:
        pair, figure = catalog.partnership(park.partnership), park.figure
        yield (
            park.id,
            park.name,
            *_ends(catalog, pair),
            catalog.district(park.district).name,
            *_measures(figure),
            marked(park.progress) if park.progress else None,
            park.base.name if park.base else None,
            _names([platform.name for platform in park.platforms]),
            in_both(park.sectors) if park.sectors else None,
            len(park.zones),
            BASIS_WORDS[park.basis] if park.basis else None,
            park.anchor.uncertainty_m if park.anchor else None,
            *_grounds(catalog, figure, park),
        )


def _measures(figure: Figure | None) -> Row:
    """Return an area as written, as read, in three units, with its ends and its kind."""
    if figure is None:
        return (None,) * 8
    declared = figure.declared
    value, ends = declared.value, (declared.lower, declared.upper)
    measures = (value.mu, value.ha, value.m2, *(end.m2 if end else None for end in ends))
    return (figure.text, in_both(figure), *measures, KIND_WORDS[declared.kind])


def _zones(catalog: Contents) -> Iterator[Row]:
    for park in catalog.parks:
        for _, zone in park.zone_tree():
            around = park.zone(zone.within) if zone.within else None
            anchor = zone.anchor or park.anchor
            yield (
                zone.id,
                zone.name,
                park.name,
                ZONE_KIND_WORDS[zone.kind],
                around.name if around else None,
                *_measures(zone.figure),
                marked(zone.progress) if zone.progress else None,
                _sentences(zone.statements),
                BASIS_WORDS[zone.basis] if zone.basis else None,
                anchor.uncertainty_m if anchor else None,
                # What it rests on as a whole: its area, or else what is said of it.
                *_grounds(catalog, zone.figure or next(iter(zone.statements), zone.progress), park),
            )


def _enclaves(catalog: Contents) -> Iterator[Row]:
    for each in catalog.enclaves:
        anchor, floor = each.anchor, each.floor_area
        place = both(_PLACE, km=f"{anchor.uncertainty_m / 1000:g}", derivation=anchor.derivation)
        yield (
            each.id,
            each.name,
            catalog.pair_name(catalog.partnership(each.partnership)),
            catalog.district(each.district).name,
            marked(each.address) if each.address else None,
            in_both(floor) if floor else None,
            floor.declared.value.m2 if floor else None,
            _sentences(each.counts),
            _sentences(each.statements),
            marked(anchor, place),
            *_grounds(catalog, floor or next(iter(each.statements), None)),
        )


def _ends(catalog: Contents, pair: Partnership) -> Row:
    return (catalog.district(pair.supporter).name, catalog.district(pair.host).name)


def _names(names: Sequence[Name]) -> Name | None:
    return in_both(ListedNames(names)) if names else None


def _sentences(facts: Sequence[Cited]) -> Name | None:
    """Return what several facts say, with commas of their own."""
    texts = [marked(fact) for fact in facts]
    return (
        Name(zh="；".join(text.zh for text in texts), en="; ".join(text.en for text in texts))
        if texts
        else None
    )


@dataclass(frozen=True, slots=True)
class _AsWritten:
    declared: DeclaredArea

    def localize(self, language: Language) -> str:
        return self.declared.as_written(language)


def _partnerships(catalog: Contents) -> Iterator[Row]:
    for pair in catalog.partnerships:
        published, unnamed = catalog.published_area(pair), pair.unnamed_park
        supporter, host = catalog.district(pair.supporter), catalog.district(pair.host)
        yield (
            pair.id,
            *_ends(catalog, pair),
            supporter.adcode,
            host.adcode,
            _names([park.name for park in catalog.parks_of(pair)]),
            marked(unnamed) if unnamed else None,
            _AsWritten(published) if published else None,
            published.value.m2 if published else None,
            _names([each.name for each in catalog.enclaves if each.partnership == pair.id]),
            *_grounds(catalog, pair),
        )


def _milestones(catalog: Contents) -> Iterator[Row]:
    for each in milestones_of(catalog):
        first, last = span(each.date)
        yield (
            date_words(each.date),
            each.text,
            each.expected,
            _pairs(catalog, each),
            _names([catalog.park_with_id(park).name for park in each.parks]),
            first,
            last,
            *_grounds(catalog, each, catalog.park_with_id(each.parks[0]) if each.parks else None),
        )


def _pairs(catalog: Contents, milestone: Milestone) -> Name | None:
    pairs = [catalog.partnership(name) for name in milestone.partnerships]
    return _names([catalog.pair_name(pair) for pair in pairs])


def _companies(catalog: Contents) -> Iterator[Row]:
    for each in companies_of(catalog):
        park = catalog.park_with_id(each.park) if each.park else None
        zone = park.zone(each.zone) if park and each.zone else None
        yield (
            each.name,
            each.count,
            RELATION_WORDS[each.relation],
            park.name if park else None,
            zone.name if zone else None,
            catalog.pair_name(catalog.partnership(each.partnership)) if each.partnership else None,
            *_grounds(catalog, each, park),
        )


def _sectors(catalog: Contents) -> Iterator[Row]:
    for park in catalog.parks:
        sectors = park.sectors
        for name in sectors.names if sectors else ():
            pair = catalog.partnership(park.partnership)
            yield (
                name,
                park.name,
                catalog.pair_name(pair),
                sectors.serving if sectors else None,
                sectors.open_ended if sectors else None,
                *_grounds(catalog, sectors, park),
            )


def _facts(catalog: Contents) -> Iterator[Row]:
    yield from map(_fact_row, facts_of(catalog))


def _fact_row(fact: Fact) -> Row:
    grounds = (fact.source_title, fact.as_of, fact.quote, fact.inferred, fact.reason)
    due = date_words(fact.due) if fact.due else None
    return (fact.subject, fact.kind, fact.said, due, *grounds, fact.where)


_ROWS: Final[dict[TableName, Callable[[Contents], Iterator[Row]]]] = {
    "parks": _parks,
    "zones": _zones,
    "partnerships": _partnerships,
    "enclaves": _enclaves,
    "milestones": _milestones,
    "companies": _companies,
    "sectors": _sectors,
    "facts": _facts,
}

"""The catalogue as tables: parks, partnerships, milestones, companies, sectors, and the facts that they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geokit.dates import date_words, span
from geokit.i18n import Language, Localizable, Words
from geokit.land.declared.figure import KIND_WORDS
from geokit.programme.cited import Grounds, ListedNames, both, flagged
from geokit.programme.gathering import companies_of, milestones_of
from geokit.programme.listing import facts_of
from geokit.programme.terms import BASIS_WORDS, RELATION_WORDS

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geokit.land.declared.area import DeclaredArea
    from geokit.programme.contents import Contents
    from geokit.programme.facts import Milestone
    from geokit.programme.listing import Fact
    from geokit.programme.model import Park
    from geokit.programme.places import Partnership
    from geokit.programme.record import Name

TableName = Literal["parks", "partnerships", "milestones", "companies", "sectors", "facts"]
TABLE_NAMES: Final[tuple[TableName, ...]] = (
    "parks", "partnerships", "milestones", "companies", "sectors", "facts",
)  # fmt: skip
Row = Sequence[object]


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
    columns: tuple[tuple[str, Words], ...]
    rows: tuple[Row, ...]

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return it with codes above the columns and English texts, the same to every reader; or in a language."""
        import pandas as pd

        said = language or "en"
        names = [name if language is None else heading.localize(language) for name, heading in self.columns]
        cells = [[_cell(value, said) for value in row] for row in self.rows]
        return pd.DataFrame({name: _column([row[at] for row in cells]) for at, name in enumerate(names)})


def _column(values: list[object]) -> object:
    """Return a column; whole numbers stay whole where one is missing."""
    import pandas as pd

    known = [value for value in values if value is not None]
    is_whole = known and all(type(value) is int for value in known)
    return pd.Series(values, dtype="Int64") if is_whole else values


def _cell(value: object, language: Language) -> object:
    return value.localize(language) if isinstance(value, Localizable) else value


def catalog_table(catalog: Contents, name: TableName) -> CatalogTable:
    """Return a table of a catalogue."""
    title, columns, rows = _TABLES[name]
    return CatalogTable(title, columns, tuple(rows(catalog)))


def stale_table(facts: Sequence[Fact], today: date) -> CatalogTable:
    """Return facts to ask about again as a list to work off: with their age, and room for what is found."""
    columns = (*_SUBJECT, _DUE, ("age_months", Words(zh="距今（月）", en="age (months)")), *_GROUNDS, _WHERE)
    to_fill = (
        ("result", Words(zh="核实结果", en="what was found")),
        ("new_source", Words(zh="新的来源", en="its source")),
    )
    rows = tuple(
        (fact.subject, fact.kind, fact.said, fact.due, fact.age(today), *_fact_row(fact)[4:], None, None)
        for fact in facts
    )
    return CatalogTable(Words(zh="待核实", en="To ask about again"), (*columns, *to_fill), rows)


def _grounds(catalog: Contents, ground: Grounds | None, park: Park | None = None) -> Row:
    """Return the columns that every table ends with: source, date, words, whether inferred, and why."""
    if ground is None:
        return (None,) * len(_GROUNDS)
    source, as_of = getattr(ground, "source", None), getattr(ground, "as_of", None)
    title = catalog.source(source, park).title if source else None
    return (title, as_of, ground.words, ground.inferred, ground.reason)


def _parks(catalog: Contents) -> Iterator[Row]:
    for park in catalog.parks:
        pair, figure, declared = catalog.partnership(park.partnership), park.figure, park.declared_area
        yield (
            park.id,
            park.name,
            *_ends(catalog, pair),
            catalog.district(park.district).name,
            figure.text if figure else None,
            both(_SAID, said=figure) if figure else None,
            *_measures(declared),
            KIND_WORDS[declared.kind] if declared else None,
            flagged(park.progress) if park.progress else None,
            park.base.name if park.base else None,
            _names([platform.name for platform in park.platforms]),
            both(_SAID, said=park.sectors) if park.sectors else None,
            len(park.zones),
            BASIS_WORDS[park.basis] if park.basis else None,
            park.anchor.uncertainty_m if park.anchor else None,
            *_grounds(catalog, figure, park),
        )


def _measures(declared: DeclaredArea | None) -> Row:
    if declared is None:
        return (None,) * 5
    value, ends = declared.value, (declared.lower, declared.upper)
    return (value.mu, value.ha, value.m2, *(end.m2 if end else None for end in ends))


def _ends(catalog: Contents, pair: Partnership) -> Row:
    return (catalog.district(pair.supporter).name, catalog.district(pair.host).name)


def _names(names: Sequence[Name]) -> Name | None:
    return both(_SAID, said=ListedNames(names)) if names else None


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
            flagged(unnamed) if unnamed else None,
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
    return (fact.subject, fact.kind, fact.said, fact.due, *grounds, fact.where)


_SAID: Final = Words(zh="{said}", en="{said}")
_SUBJECT: Final = (
    ("subject", Words(zh="对象", en="of")),
    ("fact", Words(zh="类别", en="fact")),
    ("said", Words(zh="内容", en="says")),
)
_DUE: Final = ("due", Words(zh="期限", en="due"))
_WHERE: Final = ("where", Words(zh="所在文件", en="where"))
_PARK: Final = ("park", Words(zh="园区", en="park"))
_ENDS: Final = (
    ("supporter", Words(zh="支援区", en="helping district")),
    ("host", Words(zh="受援区县", en="helped district")),
)
_PAIR: Final = ("partnership", Words(zh="结对", en="partnership"))
_ID: Final = ("id", Words(zh="代号", en="id"))
_NAME: Final = ("name", Words(zh="名称", en="name"))
_GROUNDS: Final = (
    ("source", Words(zh="来源", en="source")),
    ("as_of", Words(zh="截至", en="as of")),
    ("quote", Words(zh="原文", en="words quoted")),
    ("inferred", Words(zh="推断", en="inferred")),
    ("reason", Words(zh="推断理由", en="why inferred")),
)

_TABLES: Final[
    dict[TableName, tuple[Words, tuple[tuple[str, Words], ...], Callable[[Contents], Iterator[Row]]]]
] = {
    "parks": (
        Words(zh="园区", en="Parks"),
        (
            _ID,
            _NAME,
            *_ENDS,
            ("district", Words(zh="所在区县", en="district")),
            ("declared_text", Words(zh="公布面积（原文）", en="declared area as written")),
            ("declared", Words(zh="公布面积", en="declared area")),
            ("declared_mu", Words(zh="公布面积（亩）", en="declared area (mu)")),
            ("declared_ha", Words(zh="公布面积（公顷）", en="declared area (ha)")),
            ("declared_m2", Words(zh="公布面积（平方米）", en="declared area (m²)")),
            ("lower_m2", Words(zh="下限（平方米）", en="lower bound (m²)")),
            ("upper_m2", Words(zh="上限（平方米）", en="upper bound (m²)")),
            ("kind", Words(zh="面积类别", en="kind of area")),
            ("status", Words(zh="状态", en="status")),
            ("base", Words(zh="基础", en="base")),
            ("platforms", Words(zh="上级平台", en="platforms")),
            ("sectors", Words(zh="产业", en="sectors")),
            ("zones", Words(zh="分区数", en="zones")),
            ("basis", Words(zh="边界依据", en="basis of the outline")),
            ("uncertainty_m", Words(zh="位置不确定度（米）", en="uncertainty of the place (m)")),
            *_GROUNDS,
        ),
        _parks,
    ),
    "partnerships": (
        Words(zh="结对", en="Partnerships"),
        (
            _ID,
            *_ENDS,
            ("supporter_adcode", Words(zh="支援区代码", en="code of the helping district")),
            ("host_adcode", Words(zh="受援区县代码", en="code of the helped district")),
            ("parks", Words(zh="园区", en="parks")),
            ("unnamed_park", Words(zh="未公布名称的园区", en="park without a name")),
            ("published", Words(zh="已公布用地", en="land published")),
            ("published_m2", Words(zh="已公布用地（平方米）", en="land published (m²)")),
            ("enclaves", Words(zh="反向飞地", en="reverse enclaves")),
            *_GROUNDS,
        ),
        _partnerships,
    ),
    "milestones": (
        Words(zh="时间线", en="Timeline"),
        (
            ("date", Words(zh="时间", en="date")),
            ("text", Words(zh="事项", en="what")),
            ("expected", Words(zh="预计", en="expected")),
            ("partnerships", Words(zh="结对", en="partnerships")),
            ("parks", Words(zh="园区", en="parks")),
            ("first_day", Words(zh="最早", en="first day")),
            ("last_day", Words(zh="最晚", en="last day")),
            *_GROUNDS,
        ),
        _milestones,
    ),
    "companies": (
        Words(zh="企业", en="Companies"),
        (
            _NAME,
            ("count", Words(zh="数量", en="count")),
            ("relation", Words(zh="关系", en="relation")),
            _PARK,
            ("zone", Words(zh="分区", en="zone")),
            _PAIR,
            *_GROUNDS,
        ),
        _companies,
    ),
    "sectors": (
        Words(zh="产业", en="Sectors"),
        (
            ("sector", Words(zh="产业", en="sector")),
            _PARK,
            _PAIR,
            ("serving", Words(zh="服务于", en="serving")),
            ("open_ended", Words(zh="原文有“等”", en="list goes on")),
            *_GROUNDS,
        ),
        _sectors,
    ),
    "facts": (
        Words(zh="来源", en="Sources"),
        (*_SUBJECT, _DUE, *_GROUNDS, _WHERE),
        _facts,
    ),
}

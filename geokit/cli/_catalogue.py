"""How ``geokit parks`` prints what the catalogue's tables hold: lines that are read, where a file has columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.cli._console import print_line, print_lines
from geokit.dates import date_words
from geokit.i18n import Language, Words, current_language
from geokit.programme.cited import both, listed, marked
from geokit.terminal import aligned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    import geokit as gk
    from geokit.programme.facts import Milestone
    from geokit.programme.listing import Fact
    from geokit.programme.places import Source
    from geokit.programme.record import Name
    from geokit.programme.tables import TableName

_TITLES = {
    "milestones": Words(zh="时间线", en="Timeline"),
    "sectors": Words(zh="产业", en="Sectors"),
    "companies": Words(zh="企业", en="Companies"),
    "facts": Words(zh="来源", en="Sources"),
    "stale": Words(zh="待核实", en="To ask about again"),
}
_EXPECTED = Words(zh="{text}（预计）", en="{text} (expected)")
_OF_PAIRS = Words(zh="{text}  [{pairs}]", en="{text}  [{pairs}]")
_SERVING = Words(zh="{park}（服务于{serving}）", en="{park} (for {serving})")
_NONE = Words(zh="（无）", en="(none)")
_NOWHERE = Words(zh="（原文未写明园区）", en="(no park is named)")
_LINE = Words(zh="{kind}：{said}", en="{kind}: {said}")
_QUOTED = Words(zh="  原文“{quote}”", en="  words: “{quote}”")
# Quotation marks within quotation marks.
_INNER = str.maketrans("“”", "‘’")
_NO_WORDS = Words(zh="  （原文未摘录）", en="  (the words are not at hand)")
_SOURCE = Words(zh="{title}（截至 {as_of}）", en="{title} (as of {as_of})")
_NO_SOURCE = Words(
    zh="没有单独来源（位置由所列地名点推导）",
    en="Without a source of their own (places are derived from the points named)",
)
_TITLE = Words(zh="{title}", en="{title}")
_CREDIT = Words(zh="署名：{credit}", en="credit: {credit}")
_DUE = Words(zh="{said}  期限 {due}，已过", en="{said}  due {due}, which has passed")
_OF_DAY = Words(
    zh="{said}  截至 {as_of}，已 {months} 个月", en="{said}  as of {as_of}, {months:month|months} ago"
)


def print_milestones(catalog: gk.Catalog, language: Language) -> None:
    """Print the timeline: a line each, with its pairs."""
    _title("milestones")
    _print_rows([_milestone(catalog, each, language) for each in catalog.milestones], language)


def _milestone(catalog: gk.Catalog, milestone: Milestone, language: Language) -> list[str]:
    text = marked(milestone, both(_EXPECTED, text=milestone.text) if milestone.expected else milestone.text)
    pairs = [catalog.pair_name(catalog.partnership(name)) for name in milestone.partnerships]
    said = both(_OF_PAIRS, text=text, pairs=listed(pairs, language)) if pairs else text
    return [date_words(milestone.date).localize(language), said.localize(language)]


def print_sectors(catalog: gk.Catalog, language: Language) -> None:
    """Print each sector with the parks that name it."""
    _title("sectors")
    rows = [
        [name.localize(language), listed([_served(park) for park in parks], language)]
        for name, parks in catalog.sectors.items()
    ]
    _print_rows(rows, language)


def _served(park: gk.Park) -> Name:
    serving = park.sectors.serving if park.sectors else None
    return both(_SERVING, park=park.name, serving=serving) if serving else park.name


def print_companies(catalog: gk.Catalog, language: Language) -> None:
    """Print each company with its park."""
    _title("companies")
    rows = []
    for company in catalog.companies:
        place = catalog.park_with_id(company.park).name if company.park else _NOWHERE
        rows.append([marked(company).localize(language), place.localize(language)])
    _print_rows(rows, language)


def print_sources(catalog: gk.Catalog, language: Language) -> None:
    """Print every fact below its source, with the words that it rests on."""
    _title("facts")
    facts = catalog.facts()
    known = [*catalog.programme.sources, *(source for park in catalog.parks for source in park.sources)]
    for source in known:
        # An id of a park's own may be one of the programme's too.
        of_source = [fact for fact in facts if (fact.source, fact.source_title) == (source.id, source.title)]
        print_lines(_about(source, language, has_facts=bool(of_source)))
        print_lines(_by_subject(of_source, language))
    own = [fact for fact in facts if fact.source is None]
    if own:
        print_line(_NO_SOURCE.localize(language))
        print_lines(_by_subject(own, language))


def _about(source: Source, language: Language, *, has_facts: bool) -> Iterator[str]:
    """Yield what a source is, and what must be known of it; that of points alone speaks of no day."""
    words = _SOURCE if has_facts else _TITLE
    yield words.render(language, title=source.title, as_of=source.as_of)
    if source.note:
        yield f"  {source.note.localize(language)}"
    if source.credit:
        yield f"  {_CREDIT.render(language, credit=source.credit)}"


def _by_subject(facts: Sequence[Fact], language: Language) -> Iterator[str]:
    for subject, own in _grouped(facts).items():
        yield f"  {subject.localize(language)}"
        yield from (f"    {_said(fact, language)}{_words(fact, language)}" for fact in own)


def _grouped(facts: Sequence[Fact]) -> dict[Name, list[Fact]]:
    """Return facts by what they are about, in the order of the first of each."""
    found: dict[Name, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.subject, []).append(fact)
    return found


def _said(fact: Fact, language: Language) -> str:
    return _LINE.render(language, kind=fact.kind, said=fact.marked)


def _words(fact: Fact, language: Language) -> str:
    if fact.source is None:
        return ""
    if fact.quote is None:
        return _NO_WORDS.localize(language)
    return _QUOTED.render(language, quote=fact.quote.translate(_INNER))


def print_stale(facts: Sequence[Fact], today: date, language: Language) -> None:
    """Print facts to ask about again below what they are about."""
    _title("stale")
    for subject, own in _grouped(facts).items():
        print_line(subject.localize(language))
        print_lines(f"    {_aged(fact, today, language)}" for fact in own)


def _aged(fact: Fact, today: date, language: Language) -> str:
    said = _said(fact, language)
    if fact.due is not None and fact.has_passed(today):
        return _DUE.render(language, said=said, due=date_words(fact.due))
    return _OF_DAY.render(language, said=said, as_of=fact.as_of, months=fact.age(today))


def _print_rows(rows: Sequence[Sequence[str]], language: Language) -> None:
    print_lines(aligned(rows) if rows else [_NONE.localize(language)])


def _title(name: str) -> None:
    print_line(_TITLES[name].localize(current_language()))


PRINTERS: dict[TableName, Callable[[gk.Catalog, Language], None]] = {
    "milestones": print_milestones,
    "sectors": print_sectors,
    "companies": print_companies,
    "facts": print_sources,
}

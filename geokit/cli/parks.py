"""``geokit parks``: what the catalogue holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geokit.cli._console import print_line, print_lines
from geokit.cli._forms import form_output_of, with_form_output, write_outputs
from geokit.cli._options import day_option, read_catalog, with_boundaries, with_language
from geokit.cli._usage import OnceCommand
from geokit.days import current_day
from geokit.i18n import Language, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import geokit as gk
    from geokit.programme.listing import Fact
    from geokit.programme.model import Placed
    from geokit.programme.tables import CatalogTable

_ABOUT = Words(
    zh="列出园区：公布面积（原文在前）、分区、状态、依据，推断的注明推断；或时间线、产业、企业、来源、待核实的事实。\n\n\b\n"
    "  geokit parks\n"
    "  geokit parks --timeline --sectors\n"
    "  geokit parks --stale -o 待核实.xlsx\n"
    "  geokit parks -o 园区.xlsx",
    en="List the parks: declared areas, as written first, zones, status, basis; what was inferred says so. Or the timeline, "
    "sectors, companies, sources, or facts to ask about again.\n\n\b\n"
    "  geokit parks\n"
    "  geokit parks --timeline --sectors\n"
    "  geokit parks --stale -o to-ask.xlsx\n"
    "  geokit parks -o parks.xlsx",
)
_TIMELINE = Words(zh="时间线：已发生与预计的事项", en="The timeline: what happened and what was expected.")
_SECTORS = Words(zh="各园区的产业", en="The sectors of the parks.")
_COMPANIES = Words(zh="企业及其与园区的关系", en="Companies and what they are to the parks.")
_SOURCES = Words(
    zh="每条事实的来源、日期和所依据的原文",
    en="Every fact with its source, its date and the words it rests on.",
)
_STALE = Words(
    zh="待核实的事实：期限已过的，以及早于 --months 的",
    en="Facts to ask about again: those whose date has passed, and those older than --months.",
)
_MONTHS = Words(
    zh="多少个月以前的事实需要核实；缺省为 12",
    en="How many months make a fact one to ask about; 12 if left out.",
)
_AS_OF = Words(zh="与哪一天比较；缺省为今天", en="The day that dates are compared with; today if left out.")
_ONLY_STALE = Words(zh="--months 和 --as-of 只用于 --stale", en="--months and --as-of go with --stale alone")
_AGE = Words(
    zh="{day}：{passed} 条期限已过，{aged} 条早于 {months} 个月；共 {count} 条事实",
    en="{day}: {passed:date has|dates have} passed, {aged:fact is|facts are} {months} months old or more; {count:fact|facts} in all",
)
_FIRST_ONLY = Words(
    zh=".csv 文件只有“{title}”一张表；{others}见 .xlsx 文件",
    en="a .csv file has the table “{title}” alone; an .xlsx file has {others} too",
)
_NONE_STALE = Words(zh="没有待核实的事实", en="there is nothing to ask about")
_DECLARED = Words(zh="公布 {declared}（截至 {as_of}）", en="declared {declared} (as of {as_of})")
_NOT_PUBLISHED = Words(zh="未公布面积", en="area not published")
_MEASURED = Words(
    zh="图形 {area}，椭球面积，{crs}；{basis}", en="outline {area}, ellipsoidal, {crs}; {basis}"
)
_SKETCH = Words(zh="{circle}（{within}）", en="{circle} ({within})")
_NO_OUTLINE = Words(
    zh="无边界，仅有参考点（±{uncertainty} 公里）", en="no outline, an anchor only (±{uncertainty} km)"
)
_LINE = Words(zh="{heading}：{said}", en="{heading}: {said}")
_KIND_OF = Words(zh="{name}（{kind}）", en="{name} ({kind})")
_SEPARATOR = Words(zh="；", en="; ")
_SUM = Words(zh="{count} 个园区，已公布用地{area}", en="{count:park|parks}, published land: {area}")
_NO_SUM = Words(zh="{count} 个园区，均未公布面积", en="{count:park|parks}, no area published")
_OF_PAIR = Words(zh="[{pair}]  {said}", en="[{pair}]  {said}")
_NO_PARK = Words(zh="来源中没有园区", en="the sources name no park")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@with_boundaries
@click.option("--timeline", "milestones", is_flag=True, help=_TIMELINE.render())
@click.option("--sectors", is_flag=True, help=_SECTORS.render())
@click.option("--companies", is_flag=True, help=_COMPANIES.render())
@click.option("--sources", "facts", is_flag=True, help=_SOURCES.render())
@click.option("--stale", is_flag=True, help=_STALE.render())
@click.option("--months", type=click.IntRange(0, 1200), help=_MONTHS.render())
@day_option("--as-of", help=_AS_OF.render())
@with_form_output
@with_language
def command(
    boundaries: Path | None, months: int | None, as_of: date | None, *, stale: bool, **options: Any
) -> int:
    """Print every park of the catalogue, or the tables that are asked for."""
    from geokit.cli._catalogue import PRINTERS, print_stale
    from geokit.ledgers.catalog_form import CatalogForm
    from geokit.programme.tables import TABLE_NAMES, catalog_table, stale_table

    outputs, marks = form_output_of(options)
    if not stale and (months is not None or as_of is not None):
        raise click.UsageError(_ONLY_STALE.render())
    catalog, language = read_catalog(boundaries), current_language()
    asked = [name for name in PRINTERS if options[name]]
    tables: list[CatalogTable] = []
    lines: list[str] = []
    if stale:
        day = as_of or current_day()
        facts = catalog.stale_facts(day, months=12 if months is None else months)
        tables, lines = [stale_table(facts, day)], [_counted(catalog, facts, day, months)]
        print_stale(facts, day, language)
        print_lines(lines)
    for name in asked:
        PRINTERS[name](catalog, language)
    if not (asked or stale):
        _print_parks(catalog)
        asked = list(TABLE_NAMES)
    if outputs:
        tables += [catalog_table(catalog, name) for name in asked]
    write_outputs(CatalogForm(tables, lines), outputs, marks)
    if len(tables) > 1 and any(output.suffix.lower() == ".csv" for output in outputs):
        print_line(_FIRST_ONLY.render(title=tables[0].title, others=[table.title for table in tables[1:]]))
    return 0


def _counted(catalog: gk.Catalog, stale: Sequence[Fact], day: date, months: int | None) -> str:
    """Return how many facts there are to ask about again."""
    if not stale:
        return _NONE_STALE.render()
    passed = sum(fact.has_passed(day) for fact in stale)
    counts = {"passed": passed, "aged": len(stale) - passed, "count": len(catalog.facts())}
    return _AGE.render(day=day, months=12 if months is None else months, **counts)


def _print_parks(catalog: gk.Catalog) -> None:
    from geokit.programme.cited import marked

    language = current_language()
    for park in catalog.parks:
        print_lines(_park_lines(catalog, park, language))
    for pair in catalog.partnerships:
        # A pair of whose parks nothing is known is one all the same.
        said = marked(pair.unnamed_park) if pair.unnamed_park else _NO_PARK
        if pair.unnamed_park or not catalog.parks_of(pair):
            print_lines([_OF_PAIR.render(pair=catalog.pair_name(pair), said=said), ""])
    area = catalog.published_area()
    print_line((_SUM if area else _NO_SUM).render(count=len(catalog.parks), area=area))


def _park_lines(catalog: gk.Catalog, park: gk.Park, language: Language) -> Iterator[str]:
    from geokit.programme.cited import both
    from geokit.programme.display import INDENT
    from geokit.programme.terms import ZONE_KIND_WORDS

    pair = catalog.pair_name(catalog.partnership(park.partnership)).localize(language)
    yield f"{park.id}  {park.name.localize(language)}  [{pair}]"
    yield from (f"    {line}" for line in _facts(park, park, language))
    yield from (f"    {_LINE.render(language, heading=heading, said=said)}" for heading, said in park.said())
    for depth, zone in park.zone_tree():
        kind = ZONE_KIND_WORDS[zone.kind]
        # Many a start zone is called nothing else.
        is_plain = zone.name.localize(language) == kind.localize(language)
        name = zone.name if is_plain else both(_KIND_OF, name=zone.name, kind=kind)
        facts = _SEPARATOR.localize(language).join(_facts(zone, park, language))
        yield "    · " + INDENT * depth + _LINE.render(language, heading=name, said=facts)
    yield ""


def _facts(placed: Placed, park: gk.Park, language: Language) -> Iterator[str]:
    from geokit.programme.circles import PlaceError, circle_words
    from geokit.programme.cited import marked
    from geokit.programme.terms import BASIS_WORDS, Basis

    figure, anchor = placed.figure, placed.anchor or park.anchor
    uncertainty = f"{anchor.uncertainty_m / 1000:g}" if anchor else "?"
    if figure is None:
        yield _NOT_PUBLISHED.localize(language)
    else:
        yield _DECLARED.render(language, declared=marked(figure), as_of=figure.as_of)
    if placed is not park and placed.progress:
        yield marked(placed.progress).localize(language)
    if placed.basis is Basis.SCHEMATIC:
        yield _SKETCH.render(language, circle=circle_words(placed, language), within=PlaceError(anchor))
    elif placed.area is not None and placed.crs is not None and placed.basis is not None:
        basis = BASIS_WORDS[placed.basis]
        yield _MEASURED.render(language, area=placed.area, crs=placed.crs.to_string(), basis=basis)
    elif placed.anchor is not None:
        yield _NO_OUTLINE.render(language, uncertainty=uncertainty)

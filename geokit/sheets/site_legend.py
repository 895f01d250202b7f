"""What stands beside the map of a site: stages, phases, findings, notes, the park's facts, its boundary points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from geokit.i18n import Words
from geokit.page.marks import GROUPS, severity_legend
from geokit.page.payload import localized
from geokit.sheets.column import Bar, Entry, Fact, Gap, Key, Line
from geokit.sheets.shapes import move_to
from geokit.sheets.site_shapes import outline_symbol, spots_of
from geokit.sheets.survey import points_entries
from geokit.symbols import MARK, QUIET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geokit.i18n import Language
    from geokit.sheets.sheet import Sheet

    # Of geokit.maps, which stands above.
    Site: TypeAlias = Any

_POINTS_ON_INDEX = Words(
    zh="界址点坐标成果表见图幅索引及附表",
    en="The table of boundary points is on the index and the tables after it",
)


_RING = Words(zh="圆圈标出过小而看不清的图形", en="A ring marks a shape too small to be seen")
_MORE = Words(zh="另有 {n} 条，见核查报告", en="{n:more is|more are} in the report of the audit")
# A longer list is a report.
_MOST_LISTED = 60


def site_entries(site: Site, words: Mapping[str, Words], sheet: Sheet) -> list[Entry]:
    """Return what stands beside a site's map on a sheet."""
    language = sheet.language
    entries: list[Entry] = []
    for table in site.tables:
        entries += _stages(table, words, language, is_plain=bool(site.data.get("is_plain")))
    entries += _outlines(site, language)
    entries += _severities(site, language)
    if not site.findings and any(
        len(spots_of(sheet, move_to(sheet.plane, each.shapes))) for each in site.tables
    ):
        entries.append(Line(_RING.localize(language), colour=QUIET.light))
    entries += [Line(note, colour=MARK.light) for note in _notes(site, language)]
    entries += [Fact(label, value) for label, value in _rows(site, language)]
    if sheet.is_part:
        return [*entries, *([Line(_POINTS_ON_INDEX.localize(language))] if site.corners else [])]
    for table in [] if site.data.get("is_plain") else site.tables:
        entries += _phases(table, words, language)
    if sheet.scale is not None:
        entries += finding_entries(site, words, language)
    if sheet.scale is not None and site.corners:
        notes = [Line(text, colour=QUIET.light) for text in sheet.notes]
        entries += [Gap(), *notes, *points_entries(site.corners, language)]
    return entries


def finding_entries(
    site: Site, words: Mapping[str, Words], language: Language, *, is_short: bool = False
) -> list[Entry]:
    """Return the list of findings: what the numbers on the map say, in a sentence or in short."""
    found = site.findings or ()
    if not found:
        return []
    entries: list[Entry] = [Gap(0.4), Line(words["findings"].localize(language), is_heading=True)]
    for number, each in enumerate(found[:_MOST_LISTED], start=1):
        fact, message = _said(each, language)
        entries.append(Key(f"{number}  {fact}", each.finding.severity.value, "" if is_short else message))
    if len(found) > _MOST_LISTED:
        entries.append(Line(_MORE.render(language, n=len(found) - _MOST_LISTED), colour=MARK.light))
    return entries


def _said(drawn: Any, language: Language) -> tuple[str, str]:
    """Return the fact of a finding, and its sentence."""
    told: Any = drawn.payload()
    fact = told["fact"] or told["title"]
    return fact[language], told["message"][language]


def site_texts(site: Site, language: Language) -> list[str]:
    """Return the texts of it that are no words of the page."""
    phases = [bar["name"][language] for table in site.tables for bar in table.bars]
    phases += [bar["frame"]["text"][language] for table in site.tables for bar in table.bars if bar["frame"]]
    ground: Any = site.data.get("ground")
    phases += [ground["name"][language], ground["area"][language]] if ground else []
    severities = [each["name"][language] for each in _severity_lines(site)]
    legends = [localized(outline.legend)[language] for outline in site.outlines]
    legends += [site.place.legend.localize(language)] if site.place else []
    rows = [text for row in _rows(site, language) for text in row]
    own = [each.localize(language) for each in (_POINTS_ON_INDEX, _RING, _MORE)]
    said = [text for each in (site.findings or ())[:_MOST_LISTED] for text in _said(each, language)]
    return [*own, *said, "·×", *phases, *severities, *legends, *rows, *_notes(site, language)]


def _stages(table: Any, words: Mapping[str, Words], language: Language, *, is_plain: bool) -> Iterator[Entry]:
    for line in [] if is_plain or _has_phases(table) else table.legend:
        key = ("parcel_mu" if line["count"] == 1 else "parcels_mu") + ("_least" if line["uncounted"] else "")
        fields = {"count": f"{line['count']:,}", "mu": line["mu"], "n": line["uncounted"]}
        detail = localized(words[key], **fields)[language]
        yield Key(line["name"][language], line["key"], detail)
    if table.is_invalid.any():
        yield Key(words["invalid_outline"].localize(language), "invalid")
    yield Gap(0.3)


def _outlines(site: Site, language: Language) -> Iterator[Entry]:
    """Yield a key for each kind of outline that is drawn."""
    known = {(outline_symbol(each), localized(each.legend)[language]): each for each in site.outlines}
    for (symbol, name), outline in known.items():
        if outline.basis is not None:
            yield Key(name, symbol, is_circle=outline.is_schematic)
    if site.place is not None:
        yield Key(site.place.legend.localize(language), "uncertainty", is_circle=True)
    ground: Any = site.data.get("ground")
    if ground:
        yield Key(ground["name"][language], "unparcelled", ground["area"][language])


def _severity_lines(site: Site) -> list[Any]:
    return severity_legend(each.finding.severity for each in site.findings or ())


def _severities(site: Site, language: Language) -> Iterator[Entry]:
    lines = _severity_lines(site)
    for line in lines:
        yield Key(f"{line['name'][language]} {line['count']:,}", line["key"])
    if lines:
        if any(each.shape is not None for each in site.findings):
            yield Line(_RING.localize(language), colour=QUIET.light)
        yield Gap(0.3)


def _has_phases(table: Any) -> bool:
    """Whether the bars of phases are the legend."""
    return bool(table.is_by_phase and len(table.bars) > 1)


def _phases(table: Any, words: Mapping[str, Words], language: Language) -> Iterator[Entry]:
    if not table.bars:
        return
    yield Gap(0.4)
    heading = words["phase_land" if table.is_by_phase else "phases"]
    yield Line(heading.localize(language), is_heading=True)
    # All on one scale: the longest phase, or the area that one is to have.
    whole = (
        max((max(_mu(bar), bar["frame"]["mu"] if bar["frame"] else 0) for bar in table.bars), default=0) or 1
    )
    for bar in table.bars:
        key = "phase_total_least" if bar["uncounted"] else "phase_total"
        total = localized(words[key], mu=bar["total"], n=bar["uncounted"])[language]
        parts = tuple(
            (part["mu"] / whole, bar.get("key") or GROUPS[part["group"]].key) for part in _counted(bar)
        )
        frame = bar["frame"]
        yield Bar(
            bar["name"][language],
            total,
            parts,
            frame["mu"] / whole if frame else 0,
            frame["text"][language] if frame else "",
        )


def _counted(bar: Any) -> list[Any]:
    """Return the parts that are in the total; land that was taken back is in none."""
    return [part for part in bar["parts"] if part["share"]]


def _mu(bar: Any) -> float:
    return float(sum(part["mu"] for part in _counted(bar)))


def _notes(site: Site, language: Language) -> list[str]:
    return [localized(note)[language] for note in site.notes]


def _rows(site: Site, language: Language) -> list[tuple[str, str]]:
    card: Any = None if site.tables else site.data.get("card")
    return [(row["label"][language], row["value"][language]) for row in (card["rows"] if card else [])]

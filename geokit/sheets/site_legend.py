"""What stands beside the map of a site: stages, phases, findings, notes, the park's facts, its boundary points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from geokit.i18n import Words
from geokit.page.marks import GROUPS, severity_legend
from geokit.page.payload import localized
from geokit.programme.terms import BASIS_WORDS
from geokit.sheets.column import Bar, Entry, Fact, Gap, Key, Line
from geokit.sheets.site_shapes import finding_look, outline_look, stage_look
from geokit.sheets.survey import points_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geokit.i18n import Language
    from geokit.sheets.sheet import Sheet

    # Of geokit.maps, which stands above.
    Site: TypeAlias = Any

_RED = "#A61B1B"
_POINTS_ON_INDEX = Words(
    zh="界址点坐标表见图幅索引及附表",
    en="The table of boundary points is on the index and the tables after it",
)


def site_entries(site: Site, words: Mapping[str, Words], sheet: Sheet) -> list[Entry]:
    """Return what stands beside a site's map on a sheet."""
    language = sheet.language
    entries: list[Entry] = []
    for table in [] if site.data.get("is_plain") else site.tables:
        entries += _stages(table, words, language)
    entries += _outlines(site, words, language)
    entries += _severities(site, language)
    entries += [Line(note, colour=_RED) for note in _notes(site, words, language)]
    entries += [Fact(label, value) for label, value in _rows(site, language)]
    if sheet.is_part:
        return [*entries, *([Line(_POINTS_ON_INDEX.localize(language))] if site.corners else [])]
    for table in [] if site.data.get("is_plain") else site.tables:
        entries += _phases(table, words, language)
    if sheet.scale is not None and site.corners:
        entries += [Gap(), *points_entries(site.corners, language)]
    return entries


def site_texts(site: Site, words: Mapping[str, Words], language: Language) -> list[str]:
    """Return the texts of it that are no words of the page."""
    phases = [bar["name"][language] for table in site.tables for bar in table.bars]
    severities = [each["name"][language] for each in _severity_lines(site)]
    bases = [basis.localize(language) for basis in BASIS_WORDS.values()]
    rows = [text for row in _rows(site, language) for text in row]
    own = _POINTS_ON_INDEX.localize(language)
    return [own, *phases, *severities, *bases, *rows, *_notes(site, words, language)]


def _stages(table: Any, words: Mapping[str, Words], language: Language) -> Iterator[Entry]:
    for line in table.legend:
        key = ("parcel_mu" if line["count"] == 1 else "parcels_mu") + ("_least" if line["uncounted"] else "")
        fields = {"count": f"{line['count']:,}", "mu": line["mu"], "n": line["uncounted"]}
        detail = localized(words[key], **fields)[language]
        box = {**stage_look(GROUPS[line["group"]]), "linewidth": 0.6}
        yield Key(line["name"][language], detail, box=box)
    yield Gap(0.3)


def _outlines(site: Site, words: Mapping[str, Words], language: Language) -> Iterator[Entry]:
    """Yield a key for each kind of outline that is drawn."""
    known = {(outline.kind, outline.basis): outline for outline in site.outlines}
    for (kind, basis), outline in known.items():
        if basis is not None:
            key = "outline" if kind == "park" else "zone"
            name = words[key].render(language, basis=BASIS_WORDS[basis])
            yield Key(name, box={**outline_look(outline), "linewidth": 1.2})


def _severity_lines(site: Site) -> list[Any]:
    return severity_legend(each.finding.severity for each in site.findings or ())


def _severities(site: Site, language: Language) -> Iterator[Entry]:
    lines = _severity_lines(site)
    for line in lines:
        severity = next(
            each.finding.severity for each in site.findings if each.finding.severity.value == line["key"]
        )
        look = {**finding_look(severity), "markersize": 7, "markeredgewidth": 1.5}
        yield Key(f"{line['name'][language]} {line['count']:,}", line=look)
    if lines:
        yield Gap(0.3)


def _phases(table: Any, words: Mapping[str, Words], language: Language) -> Iterator[Entry]:
    yield Gap(0.4)
    yield Line(words["phases"].localize(language), is_heading=True)
    for bar in table.bars:
        key = "phase_total_least" if bar["uncounted"] else "phase_total"
        total = localized(words[key], mu=bar["total"], n=bar["uncounted"])[language]
        parts = tuple(
            (part["share"], {**stage_look(GROUPS[part["group"]]), "linewidth": 0.4}) for part in bar["parts"]
        )
        yield Bar(bar["name"][language], total, parts)


def _notes(site: Site, words: Mapping[str, Words], language: Language) -> list[str]:
    notes = [localized(note)[language] for note in site.notes]
    km = site.data.get("uncertainty_km")
    if site.is_schematic and km:
        notes.insert(0, words["schematic_note"].render(language, km=km))
    return notes


def _rows(site: Site, language: Language) -> list[tuple[str, str]]:
    card: Any = None if site.tables else site.data.get("card")
    return [(row["label"][language], row["value"][language]) for row in (card["rows"] if card else [])]

"""What stands beside the map of a site: stages, phases, findings, notes, the park's facts, its boundary points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from geokit.i18n import Words
from geokit.page.marks import GROUPS, severity_legend
from geokit.page.payload import localized
from geokit.programme.terms import BASIS_WORDS
from geokit.sheets.column import Bar, Entry, Fact, Gap, Key, Line
from geokit.sheets.site_shapes import outline_symbol
from geokit.sheets.survey import points_entries
from geokit.symbols import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geokit.i18n import Language
    from geokit.sheets.sheet import Sheet

    # Of geokit.maps, which stands above.
    Site: TypeAlias = Any

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
    entries += [Line(note, colour=MARK.light) for note in _notes(site, words, language)]
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
    phases += [bar["frame"]["text"][language] for table in site.tables for bar in table.bars if bar["frame"]]
    ground: Any = site.data.get("ground")
    phases += [ground["name"][language], ground["area"][language]] if ground else []
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
        yield Key(line["name"][language], GROUPS[line["group"]].key, detail)
    if table.is_invalid.any():
        yield Key(words["invalid_outline"].localize(language), "invalid")
    yield Gap(0.3)


def _outlines(site: Site, words: Mapping[str, Words], language: Language) -> Iterator[Entry]:
    """Yield a key for each kind of outline that is drawn."""
    known = {(outline.kind, outline.basis): outline for outline in site.outlines}
    for (kind, basis), outline in known.items():
        if basis is not None:
            key = "outline" if kind == "park" else "zone"
            name = words[key].render(language, basis=BASIS_WORDS[basis])
            yield Key(name, outline_symbol(outline))
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
        yield Gap(0.3)


def _phases(table: Any, words: Mapping[str, Words], language: Language) -> Iterator[Entry]:
    yield Gap(0.4)
    yield Line(words["phases"].localize(language), is_heading=True)
    # All on one scale: the longest phase, or the area that one is to have.
    whole = (
        max((max(_mu(bar), bar["frame"]["mu"] if bar["frame"] else 0) for bar in table.bars), default=0) or 1
    )
    for bar in table.bars:
        key = "phase_total_least" if bar["uncounted"] else "phase_total"
        total = localized(words[key], mu=bar["total"], n=bar["uncounted"])[language]
        parts = tuple((part["mu"] / whole, GROUPS[part["group"]].key) for part in _counted(bar))
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


def _notes(site: Site, words: Mapping[str, Words], language: Language) -> list[str]:
    notes = [localized(note)[language] for note in site.notes]
    km = site.data.get("uncertainty_km")
    if site.is_schematic and km:
        notes.insert(0, words["schematic_note"].render(language, km=km))
    return notes


def _rows(site: Site, language: Language) -> list[tuple[str, str]]:
    card: Any = None if site.tables else site.data.get("card")
    return [(row["label"][language], row["value"][language]) for row in (card["rows"] if card else [])]

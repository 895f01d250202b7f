"""The lists of a link map as entries of a sheet: its timeline, sectors, companies, and the programme itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geokit.i18n import LANGUAGES
from geokit.sheets.column import Gap, Line
from geokit.sheets.link_entries import draw_number
from geokit.symbols import INK, PAPER, QUIET, THEME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geokit.i18n import Language, Words
    from geokit.sheets.column import Entry, Ink

_NUMBER, _SMALL, _TRACK = 2.0, 0.86, 1.6
# A ring is as high as a line.
_RING_PT = 13.0


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact: what it is called, what it says, notes below it, and the numbers of its pairs to its right.

    ``is_open`` is None of a fact without a date; of a moment, whether it is still to come, as far as its source knows.
    """

    label: str
    text: str
    notes: tuple[str, ...]
    numbers: tuple[tuple[int, str], ...]
    is_open: bool | None = None

    def _at(self, ink: Ink) -> float:
        return 0.0 if self.is_open is None else ink.em(_TRACK)

    def _lines(self, ink: Ink) -> Iterator[tuple[str, float, dict[str, Any]]]:
        """Yield each line with its size and style; the numbers stand beside the first."""
        beside = ink.em(_NUMBER) * len(self.numbers) + self._at(ink)
        first: dict[str, Any] = {"color": QUIET.light} if self.is_open is None else {"fontweight": "bold"}
        indent = beside
        for text, style in ((self.label, first), (self.text, {})):
            lines = ink.broken(text, indent=indent) if text else []
            yield from ((line, 1.0, style) for line in lines)
            indent = self._at(ink) if lines and self.is_open is not None else beside
        for note in self.notes:
            lines = ink.broken(note, size=_SMALL, indent=self._at(ink))
            yield from ((line, _SMALL, {"color": QUIET.light}) for line in lines)

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        return sum(1 for _ in self._lines(ink)) + 0.5

    def draw(self, ink: Ink) -> None:
        """Draw it, a moment with its mark on the line of time."""
        if self.is_open is not None:
            self._draw_track(ink)
        for row, (text, size, style) in enumerate(self._lines(ink)):
            ink.write(row, text, at=self._at(ink), size=size, **style)
        for at, (number, colour) in enumerate(reversed(self.numbers)):
            x = ink.left + ink.width - ink.em(_NUMBER) * (at + 0.5)
            draw_number(ink.axes, x, ink.top - ink.line / 2, number, colour, ink.pt / _RING_PT)

    def _draw_track(self, ink: Ink) -> None:
        x, y = ink.left + ink.em(0.5), ink.top - ink.line / 2
        end = ink.top - self.rows(ink) * ink.line
        ink.axes.plot([x, x], [ink.top, end], color=THEME["rule"].light, linewidth=1.2, zorder=1)
        # What happened is filled, what was expected is open.
        face = (PAPER if self.is_open else INK).light
        style: dict[str, Any] = {
            "markerfacecolor": face,
            "markeredgecolor": INK.light,
            "markeredgewidth": 1.2,
        }
        ink.axes.plot(x, y, "o", markersize=ink.pt * 0.62, zorder=2, **style)


@dataclass(frozen=True, slots=True)
class Headed:
    """A heading with what stands first below it: no column ends with a heading."""

    heading: Line
    first: Entry

    def rows(self, ink: Ink) -> float:
        """Return how many lines both take."""
        return self.heading.rows(ink) + self.first.rows(ink)

    def draw(self, ink: Ink) -> None:
        """Draw one below the other."""
        self.heading.draw(ink)
        self.first.draw(replace(ink, top=ink.top - self.heading.rows(ink) * ink.line))


def fact_entries(data: Any, words: Mapping[str, Words], language: Language) -> Iterator[Entry]:
    """Yield the lists of a link map, each below its heading.

    Parameters
    ----------
    data : mapping
        What the page draws.
    words : mapping of str to Words
        The words of the page.
    language : {"zh", "en"}
    """
    lists = _Lists(data, words, language)
    for heading, entries in lists.all():
        found = list(entries)
        if found:
            yield Headed(Line(heading, is_heading=True), found[0])
            yield from found[1:]
            yield Gap(0.8)
    sources = dict.fromkeys(fact["source"][language] for fact in _facts(data) if fact["source"])
    yield from (Line(text, colour=QUIET.light) for text in sources)


def fact_texts(data: Any, language: Language) -> list[str]:
    """Return the texts of the lists, to look for a font."""
    keys = ("date", "text", "label", "value", "inferred", "source")
    said = [fact[key][language] for fact in _facts(data) for key in keys if fact.get(key)]
    cards = [*data["parks"], *data["enclaves"], *unnamed_cards(data, {language: ""})]
    return [
        *said,
        *(card["name"][language] for card in cards),
        *(row[key][language] for card in cards for row in card["rows"] for key in ("label", "value")),
        *(
            each[key][language]
            for key in ("sectors", "about")
            for each in data[key]
            for key in each
            if key in ("name", "title")
        ),
    ]


def unnamed_cards(data: Any, name: Any) -> list[Any]:
    """Return parks that are known to be there and no more, as cards of this name."""
    return [
        {"name": name, "pair": pair["id"], "rows": pair["unnamed_park"]["rows"]}
        for pair in data["pairs"]
        if pair["unnamed_park"]
    ]


def _facts(data: Any) -> Iterator[Any]:
    yield from (*data["milestones"], *data["sector_parks"], *data["companies"])
    for group in data["about"]:
        yield from group["facts"]


@dataclass(frozen=True, slots=True)
class _Lists:
    data: Any
    words: Mapping[str, Words]
    language: Language

    def all(self) -> Iterator[tuple[str, Iterator[Entry]]]:
        """Yield each list with its heading, in the page's order."""
        yield self._say("parks"), map(self._card, self._parks())
        yield self._say("enclaves"), map(self._card, self.data["enclaves"])
        yield self._say("timeline"), map(self._moment, self.data["milestones"])
        yield self._say("sectors"), map(self._sector, self.data["sectors"])
        yield self._say("sector_parks"), map(self._fact, self.data["sector_parks"])
        yield self._say("companies"), map(self._fact, self.data["companies"])
        for group in self.data["about"]:
            yield group["title"][self.language], map(self._fact, group["facts"])

    def _parks(self) -> list[Any]:
        name = {language: self.words["unnamed_park"].render(language) for language in LANGUAGES}
        return [*self.data["parks"], *unnamed_cards(self.data, name)]

    def _card(self, card: Any) -> FactEntry:
        rows = [
            self._say("moment", date=row["label"][self.language], text=row["value"][self.language])
            for row in card["rows"]
        ]
        return FactEntry("", card["name"][self.language], tuple(rows), self._numbers([card["pair"]]))

    def _say(self, key: str, **fields: object) -> str:
        return self.words[key].render(self.language, **fields)

    def _moment(self, moment: Any) -> FactEntry:
        date = moment["date"][self.language]
        label = self._say("dated", date=date, kind=self._say("expected")) if moment["is_expected"] else date
        text = moment["text"][self.language]
        return FactEntry(
            label, text, self._notes(moment), self._numbers(moment["pairs"]), is_open=moment["is_expected"]
        )

    def _sector(self, sector: Any) -> FactEntry:
        pairs = [park["pair"] for park in self.data["parks"] if park["id"] in sector["parks"]]
        return FactEntry("", sector["name"][self.language], (), self._numbers(pairs))

    def _fact(self, fact: Any) -> FactEntry:
        label = fact["label"][self.language] if fact["label"] else ""
        return FactEntry(label, fact["value"][self.language], self._notes(fact), self._numbers(fact["pairs"]))

    def _notes(self, fact: Any) -> tuple[str, ...]:
        reason = fact["inferred"]
        return (self._say("inferred_as", reason=reason[self.language]),) if reason else ()

    def _numbers(self, ids: list[str]) -> tuple[tuple[int, str], ...]:
        return tuple((pair["number"], pair["colour"]) for pair in self.data["pairs"] if pair["id"] in ids)

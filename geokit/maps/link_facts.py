"""What a catalogue says besides who helps whom: when, in what, with which companies, and how it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.dates import date_words, last_day
from geokit.i18n import Words
from geokit.maps.cards import source_text
from geokit.page.payload import Json, LocalizedText, Text, localized
from geokit.programme.terms import RELATION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geokit.programme.catalog import Catalog
    from geokit.programme.cited import Cited
    from geokit.programme.facts import Company, Milestone, Stated
    from geokit.programme.model import Park

_GROUPS = {
    "bodies": Words(zh="机构与职责", en="Bodies"),
    "themes": Words(zh="产业主题", en="Themes"),
    "services": Words(zh="服务", en="Services"),
    "figures": Words(zh="方案与数字", en="Plans and figures"),
    "statements": Words(zh="其他", en="Further statements"),
}
_GOES_ON = Words(zh="等（资料未列全）", en="and others (the list goes on)")
_COMPANIES = Words(zh="{count} 家企业", en="{count:company|companies}")
_AT = Words(zh="{company}（{place}）", en="{company} ({place})")
_ZONE = Words(zh="{park}{zone}", en="{park}, {zone}")


class LinkFacts:
    """The lists beside a link map.

    Parameters
    ----------
    catalog : Catalog
        Whose facts they are.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def payload(self) -> Json:
        """Return them, for the page's script."""
        return {
            "milestones": [self._milestone(each) for each in self.catalog.milestones],
            "sectors": self._sectors(),
            "sector_parks": [
                self._fact(park.sectors, park.name, park.sectors, [park.partnership], park=park)
                for park in self.catalog.parks
                if park.sectors
            ],
            "companies": [self._company(each) for each in self._companies()],
            "about": self._about(),
        }

    def grounds(self, cited: Cited | Stated, park: Park | None = None) -> dict[str, object]:
        """Return what a fact rests on: the words quoted, why it was inferred, and where it was read."""
        source = self.catalog.source(cited.source, park) if cited.source else None
        return {
            "quote": cited.quote and localized(cited.quote),
            "inferred": localized(cited.reason) if cited.reason else None,
            "source": localized(source_text(source.title, cited.as_of or source.as_of)) if source else None,
        }

    def _fact(
        self,
        cited: Cited | Stated,
        label: Text | None,
        value: Text,
        pairs: Iterable[str | None] = (),
        *,
        park: Park | None = None,
    ) -> Json:
        due = getattr(cited, "due", None)
        return {
            "label": localized(label) if label else None,
            "value": localized(value),
            "due": last_day(due).isoformat() if due else None,
            "pairs": [pair for pair in pairs if pair],
            **self.grounds(cited, park),
        }

    def _companies(self) -> list[Company]:
        # Who has come stands before who may.
        order = list(RELATION_WORDS)
        return sorted(self.catalog.companies, key=lambda each: order.index(each.relation))

    def _milestone(self, milestone: Milestone) -> Json:
        park = self.catalog.park_with_id(milestone.parks[0]) if milestone.parks else None
        return {
            "date": localized(date_words(milestone.date)),
            "text": localized(milestone.text),
            "is_expected": milestone.expected,
            "due": last_day(milestone.date).isoformat() if milestone.expected else None,
            "pairs": list(milestone.partnerships),
            **self.grounds(milestone, park),
        }

    def _sectors(self) -> list[Json]:
        """Return each sector with the parks that name it, those of many parks first."""
        # Of a stable sort, so that those of as many parks stay as the catalogue has them.
        rows: list[tuple[Text, Sequence[Park]]] = sorted(
            self.catalog.sectors.items(), key=lambda each: -len(each[1])
        )
        goes_on = [park for park in self.catalog.parks if park.sectors and park.sectors.open_ended]
        if goes_on:
            rows.append((_GOES_ON, goes_on))
        return [{"name": localized(name), "parks": [park.id for park in parks]} for name, parks in rows]

    def _company(self, company: Company) -> Json:
        park = self.catalog.park_with_id(company.park) if company.park else None
        named: Text = company.name or LocalizedText.of(_COMPANIES, count=company.count)
        if park:
            zone = park.zone(company.zone) if company.zone else None
            place = LocalizedText.of(_ZONE, park=park.name, zone=zone.name) if zone else park.name
            named = LocalizedText.of(_AT, company=named, place=place)
        return self._fact(company, RELATION_WORDS[company.relation], named, [company.partnership], park=park)

    def _about(self) -> list[Json]:
        groups = [(title, list(self._group(name))) for name, title in _GROUPS.items()]
        return [{"title": localized(title), "facts": facts} for title, facts in groups if facts]

    def _group(self, name: str) -> Iterator[Json]:
        cities = {city.id: city.name for city in self.catalog.programme.cities}
        for each in getattr(self.catalog.programme, name):
            label = cities.get(getattr(each, "city", None) or "")
            yield self._fact(each, label, each, [getattr(each, "partnership", None)])

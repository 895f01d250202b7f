"""What a link map is made of: districts, pairs, parks and enclaves as plain data, which page and paper draw."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geokit.dates import date_words
from geokit.geometry.arrays import as_array
from geokit.i18n import LANGUAGES, Words
from geokit.maps.cards import enclave_rows, park_rows, since, source_text, unnamed_rows
from geokit.maps.link_classes import area_class, class_words
from geokit.maps.link_districts import seat
from geokit.maps.link_facts import LinkFacts
from geokit.maps.link_land import figures_of, land_label, land_text, large_figure
from geokit.maps.link_places import LinkPlaces
from geokit.maps.outlines import sketch
from geokit.page.geometry import OUTLINE_PRECISION_M, Point, bounds, pack_shapes, to_display
from geokit.page.payload import Json, localized
from geokit.programme.outlines import CREDIT, OUTLINE_CRS
from geokit.symbols import INK, SYMBOLS, pair_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park
    from geokit.programme.places import City, District, Enclave, Partnership


_PAIRS = Words(zh="对区县结对", en="district pairs")

_PARKS = Words(zh="个园区", en="parks")

_PUBLISHED = Words(zh="已公布园区用地", en="park land published")

_START_ZONES = Words(zh="其中启动区", en="of which start zones")

_AS_OF = Words(zh="资料截至", en="as of")

_NOTHING = Words(zh="未公布", en="not published")

_PAIR = Words(zh="{supporter}—{host}", en="{supporter}–{host}")

_NEAR = Words(zh="直线不足 {km} 公里", en="less than {km} km apart")
_DISTANCE = Words(zh="直线约 {km} 公里", en="about {km} km apart")

_PLACE = Words(zh="园区位置 ±{km} 公里", en="place of the park ±{km} km")

_NO_PARTNER = Words(zh="{district}：资料中没有结对", en="{district}: no partner in this source")

_DISC = Words(
    zh="{district}（无轮廓资料，圆仅示意位置）",
    en="{district} (its outline is not known: the disc shows where it lies)",
)

_GENERALISED = Words(zh="{district}（概略边界）", en="{district} (generalised outline)")

_ROUND_KM = 10


class LinkData:
    """The data of a link map.

    Parameters
    ----------
    catalog : Catalog
        What is drawn.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @cached_property
    def outlines(self) -> dict[str, BaseGeometry]:
        """District outlines by code, WGS 84 degrees; empty where there is no file."""
        found = self.catalog.outlines()
        return dict(zip(found, to_display(found.values(), OUTLINE_CRS), strict=True))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each pair, from 1."""
        return {pair.id: number for number, pair in enumerate(self.catalog.partnerships, 1)}

    @cached_property
    def places(self) -> LinkPlaces:
        """Where everything stands."""
        return LinkPlaces(self.catalog, self.outlines)

    @cached_property
    def facts(self) -> LinkFacts:
        """What the catalogue says besides."""
        return LinkFacts(self.catalog)

    def payload(self) -> Json:
        """Return everything, for the page's script."""
        return {
            "headlines": self._headlines(),
            "districts": [self._district(district) for district in self.catalog.districts],
            "district_shapes": pack_shapes(
                as_array(self.places.shapes.values()),
                OUTLINE_PRECISION_M,
            ),
            "pairs": [self._pair(pair) for pair in self.catalog.partnerships],
            "parks": self._parks(),
            "enclaves": [self._enclave(enclave) for enclave in self.catalog.enclaves],
            "cities": [
                {"id": city.id, "name": self._city_name(city), "role": self._role(city)}
                for city in self.catalog.programme.cities
            ],
            "widths": self._widths(),
            **self.facts.payload(),
            **self.places.payload(),
        }

    def centre(self) -> Point:
        """Return the middle of all districts, latitude and longitude."""
        points = np.array([(district.lat, district.lon) for district in self.catalog.districts])
        lat, lon = ((points.min(axis=0) + points.max(axis=0)) / 2).tolist()
        return (lat, lon)

    def credits(self) -> list[str]:
        """Return who is credited for points and outlines."""
        sources = [source.credit for source in self.catalog.programme.sources if source.credit]
        return [*sources, *([CREDIT] if self.outlines else [])]

    def _headlines(self) -> list[Json]:
        figures, has_more = figures_of(self.catalog.parks), self._has_more(self.catalog.partnerships)
        published = land_text(figures, has_more=has_more)
        start = self.catalog.start_zone_area()
        figured = [figure.as_of for park in self.catalog.parks if (figure := park.figure)]
        # Where no area is published, what is said is as old all the same.
        dates = figured or [fact.as_of for fact in self.catalog.facts() if fact.as_of]
        items = [
            ("pairs", str(len(self.catalog.partnerships)), _PAIRS),
            ("parks", str(len(self.catalog.parks)), _PARKS),
            ("published", published or _NOTHING, _PUBLISHED),
            ("start", start, _START_ZONES),
            ("as_of", date_words(max(dates)) if dates else None, _AS_OF),
        ]
        more = {"published": {"large": large_figure(figures, has_more=has_more)["land_large"]}}
        if dates:
            more["as_of"] = {"since": since(max(dates))}
        return [
            {"term": term, "value": localized(value), "label": localized(label), **more.get(term, {})}
            for term, value, label in items
            if value
        ]

    def _district(self, district: District) -> Json:
        shape, has_outline = self.places.shapes[district.adcode], district.adcode in self.outlines
        own = [pair for pair in self.catalog.partnerships if _holds(pair, district)]
        pairs = [self.numbers[pair.id] for pair in own]
        words = (_GENERALISED if has_outline else _DISC) if pairs else _NO_PARTNER
        return {
            "id": district.adcode,
            "name": localized(district.name),
            "title": localized(words, district=district.name),
            "city": district.city,
            "point": seat(district, shape),
            "has_outline": has_outline,
            "bounds": bounds([shape]),
            "pairs": pairs,
            "total": self._total(own),
        }

    def _total(self, pairs: Sequence[Partnership]) -> dict[str, str] | None:
        """Return the land that is published of a district's pairs."""
        figures = figures_of(park for pair in pairs for park in self.catalog.parks_of(pair))
        land = land_label(figures, has_more=self._has_more(pairs))
        return localized(land) if land else None

    def _has_more(self, pairs: Sequence[Partnership]) -> bool:
        """Return whether pairs have land that no published figure counts."""
        return any(self.catalog.published_area(pair) is None for pair in pairs)

    def _role(self, city: City) -> str:
        """Return whether a city helps, is helped, or has both ends of its pairs."""
        return "both" if len(self.places.cities) == 1 else city.role

    def _city_name(self, city: City) -> dict[str, str]:
        """Return a city's name as a map writes it."""
        names = localized(city.name)
        return {**names, "zh": names["zh"].removesuffix("市")}

    def _widths(self) -> list[Json]:
        return [
            {"width_class": number, "width_m": round(width * self.places.ground), "text": text}
            for number, (width, text) in enumerate(zip(self.places.widths_m, class_words(), strict=True))
        ]

    def _pair(self, pair: Partnership) -> Json:
        published = self.catalog.published_area(pair)
        figures = figures_of(self.catalog.parks_of(pair))
        land, label = land_text(figures), land_label(figures)
        source = self.catalog.source(pair.source)
        supporter, host = self.catalog.district(pair.supporter), self.catalog.district(pair.host)
        symbol = pair_key(self.numbers[pair.id] - 1)
        return {
            "id": pair.id,
            "number": self.numbers[pair.id],
            "name": localized(_PAIR, supporter=supporter.name, host=host.name),
            "symbol": symbol,
            "colour": (SYMBOLS[symbol].fill or INK).light,
            "distance": _distance(supporter, host),
            "land": localized(land) if land else None,
            "land_label": localized(label) if label else None,
            **large_figure(figures),
            "width_class": area_class(published.value) if published else None,
            "ends": [supporter.adcode, host.adcode],
            "uncertainty": self._uncertainty(pair),
            "source": localized(source_text(source.title, source.as_of)),
            "unnamed_park": self._unnamed_park(pair),
        }

    def _unnamed_park(self, pair: Partnership) -> Json | None:
        """Return what is said of a park that has neither name nor figure."""
        unnamed = pair.unnamed_park
        if not unnamed:
            return None
        rows = unnamed_rows(unnamed, self.catalog)
        return {"text": localized(unnamed.text), "rows": rows, **self.facts.grounds(unnamed)}

    def _uncertainty(self, pair: Partnership) -> dict[str, str] | None:
        """Return how far the places of a pair's parks may be wrong."""
        anchors = [park.anchor for park in self.catalog.parks_of(pair) if park.anchor]
        if not anchors:
            return None
        worst = max(anchor.uncertainty_m for anchor in anchors)
        return localized(_PLACE, km=f"{worst / 1000:g}")

    def _parks(self) -> list[Json]:
        return [self._park(park) for park in self.catalog.parks]

    def _park(self, park: Park) -> Json:
        declared, anchor = park.declared_area, park.anchor
        return {
            "id": park.id,
            "pair": park.partnership,
            "name": localized(park.name),
            "area": {each: declared.as_written(each) for each in LANGUAGES} if declared else None,
            "area_m2": declared.value.m2 if declared else None,
            "district": park.district,
            "anchor": [anchor.lat, anchor.lon] if anchor else None,
            "uncertainty_m": anchor.uncertainty_m if anchor else None,
            "rows": park_rows(park, self.catalog),
            "sketch": sketch(park),
        }

    def _enclave(self, enclave: Enclave) -> Json:
        return {
            "id": enclave.id,
            "pair": enclave.partnership,
            "name": localized(enclave.name),
            "point": [enclave.anchor.lat, enclave.anchor.lon],
            "inferred": localized(enclave.anchor.reason) if enclave.anchor.reason else None,
            "rows": enclave_rows(enclave, self.catalog),
        }


def _holds(pair: Partnership, district: District) -> bool:
    return district.adcode in (pair.supporter, pair.host)


def _distance(first: District, second: District) -> dict[str, str]:
    # Between points in two districts, so no closer than ten kilometres.
    from pyproj import Geod

    _, _, distance_m = Geod(ellps="GRS80").inv(first.lon, first.lat, second.lon, second.lat)
    km = round(float(distance_m) / 1000 / _ROUND_KM) * _ROUND_KM
    return localized(_DISTANCE, km=km) if km else localized(_NEAR, km=_ROUND_KM)

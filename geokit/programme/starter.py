"""A boundaries folder made of files that are there: programme.toml and park.toml, with comments that say what to add.

Where the parcels lie decides the district, as far as the boundaries that ship with geokit know it. What a document has to
say (figures, sources) is left for whoever has the document.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geokit.i18n import LANGUAGES, Words
from geokit.land.units import Area
from geokit.parcels.phases import phase_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd
    from shapely import Point

    from geokit.programme.catalog import Catalog
    from geokit.programme.places import City, District, Partnership, Source

_UNKNOWN_ADCODE: Final = "000000"
_TO_NAME = Words(zh="待填", en="to be named")
_SOURCE_TO_NAME = Words(zh="待填：来源文件", en="to be named: the document")
_NOT_IN_IDS: Final = re.compile(r"[^a-z0-9]+")

_PROGRAMME_HEAD = """\
# programme.toml: cities, districts, partnerships, sources. `geokit init FOLDER` alone writes one that explains each key.
# 本文件写明城市、区县、结对关系和来源；不带选项的 geokit init 会写出逐项说明的样例。
"""
_PLACE_UNKNOWN = """
# The parcels lie in no district that geokit knows: name the one they lie in, with its code of GB/T 2260.
# 地块不在 geokit 所知的区县之内：请填写所在区县的名称与 GB/T 2260 代码。
"""
_PARK_HEAD = """\
# park.toml: one park. Its id is the name of its folder.
# 一个园区一个文件夹，id 与文件夹同名。
"""
_NO_AREA = """
# The area as a document writes it, with its source (programme.toml) and date. / 面积照来源原文填写：
#
# [declared_area]
# text = "330亩"
# kind = "total"
# source = "my-document"
# as_of = {as_of}
"""
_FILES_AREA = """
# The files declare {sum} in all ({declared} of {count} parcels). Is that what a document says? Name it:
# 文件中地块面积合计 {sum}（{count} 宗中 {declared} 宗写有面积）；如与来源文件一致，请去掉下面各行的 #：
#
# [declared_area]
# text = {text}
# kind = "net"
# source = "my-document"
# as_of = {as_of}
"""
_BOUNDARY = """
# A surveyed or approved line goes beside this file: / 把红线放在本文件旁边：
#
# [boundary]
# file = "红线.txt"
# basis = "approved"        # surveyed, demarcated, registered, planned, digitised, schematic
"""
_SOURCES_HEAD = """
# Every figure names its source, and every source its date. / 每个数字都要写来源，每个来源都要写日期。
"""
_PAIR: Final = "my-pair"
_DOCUMENT: Final = "my-document"
_PARCELS_HEAD = """
# Parcels. stage = "approved" (planned, approved, acquired, stored, supplied) holds for those that name none.
# 地块文件；stage 用于未注明阶段的地块。
"""


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
    """The district that parcels lie in, and who helps it.

    Parameters
    ----------
    districts, cities : tuple
        The district first; and that of its supporter.
    partnership : Partnership or None
        Whose they are.
    source : Source or None
        Where the partnership was read.
    """

    districts: tuple[District, ...]
    cities: tuple[City, ...]
    partnership: Partnership | None = None
    source: Source | None = None


def find_place(tables: Iterable[gpd.GeoDataFrame], catalog: Catalog) -> Place | None:
    """Return the district of a catalogue that the middle of the parcels lies in; None where it is not known."""
    point = _middle(tables)
    outlines = catalog.outlines().items() if point is not None else ()
    found = next((adcode for adcode, outline in outlines if outline.covers(point)), None)
    if found is None:
        return None
    pair = next((each for each in catalog.partnerships if each.host == found), None)
    adcodes = dict.fromkeys([found, *([pair.supporter] if pair else [])])
    districts = tuple(catalog.district(adcode) for adcode in adcodes)
    named = {district.city for district in districts}
    cities = tuple(city for city in catalog.programme.cities if city.id in named)
    return Place(districts, cities, pair, catalog.source(pair.source) if pair else None)


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


def identifier(name: str) -> str:
    """Return an id for a name: of its letters and digits, or ``park`` where it has none that ids take.

    Examples
    --------
    >>> identifier("Longhu Park No. 2"), identifier("龙湖园区")
    ('longhu-park-no-2', 'park')
    """
    return _NOT_IN_IDS.sub("-", name.lower()).strip("-") or "park"


def starting_texts(
    name: str, files: Sequence[StartingFile], place: Place | None, as_of: str
) -> dict[str, str]:
    """Return programme.toml and park.toml, by their paths in the folder.

    Parameters
    ----------
    name : str
        What the park is called.
    files : sequence of StartingFile
        Its parcels.
    place : Place or None
        Where it lies; a district to be named where that is not known.
    as_of : str
        The day that stands beside a source which is still to be named, ``2026-06-01``.
    """
    park = identifier(name)
    return {
        "programme.toml": _programme(name, place, as_of),
        f"{park}/park.toml": "".join(_park(park, name, files, place, as_of)),
    }


def _programme(name: str, place: Place | None, as_of: str) -> str:
    tables = [_PROGRAMME_HEAD, f"\nname = {_both(name)}\n"]
    if place is None:
        tables += [
            _PLACE_UNKNOWN,
            _table("cities", {"id": "my-city", "name": _TO_NAME, "role": "host"}),
            _table(
                "districts",
                {"adcode": _UNKNOWN_ADCODE, "city": "my-city", "name": _TO_NAME, "lat": 0, "lon": 0},
            ),
        ]
    else:
        tables += [
            _table("cities", {"id": one.id, "name": one.name, "role": one.role}) for one in place.cities
        ]
        tables += [
            _table(
                "districts",
                {"adcode": one.adcode, "city": one.city, "name": one.name, "lat": one.lat, "lon": one.lon},
            )
            for one in place.districts
        ]
    pair = place.partnership if place else None
    home = place.districts[0].adcode if place else _UNKNOWN_ADCODE
    source = place.source if place else None
    fields = {"id": pair.id if pair else _PAIR, "supporter": pair.supporter if pair else home, "host": home}
    tables.append(_table("partnerships", {**fields, "source": source.id if source else _DOCUMENT}))
    tables.append(_SOURCES_HEAD)
    if source is not None:
        tables.append(_table("sources", {"id": source.id, "title": source.title, "as_of": source.as_of}))
    tables.append(_table("sources", {"id": _DOCUMENT, "title": _SOURCE_TO_NAME, "as_of": as_of}))
    return "".join(tables)


def _park(
    park: str, name: str, files: Sequence[StartingFile], place: Place | None, as_of: str
) -> Iterator[str]:
    pair = place.partnership if place else None
    home = place.districts[0].adcode if place else _UNKNOWN_ADCODE
    head = {"id": park, "partnership": pair.id if pair else _PAIR, "district": home}
    yield f"{_PARK_HEAD}{_lines(head)}name = {_both(name)}\naliases = []\n"
    yield _area_comment(files, as_of)
    yield _BOUNDARY
    zones = phase_ids(phase for file in files for phase in file.phases)
    for phase, zone in zones.items():
        yield _table("zones", {"id": zone, "kind": "phase", "name": _phase_name(phase)})
    yield _PARCELS_HEAD
    for file in files:
        phases = [zones[phase] for phase in file.phases]
        own = {"file": file.name, **({"phase": phases[0]} if len(phases) == 1 else {}), **file.reading}
        yield _table("parcels", own)


def _area_comment(files: Sequence[StartingFile], as_of: str) -> str:
    import numpy as np

    declared_m2 = np.concatenate([file.table["declared_m2"].to_numpy(dtype=float) for file in files])
    known = np.isfinite(declared_m2)
    if not known.any():
        return _NO_AREA.format(as_of=_toml(as_of))
    written = f"{Area.from_m2(float(declared_m2[known].sum())).rounded('mu', 3)}亩"
    counts = {"declared": int(known.sum()), "count": len(declared_m2)}
    return _FILES_AREA.format(sum=written, text=_toml(written), as_of=_toml(as_of), **counts)


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


def _phase_name(phase: str) -> object:
    number = phase_number(phase)
    return (
        Words(zh=phase, en=f"phase {number}")
        if number and phase.endswith("期")
        else Words(zh=phase, en=phase)
    )


def _table(title: str, fields: Mapping[str, object]) -> str:
    return f"\n[[{title}]]\n{_lines(fields)}"


def _lines(fields: Mapping[str, object]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in fields.items())


def _both(text: str) -> str:
    return f"{{ zh = {_toml(text)}, en = {_toml(text)} }}"


def _toml(value: object) -> str:
    """Return a text, a number, a name in both languages or a table of texts as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + " }"
    if not isinstance(value, str | int | float):
        # Names in both languages: no template, what stands in them is data.
        words = {language: getattr(value, language) for language in LANGUAGES}
        return "{ " + ", ".join(f"{language} = {_toml(text)}" for language, text in words.items()) + " }"
    # What JSON writes of texts and numbers is TOML too, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

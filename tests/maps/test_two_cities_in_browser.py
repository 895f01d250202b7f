"""Two cities beside each other: what is chosen, how the layouts change, and that nothing foreign is moved with them."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import pytest

from geokit.maps.links import link_map
from geokit.programme.catalog import load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SHOWN = """() => ({
  districts: [...document.querySelectorAll('path.is-shown[data-district]')].map((node) => node.dataset.district).sort(),
  names: [...document.querySelectorAll('.gk-name.is-shown')].map((node) => node.dataset.district).sort(),
  ribbons: [...document.querySelectorAll('path:is(.gk-ribbon, .gk-thread):not(.is-sample, .is-dim)')].length
})"""
# The boxes of Bao'an and of Chaonan.
ENDS = """() => ['440306', '440514'].map((id) => {
  const {left, right, top, bottom, width, height} = document.querySelector('path[data-district="' + id + '"]').getBoundingClientRect();
  return {left, right, top, bottom, width, height};
})"""
CLICKS = {
    "list": "document.querySelectorAll('.gk-pair-head')[2].click()",
    "name": "document.querySelector('.gk-name[data-district=\"440507\"]').click()",
    "number": "document.querySelector('.gk-mark-pair[data-pair=\"pingshan-longhu\"]').click()",
}


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(ROOT / "boundaries")


@pytest.fixture
def opened(open_page: Callable[..., Any], links: Callable[..., Any]) -> Any:
    return open_page(links("en"), reduced_motion="reduce")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_land_sea_and_neighbours_can_be_told_apart(
    open_page: Callable[..., Any], catalog: Catalog, theme: str
) -> None:
    opened = open_page(link_map(catalog), color_scheme=theme)
    colours = opened.run(
        "['.gk-sea', '.gk-neighbour', '.gk-land:not(.is-alone)'].map((name) => getComputedStyle(document.querySelector(name)).fill)"
    )
    found = ["#" + "".join(f"{int(part):02x}" for part in each[4:-1].split(",")) for each in colours]
    for one, other in combinations(map(luminance, found), 2):
        assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 1.5


@pytest.mark.parametrize("way", CLICKS)
def test_choosing_fills_both_ends_and_names_them(opened: Any, way: str) -> None:
    opened.run(CLICKS[way] + "; 0")
    shown = opened.run(SHOWN)
    assert shown == {"districts": ["440310", "440507"], "names": ["440310", "440507"], "ribbons": 1}
    assert opened.run("document.querySelector('.gk-pair.is-chosen strong').textContent") == "Pingshan–Longhu"
    assert "±12.5" in opened.text(".gk-pair.is-chosen")
    assert "±12.5" in opened.text(".folium-map")
    opened.page.keyboard.press("Escape")
    assert opened.run(SHOWN) == {"districts": [], "names": [], "ribbons": 7}


def test_a_district_is_chosen_on_the_map_and_let_go_beside_it(opened: Any) -> None:
    box = opened.run(
        "(({left, right, top, bottom}) => [(left + right) / 2, (top + bottom) / 2])"
        "(document.querySelector('.gk-name[data-district=\"440514\"]').getBoundingClientRect())"
    )
    opened.page.mouse.click(box[0], box[1] + 22)
    assert opened.run(SHOWN)["districts"] == ["440306", "440514"]
    opened.page.click(".gk-whole")
    assert opened.run(SHOWN)["districts"] == []
    opened.page.click(".gk-pair-head >> nth=0")
    opened.page.mouse.click(700, 700)
    assert opened.run(SHOWN)["districts"] == []


def test_a_district_with_two_pairs_shows_both_and_the_list_lets_pick(opened: Any) -> None:
    opened.run("document.querySelector('.gk-name[data-district=\"440306\"]').click(); 0")
    assert opened.run(SHOWN) == {
        "districts": ["440306", "440514", "440515"], "names": ["440306", "440514", "440515"], "ribbons": 2,
    }  # fmt: skip
    assert opened.run("document.querySelectorAll('.gk-pair.is-pointed').length") == 2
    assert opened.run("document.querySelectorAll('.gk-pair-body:not([hidden])').length") == 0
    opened.page.click(".gk-pair-head >> nth=1")
    assert opened.run(SHOWN)["districts"] == ["440306", "440514"]


def test_the_cities_stand_as_the_box_has_room(opened: Any) -> None:
    supporter, host = opened.run(ENDS)
    assert host["left"] > supporter["right"]
    opened.page.set_viewport_size({"width": 390, "height": 844})
    opened.page.wait_for_timeout(200)
    supporter, host = opened.run(ENDS)
    assert host["top"] > supporter["bottom"]


def test_a_city_is_moved_and_never_scaled(opened: Any) -> None:
    opened.run("map_g1.setZoom(9, {animate: false}); 0")
    beside = opened.run(ENDS)
    opened.page.focus(".gk-layout-switch button >> nth=1")
    opened.page.keyboard.press("Enter")
    assert (
        opened.run("document.querySelector('.gk-layout-switch [aria-pressed=true]').textContent")
        == "True geography"
    )
    opened.run("map_g1.setZoom(9, {animate: false}); 0")
    apart = opened.run(ENDS)
    for one, other in zip(beside, apart, strict=True):
        assert (one["width"], one["height"]) == pytest.approx((other["width"], other["height"]), abs=0.5)
    distance = apart[1]["left"] - apart[0]["left"]
    assert distance > 1.5 * (beside[1]["left"] - beside[0]["left"])
    assert opened.run("document.querySelectorAll('.gk-gap-sign')[0].style.visibility") == "hidden"


def test_measuring_shows_the_true_geography_and_says_so(opened: Any) -> None:
    opened.page.click(".gk-measure-tool button")
    assert (
        opened.run("document.querySelector('.gk-layout-switch [aria-pressed=true]').textContent")
        == "True geography"
    )
    assert "Measured on the true geography" in opened.text(".gk-measure-panel")
    opened.page.click(".gk-layout-switch button >> nth=0")
    assert (
        opened.run("document.querySelector('.gk-layout-switch [aria-pressed=true]').textContent")
        == "True geography"
    )


def test_what_others_put_on_the_map_is_not_moved(open_page: Callable[..., Any], catalog: Catalog) -> None:
    shown = link_map(catalog)
    folium.CircleMarker((23.4, 116.7), radius=5, color="#ff0000").add_to(shown)
    opened = open_page(shown)
    own = "document.querySelectorAll('path[stroke=\"#ff0000\"]').length"
    assert opened.run(own) == 1
    assert opened.run("document.querySelector('.folium-map').classList.contains('is-panelled')") is False
    opened.page.click(".gk-layout-switch button >> nth=0")
    assert opened.run(own) == 0
    opened.page.click(".gk-layout-switch button >> nth=1")
    assert opened.run(own) == 1
    assert opened.faults == []


def test_the_page_is_small(catalog: Catalog, tmp_path: Path) -> None:
    link_map(catalog).save(tmp_path / "links.html")
    assert (tmp_path / "links.html").stat().st_size < 600_000

"""The room of a link map: its panels fill the page, its cards and numbers cover nothing that matters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geokit.programme.catalog import load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SIZES = {390: 844, 960: 680, 1440: 900}

# Cards on what is chosen or on other words, numbers that lie over each other, and words over the mark of the gap.
COVERED = """() => {
  const isSeen = (node) => getComputedStyle(node).visibility === 'visible' && node.getBoundingClientRect().width > 0;
  const labels = [...document.querySelectorAll('.gk-label')].filter(isSeen);
  const boxOf = (node) => node.getBoundingClientRect();
  const found = labels.flatMap((one, at) => labels.slice(at + 1).filter((other) => geokit.overlap(boxOf(one), boxOf(other)))
    .map((other) => one.textContent + ' and ' + other.textContent));
  const chosen = [...document.querySelectorAll('path[data-district].is-shown')];
  labels.filter((node) => node.classList.contains('gk-badge-words')).forEach((card) => {
    const box = boxOf(card);
    const spots = [0, 0.25, 0.5, 0.75, 1].flatMap((x) => [0, 0.5, 1].map((y) => [box.left + x * box.width, box.top + y * box.height]));
    chosen.filter((path) => spots.some(([x, y]) => path.isPointInFill(new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse()))))
      .forEach((path) => found.push(card.textContent + ' on ' + path.dataset.district));
  });
  return found;
}"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ROOT / "boundaries")


@pytest.mark.parametrize("width", SIZES)
def test_what_is_said_of_a_chosen_pair_covers_nothing_that_matters(
    open_page: Callable[..., Any], catalog: Catalog, links: Callable[..., Any], width: int
) -> None:
    size = {"width": width, "height": SIZES[width]}
    opened = open_page(links("en"), size=size, reduced_motion="reduce")
    assert opened.run(f"({COVERED})()") == []
    cards = 0
    for at in range(len(catalog.partnerships)):
        opened.run(f"document.querySelectorAll('.gk-pair-head')[{at}].click(); 0")
        assert opened.run(f"({COVERED})()") == [], at
        cards += opened.run(
            "[...document.querySelectorAll('.gk-badge-words')].filter((node) => node.style.visibility === 'visible').length"
        )
    assert cards >= len(catalog.parks)


def test_the_map_knows_its_size_when_the_title_wraps(
    open_page: Callable[..., Any], links: Callable[..., Any]
) -> None:
    opened = open_page(links("en"), reduced_motion="reduce")
    for _ in range(3):
        sizes = opened.run("[map_g1.getSize().y, document.querySelector('.folium-map').clientHeight]")
        assert sizes[0] == sizes[1]
        opened.page.click(".gk-language")
    opened.run("document.querySelector('.gk-head').style.paddingBottom = '90px'; 0")
    opened.until("map_g1.getSize().y === document.querySelector('.folium-map').clientHeight")


def test_panels_are_as_high_as_the_map_has_room_for(
    open_page: Callable[..., Any], links: Callable[..., Any]
) -> None:
    opened = open_page(links("zh"), reduced_motion="reduce")
    free = """(() => {
      const map = document.querySelector('.folium-map').getBoundingClientRect();
      const panels = [...document.querySelectorAll('.gk-panel')].map((node) => node.getBoundingClientRect());
      return panels.flatMap((box) => [box.top - map.top, map.bottom - box.bottom]);
    })()"""
    for size in (
        {"width": 1440, "height": 900},
        {"width": 1440, "height": 820},
        {"width": 1920, "height": 1080},
    ):
        opened.page.set_viewport_size(size)
        opened.page.wait_for_timeout(200)
        assert all(0 <= each <= 34 for each in opened.run(free)), size


def test_numbers_stand_on_their_ribbons(
    open_page: Callable[..., Any], catalog: Catalog, links: Callable[..., Any]
) -> None:
    opened = open_page(links("zh"), reduced_motion="reduce")
    middles = opened.run(
        "[...document.querySelectorAll('.gk-mark-pair .gk-number')].map((node) => node.getBoundingClientRect())"
        ".map((box) => (box.left + box.right) / 2)"
    )
    assert len(middles) == len(catalog.partnerships)
    assert max(middles) - min(middles) < 3


def test_beyond_what_is_drawn_of_the_true_geography_is_paper(
    open_page: Callable[..., Any], links: Callable[..., Any]
) -> None:
    opened = open_page(links("zh"), size={"width": 390, "height": 844}, reduced_motion="reduce")
    opened.page.click(".gk-layout-switch button >> nth=1")
    drawn = opened.run("""(() => {
      const boxes = [...document.querySelectorAll('.gk-sea, .gk-neighbour')].map((node) => node.getBoundingClientRect());
      const map = document.querySelector('.folium-map').getBoundingClientRect();
      return [
        Math.min(...boxes.filter((box) => box.width > 50).map((box) => box.top)) - map.top,
        getComputedStyle(document.querySelector('.folium-map')).backgroundColor,
        getComputedStyle(document.querySelector('.gk-page')).backgroundColor];
    })()""")
    assert drawn[0] < 60
    assert drawn[1] in (drawn[2], "rgb(255, 255, 255)")


def test_the_key_of_the_wall_is_said_on_its_button(
    open_page: Callable[..., Any], links: Callable[..., Any]
) -> None:
    opened = open_page(links("en"))
    button = opened.page.locator(".gk-wall-button")
    assert button.inner_text() == "Wall F8"
    assert button.get_attribute("aria-keyshortcuts") == "F8"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(960, 680), (1280, 720), (1366, 650), (1440, 900)])
def test_the_thumbnail_pushes_no_name_away(
    open_page: Callable[..., Any], links: Callable[..., Any], language: str, size: tuple[int, int]
) -> None:
    page_size = dict(zip(("width", "height"), size, strict=True))
    opened = open_page(links(language), size=page_size, reduced_motion="reduce")
    places = """(() => Object.fromEntries([...document.querySelectorAll('.gk-name[data-district], .gk-city')]
      .filter((node) => getComputedStyle(node).visibility === 'visible')
      .map((node) => [node.textContent, [node.getBoundingClientRect().left, node.getBoundingClientRect().top].map(Math.round)])))()"""
    opened.until("document.querySelector('.gk-name[data-partner=true]').style.visibility === 'visible'")
    assert opened.page.locator(".gk-thumb").is_visible()
    beside = opened.run(places)
    opened.run("document.querySelector('.gk-thumb').style.display = 'none'; 0")
    for _ in range(2):
        opened.page.click(".gk-language")
    assert opened.run(places) == beside

"""Names that prove themselves: each partner's stands whole in its own district, or outside of all with a leader into it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geokit.maps.links import link_map
from geokit.programme.catalog import load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SIZES = {
    360: 740, 390: 844, 768: 1024, 960: 680, 1024: 768, 1280: 720, 1440: 900, 1920: 1080, 3840: 2160,
}  # fmt: skip
# 277 by 190 mm and 400 by 277 mm at 96 dots an inch.
SHEETS_PX = {"A4": {"width": 1049, "height": 720}, "A3": {"width": 1514, "height": 1049}}

# Every fault of the names of partners, as sentences. A name may be missing only where its district is not whole in view.
FAULTS = """([partners, language]) => {
  const view = document.querySelector('.folium-map').getBoundingClientRect();
  const paths = [...document.querySelectorAll('path[data-district]')];
  const holds = (path, x, y) => path.isPointInFill(new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse()));
  const isIn = (box) => box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const over = (box) => [0, 0.25, 0.5, 0.75, 1].flatMap((x) => [0, 0.5, 1].map((y) =>
    [box.left + x * box.width, box.top + y * box.height]));
  const labels = [...document.querySelectorAll('.gk-label')].filter((node) => getComputedStyle(node).visibility === 'visible');
  const faults = [];
  for (const [id, names] of Object.entries(partners)) {
    const fault = (text) => faults.push(names[language] + ' ' + text);
    const own = paths.filter((path) => path.dataset.district === id);
    const found = labels.filter((node) => node.dataset.district === id && node.dataset.partner === 'true');
    if (own.length !== 1) { fault('has ' + own.length + ' outlines'); continue; }
    if (found.length !== 1) {
      if (isIn(own[0].getBoundingClientRect())) { fault('is written ' + found.length + ' times'); }
      continue;
    }
    const box = found[0].getBoundingClientRect();
    if (!found[0].textContent.startsWith(names[language])) { fault('reads ' + found[0].textContent); }
    if (parseFloat(getComputedStyle(found[0]).fontSize) < 11) { fault('is smaller than 11 px'); }
    if (!isIn(box)) { fault('leaves the view'); }
    labels.filter((node) => node !== found[0] && meet(box, node.getBoundingClientRect()))
      .forEach((node) => fault('and ' + node.textContent + ' overlap'));
    const foreign = paths.filter((path) => path !== own[0] && over(box).some(([x, y]) => holds(path, x, y)));
    foreign.forEach((path) => fault('stands on ' + path.dataset.district));
    if (over(box).every(([x, y]) => holds(own[0], x, y))) { continue; }
    if (over(box).some(([x, y]) => holds(own[0], x, y))) { fault('stands across the rim of its district'); }
    const leaders = document.querySelectorAll('path[data-leader="' + id + '"]');
    if (leaders.length !== 1) { fault('has ' + leaders.length + ' leaders'); continue; }
    const [from, to] = [0, leaders[0].getTotalLength()].map((at) =>
      new DOMPoint(leaders[0].getPointAtLength(at).x, leaders[0].getPointAtLength(at).y).matrixTransform(leaders[0].getScreenCTM()));
    if (!holds(own[0], to.x, to.y)) { fault('has a leader that ends elsewhere'); }
    const far = Math.hypot(Math.max(box.left - from.x, from.x - box.right, 0), Math.max(box.top - from.y, from.y - box.bottom, 0));
    if (far > 3) { fault('has a leader that begins elsewhere'); }
  }
  return faults;
}"""
# Words beside each other, the map's own tools too.
COVERED = """() => {
  const tools = [...document.querySelectorAll('.leaflet-control')].map((node) => node.getBoundingClientRect()).filter((box) => box.width);
  return [...document.querySelectorAll('.gk-label[data-partner="true"]')]
    .filter((node) => getComputedStyle(node).visibility === 'visible')
    .filter((node) => tools.some((box) => geokit.overlap(box, node.getBoundingClientRect()))).map((node) => node.textContent);
}"""

# Names that may be left out.
NOT_NEEDED = '.gk-name:not([data-partner="true"])'
# Names of a selector that stand on a ribbon of any width or on the line from a district to its park.
ON_LINES = """([selector, rim]) => {
  const placed = (path, {x, y}) => new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
  const lines = [...document.querySelectorAll('path:is(.gk-ribbon, .gk-thread, .sym-leader):not(.is-sample)')]
    .filter((path) => path.getScreenCTM() && path.getTotalLength());
  const points = lines.flatMap((path) => Array.from({length: Math.ceil(path.getTotalLength() / 2)},
    (_, at) => placed(path, path.getPointAtLength(at * 2))));
  return [...document.querySelectorAll(selector)]
    .filter((node) => getComputedStyle(node).visibility === 'visible')
    .filter((node) => {
      const box = node.getBoundingClientRect();
      return points.some(({x, y}) => x > box.left + rim && x < box.right - rim && y > box.top + rim && y < box.bottom - rim);
    }).map((node) => node.textContent);
}"""


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(ROOT / "boundaries")


@pytest.fixture(scope="session")
def partners(catalog: Catalog) -> dict[str, dict[str, str]]:
    codes = {code for pair in catalog.partnerships for code in (pair.supporter, pair.host)}
    found = {code: catalog.district(code).name for code in sorted(codes)}
    assert [sum(code.startswith(city) for code in codes) for city in ("4403", "4405")] == [5, 7]
    return {code: {"zh": name.zh, "en": name.en} for code, name in found.items()}


def faults_of(frame: Any, partners: dict[str, dict[str, str]], language: str) -> list[str]:
    found: list[str] = frame.evaluate(FAULTS, [partners, language])
    return found + [f"{text} is covered" for text in frame.evaluate(COVERED)]


def change_language(page: Any, language: str) -> None:
    if not page.evaluate("document.documentElement.lang").startswith(language):
        page.click(".gk-language")


@pytest.mark.parametrize("width", SIZES)
def test_every_partner_is_named_at_every_width(
    open_page: Callable[..., Any], links: Callable[..., Any], partners: dict[str, dict[str, str]], width: int
) -> None:
    size = {"width": width, "height": SIZES[width]}
    opened = open_page(links("zh"), size=size, reduced_motion="reduce")
    for language in ("zh", "en"):
        change_language(opened.page, language)
        assert faults_of(opened.page, partners, language) == []
        for zoom in (0.6, 1.4, -0.4):
            opened.run(f"map_g1.setZoom(map_g1.getZoom() + {zoom}, {{animate: false}}); 0")
            assert faults_of(opened.page, partners, language) == [], zoom
        opened.run("map_g1.panBy([60, -40], {animate: false}); 0")
        assert faults_of(opened.page, partners, language) == []
        opened.page.click(".gk-whole")
        assert faults_of(opened.page, partners, language) == []
    for name in ("true", "cities"):
        opened.page.click(f".gk-layout-switch button >> nth={int(name == 'true')}")
        assert faults_of(opened.page, partners, "en") == [], name
    assert (opened.faults, opened.requests) == ([], [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_that_may_be_left_out_stands_on_a_line(
    open_page: Callable[..., Any], links: Callable[..., Any], language: str
) -> None:
    opened = open_page(links(language), reduced_motion="reduce")
    for width in (390, 960, 1440, 1920):
        opened.page.set_viewport_size({"width": width, "height": SIZES[width]})
        opened.page.wait_for_timeout(200)
        assert opened.run(f"document.querySelectorAll('{NOT_NEEDED}[style*=visible]').length") > 1
        assert opened.page.evaluate(ON_LINES, [NOT_NEEDED, 0]) == [], width


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_there_is_room_no_partner_is_named_on_a_line(
    open_page: Callable[..., Any], links: Callable[..., Any], language: str
) -> None:
    opened = open_page(links(language), reduced_motion="reduce")
    for width in (390, 960, 1280, 1440, 1920):
        opened.page.set_viewport_size({"width": width, "height": SIZES[width]})
        opened.page.wait_for_timeout(200)
        # Letters do not fill the box of a name to its rim.
        assert opened.page.evaluate(ON_LINES, ['.gk-name[data-partner="true"]', 4]) == [], width


# Names of partners through which the side of a frame runs.
ACROSS = """() => {
  const sides = [...document.querySelectorAll('.gk-panel')].map((node) => node.getBoundingClientRect())
    .flatMap(({left, right}) => [left, right]);
  return [...document.querySelectorAll('.gk-name[data-partner="true"]')].filter((node) => {
    const {left, right} = node.getBoundingClientRect();
    return sides.some((side) => left + 1 < side && side < right - 1);
  }).map((node) => node.dataset.district);
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
def test_a_wall_names_partners_off_lines_and_frames(
    open_page: Callable[..., Any], catalog: Catalog, size: tuple[int, int], language: Any
) -> None:
    # Of the catalogue itself: names with their totals are as wide as they come.
    window = {"width": size[0], "height": size[1]}
    opened = open_page(link_map(catalog, language=language), size=window, reduced_motion="reduce")
    opened.page.keyboard.press("F8")
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate(ON_LINES, ['.gk-name[data-partner="true"]', 0]) == []
    assert opened.run(ACROSS) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_names_partners_off_frames(
    open_page: Callable[..., Any], catalog: Catalog, language: Any
) -> None:
    """A total that is too wide for what is free beside its district stands in two lines."""
    opened = open_page(link_map(catalog, language=language), size={"width": 390, "height": 844})
    assert opened.run(ACROSS) == []
    total = opened.page.locator('.gk-name[data-district="440310"] small')
    assert total.is_visible()


def test_no_name_goes_off_its_panel_where_another_one_can_make_room(
    open_page: Callable[..., Any], catalog: Catalog
) -> None:
    opened = open_page(link_map(catalog, language="en"), reduced_motion="reduce")
    off = """() => {
      const panels = [...document.querySelectorAll('.gk-panel')].map((node) => node.getBoundingClientRect());
      return [...document.querySelectorAll('.gk-name[data-partner="true"]')].filter((node) => {
        const box = node.getBoundingClientRect();
        return !panels.some((panel) => box.left >= panel.left && box.right <= panel.right);
      }).map((node) => node.textContent);
    }"""
    for size in ({"width": 1440, "height": 900}, {"width": 960, "height": 720}):
        opened.page.set_viewport_size(size)
        opened.page.wait_for_timeout(200)
        assert opened.run("document.querySelectorAll('.gk-panel').length") == 2
        assert opened.run(off) == [], size


def test_every_partner_is_named_while_the_window_changes(
    open_page: Callable[..., Any], links: Callable[..., Any], partners: dict[str, dict[str, str]]
) -> None:
    opened = open_page(links("en"), reduced_motion="reduce")
    for width, height in ((1440, 900), (500, 900), (1100, 500), (820, 1180), (1280, 720)):
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.page.wait_for_timeout(150)
        assert faults_of(opened.page, partners, "en") == [], width
    opened.page.click(".gk-buttons button >> text=Full screen")
    opened.until("document.fullscreenElement !== null")
    opened.page.wait_for_timeout(300)
    assert faults_of(opened.page, partners, "en") == []


def test_every_partner_is_named_whatever_is_chosen(
    open_page: Callable[..., Any],
    catalog: Catalog,
    links: Callable[..., Any],
    partners: dict[str, dict[str, str]],
) -> None:
    opened = open_page(links("zh"), reduced_motion="reduce")
    for at in range(len(catalog.partnerships)):
        opened.page.click(f".gk-pair-head >> nth={at}")
        assert faults_of(opened.page, partners, "zh") == [], at
        shown = opened.run(
            "[...document.querySelectorAll('.gk-name.is-shown')].map((node) => node.style.visibility)"
        )
        assert shown == ["visible", "visible"]


@pytest.mark.parametrize("width", [960, 838], ids=["notebook", "JupyterLab cell"])
def test_every_partner_is_named_in_a_notebook(
    open_page: Callable[..., Any], catalog: Catalog, partners: dict[str, dict[str, str]], width: int
) -> None:
    for language in ("zh", "en"):
        shown = link_map(catalog, language=language)._repr_html_()
        host = f"<!DOCTYPE html><meta charset=utf-8><body style='margin: 0; width: {width}px'>{shown}</body>"
        opened = open_page(host, size={"width": 1200, "height": 900})
        frame = opened.page.frames[1]
        frame.evaluate("geokit.settled")
        assert frame.evaluate("innerWidth") == width
        assert faults_of(frame, partners, language) == []
        assert opened.faults == []


# The map's sheet, and those with the lists.
PAGES = 3


@pytest.mark.parametrize("sheet", SHEETS_PX)
@pytest.mark.parametrize("width", [390, 960, 1440])
def test_every_partner_is_named_on_paper(
    open_page: Callable[..., Any],
    links: Callable[..., Any],
    partners: dict[str, dict[str, str]],
    sheet: str,
    width: int,
) -> None:
    opened = open_page(links("zh"), size={"width": width, "height": SIZES[width]})
    for language in ("zh", "en"):
        change_language(opened.page, language)
        opened.run(f"window.restore = geokit.layForPrint(map_g1, {sheet!r}); 0")
        opened.page.emulate_media(media="print")
        opened.page.set_viewport_size(SHEETS_PX[sheet])
        opened.page.wait_for_timeout(150)
        assert faults_of(opened.page, partners, language) == []
        assert len(re.findall(rb"/Type\s*/Page\b", opened.page.pdf(prefer_css_page_size=True))) == PAGES
        opened.page.emulate_media(media="screen")
        opened.run("window.restore()")
        opened.page.set_viewport_size({"width": width, "height": SIZES[width]})
        opened.page.wait_for_timeout(150)
    assert faults_of(opened.page, partners, "en") == []


def test_a_name_that_is_moved_is_found_out(
    open_page: Callable[..., Any], links: Callable[..., Any], partners: dict[str, dict[str, str]]
) -> None:
    opened = open_page(links("zh"))
    code = "440514"
    opened.run(f"document.querySelector('.gk-label[data-district=\"{code}\"]').style.marginLeft = '70px'; 0")
    assert any(partners[code]["zh"] in fault for fault in faults_of(opened.page, partners, "zh"))

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from geokit.escape import printable
from geokit.maps.links import link_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

IN_VIEW = """() => {
  const main = document.querySelector('.folium-map').getBoundingClientRect();
  return geokit.page.pairs.every((pair) => pair.ends.every((id) => {
    const box = document.querySelector('path[data-district="' + id + '"]').getBoundingClientRect();
    return box.left > main.left && box.top > main.top && box.right < main.right && box.bottom < main.bottom;
  }));
}"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.gk-label')].filter((node) => node.style.visibility !== 'hidden')
    .map((node) => [node.textContent, node.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
    if (geokit.overlap(a, b)) { found.push(one + ' / ' + other); }
  }));
  return found;
}"""


# 277 by 190 mm and 400 by 277 mm at 96 dots an inch.
SHEETS_PX = {"A4": {"width": 1049, "height": 720}, "A3": {"width": 1514, "height": 1049}}
# Lines of the legend and of the list that the paper does not hold.
CUT_OFF = """() => {
  const end = document.querySelector('.gk-side').getBoundingClientRect().bottom;
  return [...document.querySelectorAll('.gk-legend li, .gk-pair')]
    .filter((node) => node.getBoundingClientRect().bottom > end + 1).map((node) => node.textContent);
}"""


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    chosen: dict[str, int] = request.param
    return chosen


def test_it_opens_whole_quiet_and_without_a_network(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], size: dict[str, int]
) -> None:
    opened = open_page(link_map(make_catalog(), language="zh"), size=size)
    assert (opened.faults, opened.requests) == ([], [])
    assert opened.run(IN_VIEW)
    assert opened.run(OVERLAPS) == []
    assert opened.run("document.documentElement.scrollWidth") <= size["width"]


def test_each_language_is_whole(open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]) -> None:
    opened = open_page(link_map(make_catalog(), language="zh"))
    opened.page.click(".gk-pair-head >> nth=0")
    said = opened.text(".gk-head") + opened.text(".gk-side") + opened.text(".gk-main")
    assert not re.search(r"\bmu\b|\bn\s*=|undefined|null|\{\w+\}|\[object", said)
    assert re.sub(r"English|A[34]", "", opened.text(".gk-head")).isascii() is False
    opened.page.click(".gk-language")
    english = opened.text(".gk-head") + opened.text(".gk-side") + opened.text(".gk-main")
    # A figure stands as its source writes it, and behind it as it was read.
    as_written = r"[\u4e00-\u9fff\d.]*\d[\d.]*[\u4e00-\u9fff]+(?= \()"
    assert re.findall(r"[\u4e00-\u9fff]+", re.sub(as_written, "", english)) == ["中文"]


def test_a_pair_dims_the_others_and_opens_by_keyboard(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"))
    opened.page.hover(".gk-pair-head >> nth=1")
    assert opened.run("document.querySelectorAll('path:is(.gk-ribbon, .gk-thread).is-dim').length") == 2
    opened.page.focus(".gk-pair-head >> nth=0")
    opened.page.keyboard.press("Enter")
    assert opened.run("document.querySelector('.gk-pair-head').getAttribute('aria-expanded')") == "true"
    assert "17,600 mu" in opened.text(".gk-pair.is-chosen .gk-card >> nth=0")
    opened.page.keyboard.press("Tab")
    assert opened.run("document.activeElement.textContent") == "See Bao'an"


def test_flying_to_an_end_shows_it(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"), reduced_motion="reduce")
    opened.page.click(".gk-pair-head >> nth=0")
    opened.page.click(".gk-flights button >> nth=1")
    opened.until("map_g1.getZoom() > 9")
    shown = "document.querySelector('path[data-district=\"440515\"]').getBoundingClientRect()"
    frame = "document.querySelector('.folium-map').getBoundingClientRect()"
    assert opened.run(f"{shown}.left > {frame}.left && {shown}.right < {frame}.right")


def test_a_date_that_has_passed_is_said(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"))
    opened.page.click(".gk-pair-head >> nth=0")
    assert "to be completed in 2020(that date has passed; the source is older)" in opened.text(
        ".gk-card >> nth=0"
    )


def test_names_are_text_wherever_they_stand(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], mixed_payloads: list[str]
) -> None:
    for payload in mixed_payloads:
        opened = open_page(link_map(make_catalog(payload), language="en"))
        opened.run("document.querySelectorAll('.gk-pair-head').forEach((head) => head.click())")
        opened.run("document.querySelectorAll('.gk-pair-head')[0].click()")
        opened.page.mouse.move(900, 450)
        opened.page.mouse.move(700, 500)
        opened.page.click(".gk-language")
        assert opened.run("window.hit") is None
        assert (opened.faults, opened.requests) == ([], [])
        shown = opened.run("[...document.querySelectorAll('h3')].map((node) => node.textContent)")
        # A name is shown as it is read from its file: a control character as a picture of it.
        assert shown == [printable(payload)] * 6
        for sink in (
            ".gk-title p",
            ".gk-pair-head strong",
            ".gk-rows dd",
            ".gk-source",
            ".gk-badge-name",
            ".gk-credits",
        ):
            said = f"[...document.querySelectorAll({sink!r})].map((node) => node.textContent).join()"
            shown = opened.run(said)
            assert payload in shown or printable(payload) in shown, sink
        assert printable(payload) in opened.run("document.title") + opened.run(
            "document.querySelector('.gk-title p').textContent"
        )
        names = opened.run(
            "[...document.querySelectorAll('.gk-name[data-district] b')].map((node) => node.textContent)"
        )
        assert names == [printable(payload)] * 5


def test_it_prints_on_one_sheet_and_its_lists_on_the_next(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="zh"), color_scheme="dark")
    for sheet in ("A4", "A3"):
        opened.run(f"window.restore = geokit.layForPrint(map_g1, '{sheet}'); 0")
        opened.page.emulate_media(media="print")
        opened.page.set_viewport_size(SHEETS_PX[sheet])
        assert opened.run(CUT_OFF) == []
        pdf = opened.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
        assert opened.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert "打印日期" in opened.text(".gk-foot")
        opened.page.emulate_media(media="screen")
        opened.run("window.restore()")
    assert opened.run("document.documentElement.dataset.sheet") is None


def test_measuring_says_that_it_is_approximate(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="zh"))
    opened.page.click(".gk-measure-tool button")
    for x, y in ((800, 300), (900, 300), (900, 400)):
        opened.page.mouse.click(x, y)
        opened.page.wait_for_timeout(30)
    said = opened.text(".gk-measure-panel")
    assert all(unit in said for unit in ("公里", "亩", "公顷", "平方公里", "近似"))
    opened.page.keyboard.press("Escape")
    assert not opened.page.is_visible(".gk-measure-panel")


def test_a_browser_that_inflates_nothing_shows_all_but_outlines(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"))
    opened.page.add_init_script("delete window.DecompressionStream;")
    opened.page.reload()
    opened.until("geokit.isReady === true")
    assert "too old for this page" in opened.text(".gk-guard")
    assert opened.run(
        "document.querySelectorAll('path:is(.gk-ribbon, .gk-thread):not(.is-sample)').length"
    ) == len(make_catalog().partnerships)
    assert opened.run("document.querySelectorAll('.gk-pair').length") == len(make_catalog().partnerships)
    assert opened.faults == []

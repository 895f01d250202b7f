"""The map on a wall: what is left out, what is shown how large, who turns the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geokit.escape import printable
from geokit.maps.links import link_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
FULL_HD = {"width": 1920, "height": 1080}
ULTRA_HD = {"width": 3840, "height": 2160}
PORTRAIT = {"width": 1080, "height": 1920}
SHOWN = ".gk-wall-ends"
IS_WALL = "document.documentElement.classList.contains('is-wall')"
HASH = "location.hash"
SIZE = "(selector) => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize)"
SMALLEST_NAME = """Math.min(...[...document.querySelectorAll('.gk-name[data-partner="true"]')]
  .map((node) => parseFloat(getComputedStyle(node).fontSize)))"""
# Words that stand outside what holds them, or under the tools.
OUTSIDE = """() => {
  const wall = document.querySelector('.gk-wall').getBoundingClientRect();
  return [...document.querySelectorAll('.gk-slide > *')].filter((node) => {
    const box = node.getBoundingClientRect();
    return node.scrollWidth > node.clientWidth + 1 || box.top < wall.top || box.bottom > wall.bottom || box.right > wall.right + 1;
  }).map((node) => node.className + ': ' + node.textContent);
}"""


@pytest.fixture
def wall(open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]) -> Callable[..., Any]:
    """The link map in wall mode, and nothing moves by itself but where it is asked for."""

    def opened(language: Any = "zh", size: dict[str, int] = FULL_HD, **options: Any) -> Any:
        page = open_page(link_map(make_catalog(), language=language), size=size, **options)
        page.page.keyboard.press("F8")
        assert page.run(IS_WALL)
        return page

    return opened


def test_it_leaves_out_what_is_a_tool_and_keeps_what_is_owed(wall: Callable[..., Any]) -> None:
    opened = wall()
    for selector in (
        ".gk-side",
        ".gk-buttons",
        ".gk-measure-tool",
        ".leaflet-control-zoom",
        ".gk-headlines",
        ".gk-law",
    ):
        assert not opened.page.is_visible(selector), selector
    foot = opened.text(".gk-foot")
    assert "示意" in foot
    assert "审图号" in foot
    assert "天地图" in foot or "GeoNames" in foot
    assert "内部用图" in opened.text(".gk-head")
    opened.page.keyboard.press("Escape")
    assert not opened.run(IS_WALL)
    for selector in (".gk-side", ".gk-buttons", ".gk-headlines", ".gk-law"):
        assert opened.page.is_visible(selector), selector
    assert not opened.page.is_visible(".gk-wall")
    assert (opened.faults, opened.requests, opened.run(HASH)) == ([], [], "")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [FULL_HD, ULTRA_HD, PORTRAIT], ids=["hd", "4k", "portrait"])
def test_each_pair_has_one_figure_and_all_of_them_fit(
    wall: Callable[..., Any], language: str, size: dict[str, int]
) -> None:
    opened = wall(language, size, reduced_motion="reduce")
    sizes = set()
    for pair in opened.run("geokit.page.pairs"):
        opened.page.keyboard.press("ArrowRight")
        opened.page.wait_for_timeout(50)
        assert opened.run(OUTSIDE) == []
        if pair["land"] is None:
            assert opened.text(".gk-wall-words") == {"zh": "面积未公布", "en": "area not published"}[language]
        else:
            assert opened.run("document.querySelectorAll('.gk-wall-figure').length") == 1
            assert opened.text(".gk-wall-number").replace("\n", "").replace(" ", "") in pair["land"][
                language
            ].replace(" ", "")
            sizes.add(opened.page.evaluate(SIZE, ".gk-wall-number"))
    # One size for all: none looks more than it is.
    assert len(sizes) == 1
    if size is ULTRA_HD:
        assert sizes.pop() >= 250
        assert opened.run(SMALLEST_NAME) >= 28
        assert opened.page.evaluate(SIZE, ".gk-wall-source") >= 28


def test_keys_turn_the_pages_and_the_map_and_the_address_follow(wall: Callable[..., Any]) -> None:
    opened = wall()
    names = [pair["id"] for pair in opened.run("geokit.page.pairs")]
    assert opened.run("document.querySelectorAll('.gk-wall-ends').length") == 0
    for name in names:
        opened.page.keyboard.press("ArrowRight")
        assert opened.run(HASH) == f"#wall&pair={name}"
        assert opened.run("document.querySelectorAll('.gk-pair.is-chosen').length") == 1
    opened.page.keyboard.press("ArrowRight")
    assert opened.run(HASH) == "#wall"
    opened.page.keyboard.press("ArrowLeft")
    assert opened.run(HASH) == f"#wall&pair={names[-1]}"
    opened.page.keyboard.press("Home")
    assert opened.run(HASH) == "#wall"


def test_pages_turn_by_themselves_until_they_are_held(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="zh"), size=FULL_HD)
    opened.page.clock.install()
    opened.page.reload()
    opened.run("geokit.settled")
    opened.page.keyboard.press("F8")
    first, second, third = (pair["id"] for pair in opened.run("geokit.page.pairs"))
    opened.page.clock.run_for(10_500)
    assert opened.run(HASH) == f"#wall&pair={first}"
    opened.page.keyboard.press("Space")
    opened.page.clock.run_for(60_000)
    assert opened.run(HASH) == f"#wall&pair={first}"
    opened.page.keyboard.press("Space")
    opened.page.clock.run_for(10_500)
    assert opened.run(HASH) == f"#wall&pair={second}"
    opened.page.keyboard.press("Escape")
    opened.page.clock.run_for(60_000)
    assert opened.run(HASH) == f"#pair={second}"
    assert third


def test_whoever_wants_no_movement_turns_the_pages(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="zh"), size=FULL_HD, reduced_motion="reduce")
    opened.page.clock.install()
    opened.page.reload()
    opened.run("geokit.settled")
    opened.page.keyboard.press("F8")
    opened.page.clock.run_for(60_000)
    assert opened.run(HASH) == "#wall"
    assert not opened.page.is_visible(".gk-wall-progress")
    opened.page.keyboard.press("ArrowRight")
    assert opened.run(HASH) != "#wall"


def test_an_address_opens_the_wall_at_a_pair(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"), size=FULL_HD)
    file = opened.page.url
    opened.page.goto("about:blank")
    opened.page.goto(file + "#wall&pair=two")
    opened.run("geokit.settled")
    assert opened.run(IS_WALL)
    assert opened.run("geokit.page.pairs[1].id") == "two"
    assert "2" in opened.text(".gk-wall-count")
    opened.run("location.hash = '#pair=two'; 0")
    opened.page.wait_for_timeout(100)
    assert not opened.run(IS_WALL)
    # Full screen was not asked for without a gesture: the browser would complain.
    assert opened.faults == []


def test_a_button_enters_it_and_its_tools_have_names(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    opened = open_page(link_map(make_catalog(), language="en"), size=FULL_HD)
    opened.page.click(".gk-wall-button")
    assert opened.run(IS_WALL)
    names = opened.run(
        "[...document.querySelectorAll('.gk-wall-tools button')].map((node) => node.getAttribute('aria-label') || node.textContent)"
    )
    assert names == ["Previous pair", "Pause", "Next pair", "Leave"]
    opened.page.click(".gk-wall-tools button >> nth=3")
    assert not opened.run(IS_WALL)
    assert opened.faults == []


def test_it_is_never_printed(wall: Callable[..., Any]) -> None:
    opened = wall()
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible(".gk-wall")
    assert opened.page.is_visible(".gk-side")


def test_names_are_text_on_a_wall_too(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], mixed_payloads: list[str]
) -> None:
    for payload in mixed_payloads:
        opened = open_page(link_map(make_catalog(payload), language="en"), size=FULL_HD)
        opened.page.keyboard.press("F8")
        opened.page.keyboard.press("ArrowRight")
        assert opened.run("[...document.querySelectorAll('.gk-wall-ends span')].map((node) => node.textContent)") == [
            printable(payload), "", printable(payload),
        ]  # fmt: skip
        assert opened.run("window.hit") is None
        assert opened.faults == []

"""The eye, the Tab key and the document agree: what is seen first is reached first, and nothing that is reached is hidden."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.programme.catalog import example_folder, load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

DAY = date(2026, 1, 1)
WIDTHS = {390: 844, 960: 700, 1440: 900}
# The map and its list, as they follow each other in the document.
IN_DOCUMENT = """[...document.querySelectorAll('.gk-page > :is(.gk-main, .gk-side, .gk-list)')]
  .map((part) => part.classList.contains('gk-main') ? 'map' : 'list')"""
IS_BELOW = """(() => {
  const [map, list] = ['.gk-main', ':is(.gk-side, .gk-list)'].map((part) => document.querySelector(part).getBoundingClientRect());
  return list.top >= map.bottom - 1;
})()"""
# What has the focus: its number among all that had it, its words, and whether a reader sees it.
FOCUSED = """(() => {
  const node = document.activeElement, box = node.getBoundingClientRect();
  if (node === document.body) { return null; }
  window.stops = window.stops || [];
  window.stops.includes(node) || window.stops.push(node);
  const seen = [[0.5, 0.5], [0.2, 0.2], [0.8, 0.8]].map(([x, y]) =>
    document.elementFromPoint(box.left + x * box.width, box.top + y * box.height));
  return {at: window.stops.indexOf(node), said: node.getAttribute('aria-label') || node.textContent,
    isSeen: seen.every((each) => each && (node.contains(each) || each.contains(node))) && getComputedStyle(node).outlineStyle !== 'none'};
})()"""
MOST_STOPS = 60


@pytest.fixture(scope="module")
def pages() -> dict[str, Any]:
    example = load_catalog(example_folder())
    report = gk.audit_catalog(example, today=DAY)
    parcels = report.audited[0].parcels
    return {
        "links": gk.link_map(load_catalog(), language="en"),
        "park": gk.park_map(example.parks[0], parcels, catalog=example, language="en", as_of=DAY),
        "change": gk.change_map(parcels, parcels.iloc[20:], language="en", as_of=DAY),
        "audit": report,
    }


@pytest.fixture
def page(pages: dict[str, Any], open_page: Callable[..., Any], tmp_path: Any) -> Callable[..., Any]:
    def opened(name: str, width: int) -> Any:
        content = pages[name]
        if name == "audit":
            content.save(tmp_path / "audit.html", language="en")
            content = (tmp_path / "audit.html").read_bytes()
        return open_page(content, size={"width": width, "height": WIDTHS[width]}, reduced_motion="reduce")

    return opened


def walk(opened: Any, key: str) -> list[dict[str, Any]]:
    """Return the stops of a key until it leaves the page."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        opened.page.keyboard.press(key)
        stop = opened.run(FOCUSED)
        if stop is None:
            return stops
        stops.append(stop)
    pytest.fail(f"{key} does not leave the page")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["links", "park", "change", "audit"])
def test_every_stop_is_seen_both_ways(page: Callable[..., Any], name: str, width: int) -> None:
    opened = page(name, width)
    there, back = walk(opened, "Tab"), []
    # From behind its last stop the page is entered again.
    while len(back) < len(there):
        opened.page.keyboard.press("Shift+Tab")
        back.append(opened.run(FOCUSED))
    assert len(there) > 10
    assert [stop["at"] for stop in back] == [stop["at"] for stop in reversed(there)]
    assert [stop["said"] for stop in there + back if not stop["isSeen"]] == []


@pytest.mark.parametrize("name", ["links", "park", "change", "audit"])
def test_map_and_list_follow_each_other_as_they_are_seen(page: Callable[..., Any], name: str) -> None:
    opened = page(name, 1440)
    for width in (1440, 390, 1440):
        opened.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        opened.page.wait_for_timeout(100)
        assert opened.run(IS_BELOW) == (width == 390)
        assert opened.run(IN_DOCUMENT) == (["map", "list"] if width == 390 else ["list", "map"])


def test_a_window_that_grows_keeps_the_focus_in_the_list(page: Callable[..., Any]) -> None:
    opened = page("audit", 390)
    opened.page.focus(".gk-list input[type=search]")
    opened.page.set_viewport_size({"width": 1440, "height": 900})
    opened.page.wait_for_timeout(100)
    assert opened.run("document.activeElement.type") == "search"


def test_the_map_of_a_report_is_printed_above_its_table(page: Callable[..., Any]) -> None:
    opened = page("audit", 1440)
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.run(IN_DOCUMENT) == ["map", "list"]
    opened.run("window.dispatchEvent(new Event('afterprint'))")
    assert opened.run(IN_DOCUMENT) == ["list", "map"]


def test_a_card_is_read_between_its_list_and_the_map_and_gives_the_focus_back(
    page: Callable[..., Any],
) -> None:
    opened = page("park", 1440)
    opened.page.fill(".gk-search-input", "P1-05")
    opened.page.keyboard.press("Enter")
    assert opened.page.is_visible(".gk-detail")
    assert opened.run(
        "[...document.querySelectorAll('.gk-page > *')].map((part) => part.className.split(' ')[0]).join()"
    ) == ("gk-head,gk-side,gk-detail,gk-main,gk-foot")
    opened.page.focus(".gk-close")
    opened.page.keyboard.press("Escape")
    assert not opened.page.is_visible(".gk-detail")
    assert opened.run("document.activeElement.className") == "gk-search-input"

"""Who works by keys keeps their place: what closes hands the focus on, and nothing that has it lies behind a card."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.programme.catalog import example_folder, load_catalog
from geokit.reports import find_format

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

DAY = date(2026, 1, 1)
HAS_FOCUS = "document.activeElement.matches('{selector}')"
# What a reader would press in the middle of what has the focus.
IN_SIGHT = """(() => {
  const node = document.activeElement, box = node.getBoundingClientRect();
  return node.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
})()"""


@pytest.fixture
def change(open_page: Callable[..., Any]) -> Any:
    report = gk.audit_catalog(load_catalog(example_folder()), today=DAY)
    parcels = report.audited[0].parcels
    return open_page(gk.change_map(parcels, parcels.iloc[20:], language="en", as_of=DAY))


def has_focus(opened: Any, selector: str) -> bool:
    return bool(opened.run(HAS_FOCUS.format(selector=selector)))


def test_a_pair_that_closes_gives_the_focus_to_its_name(open_page: Callable[..., Any]) -> None:
    opened = open_page(gk.link_map(load_catalog(), language="en"))
    opened.page.focus(".gk-pair-head >> nth=2")
    opened.page.keyboard.press("Enter")
    opened.page.keyboard.press("Tab")
    assert has_focus(opened, ".gk-pair-body button")
    opened.page.keyboard.press("Escape")
    assert opened.run("document.activeElement.getAttribute('aria-controls')") == "gk-pair-3"


@pytest.mark.parametrize(("name", "part"), [("audit", ".gk-list"), ("links", ".gk-main")])
def test_the_first_stop_leads_to_what_a_page_is_about(
    open_page: Callable[..., Any], name: str, part: str
) -> None:
    report = gk.audit_catalog(load_catalog(example_folder()), today=DAY)
    makers = {
        "audit": lambda: find_format("html").render(report, "en"),
        "links": lambda: gk.link_map(load_catalog(), language="en"),
    }
    opened = open_page(makers[name](), size={"width": 390, "height": 844})
    opened.page.keyboard.press("Tab")
    assert has_focus(opened, ".gk-skip")
    opened.page.keyboard.press("Enter")
    assert has_focus(opened, part)
    assert opened.run("location.hash") == ""
    # The next stop lies in it.
    opened.page.keyboard.press("Tab")
    assert has_focus(opened, f"{part} *")


def test_who_leaves_the_wall_is_where_they_were(open_page: Callable[..., Any]) -> None:
    opened = open_page(gk.link_map(load_catalog(), language="en"))
    opened.page.focus(".gk-wall-button")
    opened.page.keyboard.press("Enter")
    assert not opened.page.is_visible(".gk-wall-button")
    opened.page.keyboard.press("Escape")
    assert has_focus(opened, ".gk-wall-button")


def test_a_filter_that_is_taken_back_leaves_the_focus_on_the_map(open_page: Callable[..., Any]) -> None:
    example = load_catalog(example_folder())
    report = gk.audit_catalog(example, today=DAY)
    page = gk.park_map(example.parks[0], report.audited[0].parcels, catalog=example, language="en", as_of=DAY)
    opened = open_page(page)
    opened.page.focus(".gk-phase")
    opened.page.keyboard.press("Enter")
    opened.page.focus(".gk-reset")
    opened.page.keyboard.press("Enter")
    assert not opened.page.is_visible(".gk-reset")
    assert has_focus(opened, ".folium-map")


def test_a_chosen_change_covers_no_entry_that_has_the_focus(change: Any) -> None:
    entries = change.page.locator(".gk-change-entry")
    assert entries.count() == 20
    entries.nth(3).focus()
    change.page.keyboard.press("Enter")
    assert change.run(IN_SIGHT)
    for _ in range(3):
        change.page.keyboard.press("Shift+Tab")
        assert has_focus(change, ".gk-change-entry")
        assert change.run(IN_SIGHT)


def test_a_chosen_change_that_is_closed_gives_the_focus_to_the_next(change: Any) -> None:
    change.page.focus(".gk-change-entry")
    change.page.keyboard.press("Enter")
    change.page.focus(".gk-choice-close")
    change.page.keyboard.press("Enter")
    assert not change.page.is_visible(".gk-choice-close")
    assert change.run("document.activeElement.textContent") == "Next"


def test_the_ring_of_a_slider_covers_none_of_its_words(open_page: Callable[..., Any]) -> None:
    example = load_catalog(example_folder())
    report = gk.audit_catalog(example, today=DAY)
    page = gk.park_map(example.parks[0], report.audited[0].parcels, catalog=example, language="en", as_of=DAY)
    opened = open_page(page, size={"width": 960, "height": 700})
    slider = opened.page.locator(".gk-slider input")
    slider.focus()
    slider.press("ArrowLeft")
    ring = opened.run("parseFloat(getComputedStyle(document.activeElement).outlineWidth) + "
                      "parseFloat(getComputedStyle(document.activeElement).outlineOffset)")  # fmt: skip
    assert ring > 0
    top = slider.bounding_box()["y"] - ring
    for words in (opened.page.locator(".gk-slider span"), opened.page.locator(".gk-slider output")):
        box = words.bounding_box()
        assert box["y"] + box["height"] <= top

"""Measuring on the screen: three digits, by mouse, finger or keys, and nothing else reacts meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geokit.maps.links import link_map
from geokit.maps.park import park_map

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
TOOL = ".gk-measure-tool > button"
MEASURED = "[...document.querySelectorAll('.gk-measured li')].map((row) => row.textContent)"
VERTICES = "document.querySelectorAll('.gk-vertex').length"
OPENED = "document.querySelectorAll('.leaflet-popup, .leaflet-tooltip, .gk-detail:not([hidden])').length"


@pytest.fixture
def opened(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
    make_report: Callable[..., AuditReport],
) -> Any:
    park = make_catalog().park("linghai")
    return open_page(park_map(park, make_parcels(), make_report(), language="en"), reduced_motion="reduce")


def corners(opened: Any, *shares: tuple[float, float]) -> list[tuple[float, float]]:
    box = opened.page.locator(".folium-map").bounding_box()
    return [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in shares]


def click_all(opened: Any, *shares: tuple[float, float]) -> None:
    for place in corners(opened, *shares):
        opened.page.mouse.click(*place)
        # Two clicks at once would be a double one only in one place; a reader is no faster either.
        opened.page.wait_for_timeout(20)


def test_three_significant_digits(opened: Any) -> None:
    told = opened.run("[0, 0.0123456, 1.5, 98.76, 1234.5, 12345678].map(geokit.threeDigits)")
    assert told == ["0", "0.0123", "1.50", "98.8", "1,230", "12,300,000"]


def test_points_are_undone_finished_and_cleared(opened: Any) -> None:
    opened.page.click(TOOL)
    click_all(opened, (0.4, 0.4), (0.6, 0.4), (0.6, 0.6))
    assert opened.run(VERTICES) == 3
    whole = opened.run(MEASURED)
    assert [row.split()[-1] for row in whole[:3]] in (["m", "m²", "mu"], ["km", "m²", "mu"])
    opened.page.keyboard.press("Backspace")
    assert (opened.run(VERTICES), len(opened.run(MEASURED))) == (2, 1)
    opened.page.keyboard.press("Control+z")
    assert (opened.run(VERTICES), opened.run(MEASURED)) == (1, [])
    opened.page.click(".gk-measure-buttons >> text=Undo")
    assert opened.run(VERTICES) == 0
    click_all(opened, (0.4, 0.4), (0.6, 0.4), (0.6, 0.6))
    opened.page.keyboard.press("Enter")
    assert opened.run("geokit.isMeasuring()") is False
    assert opened.run(MEASURED) == whole
    click_all(opened, (0.5, 0.55))
    assert opened.run(MEASURED) == whole
    opened.page.click(".gk-measure-buttons >> text=Start over")
    assert (opened.run(VERTICES), opened.run("geokit.isMeasuring()")) == (0, True)


def test_a_double_click_finishes(opened: Any) -> None:
    opened.page.click(TOOL)
    click_all(opened, (0.4, 0.4), (0.6, 0.4))
    zoom = opened.run("document.querySelector('.leaflet-tile-pane, .leaflet-map-pane').style.transform")
    opened.page.mouse.dblclick(*corners(opened, (0.6, 0.6))[0])
    assert (opened.run(VERTICES), opened.run("geokit.isMeasuring()")) == (3, False)
    assert (
        opened.run("document.querySelector('.leaflet-tile-pane, .leaflet-map-pane').style.transform") == zoom
    )


def test_a_double_click_with_which_measuring_begins_finishes_nothing(opened: Any) -> None:
    opened.page.click(TOOL)
    opened.page.mouse.dblclick(*corners(opened, (0.4, 0.4))[0])
    assert (opened.run(VERTICES), opened.run("geokit.isMeasuring()")) == (1, True)


def test_enter_shows_the_crosshair_before_it_sets_a_point(opened: Any) -> None:
    opened.page.focus(TOOL)
    press = opened.page.keyboard.press
    for key, vertices in (
        ("Enter", 0),
        ("Enter", 0),
        ("Enter", 1),
        ("Enter", 1),
        ("ArrowRight", 1),
        ("Enter", 2),
    ):
        press(key)
        assert (opened.run(VERTICES), opened.run("geokit.isMeasuring()")) == (vertices, True)
    press("Enter")
    assert opened.run("geokit.isMeasuring()") is False
    assert len(opened.run(MEASURED)) == 1


def test_nothing_else_reacts_while_measuring(opened: Any) -> None:
    [parcel] = opened.run(
        "[document.querySelector('.gk-parcel')].map((node) => {const box = node.getBoundingClientRect();"
        " return [box.left + box.width / 2, box.top + box.height / 2]})"
    )
    opened.page.click(TOOL)
    opened.page.mouse.move(*parcel)
    opened.page.mouse.click(*parcel)
    assert (opened.run(OPENED), opened.run(VERTICES)) == (0, 1)
    opened.run(
        "window.heard = []; document.addEventListener('keydown', (event) => window.heard.push(event.key))"
    )
    for key in ("n", "p", "f", "1", "ArrowLeft", "Enter", "Escape"):
        opened.page.keyboard.press(key)
    assert opened.run("window.heard") == []
    assert opened.run("geokit.isMeasuring()") is False
    opened.page.mouse.click(*parcel)
    assert opened.run(OPENED) == 1


def test_keys_alone_measure(opened: Any) -> None:
    opened.page.focus(TOOL)
    opened.page.keyboard.press("Enter")
    for keys in (["ArrowLeft"] * 4, ["ArrowRight"] * 8, ["ArrowDown"] * 5 + ["Shift+ArrowDown"]):
        for key in keys:
            opened.page.keyboard.press(key)
        opened.page.keyboard.press("Enter")
    assert opened.run(VERTICES) == 3
    opened.page.keyboard.press("Enter")
    assert opened.run("geokit.isMeasuring()") is False
    assert opened.run("document.activeElement.textContent") == "Measure"
    assert opened.run("document.querySelector('.gk-measure-panel').getAttribute('aria-label')") == "Measure"
    assert opened.run("document.querySelector('.gk-measure-panel [role=status]').textContent").startswith(
        "Measured"
    )


def test_a_finger_measures(open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]) -> None:
    opened = open_page(link_map(make_catalog(), language="zh"), has_touch=True)
    opened.page.tap(TOOL)
    for place in corners(opened, (0.3, 0.4), (0.6, 0.4), (0.6, 0.6)):
        opened.page.touchscreen.tap(*place)
        opened.page.wait_for_timeout(20)
    assert opened.run(VERTICES) == 3
    said = opened.text(".gk-measure-panel")
    assert all(unit in said for unit in ("公里", "亩", "公顷", "平方公里", "近似"))
    opened.page.tap(".gk-measure-buttons >> text=完成")
    assert opened.run("geokit.isMeasuring()") is False
    opened.page.keyboard.press("Escape")
    assert not opened.page.is_visible(".gk-measure-panel")

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.escape import printable
from geokit.maps.audit import audit_map
from geokit.maps.links import link_map
from geokit.maps.park import park_map
from geokit.parcels.table import parcel_frame
from geokit.programme.catalog import load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def test_a_park_opens_whole_quiet_and_without_a_network(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
) -> None:
    catalog = make_catalog()
    for options in ({}, {"size": PHONE}, {"color_scheme": "dark"}):
        opened = open_page(
            park_map(catalog.park("linghai"), report=make_report(), catalog=catalog, language="zh"), **options
        )
        assert (opened.faults, opened.requests) == ([], [])
        assert opened.run("document.documentElement.scrollWidth <= innerWidth")
        said = opened.text("body")
        assert not re.search(r"\bmu\b|\bn\s*=|undefined|null|\{\w+\}|\[object", said)
        assert all(
            word in said
            for word in ("尚待征收", "已供应", "批而未供", "待征收", "示意", "分期进度", "所在位置")
        )


def test_the_legend_filters(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:
    opened = open_page(park_map(make_catalog().park("linghai"), make_parcels(), language="en"))
    visible = "[...document.querySelectorAll('.gk-parcel')].filter((node) => !node.classList.contains('is-hidden')).length"
    assert opened.run(visible) == 3
    opened.page.uncheck(".gk-filter input >> nth=0")
    assert opened.run(visible) == 2
    opened.page.click(".gk-phase >> nth=0")
    assert opened.run(visible) == 0
    opened.page.click(".gk-phase >> nth=1")
    assert opened.run(visible) == 2
    opened.page.click(".gk-phase >> nth=1")
    opened.page.check(".gk-filter input >> nth=0")
    assert opened.run(visible) == 3


def test_a_parcel_has_a_card(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:
    opened = open_page(park_map(make_catalog().park("linghai"), make_parcels(), language="en"))
    opened.run("document.querySelector('.gk-parcel').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    card = opened.text(".gk-detail")
    assert "measured area (planar)" in card
    assert "10,000.00 m² (15.000 mu)" in card


def test_findings_are_flown_through_and_small_ones_have_a_ring(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    opened = open_page(audit_map(make_report(), language="en"), reduced_motion="reduce")
    assert opened.run("document.querySelectorAll('.leaflet-gk-marks-pane .gk-ring').length") == 1
    opened.page.click("text=Next")
    assert "A overlaps B" in opened.text(".gk-detail")
    assert "1 of 3" in opened.text(".gk-steps")
    opened.page.click("text=Next")
    assert "apart" in opened.text(".gk-detail")
    # Zoomed in, the second finding is drawn true: no ring.
    assert opened.run("map_g1.getZoom()") >= 18
    assert (opened.faults, opened.requests) == ([], [])


def test_severities_filter_the_list_and_the_map(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    opened = open_page(audit_map(make_report(), language="en"))
    opened.page.uncheck(".gk-filter input >> nth=0")
    assert not opened.page.is_visible("text=A overlaps B")
    assert opened.run("document.querySelectorAll('.gk-finding.is-error').length") == 0


def test_text_is_text_wherever_it_stands(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
    mixed_payloads: list[str],
) -> None:
    for given in mixed_payloads:
        catalog, payload = make_catalog(given), printable(given)
        opened = open_page(park_map(catalog.park("linghai"), report=make_report(given), catalog=catalog))
        opened.run(
            "document.querySelector('.gk-parcel').dispatchEvent(new MouseEvent('click', {bubbles: true}))"
        )
        assert opened.run("document.querySelector('.gk-detail h3').textContent") == payload
        rows = opened.run("[...document.querySelectorAll('.gk-detail dd')].map((node) => node.textContent)")
        # Phase and village.
        assert rows.count(payload) == 2
        opened.page.click(".gk-steps button >> nth=1")
        opened.page.wait_for_timeout(50)
        opened.page.click(".gk-language")
        assert payload in opened.run("document.querySelector('.gk-finding-entry').textContent")
        assert opened.run("document.querySelector('.gk-parcel-name').textContent") == payload
        for sink in ("h1", ".gk-outline-name", ".gk-phase strong", ".gk-inset p"):
            said = f"[...document.querySelectorAll({sink!r})].map((node) => node.textContent).join()"
            assert payload in opened.run(said), sink
        assert opened.run("window.hit") is None
        assert (opened.faults, opened.requests) == ([], [])


def test_a_basemap_is_asked_for_tiles_and_nothing_else_is(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    opened = open_page(
        park_map(make_catalog().park("haojiang"), make_parcels(), language="zh", basemap=tiles)
    )
    opened.until("document.querySelectorAll('.leaflet-tile').length > 0")
    opened.page.wait_for_timeout(200)
    assert opened.requests
    assert all(address.startswith("https://tiles.example/") for address in opened.requests)
    assert not [fault for fault in opened.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    assert "tiles.example" in opened.text(".gk-credits")
    # Of the ground that stays plain it is said why.
    assert "底图未能载入" in opened.text(".gk-credits")
    opened.page.click(".gk-language")
    assert opened.run("document.querySelectorAll('.gk-no-tiles').length") == 1
    assert "the basemap did not come" in opened.text(".gk-credits")


def test_very_many_findings_are_drawn_on_a_canvas_and_the_list_says_what_it_leaves_out(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    report = make_report()
    opened = open_page(audit_map(replace(report, findings=report.findings[:1] * 1001), language="en"))
    # Those of one cause are one entry until it is opened.
    assert opened.run("document.querySelectorAll('.gk-finding-entry').length") == 1
    opened.page.click(".gk-group-entry")
    listed = "document.querySelectorAll('.gk-finding-group li').length"
    assert opened.run(listed) == 20
    assert "981 more are not listed" in opened.text(".gk-findings")
    opened.page.click(".gk-findings > .gk-more")
    assert opened.run(listed) == 120
    assert (
        opened.run(
            "[...document.querySelectorAll('.gk-finding-group li')].indexOf(document.activeElement.parentNode)"
        )
        == 20
    )
    assert opened.run("document.querySelectorAll('.leaflet-gk-findings-pane canvas').length") == 1
    assert (opened.faults, opened.requests) == ([], [])


def test_the_sliders_show_phases_and_days(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:
    parcels = make_parcels()
    parcels["supplied_on"] = ["2023-05-01", None, None]
    parcels["approved_on"] = [None, "2023-09-01", None]
    m = park_map(make_catalog().park("haojiang"), parcels, language="zh", as_of=date(2024, 1, 1))
    opened = open_page(m)
    visible = "[...document.querySelectorAll('.gk-parcel')].filter((node) => !node.classList.contains('is-hidden')).length"
    slider, said = ".gk-slider input >> nth={}", ".gk-slider output >> nth={}"
    assert opened.text(said.format(0)) == "全部期次"
    opened.page.focus(slider.format(0))
    opened.page.keyboard.press("ArrowLeft")
    assert (opened.text(said.format(0)), opened.run(visible)) == ("一期", 1)
    assert "0 / 1 宗 · 0.000 亩" in opened.text(".gk-legend")
    opened.page.keyboard.press("End")
    assert opened.run(visible) == 3
    assert opened.text(".gk-headline.is-main dd") == "+15.000 亩"
    opened.page.focus(slider.format(1))
    opened.page.keyboard.press("Home")
    assert opened.run("document.activeElement.getAttribute('aria-valuetext')") == "2023年4月30日"
    assert opened.text(".gk-headline.is-main dd") == "+30.000 亩"
    assert "截至2023年4月30日" in opened.text(".gk-headline.is-main dt")
    assert opened.run("document.querySelectorAll('.gk-parcel.is-supplied').length") == 0
    opened.page.click(".gk-language")
    assert opened.text(said.format(1)) == "30 April 2023"
    opened.page.keyboard.press("End")
    assert (opened.faults, opened.requests) == ([], [])


UNDER_A_BUTTON = """(() => {
  const boxes = (selector) => [...document.querySelectorAll(selector)]
    .map((node) => node.getBoundingClientRect()).filter((box) => box.width);
  const meet = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const buttons = boxes('.leaflet-control');
  const isBad = (name) => name.left < 0 || name.right > innerWidth || buttons.some((button) => meet(name, button));
  return boxes('.gk-outline-name').filter(isBad).length;
})()"""


@pytest.mark.parametrize("width", [390, 960, 1440])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_long_name_lies_beside_the_buttons(
    open_page: Callable[..., Any], language: Any, width: int
) -> None:
    opened = open_page(
        park_map(load_catalog()["longhu"], language=language), size={"width": width, "height": 844}
    )
    assert opened.run("document.querySelectorAll('.gk-outline-name').length") == 2
    assert opened.run(UNDER_A_BUTTON) == 0


def test_the_circle_of_a_place_that_is_not_known_is_in_the_legend(open_page: Callable[..., Any]) -> None:
    opened = open_page(park_map(load_catalog()["nanshan-haojiang"], language="en"))
    assert "somewhere in this circle: its place is known to ±12.9 km" in opened.text(".gk-legend")


def test_what_is_chosen_and_how_far_land_has_come_are_seen_in_the_colours_of_the_system(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
) -> None:
    catalog = make_catalog()
    park = open_page(
        park_map(catalog.park("linghai"), report=make_report(), catalog=catalog), forced_colors="active"
    )
    ground = "getComputedStyle(document.querySelector('{selector}')).background{what}"
    parts = ".gk-bar-part.box-supplied"
    fills = [park.run(ground.format(selector=parts, what=what)) for what in ("Color", "Image")]
    assert fills != ["rgba(0, 0, 0, 0)", "none"]
    links = open_page(link_map(catalog), forced_colors="active")
    pressed, other = (
        links.run(ground.format(selector=f'.gk-layout-switch button[aria-pressed="{state}"]', what="Color"))
        for state in ("true", "false")
    )
    assert pressed != other


# How far each name that is seen lies from the middle of its parcel, in pixels.
OFF_THE_MIDDLE = """() => {
  const middle = (node) => { const box = node.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const parcels = [...document.querySelectorAll('.gk-parcel')];
  return Object.fromEntries([...document.querySelectorAll('.gk-parcel-name:not(.gk-spot-name)')].map((name, at) => [name, at])
    .filter(([name]) => name.getClientRects().length && getComputedStyle(name).visibility === 'visible')
    .map(([name, at]) => [name.textContent, Math.hypot(...[0, 1].map((axis) => middle(name)[axis] - middle(parcels[at])[axis]))]));
}"""


def test_what_is_hidden_takes_no_room_from_the_names_of_parcels(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog]
) -> None:
    # Two spots, each with its count of parcels, which is hidden where the parcels themselves are seen; C lies on B.
    squares = [shapely.box(x, 2_595_800, x + 100, 2_595_900) for x in (476_600, 476_800, 476_800)]
    columns = {"id": ["A", "B", "C"], "phase": ["1", "1", "1"], "status": ["built", "built", "planned"]}
    parcels = parcel_frame(columns, squares, crs="EPSG:4548")
    opened = open_page(park_map(make_catalog().park("haojiang"), parcels), reduced_motion="reduce")
    seen = opened.run(OFF_THE_MIDDLE)
    assert seen["A"] < 2
    assert seen["B"] < 2
    assert seen.get("C", 9) > 8
    box = opened.page.locator(".gk-legend input").nth(0)
    box.uncheck()
    shown = opened.run(OFF_THE_MIDDLE)
    assert list(shown) == ["C"]
    assert shown["C"] < 2
    box.check()
    assert opened.run(OFF_THE_MIDDLE) == seen

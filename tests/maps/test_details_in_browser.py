"""Details stand in a card beside the map; findings have numbers, and come apart when the map is zoomed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.auditing.findings import Finding, Severity
from geokit.i18n import Words
from geokit.maps.audit import audit_map
from geokit.maps.park import park_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
CALM = {"reduced_motion": "reduce"}
WIDTHS = [360, 390, 760, 768, 960, 1440, 1920]
COVERED = """() => {
  const card = document.querySelector('.gk-detail').getBoundingClientRect();
  const map = document.querySelector('.folium-map').getBoundingClientRect();
  const apart = card.right <= map.left + 1 || card.left >= map.right - 1 || card.top >= map.bottom - 1 || card.bottom <= map.top + 1;
  return [apart, card.width > 0 && card.height > 0, document.documentElement.scrollWidth <= innerWidth, map.height > 200];
}"""
SHAPE_ON_MAP = "document.querySelectorAll('.leaflet-gk-chosen-pane path').length"


def entry(at: int) -> str:
    return f".gk-findings .gk-finding-entry >> nth={at}"


def test_a_card_covers_nothing_of_the_map_at_any_width(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
) -> None:
    catalog = make_catalog()
    m = park_map(catalog.park("linghai"), report=make_report(), catalog=catalog, language="zh")
    for width in WIDTHS:
        opened = open_page(m, size={"width": width, "height": 800}, **CALM)
        opened.run("geokit.openFinding(1)")
        assert opened.run(COVERED) == [True] * 4, width
        assert opened.run("document.querySelectorAll('.leaflet-popup').length") == 0
        assert "地块重叠" in opened.text(".gk-detail h3") or "重叠" in opened.text(".gk-detail")
        assert "overlap" not in opened.text(".gk-detail")


def test_a_finding_without_a_place_leaves_nothing_of_the_last(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    opened = open_page(audit_map(make_report(), language="en"), **CALM)
    opened.page.click(entry(0))
    assert opened.run(SHAPE_ON_MAP) == 1
    assert opened.run("document.querySelectorAll('.gk-pin.is-chosen').length") == 1
    opened.page.click(entry(2))
    assert "total" in opened.text(".gk-detail")
    assert "no place" in opened.text(".gk-detail")
    assert "A overlaps B" not in opened.text(".gk-detail")
    assert opened.run(SHAPE_ON_MAP) == 0
    assert opened.run("document.querySelectorAll('.gk-pin.is-chosen').length") == 0


@pytest.mark.parametrize("wait_ms", [0, 100, 400])
def test_escape_at_any_moment_leaves_the_card_closed(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport], wait_ms: int
) -> None:
    opened = open_page(audit_map(make_report(), language="en"))
    opened.page.click(entry(0))
    opened.page.wait_for_timeout(wait_ms)
    opened.page.keyboard.press("Escape")
    assert opened.page.is_hidden(".gk-detail")
    opened.page.wait_for_timeout(1300)
    assert opened.page.is_hidden(".gk-detail")
    assert opened.run("document.querySelectorAll('.leaflet-popup').length") == 0
    assert opened.run(SHAPE_ON_MAP) == 0


def test_map_and_list_have_the_same_numbers(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    opened = open_page(audit_map(make_report(), language="en"), **CALM)
    assert opened.run("[...document.querySelectorAll('.gk-findings .gk-number-tag')].map((node) => node.textContent)") == [
        "1", "2", "3",
    ]  # fmt: skip
    opened.page.get_by_role("button", name="1·2: 2 findings here, zoom in").click()
    opened.page.get_by_role("button", name="Finding 2: warning").click()
    assert opened.text(".gk-detail .gk-number-tag") == "2"
    assert opened.run("document.querySelector('.is-chosen .gk-number-tag').textContent") == "2"
    # Through the list with keys alone.
    opened.page.focus(entry(0))
    opened.page.keyboard.press("Enter")
    assert opened.text(".gk-detail .gk-number-tag") == "1"
    opened.page.click(".gk-detail .gk-link >> nth=0")
    assert opened.text(".gk-detail h3") == "A"
    opened.page.click(".gk-detail .gk-finding-entry")
    assert opened.text(".gk-detail .gk-number-tag") == "1"
    opened.page.click(".gk-close")
    assert opened.page.is_hidden(".gk-detail")


def test_findings_that_lie_close_are_one_mark_with_a_count_which_unfolds(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    report = make_report()
    words = Words(zh="缝", en="a gap")
    near = tuple(
        Finding(
            "gap",
            Severity.WARNING,
            ("C",),
            words,
            geometry=shapely.Point(476_850 + 2 * at, 2_595_850),
            park="linghai",
        )
        for at in range(5)
    )
    far = Finding(
        "gap", Severity.ERROR, ("A",), words, geometry=shapely.Point(486_850, 2_595_850), park="linghai"
    )
    opened = open_page(audit_map(replace(report, findings=(far, *near)), language="en"), **CALM)
    texts = "[...document.querySelectorAll('.gk-pin b')].map((node) => node.textContent).sort()"
    assert opened.run(texts) == ["1", "×5"]
    opened.page.get_by_role("button", name="×5: 5 findings here, zoom in").click()
    assert opened.run(texts) == ["2", "3", "4", "5", "6"]
    opened.page.uncheck(".gk-legend input >> nth=1")
    assert opened.run(texts) == []


NUMBERS_COVERED = """() => {
  const boxes = [...document.querySelectorAll('.gk-pin-number')].map((node) => node.getBoundingClientRect());
  return boxes.filter((one, at) => boxes.slice(at + 1).some((other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom)).length;
}"""


def test_numbers_do_not_cover_each_other(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    report = make_report()
    grid = tuple(
        replace(
            report.findings[0],
            geometry=shapely.box(x, y, x + 90, y + 90),
        )
        for x in range(476_000, 477_000, 100)
        for y in range(2_595_000, 2_596_000, 100)
    )
    opened = open_page(audit_map(replace(report, findings=grid), language="en"), **CALM)
    for width in (390, 768, 960, 1440, 3840):
        opened.page.set_viewport_size({"width": width, "height": width * 9 // 16 if width > 400 else 844})
        opened.page.get_by_role("button", name="Whole map").click()
        opened.page.wait_for_timeout(100)
        assert opened.page.evaluate(NUMBERS_COVERED) == 0, width
        numbers = opened.run(
            "[...document.querySelectorAll('.gk-pin-number b')].map((node) => node.textContent)"
        )
        told = sum(int(text[1:]) if text.startswith("×") else len(text.split("·")) for text in numbers)
        assert told == len(grid), width


def test_a_shared_number_comes_apart_in_view(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    report = make_report()
    boxes = (
        shapely.box(476_000, 2_595_000, 477_000, 2_595_800),
        shapely.box(476_002, 2_595_000, 476_900, 2_595_799),
    )
    findings = tuple(replace(report.findings[0], geometry=each) for each in boxes)
    opened = open_page(audit_map(replace(report, findings=findings), language="en"), **CALM)
    opened.page.get_by_role("button", name="1·2: 2 findings here, zoom in").click()
    assert opened.run("[...document.querySelectorAll('.gk-pin b')].map((node) => node.textContent)") == [
        "1",
        "2",
    ]


def test_findings_on_one_spot_are_listed_in_the_card(
    open_page: Callable[..., Any], make_report: Callable[..., AuditReport]
) -> None:
    report = make_report()
    opened = open_page(audit_map(replace(report, findings=report.findings[1:2] * 4), language="en"), **CALM)
    opened.page.click(".gk-pin-number")
    assert opened.run("document.querySelectorAll('.gk-detail .gk-finding-entry').length") == 4


def test_while_somebody_measures_nothing_else_reacts(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
) -> None:
    m = park_map(make_catalog().park("linghai"), report=make_report(), language="en")
    opened = open_page(m, **CALM)
    opened.run("geokit.openFinding(3)")
    opened.page.get_by_role("button", name="Measure", exact=True).click()
    for selector in (".gk-parcel", ".gk-finding"):
        opened.run(
            f"document.querySelector('{selector}').dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"
        )
        assert opened.text(".gk-detail .gk-number-tag") == "3"
    opened.page.keyboard.press("Escape")
    # It has ended measuring; the next one closes the card.
    assert opened.page.is_visible(".gk-detail")
    opened.page.keyboard.press("Escape")
    assert opened.page.is_hidden(".gk-detail")


def test_a_page_can_be_opened_at_a_finding_a_parcel_and_a_phase(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
) -> None:
    opened = open_page(park_map(make_catalog().park("linghai"), report=make_report(), language="en"), **CALM)
    for call, said in (("openFinding('2')", "apart"), ("openParcel('B')", "B")):
        assert opened.run(f"geokit.{call}") is True
        assert said in opened.text(".gk-detail")
    assert opened.run("geokit.choosePhase('一期')") is True
    assert "一期" in opened.text(".gk-filter-bar")
    # A second time it stays chosen.
    assert opened.run("geokit.choosePhase('一期')") is True
    assert opened.page.is_visible(".gk-filter-bar")
    assert [
        opened.run(f"geokit.{name}('none')") for name in ("openFinding", "openParcel", "choosePhase")
    ] == [False] * 3


def test_targets_are_large_enough(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
) -> None:
    m = park_map(make_catalog().park("linghai"), report=make_report(), language="en")
    for least, options in (
        (24, {}),
        (44, {"has_touch": True, "is_mobile": True, "size": {"width": 390, "height": 844}}),
    ):
        opened = open_page(m, **options, **CALM)
        opened.run("geokit.choosePhase('一期'); geokit.openFinding(1)")
        small = opened.run(
            f"""() => [...document.querySelectorAll('.gk-side button, .gk-side label, .gk-detail button, .gk-side [type=search]')]
              .filter((node) => node.getClientRects().length && node.getBoundingClientRect().height < {least} - 0.1)
              .map((node) => [node.className, node.getBoundingClientRect().height])"""
        )
        assert small == []

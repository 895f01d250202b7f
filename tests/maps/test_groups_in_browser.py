"""The list of findings beside a map: many of one cause are one entry, which opens and marks its own on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.land.crs.transform import reproject
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport

pytestmark = pytest.mark.browser

ENTRIES = "document.querySelectorAll('.gk-findings > ol > li').length"


@pytest.fixture(scope="module")
def repeated() -> AuditReport:
    shapes = [square(150 * (at % 6), 150 * (at // 6), 100) for at in range(30)]
    ids = [f"P{at:03d}" for at in range(30)]
    return gk.audit(parcels=make_parcels(shapes, id=ids, declared_m2=[150_000.0] * 28 + [10_667.0] * 2))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_many_of_one_cause_are_one_entry_that_says_how_many_and_why(
    repeated: AuditReport, open_page: Callable[..., Any], language: str
) -> None:
    opened = open_page(gk.audit_map(repeated, language=language), reduced_motion="reduce")
    assert opened.run(ENTRIES) == len(repeated.findings) - 28 + 1
    entry = opened.text(".gk-group-entry")
    assert "28 ×" in entry
    assert repeated.grouped()[0].why(language) in entry
    assert (opened.faults, opened.requests) == ([], [])


def test_the_keyboard_opens_a_group_and_the_map_marks_its_members(
    repeated: AuditReport, open_page: Callable[..., Any]
) -> None:
    opened = open_page(gk.audit_map(repeated, language="en"), reduced_motion="reduce")
    opened.page.focus(".gk-group-entry")
    opened.page.keyboard.press("Enter")
    assert opened.page.get_attribute(".gk-group-entry", "aria-expanded") == "true"
    assert opened.run("document.activeElement.className").endswith("gk-group-entry")
    assert opened.run("document.querySelectorAll('.gk-finding-group li').length") == 20
    assert "8 more are not listed" in opened.text(".gk-findings")
    assert opened.run("document.querySelectorAll('.gk-chosen').length") == 28
    assert "28 × declared and measured area differ" in opened.text(".gk-detail")
    opened.page.keyboard.press("Enter")
    assert opened.page.get_attribute(".gk-group-entry", "aria-expanded") == "false"
    assert opened.run("document.querySelectorAll('.gk-chosen').length") == 0


def test_a_finding_that_is_chosen_elsewhere_opens_its_group(
    repeated: AuditReport, open_page: Callable[..., Any]
) -> None:
    opened = open_page(gk.audit_map(repeated, language="en"), reduced_motion="reduce")
    opened.page.click(".gk-steps button >> nth=1")
    assert opened.page.get_attribute(".gk-group-entry", "aria-expanded") == "true"
    assert opened.run("document.querySelectorAll('.gk-finding-group .is-chosen').length") == 1


def test_the_fact_stands_first_and_no_rule_code_in_a_sentence(
    repeated: AuditReport, open_page: Callable[..., Any]
) -> None:
    opened = open_page(gk.audit_map(repeated, language="zh"), reduced_motion="reduce")
    opened.page.click(".gk-group-entry")
    assert opened.text(".gk-finding-group li .gk-fact") == "比地块面积小 210.000 亩"
    opened.page.click(".gk-finding-group li button")
    assert "比地块面积小 210.000 亩" in opened.text(".gk-finding-card h3")
    assert "area_mismatch" not in opened.run("document.body.innerText")


def test_a_filter_leaves_few_as_entries_of_their_own(
    repeated: AuditReport, open_page: Callable[..., Any]
) -> None:
    opened = open_page(gk.audit_map(repeated, language="en"), reduced_motion="reduce")
    opened.page.uncheck(".gk-legend input >> nth=0")
    assert opened.run("document.querySelectorAll('.gk-group-entry').length") == 0


def test_two_that_name_what_caused_them_both_are_one_entry(open_page: Callable[..., Any]) -> None:
    zones = [
        (116.60, 23.300, 116.66, 23.301),
        (116.60, 23.301, 116.63, 23.302),
        (116.63, 23.301, 116.66, 23.302),
    ]
    shapes = reproject(np.array([shapely.box(*zone) for zone in zones], dtype=object), 4490, 4548)
    report = gk.audit(gpd.GeoDataFrame({"id": ["A", "B", "C"]}, geometry=list(shapes), crs=4548))
    overlaps = [finding for finding in report.findings if finding.rule == "overlap"]
    opened = open_page(gk.audit_map(report, language="en"), reduced_motion="reduce")
    assert len(overlaps) == 2
    assert opened.run(ENTRIES) == len(report.findings) - 1
    assert "2 ×" in opened.text(".gk-group-entry")


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 1440, "height": 900}])
def test_the_list_scrolls_with_its_page_or_its_column_and_not_within_it(
    repeated: AuditReport, open_page: Callable[..., Any], size: dict[str, int]
) -> None:
    opened = open_page(gk.audit_map(repeated, language="en"), size=size, reduced_motion="reduce")
    opened.page.click(".gk-group-entry")
    nested = """[...document.querySelectorAll('.gk-findings, .gk-findings *')].filter((node) =>
      /auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight).length"""
    assert opened.run(nested) == 0
    # What is stepped to is listed, however far down it is; on a phone the map and the card stay in sight.
    for _ in range(25):
        opened.page.click(".gk-steps button >> text=Next")
    assert opened.page.locator(".gk-findings .is-chosen").count() == 1
    assert opened.page.locator(".gk-steps button >> text=Next").is_visible()
    if size["width"] > 760:
        chosen, steps = (
            opened.page.locator(f".gk-findings {name}").bounding_box() for name in (".is-chosen", ".gk-steps")
        )
        assert steps["y"] + steps["height"] <= chosen["y"] + 1


def test_on_paper_the_list_is_longer_and_its_sentences_are_whole(
    repeated: AuditReport, open_page: Callable[..., Any]
) -> None:
    opened = open_page(gk.audit_map(repeated, language="en"), reduced_motion="reduce")
    opened.page.click(".gk-group-entry")
    # What a sheet has no room for goes on on the next one, and keeps its place unseen.
    listed = """[...document.querySelectorAll('.gk-finding-group li')]
      .filter((node) => getComputedStyle(node).visibility === 'visible').length"""
    cut = """[...document.querySelectorAll('.gk-finding-entry .gk-said')].filter((node) => node.scrollHeight > node.clientHeight + 1
      && getComputedStyle(node).overflow === 'hidden').length"""
    assert opened.run(listed) == 20
    assert opened.run(cut) > 0
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert (opened.run(listed), opened.run(cut)) == (28, 0)
    opened.run("window.dispatchEvent(new Event('afterprint'))")
    assert opened.run(listed) == 20

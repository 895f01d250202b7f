from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.auditing.engine import audit_catalog
from geokit.escape import json_shown
from geokit.programme.catalog import load_catalog
from geokit.reports import find_format, html
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport

pytestmark = pytest.mark.browser

TODAY = date(2026, 2, 1)
ROWS = "document.querySelectorAll('.gk-list tbody tr').length"


@pytest.fixture
def open_report(open_page: Callable[..., Any]) -> Callable[..., Any]:
    def opened(report: AuditReport, language: Any = "en", **options: Any) -> Any:
        found = open_page(find_format("html").render(report, language), **options)
        found.until("window.geokit && window.geokit.isReady")
        return found

    return opened


# How many points of the map's canvas have the colour of errors.
RED = """(() => {
    const canvas = document.querySelector('.leaflet-overlay-pane canvas');
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const wanted = getComputedStyle(document.documentElement).getPropertyValue('--error').trim();
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16));
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      count += data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255;
    }
    return count;
})()"""

# Words in the columns of parks that stand on more than one line.
BROKEN_WORDS = """Array.from(document.querySelectorAll('tbody td.is-park, tbody td.is-subjects'), (cell) => {
    const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
    return !text ? [] : Array.from(text.data.matchAll(/\\p{L}+/gu)).filter((word) => {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      return new Set(Array.from(range.getClientRects(), (each) => each.top)).size > 1;
    }).map((word) => word[0]);
}).flat()"""


def column(opened: Any, number: int) -> list[str]:
    return opened.run(
        f"Array.from(document.querySelectorAll('.gk-list tbody td:nth-child({number})'), (each) => each.textContent)"
    )


def told(opened: Any, selector: str = ".gk-said") -> list[str]:
    return opened.run(
        f"Array.from(document.querySelectorAll('.gk-list tbody {selector}'), (each) => each.textContent)"
    )


def column_headings(opened: Any) -> list[str]:
    return opened.run(
        "Array.from(document.querySelectorAll('thead tr:last-child th'), (each) => each.innerText)"
    )


def clean(opened: Any) -> bool:
    return (opened.faults, opened.requests) == ([], [])


def test_table_and_map_are_there_without_a_network(
    planted: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(planted)
    assert told(opened) == [finding.message("en") for finding in planted.findings]
    opened.until("document.querySelectorAll('#gk-map canvas').length > 0")
    assert "Internal" in opened.text(".gk-head")
    assert clean(opened)


def test_a_row_flies_to_its_fault(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted, reduced_motion="reduce")
    opened.page.click("text=P1-01 and P1-02 overlap")
    opened.until("document.querySelector('.leaflet-popup-content') !== null")
    assert "parcels P1-01 and P1-02 overlap" in opened.text(".leaflet-popup-content")
    assert opened.run("document.querySelector('tr.is-chosen td.is-subjects').innerText") == "P1-01, P1-02"


def test_the_map_shows_the_faults_that_the_table_shows(
    planted: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(planted)
    opened.until(f"{RED} > 0")
    opened.page.uncheck(".gk-box >> nth=0")
    opened.until(f"{RED} === 0")
    opened.page.check(".gk-box >> nth=0")
    opened.until(f"{RED} > 0")


def test_a_fault_on_the_map_opens_its_row(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted, reduced_motion="reduce")
    opened.page.click("text=P1-01 and P1-02 overlap")
    opened.until("document.querySelector('.leaflet-popup-content') !== null")
    # The map moves until the card is wholly in view.
    opened.until(
        "(() => { const now = document.querySelector('.leaflet-map-pane').style.transform;"
        " window.still = window.before === now ? (window.still || 0) + 1 : 0; window.before = now;"
        " return window.still > 20; })()"
    )
    tip = opened.run(
        "(() => { const box = document.querySelector('.leaflet-popup-tip-container').getBoundingClientRect();"
        " return [box.x + box.width / 2, box.bottom]; })()"
    )
    opened.page.click(".leaflet-popup-close-button")
    opened.page.click("tr.is-chosen button")
    assert opened.run("document.querySelector('tr.is-chosen')") is None
    opened.page.mouse.click(*tip)
    opened.until("document.querySelector('tr.is-chosen') !== null")
    assert opened.run("document.querySelector('tr.is-chosen td.is-subjects').innerText") == "P1-01, P1-02"


def test_the_keyboard_opens_a_finding(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted, reduced_motion="reduce")
    opened.page.focus(".gk-list tbody tr:first-child button")
    opened.page.keyboard.press("Enter")
    opened.until("document.querySelector('.leaflet-popup-content') !== null")


def test_findings_are_filtered_by_severity_kind_and_text(
    planted: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(planted)
    opened.page.uncheck(".gk-box >> nth=0")
    lesser = [finding for finding in planted.findings if str(finding.severity) != "error"]
    assert opened.run(ROWS) == len(lesser)
    opened.page.check(".gk-box >> nth=0")
    opened.page.select_option("select", "overlap")
    assert told(opened, ".gk-fact") == ["overlapping parcels: 0.214 mu"]
    opened.page.select_option("select", "")
    opened.page.fill("input[type=search]", "p2-11")
    assert all("P2-11" in text for text in told(opened))
    opened.page.fill("input[type=search]", "nothing like this")
    assert (opened.run(ROWS), opened.text(".gk-count")) == (0, "no findings to show")


def test_where_nothing_is_found_there_is_nothing_to_filter(open_report: Callable[..., Any]) -> None:
    opened = open_report(gk.audit(make_parcels([square(0, 0, 100)]), today=TODAY))
    assert opened.text(".gk-count") == "no findings"
    assert opened.run("document.querySelectorAll('.gk-list :is(table, input, select)').length") == 0
    assert clean(opened)


def test_headings_sort_both_ways_and_say_so(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted)
    opened.page.click("th.is-measured button")
    sizes = [text for text in column(opened, 5) if text]
    assert sizes[0].startswith(f"{min(f.measured for f in planted.findings if f.measured):,.2f}")
    opened.page.click("th.is-measured button")
    assert opened.run("document.querySelector('th.is-measured').getAttribute('aria-sort')") == "descending"
    # What has no size stands last, whichever way the others go.
    assert column(opened, 5)[-1] == ""


def test_findings_that_stand_alone_are_in_the_order_of_their_numbers(
    open_report: Callable[..., Any], repeated: AuditReport
) -> None:
    opened = open_report(audit_catalog(load_catalog(), today=TODAY))
    numbers = column(opened, 1)
    assert numbers == [str(at + 1) for at in range(len(numbers))]
    # One row for many comes first; what a filter leaves of them stands alone.
    opened = open_report(repeated)
    assert column(opened, 1)[0].endswith("297")
    opened.page.fill(".gk-list input[type=search]", "P00")
    opened.until(f"{ROWS} < 12")
    assert column(opened, 1)[0].endswith("10")


WRITTEN = """(() => {
    window.written = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (...given) { window.written.push(given); write.apply(this, given); };
    return 0;
})()"""


# Names on the canvas, which reaches beyond the view by three tenths on each side, that a button lies above or the view cuts.
COVERED = """(() => {
  const map = document.querySelector('#gk-map').getBoundingClientRect();
  const controls = [...document.querySelectorAll('.leaflet-control')].map((node) => node.getBoundingClientRect());
  const context = document.createElement('canvas').getContext('2d');
  context.font = '10.5px sans-serif';
  const last = new Map(window.written.map((each) => [each[0], each]));
  return [...last.values()].filter(([text, x, y]) => {
    const [left, top, half] = [map.left + x - 0.3 * map.width, map.top + y - 0.3 * map.height, context.measureText(text).width / 2];
    const isCut = left - half < map.left || left + half > map.right;
    return isCut || controls.some((box) => left - half < box.right && left + half > box.left && top - 6 < box.bottom && top + 6 > box.top);
  }).map(([text]) => text);
})()"""


@pytest.mark.parametrize("width", [390, 1440])
def test_several_parks_on_the_map_are_named_in_the_readers_language(
    open_report: Callable[..., Any], width: int
) -> None:
    catalog = load_catalog()
    opened = open_report(audit_catalog(catalog, today=TODAY), size={"width": width, "height": 900})
    opened.run(WRITTEN)
    opened.page.click(".gk-language")
    drawn = [park.name for park in catalog.parks if park.boundary is not None]
    assert len(drawn) == 3
    # No outline of theirs is known, and the map says so beside each name.
    chinese = {f"{name.zh}（示意）" for name in drawn}
    opened.until(f"window.written.some(([text]) => text === {json.dumps(min(chinese))})")
    # A browser may have drawn the page for the first time only then.
    written = {text for text, *_ in opened.run("window.written")}
    assert written - {f"{name.en} (schematic)" for name in drawn} == chinese
    # Once more, in a view that stays as it is.
    opened.run("window.written = []; 0")
    opened.page.set_viewport_size({"width": width, "height": 860})
    opened.until("window.written.length > 2")
    opened.page.wait_for_timeout(200)
    assert opened.run(COVERED) == []
    assert clean(opened)


def test_one_park_alone_is_named_above_the_page(
    planted: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(planted)
    opened.run(WRITTEN)
    opened.page.click(".gk-language")
    opened.until("window.written.length > 2")
    names = {text for text, *_ in opened.run("window.written")}
    assert not names & {audited.park.name.zh for audited in planted.audited if audited.park}


def test_a_circle_alone_says_on_the_map_that_it_is_schematic(open_report: Callable[..., Any]) -> None:
    catalog = load_catalog()
    park = catalog["linghai"]
    opened = open_report(audit_catalog(replace(catalog, parks=(park,)), today=TODAY))
    opened.run(WRITTEN)
    opened.page.click(".gk-language")
    opened.until(f"window.written.some(([text]) => text === {json.dumps(park.name.zh + '（示意）')})")


def test_the_language_is_switched(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted, "zh")
    assert told(opened)[0] == planted.findings[0].message("zh")
    assert told(opened, ".gk-fact")[0] == "比地块面积大 1.500 亩"
    opened.page.fill("input[type=search]", "P1-07")
    opened.page.click(".gk-language")
    opened.page.fill("input[type=search]", "")
    # Rows that were not there when the language changed too.
    assert told(opened) == [finding.message("en") for finding in planted.findings]
    assert told(opened, ".gk-fact")[0] == "1.500 mu larger than declared"
    assert opened.text("th.is-message") == "finding"


def test_hostile_names_are_text(hostile: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(hostile, reduced_motion="reduce")
    shown = [text.removesuffix(" ") for text in column(opened, 3)]
    given = [each.subjects[0].replace("\ud800", "\ufffd") for each in hostile.findings]
    assert shown == json.loads(json_shown(json.dumps(given, ensure_ascii=False)))
    for number in range(1, 5):
        opened.page.click(f".gk-list tbody tr:nth-child({number}) button")
    assert opened.run("window.hit") is None
    assert clean(opened)


def test_it_prints_on_a4_with_every_row_and_its_marks(
    planted: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(planted)
    paper = opened.page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert "Map review number" in opened.text("thead .gk-on-paper")
    assert opened.run(ROWS) == len(planted.findings)
    assert (
        opened.run("document.querySelector('.gk-main').getBoundingClientRect().width") <= 186 / 25.4 * 96 + 1
    )


def test_headings_are_text_on_every_sheet_of_paper(
    planted: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(planted)
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    # What has a box of its own is painted on the first sheet only.
    assert (
        opened.run("Array.from(document.querySelectorAll('th button'), (each) => each.offsetWidth)")
        == [0] * 5
    )
    assert column_headings(opened)[0].startswith("no.")


@pytest.mark.parametrize("width", [1024, 1440])
def test_no_word_of_a_park_is_broken(width: int, open_report: Callable[..., Any]) -> None:
    opened = open_report(audit_catalog(load_catalog(), today=TODAY), size={"width": width, "height": 900})
    assert opened.run(BROKEN_WORDS) == []
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.run(BROKEN_WORDS) == []


def test_a_phone_shows_map_and_table(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted, size={"width": 390, "height": 844})
    assert opened.run("document.documentElement.scrollWidth") <= 390
    assert opened.run(ROWS) == len(planted.findings)


def test_on_a_phone_a_row_brings_the_map_into_sight(
    planted: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(planted, size={"width": 390, "height": 844}, reduced_motion="reduce")
    opened.page.click("tr:has-text('P3-01 and P3-02') .gk-fact")
    opened.until("document.querySelector('.gk-details') !== null")
    # The row itself is the card: one on the map would cover it.
    assert opened.run("document.querySelector('.leaflet-popup')") is None
    top, bottom = opened.run(
        "(() => { const box = document.querySelector('.gk-main').getBoundingClientRect();"
        " return [box.top, box.bottom]; })()"
    )
    assert -1 <= top < bottom <= 845


@pytest.fixture(scope="module")
def repeated() -> AuditReport:
    shapes = [square(200 * at, 0, 100) for at in range(300)]
    ids = [f"P{at:03d}" for at in range(300)]
    declared = [150_000.0] * 297 + [10_000.0] * 3
    return gk.audit(parcels=make_parcels(shapes, id=ids, declared_m2=declared))


@pytest.mark.parametrize("width", [390, 960, 1440])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_many_findings_of_one_cause_are_one_row_that_opens(
    repeated: AuditReport, open_report: Callable[..., Any], language: str, width: int
) -> None:
    opened = open_report(repeated, language, size={"width": width, "height": 900})
    assert opened.run(ROWS) == len(repeated.findings) - 297 + 1
    row = opened.text(".gk-group")
    assert "297" in row
    assert ("15 倍" if language == "zh" else "factor of about 15") in row
    assert opened.run("document.documentElement.scrollWidth <= window.innerWidth")
    opened.page.click(".gk-open")
    assert opened.run("document.querySelector('.gk-open').getAttribute('aria-expanded')") == "true"
    assert opened.run("document.querySelectorAll('.is-member').length") > 100
    opened.page.click(".gk-open")
    assert opened.run(ROWS) == len(repeated.findings) - 297 + 1
    assert clean(opened)


def test_a_group_follows_the_filters_and_the_language(
    repeated: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(repeated)
    opened.page.fill("input[type=search]", "P01")
    assert opened.run("document.querySelector('.gk-open').textContent").endswith("10")
    opened.page.fill("input[type=search]", "P011")
    assert opened.run("document.querySelectorAll('.gk-group').length") == 0
    assert "297 of" not in opened.text(".gk-count")
    opened.page.fill("input[type=search]", "")
    opened.page.click("text=中文")
    assert "条面积不符" in opened.text(".gk-group")


def test_paper_shows_every_finding_of_a_group(repeated: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(repeated)
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.run("document.querySelectorAll('.is-member').length") == 297


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "另有 290 条未印出；全部问题可用"),
        ("en", "290 more are not printed; geokit audit … -o audit.gpkg"),
    ],
)
def test_paper_of_very_many_has_the_first_and_the_screen_all(
    repeated: AuditReport,
    open_report: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    said: str,
) -> None:
    monkeypatch.setattr(html, "_MOST_MEMBERS_PRINTED", 7)
    opened = open_report(repeated, language)
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.run("document.querySelectorAll('.is-member').length") == 7
    assert said in opened.text(".gk-rest")
    opened.run("window.dispatchEvent(new Event('afterprint'))")
    assert opened.run("document.querySelectorAll('.is-member, .gk-rest').length") == 0


def test_the_table_jumps_to_a_finding_far_on_and_goes_back_row_by_row(
    open_report: Callable[..., Any],
) -> None:
    shapes = [square(200 * (at % 30), 200 * (at // 30), 100) for at in range(900)]
    report = gk.audit(make_parcels(shapes, declared_m2=[150_000.0] * 900), today=TODAY)
    opened = open_report(report)
    last = report.grouped()[0].members[-1]
    opened.run(f"geokit.openFinding('{last.fingerprint}')")
    assert last.subjects[0] in opened.text("tr.is-chosen")
    rows = opened.run(ROWS)
    assert rows < 300
    opened.page.click(".gk-earlier")
    assert opened.run(ROWS) == rows + 200
    assert opened.run("document.activeElement.className") == "gk-number"
    while opened.run("document.querySelectorAll('.gk-earlier').length"):
        opened.page.click(".gk-earlier")
    assert opened.run(ROWS) == len(report.findings) + 1


def test_a_browser_that_inflates_nothing_shows_the_table(
    open_report: Callable[..., Any], planted: AuditReport
) -> None:
    opened = open_report(planted)
    rows = opened.run(ROWS)
    opened.page.add_init_script("delete window.DecompressionStream;")
    opened.page.reload()
    opened.until("geokit.isReady === true")
    assert "too old for this page" in opened.text(".gk-guard")
    assert opened.run(ROWS) == rows > 0
    assert opened.faults == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [360, 390, 600, 768, 960, 1024, 1440])
def test_nothing_of_the_table_is_cut(
    planted: AuditReport, open_report: Callable[..., Any], width: int, language: str
) -> None:
    opened = open_report(planted, language, size={"width": width, "height": 800})
    assert opened.run("document.documentElement.scrollWidth") <= width
    assert (
        opened.run(
            "(() => { const frame = document.querySelector('.gk-scroll'); return frame.scrollWidth - frame.clientWidth; })()"
        )
        <= 0
    )
    right = opened.run("document.querySelector('.gk-list').getBoundingClientRect().right")
    edges = opened.run(
        "Array.from(document.querySelectorAll('tbody td'), (each) => each.getBoundingClientRect().right)"
    )
    assert max(edges) <= right


@pytest.mark.parametrize("width", [390, 960])
def test_the_longest_name_wraps(open_report: Callable[..., Any], width: int) -> None:
    long = "深圳市大鹏新区与汕头市潮南区产业转移合作园区起步区第一批次" * 3 + "A" * 80
    report = gk.audit(parcels=make_parcels([square(0, 0, 100), square(98, 0, 100)], id=[long, "B"]))
    opened = open_report(report, size={"width": width, "height": 800})
    assert opened.run("document.documentElement.scrollWidth") <= width
    opened.page.click(".gk-number >> nth=0")
    assert opened.run("document.querySelector('.gk-list').scrollWidth") <= width


def test_the_fact_is_bold_and_the_details_come_on_demand(
    planted: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(planted, reduced_motion="reduce")
    button = ".gk-list tbody tr:nth-child(1) button"
    weight = "getComputedStyle(document.querySelector('tbody .gk-fact')).fontWeight"
    assert int(opened.run(weight)) >= 700
    assert opened.run("document.querySelectorAll('.gk-details').length") == 0
    assert opened.page.get_attribute(button, "aria-expanded") == "false"
    opened.page.focus(button)
    opened.page.keyboard.press("Enter")
    assert opened.page.get_attribute(button, "aria-expanded") == "true"
    details = opened.text(".gk-details")
    place = planted.findings[0].geometry.representative_point()
    assert "N 2590" in details
    assert "E 394" in details
    assert f"{place.x:.0f}"[:5] in details
    assert "phase-1" in details or planted.findings[0].source.file in details
    opened.page.keyboard.press("Enter")
    assert opened.run("document.querySelectorAll('.gk-details').length") == 0
    opened.until("document.querySelector('.leaflet-popup') === null")


def test_a_button_says_what_its_row_is_about(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted, "zh")
    name = opened.page.get_attribute(".gk-list tbody tr:nth-child(1) button", "aria-label")
    assert name == "第 1 条，比地块面积大 1.500 亩，P1-07：在地图上查看并展开详情"
    named = opened.run(
        "[...document.querySelectorAll('.gk-number')].map((each) => each.getAttribute('aria-label'))"
    )
    placeless = [finding.geometry is None for finding in planted.findings]
    assert any(placeless)
    assert ["无法上图" in each for each in named] == placeless
    assert ["在地图上查看" not in each for each in named] == placeless
    shapeless = make_parcels([None] * 40, id=[f"P{at // 2}" for at in range(40)])
    group = open_report(gk.audit(parcels=shapeless)).page.get_attribute(".gk-open", "aria-label")
    assert group.endswith("show or hide each (not on the map)")
    assert opened.run(
        "Array.from(document.querySelectorAll('button, select, input'), (each) => each.labels && each.labels.length"
        " ? each.labels[0].textContent : each.getAttribute('aria-label') || each.textContent).every((name) => name.trim())"
    )


@pytest.mark.parametrize("width", [390, 1440])
def test_a_table_stays_a_table_to_who_hears_it(
    planted: AuditReport, open_report: Callable[..., Any], width: int
) -> None:
    opened = open_report(planted, size={"width": width, "height": 844})
    assert opened.page.get_by_role("table", name="Findings").count() == 1
    assert opened.page.get_by_role("row").count() >= len(planted.findings)
    assert opened.page.get_by_role("cell", name="P1-07").count() >= 1


@pytest.mark.parametrize(("width", "touch", "least"), [(1440, False, 24), (390, True, 44)])
def test_targets_are_large_enough(
    repeated: AuditReport, open_report: Callable[..., Any], width: int, touch: Any, least: int
) -> None:
    opened = open_report(repeated, size={"width": width, "height": 844}, has_touch=touch, is_mobile=touch)
    small = opened.run(
        "Array.from(document.querySelectorAll('.gk-list button, .gk-list select, .gk-list input:not([type=checkbox]), .gk-box'))"
        ".map((each) => [each, each.getBoundingClientRect()])"
        f".filter(([, box]) => box.width && (box.height < {least} - 0.1 || box.width < {least} - 0.1))"
        ".map(([each, box]) => each.className + ' ' + each.textContent.slice(0, 20) + ' ' + box.width + 'x' + box.height)"
    )
    assert small == []


MARKED = """(() => {
    const canvas = document.querySelector('.leaflet-overlay-pane canvas');
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const ink = getComputedStyle(document.documentElement).getPropertyValue('--ink').trim();
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16));
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      count += data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255;
    }
    return count;
})()"""


def test_an_open_group_is_marked_on_the_map_and_shows_all_of_it(
    repeated: AuditReport, open_report: Callable[..., Any]
) -> None:
    opened = open_report(repeated, reduced_motion="reduce")
    opened.until(f"{RED} > 0")
    before = opened.run(MARKED)
    opened.page.focus(".gk-open")
    opened.page.keyboard.press("Enter")
    opened.until(f"{MARKED} > {before} + 50")
    assert opened.run("document.activeElement.className") == "gk-open"
    opened.page.keyboard.press("Enter")
    opened.until("document.querySelector('.gk-open').getAttribute('aria-expanded') === 'false'")
    opened.until(f"{MARKED} <= {before} + 5")


def test_another_page_may_ask_for_a_finding(repeated: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(repeated, reduced_motion="reduce")
    wanted = repeated.findings[250]
    assert opened.run(f"geokit.openFinding('{wanted.fingerprint}')")
    assert opened.run("document.querySelector('tr.is-chosen .gk-said').textContent") == wanted.message("en")
    assert opened.run("document.querySelector('.gk-open').getAttribute('aria-expanded')") == "true"
    opened.until("document.querySelector('.leaflet-popup-content') !== null")
    assert not opened.run("geokit.openFinding('nothing')")
    assert clean(opened)


def test_the_map_has_names_a_scale_and_north(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted)
    opened.run(
        "(() => { window.written = []; const own = CanvasRenderingContext2D.prototype.fillText;"
        " CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {"
        " window.written.push(text); return own.call(this, text, ...rest); }; })()"
    )
    opened.page.click(".leaflet-control-zoom-in")
    opened.until("window.written.length > 0")
    ids = {name for each in planted.audited for name in each.parcels["id"]}
    assert set(opened.run("window.written")) <= ids
    assert opened.text(".gk-scale-bar").endswith("m")
    assert opened.text(".gk-north") == "N"


def test_a_phone_sorts_by_a_list(planted: AuditReport, open_report: Callable[..., Any]) -> None:
    opened = open_report(planted, size={"width": 390, "height": 844})
    opened.page.select_option(".gk-sort select", "subjects")
    assert opened.run("document.querySelector('tbody .is-subjects').innerText") == "Example Park (invented)"
    assert opened.run("document.querySelector('thead button').offsetWidth") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_in_both_themes(
    planted: AuditReport, open_report: Callable[..., Any], scheme: str
) -> None:
    opened = open_report(planted, color_scheme=scheme)
    opened.page.click(".gk-number >> nth=0")
    faint = opened.run(
        """(() => {
        const numbers = (text) => text.match(/[\\d.]+/g).slice(0, 3).map((value) => Number(value) / 255);
        const linear = (value) => (value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
        const light = (text) => {
          const [red, green, blue] = numbers(text).map(linear);
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const ground = (node) => {
          const own = getComputedStyle(node).backgroundColor;
          return /, 0\\)|transparent/.test(own) ? ground(node.parentElement) : own;
        };
        const ratio = (node) => {
          const [dark, pale] = [light(getComputedStyle(node).color), light(ground(node))].sort((one, two) => one - two);
          return (pale + 0.05) / (dark + 0.05);
        };
        const words = '.gk-list :is(p, strong, td span, dt, dd, th button)';
        return Array.from(document.querySelectorAll(words)).filter((node) => node.textContent && node.offsetWidth)
          .filter((node) => ratio(node) < 4.5).map((node) => node.className + ' ' + node.textContent.slice(0, 30));
        })()"""
    )
    assert faint == []


def test_a_report_without_a_place_has_no_empty_map(
    open_report: Callable[..., Any], planted: AuditReport
) -> None:
    parcels = make_parcels([None, None], id=["A", "A"])
    opened = open_report(gk.audit(parcels))
    assert not opened.run("document.querySelector('.gk-main').getClientRects().length")
    assert opened.run("document.querySelector('.gk-list').offsetWidth") == opened.run("innerWidth")
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    opened.run("window.dispatchEvent(new Event('afterprint'))")
    assert opened.faults == []
    assert open_report(planted).run("document.querySelector('.gk-main').getClientRects().length")


def test_a_name_from_right_to_left_is_written_as_in_its_sentence(open_page: Callable[..., Any]) -> None:
    parcels = make_parcels([square(0, 0, 100), square(98, 0, 100)])
    parcels["id"] = ["\u05e9\u05d8\u05d7 7 A-3", "P-2"]
    opened = open_page(find_format("html").render(gk.audit(parcels=parcels), "zh"))
    # Where it begins and ends on the line: the Hebrew word stands right of the figures.
    places = """(() => {
      const node = [...document.querySelectorAll('.gk-list tbody .is-subjects bdi')]
        .find((each) => each.textContent.includes('A-3')).firstChild;
      const leftOf = (at) => { const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + 1);
        return range.getBoundingClientRect().left; };
      return [leftOf(0), leftOf(node.length - 1)];
    })()"""
    first, last = opened.run(places)
    assert first > last


def test_the_day_of_printing_is_on_paper_alone(open_page: Callable[..., Any]) -> None:
    opened = open_page(find_format("html").render(gk.audit(parcels=make_parcels([square(0, 0, 100)])), "en"))
    assert not opened.page.is_visible(".gk-printed-on")
    opened.page.emulate_media(media="print")
    assert opened.page.is_visible(".gk-printed-on")


def test_a_very_long_name_makes_no_tall_row_until_it_is_chosen(open_page: Callable[..., Any]) -> None:
    parcels = make_parcels([square(0, 0, 100), square(98, 0, 100)], id=["区" * 200 + each for each in "甲乙"])
    opened = open_page(find_format("html").render(gk.audit(parcels=parcels), "zh"))
    row = opened.page.locator(".gk-list tbody tr.gk-row")
    assert row.bounding_box()["height"] < 150
    assert {name[-1] for name in row.locator("bdi").all_text_contents()} == {"甲", "乙"}
    cut = "[...document.querySelectorAll('.gk-row .is-long')].map((name) => name.scrollHeight > name.clientHeight + 1)"
    assert opened.run(cut) == [True, True]
    row.locator("button").first.click()
    assert row.bounding_box()["height"] > 300

"""A file that holds a link map and the maps of its parks: one way in, one way back, and nothing of the other left."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from geokit.auditing.findings import sort_findings
from geokit.maps.links import link_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser
# Styles that are at work on the page, but for those that folium writes.
STYLES = """() => [...document.querySelectorAll('style[data-of]')]
  .filter((node) => node.media !== 'not all').map((node) => node.dataset.of)"""


@pytest.fixture
def program(
    open_page: Callable[..., Any],
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
) -> Any:
    """A link map that holds the audited park, offline in a file."""
    report = make_report()
    report = replace(report, findings=sort_findings(report.findings))
    opened = open_page(link_map(make_catalog(), language="zh", parks=report), reduced_motion="reduce")
    opened.fingerprint = report.findings[0].fingerprint
    return opened


def settle(opened: Any, view: str | None) -> None:
    """Wait until the page stands; what is asked of the one that is left is lost with it."""
    from playwright.sync_api import Error

    wanted = "null" if view is None else repr(view)
    for _ in range(100):
        opened.page.wait_for_timeout(50)
        with suppress(Error):
            if opened.run(f"window.geokit && geokit.isReady && (geokit.page.view || null) === {wanted}"):
                opened.requests[:] = [asked for asked in opened.requests if not asked.startswith("file:")]
                return
    pytest.fail(f"the page never stood: {view}")


def test_choosing_a_park_opens_its_map_and_the_way_back_ends_at_its_pair(program: Any) -> None:
    pair = program.run("geokit.page.parks.find((park) => park.id === 'linghai').pair")
    program.page.click(
        f".gk-pair-head >> nth={program.run('geokit.page.pairs.map((each) => each.id)').index(pair)}"
    )
    program.page.click(".gk-pair.is-chosen .gk-open-park >> nth=0")
    settle(program, "linghai")
    assert program.run("location.hash") == "#park=linghai"
    assert program.run("document.title") == program.run("geokit.page.title.zh")
    assert program.run("document.querySelectorAll('.gk-parcel').length") == 3
    assert program.run("map_g1.getZoom()") > 14
    program.page.click(".gk-way-back")
    settle(program, None)
    assert program.run("location.hash") == f"#pair={pair}"
    assert program.run("document.querySelectorAll('.gk-pair.is-chosen').length") == 1
    program.page.go_back()
    settle(program, "linghai")
    assert (program.faults, program.requests) == ([], [])


def test_a_click_on_a_park_of_the_map_opens_it(program: Any) -> None:
    program.run("""(() => {
      const name = geokit.page.parks.find((park) => park.id === 'linghai').name.zh;
      [...document.querySelectorAll('.gk-badge')].find((node) => node.title === name || node.textContent.includes(name)).click();
    })()""")
    settle(program, "linghai")
    assert program.faults == []


def test_nothing_of_one_page_is_left_in_the_other(program: Any) -> None:
    assert "site.css" not in program.run(STYLES)
    assert "links.css" in program.run(STYLES)
    zoom = program.run("[map_g1.getMaxZoom(), map_g1.options.zoomSnap, map_g1.options.zoomDelta]")
    program.run("location.hash = '#park=linghai'; 0")
    settle(program, "linghai")
    assert "links.css" not in program.run(STYLES)
    assert "wall.css" not in program.run(STYLES)
    assert "site.css" in program.run(STYLES)
    assert program.run("[map_g1.getMaxZoom(), map_g1.options.zoomSnap, map_g1.options.zoomDelta]") == [
        22,
        0.25,
        1,
    ]
    assert program.run("document.querySelectorAll('.gk-pair, .gk-district, .gk-arc, .gk-wall').length") == 0
    program.page.keyboard.press("F8")
    assert not program.run("document.documentElement.classList.contains('is-wall')")
    program.run("location.hash = ''; 0")
    settle(program, None)
    assert program.run("document.querySelectorAll('.gk-parcel, .gk-way-back').length") == 0
    assert program.run("[map_g1.getMaxZoom(), map_g1.options.zoomSnap, map_g1.options.zoomDelta]") == zoom
    assert program.faults == []


def test_one_address_names_park_and_place(program: Any) -> None:
    file = program.page.url
    program.page.goto("about:blank")
    program.page.goto(file + f"#park=linghai&finding={program.fingerprint}")
    settle(program, "linghai")
    assert "重叠" in program.text(".gk-finding-card")
    program.run("location.hash = '#park=haojiang'; 0")
    settle(program, None)
    # That park is in the programme, and its map is not in this file: its pair is shown.
    assert program.run("document.querySelectorAll('.gk-pair.is-chosen').length") == 1
    assert program.run("document.querySelectorAll('.gk-unknown-place').length") == 0
    assert program.faults == []


def test_language_and_colours_go_with_the_reader(program: Any) -> None:
    program.page.click(".gk-language")
    program.run(
        "[...document.querySelectorAll('.gk-buttons button')].find((node) => node.textContent === 'Dark').click()"
    )
    program.page.click(".gk-pair-head >> nth=0")
    program.page.click(".gk-pair.is-chosen .gk-open-park >> nth=0")
    settle(program, "linghai")
    assert program.text(".gk-way-back") == "Back to the link map"
    assert program.run("document.documentElement.lang") == "en"
    assert program.run("document.documentElement.dataset.theme") == "dark"
    program.page.click(".gk-way-back")
    settle(program, None)
    assert program.run("document.documentElement.lang") == "en"
    assert program.run("document.documentElement.dataset.theme") == "dark"

"""The browser's own command prints as the button does, from any window, and leaves the page as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from geokit.maps.audit import audit_map
from geokit.maps.links import link_map
from geokit.maps.park import park_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.slow

WINDOWS = [(390, 844), (960, 700), (1920, 1080)]
# A4 landscape in points.
A4_PT = (842, 595)
# What the page is when the browser looks at it: sheet, theme, and what of it is cut off.
WATCH = """() => {
  window.seen = [];
  window.addEventListener("beforeprint", () => {
    const root = document.documentElement;
    const box = (name) => document.querySelector(name).getBoundingClientRect();
    const [page, main, side, map] = [".gk-page", ".gk-main", ".gk-side", ".folium-map"].map(box);
    const lost = [...document.querySelectorAll(".gk-side li, .gk-side button, .gk-side p")].filter((node) => {
      const own = node.getBoundingClientRect();
      return own.width && own.bottom > side.bottom + 1 && getComputedStyle(node).visibility === "visible";
    });
    window.seen.push({
      sheet: root.dataset.sheet, theme: root.dataset.theme, width: Math.round(page.width), lost: lost.map((node) => node.textContent),
      isMapInside: map.bottom <= main.bottom + 1 && map.right <= page.right + 1 && main.bottom <= page.bottom + 1,
    });
  });
}"""
ALONE = """() => [...document.querySelectorAll(".gk-side h2")].filter((head) => {
  const isSeen = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === "visible";
  const own = [...head.closest(".gk-side > *").querySelectorAll("li, p, button, td, svg")];
  return isSeen(head) && !own.some((node) => isSeen(node) && !node.closest("h2, .gk-list-head"));
}).map((head) => head.textContent)"""
VIEW = "[map_g1.getCenter().lat, map_g1.getCenter().lng, map_g1.getZoom(), map_g1.getSize().x, map_g1.getSize().y]"


@pytest.fixture
def maps(make_catalog: Callable[..., Catalog], make_report: Callable[..., AuditReport]) -> dict[str, Any]:
    catalog, report = make_catalog(), make_report()
    return {
        "links": link_map(catalog, language="en"),
        "park": park_map(catalog.park("linghai"), report=report, catalog=catalog, language="zh"),
        "audit": audit_map(report, language="en"),
    }


def boxes_of(pdf: bytes) -> set[tuple[int, int]]:
    found = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return {(round(float(width)), round(float(height))) for width, height in found}


@pytest.mark.parametrize("kind", ["links", "park", "audit"])
@pytest.mark.parametrize("window", WINDOWS)
def test_the_browsers_own_command_lays_the_page_for_a_sheet(
    maps: dict[str, Any], open_page: Callable[..., Any], kind: str, window: tuple[int, int]
) -> None:
    size = {"width": window[0], "height": window[1]}
    opened = open_page(maps[kind], size=size, color_scheme="dark")
    opened.page.wait_for_timeout(300)
    before, theme = opened.run(VIEW), opened.run("document.documentElement.dataset.theme || null")
    opened.run(f"({WATCH})()")
    pdf = opened.page.pdf(prefer_css_page_size=True)
    assert boxes_of(pdf) == {A4_PT}
    [seen] = opened.run("window.seen")
    assert (seen["sheet"], seen["theme"], seen["width"]) == ("A4", "light", round(277 / 25.4 * 96))
    assert seen["isMapInside"]
    assert seen["lost"] == []
    assert opened.run("document.documentElement.dataset.sheet || null") is None
    assert opened.run("document.documentElement.dataset.theme || null") == theme
    after = opened.run(VIEW)
    assert after[2:] == before[2:]
    # A map of another size has its middle between other pixels.
    assert after[:2] == pytest.approx(before[:2], abs=360 / 256 / 2 ** before[2] * 2)
    assert (opened.faults, opened.requests) == ([], [])


def test_what_has_no_room_beside_the_map_follows_on_a_further_sheet(
    maps: dict[str, Any], open_page: Callable[..., Any]
) -> None:
    opened = open_page(maps["park"])
    opened.run(
        "document.querySelector('.gk-side').appendChild(document.createElement('ol')).className = 'long'"
    )
    opened.run(
        "for (let at = 1; at < 120; at += 1)"
        " document.querySelector('.long').appendChild(document.createElement('li')).textContent = 'row ' + at;"
    )
    opened.run("window.restore = geokit.layForPrint(map_g1, 'A4'); 0")
    rest = opened.text(".gk-rest")
    assert "row 119" in rest
    shown = opened.run(
        "[...document.querySelectorAll('.gk-side .long li')].filter((node) => !node.closest('.is-carried')).length"
    )
    # No heading stays alone above the end of the paper.
    assert opened.run(f"({ALONE})()") == []
    carried = opened.run("document.querySelectorAll('.gk-rest .long li').length")
    assert shown + carried == 119
    opened.run("window.restore()")
    assert opened.run("document.querySelectorAll('.gk-rest, .is-carried').length") == 0


def test_rules_for_narrow_windows_are_those_of_the_sheet(
    maps: dict[str, Any], open_page: Callable[..., Any]
) -> None:
    opened = open_page(maps["audit"], size={"width": 390, "height": 844})
    size = "parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    narrow = opened.run(size)
    opened.run("window.restore = geokit.layForPrint(map_g1, 'A4'); 0")
    assert opened.run(size) > narrow
    opened.run("window.restore()")
    assert opened.run(size) == narrow

"""Pages in a frame that is not shown yet, as in a tab of an office's portal: they stand when it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
FRAME = '<iframe style="display: none; width: 1000px; height: 700px" src="inner.html"></iframe>'
# What is drawn of land, what of it is in view, and how much of the view it takes from west to east.
SEEN = """(() => {
  const boxes = [...document.querySelectorAll('.gk-district, .gk-outline.is-park')].map((path) => path.getBoundingClientRect());
  const isSeen = (box) => box.width > 5 && box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
  const across = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left));
  return [boxes.length, boxes.filter(isSeen).length, across / innerWidth];
})()"""


def pages() -> dict[str, Callable[[Path], object]]:
    """Return what saves each kind of page that has a map."""
    example = gk.load_catalog(gk.example_folder())
    report = gk.audit_catalog(example, today="2026-02-01")
    park, parcels = example.parks[0], report.audited[0].parcels
    return {
        "links": gk.link_map(gk.load_catalog()).save,
        "park": gk.park_map(park, parcels, report, catalog=example).save,
        "audit": gk.audit_map(report).save,
    }


@pytest.mark.parametrize("kind", ["links", "park", "audit"])
def test_a_page_stands_as_soon_as_its_frame_is_shown(
    open_page: Callable[..., Any], tmp_path: Path, kind: str
) -> None:
    pages()[kind](tmp_path / "inner.html")
    opened = open_page(FRAME, size={"width": 1040, "height": 740})
    opened.page.wait_for_timeout(500)
    opened.run("document.querySelector('iframe').style.display = 'block'; 0")
    inner = opened.page.frames[1]
    inner.evaluate("geokit.settled")
    drawn, seen, across = inner.evaluate(SEEN)
    assert seen == drawn > 0
    assert across > 0.3
    assert opened.faults == []


def test_a_map_lower_than_its_margins_has_no_fault(open_page: Callable[..., Any]) -> None:
    opened = open_page(gk.link_map(gk.load_catalog()), size={"width": 390, "height": 844})
    opened.run("document.querySelector('.folium-map').style.cssText += '; height: 8px; min-height: 0'; 0")
    opened.until("map_g1.getSize().y === 8")
    opened.page.click(".gk-language")
    assert opened.faults == []

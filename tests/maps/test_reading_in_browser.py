"""Can everybody read the pages: contrast, names of controls, one language at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geokit.maps.links import link_map
from geokit.maps.park import park_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport
    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser

# WCAG 1.4.3: the contrast of each text with what is painted behind it, as [text, ratio] where it is below 4.5.
FAINT = """() => {
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const behind = (node) => {
    for (let each = node; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      const colour = parse(style.backgroundColor);
      if (style.backgroundImage !== 'none') { return null; }
      if (colour.length < 4 || colour[3] > 0.99) { return colour; }
    }
    return [255, 255, 255];
  };
  const found = [];
  const areas = '.gk-head *, .gk-side *, .gk-foot *, .gk-badge-words *, .gk-number';
  document.querySelectorAll(areas).forEach((node) => {
    const hasText = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    const paper = hasText && node.getClientRects().length ? behind(node) : null;
    if (paper) {
      const values = [light(parse(getComputedStyle(node).color)), light(paper)].sort((a, b) => b - a);
      const ratio = (values[0] + 0.05) / (values[1] + 0.05);
      if (ratio < 4.5) { found.push([node.textContent, ratio]); }
    }
  });
  return found;
}"""
NAMELESS = """() => [...document.querySelectorAll('button, a[role=button], input, [role=img]')]
  .filter((node) => !(node.textContent.trim() || node.getAttribute('aria-label') || node.closest('label')))
  .map((node) => node.outerHTML)"""


@pytest.fixture(params=["links", "park"])
def page(
    request: pytest.FixtureRequest,
    make_catalog: Callable[..., Catalog],
    make_report: Callable[..., AuditReport],
) -> Any:
    catalog = make_catalog()
    if request.param == "links":
        return link_map(catalog, language="zh")
    return park_map(catalog.park("linghai"), report=make_report(), catalog=catalog, language="zh")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(open_page: Callable[..., Any], page: Any, scheme: str) -> None:
    opened = open_page(page, color_scheme=scheme)
    opened.run("document.querySelectorAll('.gk-pair-head').forEach((head) => head.click())")
    assert opened.run(FAINT) == []
    opened.page.click(".gk-buttons button >> nth=1")
    assert opened.run(FAINT) == []


def test_every_control_has_a_name(open_page: Callable[..., Any], page: Any) -> None:
    opened = open_page(page)
    assert opened.run(NAMELESS) == []
    assert opened.run("document.querySelectorAll('h1').length") == 1


def test_a_reader_who_wants_no_motion_gets_none(open_page: Callable[..., Any], page: Any) -> None:
    opened = open_page(page, reduced_motion="reduce")
    assert opened.run("geokit.calm") is True
    before = opened.run("map_g1.getZoom()")
    opened.run("geokit.fly(map_g1, [[23.4, 116.7], [23.41, 116.71]]); 0")
    assert opened.run("map_g1.getZoom()") > before

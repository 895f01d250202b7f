"""Schematic land on a page: a circle, or a sign where the circle is too small to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
SIGNS = "document.querySelectorAll('.gk-outline.is-badge:not(.is-hidden)').length"
RATIO = """(() => {
  const path = document.querySelector('.gk-outline.is-park.is-schematic:not(.is-badge)');
  const box = path.getBBox();
  const line = path.getTotalLength();
  return [box.width / box.height, line / (Math.PI * box.width)];
})()"""


def test_a_park_is_a_circle_and_far_off_a_sign(open_page: Callable[..., Any]) -> None:
    catalog = gk.load_catalog()
    opened = open_page(gk.park_map(catalog["longhu"], language="zh"))
    assert opened.faults == []
    assert opened.run(SIGNS) == 0
    assert opened.run(RATIO) == pytest.approx([1, 1], abs=0.02)
    assert "示意：圆的面积等于公布面积，位置与形状不详" in opened.text(".gk-legend")
    assert "±12.5 公里" in opened.text(".gk-notes")
    # The circles of all parks at once: Linghai's has a width of some pixels.
    opened = open_page(gk.audit_map(gk.audit_catalog(catalog), language="en"))
    assert opened.faults == []
    assert opened.run(SIGNS) >= 1


def test_a_report_says_what_its_circles_are(open_page: Callable[..., Any], tmp_path: Path) -> None:
    report = gk.audit_catalog(gk.load_catalog())
    opened = open_page(report.save(tmp_path / "audit.html", language="en").read_bytes())
    assert opened.faults == []
    assert "the circle has the published area; place and shape are not known" in opened.text()

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geokit.maps.links import link_map
from geokit.programme.catalog import load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

AGE = "geokit.ageOf({{since: {{year: 2023, month: 12, is_rough: {rough}}}}}, new Date({now}))"


def test_a_moment_of_the_timeline_shows_its_pairs_by_keyboard(open_page: Callable[..., Any]) -> None:
    opened = open_page(link_map(load_catalog(), language="zh"))
    keys = opened.page.keyboard
    assert opened.page.is_visible(".gk-pairs")
    opened.page.focus(".gk-list-switch button >> nth=1")
    keys.press("Enter")
    assert not opened.page.is_visible(".gk-pairs")
    dates = opened.page.locator(".gk-moment-date").all_inner_texts()
    assert [date.split()[0] for date in dates] == [
        "2023年",
        "2023年6月",
        "2023年秋",
        "2023年11月中旬",
        "2024年",
    ]
    assert "预计" in dates[-1]
    said = opened.text(".gk-moments")
    assert "该期限已过" in said
    assert "推断" in said
    while "11月中旬" not in opened.run("document.activeElement.textContent"):
        keys.press("Tab")
    keys.press("Enter")
    assert opened.run("document.activeElement.getAttribute('aria-pressed')") == "true"
    shown = "[...document.querySelectorAll('path.gk-district.is-shown')].map((node) => node.dataset.district).sort()"
    assert opened.run(shown) == ["440306", "440514", "440515"]
    keys.press("Escape")
    assert opened.run(shown) == []


def test_the_headline_says_the_age_of_its_figures_from_a_year_on(open_page: Callable[..., Any]) -> None:
    opened = open_page(link_map(load_catalog(), language="zh"))
    assert opened.text(".gk-head").count("其后变化未反映") == 1
    assert opened.run(AGE.format(rough="false", now="2024, 10, 30")) is None
    month = opened.run(AGE.format(rough="false", now="2026, 10, 27"))
    assert month["en"] == "2 years 11 months ago; later changes are not shown"
    assert "2年11个月" in month["zh"]
    assert opened.run(AGE.format(rough="true", now="2024, 11, 1"))["en"].startswith("at least 1 year ago")
    unnamed = opened.run("document.querySelector('#gk-pair-5').textContent")
    assert "名称与面积未公布" in unnamed
    assert "资料中没有园区" not in unnamed

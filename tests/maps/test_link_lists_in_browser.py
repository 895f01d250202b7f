from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

AGE = "geokit.ageOf({{since: {{year: 2023, month: 12, is_rough: {rough}}}}}, new Date('{now}T12:00Z'))"


def test_a_moment_of_the_timeline_shows_its_pairs_by_keyboard(
    open_page: Callable[..., Any], links: Callable[..., Any]
) -> None:
    opened = open_page(links("zh"))
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


def test_the_headline_says_the_age_of_its_figures_from_a_year_on(
    open_page: Callable[..., Any], links: Callable[..., Any]
) -> None:
    opened = open_page(links("zh"))
    assert opened.text(".gk-head").count("其后变化未反映") == 1
    assert opened.run(AGE.format(rough="false", now="2024-11-30")) is None
    month = opened.run(AGE.format(rough="false", now="2026-11-27"))
    assert month["en"] == "2 years 11 months ago; later changes are not shown"
    assert "2年11个月" in month["zh"]
    assert opened.run(AGE.format(rough="true", now="2024-12-01"))["en"].startswith("at least 1 year ago")
    unnamed = opened.run("document.querySelector('#gk-pair-5').textContent")
    assert "名称与面积未公布" in unnamed
    assert "资料中没有园区" not in unnamed


TABLE = """(at) => {
  document.querySelectorAll('.gk-table-kinds button')[at].click();
  return document.querySelector('.gk-maptable table').textContent;
}"""


def test_tables_hold_every_row_of_every_card(
    open_page: Callable[..., Any], links: Callable[..., Any]
) -> None:
    opened = open_page(links("zh"))
    opened.page.clock.set_fixed_time("2026-11-27")
    opened.page.click(".gk-table-button")
    titles = opened.run(
        "[...document.querySelectorAll('.gk-table-kinds button')].map((each) => each.textContent)"
    )
    for title, kind in (("园区", "parks"), ("反向飞地", "enclaves")):
        said = opened.page.evaluate(TABLE, titles.index(title))
        cards = opened.run(f"geokit.page.{kind}.map(({{rows}}) => rows)")
        lost = [row["value"]["zh"] for rows in cards for row in rows if row["value"]["zh"] not in said]
        assert lost == []
        # Zones share a column, and a park without a name has a row.
        assert kind == "enclaves" or {"分区与分期", "名称与面积未公布", "龙岭片区A区", "期限已过"} == {
            each for each in ("分区与分期", "名称与面积未公布", "龙岭片区A区", "期限已过") if each in said
        }
    assert "期限已过" in opened.page.evaluate(TABLE, titles.index("进程"))


def test_a_row_that_comes_to_a_resting_pointer_is_not_pointed_at(
    open_page: Callable[..., Any], links: Callable[..., Any]
) -> None:
    opened = open_page(links("zh"), reduced_motion="reduce")
    shown = "[...document.querySelectorAll('.gk-pair.is-pointed strong')].map((node) => node.textContent)"
    for at in (3, 4):
        opened.page.click(f".gk-pair-head >> nth={at}")
        opened.page.wait_for_timeout(200)
    assert opened.run(shown) == ["龙华区—潮阳区"]


def test_cards_are_whole_on_paper(open_page: Callable[..., Any], links: Callable[..., Any]) -> None:
    opened = open_page(links("zh"))
    assert not opened.page.is_visible(".gk-on-paper >> nth=0")
    opened.run("geokit.layForPrint(map_g1, 'A4'); 0")
    rest = opened.text(".gk-rest")
    assert "2048.92" in rest
    assert "光明—金平共建产业园" in rest
    assert "名称与面积未公布" in rest

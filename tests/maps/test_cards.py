from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.land.declared.area import AreaKind, DeclaredArea
from geokit.maps.cards import enclave_rows, figure_text, park_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog


def values(rows: list[dict[str, dict[str, str]]], language: str) -> dict[str, str]:
    return {row["label"][language]: row["value"][language] for row in rows}


def test_a_park_says_its_figure_its_bound_and_its_date(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    rows = values(park_rows(catalog.park("linghai"), catalog), "zh")
    assert rows["公布面积"] == "1.76万亩（17,600 亩；规划面积，取整误差 ±50 亩）"
    assert rows["边界"] == "示意"
    assert rows["量算面积"] == "无：边界为示意，量算不能证明任何事"
    assert rows["位置"] == "±5 公里：地名点"
    assert rows["来源"] == "报道（截至2023年12月）"


def test_a_park_without_a_figure_says_so(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    rows = values(park_rows(catalog.park("haojiang"), catalog), "en")
    assert rows == {"published area": "not published", "outline": "not public"}


def test_floor_area_is_not_land(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    rows = values(enclave_rows(catalog.enclaves[0], catalog), "en")
    assert rows["area (not land)"] == "建筑面积2048.92平方米 (2,048.92 m² of floor area)"


def test_a_promise_carries_its_date(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    due = [row for row in park_rows(catalog.park("linghai"), catalog) if row["due"]]
    assert [(row["due"], row["value"]["en"]) for row in due] == [("2020-12-31", "to be completed in 2020")]


def test_a_bound_is_said() -> None:
    figure = DeclaredArea.parse("不小于3808亩", kind=AreaKind.GROSS_PLANNED)
    assert figure_text(figure).zh == "不小于3808亩（规划面积）"
    assert figure_text(figure).en == "不小于3808亩 (at least 3,808 mu; gross planned area)"

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geokit.maps.link_data import LinkData
from geokit.maps.link_fact_words import FACT_WORDS
from geokit.maps.links import WORDS
from geokit.programme.catalog import load_catalog
from geokit.sheets.fact_entries import fact_entries, fact_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.programme.catalog import Catalog


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return dict(LinkData(load_catalog(drawn=False)).payload())


def test_moments_stand_in_order_as_exactly_as_they_are_known(shipped: dict[str, Any]) -> None:
    dates = [moment["date"]["zh"] for moment in shipped["milestones"]]
    assert dates == ["2023年", "2023年6月", "2023年秋", "2023年11月中旬", "2024年"]
    last = shipped["milestones"][-1]
    assert (last["is_expected"], last["due"], last["pairs"]) == (True, "2024-12-31", ["baoan-chenghai"])
    assert [moment["due"] for moment in shipped["milestones"][:-1]] == [None] * 4


def test_what_was_inferred_carries_its_reason_and_what_was_read_its_words(shipped: dict[str, Any]) -> None:
    unveiled = next(each for each in shipped["milestones"] if each["date"]["en"] == "mid-November 2023")
    assert "2024年竣工" in unveiled["inferred"]["zh"]
    assert shipped["milestones"][-1]["inferred"] is None
    assert shipped["milestones"][-1]["quote"]["en"] == "将于2024年竣工"
    assert "2023年12月" in unveiled["source"]["zh"]


def test_sectors_of_many_parks_stand_first_and_a_list_that_goes_on_last(shipped: dict[str, Any]) -> None:
    counts = [len(sector["parks"]) for sector in shipped["sectors"][:-1]]
    assert counts == sorted(counts, reverse=True)
    last = shipped["sectors"][-1]
    assert (last["name"]["zh"], last["parks"]) == ("等（资料未列全）", ["baoan-chaonan"])
    served = {fact["label"]["zh"]: fact["value"]["zh"] for fact in shipped["sector_parks"]}
    assert "澄海玩具" in served["岭海中小微企业创业园"]


def test_who_has_settled_stands_before_whom_one_talks_to(make_catalog: Callable[..., Catalog]) -> None:
    data: Any = LinkData(make_catalog()).payload()
    assert [(fact["label"]["en"], fact["value"]["en"], fact["pairs"]) for fact in data["companies"]] == [
        ("settled", "14 companies (Linghai)", ["one"]),
        ("in talks", "Cable Works", []),
    ]


def test_a_park_without_a_name_stands_in_its_pair(shipped: dict[str, Any]) -> None:
    unnamed = {pair["id"]: pair["unnamed_park"] for pair in shipped["pairs"] if pair["unnamed_park"]}
    assert list(unnamed) == ["longhua-chaoyang"]
    assert unnamed["longhua-chaoyang"]["inferred"]


def test_an_enclave_whose_place_was_inferred_says_so(shipped: dict[str, Any]) -> None:
    inferred = {enclave["id"]: bool(enclave["inferred"]) for enclave in shipped["enclaves"]}
    assert inferred == {"guangming-jinping-base": False, "longhu-pingshan-centre": True}


def test_a_page_can_tell_how_old_its_figures_are(shipped: dict[str, Any]) -> None:
    headline = next(each for each in shipped["headlines"] if each["term"] == "as_of")
    assert headline["since"] == {"year": 2023, "month": 12, "is_rough": False}
    assert headline["value"]["zh"] == "2023年12月"


def test_paper_has_every_fact_of_the_page(shipped: dict[str, Any]) -> None:
    words = {**WORDS, **FACT_WORDS}
    said = repr(list(fact_entries(shipped, words, "zh")))
    texts = fact_texts(shipped, "zh")
    facts = [fact for group in shipped["about"] for fact in group["facts"]]
    for text in (
        *(moment["text"]["zh"] for moment in shipped["milestones"]),
        *(sector["name"]["zh"] for sector in shipped["sectors"]),
        *(fact["value"]["zh"] for fact in (*shipped["companies"], *shipped["sector_parks"], *facts)),
    ):
        assert text in said
        assert text in texts
    assert "2024年（预计）" in said

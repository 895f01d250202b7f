from __future__ import annotations

import pytest

from geokit.land.declared.area import DeclaredArea
from geokit.maps.link_land import land_label, land_text, large_figure


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("330亩", "330亩", "330 mu"),
        ("不小于3808亩", "不小于3808亩", "at least 3,808 mu"),
        ("1.76万亩", "1.76万亩", "1.76万亩 (17,600 mu)"),
        ("330 mu", "330 mu", "330 mu"),
    ],
)
def test_a_figure_stands_on_the_map_as_its_source_writes_it(text: str, zh: str, en: str) -> None:
    found = land_label([DeclaredArea.parse(text)])
    assert found
    assert (found.zh, found.en) == (zh, en)


def test_what_was_written_stands_before_what_was_read() -> None:
    found = land_text([DeclaredArea.parse("1.76万亩")])
    assert found
    assert (found.zh, found.en) == ("1.76万亩（17,600 亩）", "1.76万亩 (17,600 mu)")


def test_a_sum_is_nobodys_words() -> None:
    figures = [DeclaredArea.parse(text) for text in ("330亩", "不小于3808亩")]
    found = land_text(figures)
    assert found == land_label(figures)
    assert found
    assert (found.zh, found.en) == ("不小于4,138 亩", "at least 4,138 mu")
    large = land_label([*figures, DeclaredArea.parse("1.76万亩")])
    assert large
    assert (large.zh, large.en) == ("至少约2.17万亩", "at least about 21,700 mu")


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("330亩", "至少330亩", "at least 330 mu"),
        ("约330亩", "至少约330亩", "at least about 330 mu"),
        ("不小于3808亩", "不小于3808亩", "at least 3,808 mu"),
        ("不超过3808亩", "不超过3808亩", "at most 3,808 mu"),
    ],
)
def test_a_figure_is_a_lower_bound_where_land_is_missing_from_it(text: str, zh: str, en: str) -> None:
    found = land_label([DeclaredArea.parse(text)], has_more=True)
    assert found
    assert (found.zh, found.en) == (zh, en)


def test_a_wall_has_one_number_and_says_how_else_it_is_written() -> None:
    longhu = large_figure([DeclaredArea.parse("1.76万亩")])
    assert longhu["land_large"] == {"zh": "1.76万亩", "en": "17,600 mu"}
    assert longhu["land_other"] == {"zh": "17,600 亩", "en": "1.76万亩"}
    assert large_figure([DeclaredArea.parse("330亩")])["land_other"] is None
    assert land_text([]) is land_label([]) is large_figure([])["land_large"] is None

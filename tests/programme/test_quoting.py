"""Figures and names in the words of a source: whole numbers, in whatever way they are printed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from geokit.errors import OptionError
from geokit.programme.facts import Company, Count, Figure, Statement
from geokit.programme.quoting import figures_in, is_quoted


@pytest.mark.parametrize(
    ("figure", "quote"),
    [
        ("1.76万亩", "规划面积 1.76 万亩"),
        ("不小于3808亩", "规划总面积不小于3808亩，分三期"),
        ("3024亩", "其中……启动区……3024亩"),
        ("330亩", "330亩来自国有用地"),
        ("3024", "3，024 亩"),
        ("36", "３６项"),
        ("14", "2023 14 家"),
        ("1234567", "1,234,567 项"),
        ("10000", "1万家"),
        ("17600", "1万7600亩"),
        ("9", "九大工程"),
        ("13", "十三个方面"),
        ("2", "两个平台"),
        ("9", "Nine projects are named"),
        ("140", "一百四十家"),
        ("2024", "二〇二四年竣工"),
        ("1", "一期"),
        ("3至5", "3～5家"),
        ("50%", "50％"),
        ("20+8", "“20+8”产业"),
        ("光明-金平", "光明—金平共建产业园"),
        ("龙湖(坪山)", "龙湖（坪山）"),
    ],
)
def test_it_stands_there(figure, quote):
    assert is_quoted(figure, quote)


@pytest.mark.parametrize(
    ("figure", "quote"),
    [
        # Part of a longer number.
        ("330亩", "1330亩"), ("6亩", "1.76亩"), ("1.76万亩", "11.76万亩"), ("十亩", "三十亩"),
        ("14", "2014年"), ("5", "0.5"), ("1", "1万家"), ("24", "二〇二四年"),
        ("10000", "共9万亩"), ("10000", "规划9万亩"), ("1000", "约1.5千亩"),
        # One end of a range, one of two figures, a share.
        ("330亩", "300—330亩"), ("330亩", "300亩至330亩"), ("3", "3-5家"), ("3", "三四家"), ("8", "20+8"), ("50", "50%"),
        ("15%", "15‰"),
        # The words that bound it are left out.
        ("3808亩", "不小于3808亩"), ("330亩", "约330亩"), ("330亩", "330亩以上"), ("330 mu", "at least 330 mu"),
        # Read, not written.
        ("17600亩", "1.76万亩"),
        # No numbers.
        ("2", "建筑面积2048.92㎡"), ("1", "统一规划"), ("100", "百企万品"), ("3", "第三产业"),
    ],
)  # fmt: skip
def test_it_does_not_stand_there(figure, quote):
    assert not is_quoted(figure, quote)


def test_figures_of_a_sentence():
    assert figures_in("七个区统一规划，1.76万亩、3—5家，100㎡，分三期") == ["1.76万", "3-5", "100", "7"]


def test_a_fact_is_refused_whose_figure_the_words_do_not_have():
    rest = {"source": "a", "as_of": "2023"}
    with pytest.raises(ValidationError, match="is not in the words quoted"):
        Figure(text="3808亩", kind="total", quote="不小于3808亩", **rest)
    with pytest.raises(ValidationError, match="is not in the words quoted"):
        Statement(text={"zh": "七个区均已明确", "en": "all"}, quote="5个区均已明确", **rest)


def test_a_source_may_be_in_english():
    name = {"zh": "某某集团", "en": "Some Group"}
    fact = {"relation": "visited", "source": "a", "as_of": "2023"}
    assert Company(name=name, quote="talks with Some Group", **fact).quote
    with pytest.raises(OptionError, match="is not in the words quoted"):
        Company(name=name, quote="talks with another", **fact)


def test_a_sentence_of_ones_own_is_no_quotation():
    assert Statement(text={"zh": "已建成", "en": "built"}, source="a", as_of="2023").quote is None


@pytest.mark.parametrize(("value", "said"), [(1_234_567, "1,234,567"), (123_456.7, "123,456.7"), (9, "9")])
def test_a_count_keeps_every_digit(value, said):
    name = {"zh": "企业", "en": "firms"}
    quote = str(value)
    count = Count(id="firms", name=name, value=value, unit=name, source="a", as_of="2023", quote=quote)
    assert count.localize("en") == f"firms: {said} firms"

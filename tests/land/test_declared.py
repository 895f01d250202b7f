from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import InputError, OptionError
from geokit.land.declared.area import AreaKind, Bound, DeclaredArea
from geokit.land.declared.written import _shown
from geokit.land.units import Area
from geokit.languages import use_language

parse = DeclaredArea.parse


def in_unit(area: Area | None, declared: DeclaredArea) -> float | None:
    return None if area is None else float(area.exact(declared.unit))


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("330亩", 329.5, 330.5),
        ("1.76万亩", 17_550, 17_650),
        ("不小于3808亩", 3807.5, None),
        ("不超过300亩", None, 300.5),
        ("约300亩", 285, 315),
        ("近4000亩", 3800, 4000),
        ("逾4000亩", 4000, 4400),
        ("300–330亩", 299.5, 330.5),
        ("2048.92平方米", 2048.915, 2048.925),
        ("21.5171公顷", 21.51705, 21.51715),
        ("11.73平方公里", 11.725, 11.735),
    ],
)
def test_a_figure_covers_the_interval_that_its_text_means(
    text: str, lower: float | None, upper: float | None
) -> None:
    declared = parse(text)
    assert (in_unit(declared.lower, declared), in_unit(declared.upper, declared)) == (lower, upper)


def test_about_is_never_narrower_than_the_printed_digits() -> None:
    declared = parse("约2亩")
    assert (in_unit(declared.lower, declared), in_unit(declared.upper, declared)) == (1.5, 2.5)


def test_how_far_about_reaches_is_a_setting() -> None:
    declared = parse("约300亩", about_share=0.1)
    assert (in_unit(declared.lower, declared), in_unit(declared.upper, declared)) == (270, 330)


def test_about_may_reach_no_further_than_the_printed_digits() -> None:
    declared = parse("约300亩", about_share=0)
    assert (in_unit(declared.lower, declared), in_unit(declared.upper, declared)) == (299.5, 300.5)


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(InputError):
        parse("约300亩", about_share=share)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("330亩", "330 mu", "330 亩"),
        ("1.76万亩", "17,600 mu", "17,600 亩"),
        ("不小于3808亩", "at least 3,808 mu", "不小于3,808 亩"),
        ("300亩以内", "at most 300 mu", "不超过300 亩"),
        ("about 22 ha", "about 22 ha", "约22 公顷"),
        ("近四千亩", "nearly 4,000 mu", "近4,000 亩"),
        ("3800余亩", "more than 3,800 mu", "逾3,800 亩"),
        ("300 to 330 mu", "300–330 mu", "300–330 亩"),
        ("5000–1万亩", "5,000–10,000 mu", "5,000–10,000 亩"),
        ("建筑面积2048.92平方米", "2,048.92 m² of floor area", "建筑面积2,048.92 平方米"),
        ("21.5170公顷", "21.5170 ha", "21.5170 公顷"),
    ],
)
def test_a_figure_is_said_with_its_bound_in_both_languages(text: str, en: str, zh: str) -> None:
    declared = parse(text)
    assert (str(declared), declared.localize("zh")) == (en, zh)


def test_a_figure_without_rounding_of_its_own_is_said_in_full() -> None:
    declared = DeclaredArea(value=Area.from_mu("330.25"), half_unit=Area.from_mu(0))
    assert str(declared) == "330.25 mu"
    assert (
        str(DeclaredArea(value=Area.from_mu("330.12345"), half_unit=Area.from_mu(0))) == "about 330.1235 mu"
    )


@pytest.mark.parametrize(("off", "said"), [("0.0000003", "330 mu"), ("0.000001", "about 330 mu")])
def test_what_floating_point_leaves_is_no_rounding(off: str, said: str) -> None:
    declared = DeclaredArea(value=Area.from_mu(330) + Area.from_mu(off), half_unit=Area.from_mu("0.5"))
    assert str(declared) == said


def test_an_area_is_shown_in_three_units_each_with_its_decimals() -> None:
    assert [cell.partition("<")[0] for cell in Area("330亩")._repr_html_().split("<td>")[1:]] == [
        "330.000 mu",
        "220,000.00 m²",
        "22.0000 ha",
    ]


def test_a_parsed_figure_keeps_its_text_unit_kind_method_and_date() -> None:
    declared = parse(" 2.5 hm² ", kind=AreaKind.NET, method="planar", as_of="2023-12")
    assert declared == DeclaredArea(
        value=Area.from_ha("2.5"),
        half_unit=Area.from_ha("0.05"),
        kind=AreaKind.NET,
        method="planar",
        as_of="2023-12",
        text=" 2.5 hm² ",
        unit="ha",
    )


def test_a_kind_that_the_text_contradicts_is_refused() -> None:
    with pytest.raises(InputError, match="floor area") as caught:
        parse("建筑面积20平方米", kind=AreaKind.TOTAL)
    assert "建筑面积" in caught.value.localize("zh")


@pytest.mark.parametrize("as_of", ["2023", "2023-12", "2023-12-31"])
def test_a_date_is_a_year_a_month_or_a_day(as_of: str) -> None:
    assert parse("330亩", as_of=as_of).as_of == as_of


@pytest.mark.parametrize(
    "as_of", ["", "12/2023", "2023-13", "2023-02-30", "2023-1", "20231231", "2023-12-31T00:00"]
)
def test_a_date_that_is_none_is_refused(as_of: str) -> None:
    with pytest.raises(InputError, match="2023-12"):
        parse("330亩", as_of=as_of)


@pytest.mark.parametrize("value", [0, -330])
def test_a_declared_area_is_positive(value: int) -> None:
    with pytest.raises(InputError, match="greater than zero"):
        DeclaredArea(value=Area.from_mu(value), half_unit=Area.from_mu(0))


def test_a_negative_spread_is_refused() -> None:
    with pytest.raises(InputError, match="negative"):
        replace(parse("330亩"), half_unit=Area.from_mu(-1))
    with pytest.raises(InputError, match="negative"):
        replace(parse("300–330亩"), reach=Area.from_mu(-1))


@pytest.mark.parametrize("spread", [0, 0.5])
def test_a_spread_may_be_small_or_nothing(spread: float) -> None:
    off, value = Area.from_m2(spread), Area.from_m2(300)
    rounded = DeclaredArea(value=value, half_unit=off)
    reaching = DeclaredArea(value=value, half_unit=Area.from_m2(0), bound=Bound.RANGE, reach=off)
    for declared in (rounded, reaching):
        assert (declared.lower, declared.upper) == (value - off, value + off)


def test_the_table_for_a_notebook_escapes_the_text() -> None:
    declared = replace(parse("不小于3808亩"), text="<b>3808</b>")
    with use_language("en"):
        table = declared._repr_html_()
    assert "&lt;b&gt;3808&lt;/b&gt;" in table
    assert "at least 3,808 mu" in table


@given(
    number=st.decimals(min_value="0.01", max_value=10**6, places=2),
    bound=st.sampled_from(["", "不小于", "不超过", "约", "近", "逾"]),
    unit=st.sampled_from(["亩", "公顷", "平方米", "平方公里"]),
)
def test_what_is_said_is_read_again_as_the_same_area(number: object, bound: str, unit: str) -> None:
    declared = parse(f"{bound}{number}{unit}")
    for words in (declared.localize("zh"), declared.localize("en")):
        again = parse(words)
        assert (again.value, again.half_unit, again.bound) == (
            declared.value,
            declared.half_unit,
            declared.bound,
        )


@given(st.integers(1, 10**6), st.sampled_from(sorted(Bound)))
def test_the_value_lies_between_the_ends(mu: int, bound: Bound) -> None:
    declared = DeclaredArea(value=Area.from_mu(mu), half_unit=Area.from_mu("0.5"), bound=bound)
    assert declared.lower is None or declared.lower <= declared.value
    assert declared.upper is None or declared.upper >= declared.value


@pytest.mark.parametrize("text", ["22公顷(330亩)", "330亩(约22公顷)", "330亩，合22公顷", "22 ha (330 mu)"])
def test_of_two_units_the_more_exact_figure_counts_and_the_other_is_kept(text: str) -> None:
    declared = parse(text)
    assert (declared.value.mu, declared.half_unit.mu) == (330, 0.5)
    assert declared.restated is not None
    assert declared.restated.value.ha == 22
    assert str(declared) in ("330 mu (22 ha)", "330 mu (about 22 ha)")
    assert declared.localize("zh") in ("330 亩（22 公顷）", "330 亩（约22 公顷）")


@pytest.mark.parametrize("text", ["2顷（200亩）", "2顷，200亩"])
def test_behind_a_bracket_or_a_comma_stands_the_same_land(text: str) -> None:
    assert parse(text).value.mu == 200


@pytest.mark.parametrize(
    "text", ["2顷（30亩）", "330亩(20公顷)", "3300亩（22公顷）", "不小于400亩（约22公顷）"]
)
def test_two_figures_that_no_area_meets_contradict_each_other(text: str) -> None:
    with pytest.raises(InputError, match="contradicts itself"):
        parse(text)


def test_two_figures_agree_that_meet_in_one_area() -> None:
    # A hectare is 7.5 to 22.5 mu.
    assert str(parse("23亩（1公顷）")) == "23 mu (1 ha)"
    assert str(parse("不超过7亩（1公顷）")) == "1 ha (at most 7 mu)"
    for text in ("24亩（1公顷）", "1公顷（24亩）", "不超过6亩（1公顷）"):
        with pytest.raises(InputError, match="contradicts itself"):
            parse(text)


@pytest.mark.parametrize(
    ("text", "en"),
    [
        # The first of two that are as exact as each other; one with two ends before one that is open.
        ("10公顷（0.10平方公里）", "10 ha (0.10 km²)"),
        ("0.10平方公里（10公顷）", "0.10 km² (10 ha)"),
        ("22公顷（不小于300亩）", "22 ha (at least 300 mu)"),
        ("不小于300亩（22公顷）", "22 ha (at least 300 mu)"),
        ("不超过400亩（22公顷）", "22 ha (at most 400 mu)"),
    ],
)
def test_the_figure_counts_that_is_the_more_exact(text: str, en: str) -> None:
    assert str(parse(text)) == en


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("330亩（22公顷，220000平方米）", "220,000 平方米（330 亩、22 公顷）"),
        ("220000 m² (22 ha, 330 mu)", "220,000 平方米（22 公顷、330 亩）"),
        ("330亩（22公顷；约0.22平方公里）", "330 亩（22 公顷、约0.22 平方公里）"),
        ("规划面积330亩，合22公顷（220000平方米）", "220,000 平方米（330 亩、22 公顷）"),
    ],
)
def test_of_three_units_the_most_exact_figure_counts_and_the_others_are_kept(text: str, zh: str) -> None:
    declared = parse(text)
    assert declared.value.mu == 330
    assert declared.localize("zh") == zh
    assert declared.restated is not None
    assert declared.restated.restated is not None
    assert declared.restated.restated.restated is None


@pytest.mark.parametrize(
    "text",
    ["330亩（22公顷，230000平方米）", "330亩（23公顷，220000平方米）", "22公顷（330亩，0.32平方公里）"],
)
def test_no_two_of_three_figures_may_contradict_each_other(text: str) -> None:
    with pytest.raises(InputError, match="contradicts itself"):
        parse(text)


@pytest.mark.parametrize("text", ["330亩（22公顷，330亩）", "330亩（22公顷，22公顷）", "1亩2亩3公顷"])
def test_one_unit_stands_once_among_three(text: str) -> None:
    with pytest.raises(InputError, match="more than one number"):
        parse(text)


def test_a_sum_is_not_restated() -> None:
    assert DeclaredArea.total([parse("22公顷(330亩)"), parse("100亩")]).restated is None


@pytest.mark.parametrize("name", ["half_unit", "bound", "reach", "restated"])
def test_what_a_text_says_itself_is_not_given_beside_it(name):
    beside = {
        "half_unit": Area.from_mu(1),
        "bound": "about",
        "reach": Area.from_mu(1),
        "restated": DeclaredArea("22公顷"),
    }
    with pytest.raises(OptionError, match=name):
        DeclaredArea("330亩", **{name: beside[name]})


def test_a_text_may_have_so_many_letters():
    assert parse("330亩".rjust(120)).value.mu == 330
    with pytest.raises(InputError, match="too long"):
        parse("330亩".rjust(121))


@pytest.mark.parametrize("text", ["0–300亩", "0亩", "0±0亩"])
def test_an_area_that_may_be_nothing_is_refused(text):
    with pytest.raises(InputError):
        parse(text)


def test_a_text_that_is_too_long_is_quoted_by_its_beginning():
    with pytest.raises(InputError, match=r"(330亩){5}…"):
        DeclaredArea("330亩" * 5 + "零" * 1000)


@pytest.mark.parametrize(
    ("value", "half_unit", "shown"),
    [
        ("12.5", "0.05", "12.5"),
        ("12.34", "0.005", "12.34"),
        ("1230", "50", "1.2E+3"),
        ("1230", "50.5", "1.2E+3"),
        ("7", "0.5", "7"),
    ],
)
def test_a_figure_is_shown_to_the_place_that_its_half_unit_allows(
    value: str, half_unit: str, shown: str
) -> None:
    assert str(_shown(Area.from_mu(Decimal(value)), Area.from_mu(Decimal(half_unit)), "mu")) == shown

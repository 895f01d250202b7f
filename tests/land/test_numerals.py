from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import InputError
from geokit.land.numerals import read_digits, read_hanzi, read_number

ROUND = st.builds(lambda number, zeros: number * 10**zeros, st.integers(0, 10**5), st.integers(0, 7))


@given(st.integers(0, 10**9) | ROUND)
def test_a_number_in_full_reads_as_itself(number: int) -> None:
    assert read_digits(f"{number:,}").value == number
    assert read_digits(str(number)).value == number
    assert read_hanzi(cn2an.an2cn(number)).value == number


@given(st.decimals(min_value=0, max_value=10**5, places=3))
def test_decimals_are_exact_and_carry_half_a_unit(number: object) -> None:
    numeral = read_digits(str(number))
    assert (numeral.value, numeral.half_unit) == (Fraction(str(number)), Fraction(1, 2000))


@pytest.mark.parametrize(
    ("text", "value", "half_unit"),
    [
        ("四千", 4000, "0.5"),
        ("三万", 30_000, 5000),
        ("三亿五千万", 350_000_000, 5000),
        ("三万亿", 3 * 10**12, 5 * 10**7),
        ("一点七六万", 17_600, 50),
        ("零点五", "0.5", "0.05"),
        ("一千五", 1500, 50),
        ("三万四", 34_000, 500),
        ("一百二", 120, 5),
        ("千", 1000, "0.5"),
        ("百万", 10**6, 5000),
        ("三零二四", 3024, "0.5"),
        ("二四", 24, "0.5"),
        ("一百十", 110, "0.5"),
        ("十万零一千", 101_000, "0.5"),
        ("十万一千", 101_000, "0.5"),
        ("一亿三千四百七十万零一千一百", 134_701_100, "0.5"),
        ("十亿零三千万零五百", 1_030_000_500, "0.5"),
        ("二十万零一千五", 201_500, 50),
    ],
)
def test_a_numeral_is_as_exact_as_it_is_written(text: str, value: object, half_unit: object) -> None:
    numeral = read_hanzi(text)
    assert (numeral.value, numeral.half_unit) == (Fraction(str(value)), Fraction(str(half_unit)))


@pytest.mark.parametrize(
    ("text", "value", "half_unit"),
    [
        ("1万7600", 17_600, "0.5"),
        ("2.2e+05", 220_000, 5000),
        ("1.76e4", 17_600, 50),
        ("5e-1", "0.5", "0.05"),
        ("2万5千", 25_000, 500),
        ("1万7千6百", 17_600, 50),
        ("3 024", 3024, "0.5"),
        ("276 912.85", "276912.85", "0.005"),
        (".5", "0.5", "0.05"),
        ("1.76w", 17_600, 50),
        ("3k", 3000, 500),
    ],
)
def test_digits_may_be_counted_in_falling_steps(text: str, value: object, half_unit: object) -> None:
    low, high = read_number(text)
    assert low == high
    assert (low.value, low.half_unit) == (Fraction(str(value)), Fraction(str(half_unit)))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三四百", 300, 400),
        ("十七八", 17, 18),
        ("一百二三十", 120, 130),
        ("三五百", 300, 500),
        ("二三", 2, 3),
    ],
)
def test_a_loose_numeral_has_two_ends(text: str, low: int, high: int) -> None:
    assert [end.value for end in read_number(text)] == [low, high]


@pytest.mark.parametrize(
    "text",
    [
        "零五",
        "一点",
        "点五",
        "一点七点六",
        "一千三十",
        "三四百五",
        "一万二万",
        "五六七百",
        "一万零一千",
        "十万零零一千",
        "十亿一千",
    ],
)
def test_a_malformed_numeral_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a number"):
        read_hanzi(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1万5", "15,000 or 10,005"),
        ("2万12千", "not a number"),
        ("1.5万3千", "not a number"),
        ("330 330", "more than one number"),
        ("几百", "names no figure"),
        ("十几", "names no figure"),
    ],
)
def test_a_number_of_two_readings_or_none_is_refused_with_the_reason(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        read_number(text)


@pytest.mark.parametrize(
    "text", ["", "1,76", "1,2345", ",330", "330,", "1.2.3", "330.", "1_000", "3 24", "3 0245"]
)
def test_digits_in_a_wrong_order_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a number"):
        read_digits(text)


@pytest.mark.parametrize("text", ["二四", "一五", "七三"])
def test_two_digits_side_by_side_are_places_unless_they_follow_each_other(text: str) -> None:
    low, high = read_number(text)
    assert low == high
    assert low.value == Fraction(int(cn2an.cn2an(text, "smart")))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一亿", 10**8),
        ("三亿", 3 * 10**8),
        ("三亿五千万", 35 * 10**7),
        ("三亿零五百万", 305 * 10**6),
        ("一亿零一", 10**8 + 1),
    ],
)
def test_a_hundred_million_leaves_nothing_behind(text: str, value: int) -> None:
    assert [end.value for end in read_number(text)] == [value, value]


@pytest.mark.parametrize(
    ("text", "value", "half_unit", "scale"),
    [
        ("1万1000", 11_000, "0.5", 1),
        ("2千5百", 2_500, 50, 100),
        ("2万5千300", 25_300, "0.5", 1),
        ("1.5亿", 150_000_000, 5_000_000, 10**8),
        ("3w", 30_000, 5_000, 10**4),
        ("1亿2000万", 120_000_000, 5_000, 10**4),
    ],
)
def test_digits_are_counted_in_falling_steps(text: str, value: int, half_unit: object, scale: int) -> None:
    [low, high] = read_number(text)
    assert low == high == (value, Fraction(str(half_unit)), scale)


@pytest.mark.parametrize(
    "text",
    ["1万10000", "1千1万", "1.76万100", "1.765万60", "2万2万", "1万999", "1万5", "2千99", "1千万1千万"],
)
def test_digits_that_do_not_fall_or_have_two_readings_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_number(text)

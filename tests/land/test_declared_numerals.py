from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import InputError
from geokit.land.declared.numerals import read_digits, read_hanzi


@given(st.integers(0, 10**9))
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
    [("四千", 4000, "0.5"), ("三万", 30_000, 5000), ("一点七六万", 17_600, 50), ("零点五", "0.5", "0.05")],
)
def test_a_numeral_is_as_exact_as_it_is_written(text: str, value: object, half_unit: object) -> None:
    numeral = read_hanzi(text)
    assert (numeral.value, numeral.half_unit) == (Fraction(str(value)), Fraction(str(half_unit)))


@pytest.mark.parametrize("text", ["万", "三四百", "三万四", "一点", "点五", "一点七点六", "一千三十"])
def test_a_numeral_of_two_readings_or_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a number"):
        read_hanzi(text)


@pytest.mark.parametrize("text", ["1,76", "1,2345", ",330", "330,", "1.2.3", "330.", "1_000"])
def test_digits_in_a_wrong_order_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a number"):
        read_digits(text)

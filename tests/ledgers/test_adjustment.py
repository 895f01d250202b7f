from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import InputError
from geokit.i18n import Language
from geokit.land.units import Area, Rounding, Unit
from geokit.languages import use_language
from geokit.ledgers.adjustment import Printing, adjust_to_control

FREELY = Area.from_km2(1000)


def decimals_of(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


def test_leftover_units_go_to_the_largest_parts() -> None:
    result = adjust_to_control([100.4, 300.4, 200.4], Area.from_m2("601.2"), decimals=0)
    assert result.raw == decimals_of("100", "300", "200")
    assert result.adjusted == decimals_of("100", "301", "200")
    assert result.correction == decimals_of("0", "1", "0")
    assert result.control == 601


def test_units_too_many_are_taken_from_the_largest_parts() -> None:
    result = adjust_to_control([100.5, 300.5, 200.5], Area.from_m2("601.5"), decimals=0)
    assert result.adjusted == decimals_of("101", "300", "201")


def test_among_equal_parts_the_first_is_served_first() -> None:
    result = adjust_to_control([100 / 3] * 3, Area.from_m2(100), decimals=0)
    assert result.adjusted == decimals_of("34", "33", "33")


def test_the_residual_is_shared_in_proportion_to_area() -> None:
    result = adjust_to_control([1000.0, 3000.0], Area.from_m2(4004), decimals=2, tolerance=Area.from_m2(4))
    assert result.residual == Area.from_m2(4)
    assert result.correction == decimals_of("1.00", "3.00")


def test_mu_are_exact_where_a_float_is_not() -> None:
    areas = [300.0, 300.0]  # 0.45 mu each
    assert adjust_to_control(areas, Area.from_m2(600), unit="mu", decimals=1).raw == decimals_of("0.5", "0.5")
    even = adjust_to_control(areas, Area.from_m2(600), unit="mu", decimals=1, rounding="half-even")
    assert even.raw == decimals_of("0.4", "0.4")
    odd = adjust_to_control([500.0, 500.0], Area.from_m2(1000), unit="mu", decimals=1, rounding="half-even")
    assert odd.raw == decimals_of("0.8", "0.8")
    assert sum(even.adjusted) == even.control == Decimal("0.9")


def test_a_residual_beyond_the_tolerance_is_refused() -> None:
    with pytest.raises(InputError, match="Look for overlaps and gaps") as caught:
        adjust_to_control([1000.0, 3000.0], Area.from_m2(4004), tolerance=Area.from_m2("3.99"))
    assert "4.00 m²" in str(caught.value)
    assert "平差" in caught.value.localize("zh")


def test_without_a_tolerance_only_rounding_noise_is_adjusted() -> None:
    parts = [10.0] * 99
    noise = 3 * np.sqrt(100 / 12)  # about 8.7 units of the last digit for 99 parts and the whole
    assert adjust_to_control(parts, Area.from_m2(990 + int(noise)), decimals=0)
    with pytest.raises(InputError, match="tolerance"):
        adjust_to_control(parts, Area.from_m2(990 + int(noise) + 1), decimals=0)
    with pytest.raises(InputError, match="tolerance"):
        adjust_to_control([10.0], Area.from_m2("11.1"), decimals=0)


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([], "no parts"),
        ([0.0, 0.0], "no area"),
        ([1.0, -2.0], "part 2 has the area -2.0"),
        ([float("nan")], "part 1"),
        ([float("inf"), 1.0], "part 1"),
        ([[1.0, 2.0]], "one row of numbers"),
        (["a", "b"], "one row of numbers"),
        ([None, object()], "one row of numbers"),
    ],
)
def test_parts_that_are_no_areas_are_refused(parts: list[object], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        adjust_to_control(parts, Area.from_m2(3), tolerance=FREELY)


@pytest.mark.parametrize(
    "options",
    [{"unit": "acre"}, {"decimals": -1}, {"decimals": 9}, {"decimals": 1.5}, {"rounding": "up"}],
)
def test_an_option_that_does_not_exist_is_refused(options: dict[str, object]) -> None:
    (name,) = options
    with pytest.raises(InputError, match=name):
        adjust_to_control([1.0], Area.from_m2(1), **options)


def test_a_control_area_and_a_tolerance_must_make_sense() -> None:
    with pytest.raises(InputError, match="control area"):
        adjust_to_control([1.0], Area.from_m2(0))
    with pytest.raises(InputError, match="tolerance"):
        adjust_to_control([1.0], Area.from_m2(1), tolerance=Area.from_m2(-1))


def test_the_table_has_a_row_a_part_in_the_readers_language() -> None:
    result = adjust_to_control([100_000.4, 200_000.4], Area.from_m2("300000.8"), unit="ha", decimals=4)
    table = result.to_frame(["一期", "二期"], language="zh")
    assert list(table.columns) == ["地块", "平差前（公顷）", "改正数（公顷）", "平差后（公顷）"]
    assert list(table["地块"]) == ["一期", "二期"]
    assert list(table["平差后（公顷）"]) == list(decimals_of("10.0000", "20.0001"))
    assert list(result.to_frame(language="en")["part"]) == [1, 2]


def test_a_table_needs_one_name_for_each_part() -> None:
    with pytest.raises(InputError, match="1 names were given for 2 parts"):
        adjust_to_control([1.0, 2.0], Area.from_m2(3)).to_frame(["一期"])


def test_names_are_escaped_in_a_notebook_and_the_result_says_what_was_done() -> None:
    result = adjust_to_control([100.4, 200.4], Area.from_m2("300.8"), decimals=0)
    assert result.localize("en").startswith("2 parts adjusted to the control area of 301 m²: residual 0.00")
    assert "GB/T" not in result.localize("en")
    assert result.localize("zh").startswith("2 个部分按控制面积 301 平方米平差")
    assert "<table" in result._repr_html_()


PARTS = st.lists(st.floats(0, 10**6, allow_subnormal=False), min_size=1, max_size=40).filter(any)
UNITS = st.sampled_from(["m2", "ha", "mu", "km2"])
ROUNDINGS = st.sampled_from(["half-up", "half-even"])


def total_of(parts: list[float]) -> Area:
    return Area(sum((Fraction(part) for part in parts), start=Fraction(0)))


@given(PARTS, UNITS, st.integers(0, 4), ROUNDINGS, st.integers(-900, 900))
def test_printed_parts_add_up_to_the_printed_control(
    parts: list[float], unit: Unit, decimals: int, rounding: Rounding, permille: int
) -> None:
    control = total_of(parts) * Fraction(1000 + permille, 1000)
    result = adjust_to_control(
        parts, control, unit=unit, decimals=decimals, rounding=rounding, tolerance=FREELY
    )
    assert sum(result.adjusted) == result.control == control.rounded(unit, decimals, rounding)
    assert min(result.adjusted) >= 0


@given(PARTS, UNITS, st.integers(0, 4))
def test_no_part_moves_by_more_than_one_unit_where_there_is_no_residual(
    parts: list[float], unit: Unit, decimals: int
) -> None:
    result = adjust_to_control(parts, total_of(parts), unit=unit, decimals=decimals)
    last_digit = Printing(unit, decimals).last_digit.exact(unit)
    assert all(abs(Fraction(moved)) <= last_digit for moved in result.correction)


@given(PARTS, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_matter(parts: list[float], random: object) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    results = [adjust_to_control(row, total_of(parts), decimals=0).adjusted for row in (parts, shuffled)]
    assert sorted(results[0]) == sorted(results[1])


@given(PARTS, ROUNDINGS)
def test_raw_parts_are_rounded_as_one_area_is(parts: list[float], rounding: Rounding) -> None:
    result = adjust_to_control(parts, total_of(parts), unit="mu", decimals=3, rounding=rounding)
    assert list(result.raw) == [Area.from_m2(part).rounded("mu", 3, rounding) for part in parts]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any), ROUNDINGS)
def test_parts_that_already_add_up_as_printed_are_left_alone(quarters: list[int], rounding: Rounding) -> None:
    parts = [quarter / 4 for quarter in quarters]
    result = adjust_to_control(parts, total_of(parts), decimals=2, rounding=rounding)
    assert not any(result.correction)


def test_square_metres_to_two_decimals_are_printed_if_nothing_is_said() -> None:
    result = adjust_to_control([1000.004, 2000.006], Area.from_m2("3000.01"))
    assert result.printing == Printing("m2", 2, "half-up")
    assert result.raw == result.adjusted == decimals_of("1000.00", "2000.01")


@pytest.mark.parametrize(
    ("count", "residual", "is_noise"),
    [
        (1, "1", True),
        (1, "1.0001", False),
        (5, "2.12", True),
        (5, "2.13", False),
        (99, "8.66", True),
        (99, "8.67", False),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_rounding_noise_is_three_deviations_or_all_of_it(
    count: int, residual: str, sign: int, *, is_noise: bool
) -> None:
    control = Area.from_m2(10 * count) + Area.from_m2(residual) * sign
    if is_noise:
        assert sum(adjust_to_control([10.0] * count, control, decimals=0).adjusted) == control.rounded(
            "m2", 0
        )
        return
    with pytest.raises(InputError, match=f"by {'-' if sign < 0 else ''}{residual[:4]}"):
        adjust_to_control([10.0] * count, control, decimals=0)


def test_a_residual_of_just_the_tolerance_is_adjusted() -> None:
    for control in (12, 8):
        assert adjust_to_control([10.0], Area.from_m2(control), tolerance=Area.from_m2(2)).adjusted == (
            control,
        )
    assert adjust_to_control([10.0], Area.from_m2(10), tolerance=Area.from_m2(0)).adjusted == (10,)


def test_units_that_are_too_many_are_taken_from_the_largest_parts() -> None:
    result = adjust_to_control([1.5, 3.5, 1.5, 2.5], Area.from_m2(9), decimals=0)
    assert result.raw == decimals_of("2", "4", "2", "3")
    assert result.adjusted == decimals_of("2", "3", "2", "2")


@pytest.mark.parametrize(
    ("decimals", "rounding", "said"),
    [
        (
            0,
            "half-up",
            (
                "1 part adjusted to the control area of 1,000,000 m²: residual 0.40 m² (0.001 mu), "
                "tolerance 1.00 m² (0.002 mu), rounded half up (survey procedure and boundary-point files)"
            ),
        ),
        (
            3,
            "half-even",
            (
                "1 part adjusted to the control area of 1,000,000.000 m²: residual 0.40 m² (0.001 mu), "
                "tolerance 1.00 m² (0.002 mu), rounded half to even (GB/T 8170)"
            ),
        ),
    ],
)
def test_one_sentence_says_how_it_was_adjusted(decimals: int, rounding: Rounding, said: str) -> None:
    made = adjust_to_control(
        [999_999.6], Area.from_m2(1_000_000), decimals=decimals, rounding=rounding, tolerance=Area.from_m2(1)
    )
    assert made.localize("en") == said


def test_columns_have_names_that_are_the_same_to_every_reader() -> None:
    frame = adjust_to_control([600.0], Area.from_m2(600), unit="mu", decimals=1).to_frame()
    assert frame.to_dict("list") == {
        "part": [1], "before_mu": [Decimal("0.9")], "correction_mu": [Decimal("0.0")], "after_mu": [Decimal("0.9")],
    }  # fmt: skip


def test_equality_is_that_of_what_is_printed() -> None:
    one, other = (adjust_to_control([part], Area.from_m2("1.00"), tolerance=FREELY) for part in (1.0, 1.001))
    assert one == adjust_to_control([1.0], Area.from_m2(1), tolerance=FREELY)
    assert one != other


@pytest.mark.parametrize(("language", "heading"), [("zh", "改正数（平方米）"), ("en", "correction (m²)")])
def test_a_notebook_shows_the_readers_own_headings(language: Language, heading: str) -> None:
    with use_language(language):
        assert heading in adjust_to_control([1.0], Area.from_m2(1))._repr_html_()

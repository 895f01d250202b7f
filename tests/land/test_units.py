"""Areas are exact, whatever they are made of, and say so where they cannot be."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from geokit.errors import InputError, OptionError
from geokit.land.units import Area


@pytest.mark.parametrize(
    ("made", "m2"),
    [
        (Area.from_m2("0.1"), Fraction(1, 10)),
        (Area.from_ha(Decimal("2.5")), 25_000),
        (Area.from_mu(3), 2_000),
        (Area.from_km2(2), 2_000_000),
        (Area.from_km2("0.25"), 250_000),
        (Area.of(np.float64(0.5), "ha"), 5_000),
        (Area.of(np.int64(3), "mu"), 2_000),
        (Area("2公顷"), 20_000),
        (Area(Fraction(1, 3)), Fraction(1, 3)),
    ],
)
def test_an_area_is_so_many_square_metres(made: Area, m2: object) -> None:
    assert made.exact_m2 == m2
    assert made.exact("km2") * 1_000_000 == made.exact("ha") * 10_000 == made.exact("m2") == m2
    assert made.exact("mu") == Fraction(m2) * 3 / 2000
    assert (made.m2, made.ha, made.mu) == pytest.approx((float(m2), float(m2) / 1e4, float(m2) * 0.0015))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("-Infinity"), np.float64("nan")])
def test_an_area_without_end_is_none(value: object) -> None:
    with pytest.raises(InputError) as caught:
        Area.from_ha(value)
    assert caught.value.localize("en") == f"an area must be a finite number, not {value}"
    assert caught.value.localize("zh") == f"面积必须是有限的数，而不是 {value}"


@pytest.mark.parametrize(("given", "said"), [(330, "330"), (2.5, "2.5"), (Decimal(3), "a Decimal")])
def test_a_number_without_a_unit_is_refused(given: object, said: str) -> None:
    with pytest.raises(OptionError) as caught:
        Area(given)
    assert f"or a Fraction, not {said}; for a number" in caught.value.localize("en")
    assert "Area.from_m2" in caught.value.localize("zh")


@pytest.mark.parametrize("text", ["约330亩", "330", "", "300–330亩", "三百亩左右"])
def test_a_text_that_is_no_exact_figure_is_quoted(text: str) -> None:
    with pytest.raises(InputError) as caught:
        Area(text)
    assert f"not “{text}”; for about" in caught.value.localize("en")
    assert f"而不是“{text}”；约" in caught.value.localize("zh")


def test_areas_add_up_and_are_compared_exactly() -> None:
    third = Area.from_mu(Fraction(1, 3))
    assert third + third + third == Area.from_mu(1)
    assert Area.from_mu(1) - third == third * 2
    assert third < Area.from_mu("0.34")
    assert third > Area.from_mu("0.33")
    assert abs(third - Area.from_mu(1)) == third * 2
    assert [bool(third), bool(third - third)] == [True, False]

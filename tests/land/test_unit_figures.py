from fractions import Fraction

import pytest

from geokit.land.unit_figures import read_unit_figure


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3百亩", 300), ("3千亩", 3000), ("3万亩", 3 * 10**4), ("3十万亩", 3 * 10**5), ("3百万亩", 3 * 10**6),
        ("3千万亩", 3 * 10**7), ("3亿亩", 3 * 10**8), ("3w亩", 3 * 10**4), ("3k mu", 3000), ("3 thousand mu", 3000),
        ("3 million mu", 3 * 10**6),
    ],
)  # fmt: skip
def test_a_multiplier_counts_as_it_is_called(text: str, value: int) -> None:
    assert read_unit_figure(text) == (value, "mu")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2顷", 200, "mu"), ("3公亩", 300, "m2"), ("1英亩", Fraction("4046.8564224"), "m2"),
        ("2千顷", 200_000, "mu"), ("5平方公里", 5, "km2"), ("5 ha", 5, "ha"),
    ],
)  # fmt: skip
def test_a_unit_stands_for_so_many_of_those_that_are_kept(text: str, value: Fraction, unit: str) -> None:
    assert read_unit_figure(text) == (value, unit)

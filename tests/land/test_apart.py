from __future__ import annotations

import pytest

from geokit.land.apart import NO_LAND, areas_apart, figures_apart
from geokit.land.units import Area


@pytest.mark.parametrize(
    ("area", "limit", "said"),
    [
        ("0.0312", "0.0298", ["0.031 m²", "0.030 m²"]),
        ("199.9999", "200", ["199.9999 m²", "200.0000 m²"]),
        ("0.0301", "0.02", ["0.03 m²", "0.02 m²"]),
        ("2000", "1000", ["2,000.00 m² (3.000 mu)", "1,000.00 m² (1.500 mu)"]),
        ("-0.0312", "0.0298", ["-0.031 m²", "0.030 m²"]),
        ("0.03", "0.03", ["0.03 m²", "0.03 m²"]),
        ("-0.03", "0.03", ["-0.03 m²", "0.03 m²"]),
    ],
)
def test_areas_have_as_many_decimals_as_tell_them_apart(area, limit, said):
    shown = areas_apart(Area.from_m2(area), Area.from_m2(limit))
    assert [each.localize("en") for each in shown] == said


def test_a_difference_is_told_from_nothing():
    shown, _ = areas_apart(Area.from_m2("0.0004"), NO_LAND)
    assert (shown.localize("en"), shown.localize("zh")) == ("0.0004 m²", "0.0004 平方米")


@pytest.mark.parametrize(
    ("value", "limit", "decimals", "said"),
    [
        (4.96, 5.0, 1, ("4.96", "5")),
        (5.04, 5.0, 1, ("5.04", "5")),
        (4.94, 5.0, 1, ("4.9", "5")),
        (4.96, 4.975, 1, ("4.96", "4.975")),
        (12_345.0, 100.0, 0, ("12,345", "100")),
        (0.1, 0.1, 1, ("0.1", "0.1")),
        (float("nan"), 0.1, 1, ("nan", "0.1")),
        (float("inf"), 0.1, 1, ("inf", "0.1")),
    ],
)
def test_figures_have_as_many_digits_as_tell_which_is_larger(value, limit, decimals, said):
    assert figures_apart(value, limit, decimals) == said


def test_of_a_limit_more_digits_are_said_only_where_they_are_needed():
    third = 100 / 3
    assert figures_apart(32.7, third, 1, digits=4) == ("32.7", "33.33")
    assert figures_apart(33.3321, third, 2, digits=4) == ("33.332", "33.333")

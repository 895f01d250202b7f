from __future__ import annotations

import pytest
from rule_cases import rules_of

import geokit as gk
from geokit.testing import make_parcels, square

BATCHES = {"stage": ["acquired"] * 2, "batch": ["2022-1", "2024-3"]}


def test_land_of_two_acquired_batches_was_acquired_twice():
    report = gk.audit(parcels=make_parcels([square(0, 0, 100), square(90, 0, 100)], **BATCHES))
    (finding,) = report.findings
    assert (finding.rule, finding.measured) == ("double_acquired", pytest.approx(1000))
    assert "A (2022-1) and B (2024-3) acquire 1,000.00 m² (1.500 mu)" in finding.message("en")


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"acquired_on": ["2022-05-01", "2024-01-15"]}, "double_acquired"),
        ({"acquired_on": ["2022-05-01", None]}, "overlap"),
        ({"stage": ["stored"] * 2, "stored_on": ["2022-05-01", "2023-05-01"]}, "double_acquired"),
        ({"stage": ["acquired"] * 2, "batch": ["2022-1"] * 2}, "overlap"),
        ({"stage": ["approved"] * 2, "batch": ["2022-1", "2024-3"]}, "overlap"),
    ],
)
def test_an_acquisition_is_a_date_or_a_stage_with_a_batch(columns, rule):
    assert rules_of(square(0, 0, 100), square(90, 0, 100), **columns) == [(rule, ("A", "B"))]


def test_a_sliver_is_no_acquisition_and_the_rule_can_be_switched_off():
    assert rules_of(square(0, 0, 100), square(99.9, 0, 100), **BATCHES) == [("sliver", ("A", "B"))]
    settings = {"rules": {"double_acquired": {"enabled": False}}}
    assert rules_of(*[square(0, 0, 100), square(90, 0, 100)], settings=settings, **BATCHES) == [
        ("overlap", ("A", "B"))
    ]

"""Pairs of parcels get one class each, whatever the order, the stages and the rules that are on."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import SMALL_IS_FINE, frame_around, rules_of

import geokit as gk
from geokit.auditing.registry import load_rules
from geokit.testing import findings_of, make_parcels, square


def test_the_order_of_the_parcels_does_not_change_the_report():
    shapes = [square(0, 0, 100), square(98, 0, 100), square(20, 20, 5), square(0, 0, 100)]
    reports = set()
    for order in permutations(range(4)):
        table = make_parcels([shapes[at] for at in order]).assign(id=["ABCD"[at] for at in order])
        findings = gk.audit(parcels=table).findings
        reports.add(tuple((each.rule, tuple(sorted(each.subjects)), each.fingerprint) for each in findings))
    assert len(reports) == 1


@given(
    st.tuples(*[st.floats(0, 60)] * 2, *[st.floats(1, 60)] * 2),
    st.tuples(*[st.floats(0, 60)] * 2, *[st.floats(1, 60)] * 2),
)
def test_a_pair_gets_at_most_one_finding_and_its_area_is_exact(one, other):
    shapes = [square(*one), square(*other)]
    report = gk.audit(parcels=make_parcels(shapes), settings=SMALL_IS_FINE)
    shared = shapely.area(shapely.intersection(*shapes))
    if shared > 0.011:
        (finding,) = report.findings
        assert finding.measured == pytest.approx(shared, abs=1e-6)
        assert finding.rule in ("overlap", "duplicate", "near_duplicate", "contained", "sliver")
    elif shared < 0.009:
        assert report.findings == ()


@pytest.mark.parametrize("name", ["overlap", "duplicate", "contained", "gap", "sliver"])
def test_a_rule_can_be_switched_off(name):
    shapes = [square(0, 0, 100), square(98, 0, 100), square(0, 0, 100), square(5, 5, 5), *frame_around(4)]
    off = gk.audit(parcels=make_parcels(shapes), settings={"rules": {name: {"enabled": False}}})
    assert findings_of(off, name) == []
    assert name in load_rules()


NEAR = [square(0, 0, 100), square(2, 0, 100)]


@pytest.mark.parametrize(
    "shapes", [NEAR, [NEAR[0]] * 2, [NEAR[0], square(50, 0, 100)], [NEAR[0], square(5, 5, 15)]]
)
def test_parcels_of_two_stages_lie_on_each_other_by_right(shapes):
    # Whether the later one reaches beyond the earlier is another question.
    settings = {"rules": {"beyond_stage": {"enabled": False}}}
    assert rules_of(*shapes, settings=settings, stage=["approved", "supplied"]) == []
    assert len(rules_of(*shapes, settings=settings, stage=["approved", None])) == 1
    assert len(rules_of(*shapes, settings=settings, stage=["批准", "报批"])) == 1


def rows(count, width, *, east=0.0):
    """Parcels of one height, side by side over 240 m."""
    return [square(east + width * at, 0, width, 100) for at in range(count)]


STACK = [*rows(4, 60), *rows(3, 80)]


def test_stacks_and_copies_do_not_depend_on_the_order_of_the_parcels():
    shapes, ids = [*STACK, *[square(500, 0, 10)] * 5], np.array(list("ABCDEFGHIJKL"))
    reports = set()
    for seed in range(6):
        order = np.random.default_rng(seed).permutation(len(ids))
        table = make_parcels([shapes[at] for at in order]).assign(id=ids[order])
        findings = gk.audit(parcels=table).findings
        reports.add(tuple((each.rule, each.subjects, each.message("en")) for each in findings))
    assert len(reports) == 1

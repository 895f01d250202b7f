"""Balancing: printed parts add up to printed wholes, by exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geokit.ledgers.balancing import balance

_PARTS = st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=8).filter(any)
_WHOLES = st.lists(st.tuples(_PARTS, st.integers(0, 10**12)), min_size=1, max_size=4)


def _oracle(parts: list[float], control: int) -> list[int]:
    total = sum(map(Fraction, parts))
    exact = [Fraction(part) * control / total for part in parts]
    counts = [int(each) for each in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: -(exact[at] - counts[at]))
    for at in by_remainder[: control - sum(counts)]:
        counts[at] += 1
    return counts


@given(_WHOLES)
@settings(max_examples=60, deadline=None)
def test_parts_add_up_and_agree_with_fractions(wholes: list[tuple[list[float], int]]) -> None:
    parts = np.concatenate([each for each, _ in wholes])
    whole = np.repeat(np.arange(len(wholes)), [len(each) for each, _ in wholes])
    control = np.array([count for _, count in wholes], dtype=object)
    counts = balance(parts, whole, control)
    for at, (each, count) in enumerate(wholes):
        assert list(counts[whole == at]) == _oracle(each, count)
        assert sum(counts[whole == at]) == count


def test_mixed_order_of_wholes_does_not_matter() -> None:
    parts, whole = np.array([1.0, 5.0, 1.0, 1.0]), np.array([0, 1, 0, 0])
    assert list(balance(parts, whole, np.array([100, 7], dtype=object))) == [34, 7, 33, 33]


def test_nothing_is_balanced_to_nothing() -> None:
    assert len(balance(np.array([]), np.array([], dtype=int), np.array([], dtype=object))) == 0
    assert list(balance(np.array([0.0, 0.0]), np.array([0, 0]), np.array([0], dtype=object))) == [0, 0]

"""Shared areas from columns of land, however narrow they are and however few are taken at once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geokit.coverage import shared_areas
from geokit.coverage.shared_areas import _blocks, _split, shared_area_m2


def rough(rng: np.random.Generator, x: float, y: float) -> shapely.Polygon:
    """Return a polygon of many corners about a place, with upright edges, and a hole in it."""
    turn = np.sort(rng.uniform(0, 2 * np.pi, 24))
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) * rng.uniform(4, 9, (24, 1))
    outer = shapely.Polygon(np.round(ring, 0) + np.array([x, y])).buffer(0)
    return outer - shapely.box(x - 1, y - 1, x + 1, y + 2)


@pytest.mark.parametrize(("edges_a_column", "block"), [(16, 1 << 18), (1, 1 << 18), (3, 40), (16, 4)])
def test_shared_areas_do_not_depend_on_columns_and_blocks(
    monkeypatch: pytest.MonkeyPatch, edges_a_column: int, block: int
) -> None:
    monkeypatch.setattr(shared_areas, "_EDGES_A_COLUMN", edges_a_column)
    monkeypatch.setattr(shared_areas, "_BLOCK", block)
    rng = np.random.default_rng(0)
    left = np.array([rough(rng, 0, 0) for _ in range(20)])
    right = np.array(
        [rough(rng, *rng.uniform(-12, 12, 2)) for _ in range(18)] + [left[18], shapely.box(50, 0, 51, 1)]
    )
    expected = shapely.area(shapely.intersection(left, right))
    assert shared_area_m2(left, right) == pytest.approx(expected, abs=1e-9)
    assert shared_area_m2(right, left) == pytest.approx(expected, abs=1e-9)
    assert (expected == 0).sum() < 10


@pytest.mark.parametrize("seed", range(4))
def test_blocks_follow_each_other_and_weigh_about_as_much(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(shared_areas, "_BLOCK", 10)
    weights = np.random.default_rng(seed).integers(0, 8, 50)
    weights[:2] = 25 * (seed % 2)
    made = list(_blocks(weights))
    assert np.concatenate(made).tolist() == [*range(50)]
    assert all(weights[part[:-1]].sum() <= 10 + weights.max() for part in made)
    assert len(made) <= weights.sum() // 10 + 1
    assert list(_blocks(weights[:0])) == []


def test_where_a_column_ends_the_next_begins_to_the_last_digit() -> None:
    boxes = np.array([[0, 0, 1, 1], [5.1, 2, 6.3, 9], [7, 0, 8, 1]])
    split = _split(boxes, np.array([1, 7, 2]))
    assert split[[0, 8, 9]].tolist() == [[0, 0, 1, 1], [7, 0, 7.5, 1], [7.5, 0, 8, 1]]
    columns = split[1:8]
    assert columns[1:, 0].tolist() == columns[:-1, 2].tolist()
    assert columns[:, [1, 3]].tolist() == [[2, 9]] * 7
    assert columns[[0, -1], [0, 2]].tolist() == [5.1, 6.3]
    assert columns[:, 2] - columns[:, 0] == pytest.approx(np.full(7, 1.2 / 7))

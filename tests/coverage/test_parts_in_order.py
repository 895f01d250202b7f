"""In which order polygons are fetched, and how many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from geokit.coverage import parts
from geokit.coverage.parts import gathered, hilbert_order, is_local, over_parts, spatial_order
from geokit.geometry.threads import threads_limited

if TYPE_CHECKING:
    from collections.abc import Sequence


def row(places: Sequence[float], *, along: int = 0) -> Any:
    """Return boxes of 1 by 2 m at some places along an axis."""
    low = np.zeros((len(places), 2))
    low[:, along] = places
    return np.hstack([low, low + np.array([1.0, 2.0])])


@pytest.mark.parametrize("along", [0, 1])
@pytest.mark.parametrize(("step", "expected"), [(10, True), (11, False)])
def test_polygons_lie_near_the_one_before_within_ten_times_their_size(
    along: int, step: float, *, expected: bool
) -> None:
    # Of 1 by 2 m: ten or twenty metres.
    step *= along + 1
    boxes = row(np.arange(9) * step, along=along)
    positions = np.arange(9)
    for given in (positions, positions[::-1]):
        assert is_local(boxes, given) == expected
    # Most of them decide.
    away = [*np.arange(5) * step, *np.arange(4) * step + 1e6]
    assert is_local(row(away, along=along), positions) == expected
    ordered = spatial_order(boxes, positions[::-1])
    assert ordered.tolist() == (positions[::-1] if expected else positions).tolist()


def test_one_polygon_or_none_is_near_itself() -> None:
    boxes = row([0, 1e9, 2e9])
    assert [is_local(boxes, np.arange(count)) for count in range(4)] == [True, True, False, False]


def test_of_very_many_polygons_some_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_LOOKED_AT", 5)
    # Of 20 each fourth and the one after it, which lie side by side; the others are far away.
    places = np.array([at * 1e6 if at % 4 > 1 else 0.0 for at in range(20)])
    assert is_local(row(places), np.arange(20))
    assert not is_local(row(np.roll(places, -1)), np.arange(20))


def test_what_lies_apart_comes_along_the_longer_side_of_all() -> None:
    rng = np.random.default_rng(0)
    places = np.stack([rng.permutation(40) * 100.0, rng.permutation(40) * 50.0], axis=1)
    for along, low in ((0, places), (1, places[:, ::-1])):
        boxes = np.hstack([low, low + 1])
        assert spatial_order(boxes, np.arange(5, 40)).tolist() == (5 + np.argsort(low[5:, along])).tolist()


@pytest.mark.parametrize(
    ("positions", "threads", "sizes"),
    [
        (0, 4, [0]),
        (3, 4, [3]),
        (19, 4, [10, 9]),
        (20, 4, [10, 10]),
        (29, 4, [15, 14]),
        (60, 4, [15] * 4),
        (60, 1, [60]),
    ],
)
def test_a_thread_has_so_many_polygons_at_least(
    monkeypatch: pytest.MonkeyPatch, positions: int, threads: int, sizes: list[int]
) -> None:
    monkeypatch.setattr(parts, "_A_PART", 9 if positions == 19 else 10)
    shapes = shapely.box(np.arange(60), 0, np.arange(60) + 1, 1)
    with threads_limited(threads):
        assert over_parts(lambda some, at: min(len(some), len(at)), shapes, np.arange(positions)) == sizes


def test_what_was_found_of_parts_stands_at_their_positions() -> None:
    found = [(np.array([4, 1]), np.array([40, 10])), (np.array([0]), np.array([5]))]
    whole = gathered(found, 6, fill=-1, dtype=np.int16)
    assert whole.tolist() == [5, 10, -1, -1, 40, -1]
    assert whole.dtype == np.int16


@pytest.mark.parametrize("at_once", [7, 1_000_000])
def test_along_a_curve_neighbours_come_soon_after_each_other(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(parts, "_A_CURVE", at_once)
    x, y = np.meshgrid(np.arange(16.0), np.arange(16.0))
    points = np.random.default_rng(0).permutation(np.stack([x.ravel(), y.ravel()], axis=1)) * 10 + 467_000
    along = points[hilbert_order(points)]
    # From each to the next it is one step.
    assert np.abs(np.diff(along, axis=0)).sum(axis=1).tolist() == [10] * 255
    assert hilbert_order(points[:1]).tolist() == [0]


def test_positions_are_told_by_a_mask_or_from_the_end() -> None:
    assert parts.as_positions(np.array([True, False, True]), 3).tolist() == [0, 2]
    assert parts.as_positions(np.array([0, -1, 2, -3]), 3).tolist() == [0, 2, 2, 0]
    assert parts.as_positions(-2, 3).tolist() == 1

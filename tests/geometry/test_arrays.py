"""The few functions on arrays that more than one floor needs."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from geokit.geometry import arrays
from geokit.geometry.arrays import found_among, has_m, ragged_positions, repeated_rows, slices, without_m

POINTS = shapely.from_wkt(["POINT (1 2)", "POINT Z (1 2 3)", "POINT M (1 2 4)", "POINT ZM (1 2 3 4)"])


def test_heights_are_no_m_values() -> None:
    assert has_m(POINTS).tolist() == [False, False, True, True]
    assert shapely.to_wkt(without_m(POINTS)).tolist() == [
        "POINT (1 2)",
        "POINT Z (1 2 3)",
        "POINT (1 2)",
        "POINT Z (1 2 3)",
    ]
    assert without_m(POINTS[:2]).tolist() == POINTS[:2].tolist()
    # What has none stays the same object.
    assert without_m(POINTS)[0] is POINTS[0]
    assert without_m(POINTS)[1] is POINTS[1]


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 21, 22])
def test_slices_follow_each_other_to_the_end(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(arrays, "_A_SLICE", 7)
    made = list(slices(count))
    assert [at for each in made for at in range(each.start, each.stop)] == [*range(count)]
    assert all(one.stop == other.start and one.stop - one.start == 7 for one, other in pairwise(made))


@pytest.mark.parametrize("seed", range(4))
def test_values_are_found_where_they_are(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ordered, values = np.unique(rng.integers(0, 50, 20)), rng.integers(-5, 60, 30)
    rows, places = found_among(ordered, values)
    assert rows.tolist() == [at for at, value in enumerate(values.tolist()) if value in ordered.tolist()]
    assert ordered[places].tolist() == values[rows].tolist()
    for nothing in ((ordered[:0], values), (ordered, values[:0])):
        assert [each.tolist() for each in found_among(*nothing)] == [[], []]


@pytest.mark.parametrize("few", range(5))
@pytest.mark.parametrize("ascend", [True, False], ids=["ascending", "in any order"])
def test_a_few_are_found_among_many(few: int, *, ascend: bool) -> None:
    rng = np.random.default_rng(few)
    ordered, values = np.unique(rng.integers(0, 300, few)), np.unique(rng.integers(0, 300, 200))
    values = values if ascend else rng.permutation(values)
    rows, places = found_among(ordered, values)
    assert rows.tolist() == [at for at, value in enumerate(values.tolist()) if value in ordered.tolist()]
    assert ordered[places].tolist() == values[rows].tolist()


def test_values_that_come_again_are_all_found_among_a_few() -> None:
    values = np.sort(np.tile(np.arange(40), 3))
    rows, places = found_among(np.array([7, 50]), values)
    assert (rows.tolist(), places.tolist()) == ([21, 22, 23], [0, 0, 0])


@pytest.mark.parametrize("dtype", [np.int64, np.uint64])
@pytest.mark.parametrize("seed", range(3))
def test_rows_are_repeated_whose_key_another_has(
    monkeypatch: pytest.MonkeyPatch, seed: int, dtype: type
) -> None:
    monkeypatch.setattr(arrays, "_A_SLICE", 7)
    # Many keys end in the same sixteen bits.
    rng = np.random.default_rng(seed)
    keys = (rng.integers(0, 12, 40) * 2**16 + rng.integers(0, 3, 40)).astype(dtype)
    expected = [at for at, key in enumerate(keys) if (keys == key).sum() > 1]
    assert repeated_rows(keys).tolist() == expected
    assert 0 < len(expected) < 40
    assert repeated_rows(keys[:0]).tolist() == []


def test_ragged_positions_are_those_of_each_slice() -> None:
    starts, counts = np.array([5, 0, 9, 3, 3]), np.array([2, 0, 3, 1, 0])
    assert ragged_positions(starts, counts).tolist() == [5, 6, 9, 10, 11, 3]
    assert ragged_positions(starts[:0], counts[:0]).tolist() == []

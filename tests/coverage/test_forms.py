"""How the form is chosen in which a layer's edges are added up."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geokit.coverage import forms
from geokit.coverage.edges import sum_edges
from geokit.coverage.layers import Layer
from geokit.coverage.search import Search

if TYPE_CHECKING:
    from geokit.geometry.arrays import Floats, Shapes

SEARCH = Search(0.01, 0.001)


def scattered(count: int, size: float) -> Shapes:
    """Return boxes of many sizes about a plane."""
    rng = np.random.default_rng(0)
    corners, sides = rng.uniform(0, 10_000, (count, 2)), rng.uniform(0.6, 1.4, (count, 2)) * size
    return shapely.box(*corners.T, *(corners + sides).T)


def below(lengths: Floats, share: float) -> float:
    """Return the lowest power of two below which so many lengths are, each tried."""
    powers = [2.0**power for power in range(-40, 40)]
    return next(each for each in powers if (lengths < each).sum() >= share * len(lengths))


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.95, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_quantile_is_the_power_of_two_below_which_so_many_lengths_are(share: float, seed: int) -> None:
    lengths = np.random.default_rng(seed).choice([0.3, 0.5, 1.0, 1.5, 2.0, 3.9, 4.0, 700.0], 40)
    whole = forms._powers(lengths)
    assert forms._quantile(whole, share) == below(lengths, share)
    # Counts of parts add up, and what has no length is none of them.
    parts = [forms._powers(np.append(part, [0.0, 0.0])) for part in np.array_split(lengths, 3)]
    assert np.sum(parts, axis=0).tolist() == whole.tolist()


@pytest.mark.parametrize(
    ("length", "power"), [(5e-324, 2.0**-1073), (8e307, 2.0**1023), (1.0, 2.0), (0.99, 1.0), (0.0, 0.0)]
)
def test_every_length_that_a_double_can_have_is_below_a_power(length: float, power: float) -> None:
    assert forms._quantile(forms._powers(np.array([length])), 0.5) == power


def test_the_size_of_a_box_is_its_diagonal() -> None:
    boxes = np.array([[10, 20, 13, 24.1], [10, 20, 12.9, 24]])
    assert forms._powers_of_sizes(boxes).nonzero()[0].tolist() == [1074 + 3]
    assert forms._quantile(forms._powers_of_sizes(boxes), 1.0) == 8


@pytest.mark.parametrize(
    ("side_m", "tolerance_m2", "snap_m", "grid_m"),
    [
        # A boundary of 40 m is below 64: a quarter of the tolerance by 45 m is 0.000055 m.
        (10, 0.01, 0.001, 2.0**-15),
        # One of 4 m is below 8, and the width of a crack is less than what would do no harm.
        (1, 0.01, 0.0001, 2.0**-14),
        (1, 1.0, 0.001, 2.0**-10),
        (10, 0.0, 0.001, 0.0),
        (10, 0.01, 0.0, 0.0),
    ],
)
def test_a_grid_is_harmless_that_moves_no_boundary_too_far(
    side_m: float, tolerance_m2: float, snap_m: float, grid_m: float
) -> None:
    sample = forms._Sample(np.array([shapely.box(0, 0, side_m, side_m)]), 1.0, 1)
    found = sample.harmless_grid_m(Search(tolerance_m2, snap_m))
    assert found == grid_m
    if grid_m:
        allowed = min(snap_m, tolerance_m2 / 4 / (0.5**0.5 * below(np.array([4.0 * side_m]), 1)))
        assert grid_m <= allowed < 2 * grid_m


def test_one_polygon_in_twenty_may_be_longer_than_the_grid_allows() -> None:
    shapes = np.array([*[shapely.box(0, 0, 1, 1)] * 19, shapely.box(0, 0, 900, 900)])
    found = [forms._Sample(shapes[some:], 1.0, 1).harmless_grid_m(SEARCH) for some in (0, 1)]
    assert found[0] > 100 * found[1]
    assert forms._Sample(np.array([shapely.Polygon()]), 1.0, 1).harmless_grid_m(SEARCH) == 0


CROSS = np.array([[[0, 0], [2, 2]], [[0, 2], [2, 0]]], dtype=float)


def test_the_share_that_crosses_is_of_the_segments_that_are_looked_at() -> None:
    apart = np.array([[[at, 5], [at, 6]] for at in range(6)], dtype=float)
    assert forms._share_crossing(np.concatenate([CROSS, apart])) == 0.25
    assert forms._share_crossing(apart) == 0
    assert forms._share_crossing(np.empty((0, 2, 2))) == 0
    # Of 4,000 every fourth is looked at.
    assert forms._share_crossing(np.concatenate([CROSS, np.repeat(apart, 667, axis=0)[:3_998]])) == 0.001


@pytest.mark.parametrize(
    ("left", "crossing", "is_worth_it"),
    [(0.51, 0, False), (0.5, 0, True), (0.11, 2, False), (0.1, 2, True), (0.5, 1, True)],
)
def test_the_cancelling_engine_is_for_few_edges_or_few_crossings(
    left: float, crossing: int, *, is_worth_it: bool
) -> None:
    # Two of 20 cross each other, or four.
    cross = np.concatenate([CROSS + 50 * at for at in range(crossing)] or [np.empty((0, 2, 2))])
    apart = np.array([[[at, 5], [at, 6]] for at in range(20 - len(cross))], dtype=float)
    residue = SimpleNamespace(segments=np.concatenate([cross, apart]))
    assert forms._is_worth_it(SimpleNamespace(share_left=left, residue=lambda: residue)) == is_worth_it


@pytest.fixture(name="small_sample")
def _small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_SMALL", 500)
    monkeypatch.setattr(forms, "_SAMPLE", 100)


@pytest.mark.usefixtures("small_sample")
@pytest.mark.parametrize(("count", "one_in"), [(500, 1), (501, 4), (799, 4), (800, 8), (3_200, 32)])
def test_of_a_large_layer_a_sample_is_taken_of_about_one_size(count: int, one_in: int) -> None:
    shapes = scattered(count + 1, 3.0)
    positions = np.arange(1, count + 1)
    layer = Layer.of(shapes, None)
    sample = forms._Sample.of(layer, positions)
    assert sample.one_in == one_in
    assert sample.is_part == (one_in > 1)
    if one_in == 1:
        assert sample.shapes.tolist() == shapes[1:].tolist()
        return
    # Diagonals are a little above or below 4 m; squares are 16 times as wide.
    assert sample.side_m == 16 * below(np.hypot(*(layer.bounds[1:, 2:] - layer.bounds[1:, :2]).T), 0.5)
    rarest = forms._rarest_corners(layer.bounds[positions], sample.side_m, one_in)
    assert sample.shapes.tolist() == shapes[positions[rarest >= one_in]].tolist()
    assert 25 < len(sample.shapes) < 500


@pytest.mark.usefixtures("small_sample")
def test_where_squares_are_few_more_of_them_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    # Two thousand polygons that lie in a few squares, none of which is one in sixteen.
    shapes = shapely.box(np.arange(2_000) / 1_000, 0, np.arange(2_000) / 1_000 + 3, 3)
    layer, positions = Layer.of(shapes, None), np.arange(2_000)
    rarity = np.full(2_000, 2)
    rarity[:24] = 8
    rarity[24] = 4
    monkeypatch.setattr(
        forms, "_rarest_corners", lambda boxes, *_: rarity[(boxes[:, 0] * 1_000).round().astype(int)]
    )
    # A quarter of what is wanted would do, and one more.
    assert forms._Sample.of(layer, positions).one_in == 2
    rarity[25] = 4
    assert forms._Sample.of(layer, positions).one_in == 4
    rarity[:] = 1
    whole = forms._Sample.of(layer, positions)
    assert (whole.one_in, len(whole.shapes), whole.is_part) == (1, 2_000, False)


@pytest.mark.parametrize("grid_m", [0.0, 0.5])
def test_a_sample_adds_up_the_edges_that_lie_within_its_squares(grid_m: float) -> None:
    rng = np.random.default_rng(0)
    at = rng.integers(0, 90, (400, 2)).astype(float)
    shapes = shapely.box(*at.T, *(at + rng.integers(1, 5, (400, 2))).T, ccw=False)
    shapes[::3] = [shape.difference(shape.centroid.buffer(0.3, quad_segs=1)) for shape in shapes[::3]]
    sample = forms._Sample(shapes, 8.0, 2)
    expected: Counter[tuple[float, ...]] = Counter()
    inside = 0
    for polygon in shapely.orient_polygons(shapes):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = shapely.get_coordinates(ring)
            for start, end in pairwise(corners):
                if (start // 8 != end // 8).any() or forms._rarity(start[None], 8.0, 2)[0] < 2:
                    continue
                inside += 1
                ends = [
                    tuple((np.rint(each / grid_m) * grid_m if grid_m else each).tolist())
                    for each in (start, end)
                ]
                if ends[0] != ends[1]:
                    low, high = sorted(ends)
                    expected[(*low, *high)] += 1 if low == ends[0] else -1
    found = sample.summed(grid_m)
    assert found.edge_count == inside > 100
    assert dict(
        zip(map(tuple, found.segments.reshape(-1, 4).tolist()), found.counts.tolist(), strict=True)
    ) == {edge: count for edge, count in expected.items() if count}


@pytest.mark.parametrize("engine", ["cancelling", "rounding"])
def test_an_engine_that_is_asked_for_is_not_held_against_what_it_is_worth(engine: str) -> None:
    # Boxes about a plane share no edge.
    layer = Layer.of(scattered(60, 400.0), None)
    positions = np.arange(60)
    assert forms.summed_edges(layer, positions, SEARCH) is None
    found = forms.summed_edges(layer, positions, Search(0.01, 0.001, engine=engine))
    assert found is not None
    grid_m, edges = found
    assert (grid_m > 0) == (engine == "rounding")
    assert edges.edge_count == 240
    assert edges.segments.tobytes() == sum_edges(layer.shapes, positions, grid_m=grid_m).segments.tobytes()

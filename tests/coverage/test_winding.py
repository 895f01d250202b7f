import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import winding
from geokit.coverage.winding import winding_numbers
from geokit.geometry.arrays import Floats, Ints
from geokit.geometry.rings import Rings


def numbers(points: Floats, *polygons: shapely.Polygon) -> Ints:
    segments = Rings.of(np.array(polygons, dtype=object)).edges()
    return winding_numbers(points, segments, np.ones(len(segments), dtype=np.int64))


def random_boxes(rng: np.random.Generator, count: int, span: int) -> list[shapely.Polygon]:
    corners, sides = rng.integers(0, span, (count, 2)), rng.integers(1, 6, (count, 2))
    return [
        box(x, y, x + width, y + height, ccw=True)
        for (x, y), (width, height) in zip(corners, sides, strict=True)
    ]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("heights", [30, 1], ids=["scattered", "in a row"])
def test_as_many_polygons_are_counted_as_hold_a_point(seed: int, heights: int) -> None:
    rng = np.random.default_rng(seed)
    polygons = random_boxes(rng, 60, 30)
    # On half metres, paths go through corners and along edges of boxes on whole ones.
    points = np.stack([rng.integers(-1, 37, 200), rng.integers(-1, heights, 200)], axis=1) + 0.5
    holding = [[polygon.contains(point) for polygon in polygons] for point in shapely.points(points)]
    assert numbers(points, *polygons).tolist() == np.sum(holding, axis=1).tolist()


def test_a_path_through_a_corner_crosses_one_of_the_two_edges() -> None:
    points = np.array([[5.0, 5.0], [15.0, 15.0], [25.0, 25.0], [-5.0, 15.0], [15.0, -5.0]])
    layer = [box(x, x, x + 10, x + 10, ccw=True) for x in (0, 10)]
    assert numbers(points, *layer).tolist() == [1, 1, 0, 0, 0]


def test_points_far_from_each_other_are_counted() -> None:
    far = 1e7
    layer = [box(0, 0, 10, 10, ccw=True), box(far, far, far + 10, far + 10, ccw=True)]
    points = np.array([[far + 5, far + 5], [5, 5], [far / 2, far / 2], [6, 6]])
    assert numbers(points, *layer, layer[0]).tolist() == [1, 2, 0, 2]


def test_the_path_is_walked_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(winding, "_BLOCK", 3)
    layer = [box(x, 0, x + 10, 10, ccw=True) for x in range(0, 50, 5)]
    points = np.stack([np.arange(-2.5, 60, 5), np.full(13, 5.5)], axis=1)
    assert numbers(points, *layer).tolist() == [0, 1, *[2] * 9, 1, 0]


def test_a_segment_counts_as_often_as_it_is_there() -> None:
    layer = [box(0, 0, 10, 10, ccw=True), box(20, 0, 30, 10, ccw=True)]
    segments = Rings.of(np.array(layer, dtype=object)).edges()
    points = np.array([[5.0, 5.0], [25.0, 5.0], [15.0, 5.0]])
    assert winding_numbers(points, segments, np.repeat([3, -2], 4)).tolist() == [3, -2, 0]


def test_no_points_and_no_edges_are_nothing() -> None:
    assert numbers(np.empty((0, 2)), box(0, 0, 1, 1)).tolist() == []
    assert winding_numbers(np.zeros((2, 2)), np.empty((0, 2, 2)), np.empty(0, dtype=np.int64)).tolist() == [
        0,
        0,
    ]

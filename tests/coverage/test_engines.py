"""What the engines hold back from the noding, and which polygons they compare."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import engines
from geokit.coverage.engines import CancellingSearch, _longer, _marks_of_faces, _meet, _secluded
from geokit.coverage.layers import read_layer
from geokit.coverage.search import Engine, Search, prepare_subject
from geokit.coverage.survey import survey


def dense(*sides: float) -> shapely.Polygon:
    return shapely.segmentize(box(*sides), 1.0)


@pytest.mark.parametrize("snap_m", [0.0, 0.5])
@pytest.mark.parametrize(
    ("beside", "is_alone"),
    [
        (box(10.5, 0, 20, 10), (True, False)),
        (box(10.51, 0, 20, 10), (True, True)),
        (box(-5, -5, -0.5, -0.5), (True, False)),
        (box(10, 10, 20, 20), (False, False)),
        (box(2, 2, 4, 4), (False, False)),
        (box(0, 50, 10, 60), (True, True)),
        (box(50, 0, 60, 10), (True, True)),
    ],
)
def test_a_large_polygon_is_secluded_whose_box_meets_no_other(
    monkeypatch: pytest.MonkeyPatch, beside: shapely.Polygon, is_alone: tuple[bool, bool], snap_m: float
) -> None:
    monkeypatch.setattr(engines, "_MANY_VERTICES", 40)
    # Of 41 vertices, of 40 within the limit, and of two parts.
    layer = read_layer(
        [
            dense(0, 0, 10, 10),
            beside,
            dense(100, 0, 110, 9.9),
            box(200, 0, 201, 1).union(box(203, 0, 204, 1)).segmentize(0.1),
        ]
    )
    subject = prepare_subject(layer, Search(0.01, snap_m))
    count = shapely.get_num_coordinates(layer.shapes)
    assert count[[0, 2]].tolist() == [41, 41]
    found = _secluded(subject, np.arange(4), snap_m)
    assert found.tolist() == ([0] if is_alone[snap_m > 0] else []) + [2]
    monkeypatch.setattr(engines, "_MANY_VERTICES", 41)
    assert len(_secluded(subject, np.arange(4), snap_m)) == 0


@pytest.mark.parametrize("large", [4, 5])
def test_of_a_large_face_it_is_enough_to_be_touched(monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    monkeypatch.setattr(engines, "_LARGE_FACE", large)
    face = box(0, 0, 10, 10)
    shapes = np.array([box(9, 9, 20, 20), box(10, 0, 20, 10), box(11, 0, 20, 10)])
    assert _meet(np.array([face] * 3), shapes, 0).tolist() == [True, large == 4, False]


@pytest.mark.parametrize("at_once", [1, 3, 200])
def test_a_polygon_has_the_mark_of_each_face_that_it_meets(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(engines, "_FACES_A_TASK", at_once)
    faces = np.array([box(10 * at, 0, 10 * at + 5, 5) for at in range(70)])
    shapes = np.array(
        [box(1, 1, 14, 4), box(5, 0, 10, 5), box(641, 1, 642, 2), box(0, 1, 700, 2), box(11, 1, 12, 2)]
    )
    # Of 70 faces the last six have the marks of the first again.
    expected = [0b11, 0, 1, 2**64 - 1, 0b10]
    assert _marks_of_faces(faces, shapes, 0).tolist() == expected
    assert len(_marks_of_faces(faces[:0], shapes, 0)) == 5


def test_a_boundary_is_longer_than_what_rounding_may_change() -> None:
    shapes = np.array([box(0, 0, 1, 1), box(0, 0, 1, 1.01)])
    assert _longer(shapes, np.array([5, 3]), most_m=4.0).tolist() == [3]


@pytest.mark.parametrize("engine", ["cancelling", "rounding"])
@pytest.mark.parametrize("depth_m", [0.0001, 0.0007])
def test_what_rounding_changes_is_measured_on_the_polygons_as_they_are(
    engine: Engine, depth_m: float
) -> None:
    # Long strips on each other, by less than the grid is wide, and by more.
    strips = [box(0, (10 - depth_m) * at, 4_000, (10 - depth_m) * at + 10) for at in range(4)]
    small = [box(x, 100, x + 1, 101) for x in range(200)]
    layer = read_layer(
        shapely.transform(np.array([*strips, *small]), lambda xy: xy + np.array([467_000, 2_583_000]))
    )
    search = Search(0.01, 0.01, engine=engine)
    found = survey(layer, search)
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == [(0, 1), (1, 2), (2, 3)]
    assert found.area_m2 == pytest.approx([4_000 * depth_m] * 3, abs=1e-4)
    made = CancellingSearch.of(layer, search)
    assert made is not None
    assert made.grid_m == (2.0**-12 if engine == "rounding" else 0)

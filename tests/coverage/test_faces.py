"""The two sums that faces are proven by, and which faces are dropped as noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import components, faces
from geokit.coverage.components import Arrangement
from geokit.coverage.edges import Residue, sum_edges
from geokit.coverage.faces import _above_noise, _Layer, faces_of, with_secluded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.coverage.faces import Faces


def residue_of(*polygons: shapely.Polygon) -> Residue:
    shapes = np.array(polygons, dtype=object)
    return sum_edges(shapes, np.arange(len(shapes))).residue()


def proven(residue: Residue, face: shapely.Polygon, outline: shapely.Polygon, grid_m: float = 0.0) -> bool:
    """Return whether one face within one outline is taken for what the edges enclose."""
    one = np.zeros(1, dtype=np.int64)
    found = Arrangement(np.array([face]), one, np.array([outline.exterior]), one)
    return _Layer.of(residue, 0.0).faces(found, grid_m).proven


@pytest.mark.parametrize("grid_m", [0.0, 1e-6])
@pytest.mark.parametrize("copies", [1, 3])
@pytest.mark.parametrize("side_m", [10.0, 1_000.0, 100_000.0])
def test_faces_are_proven_within_what_rounding_does_to_their_sums(
    side_m: float, copies: int, grid_m: float
) -> None:
    square = box(0, 0, side_m, side_m)
    residue = residue_of(*[square] * copies)
    area_m2, length_m = side_m**2, 4 * side_m * copies
    slack_m2 = 1e-12 * (1 + copies) * area_m2 + (1e-9 + grid_m) * length_m + 1e-6 * (10 + copies)
    for share, is_proven in ((-1.02, False), (-0.98, True), (0.98, True), (1.02, False)):
        # What a face has too much counts as often as polygons cover it.
        wider = box(0, 0, side_m + share * slack_m2 / copies / side_m, side_m)
        assert proven(residue, wider, wider, grid_m) == is_proven
        wider = box(0, 0, side_m + share * slack_m2 / side_m, side_m)
        assert proven(residue, square, wider, grid_m) == is_proven


def test_faces_that_less_than_none_cover_are_not_proven() -> None:
    square = box(0, 0, 10, 10)
    residue = residue_of(square)
    assert proven(residue, square, square)
    # The sums hold all the same.
    assert not proven(Residue(residue.segments, -residue.counts, residue.walls), square, square)


@pytest.mark.parametrize(
    ("noise_m2", "kept"), [(0, [0, 1, 2, 3]), (0.9, [0, 1, 2, 3]), (1, [0, 2, 3]), (3, [0, 3]), (5.9, [0, 3]), (6, [0]), (99, [])]
)  # fmt: skip
def test_the_smallest_are_dropped_that_together_are_no_more_than_the_noise(
    noise_m2: float, kept: list[int]
) -> None:
    assert _above_noise(np.array([9.0, 1, 2, 3]), noise_m2).tolist() == kept


def covers(result: Faces) -> list[tuple[float, int]]:
    return sorted(zip(shapely.area(result.shapes).tolist(), result.covers.tolist(), strict=True))


@pytest.mark.parametrize(("noise_m2", "dropped"), [(0.0, 0), (0.5, 0), (1.0, 1), (2.0, 1), (3.0, 2)])
def test_what_is_dropped_as_noise_is_in_the_sums(noise_m2: float, dropped: int) -> None:
    # One square metre is covered twice, and two are bare.
    layer = [box(0, 0, 10, 10) - box(4, 4, 5, 6), box(9, 9, 20, 10)]
    result = faces_of(residue_of(*layer), noise_m2=noise_m2)
    assert result.proven
    assert covers(result) == [(1, 2), (2, 0), (10, 1), (97, 1)][dropped:]
    assert shapely.area(result.outlines).tolist() == [110]


def test_polygons_that_lie_alone_are_faces_with_bare_holes() -> None:
    alone = np.array([box(50, 0, 60, 10) - box(52, 2, 54, 4), box(80, 0, 90, 10)])
    result = with_secluded(faces_of(residue_of(box(0, 0, 3, 3)), noise_m2=0.0), alone)
    assert covers(result) == [(4, 0), (9, 1), (96, 1), (100, 1)]
    assert sorted(shapely.area(result.outlines).tolist()) == [9, 100, 100]


@pytest.mark.parametrize(
    ("layer", "area_m2", "length_m"),
    [
        ([box(0, 0, 10, 4)], 40, 28),
        ([box(0, 0, 10, 4, ccw=False)], 40, 28),
        ([box(0, 0, 10, 4, ccw=False), box(10, 0, 12, 4)], 48, 32),
        ([box(0, 0, 10, 4, ccw=False) - box(2, 1, 4, 2), box(10, 0, 12, 4, ccw=False)], 46, 38),
        ([box(0, 0, 10, 4), box(10, 0, 12, 4)], 48, 32),
        ([box(0, 0, 10, 4)] * 3, 120, 84),
        ([box(0, 0, 10, 4) - box(2, 1, 4, 2), box(5, 0, 6, 1)], 39, 28 + 6 + 4),
    ],
)
def test_a_residue_has_the_area_of_all_polygons_and_the_length_of_what_is_left(
    layer: Sequence[shapely.Polygon], area_m2: float, length_m: float
) -> None:
    residue = residue_of(*layer)
    assert residue.area_m2 == pytest.approx(area_m2)
    assert residue.length_m == pytest.approx(length_m)


def test_of_edges_too_entangled_there_is_no_face_and_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    residue = residue_of(box(0, 0, 10, 4), box(3, -5, 6, 9))
    assert len(faces_of(residue, noise_m2=0.0).shapes) == 5
    monkeypatch.setattr(faces, "MANY_IN_A_LAYER", 3)
    result = faces_of(residue, noise_m2=0.0)
    assert not result.proven
    assert len(result.shapes) == len(result.covers) == len(result.outlines) == 0
    assert result.covers.dtype == np.int64
    monkeypatch.setattr(faces, "MANY_IN_A_LAYER", 4)
    assert faces_of(residue, noise_m2=0.0).proven


def test_edges_that_geos_cannot_put_together_are_noded_on_a_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    grids = []

    def arranged(batch: components.Batch, *, grid_m: float) -> Arrangement:
        grids.append(grid_m)
        if len(grids) == 1:
            raise shapely.GEOSException("TopologyException: CoverageUnion cannot process overlapping inputs.")
        return components.arrange(batch, grid_m=grid_m)

    monkeypatch.setattr(faces, "arrange", arranged)
    found = faces_of(residue_of(box(0, 0, 10, 10), box(8, 0, 20, 10)), noise_m2=0.001)
    assert (found.proven, found.grid_m, grids) == (True, 1e-8, [0.0, 1e-8])
    assert sorted(zip(found.covers.tolist(), shapely.area(found.shapes).round(3).tolist(), strict=True)) == [
        (1, 80.0),
        (1, 100.0),
        (2, 20.0),
    ]


def test_edges_that_geos_cannot_put_together_at_all_are_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: components.Batch, *, grid_m: float) -> Arrangement:
        raise shapely.GEOSException(str(grid_m))

    monkeypatch.setattr(faces, "arrange", failing)
    found = faces_of(residue_of(box(0, 0, 10, 10), box(8, 0, 20, 10)), noise_m2=0.001)
    assert (found.proven, len(found.shapes)) == (False, 0)

"""What is held against sums of areas, and what happens where a sum does not hold."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import components, overlay
from geokit.coverage.gaps import cut_covered
from geokit.coverage.layers import keep_polygons, read_layer
from geokit.coverage.overlay import (
    differences,
    intersections,
    local_union,
    robust_difference,
    robust_union,
    robust_unions,
)
from geokit.coverage.search import Engine, Search
from geokit.coverage.shared_areas import shared_area_m2
from geokit.coverage.survey import survey
from geokit.parcels.overlaps import find_gaps

ENGINES: tuple[Engine, ...] = ("plain", "cancelling", "rounding", "auto")
each_engine = pytest.mark.parametrize("engine", ENGINES)
eastings = pytest.mark.parametrize("east", [0.0, 467_000.0, 39_467_000.0])

# Two parts that share an edge: repaired, and invalid again where it is moved to an easting of 40 million.
PARTS = [
    [(622.339, 576.877), (591.829, 600.532), (578.268, 579.732), (542.986, 542.331), (563.419, 457.51),
     (608.757, 436.665), (676.571, 488.72)],
    [(616.237, 581.608), (600.982, 593.435), (612.809, 608.691), (628.064, 596.863)],
]  # fmt: skip
# A spike of 10 nm walls a gap between the two.
SPIKED = [
    [(25.046161, 0.53882), (39.145293, 38.950258), (0.400467, 40.812056), (88.845318, 66.772581),
     (0.400466, 40.812056)],
    [(39.145293, 38.950258), (28.920855, 69.671162), (39.145292, 38.950251)],
]  # fmt: skip


def around(shapes: list[shapely.Geometry], east: float, noise_m: float = 0.0) -> list[shapely.Geometry]:
    """Return shapes beside a thousand clean cells, all moved to an easting."""
    rng = np.random.default_rng(1)
    corners = np.array([[0, 0], [34, 0], [34, 34], [0, 34]])
    cells = [
        shapely.Polygon(corners + np.array([x, y]) + noise_m * rng.normal(size=(4, 2)))
        for x in range(2000, 3156, 34)
        for y in range(0, 1156, 34)
    ]
    return list(shapely.transform(np.array([*shapes, *cells]), lambda xy: xy + np.array([east, 0.0])))


@each_engine
@eastings
def test_a_repaired_parcel_overlaps_what_lies_on_it(engine: Engine, east: float) -> None:
    repaired = shapely.MultiPolygon([shapely.Polygon(part) for part in PARTS])
    layer = around([repaired, box(570, 480, 630, 540)], east)
    found = survey(read_layer(layer), Search(0.01, 0.001, engine=engine))
    assert found.faults.repaired.tolist() == [True]
    assert list(zip(found.left, found.right, strict=True)) == [(0, 1)]
    assert found.area_m2 == pytest.approx([3600], abs=1e-4)
    assert len(found.gaps) == 0


@each_engine
@pytest.mark.parametrize("snap_m", [0.0, 0.001])
def test_a_wall_bounds_a_gap_however_thin_it_is(engine: Engine, snap_m: float) -> None:
    layer = around([shapely.Polygon(each) for each in SPIKED], 0.0, noise_m=1e-8)
    gaps = survey(read_layer(layer), Search(0.01, snap_m, engine=engine), pairs=False).gaps
    assert gaps.area_m2 == pytest.approx([229.827685], abs=1e-4)
    assert gaps.proven


@pytest.mark.parametrize("layer_size", [0, 1_000_000])
def test_the_shared_area_is_that_of_the_overlay(layer_size: int) -> None:
    rng = np.random.default_rng(2)
    left = shapely.buffer(shapely.points(rng.uniform(0, 10, (200, 2))), rng.uniform(1, 8, 200), quad_segs=3)
    right = shapely.difference(
        shapely.buffer(shapely.points(rng.uniform(0, 10, (200, 2))), 6, quad_segs=40),
        shapely.buffer(shapely.points(rng.uniform(0, 10, (200, 2))), 2),
    )
    # One pair is more than loops try, one shares a side, two do not meet, and one begins above the other.
    round_left, round_right = (shapely.Point(at, at).buffer(9, quad_segs=200) for at in (0, 1))
    others = [box(4, 0, 8, 4), box(9, 9, 10, 10), box(9, 0, 10, 4), box(1, 1, 9, 2)]
    left = np.array([*left, round_left, *[box(0, 0, 4, 4)] * len(others)])
    right = np.array([*right, round_right, *others])
    assert shared_area_m2(left, right, layer_size=layer_size) == pytest.approx(
        shapely.area(shapely.intersection(left, right)), abs=1e-9
    )


@pytest.mark.parametrize("wrong", [shapely.Polygon(), box(0, 0, 10, 10)])
def test_an_overlay_that_loses_or_adds_land_is_computed_again(
    wrong: shapely.Polygon, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right = np.array([box(0, 0, 10, 10)]), np.array([box(8, 0, 20, 10)])
    for name in ("intersection", "difference"):
        exact = getattr(shapely, name)

        def lossy(one, other, grid_size=None, exact=exact):
            return exact(one, other, grid_size=grid_size) if grid_size else np.array([wrong] * len(one))

        monkeypatch.setattr(overlay.shapely, name, lossy)
    assert shapely.area(intersections(left, right)) == pytest.approx([20])
    assert shapely.area(differences(left, right)) == pytest.approx([80])
    assert shapely.area(robust_difference(left, right)) == pytest.approx([80])


def test_a_union_that_loses_land_is_that_of_the_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = shapely.union_all
    monkeypatch.setattr(
        overlay.shapely,
        "union_all",
        lambda shapes, grid_size=None: exact(shapes, grid_size=grid_size) if grid_size else box(0, 0, 1, 1),
    )
    assert local_union(np.array([box(0, 0, 10, 10), box(5, 0, 15, 10)])).area == pytest.approx(150)


def test_the_union_of_each_group_is_proven_wherever_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = shapely.union_all

    def lossy(shapes, grid_size=None, axis=None):
        united = exact(shapes, grid_size=grid_size, axis=axis)
        if grid_size is None and axis is not None:
            united[0] = box(0, 0, 1, 1)
        return united

    monkeypatch.setattr(overlay.shapely, "union_all", lossy)
    east = 39_500_000.25
    pieces = [box(east, 0, east + 10, 10), box(east + 5, 0, east + 15, 10)]
    groups = np.array([shapely.GeometryCollection(pieces), shapely.GeometryCollection(pieces[:1])])
    assert shapely.area(robust_unions(groups)) == pytest.approx([150, 100])
    assert robust_union(np.array(pieces)).equals(box(east, 0, east + 15, 10))


@pytest.mark.parametrize("always", [False, True])
def test_lost_edges_are_noticed(monkeypatch: pytest.MonkeyPatch, *, always: bool) -> None:
    exact = shapely.union_all

    def lossy(lines, grid_size=None, axis=None):
        noded = exact(lines, grid_size=grid_size, axis=axis)
        if lines.ndim == 1 or (grid_size and not always):
            return noded
        return np.array([shapely.multilinestrings(shapely.get_parts(each)[1:]) for each in noded])

    monkeypatch.setattr(components.shapely, "union_all", lossy)
    layer = [box(0, 0, 10, 10) - box(4, 4, 6, 6), box(10, 0, 20, 10)]
    gaps = find_gaps(layer, snap_m=0.0)
    assert gaps.attrs["proven"] is not always
    if not always:
        assert gaps.area_m2.tolist() == pytest.approx([4])


def test_a_hole_over_a_polygon_is_cut_again() -> None:
    holes, proven = cut_covered(
        np.array([box(0, 0, 10, 10)]), np.array([box(8, 0, 20, 10), box(-5, 0, 0, 10)])
    )
    assert proven
    assert shapely.area(holes) == pytest.approx([80])


def test_a_union_far_from_the_origin_keeps_every_corner_bit_by_bit() -> None:
    west, south = 39_467_000.123, 2_583_000.456
    shapes = [box(west, south, west + 10.1, south + 20.7), box(west + 10.1, south, west + 30.3, south + 20.7)]
    given = {tuple(place) for place in shapely.get_coordinates(shapes).tolist()}
    assert {
        tuple(place) for place in shapely.get_coordinates(robust_union(np.array(shapes))).tolist()
    } <= given


def test_of_what_an_overlay_leaves_the_polygons_are_kept() -> None:
    square, line = box(0, 0, 2, 2), shapely.LineString([(0, 0), (5, 5)])
    apart = shapely.MultiPolygon([square, box(3, 0, 5, 2)])
    mixed = [shapely.GeometryCollection([each, line, shapely.Point(9, 9)]) for each in (square, apart)]
    given = np.array([square, *mixed, line, apart], dtype=object)
    kept = keep_polygons(given)
    expected = [square, square, apart, shapely.Polygon(), apart]
    assert shapely.equals(kept, expected).all()
    assert shapely.get_dimensions(kept).tolist() == [2, 2, 2, -1, 2]
    # What is polygons alone stays as it is.
    assert keep_polygons(given[[0, 4]]).tolist() == [square, apart]

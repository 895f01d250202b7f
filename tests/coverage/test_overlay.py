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
    area_slack_m2,
    differences,
    intersections,
    local_union,
    pair_slack_m2,
    robust_difference,
    robust_intersection,
    robust_union,
    robust_unions,
    sound,
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


@pytest.mark.parametrize("grid_m", [0.0, 1e-6])
def test_the_slack_of_an_area_is_what_its_vertices_may_be_off_along_its_boundary(grid_m: float) -> None:
    shapes = np.array([box(0, 0, 1_000, 300), box(0, 0, 1, 1), shapely.Polygon()])
    expected = [1e-7 + (1e-8 + grid_m) * 2_600 + 1e-12 * 300_000, 1e-7 + (1e-8 + grid_m) * 4 + 1e-12, 1e-7]
    assert area_slack_m2(shapes, grid_m=grid_m) == pytest.approx(expected, rel=1e-12)
    # Of a pair it is that of the shorter boundary, which need not be that of the smaller area.
    long, large = np.array([box(0, 0, 100, 1)]), np.array([box(0, 0, 20, 20)])
    of_large = pytest.approx(area_slack_m2(large, grid_m=grid_m), rel=1e-12)
    assert pair_slack_m2(long, large, grid_m=grid_m) == of_large
    assert pair_slack_m2(large, long, grid_m=grid_m) == of_large


class ByGrid:
    """An overlay that gives by the grid what it is told to, and notes what it was asked for."""

    def __init__(self, given: dict[float | None, shapely.Geometry]) -> None:
        self.given = given
        self.asked: list[tuple[float | None, int]] = []

    def __call__(self, *shapes, grid_size=None):
        self.asked.append((grid_size, len(shapes[0])))
        found = self.given[grid_size]
        return np.array([found] * len(shapes[0]), dtype=object) if len(shapes) > 1 else found


# What two share, by 0.5 millionths of a square metre more or less: so much the shorter boundary explains.
ONE, OTHER = np.array([box(0, 0, 10, 10)]), np.array([box(8, 0, 20, 10)])
EXPLAINED_M = 5.001e-8


@pytest.mark.parametrize("share", [-1.01, -0.98, 0.98, 1.01])
def test_what_rounding_explains_is_no_error_of_an_overlay(
    monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    near, exact = box(8 + share * EXPLAINED_M, 0, 10, 10), box(8, 0, 10, 10)
    overlaid = ByGrid({None: near, 1e-8: exact})
    monkeypatch.setattr(overlay.shapely, "intersection", overlaid)
    [found] = intersections(ONE, OTHER)
    assert found == (near if abs(share) < 1 else exact)
    assert len(overlaid.asked) == (1 if abs(share) < 1 else 2)


def test_grids_are_tried_from_the_finest_until_one_has_the_area(monkeypatch: pytest.MonkeyPatch) -> None:
    by_grid = {
        None: box(7, 0, 10, 10),
        1e-8: box(6, 0, 10, 10),
        1e-7: box(7.5, 0, 10, 10),
        1e-6: box(8, 0, 10, 10),
    }
    overlaid = ByGrid(by_grid)
    monkeypatch.setattr(overlay.shapely, "intersection", overlaid)
    # One pair of three has from the first on what it shares.
    left = np.array([*ONE, box(0, 0, 20, 10), *ONE])
    right = np.array([*OTHER, box(7, 0, 10, 10), *OTHER])
    assert intersections(left, right).tolist() == [by_grid[1e-6], by_grid[None], by_grid[1e-6]]
    assert overlaid.asked == [(None, 3), (1e-8, 2), (1e-7, 2), (1e-6, 2)]


def test_where_no_grid_has_the_area_the_nearest_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    widths = {None: 3.0, 1e-8: 4.0, 1e-7: 2.5, 1e-6: 2.75, 1e-5: 1.5}
    overlaid = ByGrid({grid_m: box(0, 0, width, 10) for grid_m, width in widths.items()})
    monkeypatch.setattr(overlay.shapely, "intersection", overlaid)
    assert shapely.area(intersections(ONE, OTHER)).tolist() == [25]
    assert [grid_m for grid_m, _ in overlaid.asked] == [None, 1e-8, 1e-7, 1e-6, 1e-5]


@pytest.mark.parametrize(
    ("widths", "expected", "asked"),
    [
        # The first grid explains the union; it does not, and then the union of a grid is held against the next.
        ([10 + 4e-8, 10], 10 + 4e-8, 2),
        ([11, 10, 10], 10, 3),
        ([11, 12, 10, 10 + 1e-6], 10, 4),
        ([11, 12, 13, 14, 15], 15, 5),
    ],
)
def test_a_union_is_taken_that_the_next_grid_explains(
    monkeypatch: pytest.MonkeyPatch, widths: list[float], expected: float, asked: int
) -> None:
    overlaid = ByGrid({
        grid_m: box(0, 0, width, 10) for grid_m, width in zip([None, *overlay.GRIDS_M], widths, strict=False)
    })  # fmt: skip
    monkeypatch.setattr(overlay.shapely, "union_all", overlaid)
    assert local_union(ONE).area == pytest.approx(10 * expected, abs=1e-10)
    assert sorted(overlaid.asked, key=str) == sorted(
        ((grid_m, 1) for grid_m in [None, *overlay.GRIDS_M][:asked]), key=str
    )


@eastings
def test_overlays_of_the_area_that_edges_add_up_to_are_not_made_again(
    monkeypatch: pytest.MonkeyPatch, east: float
) -> None:
    monkeypatch.setattr(overlay, "_verified", None)
    left, right = (shapely.transform(each, lambda xy: xy + np.array([east, 0.0])) for each in (ONE, OTHER))
    assert shapely.area(robust_intersection(left, right)) == pytest.approx([20], abs=1e-6)
    assert shapely.area(robust_difference(left, right)) == pytest.approx([80], abs=1e-6)


@eastings
@pytest.mark.parametrize("name", ["intersection", "difference"])
def test_an_overlay_far_away_that_loses_land_is_made_again_nearby(
    monkeypatch: pytest.MonkeyPatch, name: str, east: float
) -> None:
    exact = getattr(shapely, name)

    def lossy(one, other, grid_size=None):
        found = exact(one, other, grid_size=grid_size)
        lost = len(found) > 1
        return np.where([lost and at == 1 for at in range(len(found))], shapely.Polygon(), found)

    monkeypatch.setattr(overlay.shapely, name, lossy)
    left = shapely.transform(np.repeat(ONE, 3), lambda xy: xy + np.array([east, 0.0]))
    right = shapely.transform(np.repeat(OTHER, 3), lambda xy: xy + np.array([east, 0.0]))
    assert shapely.area(robust_intersection(left, right)) == pytest.approx([20] * 3, abs=1e-6)
    assert shapely.area(robust_difference(left, right)) == pytest.approx([80] * 3, abs=1e-6)
    assert shapely.bounds(robust_difference(left, right)) == pytest.approx(
        np.tile([east, 0, east + 8, 10], (3, 1)), abs=1e-6
    )


def test_a_group_that_does_not_overlap_is_united_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float | None] = []
    exact = shapely.union_all

    def noted(shapes, grid_size=None, axis=None):
        asked.extend([grid_size] * len(shapes))
        return exact(shapes, grid_size=grid_size, axis=axis)

    monkeypatch.setattr(overlay.shapely, "union_all", noted)
    east = 39_467_000.5
    apart, across = (
        [box(east, 0, east + 9, 9), box(east + 9, 0, east + 12, 9)],
        [box(0, 0, 2, 1), box(1, 0, 3, 1)],
    )
    groups = np.array([shapely.GeometryCollection(each) for each in (apart, across, [], apart)])
    assert shapely.area(robust_unions(groups)) == pytest.approx([108, 3, 0, 108])
    # One whose pieces lie on each other is made on a grid too, which says the same.
    assert asked == [None] * 4 + [1e-8]


# The union of the two about an origin beside them is valid; moved back, a hole of it is a point.
MOVED_BACK = [
    [(471464.7118, 2563843.1078), (471412.391, 2563876.2543), (471412.37533357734, 2563876.2571121086)],
    [(471464.6848, 2563843.0768), (471466.0865, 2563862.3637), (471464.6870038256, 2563843.1071238667)],
]


def test_a_union_is_valid_where_it_lies_too():
    shapes = np.array([shapely.Polygon(ring) for ring in MOVED_BACK], dtype=object)
    united = robust_union(shapes)
    assert united.is_valid
    assert united.area == pytest.approx(shapely.area(shapes).sum(), abs=1e-6)


def test_what_is_valid_is_not_made_anew():
    shapes = np.array(
        [box(0, 0, 1, 1), None, shapely.Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])], dtype=object
    )
    made = sound(shapes)
    assert (made[0] is shapes[0], made[1], made[2].is_valid, made[2].area) == (True, None, True, 8.0)


@pytest.mark.parametrize("overlaid", [robust_difference, robust_intersection])
def test_an_operand_that_rounding_has_made_invalid_fails_no_overlay(overlaid):
    # Its last corner went through its first edge.
    bent = shapely.Polygon([(0, 0), (100, 0), (100, 100), (0, 100), (50, -1e-9)])
    assert not bent.is_valid
    for left, right in ((bent, box(50, -10, 200, 50)), (box(50, -10, 200, 50), bent)):
        found = overlaid(np.array([left], dtype=object), np.array([right], dtype=object))[0]
        assert found.is_valid


def test_a_notch_whose_mouth_rounding_closed_is_not_filled() -> None:
    # The mouth is drawn there and back again.
    notched = shapely.Polygon(
        [(0, 0), (10, 0), (10, 10), (6, 10), (6, 5), (4, 5), (4, 10), (6, 10), (4, 10), (0, 10)]
    )
    [made] = sound(np.array([notched]))
    assert made.is_valid
    assert made.equals(box(0, 0, 10, 10) - box(4, 5, 6, 10))


def test_an_overlay_that_takes_all_for_shared_is_made_again_though_both_halves_agree() -> None:
    # GEOS takes the triangle for shared and leaves nothing of it besides: together that is the triangle, and wrong.
    slivers = shapely.from_wkt(
        "MULTIPOLYGON (((443954.5914 2560413.4238, 443954.81245812366 2560413.405565328, 443960.5959 2560412.9285, "
        "443954.5914 2560413.4238)), ((443986.78 2560441.0289, 443986.3127277447 2560444.228125003, "
        "443978.5809 2560448.2159, 443986.78 2560441.0289)))"
    )
    triangle = shapely.from_wkt(
        "POLYGON ((443954.8124656956 2560413.405561315, 443954.5914075719 2560413.423795987, "
        "443953.51442041516 2560435.120192279, 443954.8124656956 2560413.405561315))"
    )
    left, right = np.array([triangle, slivers], dtype=object), np.array([slivers, triangle], dtype=object)
    assert shapely.area(robust_intersection(left, right)) == pytest.approx(0, abs=1e-6)
    assert shapely.area(robust_difference(left, right)) == pytest.approx(shapely.area(left), abs=1e-6)

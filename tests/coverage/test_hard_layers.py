"""Shapes that short cuts stumble over, searched by each engine."""

import numpy as np
import pytest
import shapely
from shapely import affinity, box

from geokit.coverage import engines
from geokit.coverage.layers import read_layer
from geokit.coverage.search import Engine, Search
from geokit.coverage.survey import Coverage, survey

ENGINES: tuple[Engine, ...] = ("plain", "cancelling", "rounding")
each_engine = pytest.mark.parametrize("engine", ENGINES)


def surveyed(shapes: list[shapely.Geometry], engine: Engine, tolerance_m2: float = 0.01) -> Coverage:
    return survey(read_layer(shapes), Search(tolerance_m2, snap_m=0.001, engine=engine))


def overlaps_m2(coverage: Coverage) -> dict[tuple[int, int], float]:
    return {
        (int(left), int(right)): pytest.approx(area, abs=1e-6)
        for left, right, area in zip(coverage.left, coverage.right, coverage.area_m2, strict=True)
    }


def union_m2(shapes: list[shapely.Geometry]) -> float:
    return shapely.union_all(shapes).area


def wkt(*texts: str) -> list[shapely.Geometry]:
    return list(shapely.from_wkt(texts))


def spiral(turns: int, width: float) -> shapely.Polygon:
    angle = np.linspace(0, turns * 2 * np.pi, turns * 60)
    inner = np.stack([np.cos(angle), np.sin(angle)], axis=1) * (5 + angle)[:, None]
    outer = inner + width * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return shapely.Polygon(np.concatenate([inner, outer[::-1]]))


def star(points: int, inner: float, outer: float) -> shapely.Polygon:
    angle = np.arange(2 * points) * np.pi / points
    radius = np.where(np.arange(2 * points) % 2, inner, outer)
    return shapely.Polygon(np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None])


@each_engine
def test_a_spiral_overlaps_what_lies_across_its_arms_once(engine: Engine) -> None:
    curl, bar = spiral(8, 2), box(-1, -1, 70, 1)
    coverage = surveyed([curl, bar], engine)
    assert overlaps_m2(coverage) == {(0, 1): curl.intersection(bar).area}
    assert shapely.get_num_geometries(coverage.shapes[0]) == 9


@each_engine
def test_two_spirals_in_each_other_neither_overlap_nor_leave_a_bounded_gap(engine: Engine) -> None:
    curl = spiral(6, 3)
    coverage = surveyed([curl, affinity.rotate(curl, 180, origin=(0, 0))], engine)
    assert overlaps_m2(coverage) == {}


@each_engine
def test_a_star_overlaps_the_disc_under_its_points(engine: Engine) -> None:
    points, disc = star(40, 1, 10), shapely.Point(0, 0).buffer(6)
    assert overlaps_m2(surveyed([points, disc], engine)) == {(0, 1): points.intersection(disc).area}


@each_engine
@pytest.mark.parametrize("share", [0.999, 1.001])
def test_slivers_at_the_tolerance_are_told_apart(engine: Engine, share: float) -> None:
    deep = 0.01 * share / 500
    layer = [box(0, 0, 500, 10), box(0, 10 - deep, 500, 20), box(0, 20, 500, 30)]
    assert list(overlaps_m2(surveyed(layer, engine))) == ([(0, 1)] if share > 1 else [])


@each_engine
@pytest.mark.parametrize("share", [0.999, 1.001])
def test_gaps_at_the_tolerance_are_told_apart(engine: Engine, share: float) -> None:
    wide = 0.01 * share / 4
    layer = [box(0, 0, 10, 10) - box(3, 3, 3 + wide, 7)]
    assert len(surveyed(layer, engine).gaps) == (share > 1)


@each_engine
def test_slivers_below_the_tolerance_make_an_overlap_together(engine: Engine) -> None:
    x = np.arange(0, 400, 0.5)
    teeth = np.stack([x, np.where(np.arange(len(x)) % 2, 10.0002, 9.9999)], axis=1)
    comb = shapely.Polygon([*teeth, (x[-1], 20), (0, 20)])
    below = box(0, 0, 400, 10)
    expected = comb.intersection(below).area
    assert overlaps_m2(surveyed([comb, below], engine, expected * 0.99)) == {(0, 1): expected}
    assert overlaps_m2(surveyed([comb, below], engine, expected * 1.01)) == {}


# What the tests of the GEOS coverage validator describe: name, polygons, overlapping pairs, areas of gaps.
COVERAGES = {
    "two matched squares": (wkt("POLYGON((1 5,5 5,5 1,1 1,1 5))", "POLYGON((9 5,9 1,5 1,5 5,9 5))"), {}, []),
    "unmatched collinear edge": (
        wkt("POLYGON((1 9,5 9,5 1,1 1,1 9))", "POLYGON((9 9,9 3,5 3,5 7,9 9))"),
        {},
        [],
    ),
    "corner touches an edge": (wkt("POLYGON((1 9,5 9,5 1,1 1,1 9))", "POLYGON((9 9,9 1,5 5,9 9))"), {}, []),
    "crossing boundaries": (
        wkt("POLYGON((1 1,1 5,6 5,6 1,1 1))", "POLYGON((5 3,5 7,9 7,9 3,5 3))"),
        {(0, 1): 2},
        [],
    ),
    "contained, sharing an edge": (
        wkt("POLYGON((0 0,0 9,9 9,9 0,0 0))", "POLYGON((0 3,0 6,3 6,3 3,0 3))"),
        {(0, 1): 9},
        [],
    ),
    "contained in three": (
        wkt(
            "POLYGON((0 0,9 0,9 9,0 9,0 0))",
            "POLYGON((1 1,8 1,8 8,1 8,1 1))",
            "POLYGON((3 3,4 3,4 4,3 4,3 3))",
        ),
        {(0, 1): 49, (0, 2): 1, (1, 2): 1},
        [],
    ),
    "island in a hole, touching at a point": (
        wkt("POLYGON((0 0,9 0,9 9,0 9,0 0),(3 3,3 6,6 6,6 3,3 3))", "POLYGON((3 3,5 4,4 5,3 3))"),
        {},
        [7.5],
    ),
    "island in a hole, touching at two points": (
        wkt("POLYGON((0 0,9 0,9 9,0 9,0 0),(3 3,3 6,6 6,6 3,3 3))", "POLYGON((3 3,5 4,6 6,4 5,3 3))"),
        {},
        [3, 3],
    ),
    "a narrow wedge between two": (
        wkt("POLYGON((0 0,0 10,10 10,5 5,10 0,0 0))", "POLYGON((20 0,10 0,5.1 5,10 10,20 10,20 0))"),
        {},
        [0.5],
    ),
    "repeated vertices": (
        wkt("POLYGON((0 0,0 5,5 5,5 5,5 0,0 0))", "POLYGON((5 0,5 5,9 5,9 0,9 0,5 0))"),
        {},
        [],
    ),
    "four around a gap": (
        wkt(
            "POLYGON((0 0,6 0,6 3,3 3,3 6,0 6,0 0))",
            "POLYGON((6 0,9 0,9 6,6 6,6 0))",
            "POLYGON((9 6,9 9,3 9,3 6,9 6))",
            "POLYGON((0 6,3 6,3 9,0 9,0 6))",
        ),
        {},
        [9],
    ),
    "parts of one on both sides of another": (
        wkt(
            "MULTIPOLYGON(((0 0,0 5,3 5,3 0,0 0)),((6 0,6 5,9 5,9 0,6 0)))", "POLYGON((2 0,2 5,7 5,7 0,2 0))"
        ),
        {(0, 1): 10},
        [],
    ),
}


@each_engine
@pytest.mark.parametrize(("layer", "overlaps", "gaps_m2"), COVERAGES.values(), ids=COVERAGES)
def test_coverages_of_the_validator(
    engine: Engine,
    layer: list[shapely.Geometry],
    overlaps: dict[tuple[int, int], float],
    gaps_m2: list[float],
) -> None:
    coverage = surveyed(layer, engine)
    assert overlaps_m2(coverage) == overlaps
    assert sorted(coverage.gaps.area_m2) == pytest.approx(gaps_m2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "count"), [("auto", 1_000_000), ("cancelling", 50_000), ("rounding", 50_000)]
)
def test_a_parcel_of_a_million_vertices_is_searched(engine: Engine, count: int) -> None:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    disc = shapely.Polygon(np.stack([np.cos(angle), np.sin(angle)], axis=1) * 10_000)
    layer = [disc, box(9_990, -10, 10_010, 10), box(0, 0, 10, 10), box(7_000, 7_000, 7_100, 7_100)]
    assert list(overlaps_m2(surveyed(layer, engine))) == [(0, 1), (0, 2), (0, 3)]


@each_engine
def test_a_phase_drawn_over_a_phase_gives_every_pair(engine: Engine) -> None:
    first = [box(x, y, x + 10, y + 10) for x in range(0, 60, 10) for y in range(0, 60, 10)]
    second = [box(x, y, x + 15, y + 12) for x in range(0, 60, 15) for y in range(0, 60, 12)]
    coverage = surveyed(first + second, engine)
    assert len(coverage) == sum(1 for one in first for other in second if one.intersection(other).area > 0)
    assert coverage.area_m2.sum() == pytest.approx(3600)


@pytest.mark.parametrize("large", [0, 500])
def test_two_plans_that_leave_holes_in_each_other(monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    monkeypatch.setattr(engines, "_LARGE_FACE", large)
    grid = [box(x, y, x + 10, y + 10) for x in range(0, 80, 10) for y in range(0, 80, 10)]
    above = [affinity.translate(parcel, 3, 2) for parcel in grid]
    layer = [parcel for at, parcel in enumerate(grid + above) if at % 9]
    plain, cancelled = surveyed(layer, "plain"), surveyed(layer, "cancelling")
    assert overlaps_m2(cancelled) == overlaps_m2(plain)
    assert cancelled.gaps.area_m2 == pytest.approx(plain.gaps.area_m2)
    assert cancelled.area_m2.sum() == pytest.approx(sum(parcel.area for parcel in layer) - union_m2(layer))


@each_engine
def test_an_empty_layer_is_surveyed(engine: Engine) -> None:
    coverage = surveyed([], engine)
    assert (len(coverage), len(coverage.gaps), len(coverage.faults)) == (0, 0, 0)

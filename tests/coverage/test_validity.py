import math

import numpy as np
import pytest
import shapely
import shapely.affinity
from shapely import box

from geokit.coverage.layers import read_layer
from geokit.coverage.search import Engine, Search, prepare_subject
from geokit.coverage.survey import survey, survey_coverage
from geokit.coverage.validity import REASONS, _valid

SQUARE = box(0, 0, 10, 10)
BOW_TIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
SPIKED = shapely.Polygon([(0, 0), (10, 0), (10, 10), (10, 15), (10, 10), (0, 10)])
PINCHED = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 10), (6, 8), (4, 8), (5, 10), (0, 10)])

# A loop within the square that is wound twice, and one of half its size outside that is wound the other way: what the ring
# goes around adds up to what it fills.
WOUND = shapely.Polygon(
    [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0), (4, 1), (1, 4), (0, 0), (-1, -3.4), (-2.5, -1)]
)
FOLDED = shapely.Polygon([(0, 0), (10, 0), (5, 0)])


def wkt(text: str) -> shapely.Geometry:
    return shapely.from_wkt(text)


def not_finite(value: float) -> shapely.Polygon:
    with np.errstate(invalid="ignore"):
        return shapely.polygons([[0, 0], [10, 0], [10, value], [0, 10], [0, 0]])


FAULTY = {
    "missing": None,
    "empty": shapely.Polygon(),
    "not_polygon": shapely.Point(1, 2),
    "self_intersection": BOW_TIE,
    "ring_self_intersection": PINCHED,
    "hole_outside_shell": wkt("POLYGON((0 0,4 0,4 4,0 4,0 0),(5 5,6 5,6 6,5 6,5 5))"),
    "nested_holes": wkt("POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,8 1,8 8,1 8,1 1),(3 3,4 3,4 4,3 4,3 3))"),
    "disconnected_interior": wkt("POLYGON((0 0,4 0,4 4,0 4,0 0),(0 2,2 0,4 2,2 4,0 2))"),
    "nested_shells": wkt("MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0)),((1 1,3 1,3 3,1 3,1 1)))"),
    "too_few_points": wkt("POLYGON((0 0,2 0,0 0,0 0))"),
}


@pytest.mark.parametrize("engine_size", [1, 2_000], ids=["plain", "cancelling"])
@pytest.mark.parametrize(("reason", "shape"), FAULTY.items(), ids=FAULTY)
def test_what_is_no_valid_polygon_is_named(reason: str, shape: shapely.Geometry, engine_size: int) -> None:
    far_away = [box(100 + x, 100, 101 + x, 101) for x in range(engine_size)]
    faults = survey_coverage([*far_away, shape]).faults
    assert faults.positions.tolist() == [engine_size]
    assert faults.reasons == (reason,)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_coordinate_that_is_no_number_is_named(value: float) -> None:
    coverage = survey_coverage([SQUARE, not_finite(value), box(8, 0, 20, 10)])
    assert coverage.faults.reasons == ("not_finite",)
    assert list(zip(coverage.left, coverage.right, coverage.area_m2, strict=True)) == [(0, 2, 20)]


def test_every_reason_is_said_in_both_languages() -> None:
    assert all(words.zh and words.en for words in REASONS.values())
    assert set(FAULTY) <= set(REASONS)


@pytest.mark.parametrize(("shape", "area_m2"), [(SPIKED, 100), (PINCHED, 98)], ids=["spike", "pinched hole"])
def test_a_ring_that_can_be_read_in_one_way_is_repaired_and_searched(
    shape: shapely.Geometry, area_m2: float
) -> None:
    coverage = survey_coverage([shape, box(-1, -1, 20, 20)])
    assert coverage.faults.positions.tolist() == [0]
    assert coverage.faults.repaired.tolist() == [True]
    assert coverage.area_m2.tolist() == [pytest.approx(area_m2)]
    assert coverage.left_share.tolist() == [pytest.approx(1)]


@pytest.mark.parametrize(
    "shape",
    [BOW_TIE, FAULTY["hole_outside_shell"], FAULTY["nested_shells"], WOUND, FOLDED],
    ids=["bow", "hole", "shells", "wound", "folded"],
)
def test_a_ring_that_can_be_read_in_two_ways_is_set_aside(shape: shapely.Geometry) -> None:
    coverage = survey_coverage([shape, box(-1, -1, 20, 20)])
    assert coverage.faults.repaired.tolist() == [False]
    assert len(coverage) == 0


def test_a_crossing_below_the_tolerance_is_repaired() -> None:
    shape = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 9.999), (5.001, 10.001), (0, 10)])
    nearly = shapely.Polygon([(0, 0), (10, 0), (10, 10), (4.999, 10), (5.001, 10.001), (5, 9.99), (0, 10)])
    for each in (shape, nearly):
        faults = survey_coverage([each]).faults
        assert faults.repaired.tolist() == [True] * len(faults)


def test_a_fault_says_where_it_lies() -> None:
    faults = survey_coverage([SQUARE, BOW_TIE]).faults
    assert faults.places[0].equals(shapely.Point(5, 5))


def test_land_under_an_ambiguous_ring_is_no_gap() -> None:
    around = box(-5, -5, 15, 15) - SQUARE
    assert survey_coverage([around]).gaps.area_m2.tolist() == [100]
    with_bow_tie = survey_coverage([around, BOW_TIE])
    assert with_bow_tie.gaps.area_m2.tolist() == [25, 25]


@pytest.mark.parametrize("engine", ["plain", "cancelling", "rounding"])
def test_ambiguous_rings_that_lie_on_each_other_cover_land_together(engine: Engine) -> None:
    bow_ties = [shapely.affinity.translate(BOW_TIE, east, north) for east in (0, 3, 6) for north in (0, 2)]
    twice = box(20, 0, 30, 10)
    layer = read_layer(
        [*bow_ties, BOW_TIE.reverse(), twice, twice, box(-9, -9, 40, 20) - box(-5, -5, 35, 15)]
    )
    coverage = survey(layer, Search(0.01, 0.001, engine=engine))
    land = shapely.union_all([*map(shapely.make_valid, bow_ties), twice])
    bare = shapely.get_parts(box(-5, -5, 35, 15) - land)
    assert sorted(coverage.gaps.area_m2) == pytest.approx(sorted(shapely.area(bare)))
    assert list(zip(coverage.left, coverage.right, strict=True)) == [(7, 8)]
    assert coverage.faults.positions.tolist() == list(range(7))


def test_copies_of_an_invalid_ring_are_all_named() -> None:
    coverage = survey_coverage([BOW_TIE, SQUARE, BOW_TIE])
    assert coverage.faults.positions.tolist() == [0, 2]
    assert coverage.copy_of.tolist() == [0, 1, 0]


@pytest.mark.parametrize("count", [3, 2_000])
def test_a_layer_of_nothing_but_faults_is_surveyed(count: int) -> None:
    for shape in (None, BOW_TIE, shapely.Point(0, 0), not_finite(math.nan)):
        coverage = survey_coverage([shape] * count)
        assert len(coverage) == 0
        assert len(coverage.gaps) == 0
        assert len(coverage.faults) == count


def test_repaired_land_that_is_valid_stays_as_it_is() -> None:
    sound = shapely.Polygon([(0.1234567890123, 0), (1, 0.9876543210987), (0, 1)])
    assert shapely.equals_exact(_valid(np.array([sound], dtype=object))[0], sound)


def test_repaired_land_that_is_not_valid_is_put_on_a_grid() -> None:
    # Two parts of one that share a side.
    beside = shapely.MultiPolygon([box(20, 0, 30, 10), box(30, 0, 40, 10)])
    made = _valid(np.array([SQUARE, beside], dtype=object))
    assert made[0] is SQUARE
    assert shapely.is_valid(made[1])
    assert made[1].area == pytest.approx(200)


@pytest.mark.parametrize(("wide_m", "is_clear"), [(0.0009, True), (0.0011, False)])
def test_readings_may_differ_by_the_tolerance(wide_m: float, is_clear: bool) -> None:  # noqa: FBT001 - a case
    # A strip of ten metres that the ring goes round the other way: it is land by one reading alone.
    ring = shapely.Polygon(
        [(0, 0), (10, 0), (10, 10), (10 + wide_m, 20), (10, 20), (10 + wide_m, 10), (10, 10), (0, 10)]
    )
    faults = survey_coverage([ring], tolerance_m2=0.01 / 2).faults
    assert faults.repaired.tolist() == [is_clear]


@pytest.mark.parametrize("others", [[], [None], [BOW_TIE, None]])
def test_copies_are_written_in_one_way_whichever_came_first(others: list[shapely.Geometry | None]) -> None:
    rolled = shapely.Polygon([(10, 10), (0, 10), (0, 0), (10, 0)])
    for layer in (
        [SQUARE, rolled, box(20, 0, 30, 10), *others],
        [rolled, SQUARE, box(20, 0, 30, 10), *others],
    ):
        shapes = prepare_subject(read_layer(layer), Search(0.01, 0.001)).checked.shapes
        assert [each.wkt for each in shapes[np.arange(2)]] == [shapely.normalize(SQUARE).wkt] * 2
        assert shapes[2] is layer[2]
        assert [shapes[3 + at] for at in range(len(others))] == [None] * len(others)


def test_copies_of_what_is_left_out_are_left_out() -> None:
    shapes = prepare_subject(read_layer([BOW_TIE, SQUARE, BOW_TIE]), Search(0.01, 0.001)).checked.shapes
    assert [shapes[at] for at in (0, 2)] == [None, None]
    assert shapes[1] is SQUARE


@pytest.mark.parametrize(("tolerance_m2", "is_repaired"), [(49.99, False), (50.0, True)])
def test_a_bow_tie_is_clear_where_its_wings_do_not_count(tolerance_m2: float, *, is_repaired: bool) -> None:
    # Its wings cancel each other by one reading, and are fifty square metres by the others.
    faults = survey_coverage([BOW_TIE], tolerance_m2=tolerance_m2).faults
    assert faults.repaired.tolist() == [is_repaired]

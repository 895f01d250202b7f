import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity, box

from geokit.coverage import survey as survey_module
from geokit.coverage.layers import read_layer
from geokit.coverage.search import Engine, Search
from geokit.coverage.survey import Coverage, survey, survey_coverage
from geokit.errors import CrsError
from geokit.geometry.arrays import Shapes

SQUARE = box(0, 0, 10, 10)
ENGINES: tuple[Engine, ...] = ("plain", "cancelling", "rounding")


def test_a_pair_says_how_much_of_each_it_takes() -> None:
    coverage = survey_coverage([SQUARE, box(8, 0, 28, 10)])
    assert coverage.left_share.tolist() == [0.2]
    assert coverage.right_share.tolist() == [0.1]
    assert coverage.equal.tolist() == [False]


def test_a_contained_polygon_lies_in_the_pair_whole() -> None:
    coverage = survey_coverage([SQUARE, box(4, 4, 6, 6)])
    assert coverage.right_share.tolist() == [1]
    assert coverage.left_share.tolist() == [0.04]


def test_polygons_are_equal_within_the_tolerance() -> None:
    nearly = box(0, 0, 10, 10.0005)
    assert survey_coverage([SQUARE, nearly], tolerance_m2=0.01).equal.tolist() == [True]
    assert survey_coverage([SQUARE, nearly], tolerance_m2=0.001).equal.tolist() == [False]
    assert survey_coverage([SQUARE, SQUARE], tolerance_m2=0).equal.tolist() == [True]


@pytest.mark.parametrize(("higher_m", "is_equal"), [(5e-10, True), (5e-9, False)])
def test_without_a_tolerance_polygons_are_equal_to_the_last_digits_of_their_areas(
    higher_m: float, *, is_equal: bool
) -> None:
    # Two square kilometres together: two millionths of a square metre.
    layer = [box(0, 0, 1_000, 1_000), box(0, 0, 1_000, 1_000 + higher_m)]
    assert survey_coverage(layer, tolerance_m2=0).equal.tolist() == [is_equal]


@pytest.mark.parametrize("copies", [2, 3, 17])
def test_copies_overlap_whole_each_with_each_and_with_others_like_the_first(copies: int) -> None:
    layer = [box(8, 0, 18, 10), *[SQUARE] * copies]
    found = survey_coverage(layer)
    pairs = list(zip(found.left.tolist(), found.right.tolist(), found.area_m2.tolist(), strict=True))
    numbers = range(1, copies + 1)
    # Of more than sixteen the first alone is in pairs, one with each other copy.
    firsts = [1] if copies > 16 else numbers
    expected = [(0, at, 20) for at in firsts] + [
        (one, at, 100) for one in firsts for at in numbers if one < at
    ]
    assert pairs == expected
    assert found.equal.tolist() == [area == 100 for *_, area in expected]
    assert found.copy_of.tolist() == [0] + [1] * copies


@pytest.mark.parametrize(("tolerance_m2", "is_equal"), [(4.99, False), (5.0, True)])
def test_polygons_may_differ_by_the_tolerance_and_be_equal(tolerance_m2: float, *, is_equal: bool) -> None:
    found = survey_coverage([SQUARE, box(0, 0, 10, 10.5)], tolerance_m2=tolerance_m2)
    assert found.equal.tolist() == [is_equal]


@pytest.mark.parametrize(("tolerance_m2", "count"), [(99.9, 1), (100.0, 0)])
def test_copies_that_are_no_larger_than_the_tolerance_are_no_pair(tolerance_m2: float, count: int) -> None:
    assert len(survey_coverage([SQUARE, SQUARE], tolerance_m2=tolerance_m2)) == count


@pytest.mark.parametrize("is_bare", [False, True])
def test_gaps_are_proven_where_nothing_lies_under_them(
    monkeypatch: pytest.MonkeyPatch, *, is_bare: bool
) -> None:
    monkeypatch.setattr(survey_module, "cut_covered", lambda holes, _: (holes, is_bare))
    gaps = survey_coverage([box(0, 0, 30, 30) - box(10, 10, 20, 20)]).gaps
    assert (gaps.area_m2.tolist(), gaps.proven) == ([100], is_bare)


def test_the_thickness_of_a_sliver_is_its_width() -> None:
    coverage = survey_coverage([box(0, 0, 1000, 10), box(0, 9.98, 1000, 20)])
    assert coverage.thickness_m.tolist() == [pytest.approx(0.02, rel=1e-4)]


@pytest.mark.parametrize(("code", "words"), [(4269, ["NAD83"]), (2263, ["NAD83", "US survey foot"])])
def test_a_layer_that_is_not_in_metres_is_refused_with_its_system(code: int, words: list[str]) -> None:
    with pytest.raises(CrsError) as caught:
        survey_coverage(gpd.GeoSeries([box(0, 0, 10, 10)], crs=code))
    for language in ("zh", "en"):
        said = caught.value.localize(language)
        assert [each for each in words if each not in said] == []


def test_the_system_of_the_layer_is_kept() -> None:
    layer = gpd.GeoSeries([SQUARE], crs="EPSG:4548")
    assert survey_coverage(layer).crs == layer.crs


@pytest.mark.parametrize(
    ("ours", "roads"), [(None, "EPSG:4548"), ("EPSG:4548", None), ("EPSG:4548", "EPSG:4548")]
)
def test_a_layer_that_names_no_system_lies_in_the_others(ours: str | None, roads: str | None) -> None:
    around = [box(0, 0, 30, 10), box(0, 20, 30, 30), box(0, 10, 10, 20), box(20, 10, 30, 20)]
    layer, allowed = gpd.GeoSeries(around, crs=ours), gpd.GeoSeries([box(10, 10, 20, 15)], crs=roads)
    assert survey_coverage(layer, allowed=allowed).gaps.area_m2.tolist() == [50]


def described(coverage: Coverage, order: list[int]) -> tuple[object, ...]:
    """Return what a survey found by the positions of a layer before it was put in `order`."""
    back = np.array(order)
    ends = np.sort(np.stack([back[coverage.left], back[coverage.right]]), axis=0)
    pairs = sorted(
        zip(*ends.tolist(), coverage.area_m2.tolist(), shapely.to_wkb(coverage.shapes), strict=True)
    )
    around = [tuple(sorted(back[list(each)].tolist())) for each in coverage.gaps.neighbours]
    gaps = list(
        zip(coverage.gaps.area_m2.tolist(), shapely.to_wkb(coverage.gaps.shapes), around, strict=True)
    )
    return pairs, gaps, sorted(back[coverage.faults.positions].tolist())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("index", range(50))
def test_the_order_of_the_input_changes_nothing_but_positions(
    engine: Engine, messy_layers: tuple[Shapes, ...], index: int
) -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    shapes = np.array([*messy_layers[index], bow_tie, None], dtype=object)
    search = Search(tolerance_m2=0.01, snap_m=0.001, engine=engine)
    positions = np.arange(len(shapes))
    expected = described(survey(read_layer(shapes), search), positions.tolist())
    for order in (positions[::-1], np.random.default_rng(index).permutation(positions)):
        assert described(survey(read_layer(shapes[order]), search), order.tolist()) == expected


@pytest.mark.parametrize("engine", ENGINES)
@given(index=st.integers(0, 49), east=st.integers(-100, 100), north=st.integers(-100, 100))
@settings(max_examples=20, deadline=None)
def test_whole_metres_change_no_area(
    engine: Engine, messy_layers: tuple[Shapes, ...], index: int, east: int, north: int
) -> None:
    shapes = messy_layers[index]
    moved = np.array([affinity.translate(shape, east, north) for shape in shapes], dtype=object)
    search = Search(tolerance_m2=0.01, snap_m=0.001, engine=engine)
    here, there = (survey(read_layer(layer), search) for layer in (shapes, moved))
    assert there.left.tolist() == here.left.tolist()
    assert there.right.tolist() == here.right.tolist()
    assert there.area_m2 == pytest.approx(here.area_m2, abs=1e-6)
    assert there.gaps.area_m2 == pytest.approx(here.gaps.area_m2, abs=1e-6)


def grid(side: int, jitter_m: float) -> list[shapely.Polygon]:
    rng = np.random.default_rng(0)
    corners = np.stack(np.meshgrid(np.arange(side) * 10.0, np.arange(side) * 10.0), axis=-1).reshape(-1, 1, 2)
    rings = (
        corners + np.array([[0, 0], [10, 0], [10, 10], [0, 10]]) + rng.uniform(0, jitter_m, (side**2, 4, 2))
    )
    return list(shapely.polygons(rings))


@pytest.mark.parametrize("jitter_m", [0, 1e-8, 1e-6, 1e-3, 0.05])
def test_large_layers_are_found_alike_whether_neighbours_share_vertices_or_not(jitter_m: float) -> None:
    layer = read_layer([*grid(35, jitter_m), box(95, 95, 105, 105), box(3, 3, 4, 4)])
    auto, plain = (survey(layer, Search(0.01, 0.001, engine=engine)) for engine in ("auto", "plain"))
    assert auto.left.tolist() == plain.left.tolist()
    assert auto.right.tolist() == plain.right.tolist()
    assert auto.area_m2 == pytest.approx(plain.area_m2, abs=1e-9)
    assert auto.gaps.area_m2 == pytest.approx(plain.gaps.area_m2, abs=1e-6)


def test_processes_find_what_one_finds() -> None:
    layer = grid(40, 0.05)
    alone, shared = (survey_coverage(layer, processes=processes) for processes in (1, 2))
    assert shared.area_m2.tolist() == alone.area_m2.tolist()
    assert shapely.to_wkb(shared.shapes).tolist() == shapely.to_wkb(alone.shapes).tolist()

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from shapely.geometry.base import BaseGeometry

from geokit.errors import CrsError, GeokitError, InputError
from geokit.parcels.overlaps import find_gaps, find_overlaps

SQUARE = box(0, 0, 10, 10)
RING = SQUARE - box(4, 4, 6, 6)


def pairs(table: gpd.GeoDataFrame) -> list[tuple[int, int, float]]:
    return list(zip(table["left"], table["right"], table["area_m2"], strict=True))


@pytest.mark.parametrize(
    ("other", "area_m2"),
    [
        (box(8, 0, 20, 10), 20),
        (SQUARE, 100),
        (SQUARE.reverse(), 100),
        (box(4, 4, 6, 6), 4),
        (box(-5, -5, 15, 15), 100),
        (shapely.Polygon([(10, 0), (10, 10), (9.99, 5)]), 0.05),
        (shapely.MultiPolygon([box(9, 0, 12, 1), box(9, 5, 12, 6)]), 2),
        (box(3, 3, 7, 7) - box(4, 4, 6, 6), 12),
    ],
    ids=["partial", "duplicate", "reversed", "contained", "containing", "sliver", "multipart", "holed"],
)
def test_an_overlap_is_found_with_its_exact_area(other: BaseGeometry, area_m2: float) -> None:
    assert pairs(find_overlaps([SQUARE, other])) == [(0, 1, pytest.approx(area_m2, abs=1e-9))]


@pytest.mark.parametrize(
    "other",
    [
        box(10, 0, 20, 10),
        box(10, 10, 20, 20),
        box(10, 5, 20, 15),
        box(11, 0, 12, 1),
        box(9.9995, 0, 12, 10),
        shapely.Polygon([(10, 2), (12, 1), (12, 3)]),
    ],
    ids=["edge", "corner", "unmatched edge", "apart", "below the tolerance", "vertex on an edge"],
)
def test_neighbours_do_not_overlap(other: BaseGeometry) -> None:
    assert find_overlaps([SQUARE, other]).empty


def test_a_polygon_in_the_hole_of_another_does_not_overlap_it() -> None:
    assert find_overlaps([RING, box(4, 4, 6, 6)]).empty


def test_stacked_layers_give_every_pair() -> None:
    below = [box(0, 0, 10, 10), box(10, 0, 20, 10)]
    above = [box(0, 0, 20, 5), box(0, 5, 20, 10)]
    assert pairs(find_overlaps(below + above)) == [(0, 2, 50), (0, 3, 50), (1, 2, 50), (1, 3, 50)]


def test_an_overlap_keeps_its_polygon_and_its_coordinate_system() -> None:
    layer = gpd.GeoDataFrame(geometry=[SQUARE, box(8, 0, 20, 10)], crs="EPSG:4548", index=["a", "b"])
    table = find_overlaps(layer)
    assert table.crs == layer.crs
    assert table.geometry[0].equals(box(8, 0, 10, 10))


def test_millimetres_are_found_forty_million_metres_from_the_origin() -> None:
    east, north = 40_440_000.0, 2_560_000.0
    left, right = box(east, north, east + 50, north + 50), box(east + 49.998, north, east + 90, north + 50)
    assert pairs(find_overlaps([left, right])) == [(0, 1, pytest.approx(0.1, rel=1e-5))]


def test_the_third_dimension_is_ignored() -> None:
    raised = shapely.force_3d(SQUARE, 7.0)
    assert pairs(find_overlaps([raised, box(8, 0, 20, 10)])) == [(0, 1, 20)]


def test_two_layers_are_compared_one_against_the_other() -> None:
    parcels, lines = [SQUARE, box(10, 0, 20, 10)], [box(8, 0, 12, 10), box(8, 0, 12, 10)]
    assert pairs(find_overlaps(parcels, lines)) == [(0, 0, 20), (0, 1, 20), (1, 0, 20), (1, 1, 20)]


def test_a_parcel_wholly_inside_the_other_layer_overlaps_by_its_area() -> None:
    assert pairs(find_overlaps([SQUARE], [box(-1, -1, 11, 11)])) == [(0, 0, 100)]


@pytest.mark.parametrize("layer", [[], [None, None], [shapely.Polygon()], [shapely.Point(1, 2)]])
def test_a_layer_without_polygons_has_neither_overlaps_nor_gaps(layer: list[BaseGeometry]) -> None:
    assert find_overlaps(layer).empty
    assert find_overlaps(layer, layer).empty
    assert find_gaps(layer).empty


def test_missing_geometries_keep_their_positions() -> None:
    assert pairs(find_overlaps([None, SQUARE, np.nan, box(8, 0, 20, 10)])) == [(1, 3, 20)]


def test_ten_thousand_copies_are_as_many_pairs() -> None:
    table = find_overlaps([SQUARE] * 10_000 + [box(8, 0, 20, 10)])
    assert len(table) == 10_000
    assert set(table["left"]) == {0}


def test_a_few_copies_give_every_pair() -> None:
    found = pairs(find_overlaps([SQUARE, SQUARE, box(8, 0, 20, 10), SQUARE]))
    assert [(left, right) for left, right, _ in found] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_processes_share_the_work_and_find_the_same() -> None:
    layer = [box(x, 0, x + 11, 10) for x in range(0, 100, 10)]
    assert find_overlaps(layer, processes=2).equals(find_overlaps(layer))


@given(st.permutations(range(6)))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_input_changes_positions_only(order: list[int]) -> None:
    layer = [box(0.1 * x, 0.3 * x, 5 + 0.7 * x, 4 + 0.2 * x * x) for x in range(6)]
    expected = {(left, right): area for left, right, area in pairs(find_overlaps(layer))}
    found = {
        tuple(sorted((order[left], order[right]))): area
        for left, right, area in pairs(find_overlaps([layer[position] for position in order]))
    }
    assert found == expected


def test_a_gap_is_a_hole_that_nothing_covers() -> None:
    table = find_gaps([box(0, 0, 30, 10), box(0, 20, 30, 30), box(0, 10, 10, 20), box(20, 10, 30, 20)])
    assert table["area_m2"].tolist() == [100]
    assert table["neighbours"].tolist() == [(0, 1, 2, 3)]
    assert table.geometry[0].equals(box(10, 10, 20, 20))


def test_a_bay_is_no_gap() -> None:
    assert find_gaps([box(0, 0, 30, 10), box(0, 10, 10, 20), box(20, 10, 30, 20)]).empty


def test_an_island_is_no_part_of_the_gap_around_it() -> None:
    assert find_gaps([RING, box(4.5, 4.5, 5.5, 5.5)])["area_m2"].tolist() == [3]


def test_a_hole_that_is_filled_is_no_gap() -> None:
    assert find_gaps([RING, box(4, 4, 6, 6)]).empty


def test_an_allowed_gap_is_no_gap() -> None:
    assert find_gaps([RING], allowed=[box(3, 3, 7, 7)]).empty
    assert find_gaps([RING], allowed=[box(3, 3, 5, 7)])["area_m2"].tolist() == [2]


def test_a_crack_does_not_join_a_gap_to_the_outside() -> None:
    crack = 0.0004
    layer = [box(0, 0, 30, 10), box(0, 20, 30, 30), box(0, 10 + crack, 10, 20), box(20, 10, 30, 20)]
    assert find_gaps(layer, snap_m=0).empty
    table = find_gaps(layer)
    assert table["area_m2"].tolist() == [pytest.approx(100, abs=1e-4)]
    assert table["neighbours"].tolist() == [(0, 1, 2, 3)]


def test_a_gap_may_be_narrower_than_the_cracks_that_are_closed() -> None:
    layer = [box(0, 0, 300, 10), box(0, 10.0005, 300, 20), box(-1, 0, 0, 20), box(300, 0, 301, 20)]
    assert find_gaps(layer)["area_m2"].tolist() == [pytest.approx(0.15, abs=1e-6)]


@pytest.mark.parametrize(
    ("layer", "error"),
    [
        (gpd.GeoSeries([SQUARE], crs="EPSG:4490"), CrsError),
        (gpd.GeoSeries([SQUARE], crs="EPSG:2263"), CrsError),
        (["POLYGON EMPTY"], InputError),
        (SQUARE, InputError),
    ],
    ids=["degrees", "feet", "text", "single geometry"],
)
def test_what_cannot_be_measured_is_refused(layer: object, error: type[GeokitError]) -> None:
    with pytest.raises(error):
        find_overlaps(layer)


def test_two_systems_are_not_mixed() -> None:
    left, right = gpd.GeoSeries([SQUARE], crs="EPSG:4548"), gpd.GeoSeries([SQUARE], crs="EPSG:4547")
    with pytest.raises(CrsError, match="CGCS2000"):
        find_overlaps(left, right)
    with pytest.raises(CrsError):
        find_gaps(left, allowed=right)


@pytest.mark.parametrize(
    "option", [{"tolerance_m2": -1}, {"tolerance_m2": np.nan}, {"snap_m": -1}, {"processes": 0}]
)
def test_an_option_out_of_range_is_refused(option: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(option))):
        find_overlaps([SQUARE], **option)


def test_positions_count_what_lies_far_from_the_other_layer() -> None:
    far = [box(x, 5_000, x + 5, 5_005) for x in range(0, 3_000, 7)]
    few = [None, box(4_000, 0, 4_010, 10), SQUARE, SQUARE]
    many = [*far, box(8, 0, 20, 10), *far, box(8, 0, 20, 10), SQUARE]
    expected = [(2, 429, 20), (2, 859, 20), (2, 860, 100), (3, 429, 20), (3, 859, 20), (3, 860, 100)]
    assert pairs(find_overlaps(few, many)) == expected
    assert pairs(find_overlaps(many, few)) == sorted((right, left, area) for left, right, area in expected)

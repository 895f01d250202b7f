"""Pieces that parcels and a layer's polygons share, held against GEOS pair by pair."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from geokit.land.measure.polygons import measure_area
from geokit.ledgers.pieces import apportioned_m2, counted_once_m2, pieces_of
from geokit.testing import square

PLANE = CRS(4548)
BOXES = st.lists(
    st.one_of(st.none(), st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 20)] * 2)),
    min_size=1,
    max_size=6,
)


def shapes_of(boxes):
    return np.array([None if box is None else square(*box) for box in boxes], dtype=object)


def found(parcels, polygons, **options):
    own_m2 = 2 * np.nan_to_num(shapely.area(parcels))
    return pieces_of(parcels, polygons, own_m2, PLANE, "planar", tolerance_m2=0.01, **options)


@given(BOXES.filter(any), BOXES)
@settings(max_examples=40, deadline=None)
def test_each_pair_that_shares_land_is_a_piece_and_land_counts_once(ours, theirs):
    parcels, polygons = shapes_of(ours), shapes_of(theirs)
    made = found(parcels, polygons)
    shared = {
        (row, column): shapely.area(shapely.intersection(parcel, polygon))
        for row, parcel in enumerate(parcels)
        for column, polygon in enumerate(polygons)
        if parcel is not None
        and polygon is not None
        and shapely.area(shapely.intersection(parcel, polygon)) > 0
    }
    assert list(zip(made.parcel.tolist(), made.polygon.tolist(), strict=True)) == sorted(shared)
    # Each parcel's own area is twice that of its outline.
    assert made.area_m2 == pytest.approx([2 * shared[pair] for pair in sorted(shared)])
    assert shapely.area(made.shapes) == pytest.approx([shared[pair] for pair in sorted(shared)])
    assert made.left_out == 0
    covered_m2, twice_m2 = counted_once_m2(made, len(parcels))
    for row, parcel in enumerate(parcels):
        parts = [
            shapely.intersection(parcel, polygon)
            for column, polygon in enumerate(polygons)
            if (row, column) in shared
        ]
        assert covered_m2[row] == pytest.approx(shapely.area(shapely.union_all(parts)) if parts else 0)
        assert twice_m2[row] == pytest.approx(sum(map(shapely.area, parts)) - covered_m2[row], abs=1e-6)


@pytest.mark.parametrize(
    ("east", "north", "apart_m"),
    [
        (0, 0, 0), (100, 0, 0), (-10, -10, 0), (101, 0, 1), (-13, 0, 3), (0, 104, 4), (0, -15, 5), (103, 104, 5),
        (-13, -14, 5), (103, -14, 5),
    ],
)  # fmt: skip
def test_a_layer_is_as_far_as_its_nearest_box(east, north, apart_m):
    parcels = shapes_of([(0, 0, 100, 100), None])
    made = found(parcels, shapes_of([(5_000, 0, 10, 10), (east, north, 10, 10), None]))
    assert made.apart_m == pytest.approx(apart_m)
    assert made.polygon.tolist() == ([1] if (east, north) == (0, 0) else [])


@pytest.mark.parametrize("polygons", [[], [None], [None, None]])
def test_a_layer_without_a_polygon_is_nowhere(polygons):
    made = found(shapes_of([(0, 0, 100, 100)]), np.array(polygons, dtype=object))
    assert (len(made.parcel), made.apart_m) == (0, np.inf)
    assert [each.tolist() for each in counted_once_m2(made, 2)] == [[0, 0], [0, 0]]


def test_the_box_of_all_parcels_may_be_given_where_some_are_left_out():
    parcels, polygons = shapes_of([(0, 0, 100, 100), None]), shapes_of([(90, 0, 20, 20), (300, 0, 10, 10)])
    box = np.array([470_000.0, 2_590_000.0, 470_400.0, 2_590_100.0])
    assert found(parcels, polygons, box=box).polygon.tolist() == [0]
    assert found(parcels, polygons[1:], box=box).apart_m == 0
    assert found(parcels, polygons[1:]).apart_m == 200


@pytest.mark.parametrize(("size", "count"), [(0.09, 0), (0.11, 1)])
def test_what_is_larger_than_the_tolerance_is_land(size, count):
    assert len(found(shapes_of([(0, 0, 100, 100)]), shapes_of([(10, 10, size, 0.1)])).parcel) == count


def test_pieces_of_a_parcel_add_up_to_its_own_area_by_every_method():
    parcels = shapes_of([(0, 0, 1000, 1000), None, (2000, 0, 500, 500)])
    owners, shapes = (
        np.array([0, 0, 2]),
        shapes_of([(0, 0, 400, 1000), (400, 0, 600, 1000), (2000, 0, 250, 500)]),
    )
    own_m2 = np.array([7.0, np.nan, 5.0])
    for method in ("planar", "ellipsoidal", "statutory"):
        made = apportioned_m2(shapes, owners, parcels, own_m2, PLANE, method)
        exact = (
            measure_area(shapes, PLANE, method)
            / measure_area(parcels[owners], PLANE, method)
            * own_m2[owners]
        )
        assert made == pytest.approx(exact)
        assert made[:2].sum() == pytest.approx(7.0, rel=1e-6)
    assert apportioned_m2(shapes, owners, parcels, own_m2, None, "planar").tolist() == [0, 0, 0]
    assert apportioned_m2(shapes[:0], owners[:0], parcels, own_m2, PLANE, "planar").tolist() == []

"""What lies near a table's shapes: to a hundred metres, or a thousandth of a degree, on every side and no further."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geokit.land.crs.transform import local_crs, parse_crs
from geokit.parcels.formats._spatial_filter import SpatialFilter

METRES, DEGREES = parse_crs("EPSG:4548"), parse_crs("EPSG:4490")
XIAN = parse_crs("EPSG:2382")
EAST, NORTH = 500_000.0, 2_580_000.0


def frame(*shapes, crs=METRES):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def square(x, y, size=100.0):
    return shapely.box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size)


MARGINS = [(METRES, (EAST, NORTH), 100, 200_000), (DEGREES, (116.0, 23.0), 0.001, 2.0)]


@pytest.mark.parametrize(("crs", "corner", "margin", "widest"), MARGINS)
@pytest.mark.parametrize("is_tall", [False, True])
def test_the_surroundings_are_a_margin_wide_and_no_park_is_wider(crs, corner, margin, widest, is_tall):
    def far(size):
        x, y = (0, size) if is_tall else (size, 0)
        apart = [shapely.Point(corner), shapely.Point(corner[0] + x, corner[1] + y)]
        return SpatialFilter.of(frame(None, *apart, crs=crs))

    east, north = corner[0] + widest * (not is_tall), corner[1] + widest * is_tall
    expected = (corner[0] - margin, corner[1] - margin, east + margin, north + margin)
    assert far(widest).box.bounds == expected
    assert (far(widest).crs, far(widest).shapes) == (crs, None)
    assert far(widest * 1.000001) is None


def test_where_there_is_no_shape_or_no_system_there_is_no_place():
    assert SpatialFilter.of(frame(None, shapely.Polygon())) is None
    assert SpatialFilter.of(frame(square(0, 0), crs=None)) is None


def kept(own, found, crs=METRES, to=METRES):
    near = SpatialFilter.of(frame(*own, crs=crs), each=True).keeps(to)
    return near(np.array(found, dtype=object)).tolist()


# Where the lower left corner of a square of 100 m may stand, as it just touches what is near one of 100 m.
@pytest.mark.parametrize("corner", [(-200, 0), (200, 0), (0, -200), (0, 200)])
def test_a_shape_is_near_to_a_hundred_metres_on_every_side(corner):
    x, y = corner
    beyond = square(x * 1.001, y * 1.001)
    assert kept([square(0, 0)], [square(x, y), beyond]) == [True, False]


@pytest.mark.parametrize("corner", [(-0.002, 0), (0.002, 0), (0, -0.002), (0, 0.002)])
def test_a_shape_is_near_to_a_thousandth_of_a_degree(corner):
    own = shapely.box(116, 23, 116.001, 23.001)
    near, beyond = (
        shapely.affinity.translate(own, *(share * at for at in corner)) for share in (0.999, 1.001)
    )
    assert kept([own], [near, beyond], DEGREES, DEGREES) == [True, False]


def test_what_lies_between_shapes_is_left_out_and_what_has_no_shape_is_kept():
    own = [square(0, 0), None, shapely.Polygon(), square(10_000, 0)]
    found = [
        square(5_000, 0),
        None,
        square(10_050, 50),
        shapely.Polygon(),
        square(20, 20),
        square(0, 5_000),
        None,
    ]
    assert kept(own, found) == [False, True, True, False, True, False, True]


@pytest.mark.parametrize(("crs", "to"), [(METRES, DEGREES), (DEGREES, METRES)])
def test_shapes_of_another_system_are_brought_to_it(crs, to):
    own, found = frame(square(0, 0)).to_crs(crs), frame(square(150, 0), square(5_000, 0)).to_crs(to)
    assert kept(own.geometry, found.geometry, crs, to) == [True, False]


def test_all_are_kept_where_nothing_tells_what_is_near():
    each = SpatialFilter.of(frame(square(0, 0)), each=True)
    assert each.keeps(None) is each.keeps(XIAN) is each.keeps(local_crs("某独立坐标系")) is None
    assert SpatialFilter.of(frame(square(0, 0))).keeps(METRES) is None


def test_the_box_holds_the_edges_that_bow_in_another_system():
    found = SpatialFilter.of(frame(square(-100_000, 0, 199_000)))
    assert found.bounds_in(METRES) == found.box.bounds
    assert found.bounds_in(None) is found.bounds_in(XIAN) is None
    fine = frame(shapely.segmentize(found.box, 100.0)).to_crs(DEGREES).total_bounds
    corners = frame(found.box).to_crs(DEGREES).total_bounds
    assert found.bounds_in(DEGREES) == pytest.approx(fine, abs=1e-5)
    assert np.abs(corners - fine).max() > 1e-3

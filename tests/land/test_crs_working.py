"""Lines that are straight in degrees, and lines that were straight in metres before they were written in degrees."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import box

import geokit as gk
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import reproject_shared_edges
from geokit.land.measure.polygons import measure_area

ZONES = [
    box(116.60, 23.300, 116.66, 23.301),
    box(116.60, 23.301, 116.63, 23.302),
    box(116.63, 23.301, 116.66, 23.302),
]


def test_zones_that_share_a_parallel_do_not_overlap() -> None:
    report = gk.audit(parcels=gpd.GeoDataFrame({"id": ["1", "2", "3"]}, geometry=ZONES, crs=4490))
    assert not {"overlap", "sliver", "gap"} & {finding.rule for finding in report.findings}


def test_a_line_in_metres_that_is_written_in_degrees_stays_as_it_is() -> None:
    plane = np.array(
        [box(450_000, 2_580_000, 456_000, 2_580_100), box(450_000, 2_580_100, 453_000, 2_580_200)]
    )
    degrees = reproject(plane, 4548, 4490)
    back = reproject_shared_edges(degrees, 4490, 4548)
    assert shapely.get_num_coordinates(back).tolist() == [5, 5]
    assert shapely.area(shapely.intersection(*back)) < 1e-3


def test_holes_and_parts_keep_their_place() -> None:
    whole = shapely.MultiPolygon(
        [ZONES[0] - box(116.61, 23.3002, 116.62, 23.3008), box(116.7, 23.3, 116.71, 23.31)]
    )
    moved = reproject_shared_edges(np.array([whole, None, *ZONES[1:], shapely.Polygon()]), 4490, 4548)
    assert shapely.get_num_coordinates(moved).tolist() == [16, 0, 5, 5, 0]
    assert moved[0].is_valid
    assert moved[1] is None


@pytest.mark.parametrize("size", [0.04, 0.1, 1.0])
def test_long_edges_in_degrees_are_geodesics(size: float) -> None:
    ring = shapely.Polygon([(116.2, 23.3), (116.2 + size, 23.3 - size / 9), (116.2 + size / 2, 23.3 + size)])
    ellipsoidal, geodesic = (measure_area([ring], 4490, method) for method in ("ellipsoidal", "geodesic"))
    assert ellipsoidal == pytest.approx(geodesic, rel=1e-8)

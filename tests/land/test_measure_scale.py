"""The series of 1 / k² against PROJ's scale, areas with long edges against the same edges cut short, small rings by moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from pyproj import CRS, Proj
from shapely import Polygon

from geokit.geometry.rings import Rings
from geokit.land.crs.transverse_mercator import Ellipsoid
from geokit.land.measure.geodesic import AreaScale, only_in_plane_m2, ring_areas_in_zone_m2
from geokit.land.measure.polygons import measure_area

if TYPE_CHECKING:
    from collections.abc import Callable

STEP_M = 100.0


def slope(of: Callable[[np.ndarray], np.ndarray], at_m: float) -> float:
    """Return a difference over five points, whose error goes with the fourth power of the step."""
    step_m = 20_000.0
    values = of(at_m + step_m * np.array([-2.0, -1.0, 1.0, 2.0]))
    return float(values @ [1, -8, 8, -1]) / (12 * step_m)


@pytest.mark.parametrize("ellipsoid", ["GRS80", "krass", "IAU76"])
@pytest.mark.parametrize("latitude", [0.0, 18.2, 23.4, 40.0, 53.5, 75.0])
@pytest.mark.parametrize("turned", [0.1, 1.5, -3.0, 3.5])
def test_the_series_is_projs_scale(ellipsoid: str, latitude: float, turned: float) -> None:
    proj = Proj(proj="tmerc", lat_0=0, lon_0=0, k=1, ellps=ellipsoid)
    own = Ellipsoid.of(CRS(proj.definition))
    east_m, north_m = proj(turned, latitude)
    across = np.array([east_m - STEP_M, east_m + STEP_M])
    before, after = AreaScale.of(own).only_in_plane(across, np.full(2, north_m))
    in_plane = (after - before) / (2 * STEP_M)
    assert 1 - in_plane == pytest.approx(1 / proj.get_factors(turned, latitude).areal_scale, abs=3e-10)


@pytest.mark.parametrize("latitude", [-40.0, 0.0, 23.4, 53.5])
@pytest.mark.parametrize("turned", [-1.5, 1.0])
def test_each_derivative_is_the_slope_of_the_one_before(latitude: float, turned: float) -> None:
    proj = Proj(proj="tmerc", lat_0=0, lon_0=0, k=1, ellps="GRS80")
    east_m, north_m = proj(turned, latitude)
    scale = AreaScale.of(Ellipsoid.of(CRS(proj.definition)))

    def to_the_east(order: int) -> float:
        return slope(lambda east: scale.derivatives(east, np.full_like(east, north_m))[order], east_m)

    def to_the_north(order: int) -> float:
        return slope(lambda north: scale.derivatives(np.full_like(north, east_m), north)[order], north_m)

    _, east, north, east_twice, across = scale.derivatives(np.array(east_m), np.array(north_m))
    assert (to_the_east(0), to_the_east(1)) == pytest.approx((east, east_twice), rel=1e-8, abs=0)
    # The sixth power has no slope along a meridian.
    assert to_the_north(0) == pytest.approx(north, rel=1e-5, abs=1e-20)
    assert to_the_north(1) == pytest.approx(across, rel=1e-5, abs=1e-25)


@pytest.mark.parametrize("code", [4548, 4507])
@pytest.mark.parametrize("size_m", [100.0, 5_000.0, 40_000.0])
def test_long_edges_measure_as_the_same_edges_cut_short(code: int, size_m: float) -> None:
    corner = np.array([390_000.0, 2_583_000.0])
    whole = Polygon(corner + size_m * np.array([(0, 0), (1, 0.2), (0.9, 1.1), (-0.3, 0.8)]))
    cut = shapely.segmentize(whole, size_m / 40)
    one, other = measure_area([whole, cut], code)
    assert one == pytest.approx(other, rel=1e-11)


@pytest.mark.parametrize("east_m", [-340_000.0, 1_000.0, 150_000.0])
@pytest.mark.parametrize("north_m", [0.0, 2_583_000.0, 5_500_000.0])
def test_moments_of_small_rings_give_what_their_edges_give(east_m: float, north_m: float) -> None:
    sizes_m = np.array([20.0, 480.0, 20_000.0, 120.0])
    outline = np.array([(0, 0), (1, 0.2), (0.9, 0.8), (0.4, 0.6), (-0.2, 0.9), (0, 0)])
    # A hole that is gone around the other way, and a ring that is too large beside small ones.
    turned = [outline, outline, outline[::-1], outline[::-1]]
    vertices = [size_m * each + [east_m, north_m] for size_m, each in zip(sizes_m, turned, strict=True)]
    rings = Rings.unnested(np.concatenate(vertices), np.full(4, len(outline)), np.arange(4))
    own = Ellipsoid.of(CRS(4548))
    by_edges = rings.signed_areas(-only_in_plane_m2(rings, own))
    assert ring_areas_in_zone_m2(rings, own) == pytest.approx(by_edges, rel=1e-12)
    assert not np.isclose(by_edges[:1], rings.signed_areas()[:1], rtol=1e-12)

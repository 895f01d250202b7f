from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from geokit.errors import CrsError
from geokit.land.crs.transform import local_crs
from geokit.land.crs.transverse_mercator import Ellipsoid, forward, inverse

ELLIPSOIDS = [4548, 2384, 2436]  # CGCS2000, IAG 1975, Krassowsky; central meridian 117°E


def grid() -> tuple[np.ndarray, np.ndarray]:
    longitude, latitude = np.meshgrid(np.linspace(113, 121, 81), np.linspace(-60, 60, 121))
    return longitude.ravel(), latitude.ravel()


@pytest.mark.parametrize("code", ELLIPSOIDS)
def test_forward_agrees_with_proj(code: int) -> None:
    crs = CRS.from_epsg(code)
    longitude, latitude = grid()
    there = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True).transform(longitude, latitude)
    east_m, north_m = forward(np.radians(longitude - 117), np.radians(latitude), Ellipsoid.of(crs))
    np.testing.assert_allclose(east_m + 500_000, there[0], rtol=0, atol=1e-6)
    np.testing.assert_allclose(north_m, there[1], rtol=0, atol=1e-6)


@pytest.mark.parametrize("code", ELLIPSOIDS)
def test_inverse_agrees_with_proj(code: int) -> None:
    crs = CRS.from_epsg(code)
    to_plane = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    east_m, north_m = to_plane.transform(*grid())
    longitude, latitude = to_plane.transform(east_m, north_m, direction="INVERSE")
    turned, found = inverse(east_m - 500_000, north_m, Ellipsoid.of(crs))
    metres = 6_378_137.0
    np.testing.assert_allclose(turned * metres, np.radians(longitude - 117) * metres, rtol=0, atol=1e-6)
    np.testing.assert_allclose(found * metres, np.radians(latitude) * metres, rtol=0, atol=1e-6)


@given(st.floats(-4, 4), st.floats(-80, 80))
def test_there_and_back(longitude: float, latitude: float) -> None:
    ellipsoid = Ellipsoid(6378137.0, 1 / 298.257222101)
    back = inverse(*forward(np.radians(longitude), np.radians(latitude), ellipsoid), ellipsoid)
    np.testing.assert_allclose(np.degrees(back), [longitude, latitude], rtol=0, atol=1e-11)


def test_the_central_meridian_and_the_equator_stay_straight() -> None:
    ellipsoid = Ellipsoid(6378137.0, 1 / 298.257222101)
    assert forward(0.0, 0.4, ellipsoid)[0] == 0
    assert forward(0.02, 0.0, ellipsoid)[1] == 0


def test_nan_stays_nan() -> None:
    found = inverse([np.nan, 0.0], [2.5e6, np.nan], Ellipsoid(6378137.0, 1 / 298.257222101))
    assert np.isnan(found).any(axis=0).all()


def test_a_sphere_is_an_ellipsoid_without_flattening() -> None:
    sphere = Ellipsoid.of(CRS("+proj=longlat +R=6371000"))
    assert (sphere.semi_major_m, sphere.semi_minor_m, sphere.flattening) == (6_371_000, 6_371_000, 0)


def test_a_local_system_has_no_ellipsoid() -> None:
    with pytest.raises(CrsError, match="only its planar area can be measured"):
        Ellipsoid.of(local_crs("深圳独立坐标系"))

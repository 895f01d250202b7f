"""What is known of an edge between two positions, held against geodesics that are computed one by one."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from geokit.geometry.rings import Rings
from geokit.land.crs.transverse_mercator import Ellipsoid
from geokit.land.measure.geodesic import _edge_lengths, has_long_edges, ring_areas_in_zone_m2
from geokit.land.measure.statutory import on_cylinder

CGCS2000 = Ellipsoid(6378137.0, 1 / 298.257222101)
GEOD = Geod(a=6378137.0, rf=298.257222101)


def ring_at(longitude, latitude, lengths_m):
    """Return the positions around a place, in degrees, at some distances in directions all round."""
    around = np.arange(len(lengths_m)) * 360 / len(lengths_m) + 17
    there = GEOD.fwd(np.full(len(around), longitude), np.full(len(around), latitude), around, lengths_m)
    return np.column_stack(there[:2])


def laid_out(*positions):
    rings = Rings.of(np.array([shapely.Polygon(each) for each in positions], dtype=object))
    sine = np.sin(np.radians(rings.y))
    return rings, on_cylinder(rings, np.radians(rings.x), sine, CGCS2000), sine


@pytest.mark.parametrize("latitude", [-35.0, 3.0, 22.5, 41.0, 60.0])
def test_an_edge_is_as_long_as_the_geodesic_and_leads_as_far_north(latitude):
    rings, image, sine = laid_out(ring_at(114.2, latitude, [900, 2000, 700, 1500, 1100]))
    east, north_squared, length_squared, middle = (each[:-1] for each in _edge_lengths(image, sine, CGCS2000))
    first, last = rings.coordinates[:-1], rings.coordinates[1:]
    azimuths, back, lengths = GEOD.inv(*first.T, *last.T)
    mean = (azimuths + (back + 180) % 360 + 360 * (abs(azimuths - (back + 180) % 360) > 180)) / 2
    assert np.sqrt(length_squared) == pytest.approx(lengths, rel=1e-5)
    assert np.sqrt(north_squared) == pytest.approx(abs(lengths * np.cos(np.radians(mean))), abs=0.05)
    assert east == pytest.approx(np.radians(last[:, 0] - first[:, 0]))
    assert middle == pytest.approx(np.sin(np.radians((first[:, 1] + last[:, 1]) / 2)), abs=1e-6)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize(("length_m", "is_long"), [(4_990.0, False), (5_010.0, True)])
def test_an_edge_is_long_from_five_kilometres_on(axis, length_m, is_long):
    east, north, _ = GEOD.fwd(114.0, 22.5, 90.0 - 90.0 * axis, length_m)
    triangle = [(114.0, 22.5), (east, north), (114.001, 22.501)]
    _, image, sine = laid_out(ring_at(113.0, 22.5, [90.0] * 4), triangle, ring_at(115.0, 22.5, [90.0] * 4))
    assert has_long_edges(image, sine, CGCS2000).tolist() == [False, is_long, False]


@pytest.mark.parametrize("east_m", [-120_000.0, -900.0, 60_000.0])
def test_small_rings_have_the_area_that_they_have_among_large_ones(east_m):
    rng = np.random.default_rng(0)
    turn = np.arange(7) * 2 * np.pi / 7
    around = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    small = [
        around * rng.uniform(40, 240, (7, 1)) + np.array([east_m, 2_583_000.0 + 700 * at]) for at in range(5)
    ]
    large = around * 900 + np.array([east_m + 5_000, 2_583_000.0])
    rings = Rings.of(np.array([shapely.Polygon(each) for each in (*small, large)], dtype=object))
    areas_m2 = ring_areas_in_zone_m2(rings, CGCS2000)
    # A ring that reaches far from its first vertex is measured by its edges.
    joined = Rings.of(np.array([shapely.Polygon(large, [each]) for each in small], dtype=object))
    by_edges = ring_areas_in_zone_m2(joined, CGCS2000)
    assert areas_m2[:5] == pytest.approx(by_edges[1::2], rel=1e-9)
    assert areas_m2[5] == pytest.approx(by_edges[0], rel=1e-12)
    assert abs(areas_m2[:5] / rings.signed_areas()[:5] - 1).max() > 1e-9

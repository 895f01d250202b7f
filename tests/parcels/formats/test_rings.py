"""Even-odd by containment: the order of rings, and where they touch, do not matter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.geometry.rings import Rings
from geokit.parcels.formats._rings import faulty_rings, polygons


def rings(*squares, parcels=None):
    """Squares given as (west, south, size), open, one ring each."""
    points = [[(x, y), (x + size, y), (x + size, y + size), (x, y + size)] for x, y, size in squares]
    return Rings.unnested(
        np.array(points, dtype=float).reshape(-1, 2),
        np.full(len(squares), 4),
        np.array(parcels if parcels is not None else [0] * len(squares)),
    )


@given(st.permutations([(0, 0, 90), (10, 10, 70), (20, 20, 50), (100, 0, 20), (105, 5, 10)]))
def test_an_island_in_a_hole_and_a_part_beside(squares):
    (made,) = polygons(rings(*squares), 1)
    assert made.area == 90**2 - 70**2 + 50**2 + 20**2 - 10**2
    assert len(made.geoms) == 3


def test_a_hole_that_touches_its_shell_is_a_hole():
    (made,) = polygons(rings((0, 0, 10), (0, 2, 3)), 1)
    assert made.area == 91


def test_rings_of_different_parcels_do_not_contain_each_other():
    made = polygons(rings((0, 0, 10), (2, 2, 3), parcels=[0, 1]), 2)
    assert [polygon.area for polygon in made] == [100, 9]


def test_a_ring_drawn_twice_cancels():
    (made,) = polygons(rings((0, 0, 10), (0, 0, 10)), 1)
    assert made.area == 0


def test_a_parcel_without_rings_is_none():
    assert polygons(rings((0, 0, 1), parcels=[1]), 2)[0] is None


def test_areas_survive_the_prefix_of_a_zone():
    near = rings((467_105.4, 2_583_610.25, 21.83)).signed_areas()
    far = rings((39_467_105.4, 2_583_610.25, 21.83)).signed_areas()
    assert far == pytest.approx(near, abs=1e-5)


def test_faulty_rings():
    points = np.array([[0, 0], [1, 0], [0, 0], [0, 0], [1, 0], [2, 0]], dtype=float)
    few, flat = faulty_rings(Rings.unnested(points, np.array([3, 3]), np.array([0, 1])))
    assert few.tolist() == [True, False]
    assert flat.tolist() == [False, True]

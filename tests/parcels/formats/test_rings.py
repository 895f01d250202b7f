"""Even-odd by containment: the order of rings, and where they touch, do not matter."""

import numpy as np
import pytest
import shapely
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


@pytest.mark.parametrize(("in_degrees", "zero"), [(False, 1e-6), (True, 1e-16)])
@pytest.mark.parametrize("turn", [1, -1])
def test_a_ring_has_an_area_from_a_square_millimetre_on(in_degrees, zero, turn):
    side = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=float)[::turn]
    both = Rings.unnested(
        np.vstack([side * (0.9 * zero) ** 0.5, side * (1.1 * zero) ** 0.5]),
        np.array([4, 4]),
        np.array([0, 0]),
    )
    few, flat = faulty_rings(both, in_degrees=in_degrees)
    assert (few.tolist(), flat.tolist()) == ([False, False], [True, False])


POINTS = st.tuples(st.integers(0, 1), st.integers(0, 1))


@given(st.lists(st.lists(POINTS, min_size=1, max_size=6), min_size=1, max_size=4))
def test_points_that_repeat_the_one_before_or_close_a_ring_do_not_count(drawn):
    coordinates = np.array([point for ring in drawn for point in ring], dtype=float)
    made = Rings.unnested(
        coordinates, np.array([len(ring) for ring in drawn]), np.zeros(len(drawn), dtype=int)
    )
    few, flat = faulty_rings(made)
    for ring, is_few, is_flat in zip(drawn, few, flat, strict=True):
        steps = [point for at, point in enumerate(ring) if at == 0 or point != ring[at - 1]]
        closed = len(ring) > 1 and ring[0] == ring[-1]
        assert is_few == (len(steps) - closed < 3)
        area = shapely.Polygon(ring).area if len(ring) > 2 else 0
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
        # A bow tie whose halves cancel encloses both.
        enclosed = shapely.make_valid(shapely.Polygon(ring)).area if twice == 0 and not is_few else area
        assert is_flat == (not is_few and enclosed == 0)


@pytest.mark.parametrize(("times", "area", "parts"), [(1, 100, 1), (2, 0, 1), (3, 100, 2), (4, 0, 2)])
def test_a_ring_drawn_several_times_is_shell_and_hole_by_turns(times, area, parts):
    (made,) = polygons(rings(*[(0, 0, 10)] * times), 1)
    assert made.area == area
    assert shapely.get_num_geometries(made) == parts


@given(
    st.permutations(
        [
            (0, 0, 90, 2),
            (10, 10, 70, 2),
            (20, 20, 50, 0),
            (30, 30, 30, 0),
            (200, 0, 5, 0),
            (20, 20, 50, 2),
            (0, 0, 90, 4),
        ]
    )
)
def test_each_parcel_has_its_own_rings_among_those_of_others(squares):
    made = polygons(rings(*[each[:3] for each in squares], parcels=[each[3] for each in squares]), 5)
    areas = [shape and shape.area for shape in made]
    assert areas == [50**2 - 30**2 + 5**2, None, 90**2 - 70**2 + 50**2, None, 90**2]
    assert [shape and shapely.get_num_geometries(shape) for shape in made] == [2, None, 2, None, 1]

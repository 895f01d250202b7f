from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.maps.link_geometry import bow, staggered

degrees = st.floats(-1, 1)
PROGRAMME = [
    ((113.889, 22.593), (116.770, 23.461)),
    ((113.889, 22.593), (116.427, 23.250)),
    ((114.335, 22.694), (116.721, 23.411)),
    ((113.930, 22.772), (116.646, 23.413)),
    ((114.009, 22.658), (116.605, 23.272)),
    ((113.939, 22.538), (116.718, 23.289)),
    ((113.939, 22.538), (117.021, 23.425)),
]


@given(degrees, degrees, degrees, degrees, st.floats(-0.5, 0.5))
def test_an_arc_begins_and_ends_where_it_should(
    x1: float, y1: float, x2: float, y2: float, height: float
) -> None:
    path = bow((x1, y1), (x2, y2), height).path()
    np.testing.assert_allclose(path[[0, -1]], [(x1, y1), (x2, y2)], atol=1e-4)


def test_the_middle_stands_off_to_the_left_of_the_way() -> None:
    assert bow((0.0, 0.0), (0.0, 2.0), 0.25).path(3)[1] == pytest.approx([-0.5, 1.0], abs=1e-3)


def test_the_distance_is_true_on_the_ground() -> None:
    lon, lat = bow((116.0, 60.0), (116.0, 62.0), 0.25).path(3)[1]
    assert (116.0 - lon) * np.cos(np.radians(61)) == pytest.approx(0.5, abs=1e-3)
    assert lat == 61.0


def test_no_arc_hides_another() -> None:
    paths = [arc.path() for arc in staggered(PROGRAMME)]
    # 300 km on a screen of 900 px: eight pixels are 0.025 degrees.
    for at, one in enumerate(paths):
        for other in paths[at + 1 :]:
            nearest = np.linalg.norm(one[:, None] - other[None], axis=2).min(axis=1)
            assert (nearest < 0.025).mean() < 0.25


def test_one_chord_has_one_arc_and_none_has_none() -> None:
    assert len(staggered(PROGRAMME[:1])) == 1
    assert staggered([]) == []


def test_the_order_of_the_pairs_does_not_change_their_arcs() -> None:
    assert staggered(PROGRAMME[::-1])[::-1] == staggered(PROGRAMME)

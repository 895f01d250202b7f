"""What was fetched once is not fetched again, and is what would be fetched."""

import numpy as np
import shapely

from geokit.coverage import remembered
from geokit.coverage.remembered import Remembered


class Elsewhere:
    def __init__(self):
        self.asked = []

    def __call__(self, positions):
        self.asked.append(positions.tolist())
        return shapely.points(positions.astype(float), 0.0)


def fetched(held, elsewhere, positions):
    shapes = held.taken(np.array(positions, dtype=np.int64), elsewhere)
    assert shapely.get_x(shapes).tolist() == positions
    return elsewhere.asked


def test_only_what_is_new_is_fetched_and_each_comes_at_its_place():
    held, elsewhere = Remembered(), Elsewhere()
    fetched(held, elsewhere, [9, 2, 5])
    fetched(held, elsewhere, [5, 1, 9, 7])
    assert fetched(held, elsewhere, [1, 2, 5, 7, 9]) == [[9, 2, 5], [1, 7]]


def test_one_position_may_be_asked_for_twice_at_once():
    held, elsewhere = Remembered(), Elsewhere()
    fetched(held, elsewhere, [4, 4, 3])
    assert fetched(held, elsewhere, [3, 4, 3, 4]) == [[4, 4, 3]]


def test_nothing_is_asked_for_nothing():
    assert fetched(Remembered(), Elsewhere(), []) == []


def test_what_does_not_fit_takes_the_place_of_what_was_there(monkeypatch):
    monkeypatch.setattr(remembered, "_MOST", 3)
    held, elsewhere = Remembered(), Elsewhere()
    fetched(held, elsewhere, [1, 2])
    fetched(held, elsewhere, [3, 4])
    assert fetched(held, elsewhere, [1, 3, 4]) == [[1, 2], [3, 4], [1]]


def test_more_than_fits_is_not_kept_and_drives_nothing_out(monkeypatch):
    monkeypatch.setattr(remembered, "_MOST", 3)
    held, elsewhere = Remembered(), Elsewhere()
    fetched(held, elsewhere, [1, 2])
    fetched(held, elsewhere, [3, 4, 5, 6])
    assert fetched(held, elsewhere, [1, 2, 3]) == [[1, 2], [3, 4, 5, 6], [3]]

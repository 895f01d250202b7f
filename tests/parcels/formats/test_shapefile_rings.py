"""Holes of a shapefile, told by containment where the rings are wound the wrong way."""

import itertools

import pytest

from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels

ROW = [[b"P0", b""]]
SAID = "rings_by_containment"


def read(path):
    frame = read_parcels(path, crs=4527)
    return frame.area[0], SAID in {notice.code for notice in notices_of(frame)}, frame.geometry[0]


@pytest.mark.parametrize(("outer", "inner"), list(itertools.product([True, False], repeat=2)))
@pytest.mark.parametrize("hole_first", [True, False])
def test_a_hole_is_a_hole_however_it_is_wound(raw_shapefile, ring, outer, inner, hole_first):
    rings = [ring(0, 0, 80, 100, clockwise=outer), ring(20, 20, 30, 40, clockwise=inner)]
    area, is_said, shape = read(raw_shapefile([rings[::-1] if hole_first else rings], ROW))
    assert area == 6800
    assert shape.is_valid
    assert is_said == ((outer, inner) != (True, False))


@pytest.mark.parametrize("senses", list(itertools.product([True, False], repeat=4)))
def test_two_parts_with_a_hole_each(raw_shapefile, ring, senses):
    boxes = [(0, 0, 80, 100), (200, 0, 80, 100), (20, 20, 30, 40), (220, 20, 30, 40)]
    rings = [ring(*box, clockwise=sense) for box, sense in zip(boxes, senses, strict=True)]
    area, is_said, shape = read(raw_shapefile([rings], ROW))
    assert area == 13_600
    assert shape.is_valid
    assert is_said == (senses != (True, True, False, False))


def test_an_island_in_a_hole(raw_shapefile, ring):
    rings = [ring(0, 0, 80, 100), ring(20, 20, 30, 40), ring(25, 25, 10, 10)]
    area, is_said, shape = read(raw_shapefile([rings], ROW))
    assert (area, is_said, shape.is_valid) == (6900, True, True)


def test_a_hole_that_touches_its_outer_ring(raw_shapefile, ring):
    rings = [ring(0, 0, 80, 100), ring(20, 20, 30, 40)]
    rings[1][0] = rings[1][-1] = (rings[0][0][0], rings[1][0][1])
    area, is_said, _ = read(raw_shapefile([rings], ROW))
    assert area < 8000
    assert is_said


@pytest.mark.parametrize(
    "boxes", [[(0, 0, 100, 100), (50, 0, 100, 100)], [(0, 0, 100, 100), (0, 0, 100, 100)]]
)
def test_parts_that_overlap_or_repeat_each_other_are_no_holes(raw_shapefile, ring, boxes):
    area, is_said, _ = read(raw_shapefile([[ring(*box) for box in boxes]], ROW))
    assert (area, is_said) == (20_000, False)


def test_a_single_ring_may_be_wound_as_it_likes(raw_shapefile, ring):
    area, is_said, _ = read(raw_shapefile([[ring(0, 0, 80, 100, clockwise=False)]], ROW))
    assert (area, is_said) == (8000, False)

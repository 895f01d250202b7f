"""Rings of point rows: where each begins and ends, held against point_rings.txt, and which coordinates cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from geokit.parcels.diagnostics import Diagnostics
from geokit.parcels.formats.points.rings import coordinate_fault, prefixes, split_rings
from geokit.parcels.formats.points.rows import Points

# Each point by the number of its ring and a letter for its place; a bar parts parcels.
ROWS = [
    "1a 1b 1c",
    "1a 1b 1c 1a",
    "1a 1b 1c 1a 1a",
    "1a 1b 1c 1a 1a 1a",
    "1a 1b 1c 1a 1d 1e 1f 1d",
    "1a 1b 1c 1a 1d 1e 1f",
    "1a 1b 1c 1a 1d",
    "1a 1b 1c 1a 1d 1a",
    "1a 1b 1c 1a 1d 1e 1f 1a",
    "1a 1b 1c 1a 1d 1e 1a 1a",
    "1a 1b 1c 1a 1a 1d 1e 1f",
    "1a 1a",
    "1a 1a 1a",
    "1a 1a 1b 1c",
    "1a 1b 1a",
    "1a",
    "1a 2a",
    "1a 2b",
    "1a 1b 1c 2a",
    "1a 1b 1c 2d",
    "1a 1b 1c 1a 2a",
    "1a 1b 1c 2a 2d 2e 2f",
    "1a 1b 1c 2a 3d 3e 3f 1d",
    "1a 1b 1c 2d 2e 2f 3d 4g 4h 4i",
    "1a 1b 1c 2d 2e 2f 1d 1a",
    "1a | 1a",
    "1a 1b 1c | 1a",
    "1a 1b 1c | 2a",
    "1a 1b 1c | 1a 1b 1c | 1d 1e 1f 2g 2h 2i",
    "1a 1b 1c 2d 2e 2f 2d | 1a 1b 1c 2d 2e 2f",
    "1d 1e 1f | 1a 1b 1c 1a 1a | 1a 1b 1c 1a 1d 1e 1f 1d | 1a 1b 1c 2a",
]


def points_of(text: str) -> Points:
    parcels = [each.split() for each in text.split("|")]
    tokens = [token for parcel in parcels for token in parcel]
    return Points(
        np.array([(ord(token[1]), ord(token[1])) for token in tokens], dtype=float),
        np.array([int(token[0]) for token in tokens]),
        np.arange(len(tokens)) + 11,
        np.array([len(parcel) for parcel in parcels]),
        0,
    )


@pytest.mark.parametrize("text", ROWS)
def test_rows_are_taken_apart_into_rings(text, facts):
    remarks = Diagnostics()
    shapes = split_rings(points_of(text), remarks)
    letters = [chr(int(east)) for east, _ in shapes.rings.coordinates]
    ends = np.cumsum(shapes.rings.counts)
    found = [
        f"parcel {row} ring {number} line {line} {''.join(letters[end - count : end])}"
        for row, number, line, end, count in zip(
            shapes.rings.rows, shapes.numbers, shapes.lines, ends, shapes.rings.counts, strict=True
        )
    ]
    facts.hold(text, [*found, *(f"  {each.code} {each.localize('en')}" for each in remarks.notices())])


@pytest.mark.parametrize(
    ("north", "east", "code"),
    [
        (300_000, 500_000, None),
        (299_999, 500_000, "swapped"),
        (299_999, 13_000_000, "out_of_range"),
        (6_199_999, 500_000, None),
        (6_200_000, 500_000, "out_of_range"),
        (2_500_000, 99_999, "out_of_range"),
        (2_500_000, 100_000, None),
        (2_500_000, 999_999, None),
        (2_500_000, 1_000_000, "out_of_range"),
        (2_500_000, 12_999_999, "out_of_range"),
        (2_500_000, 13_000_000, None),
        (2_500_000, 45_999_999, None),
        (2_500_000, 46_000_000, "out_of_range"),
        (500_000, 500_000, None),
        (500_000, 2_500_000, "swapped"),
        (39_500_000, 2_500_000, "swapped"),
        (39_500_000, 299_999, "out_of_range"),
        (180, 180, "degrees"),
        (-180, -180, "degrees"),
        (180.1, 0, "out_of_range"),
        (0, -180.1, "out_of_range"),
        (23.1, 116.6, "degrees"),
    ],
)
def test_what_is_impossible_about_coordinates(north, east, code):
    fine = (500_000, 2_500_000)
    fault, kinds = coordinate_fault(np.array([fine, (east, north)], dtype=float), np.array([0, 1]))
    assert fault[0] == -1
    assert (None if fault[1] < 0 else kinds[fault[1]][0]) == code
    # One point of a parcel is enough, but for degrees, which all are.
    if code is not None:
        together, _ = coordinate_fault(np.array([fine, (east, north), fine], dtype=float), np.array([0]))
        assert together[0] == 2


def test_zones_stand_in_front_of_eastings_of_eight_digits():
    eastings = [0, 999_999, 9_999_999, 10_000_000, 13_500_000, 39_999_999]
    places = np.array([(east, 0) for east in eastings], dtype=float)
    assert prefixes(places, np.arange(6)).tolist() == [0, 0, 0, 10, 13, 39]
    assert prefixes(places, np.array([1, 4])).tolist() == [0, 13]

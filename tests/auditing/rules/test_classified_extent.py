from __future__ import annotations

from itertools import permutations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


@pytest.mark.parametrize(("width", "found"), [(4990, 0), (5010, 1)])
def test_more_than_25_square_kilometres_are_a_reminder(width, found):
    report = gk.audit(parcels=make_parcels([square(0, 0, width, 5000)]))
    assert len(findings_of(report, "classified_extent")) == found
    assert report.ok


FIRST, SECOND = square(0, 0, 5000, 2600), square(0, 2401, 5000, 2600)
WITHIN, BESIDE = square(10, 10, 1000), square(510, 10, 900)


@pytest.mark.parametrize(
    ("shapes", "km2"),
    [
        ([FIRST, square(0, 2400, 5000, 2600)], []),
        ([FIRST, SECOND], [25.005]),
        ([FIRST, SECOND, FIRST], [25.005]),
        ([WITHIN, FIRST, SECOND, WITHIN, FIRST, SECOND], [25.005]),
        ([WITHIN, BESIDE, FIRST, SECOND], [25.005]),
        ([SECOND] * 9 + [FIRST] * 3, [25.005]),
    ],
)
def test_land_that_several_parcels_lie_on_counts_once(shapes, km2):
    for turned in (shapes, shapes[::-1]):
        found = findings_of(gk.audit(parcels=make_parcels(turned)), "classified_extent")
        assert [each.measured / 1e6 for each in found] == km2


@pytest.mark.parametrize("rows", list(permutations(range(3))))
def test_the_order_of_parcels_that_lie_on_one_another_changes_nothing(rows):
    shapes, names = [square(0, 1000 * at, 5000) for at in (0, 2, 1)], "ABC"
    table = make_parcels([shapes[row] for row in rows], id=[names[row] for row in rows])
    (finding,) = findings_of(gk.audit(parcels=table), "classified_extent")
    assert finding.measured == 35e6


def test_of_no_parcels_nothing_is_said():
    assert findings_of(gk.audit(parcels=make_parcels([])), "classified_extent") == []

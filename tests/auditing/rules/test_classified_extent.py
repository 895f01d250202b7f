from __future__ import annotations

from itertools import permutations

import pytest

import geokit as gk
from geokit.auditing.rules import classified_extent
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
        ([square(0, 0, 5000, 10_000), square(0, 9000, 5000, 6000)] * 2, [75]),
        ([square(0, at, 5000, 3900) for at in (0, 1000, 2000)] * 2, [29.5]),
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


def found_km2(shapes, ids):
    found = findings_of(gk.audit(parcels=make_parcels(shapes, id=ids)), "classified_extent")
    return [each.measured / 1e6 for each in found]


@pytest.mark.parametrize("ids", list(permutations("ABC")))
@pytest.mark.parametrize(
    ("shapes", "km2"),
    [
        # Less than 25 km² counted by twos, and more.
        ([square(0, at, 5000, 3900) for at in (0, 1000, 2000)], [29.5]),
        ([square(0, at, 5000, 3900) for at in (0, 900, 1100)], []),
        ([square(0, 1000 * at, 5000, 3900 + at) for at in range(3)], [29.51]),
        # Just 25 km² by twos.
        ([square(0, 0, 5000, 3900), square(0, 902, 5000, 3901), square(0, 2000, 5000, 3902)], [29.51]),
        # More than 25 km² by twos, in which two of one size share the loss.
        ([square(0, 0, 5000, 4000), square(0, 3000, 5000, 4000), square(0, 6500, 5000, 2000)], [42.5]),
    ],
)
def test_no_name_decides_whether_land_is_spoken_of(ids, shapes, km2):
    assert found_km2(shapes, list(ids)) == km2


def test_parcels_in_parts_are_united_too():
    dask_geopandas = pytest.importorskip("dask_geopandas")
    frame = make_parcels([square(0, at, 5000, 3900) for at in (0, 1000, 2000)])
    frame.attrs.clear()  # Dask keeps none
    (finding,) = findings_of(
        gk.audit(dask_geopandas.from_geopandas(frame, npartitions=3)), "classified_extent"
    )
    assert finding.measured == 29.5e6


def test_a_figure_that_twos_tell_asks_for_no_union(monkeypatch):
    monkeypatch.setattr(classified_extent, "robust_union", None)
    batch = square(0, 0, 5000, 4000)
    plots = [square(1000 * at, 0, 1000, 4000) for at in range(5)]
    assert found_km2([*plots, batch], list("ABCDEF")) == []
    assert found_km2([square(0, 0, 5000, 3000), square(0, 2000, 5000, 3000)], list("AB")) == []
    assert found_km2([*plots, batch, square(0, 4000, 5000, 2000)], list("ABCDEFG")) == [30]


def test_of_no_parcels_nothing_is_said():
    assert findings_of(gk.audit(parcels=make_parcels([])), "classified_extent") == []

from __future__ import annotations

import numpy as np
import pytest

import geokit as gk
from geokit.auditing.rules import uncovered
from geokit.coverage.survey import survey
from geokit.parcels import parted
from geokit.testing import findings_of, make_parcels, ring, square


def test_uncovered_land_is_information(park):
    (finding,) = findings_of(gk.audit(park, make_parcels([square(0, 0, 150, 100)])), "uncovered")
    assert (finding.severity, finding.measured) == (gk.Severity.INFO, pytest.approx(5000))
    assert "25.0%" in finding.message("en")


def test_what_is_uncovered_is_at_most_so_much_where_a_parcel_has_no_usable_outline(park):
    bow_tie = ring((150, 0), (200, 100), (200, 0), (150, 100))
    report = gk.audit(park, make_parcels([square(0, 0, 150, 100), bow_tie]))
    (finding,) = findings_of(report, "uncovered")
    assert finding.message("en").startswith("at most ")
    assert finding.message("en").endswith("parcels without a usable outline: 1")
    assert "至多有" in finding.message("zh")


def test_a_gap_is_not_counted_as_uncovered_again(park):
    ring = square(0, 0, 200, 100).difference(square(50, 50, 10))
    report = gk.audit(
        park,
        make_parcels([ring.intersection(square(0, 0, 55, 100)), ring.intersection(square(55, 0, 145, 100))]),
    )
    assert len(findings_of(report, "gap")) == 1
    assert findings_of(report, "uncovered") == []


@pytest.mark.parametrize("away_m", [0, 500, 1000, 1100])
def test_a_bay_in_a_parcel_outside_is_no_land_of_the_park(park, away_m):
    bay = square(200 + away_m, 0, 200, 300).difference(square(150 + away_m, 100, 150, 100))
    (finding,) = findings_of(gk.audit(park, make_parcels([square(0, 0, 150, 100), bay])), "uncovered")
    assert finding.measured == pytest.approx(5000)


def test_parcels_that_lie_elsewhere_stay_there(park, tmp_path, monkeypatch):
    shapes = [square(0, 0, 60, 100), square(60, 0, 60, 100), square(130, 0, 20, 100), square(140, 20, 5)]
    make_parcels(shapes).to_parquet(tmp_path / "parcels.parquet")
    expected = gk.audit(park, tmp_path / "parcels.parquet")
    searched = []
    monkeypatch.setattr(parted, "memory_of_files", lambda _: 1 << 60)
    monkeypatch.setattr(
        uncovered,
        "survey",
        lambda layer, *args, **how: searched.append(layer.shapes) or survey(layer, *args, **how),
    )
    found = gk.audit(park, tmp_path / "parcels.parquet")
    assert findings_of(found, "uncovered")
    assert found.to_frame().equals(expected.to_frame())
    assert [isinstance(shapes, np.ndarray) for shapes in searched] == [False]

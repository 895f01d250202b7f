from __future__ import annotations

import numpy as np
import pytest
import shapely
from rule_cases import rules_in

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, ring, square


def test_a_bow_tie_is_set_aside_and_the_rest_is_audited():
    bow_tie = ring((200, 0), (300, 100), (300, 0), (200, 110))
    report = gk.audit(parcels=make_parcels([bow_tie, square(0, 0, 100), square(90, 0, 100)]))
    assert rules_in(report) == ["invalid_geometry", "overlap"]
    (finding,) = findings_of(report, "invalid_geometry")
    assert finding.subjects == ("A",)
    assert finding.geometry.equals_exact(bow_tie)


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.Point(470_000, 2_590_000)])
def test_what_is_no_polygon_is_named(shape):
    report = gk.audit(parcels=make_parcels([shape, square(0, 0, 100)]))
    assert [(each.subjects, each.geometry) for each in report.findings] == [(("A",), None)]


def test_coordinates_that_are_no_numbers_are_named():
    bad = shapely.transform(square(0, 0, 10), lambda xy: np.where(xy == xy.max(), np.nan, xy))
    report = gk.audit(parcels=make_parcels([bad, square(0, 0, 100)]))
    assert [(each.subjects, each.geometry) for each in report.findings] == [(("A",), None)]


def test_an_invalid_boundary_is_named(tmp_path):
    toml = '[boundary]\nfile = "outline.geojson"\nbasis = "approved"\n'
    outline = ring((0, 0), (100, 100), (100, 0), (0, 110))
    report = gk.audit(make_park(tmp_path, toml, outlines={"outline.geojson": outline}))
    assert findings_of(report, "invalid_geometry")[0].subjects == ("park",)

"""Rules about what was read: systems, records, invalid outlines, dates, schematic outlines."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.auditing.rules.stale_fact import last_day
from geokit.testing import findings_of, make_parcels, make_park, ring, square


def rules_of(report: gk.AuditReport) -> list[str]:
    return [finding.rule for finding in report.findings]


def test_parcels_without_a_system_are_named_and_still_compared():
    report = gk.audit(
        parcels=make_parcels([square(0, 0, 100), square(90, 0, 100)], crs=None, declared_m2=[1, 1])
    )
    assert rules_of(report) == ["crs_missing", "overlap"]


def test_degrees_are_measured_in_their_zone():
    frame = make_parcels([square(0, 0, 100), square(90, 0, 100)]).to_crs("EPSG:4490")
    (finding,) = gk.audit(parcels=frame).findings
    assert finding.measured == pytest.approx(1000, abs=0.01)


def test_two_datums_are_a_finding_not_a_guess():
    ours, theirs = make_parcels([square(0, 0, 100)]), make_parcels([square(0, 0, 100)], crs="EPSG:2384")
    report = gk.audit(parcels=[ours, theirs])
    (finding,) = findings_of(report, "crs_mixed")
    assert "Xian 1980" in finding.message("en")
    assert report.parcels == 1


def test_two_zones_of_one_datum_are_brought_together():
    ours = make_parcels([square(0, 0, 100)])
    theirs = make_parcels([square(90, 0, 100)]).to_crs("EPSG:4527").assign(id=["B"])
    (finding,) = gk.audit(parcels=[ours, theirs]).findings
    assert (finding.rule, finding.subjects) == ("overlap", ("A", "B"))


def test_a_wrong_zone_is_named_and_the_rest_is_audited():
    far = shapely.transform(square(0, 0, 100), lambda xy: np.add(xy, (600_000, 0)))
    report = gk.audit(parcels=make_parcels([square(0, 0, 100), square(90, 0, 100), far]))
    (finding,) = findings_of(report, "crs_zone")
    assert finding.subjects == ("C",)
    assert rules_of(report) == ["crs_zone", "overlap"]


def test_a_bow_tie_is_set_aside_and_the_rest_is_audited():
    bow_tie = ring((200, 0), (300, 100), (300, 0), (200, 110))
    report = gk.audit(parcels=make_parcels([bow_tie, square(0, 0, 100), square(90, 0, 100)]))
    assert rules_of(report) == ["invalid_geometry", "overlap"]
    assert findings_of(report, "invalid_geometry")[0].subjects == ("A",)


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.Point(470_000, 2_590_000)])
def test_what_is_no_polygon_is_named(shape):
    report = gk.audit(parcels=make_parcels([shape, square(0, 0, 100)]))
    assert [finding.subjects for finding in report.findings] == [("A",)]


def test_coordinates_that_are_no_numbers_are_named():
    bad = shapely.transform(square(0, 0, 10), lambda xy: np.where(xy == xy.max(), np.nan, xy))
    report = gk.audit(parcels=make_parcels([bad, square(0, 0, 100)]))
    assert [finding.subjects for finding in report.findings] == [("A",)]


def test_an_invalid_boundary_is_named(tmp_path):
    toml = '[boundary]\nfile = "outline.geojson"\nbasis = "approved"\n'
    outline = ring((0, 0), (100, 100), (100, 0), (0, 110))
    report = gk.audit(make_park(tmp_path, toml, outlines={"outline.geojson": outline}))
    assert findings_of(report, "invalid_geometry")[0].subjects == ("park",)


def test_a_schematic_outline_says_so_with_its_uncertainty(tmp_path):
    toml = """
[anchor]
lat = 23.4
lon = 116.7
uncertainty_m = 5000
derivation = { zh = "测试", en = "test" }
[boundary]
file = "outline.geojson"
basis = "schematic"
"""
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 100)})
    (finding,) = gk.audit(park).findings
    assert (finding.rule, finding.severity) == ("schematic_geometry", gk.Severity.INFO)
    assert "±5 km" in finding.message("en")


STATEMENT = """
[[statements]]
text = { zh = "2024 年竣工", en = "to be completed in 2024" }
source = "test"
as_of = "2023"
due = "2024"
"""


@pytest.mark.parametrize(("today", "found"), [(date(2024, 12, 31), 0), (date(2025, 1, 1), 1)])
def test_a_date_that_has_passed_is_said(tmp_path, today, found):
    report = gk.audit(make_park(tmp_path, STATEMENT), today=today)
    assert rules_of(report) == ["stale_fact"] * found


@pytest.mark.parametrize(
    ("partial", "day"),
    [("2024", date(2024, 12, 31)), ("2023-02", date(2023, 2, 28)), ("2023-02-03", date(2023, 2, 3))],
)
def test_last_day(partial, day):
    assert last_day(partial) == day


def test_a_plain_frame_is_audited_in_one_line():
    frame = gpd.GeoDataFrame(
        {"DKBH": ["K1", "K2"]}, geometry=[square(0, 0, 100), square(90, 0, 100)], crs="EPSG:4548"
    )
    (finding,) = gk.audit(parcels=frame).findings
    assert finding.subjects == ("K1", "K2")


def test_no_parcels_at_all():
    assert gk.audit(parcels=make_parcels([])).findings == ()

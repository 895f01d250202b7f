from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from rule_cases import faults_between

import geokit as gk
from geokit.coverage import boxes
from geokit.testing import make_parcels, square


def test_neighbours_that_share_an_edge_pass():
    assert faults_between(square(0, 0, 10), square(10, 0, 10)) == []


def test_neighbours_that_share_a_corner_pass():
    assert faults_between(square(0, 0, 10), square(10, 10, 10)) == []


def test_an_overlap_is_found_with_its_area():
    report = gk.audit(parcels=make_parcels([square(0, 0, 100), square(98, 0, 100)]))
    (finding,) = report.findings
    assert (finding.rule, finding.subjects, finding.unit) == ("overlap", ("A", "B"), "m2")
    assert finding.measured == pytest.approx(200)
    assert shapely.area(finding.geometry) == pytest.approx(200)
    assert finding.message("en").startswith("parcels A and B overlap by 200.00 m² (0.300 mu)")


def test_what_is_below_the_tolerance_is_ignored():
    assert faults_between(square(0, 0, 10), square(9.9999, 0, 10)) == []


def test_what_a_heap_leaves_out_is_said_in_both_languages(monkeypatch):
    for name, value in {"MANY_NEIGHBOURS": 5, "LARGE_CLUSTER": 10, "MANY_PAIRS": 20}.items():
        monkeypatch.setattr(boxes, name, value)
    report = gk.audit(make_parcels([square(at, 0, 100, 50 + at) for at in range(20)]))
    [crowd] = [each for each in report.findings if "pairs" in each.fields]
    # Each of twenty is compared with the next.
    assert "20 parcels lie on each other" in crowd.message("en")
    assert "up to 171 pairs were not compared" in crowd.message("en")
    assert "至多 171 对未比较" in crowd.message("zh")


def test_degrees_are_measured_in_their_zone():
    frame = make_parcels([square(0, 0, 100), square(90, 0, 100)]).to_crs("EPSG:4490")
    (finding,) = gk.audit(parcels=frame).findings
    assert finding.measured == pytest.approx(1000, abs=0.01)


def test_a_plain_frame_is_audited_in_one_line():
    frame = gpd.GeoDataFrame(
        {"DKBH": ["K1", "K2"]}, geometry=[square(0, 0, 100), square(90, 0, 100)], crs="EPSG:4548"
    )
    (finding,) = gk.audit(parcels=frame).findings
    assert finding.subjects == ("K1", "K2")

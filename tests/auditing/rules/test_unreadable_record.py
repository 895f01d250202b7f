from __future__ import annotations

import json

import pytest
import shapely
from rule_cases import write_features

import geokit as gk


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.geojson"
    write_features(path, [{"dkbh": "1"}, {"dkbh": "2"}])
    return path


def test_a_file_whose_records_can_be_read_passes(path):
    report = gk.audit(parcels=gk.read_parcels(path))
    assert (report.parcels, report.findings) == (2, ())


def test_a_record_that_is_no_area_is_named_and_the_other_is_audited(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    line = shapely.LineString([(470_000, 2_590_000), (470_100, 2_590_000)])
    content["features"][1]["geometry"] = json.loads(shapely.to_geojson(line))
    path.write_text(json.dumps(content), encoding="utf-8")
    report = gk.audit(parcels=gk.read_parcels(path))
    (finding,) = report.findings
    assert report.parcels == 1
    assert (finding.rule, finding.subjects, finding.severity) == (
        "unreadable_record",
        ("2",),
        gk.Severity.ERROR,
    )
    assert (finding.source.file, finding.source.record) == ("a.geojson", 1)

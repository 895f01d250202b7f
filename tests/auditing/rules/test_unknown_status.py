from __future__ import annotations

import geopandas as gpd
import pytest
from rule_cases import audit_table, table_of, write_features

import geokit as gk
from geokit.testing import findings_of, make_park, square


def test_a_status_in_other_words_passes_and_one_that_nobody_knows_is_named():
    assert (
        audit_table(
            table_of(3, status=["已批", "built", None], stage=["收储", "supply", None]), "unknown_status"
        )
        == []
    )
    (finding,) = audit_table(table_of(3, status=["已批", "已整备", "已整备"]), "unknown_status")
    assert finding.subjects == ("B", "C")
    assert "the status “已整备” is none that is known: B, C (2 in all)" in finding.message("en")
    (finding,) = audit_table(table_of(1, stage=["整备"]), "unknown_status")
    assert "the stage “整备”" in finding.message("en")


def test_the_audited_table_holds_codes_only():
    report = gk.audit(parcels=table_of(2, status=["已批", "已整备"], approved_on=["2024/5/1", "soon"]))
    (audited,) = report.audited
    assert list(audited.parcels["status"]) == ["approved", None]
    assert list(audited.parcels["approved_on"]) == ["2024-05-01", None]


def test_the_callers_table_is_left_as_it_is():
    frame = table_of(2, status=["已批", "已整备"])
    gk.audit(parcels=frame)
    assert list(frame["status"]) == ["已批", "已整备"]


@pytest.mark.parametrize("column", ["zt", "status"])
def test_what_a_file_says_and_nobody_knows_is_one_finding(tmp_path, column):
    write_features(tmp_path / "a.geojson", [{"dkbh": "1", column: "已整备"}, {"dkbh": "2", column: "在库"}])
    report = gk.audit(parcels=gk.read_parcels(tmp_path / "a.geojson"))
    (finding,) = findings_of(report, "unknown_status")
    assert finding.subjects == ("1",)
    assert findings_of(report, "irregular_file") == []


def test_a_stage_of_park_toml_does_not_cover_what_the_file_says(tmp_path):
    toml = '[[parcels]]\nfile = "a.geojson"\nstage = "收储"\n'
    park = make_park(tmp_path, toml)
    write_features(park.folder / "a.geojson", [{"dkbh": "1", "stage": "整备"}, {"dkbh": "2", "stage": None}])
    report = gk.audit(park)
    assert [finding.subjects for finding in findings_of(report, "unknown_status")] == [("1",)]
    assert list(report.audited[0].parcels["stage"]) == [None, "stored"]


def test_a_plain_frame_says_the_same():
    frame = gpd.GeoDataFrame(
        {"DKBH": ["1", None], "zt": ["已整备", "已供"]},
        geometry=[square(0, 0, 90), square(200, 0, 90)],
        crs="EPSG:4548",
    )
    report = gk.audit(parcels=frame)
    assert [(each.rule, each.subjects) for each in report.findings] == [
        ("missing_field", ("row:1",)),
        ("unknown_status", ("1",)),
    ]

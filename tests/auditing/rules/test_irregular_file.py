from __future__ import annotations

from rule_cases import write_features

import geokit as gk
from geokit.testing import findings_of


def test_remarks_stay_where_the_texts_were_dropped(tmp_path):
    write_features(tmp_path / "a.geojson", [{"dkbh": "1", "zt": "已整备"}])
    frame = gk.read_parcels(tmp_path / "a.geojson")
    report = gk.audit(parcels=frame.drop(columns="zt"))
    assert "已整备" in findings_of(report, "irregular_file")[0].message("en")


def test_a_remark_names_the_record_that_it_is_about(tmp_path):
    write_features(tmp_path / "a.geojson", [{"dkbh": "1", "zt": "已供地"}, {"dkbh": "2", "zt": "已整备"}])
    frame = gk.read_parcels(tmp_path / "a.geojson")
    [finding] = findings_of(gk.audit(parcels=frame.drop(columns="zt")), "irregular_file")
    assert (finding.subjects, finding.source) == (("a.geojson",), gk.Place("a.geojson", record=1))

from __future__ import annotations

import json

import shapely
from rule_cases import rules_in

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


def test_parcels_without_a_system_are_named_and_still_compared():
    report = gk.audit(
        parcels=make_parcels([square(0, 0, 100), square(90, 0, 100)], crs=None, declared_m2=[1, 1])
    )
    assert rules_in(report) == ["crs_missing", "overlap"]


def test_a_file_without_a_system_is_one_finding_alone_and_among_others(tmp_path):
    for name, parcel in (("a.csv", square(0, 0, 100)), ("b.csv", square(300, 0, 100))):
        (tmp_path / name).write_text(f'DKBH,WKT\n{name[0]},"{parcel.wkt}"\n', encoding="utf-8")
    (alone,) = [
        each for each in gk.audit(tmp_path / "a.csv").findings if "coordinate system" in each.message("en")
    ]
    assert (alone.rule, alone.subjects) == ("crs_missing", ("a.csv",))
    with_system = make_parcels([square(600, 0, 100)])
    report = gk.audit([with_system, tmp_path / "b.csv"])
    (beside,) = [each for each in report.findings if "coordinate system" in each.message("en")]
    assert (beside.rule, beside.subjects) == ("crs_mixed", ("b.csv",))


def test_a_file_whose_own_system_cannot_be_is_named_for_what_it_says(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"DKBH": "1"},
        "geometry": shapely.geometry.mapping(square(0, 0, 100)),
    }
    (tmp_path / "a.geojson").write_text(json.dumps(feature), encoding="utf-8")
    report = gk.audit(tmp_path / "a.geojson")
    assert rules_in(report) == ["crs_missing", "irregular_file"]
    (said,) = findings_of(report, "irregular_file")
    assert said.message("en").startswith("a.geojson: WGS 84 is named, in degrees, but")

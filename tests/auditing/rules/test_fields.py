"""duplicate_id, missing_field, unknown_status, status_order: what the columns of a table say."""

from __future__ import annotations

import json
from datetime import date

import geopandas as gpd
import pytest
import shapely

import geokit as gk
from geokit.errors import SettingsError
from geokit.testing import findings_of, make_parcels, make_park, square

DAYS = ("approved_on", "acquired_on", "stored_on", "supplied_on")


def table(count=3, **columns):
    return make_parcels([square(200 * at, 0, 100) for at in range(count)], **columns)


def audit(frame, rule, **options):
    settings = {"rules": {rule: options}} if options else None
    return findings_of(gk.audit(parcels=frame, settings=settings, today=date(2026, 6, 1)), rule)


def test_ids_of_their_own_pass():
    assert audit(table(), "duplicate_id") == []


def test_an_id_used_twice_is_named():
    (finding,) = audit(table().assign(id=["12", "12", "13"]), "duplicate_id")
    assert finding.subjects == ("row:0", "row:1")
    assert finding.message("en") == "the id “12” is that of 2 parcels"


def test_the_id_of_one_parcel_at_two_stages_passes():
    frame = table(3, stage=["approved", "supplied", "approved"])
    assert audit(frame.assign(id=["12", "12", "13"]), "duplicate_id") == []
    assert len(audit(frame.assign(id=["12", "12", "12"]), "duplicate_id")) == 1
    assert (
        len(audit(table(3, stage=["approved", None, None]).assign(id=["12", "12", "13"]), "duplicate_id"))
        == 1
    )


def test_parcels_without_an_id_are_one_finding():
    assert audit(table(), "missing_field") == []
    (finding,) = audit(table().assign(id=["12", None, ""]), "missing_field")
    assert finding.subjects == ("row:1", "row:2")
    assert finding.message("en").startswith("“id” is empty in row:1, row:2 (2 in all)")


def test_the_fields_are_a_setting():
    found = audit(table(village=["东村", None, "西村"]), "missing_field", fields=["village", "declared_m2"])
    assert [finding.subjects for finding in found] == [("A", "B", "C"), ("B",)]
    with pytest.raises(SettingsError, match=r"rules\.missing_field\.fields"):
        audit(table(), "missing_field", fields=["vilage"])


def test_thousands_of_parcels_without_an_id_are_one_sentence():
    (finding,) = audit(table(2000).assign(id=None), "missing_field")
    assert len(finding.subjects) == 2000
    assert finding.message("en").endswith("and 1992 more (2000 in all)")


def test_a_status_in_other_words_passes_and_one_that_nobody_knows_is_named():
    assert (
        audit(table(3, status=["已批", "built", None], stage=["收储", "supply", None]), "unknown_status")
        == []
    )
    (finding,) = audit(table(3, status=["已批", "已整备", "已整备"]), "unknown_status")
    assert finding.subjects == ("B", "C")
    assert "the status “已整备” is none that is known: B, C (2 in all)" in finding.message("en")
    (finding,) = audit(table(1, stage=["整备"]), "unknown_status")
    assert "the stage “整备”" in finding.message("en")


def test_the_audited_table_holds_codes_only():
    report = gk.audit(parcels=table(2, status=["已批", "已整备"], approved_on=["2024/5/1", "soon"]))
    (audited,) = report.audited
    assert list(audited.parcels["status"]) == ["approved", None]
    assert list(audited.parcels["approved_on"]) == ["2024-05-01", None]


def test_the_callers_table_is_left_as_it_is():
    frame = table(2, status=["已批", "已整备"])
    gk.audit(parcels=frame)
    assert list(frame["status"]) == ["已批", "已整备"]


def write(path, properties):
    features = [
        {
            "type": "Feature",
            "properties": each,
            "geometry": json.loads(shapely.to_geojson(square(200 * at, 0, 100))),
        }
        for at, each in enumerate(properties)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}
    content = {"type": "FeatureCollection", "crs": crs, "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize("column", ["zt", "status"])
def test_what_a_file_says_and_nobody_knows_is_one_finding(tmp_path, column):
    write(tmp_path / "a.geojson", [{"dkbh": "1", column: "已整备"}, {"dkbh": "2", column: "在库"}])
    report = gk.audit(parcels=gk.read_parcels(tmp_path / "a.geojson"))
    (finding,) = findings_of(report, "unknown_status")
    assert finding.subjects == ("1",)
    assert findings_of(report, "irregular_file") == []


def test_a_stage_of_park_toml_does_not_cover_what_the_file_says(tmp_path):
    toml = '[[parcels]]\nfile = "a.geojson"\nstage = "收储"\n'
    park = make_park(tmp_path, toml)
    write(park.folder / "a.geojson", [{"dkbh": "1", "stage": "整备"}, {"dkbh": "2", "stage": None}])
    report = gk.audit(park)
    assert [finding.subjects for finding in findings_of(report, "unknown_status")] == [("1",)]
    assert list(report.audited[0].parcels["stage"]) == [None, "stored"]


def test_remarks_stay_where_the_texts_were_dropped(tmp_path):
    write(tmp_path / "a.geojson", [{"dkbh": "1", "zt": "已整备"}])
    frame = gk.read_parcels(tmp_path / "a.geojson")
    report = gk.audit(parcels=frame.drop(columns="zt"))
    assert "已整备" in findings_of(report, "irregular_file")[0].message("en")


def dated(*rows, **columns):
    named = {name: [row[at] for row in rows] for at, name in enumerate(DAYS)}
    return table(len(rows), **named, **columns)


def test_dates_in_order_pass():
    frame = dated(
        ("2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01"),
        ("2021-01-01", None, None, "2021-01-01"),
        (None, None, "2023-01-01", "2024-01-01"),
        (None, None, None, None),
    )
    assert audit(frame, "status_order") == []


def test_dates_that_run_backwards_are_one_finding_a_pair():
    frame = dated(
        (None, None, "2024-05-01", "2024-03-01"),
        (None, None, "2024-06-01", "2024-03-01"),
        ("2024-05-01", "2023-03-01", None, None),
    )
    found = audit(frame, "status_order")
    assert [finding.subjects for finding in found] == [("A", "B"), ("C",)]
    assert (
        "“supplied on” comes before “stored on” in A, B (2 in all); A: 2024-03-01 before 2024-05-01"
        in found[0].message("en")
    )


def test_a_parcel_is_named_once_by_the_nearest_pair():
    frame = dated(("2024-05-01", "2023-01-01", "2022-01-01", "2021-01-01"))
    (finding,) = audit(frame, "status_order")
    assert "“acquired on” comes before “approved on”" in finding.message("en")


def test_routes_are_a_setting():
    frame = dated(("2024-05-01", None, "2023-01-01", None), (None, "2023-01-01", "2024-01-01", None))
    assert [each.subjects for each in audit(frame, "status_order")] == [("A",)]
    (finding,) = audit(frame, "status_order", routes=[["stored", "approved", "supplied"]])
    assert finding.subjects == ("B",)
    assert "those of no route in B" in finding.message("en")
    with pytest.raises(SettingsError, match=r"rules\.status_order\.routes"):
        audit(frame, "status_order", routes=[["stored", "sold"]])


def test_a_status_later_than_its_dates_allow():
    frame = dated(
        ("2024-05-01", None, None, "2027-01-01"),
        ("2024-05-01", None, None, None),
        ("2024-05-01", None, None, "2025-01-01"),
        (None, None, None, None),
        status=["已供", "在建", "已建成", "已供"],
    )
    found = audit(frame, "status_order")
    assert [finding.subjects for finding in found] == [("A",), ("B",)]
    assert "“supplied on” is still to come in A (1 in all); A: 2027-01-01" in found[0].message("en")
    assert "“supplied on”, which others have, is empty in B" in found[1].message("en")


def test_a_date_that_no_parcel_has_is_not_asked_for():
    assert audit(dated(("2024-05-01", None, None, None), status=["已供"]), "status_order") == []


def test_what_is_no_date_is_named():
    (finding,) = audit(table(2, approved_on=["2024-13-01", "2024-05-01"]), "status_order")
    assert (finding.subjects, finding.severity) == (("A",), gk.Severity.WARNING)
    assert "“approved on” is no date in A (1 in all); “2024-13-01”" in finding.message("en")


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

"""The audit as a whole: what goes in, what nobody meant to go in, and the order of things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import planted_park
import pytest
import shapely

import geokit as gk
from geokit.auditing.inputs import read_inputs
from geokit.auditing.registry import load_rules
from geokit.errors import CrsError, InputError, OptionError
from geokit.land.crs.offset import shift_frame
from geokit.programme.catalog import example_folder, load_catalog
from geokit.testing import CRS, findings_of, make_parcels, make_park, ring, square

MANY = 10_000
TODAY = date(2026, 6, 1)
LOCAL = 'LOCAL_CS["Shenzhen independent",UNIT["metre",1]]'


def many(shape, crs=CRS):
    return make_parcels([shape] * MANY, crs=crs).assign(id=[f"P{at:05d}" for at in range(MANY)])


def rules_of(report):
    return [
        (finding.rule, len(finding.subjects))
        for finding in report.findings
        if finding.severity > gk.Severity.INFO
    ]


def test_a_frame_that_was_shifted_for_drawing_is_refused():
    shifted = shift_frame(make_parcels([square(0, 0, 100)]))
    with pytest.raises(CrsError, match="for drawing only"):
        gk.audit(parcels=shifted)
    plain = gpd.GeoDataFrame({"DKBH": ["1"]}, geometry=[square(0, 0, 100)], crs=CRS)
    with pytest.raises(CrsError, match="for drawing only"):
        gk.audit(parcels=[plain, shift_frame(plain)])


@pytest.mark.parametrize("thing", [[1, 2], pd.DataFrame({"id": [1]}), None])
def test_what_is_no_table_of_parcels_is_refused(thing):
    with pytest.raises(InputError):
        gk.audit(parcels=thing)


def test_no_parcels_at_all():
    assert gk.audit(parcels=make_parcels([])).findings == ()


def test_the_same_parcel_ten_thousand_times_is_one_fault():
    assert rules_of(gk.audit(parcels=many(square(0, 0, 100)))) == [("duplicate", MANY)]


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.Point(470_000, 2_590_000)])
def test_ten_thousand_times_nothing_is_one_fault(shape):
    report = gk.audit(parcels=many(shape))
    assert [finding.severity for finding in report.findings] == [gk.Severity.ERROR]
    assert len(report.findings[0].subjects) == MANY


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4326", "EPSG:3857"])
def test_nothing_in_a_system_that_needs_a_place_is_one_fault(crs):
    report = gk.audit(parcels=make_parcels([None, shapely.Polygon()], crs=crs))
    assert {finding.rule for finding in report.findings} == {"invalid_geometry"}


@pytest.mark.parametrize("crs", [CRS, "EPSG:4490"])
def test_what_is_no_polygon_is_no_fault_of_the_coordinate_system(crs):
    mixed = shapely.GeometryCollection([square(0, 0, 100), shapely.Point(470_000, 2_590_000)])
    (finding,) = gk.audit(parcels=make_parcels([mixed]).to_crs(crs)).findings
    assert finding.message("en") == "the outline of parcel A is invalid: it is not a polygon"


@pytest.mark.parametrize("crs", [CRS, "EPSG:4490", None])
def test_a_coordinate_that_is_no_number_is_a_fault_of_the_outline(crs):
    broken = ring((0, 0), (float("inf"), 0), (100, 100))
    found = findings_of(gk.audit(parcels=make_parcels([broken], crs=crs)), "invalid_geometry")
    assert [each.fields["parcel"] for each in found] == ["A"]
    assert found[0].message("en").endswith("a coordinate is not a finite number")


def test_the_place_of_a_missing_system_does_not_depend_on_the_order():
    frame = make_parcels([square(0, 0, 100), square(100, 0, 100)], crs=None, source=["b.csv", "a.csv"])
    places = {findings_of(gk.audit(parcels=each), "crs_missing")[0].source for each in (frame, frame[::-1])}
    assert len(places) == 1


def test_the_neighbours_of_a_gap_do_not_depend_on_the_order_of_copies():
    sides = [square(0, 0, 100, 10), square(0, 10, 10, 90), square(90, 10, 10, 90), square(10, 90, 80, 10)]
    frame = make_parcels([*sides, sides[0]])
    (ours,), (theirs,) = (findings_of(gk.audit(parcels=each), "gap") for each in (frame, frame[::-1]))
    assert ours.subjects == theirs.subjects == ("A", "B", "C", "D")


def test_ten_thousand_copies_of_an_invalid_outline_are_all_named():
    bow_tie = ring((0, 0), (100, 100), (100, 0), (0, 110))
    found = findings_of(gk.audit(parcels=many(bow_tie)), "invalid_geometry")
    assert len({finding.subjects for finding in found}) == MANY


@pytest.mark.parametrize(("crs", "rule"), [(CRS, "crs_zone"), (None, "crs_missing")])
def test_degrees_by_mistake_are_one_fault(crs, rule):
    degrees = shapely.box(116.70, 23.40, 116.71, 23.41)
    report = gk.audit(parcels=many(degrees, crs=crs))
    assert {finding.rule for finding in report.findings} <= {rule, "duplicate"}
    assert len(findings_of(report, rule)) == 1


def test_a_local_system_has_planar_areas_only():
    frame = make_parcels([square(0, 0, 100), square(90, 0, 100)], crs=LOCAL, declared_m2=[9000, 10_000])
    report = gk.audit(parcels=frame)
    assert sorted(finding.rule for finding in report.findings) == ["area_mismatch", "overlap"]


def shuffled_park(seed):
    """The parcels of the example park in another order, each table for itself, with faults of every kind."""
    park = load_catalog(example_folder()).park("example-park")
    frame = read_inputs(park, None).parcels.to_crs(CRS)
    frame.attrs = {}
    extra = make_parcels(
        [square(900 + 60 * at, 900, 60, 100) for at in range(4)], status=["?", "?", "已供", None]
    )
    extra["id"] = ["X1", "X2", "X3", "X4"]
    again = make_parcels([square(900 + 80 * at, 900, 80, 100) for at in range(3)]).assign(
        id=["Y1", "Y2", "Y3"]
    )
    copies = make_parcels([square(2000, 0, 100)] * 5).assign(id=[f"Z{at}" for at in range(5)])
    whole = pd.concat([frame, extra, again, copies], ignore_index=True)
    order = np.random.default_rng(seed).permutation(len(whole))
    return park, whole.iloc[order].reset_index(drop=True)


def told(report):
    return [
        (each.rule, each.severity, each.subjects, each.message("en"), each.message("zh"), each.fingerprint, each.unit,
         None if each.measured is None else round(each.measured, 6), each.source.line,
         None if each.geometry is None else shapely.normalize(shapely.transform(each.geometry, lambda xy: xy.round(4))).wkt)
        for each in report.findings
    ]  # fmt: skip


def test_the_report_does_not_depend_on_the_order_of_the_parcels():
    first, *others = (gk.audit(*shuffled_park(seed), today=TODAY) for seed in range(4))
    assert {finding.rule for finding in first.findings} >= {
        "overlap", "gap", "duplicate", "contained", "sliver", "stacked_plan", "invalid_geometry", "unknown_status",
        "outside_boundary", "uncovered", "wrong_phase", "total_mismatch", "area_mismatch",
    }  # fmt: skip
    for other in others:
        assert told(other) == told(first)


def test_a_rule_can_always_be_switched_off_and_given_another_severity():
    park, frame = shuffled_park(0)
    quiet = {"rules": {name: {"enabled": False} for name in load_rules()}}
    assert gk.audit(park, frame, settings=quiet, today=TODAY).findings == ()
    calm = {"rules": {name: {"severity": "info"} for name in load_rules()}}
    report = gk.audit(park, frame, settings=calm, today=TODAY)
    assert report.findings
    assert {finding.severity for finding in report.findings} == {gk.Severity.INFO}


def test_every_finding_can_be_read_in_both_languages_and_drawn():
    report = gk.audit(*shuffled_park(0), today=TODAY)
    frame = report.to_frame("zh")
    assert len(frame) == len(report.findings)
    for finding in report.findings:
        for language in ("zh", "en"):
            assert "{" not in finding.message(language)
        assert finding.geometry is None or not finding.geometry.is_empty


def test_parcels_that_lie_all_over_the_country_are_audited():
    far = [square(0, 0, 100), shapely.transform(square(0, 0, 100), lambda xy: xy - np.array([0, 1_000_000]))]
    assert gk.audit(parcels=make_parcels(far)).findings == ()


def test_heights_and_single_parts_change_nothing():
    flat = [square(0, 0, 100), square(90, 0, 100)]
    high = [shapely.force_3d(shape, 12.5) for shape in flat]
    parts = [shapely.MultiPolygon([shape]) for shape in flat]
    reports = [told(gk.audit(parcels=make_parcels(shapes))) for shapes in (flat, high, parts)]
    assert reports[0] == reports[1] == reports[2]


def test_planted_faults_are_found_in_degrees_too():
    park, frame = shuffled_park(0)
    degrees = gk.audit(park, frame.to_crs("EPSG:4490"), today=TODAY)
    metres = gk.audit(park, frame, today=TODAY)
    ours, theirs = ([(each.rule, each.subjects) for each in report.findings if each.rule != "area_mismatch"]
                    for report in (metres, degrees))  # fmt: skip
    assert ours == theirs
    assert len(planted_park.plant()[1]) < len(ours)


def test_a_park_without_parcels_claims_nothing_of_parcels(tmp_path):
    toml = '[boundary]\nfile = "outline.geojson"\nbasis = "approved"\n'
    report = gk.audit(make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 400)}), today=TODAY)
    assert report.findings == ()


def test_parcels_of_no_park_are_not_counted_as_a_park():
    report = gk.audit(parcels=make_parcels([square(0, 0, 100)]))
    assert report.summary("en") == "parcels: 1; no findings"
    assert report.summary("zh") == "地块 1 宗；未发现问题"


def test_findings_of_a_datum_that_cannot_be_moved_have_no_geometry_in_the_common_table():
    shapes = [square(0, 0, 100), square(98, 0, 100)]
    ours, old = (gk.audit(parcels=make_parcels(shapes, crs=crs)) for crs in ("EPSG:4548", "EPSG:2384"))
    parks = [
        replace(each.audited[0], park=park)
        for each, park in zip((ours, old), load_catalog().parks, strict=False)
    ]
    findings = [
        replace(each.findings[0], park=park.name) for each, park in zip((ours, old), parks, strict=True)
    ]
    frame = gk.AuditReport(tuple(findings), tuple(parks), ours.today).to_frame()
    assert frame.crs.to_epsg() == 4490
    assert [shape is None for shape in frame.geometry] == [False, True]


def test_a_table_may_stand_in_the_parks_place():
    frame = gpd.GeoDataFrame(geometry=[square(0, 0, 100), square(98, 0, 100)], crs=CRS)
    assert gk.audit(frame).counts == gk.audit(parcels=[frame]).counts
    assert [each.rule for each in gk.audit([frame]).findings] == ["overlap", "missing_field"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("longhu", r"neither a file nor a park; load_catalog\(\).park\(“longhu”\)"),
        (5, "park must be a park, such as load_catalog"),
        (pd.DataFrame({"a": [1]}), "has no shapes|given twice"),
    ],
)
def test_what_is_no_park_is_a_sentence(given, words):
    for parcels in (None, make_parcels([square(0, 0, 1)])):
        with pytest.raises(InputError, match=words):
            gk.audit(given, parcels)


def test_two_tables_are_no_park_and_its_parcels():
    frame = make_parcels([square(0, 0, 1)])
    with pytest.raises(InputError, match="parcels are given twice"):
        gk.audit(frame, frame)


def test_degrees_in_metres_are_said_without_a_file():
    frame = gpd.GeoDataFrame(geometry=[shapely.box(116.6, 23.4, 116.601, 23.401)], crs=CRS)
    (finding,) = findings_of(gk.audit(frame), "irregular_file")
    assert finding.message("en").startswith("CGCS2000 / 3-degree Gauss-Kruger CM 117E is named, in metres")
    assert finding.subjects == ()


def test_a_report_shows_its_summary_and_a_notebook_its_worst_findings():
    report = gk.audit(make_parcels([square(90 * at, 0, 100) for at in range(70)]))
    with gk.use_language("en"):
        assert repr(report) == "<AuditReport: parcels: 70; error 69, warning 1>"
        assert repr(report.findings[0]).startswith("<Finding: error overlap: parcels")
        assert report._repr_html_().count("<tr>") == 61
        assert "<p>10 more; to_frame() gives them all</p>" in report._repr_html_()
    with gk.use_language("zh"):
        assert ">级别</th>" in report._repr_html_()
    assert "<table>" not in gk.audit(make_parcels([square(0, 0, 100)]))._repr_html_()


def test_an_audit_of_nothing_is_refused():
    with pytest.raises(OptionError, match="give a park, parcels, or both"):
        gk.audit()
    assert gk.audit(parcels=[]).ok

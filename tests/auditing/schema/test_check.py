"""A database against its schema: for each fault one that passes and one that fails."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.auditing.registry import load_documented, load_faults, load_rules
from tests.auditing.schema.conftest import plots

SCHEMA = """
name = "试验规范"
edition = "2026"
[[layer]]
name = "TB"
title = "图斑"
geometry = "Polygon"
crs = "{crs}"
control_m2 = "{control}"
area_field = "MJ"
topology = ["overlaps", "gaps", "valid"]
[[layer.field]]
code = "BSM"
title = "标识码"
type = "Char"
length = 6
constraint = "M"
sequence = true
domain = "pattern: 44####"
[[layer.field]]
code = "MC"
type = "Char"
length = 10
constraint = "C"
condition = "LX = 1"
[[layer.field]]
code = "LX"
type = "Char"
domain = "1=主, 2=次"
[[layer.field]]
code = "MJ"
type = "Float"
decimals = 2
constraint = "M"
domain = ">0"
[[layer.field]]
code = "RQ"
type = "Char"
domain = "YYYYMMDD"
"""


@pytest.fixture
def schema(tmp_path):
    def made(control="40000.00", crs="EPSG:4547", old="", new=""):
        path = tmp_path / "规范.toml"
        text = SCHEMA.format(control=control, crs=crs)
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        return path

    return made


def rules(report):
    return sorted({finding.rule for finding in report.findings})


def only(report, rule):
    [finding] = [each for each in report.findings if each.rule == rule]
    return finding


@pytest.mark.parametrize("suffix", [".gpkg", ".gdb"])
def test_a_sound_database_has_no_finding(write, schema, suffix):
    report = gk.check_schema(write(suffix, TB=plots(4)), schema())
    assert report.findings == ()
    assert report.summary("en") == f"库{suffix}: layers: 1, records: 4, by “试验规范 2026”; no findings"


VALUES = {
    "missing_value": {"MC": ["甲", None, " ", "甲"]},
    "value_outside_domain": {"LX": ["1", "9", "2", "1"]},
    "value_too_long": {"MC": ["甲", "乙" * 11, "甲", "甲"]},
    "value_decimals": {"MJ": [10_000.0, 10_000.001, 9_999.999, 10_000.0]},
    "duplicate_value": {"BSM": ["440001", "440002", "440002", "440003"]},
    "gapped_sequence": {"BSM": ["440001", "440002", "440003", "440007"]},
    "control_sum": {"MJ": [10_000.0, 10_000.0, 10_000.0, 9_999.99]},
}


@pytest.mark.parametrize("rule", VALUES)
@pytest.mark.parametrize("suffix", [".gpkg", ".gdb"])
def test_a_wrong_value_is_one_finding_of_its_kind(write, schema, rule, suffix):
    report = gk.check_schema(write(suffix, TB=plots(4, **VALUES[rule])), schema())
    assert rules(report) == [rule]
    assert len(report.findings) == 1
    assert report.findings[0].source.file == f"库{suffix}"


def test_a_sum_is_told_from_its_control_area_in_the_third_digit(write, schema):
    frame = plots(4, MJ=[10_000.0, 10_000.0, 10_000.0, 9_999.999])
    finding = only(gk.check_schema(write(TB=frame), schema(control="40000.000")), "control_sum")
    assert finding.message("en") == (
        "the areas of TB sum up to 39,999.999 m²; the control area is 40,000.000 m², the difference -0.001 m²"
    )


def test_a_condition_holds_only_where_the_other_field_has_its_value(write, schema):
    frame = plots(4, LX=["2", "2", "1", "1"], MC=[None, None, "甲", None])
    finding = only(gk.check_schema(write(TB=frame), schema()), "missing_value")
    assert finding.fields["count"] == 1
    assert finding.message("en") == "MC of TB is empty in 1 record (mandatory where LX = 1): 440004"


@pytest.mark.parametrize("value", ["20261301", "2026-01-01", "2026", "二〇二六"])
def test_a_date_that_is_none_lies_outside_its_domain(write, schema, value):
    frame = plots(4, RQ=[value, None, "", "20260228"])
    assert only(gk.check_schema(write(TB=frame), schema()), "value_outside_domain").fields["count"] == 1


def test_names_of_layers_and_fields(write, schema):
    frame = plots(4).rename(columns={"LX": "lx", "MC": "MCX"}).assign(备注2="x")
    report = gk.check_schema(write(tb=frame, OTHER=plots(1)), schema())
    assert rules(report) == ["column_name", "extra_column", "extra_layer", "layer_name", "missing_column"]
    assert "is it MCX?" in only(report, "missing_column").message("en")


def test_a_layer_that_is_missing_is_asked_for_by_near_names(write, schema):
    report = gk.check_schema(write(TB_1=plots(4)), schema())
    assert rules(report) == ["extra_layer", "missing_layer"]
    assert "is it TB_1?" in only(report, "missing_layer").message("en")


def test_types_and_lengths_of_columns(write, schema):
    report = gk.check_schema(write(TB=plots(4, LX=[1, 1, 1, 1])), schema())
    assert rules(report) == ["column_type"]
    path = write(".gdb", TB=plots(4))
    # What the driver declares where nothing is asked for differs; what is asked for and declared is compared.
    assert rules(gk.check_schema(path, schema(old="length = 6", new="length = 6"))) == []


def test_system_and_geometry(write, schema):
    path = write(TB=plots(4))
    assert rules(gk.check_schema(path, schema(crs="EPSG:4526"))) == ["layer_crs"]
    assert rules(gk.check_schema(path, schema(crs="CGCS2000"))) == []
    report = gk.check_schema(write(".gdb", TB=plots(4)), schema(old='"Polygon"', new='"Point"'))
    assert rules(report) == ["layer_geometry"]


def test_topology(write, schema):
    frame = plots(4)
    shapes = frame.geometry.to_numpy().copy()
    shapes[1] = shapely.box(500_090, 2_500_000, 500_200, 2_500_100)
    shapes[2] = shapely.Polygon(
        [(500_200, 2_500_000), (500_300, 2_500_100), (500_300, 2_500_000), (500_200, 2_500_100)]
    )
    report = gk.check_schema(write(TB=frame.set_geometry(shapes, crs=4547)), schema())
    overlap, invalid = only(report, "layer_overlap"), only(report, "invalid_shape")
    assert overlap.subjects == ("TB:440001", "TB:440002")
    assert overlap.measured == pytest.approx(1000)
    assert invalid.subjects == ("TB:440003",)
    ring = plots(1).set_geometry([shapely.box(500_000, 2_500_000, 500_300, 2_500_300).difference(
        shapely.box(500_100, 2_500_100, 500_200, 2_500_200))], crs=4547)  # fmt: skip
    report = gk.check_schema(write(".gdb", TB=ring), schema(control="10000.00"))
    assert only(report, "layer_gap").measured == pytest.approx(10_000)


def test_the_order_of_the_records_does_not_count(write, schema):
    frame = plots(12, LX=["9", "1", "8"] * 4, MC=[None, "甲"] * 6)
    order = np.random.default_rng(3).permutation(12)
    first = gk.check_schema(write(TB=frame), schema(), today="2026-06-01")
    second = gk.check_schema(
        write(".gdb", TB=frame.iloc[order].reset_index(drop=True)), schema(), today="2026-06-01"
    )
    assert [each.message("zh") for each in first.findings] == [each.message("zh") for each in second.findings]
    assert [each.fingerprint for each in first.findings] == [each.fingerprint for each in second.findings]


def test_each_row_is_a_finding_where_it_is_asked_for(write, schema):
    path = write(TB=plots(50, LX=["9"] * 50))
    assert len(gk.check_schema(path, schema(control="500000.00")).findings) == 1
    report = gk.check_schema(path, schema(control="500000.00"), each_row=True)
    assert len(report.findings) == 50
    assert {each.source.record for each in report.findings} == set(range(1, 51))


def test_a_view_is_not_read_and_a_trigger_does_not_run(write, schema):
    path = write(TB=plots(4))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("create view V as select * from TB")
        database.execute("create trigger T after insert on TB begin delete from TB; end")
    database.close()
    report = gk.check_schema(path, schema())
    assert rules(report) == ["not_checked"]
    assert "V" in only(report, "not_checked").message("en")


def test_what_is_no_database_is_refused(tmp_path, schema):
    path = tmp_path / "x.txt"
    path.write_text("no", encoding="utf-8")
    with pytest.raises(gk.InputError, match=r"数据库|database"):
        gk.check_schema(path, schema())


@pytest.mark.parametrize(
    "suffix", ["xlsx", "html", "sarif", "json", "md", "txt", "geojson", "gpkg", "junit.xml"]
)
def test_every_report_says_what_was_found(write, schema, tmp_path, suffix):
    report = gk.check_schema(write(TB=plots(4, LX=["9"] * 4)), schema(), today="2026-06-01")
    path = report.save(tmp_path / f"质检.{suffix}", language="zh")
    assert path.stat().st_size
    if suffix == "sarif":
        run = json.loads(path.read_text(encoding="utf-8"))["runs"][0]
        assert [each["id"] for each in run["tool"]["driver"]["rules"]] == sorted(load_faults())
        assert run["results"][0]["ruleId"] == "value_outside_domain"


@pytest.mark.parametrize("name", sorted(load_faults()))
def test_a_fault_has_its_manual_in_both_languages(name):
    fault = load_faults()[name]
    for language, headings in (("en", ("Law", "Why", "Fails", "Passes", "Options")),
                               ("zh", ("依据", "为何", "不通过", "通过", "选项"))):  # fmt: skip
        heads = [line.replace("：", ":").partition(":")[0] for line in fault.manual(language).splitlines()]
        assert [each for each in heads if each in headings] == list(headings)


def test_rules_and_faults_share_no_name():
    assert len(load_documented()) == len(load_rules()) + len(load_faults())


def test_a_length_that_is_declared_is_compared(tmp_path, schema):
    import fiona

    path = tmp_path / "库.gdb"
    kinds = {"BSM": "str:10", "MC": "str:10", "LX": "str:5", "MJ": "float", "RQ": "str:8"}
    layout = {"geometry": "MultiPolygon", "properties": kinds}
    with fiona.open(path, "w", driver="OpenFileGDB", layer="TB", schema=layout) as layer:
        for row in plots(4).iterfeatures():
            layer.write(
                {
                    **row,
                    "geometry": shapely.geometry.mapping(
                        shapely.multipolygons([shapely.geometry.shape(row["geometry"])])
                    ),
                }
            )
    report = gk.check_schema(path, schema(crs=""))
    assert rules(report) == ["column_length", "not_checked"]
    assert (
        only(report, "column_length").message("en") == "BSM of TB is declared with 10, and should be with 6"
    )

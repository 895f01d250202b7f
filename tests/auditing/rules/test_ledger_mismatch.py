"""An office's ledger beside the parcels: what it fills, what it never replaces, and where the two do not agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import geokit as gk
from geokit.errors import FormatError, OptionError
from geokit.testing import findings_of, make_parcels, square

RULE = "ledger_mismatch"
SHAPES = [square(200 * at, 0, 100) for at in range(3)]


def audit(book, shapes=SHAPES, key=None, **columns):
    return gk.audit(make_parcels(shapes, **columns), ledger=pd.DataFrame(book), key=key)


def said(report, severity=None):
    found = findings_of(report, RULE)
    return [each.message("en") for each in found if severity in (None, str(each.severity))]


def test_blanks_are_filled_and_said():
    report = audit(
        {"地块编号": ["C", "Ａ", "B"], "阶段": ["收储", "供地", None], "面积（亩）": [15.0, 15.0, 15.0], "批复日期": ["2026年1月5日"] * 3},
        batch=["1", None, None],
    )  # fmt: skip
    assert said(report) == [
        (
            "the ledger is joined by “地块编号” to the parcels' id, 3 of 3 met; filled from the ledger: stage 2, declared area 3, "
            "approved on 3"
        )
    ]
    table = report.audited[0].parcels
    assert table["stage"].tolist() == ["supplied", None, "stored"]
    assert table["approved_on"].tolist() == ["2026-01-05"] * 3
    assert table["declared_m2"].tolist() == [10_000.0] * 3
    assert {table[name].dtype for name in ("stage", "approved_on")} == {np.dtype(object)}
    # A table in canonical columns has it there; in another it stands beside.
    assert report.to_parcels()["stage"].tolist() == ["supplied", None, "stored"]


def test_what_a_parcel_says_stands_and_the_difference_is_said():
    report = audit({"id": ["A", "B"], "stage": ["供应", "批准"]}, stage=["stored", "approved", None])
    assert report.audited[0].parcels["stage"].tolist() == ["stored", "approved", None]
    assert said(report, "warning") == [
        "“stage” is another in the ledger, and the parcels' own stands: A (1 in all)"
    ]
    assert said(report, "review") == ["polygon without a row: parcel C is not in the ledger"]


def test_a_text_that_is_no_stage_is_no_blank():
    frame = make_parcels(SHAPES).drop(columns="stage").assign(阶段=["整备", None, None])
    report = gk.audit(frame, ledger=pd.DataFrame({"id": ["A", "B", "C"], "stage": ["供应"] * 3}))
    assert report.audited[0].parcels["stage"].tolist() == [None, "supplied", "supplied"]


def test_rows_and_polygons_without_each_other_or_twice():
    report = audit(
        {"id": ["A", "A", "B", "D", None], "亩": [1] * 5, "面积（亩）": [15.0] * 5}, id=["A", "B", "B"]
    )
    assert sorted(said(report, "review")) == [
        "row without a polygon: row 5 of the ledger names no parcel",
        "row without a polygon: “D”, row 4 of the ledger",
        "“A” stands 2 times in the ledger (first in row 1) and was not joined",
        "“B”, row 3 of the ledger, is 2 polygons and was not joined",
    ]
    rows = dict(zip(report.to_frame()["subjects"], report.to_frame()["rows"], strict=True))
    assert (rows[("row:1", "row:2")], rows[("D",)]) == ((1, 2), ())


def test_an_area_is_compared_once():
    # The third parcel declares nothing: what the ledger fills is compared with its polygon by the rule on that.
    report = audit(
        {"id": ["A", "B", "C"], "面积（亩）": [14.0, 14.0, 14.0]},
        declared_m2=[10_000.0, 14 / 0.0015, float("nan")],
        declared_half_unit_m2=[50.0] * 3,
    )
    assert [each.subjects for each in findings_of(report, "area_mismatch")] == [("B",), ("C",)]
    (found,) = [each for each in findings_of(report, RULE) if each.severity is gk.Severity.REVIEW]
    assert (found.subjects, found.unit) == (("A",), "m2")
    assert found.measured == pytest.approx(10_000 - 14 / 0.0015)


def test_the_key_is_the_column_that_holds_most_ids():
    book = {"序号": [1, 2, 3], "宗地": ["A", "B", "X"], "stage": ["供应"] * 3}
    assert "joined by “宗地” to the parcels' id, 2 of 3 met" in said(audit(book), "info")[0]
    # A column of running numbers that holds more of them is not taken where a headed one holds half as many.
    numbered = {"序号": [1, 2, 3], "地块编号": ["1", "2", "9"]}
    assert "“地块编号”" in said(audit(numbered, id=["1", "2", "3"]), "info")[0]
    named = {"宗地": ["甲", "乙", "丙"]}
    assert "the parcels' name, 3 of 3" in said(audit(named, name=["甲", "乙", "丙"]), "info")[0]
    assert "joined by “序号”" in said(audit(book, key="序号"), "info")[0]
    indexed = pd.DataFrame(book).set_index("宗地")
    assert "“宗地”" in said(gk.audit(make_parcels(SHAPES), ledger=indexed), "info")[0]


def test_a_ledger_without_a_key_that_fits_is_one_sentence(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_text("单位,面积\n甲,3\n", encoding="gb18030")
    with pytest.raises(FormatError) as caught:
        gk.audit(make_parcels(SHAPES), ledger=path)
    assert caught.value.localize("zh") == (
        "台账.csv：台账中没有一列写有地块的编号或名称（如 A）；请写明对应的列（key=）。现有：单位、面积"
    )
    with pytest.raises(FormatError, match="neither ids nor names"):
        audit({"a": ["x"]}, id=[None] * 3)
    with pytest.raises(OptionError, match="no ledger"):
        gk.audit(make_parcels(SHAPES), key="id")


def test_a_workbook_names_its_rows_as_excel_does(tmp_path):
    path = tmp_path / "台账.xlsx"
    cells = [
        ["某某园区", None, None],
        [None, None, None],
        ["序号", "编号", "阶段"],
        [1, "A", "整备"],
        [2, "D", "供地"],
        ["合计", None, None],
    ]
    pd.DataFrame(cells).to_excel(path, index=False, header=False)
    report = gk.audit(make_parcels(SHAPES), ledger=path)
    assert "row without a polygon: “D”, row 5 of 台账.xlsx" in said(report)
    assert "台账.xlsx: line 4: the ledger's value “整备” of “stage” is not understood and was not taken" in [
        each.message("en") for each in findings_of(report, "irregular_file")
    ]
    [*others, joined] = findings_of(report, RULE)
    assert (joined.subjects, joined.source) == (("台账.xlsx",), gk.Place("台账.xlsx"))
    # A polygon without a row stands in no file here.
    places = {"B": gk.Place(), "C": gk.Place(), "D": gk.Place("台账.xlsx", 5)}
    assert {each.subjects[0]: each.source for each in others} == places
    assert [each.source for each in findings_of(report, "irregular_file")] == [gk.Place("台账.xlsx", 4)]


def test_parcels_without_a_system_or_an_outline_are_joined():
    broken = make_parcels([None, *SHAPES[1:]], crs=None)
    report = gk.audit(broken, ledger=pd.DataFrame({"id": ["A", "B"], "stage": ["供应"] * 2}))
    assert report.audited[0].parcels["stage"].tolist() == [None, "supplied", None]


def test_a_mended_table_keeps_what_is_said_of_the_ledger():
    sliver = [square(0, 0, 100), square(99.95, 0, 100)]
    report = audit({"id": ["A", "B", "D"], "stage": ["供应"] * 3}, shapes=sliver)
    proposal = gk.propose_fixes(report)
    assert len(proposal.repaired) == 1
    assert said(proposal.after) == said(report)


def test_what_is_filled_stands_beside_a_column_of_the_callers():
    frame = make_parcels(SHAPES)[["id", "stage", "geometry"]]
    report = gk.audit(frame, ledger=pd.DataFrame({"id": ["A", "B"], "stage": ["供应", "收储"]}))
    made = report.to_parcels()
    assert (made["stage"].isna().all(), made["geokit_stage"].tolist()) == (True, ["supplied", "stored", None])


def test_where_the_two_differ_the_first_parcel_by_id_is_the_place(tmp_path):
    path = tmp_path / "a.geojson"
    gk.write_parcels(make_parcels(SHAPES, id=["C", "A", "B"], stage=["approved"] * 3), path)
    book = pd.DataFrame({"地块编号": ["A", "B", "C"], "阶段": ["收储", "批复", "收储"]})
    report = gk.audit(path, ledger=book)
    [differing] = [each for each in findings_of(report, RULE) if each.severity is gk.Severity.WARNING]
    assert (differing.subjects, differing.source.file, differing.source.record) == (
        ("A", "C"),
        "a.geojson",
        1,
    )

"""Columns that no spelling recognises are named once a file, with what they may be; nothing is taken by likeness."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.i18n import speaking_to
from geokit.parcels.columns import DECLARED, map_columns
from geokit.parcels.unread_columns import AREA_UNREAD, ID_UNREAD, about_unread, near_columns
from geokit.testing import findings_of, make_parcels, square


def remark_on(*names):
    return about_unread(names, map_columns(names))


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("宗地代码X", "id"),
        ("地块编号2", "id"),
        ("宗地编吗", "id"),
        ("DKHB", "id"),
        ("权证编号", "id"),
        ("面积1", DECLARED),
        ("亩数", DECLARED),
        ("地块面积_旧", DECLARED),
    ],
)
def test_a_near_column_is_suggested(column, target):
    (near,) = near_columns([column], ["id", DECLARED])
    assert near.target == target


@pytest.mark.parametrize(
    "column", ["备注", "建筑面积", "Shape_Area", "FID", "handle", "xz", "容积率", "地类编码1"]
)
def test_what_is_something_else_is_not_suggested(column):
    assert near_columns([column], ["id", DECLARED]) == []


def test_one_remark_a_file_names_the_columns_and_the_nearest():
    (remark,) = remark_on("宗地代码X", "面积1", "备注")
    assert remark.code == ID_UNREAD
    with speaking_to("terminal"):
        assert remark.localize("zh") == (
            "未认出的列：宗地代码X、面积1、备注；“宗地代码X”是否为地块编号、“面积1”是否为地块面积？"
            "若是，请予指明（--column 宗地代码X=id --column 面积1=declared）"
        )
    assert remark.localize("en").endswith('(columns={"宗地代码X": "id", "面积1": "declared"})')


def test_an_area_alone_is_asked_about_where_a_column_is_near_to_it():
    (remark,) = remark_on("地块编号", "面积1", "备注")
    assert remark.code == AREA_UNREAD
    assert remark_on("地块编号", "备注") == []
    assert remark_on("地块编号", "面积", "备注") == []
    assert remark_on("FID", "Shape_Area") == []


@pytest.fixture
def strange(tmp_path):
    parcels = make_parcels([square(0, 0, 100)])[["geometry"]].assign(宗地代码X=["A-1"], 面积1=[15.0])
    parcels.to_file(tmp_path / "x.gpkg")
    return tmp_path / "x.gpkg"


def test_nothing_is_taken_and_the_answer_is(strange):
    frame = gk.read_parcels(strange)
    assert frame["id"].isna().all()
    assert frame["declared_m2"].isna().all()
    told = gk.read_parcels(strange, columns={"宗地代码X": "id", "面积1": "declared_mu"})
    assert list(told["id"]) == ["A-1"]
    assert told["declared_m2"].tolist() == pytest.approx([10_000])
    assert not [notice for notice in gk.notices_of(told) if notice.code in {ID_UNREAD, AREA_UNREAD}]


def test_an_audit_says_so_once(strange):
    report = gk.audit(parcels=gk.read_parcels(strange))
    (finding,) = findings_of(report, "missing_field")
    assert "is “面积1” the declared area" in finding.message("en")
    assert findings_of(report, "irregular_file") == []

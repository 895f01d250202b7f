"""What the index of a caller's table says is said of its parcels, and the index comes back."""

from __future__ import annotations

import warnings

import geopandas as gpd
import pandas as pd
import pytest

import geokit as gk
from geokit.errors import UnknownNameError
from geokit.parcels.normalize import normalize
from geokit.testing import CRS, make_parcels, square

PLOTS = [square(0, 0, 100), square(98, 0, 100)]
IDS = ["宗-1", "宗-2"]


def table(index=None, **columns):
    frame = gpd.GeoDataFrame(columns, geometry=PLOTS, crs=CRS)
    return frame if index is None else frame.set_axis(index)


@pytest.mark.parametrize(
    "frame",
    [
        table(宗地编码=IDS).set_index("宗地编码"),
        table(期=["一期", "二期"], 宗地编码=IDS).set_index(["期", "宗地编码"]),
        table(宗地编码=IDS, 村=["甲村", "乙村"]).set_index("村"),
        table(pd.Index([8, 9], name="村"), 宗地编码=IDS, 村=["甲村", "乙村"]),
        table(pd.CategoricalIndex(IDS, name="DKBH")),
        table(IDS),
        table(IDS).geometry,
    ],
)
def test_ids_of_an_index_are_ids(frame):
    report = gk.audit(frame)
    assert {name for finding in report.at_least("error") for name in finding.subjects} == set(IDS)
    assert "missing_field" not in {finding.rule for finding in report.findings}
    pd.testing.assert_index_equal(report.to_parcels().index, frame.index)
    assert normalize(gpd.GeoDataFrame(geometry=frame.geometry)).index.equals(pd.RangeIndex(2))


def test_texts_without_a_name_are_said_to_be_taken():
    (said,) = [each for each in gk.audit(table(IDS)).findings if each.rule == "irregular_file"]
    assert (said.severity, said.message("zh")) == (
        gk.Severity.INFO,
        "没有一列认作地块编号，已采用表的索引（如“宗-1”）",
    )


@pytest.mark.parametrize(
    "frame",
    [
        table([7, 9]),
        table(["a", "a"]),
        table([None, "a"]),
        table(pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])),
    ],
)
def test_an_index_that_tells_nothing_is_no_id(frame):
    assert normalize(frame)["id"].isna().all()


def test_the_callers_word_goes_before_the_index():
    frame = table(IDS, 标签=["A", "B"])
    assert normalize(frame, columns={"标签": "id"})["id"].tolist() == ["A", "B"]
    named = table(pd.Index(["A", "B"], name="标签"))
    assert normalize(named, columns={"标签": "id"})["id"].tolist() == ["A", "B"]
    with pytest.raises(UnknownNameError):
        normalize(frame, columns={"无": "id"})


def test_a_table_that_was_read_keeps_what_it_is_with_ids_in_front():
    made = make_parcels(PLOTS, declared_m2=[1e4, 1e4])
    made["record"] = [11, 12]
    frame = made.set_index("id")
    report = gk.audit(frame)
    assert report.to_parcels().index.tolist() == ["A", "B"]
    assert report.audited[0].parcels["record"].tolist() == [11, 12]
    assert report == gk.audit(made)


def test_an_index_is_written(tmp_path):
    frame = table(宗地编码=IDS, 序=[5, 6]).set_index(["宗地编码", "序"])
    gk.write_parcels(frame, tmp_path / "x.gpkg")
    again = gk.read_parcels(tmp_path / "x.gpkg")
    assert (again["id"].tolist(), again["序"].tolist()) == (IDS, [5, 6])
    gk.write_parcels(frame, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text("utf-8-sig").startswith("宗地编码,序")


def test_a_ledger_may_have_its_ids_in_front():
    book = pd.DataFrame({"阶段": ["收储", "供地"]}, index=IDS)
    joined = gk.audit(table(宗地编码=IDS), ledger=book).audited[0].parcels
    assert joined["stage"].tolist() == ["stored", "supplied"]


def test_columns_in_levels_go_by_the_lowest():
    frame = table(a=IDS, b=["收储", "供地"])
    frame.columns = pd.MultiIndex.from_tuples([("地块", "宗地编码"), ("进度", "阶段"), ("geometry", "")])
    frame = frame.set_geometry(("geometry", ""))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = gk.audit(frame).to_parcels()
    assert made["id"].tolist() == IDS
    assert made.columns[:3].equals(frame.columns)

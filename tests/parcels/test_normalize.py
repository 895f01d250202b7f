"""One normalisation for files and for tables of callers: it changes nothing that it has made."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import geokit as gk
from geokit.auditing.inputs import read_inputs
from geokit.parcels.codes import unknown_terms
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.normalize import normalize
from geokit.parcels.redaction import is_announced
from geokit.testing import findings_of, make_parcels, square

SHAPES = [square(0, 0, 100), square(200, 0, 100), None]


def foreign() -> gpd.GeoDataFrame:
    columns = {
        "DKBH": ["1", " 2 ", "3"],
        "阶段": ["收储", "整备", None],
        "批准日期": ["2026年1月5日", "soon", ""],
        "面积": ["15亩", "-3", "some"],
        "notes": [["a", 1], None, "b"],
    }
    return gpd.GeoDataFrame(columns, geometry=SHAPES, crs=4548)


def touched() -> gpd.GeoDataFrame:
    table = make_parcels(SHAPES, stage=["收储", "整备", None], village=[1, 2, None])
    table["approved_on"] = pd.to_datetime(["2026-01-05", None, "2026-03-01"])
    table["declared_m2"] = ["15亩", 0, float("nan")]
    table["stage_in_file"] = ["x", "y", "z"]
    return table


def canonical() -> gpd.GeoDataFrame:
    return make_parcels(SHAPES, stage=["stored", None, "planned"], declared_m2=[10_000.0, np.nan, 5.0])


@pytest.mark.parametrize("made", [foreign, touched, canonical])
def test_what_is_normalised_stays_as_it_is(made):
    once = normalize(made())
    again = normalize(once)
    pd.testing.assert_frame_equal(again, once)
    assert again.attrs == once.attrs
    assert {name: list(texts) for name, texts in unknown_terms(again).items()} == {
        name: list(texts) for name, texts in unknown_terms(once).items()
    }


def test_a_file_is_normalised_when_it_is_read(tmp_path):
    path = tmp_path / "x.geojson"
    foreign()[:2].drop(columns="notes").to_file(path)
    read = gk.read_parcels(path)
    pd.testing.assert_frame_equal(normalize(read), read)
    own = normalize(foreign()[:2].drop(columns="notes"))
    names = ["id", "stage", "approved_on", "declared_m2", "declared_text", "阶段"]
    pd.testing.assert_frame_equal(pd.DataFrame(read[names]), pd.DataFrame(own[names]))
    assert [each.code for each in notices_of(read)] == [each.code for each in notices_of(own)]


def test_a_table_that_nobody_touched_is_not_made_anew():
    table = canonical()
    pd.testing.assert_frame_equal(normalize(table), table)
    assert normalize(table).attrs == {}


def test_values_that_a_caller_wrote_are_those_of_the_table():
    table = normalize(touched())
    assert table["stage"].tolist() == ["stored", None, None]
    assert table["approved_on"].tolist() == ["2026-01-05", None, "2026-03-01"]
    assert table["village"].tolist() == ["1", "2", None]
    assert table["declared_m2"].round(6).tolist()[0] == pytest.approx(10_000)
    # What a caller had called so already stays beside.
    assert table["stage_in_file"].dropna().tolist() == ["收储", "整备"]
    assert table["stage_in_file_"].tolist() == ["x", "y", "z"]
    assert [(each.code, each.record) for each in notices_of(table)] == [
        ("declared_not_positive", 1),
        ("value_not_understood", 1),
    ]


def test_a_text_that_is_no_term_is_found_again_by_its_parcel():
    frame = normalize(foreign())
    assert {name: list(texts) for name, texts in unknown_terms(frame).items()} == {
        "stage": [None, "整备"],
        "approved_on": [None, "soon"],
    }
    (finding,) = findings_of(gk.audit(frame), "unknown_status")
    assert finding.subjects == ("2",)


def test_a_status_that_is_no_term_is_no_reason_to_show_a_parcel():
    columns = {"状态": ["已整备", None], "阶段": ["收储", "收储"]}
    frame = normalize(gpd.GeoDataFrame(columns, geometry=SHAPES[:2], crs=4548))
    assert is_announced(frame).tolist() == [False, True]
    both = read_inputs(None, [frame, normalize(canonical())]).parcels
    assert is_announced(both).tolist() == [False, True, True, False, False]


def test_what_is_normalized_again_can_be_written_to_and_leaves_the_first_alone():
    first = normalize(foreign())
    again = normalize(first)
    again.loc[0, "id"] = "changed"
    assert (first["id"][0], again["id"][0]) == ("1", "changed")

"""Columns of land classes whose heading does not say by which scheme."""

from __future__ import annotations

import numpy as np
import pytest

import geokit as gk
from geokit.parcels.class_columns import HEADINGS, with_class_columns
from geokit.parcels.columns import RANKS, map_columns
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.normalize import normalize
from geokit.parcels.table import COLUMN_WORDS
from geokit.testing import make_parcels, square


def decided(**columns):
    arrays = {name: np.array(codes, dtype=object) for name, codes in columns.items()}
    found = with_class_columns(map_columns(arrays), arrays)
    return found.targets, [each.code for each in found.notices]


def test_no_heading_means_one_scheme_and_leaves_it_open():
    assert not HEADINGS & RANKS.keys()


@pytest.mark.parametrize(
    ("codes", "target"),
    [
        (["100101", "0601"], "land_class_territorial"),
        (["05H1", "0601", None], "land_class"),
        (["0501", "0604", "0906"], "land_class_gbt21010"),
    ],
)
@pytest.mark.parametrize("heading", ["用地代码", "YDDM", "地类代码（必填）", "用地性质代码"])
def test_codes_that_one_scheme_alone_has_decide(heading, codes, target):
    assert decided(**{heading: codes}) == ({heading: target}, ["land_class_scheme_found"])


@pytest.mark.parametrize("codes", [["1001", "0601"], [601, 1001.0], ["05H1", "100101"], ["0601", "M1"]])
def test_what_could_be_several_is_asked_for(codes):
    assert decided(用地代码=codes) == ({}, ["land_class_scheme_asked"])


def test_names_and_a_column_that_stands_already_are_left_alone():
    assert decided(地类=["工业用地", "林地"]) == ({}, [])
    targets, codes = decided(用地用海分类代码=["1001"], 用地代码=["100101"])
    assert (targets, codes) == ({"用地用海分类代码": "land_class_territorial"}, ["land_class_scheme_asked"])


def test_what_was_asked_for_is_answered_as_the_notice_says():
    frame = make_parcels([square(0, 0, 100)])[["geometry"]].assign(用地代码=["1001"])
    read = normalize(frame)
    assert read["land_class_territorial"].isna().all()
    assert list(read["用地代码"]) == ["1001"]
    (notice,) = (each for each in notices_of(read) if each.code == "land_class_scheme_asked")
    assert 'columns={"用地代码": "land_class_territorial"}' in str(notice)
    again = normalize(frame, columns={"用地代码": "land_class_territorial"})
    assert list(again["land_class_territorial"]) == ["1001"]


@pytest.mark.parametrize("column", ["land_class", "land_class_gbt21010", "land_class_territorial"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_heading_that_a_workbook_gets_is_recognised(column, language):
    heading = COLUMN_WORDS[column].localize(language)
    assert map_columns([heading]).targets == {heading: column}


def test_railway_and_industry_are_never_one_row():
    frame = make_parcels(
        [square(200 * at, 0, 100) for at in range(3)],
        land_class=["1001", None, "601"],
        land_class_territorial=[None, "1001", "1001"],
    )
    survey = gk.ledger(frame, by="land_class").to_frame().set_index("land_class")["parcels"]
    assert survey.to_dict() == {"0601": 1, "1001": 1, None: 1, "total": 3} or survey["1001"] == 1
    both = gk.ledger(frame, by=["land_class", "land_class_territorial"])
    assert len(both.to_frame()) == 3 + 1
    text = both.localize("en")
    for label in ("1001 railways", "1001 industrial land", "0601 industrial land"):
        assert label in text

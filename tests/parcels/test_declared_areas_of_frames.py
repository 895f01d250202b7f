"""Declared areas of tables that geokit did not read: what can be no area is a finding, never the end of an audit."""

from __future__ import annotations

import geopandas as gpd
import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, square

SHAPES = [square(0, 0, 100), square(200, 0, 100)]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (0.0, "“0” is not above zero and is taken as not given"),
        (-5.0, "“-5” is not above zero"),
        (float("inf"), "“inf” is not understood"),
        ("some", "“some” is not understood"),
    ],
)
def test_a_canonical_column_with_what_is_no_area(value, sentence):
    table = make_parcels(SHAPES).astype({"declared_m2": object})
    table["declared_m2"] = [10_000.0, value]
    (finding,) = findings_of(gk.audit(table), "irregular_file")
    assert sentence in finding.message("en")


def test_a_text_in_a_canonical_column_may_name_its_unit():
    table = make_parcels(SHAPES).astype({"declared_m2": object})
    table["declared_m2"] = ["15亩", "10,000"]
    assert findings_of(gk.audit(table), "area_mismatch") == []
    assert findings_of(gk.audit(table), "irregular_file") == []


@pytest.mark.parametrize("text", ["10,000.00", "１００００", " 10000 "])
def test_text_with_groups_or_in_full_width_is_a_number(text):
    frame = gpd.GeoDataFrame({"DKBH": ["a", "b"], "MJ": [text, text]}, geometry=SHAPES, crs=4548)
    assert findings_of(gk.audit(frame), "area_mismatch") == []
    wrong = gpd.GeoDataFrame({"DKBH": ["a", "b"], "MJ": [text, "1,234.56"]}, geometry=SHAPES, crs=4548)
    (finding,) = findings_of(gk.audit(wrong), "area_mismatch")
    assert "the declared 1,234.56 m²" in finding.message("en")


def test_a_figure_keeps_its_text():
    frame = gpd.GeoDataFrame(
        {"DKBH": ["a", "b"], "MJ": ["10,000.00", "１００００"]}, geometry=SHAPES, crs=4548
    )
    assert list(gk.audit(frame).audited[0].parcels["declared_text"]) == ["10,000.00", "１００００"]


def test_degrees_of_no_system_tell_no_unit():
    """In square degrees every figure would be a hundred thousand million times too large, and said to be so."""
    degrees = gpd.GeoDataFrame(
        {"DKBH": ["a", "b"], "MJ": [10_000, 10_000]}, geometry=SHAPES, crs=4548
    ).to_crs(4326)
    (remark,) = [
        each.message("en")
        for each in findings_of(gk.audit(degrees.set_crs(None, allow_override=True)), "irregular_file")
        if "unit" in each.message("en")
    ]
    assert "the polygons cannot be measured" in remark
    assert gk.audit(degrees.set_crs(None, allow_override=True).head(0)).findings == ()
    # Metres of no system do: a file that lost its .prj keeps its figures.
    metres = degrees.to_crs(4548).set_crs(None, allow_override=True)
    assert any(
        "they are m²" in each.message("en") for each in findings_of(gk.audit(metres), "irregular_file")
    )

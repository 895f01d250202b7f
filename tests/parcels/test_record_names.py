"""Polygons of a layer by name: no two by one, whatever files they are from."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.ledgers.control_lines.layers import LineLayer
from geokit.ledgers.land_classes.survey import Survey
from geokit.parcels.given import given_parcels
from geokit.parcels.record_names import record_names
from geokit.testing import CRS, make_parcels, square


@pytest.fixture
def layers(tmp_path):
    """Return two files of two polygons without ids, and in the second a record without a shape."""
    for name, west in (("a", 0), ("b", 500)):
        made = make_parcels([square(west, 0, 100), square(west + 200, 0, 100)], crs=CRS)[["geometry"]]
        made["DLBM"] = ["0601", "0701"]
        if name == "b":
            made.geometry = [made.geometry.iloc[0], None]
        made.to_file(tmp_path / f"{name}.gpkg")
    return [tmp_path / "a.gpkg", tmp_path / "b.gpkg"]


def test_records_of_several_files_are_told_apart(layers):
    frame = given_parcels(layers)
    names = ["a.gpkg row:1", "a.gpkg row:2", "b.gpkg row:1"]
    assert record_names(frame).tolist() == names
    assert LineLayer("红线", "", frame).ids.tolist() == names
    survey = Survey.of(frame, frame.crs, "survey")
    assert survey.ids.tolist() == names
    assert survey.unsound.tolist() == ["b.gpkg row:2"]


def test_one_file_goes_without_its_name(layers):
    frame = given_parcels(layers)
    assert [each.file for each in gk.unreadable_of(frame)] == ["b.gpkg"]
    (alone,) = layers[:1]
    assert record_names(gk.read_parcels(alone)).tolist() == ["row:1", "row:2"]


def test_of_one_record_named_twice_the_second_bears_a_number(layers):
    frame = gk.read_parcels(layers[0])
    twice = pd.concat([frame, frame], ignore_index=True)
    assert record_names(twice).tolist() == ["row:1", "row:2", "row:1 (2)", "row:2 (2)"]


def test_tables_go_by_position_and_ids_stay():
    frame = make_parcels([square(0, 0, 1), square(2, 0, 1), shapely.box(0, 0, 1, 1)], id=["A", None, "A"])
    assert record_names(frame).tolist() == ["row:0", "row:1", "row:2"]
    assert record_names(frame.iloc[:2]).tolist() == ["A", "row:1"]

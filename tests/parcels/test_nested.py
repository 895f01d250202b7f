"""A value that is a list, a table or bytes is text in a table of parcels, and that is said."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geokit.cli._program import run
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels
from geokit.parcels.values import flatten_nested
from geokit.testing import make_parcels, square

RING = [[39462000 + x, 2580000 + y] for x, y in ((0, 0), (80, 0), (80, 100), (0, 100), (0, 0))]
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4527"}}


def geojson(path, *properties):
    features = [
        {"type": "Feature", "properties": each, "geometry": {"type": "Polygon", "coordinates": [RING]}}
        for each in properties
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": CRS, "features": features}), encoding="utf-8"
    )


@pytest.mark.parametrize(
    "value", [["x", "y"], {"b": [1, {"c": 2}]}, [[1], [2]], [], {}, ["a", None], [1, "a", {"b": 2}]]
)
def test_a_list_or_a_table_as_a_property(tmp_path, value):
    path = tmp_path / "x.geojson"
    geojson(path, *[dict.fromkeys(("DKBH", "名称", "面积(亩)", "phase", "stage", "其他"), value)] * 2)
    frame = read_parcels(path)
    assert len(frame) == 2
    assert frame.geometry.area.tolist() == [8000, 8000]
    for suffix in (".gpkg", ".geojson", ".shp", ".parquet"):
        assert run(["convert", str(path), str(tmp_path / f"out{suffix}"), "--to-encoding", "utf-8"]) == 0


def test_nested_columns_of_a_parquet_file_are_text_and_said(tmp_path):
    make_parcels([square(0, 0, 100), square(100, 0, 100)]).to_parquet(tmp_path / "x.parquet")
    table = pq.read_table(tmp_path / "x.parquet")
    for name, values in {
        "lists": pa.array([[1, 2], None]),
        "tables": pa.array([{"a": 1}, {"a": 2}]),
        "maps": pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int64())),
        "bytes": pa.array([b"\xff", b"x"]),
    }.items():
        table = table.append_column(name, values)
    pq.write_table(table, tmp_path / "x.parquet")
    frame = read_parcels(tmp_path / "x.parquet")
    assert frame["lists"][0] == "[1, 2]"
    assert pd.isna(frame["lists"][1])
    assert list(frame["tables"]) == ['{"a": 1}', '{"a": 2}']
    assert list(frame["bytes"]) == ["ff", "78"]
    assert [each.code for each in notices_of(frame)].count("nested_values") == 4
    for suffix in (".gpkg", ".geojson", ".shp", ".parquet", ".kml"):
        assert run(["convert", str(tmp_path / "x.parquet"), str(tmp_path / f"out{suffix}")]) == 0


def test_plain_columns_stay_the_very_arrays():
    columns = {
        "text": np.array(["a", None, "b"], dtype=object),
        "number": np.array([1.5, 2.5, 3.5]),
        "mixed": np.array(["a", 1, None], dtype=object),
        "series": pd.array(["a", "b", "c"], dtype="str"),
    }
    made, notices = flatten_nested(columns)
    assert all(made[name] is values for name, values in columns.items())
    assert notices == []

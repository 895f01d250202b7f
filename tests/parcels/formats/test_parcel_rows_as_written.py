"""Tables of parcels as an office's rows: what becomes of each kind of column is held in parcel_rows_as_written.txt."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.land.crs.transform import local_crs
from geokit.parcels.formats._parcel_rows import RowColumn, parcel_rows
from geokit.testing import make_parcels

DAY = pd.Timestamp("2026-01-15")


def boxes(*sizes):
    return [
        shapely.box(467_000 + 300 * at, 2_583_000, 467_000 + 300 * at + size, 2_583_100)
        for at, size in enumerate(sizes)
    ]


def own(crs=4548, **columns):
    return make_parcels(boxes(100, 97), crs=crs, **columns)


def others(shapes=None, crs=4548, **columns):
    return gpd.GeoDataFrame(columns, geometry=boxes(100, 97) if shapes is None else shapes, crs=crs)


FIGURES = {
    "in hectares": [1.0, 0.97], "in hectares to 4 decimals": [1.0, 0.9701], "in m²": [10_000.0, 9_700.5],
    "in m² without a fraction": [10_000, 9_700],
    "in mu": [15.0, 14.55], "computed in hectares": [1.0, 0.97 / 3 * 3.0000001], "computed in mu": [15.0, 14.55 + 1e-9],
    "as text": ["15亩", "约15亩"],
    "as text in hectares": ["1.0000", "0.9700"], "of nothing": [np.nan, None], "of nothing at first": [0.0, 0.97],
    "negative": [-1.0, 0.97],
    "of one": [1.0, None], "of another size": [3.7, 9.1], "infinite": [np.inf, 0.97],
}  # fmt: skip
HEADINGS = ["面积", "面积（公顷）", "宗地面积(亩)", "（平方米）", "DKMJ"]
CELLS = {
    "whole": [1, 2], "large": [10**15, 1], "negative and large": [-(10**15), 1], "just not large": [10**15 - 1, 1 - 10**15],
    "of no fraction": [1.0, 2.5],
    "large of no fraction": [1e15, 0.5], "not finite": [np.inf, np.nan], "yes": [True, None],
    "yes of numpy": pd.array([True, None], dtype="boolean"),
    "whole with blanks": pd.array([1, None], dtype="Int64"), "decimals": [Decimal("1.50"), Decimal(2)], "days": [DAY, pd.NaT],
    "times": [DAY + pd.Timedelta("1s500us"), DAY], "times of a zone": pd.to_datetime(["2026-01-15T08:00+08:00"] * 2),
    "dates": [dt.date(2026, 1, 15), None],
    "times of Python": pd.Series([each.to_pydatetime() for each in (DAY + pd.Timedelta("8h"), DAY)], dtype=object),
    "texts": ["a", ""],
    "lists": [["a", 1], None], "spans": [pd.Timedelta("1D"), None], "kinds": pd.Series(["a", 1], dtype=object),
    "categories": pd.Categorical(["a", None]),
}  # fmt: skip
WRITTEN = {
    "declared area (m²)": ["10000.00", "9700.00"],
    "declared area (mu)": [15.0, 14.55],
    "measured area (m²)": ["10000.00", None],
}
CHANGED = {**WRITTEN, "declared area (m²)": ["10000.00", "x"]}
BLANKS = {"declared area (m²)": ["10000", ""], "declared area (mu)": ["15", "0"]}
TABLES = {
    **{f"{heading}, {name}": others(**{heading: values}) for heading in HEADINGS[:1] for name, values in FIGURES.items()},
    **{f"{heading}, in hectares": others(**{heading: [1.0, 0.97]}) for heading in HEADINGS},
    **{f"{heading}, without shapes": pd.DataFrame({heading: [1.0, 0.97], "DKBH": ["a", "b"]}) for heading in HEADINGS},
    **{f"cells, {name}": others(crs=None, x=values) for name, values in CELLS.items()},
    "of geokit": own(id=["A", None], name=["甲", None], stage=["approved", "乙"], status=["stored", None], declared_m2=[10_000.0, 9_700.5]),
    "of geokit with a column beside": own().assign(备注=["a", None], 面积=[1.0, 0.97], declared=[1, 2]),
    "of geokit with what was written": own(declared_m2=[10_000.0, 9_700.0]).assign(**WRITTEN),
    "of geokit with what was changed since": own(declared_m2=[10_000.0, 9_700.0]).assign(**CHANGED),
    "of geokit with blanks beside": own(declared_m2=[10_000.0, None]).assign(**BLANKS),
    "of no system": others(crs=None, a=["x", "y"]), "of a local system": others(crs=local_crs("某独立坐标系"), a=["x", "y"]),
    "in degrees": others(shapes=[shapely.box(116, 23, 116.001, 23.001)] * 2, crs=4490, a=["x", "y"]),
    "of degrees that are none": others(crs=4490, a=["x", "y"]), "with a shape that is missing": others([None, *boxes(100)], a=["x", "y"]),
    "with a point": others([shapely.Point(467_000, 2_583_000), *boxes(100)], a=["x", "y"]), "of no rows": others([], a=[]),
    "of no columns": others(), "with a second shape": others(a=["x", "y"], centre=gpd.GeoSeries([shapely.Point(0, 0)] * 2)),
    "with two ids": others(备注=["x", "y"], 宗地编号=[1, 2], DKBH=["a", "b"]),
    "with an id of numbers": others(备注=["x", "y"], DKBH=[440507001001000012, 5]),
    "with two areas": others(面积=[1.0, 0.97], 量算面积=[10_000.0, 9_700.0], 备注=["x", "y"]), "of areas alone": others(面积=[1.0, 0.97]),
}  # fmt: skip


def as_rows(frame, **given):
    rows = parcel_rows(frame, **given)
    for column in rows.columns:
        total = (
            f"sum {column.total} to {column.decimals}" if column.decimals is not None else "id" * column.is_id
        )
        cells = [str(cell) if isinstance(cell, Decimal) else cell for cell in column.cells]
        yield f"{column.heading} {total}: {cells!r}"
    yield f"the total is said in {rows.label_at}"
    yield from (f"  {each.code} {each}" for each in rows.notices)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_rows_that_are_written_down(name, facts):
    with gk.use_language("en"):
        facts.hold(name, as_rows(TABLES[name]))


@pytest.mark.parametrize("name", ["of geokit", "面积, in hectares", "of areas alone"])
def test_its_headings_are_in_the_readers_language(name, facts):
    with gk.use_language("zh"):
        facts.hold(f"{name}, in Chinese", as_rows(TABLES[name]))


def test_the_callers_columns_name_what_is_an_area(facts):
    with gk.use_language("en"):
        facts.hold(
            "named by the caller",
            as_rows(others(x=[1.0, 0.97], y=["a", "b"]), columns={"x": "declared_ha", "y": "id"}),
        )


def test_a_heading_that_is_nothing_but_a_unit_is_that_of_an_area(facts):
    with gk.use_language("en"):
        facts.hold(
            "of a unit alone",
            as_rows(others(**{"（公顷）": [1.0, 0.97]}), columns={"（公顷）": "declared_ha"}),
        )


def test_the_sum_is_that_of_what_is_printed():
    column = RowColumn("面积", [Decimal("0.10"), None, Decimal("0.25")], 2)
    assert column.total == Decimal("0.35")
    assert RowColumn("面积", [None], 2).total == 0

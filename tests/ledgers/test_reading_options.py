"""Every product hands on how its parcels are to be read."""

from __future__ import annotations

import pandas as pd
import pytest

import geokit as gk
from geokit.testing import make_parcels, square

DAY = "2026-06-30"
PLAN = pd.DataFrame({"年度": [2025], "计划供应（亩）": [15]})
BOOK = pd.DataFrame({"编号": ["甲"], "面积（亩）": [15.0]})


def raw(**columns):
    """Return a parcel of 15 mu as a file may hold it: its system is not named, its number stands under an unknown heading."""
    plain = make_parcels([square(0, 0, 100)], crs=None)[["geometry"]]
    return plain.assign(代号=["甲"], 供地=["2025-03-01"], 大小=[10_000.0], **columns)


OPTIONS = {"crs": "EPSG:4548", "columns": {"代号": "id", "供地": "supplied_on", "大小": "declared_m2"}}
LINES = {f"lines_{name}": value for name, value in OPTIONS.items()}
MADE = {
    "ledger": lambda land, **how: gk.ledger(None, land, as_of=DAY, **how).to_frame()["supplied_mu"].iloc[-1],
    "progress": lambda land, **how: gk.progress_table(land, PLAN, as_of=DAY, **how).to_frame()["actual"].iloc[-1],
    "supply": lambda land, **how: gk.supply_table(
        land, pd.DataFrame({"地块编号": ["甲"], "实际开工日期": [None]}), as_of=DAY, **how
    ).to_frame()["mu"].iloc[-1] + 15,
    "reconcile": lambda land, **how: gk.reconcile(land, "15亩", unit="mu", decimals=3, **how).adjusted[0],
    "join": lambda land, **how: 15 if gk.reconcile_ledger(land, BOOK, **how).ok else None,
    "control lines": lambda land, **how: gk.control_line_table(
        land, {"a": make_parcels([square(0, 0, 200)])}, unit="mu", method="planar", **how
    ).to_frame()["a_inside"].iloc[-1],
    "lines": lambda land, **how: gk.control_line_table(
        make_parcels([square(0, 0, 200)]).assign(declared_m2=40_000.0), {"a": land}, unit="mu", method="planar",
        **{f"lines_{name}": value for name, value in how.items()},
    ).to_frame()["a_inside"].iloc[-1],
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_parcels_are_read_as_is_said(name):
    assert float(MADE[name](raw(), **OPTIONS)) == 15


def test_polygons_of_lines_have_the_numbers_of_the_column_that_is_named():
    ours = make_parcels([square(0, 0, 200)]).assign(declared_m2=40_000.0)
    table = gk.control_line_table(ours, {"a": raw()}, **LINES)
    assert table.to_frame()["a_polygons"].iloc[0] == "甲"


def test_lines_of_a_file_are_read_as_is_said(tmp_path):
    ours = make_parcels([square(0, 0, 200)]).assign(declared_m2=40_000.0)
    raw().set_crs(4548).to_file(tmp_path / "lines.shp", encoding="gbk")
    for suffix in (".prj", ".cpg"):
        (tmp_path / "lines.shp").with_suffix(suffix).unlink()
    for place in ({"lines_crs": "EPSG:4548"}, {"lines_zone": 39}):
        options = {**place, "lines_columns": OPTIONS["columns"], "lines_encoding": "gbk", "method": "planar"}
        table = gk.control_line_table(ours, tmp_path / "lines.shp", **options)
        assert table.to_frame()["lines_polygons"].iloc[0] == "甲"
        assert table.occupied("lines").m2 == 10_000

"""Shapes in cells of a table: read where they surely are shapes, in whatever way an office wrote them."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
import shapely

import geokit as gk
from geokit.errors import InputError
from geokit.parcels.diagnostics import notices_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SQUARES = [shapely.box(500_000 + east, 3_300_000, 500_100 + east, 3_300_100) for east in (0, 200)]
HOLED = SQUARES[0].difference(shapely.box(500_040, 3_300_040, 500_060, 3_300_060))


def points(shape: Any) -> list[list[float]]:
    return np.round(shapely.get_coordinates(shape), 3).tolist()


def joined(shape: Any, between: str, after: str, *, north_first: bool = False) -> str:
    step = -1 if north_first else 1
    return after.join(between.join(f"{number:.3f}" for number in place[::step]) for place in points(shape))


WAYS = {
    "well-known text": lambda shape: shape.wkt,
    "WKB": lambda shape: shape.wkb_hex,
    "WKB as PostGIS prints it": lambda shape: "\\x" + shape.wkb_hex.lower(),
    "GeoJSON": shapely.to_geojson,
    "a feature": lambda shape: json.dumps({"type": "Feature", "geometry": shapely.geometry.mapping(shape)}),
    "commas and semicolons": lambda shape: joined(shape, ",", ";"),
    "north first": lambda shape: joined(shape, ",", ";", north_first=True),
    "blanks": lambda shape: joined(shape, " ", " "),
    "Chinese punctuation": lambda shape: joined(shape, "，", "；"),
    "nested lists": lambda shape: json.dumps([points(shape)]),
}


def table(path: Path, cells: Sequence[str], heading: str = "图形数据") -> Path:
    rows = [["地块编号", heading], *([f"D{at}", cell] for at, cell in enumerate(cells, start=1))]
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("name", ["地块.csv", "地块.xlsx"])
@pytest.mark.parametrize("way", WAYS)
def test_shapes_are_read_in_each_way_of_writing_them(tmp_path: Path, way: str, name: str) -> None:
    frame = gk.read_parcels(table(tmp_path / name, [WAYS[way](each) for each in SQUARES]))
    assert shapely.equals(frame.geometry.to_numpy(), SQUARES).all()
    assert frame["id"].tolist() == ["D1", "D2"]
    assert frame.crs is None
    assert "shapes_in_column" in [notice.code for notice in gk.notices_of(frame)]


def test_a_hole_of_a_string_of_coordinates_begins_where_a_ring_comes_back(tmp_path: Path) -> None:
    frame = gk.read_parcels(table(tmp_path / "a.csv", [joined(HOLED, ",", ";")]))
    assert shapely.equals(frame.geometry[0], HOLED)


def test_degrees_and_zones_tell_east_from_north(tmp_path: Path) -> None:
    for place, written in (
        ((116.5, 23.25), "23.25,116.5"),
        ((39_500_000.0, 3_300_000.0), "3300000,39500000"),
    ):
        east, north = place
        ring = [place, (east + 1, north), (east + 1, north + 1)]
        cell = ";".join(f"{y},{x}" for x, y in ring)
        assert cell.startswith(written.partition(",")[0])
        frame = gk.read_parcels(table(tmp_path / "a.csv", [cell]))
        assert points(frame.geometry[0])[:2] == [list(each) for each in ring[:2]]


def test_the_system_that_a_cell_names_is_taken(tmp_path: Path) -> None:
    cells = [shapely.to_wkb(shapely.set_srid(each, 4548), hex=True, include_srid=True) for each in SQUARES]
    assert gk.read_parcels(table(tmp_path / "a.csv", cells)).crs.to_epsg() == 4548


def test_what_is_unlike_the_others_is_named(tmp_path: Path) -> None:
    cells = [*(each.wkb_hex for each in SQUARES * 10), "见附图"]
    (left,) = gk.unreadable_of(gk.read_parcels(table(tmp_path / "a.csv", cells)))
    assert (left.code, left.record) == ("bad_shape", 20)


@pytest.mark.parametrize("cells", [["500000,3300000"], ["3.5,20.1,7,8,9,10"], ["见图", SQUARES[0].wkt], [""]])
def test_what_is_not_surely_a_shape_is_a_cell_of_a_ledger(tmp_path: Path, cells: list[str]) -> None:
    with pytest.raises(InputError):
        gk.read_parcels(table(tmp_path / "a.csv", cells))


def below_titles(path: Path, *titles: list[str], area: str) -> Path:
    rows = [
        *titles,
        ["地块编号", "图形", "面积"],
        *([f"D{at}", shape.wkt, area] for at, shape in enumerate(SQUARES)),
    ]
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    ("unit", "area"), [("单位：亩", "15"), ("单位：万平方米", "1"), ("单位：公顷、万元", "1")]
)
def test_titles_and_a_unit_may_stand_above_the_headings(tmp_path, suffix, unit, area):
    path = below_titles(tmp_path / f"a{suffix}", ["收储地块台账"], [], [unit], area=area)
    frame = gk.read_parcels(path, crs="EPSG:4549")
    assert frame["id"].tolist() == ["D0", "D1"]
    assert frame["declared_m2"].tolist() == pytest.approx([10_000, 10_000])
    (said,) = (notice for notice in notices_of(frame) if notice.code == "titles_above")
    assert unit in said.zh
    assert "2 rows" in said.en


def test_a_row_as_full_as_the_headings_is_no_title(tmp_path):
    path = below_titles(tmp_path / "a.csv", ["甲", "乙", "丙"], area="1")
    with pytest.raises(InputError):
        gk.read_parcels(path)


def test_a_sheet_counts_the_parcels_below_its_titles(tmp_path):
    path = below_titles(tmp_path / "a.xlsx", ["收储地块台账"], area="1")
    (layer,) = gk.inspect_file(path).layers
    assert layer.count == len(SQUARES)


@pytest.mark.parametrize("way", WAYS)
def test_a_table_without_headings_is_refused_and_loses_no_parcel(tmp_path, way):
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([f"D{at}", WAYS[way](shape)] for at, shape in enumerate(SQUARES))
    with pytest.raises(InputError, match="line 1: the first row holds a shape"):
        gk.read_parcels(path)

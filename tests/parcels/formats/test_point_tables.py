"""The table of boundary points that offices print, a sheet a parcel."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from openpyxl import load_workbook

import geokit as gk
from geokit.errors import OptionError
from geokit.terminal import display_width
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


@pytest.fixture
def parcels() -> gpd.GeoDataFrame:
    first, second, third = square(100, 0, 100), square(0, 0, 100), square(300, 0, 80)
    holed = second - shapely.box(*second.centroid.buffer(20).bounds)
    several = shapely.MultiPolygon([third, square(400, 0, 50)])
    names = ["示例地块", None, '=HYPERLINK("x")']
    return make_parcels(
        [first, holed, several],
        id=["=1+1", "DK/1", "dk_1"],
        name=names,
        declared_m2=[10_000, 8_400.5, np.nan],
    )


def _cells(path: Path) -> dict[str, list[list[Any]]]:
    book = load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_what_is_written_is_read_again_to_the_same_shapes(parcels: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "界址点坐标成果表.xlsx"
    for numbering in ("north-west", "batch", "as-is"):
        gk.write_parcels(parcels, path, layout="point-tables", dialect=gk.Dialect(numbering=numbering))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = gk.read_parcels(path)
        assert read["id"].tolist() == parcels["id"].tolist()
        assert read["name"].tolist() == parcels["name"].tolist()
        assert read.crs == parcels.crs
        assert all(
            shapely.equals(one, other) for one, other in zip(read.geometry, parcels.geometry, strict=True)
        )
        # What was measured is never read as declared.
        assert np.array_equal(read["declared_m2"], parcels["declared_m2"], equal_nan=True)


def test_a_sheet_says_what_offices_print(parcels: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    gk.write_parcels(parcels.iloc[:1], path, layout="point-tables")
    [rows] = _cells(path).values()
    texts = [text for row in rows[:5] for text in row if text]
    assert texts[:3] == ["界址点坐标成果表", "地块编号：=1+1", "地块名称：示例地块"]
    assert texts[3:7] == [
        "地块面积：10000.00平方米",
        "1.0000公顷  15.000亩",
        "量算面积（平面）：10000.00平方米",
        "1.0000公顷  15.000亩",
    ]
    assert texts[7].startswith("坐标系：2000国家大地坐标系，高斯—克吕格3°分带，中央子午线117°")
    assert rows[5] == ["点号", "纵坐标X(m)", "横坐标Y(m)", "边长(m)"]
    assert [row[0] for row in rows[6:]] == ["J1", "J2", "J3", "J4", "J1"]
    assert rows[6][1:3] == rows[10][1:3]
    assert rows[10][3] is None
    sheet = load_workbook(path).worksheets[0]
    assert sheet.print_title_rows == "$1:$6"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    # Coordinates carry no separators.
    assert sheet.cell(7, 2).number_format == "0.000"
    assert [cell.alignment.horizontal for cell in sheet[7]] == ["center", "right", "right", "right"]


@pytest.mark.parametrize("letters", range(10, 60, 3))
@pytest.mark.parametrize("letter", ["a", "地"])
def test_a_row_is_as_high_as_its_text_has_lines(tmp_path: Path, letter: str, letters: int) -> None:
    table = make_parcels([square(0, 0, 100)], id=[letter * letters], name=[letter * 2])
    path = tmp_path / "a.xlsx"
    gk.write_parcels(table, path, layout="point-tables")
    sheet = load_workbook(path).worksheets[0]
    widths = {
        at: int(each.width)
        for each in sheet.column_dimensions.values()
        for at in range(each.min, each.max + 1)
    }
    needed: dict[int, float] = {}
    for cells in sheet.merged_cells.ranges:
        text = str(sheet.cell(cells.min_row, cells.min_col).value)
        lines = display_width(text) / sum(widths[at] for at in range(cells.min_col, cells.max_col + 1))
        needed[cells.min_row] = max(lines, needed.get(cells.min_row, 0))
    # The third row holds figures alone, which take one line.
    one = sheet.row_dimensions[3].height
    for row in (2, 3, 4):
        assert needed[row] <= sheet.row_dimensions[row].height / one < 1 + 1.1 * needed[row]


def test_each_parcel_has_a_sheet_of_its_own_whatever_it_is_called(
    parcels: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path, again = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    gk.write_parcels(parcels, path, layout="point-tables")
    gk.write_parcels(parcels, again, layout="point-tables")
    cells = _cells(path)
    assert list(cells) == ["=1+1", "DK_1", "dk_1~2"]
    assert [row[-1] for row in cells["DK_1"]][-10:] == [1] * 5 + [2] * 5
    assert path.read_bytes() == again.read_bytes()


def test_only_a_workbook_has_such_tables(parcels: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="point-tables"):
        gk.write_parcels(parcels, tmp_path / "a.csv", layout="point-tables")
    assert list(tmp_path.iterdir()) == []

"""Workbooks as they are written, every cell with its look and every sheet with its page, held against written_sheets.txt."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.errors import OutputError
from geokit.escape import CELL_LETTERS
from geokit.land.crs.transform import parse_crs
from geokit.parcels.formats import _written_point_tables, _written_sheets
from geokit.parcels.formats._parcel_rows import ParcelRows, RowColumn
from geokit.parcels.formats._point_rows import cell_text, system_line
from geokit.parcels.formats._point_tables import PointTable, PointTables
from geokit.parcels.formats._written_point_tables import write_point_tables
from geokit.parcels.formats._written_sheets import Looks, new_book, write_cell, write_parcel_sheet
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

LONGEST = 32_767
KINDS = {
    "text": "地块",
    "a formula's text": "=1+1",
    "markup": "<r>地块</r>",
    "a number": 2_583_500.125,
    "a decimal": Decimal("15.00"),
    "true": True,
    "a day": dt.date(2025, 3, 7),
    "a time": dt.datetime(2025, 3, 7, 9, 30),  # noqa: DTZ001 - a workbook holds no zone
    "nothing": None,
}


def shown(value: Any) -> str:
    return "" if value is None else repr(value)[:36]


def look_of(cell: Any) -> Iterator[str]:
    """Yield how a cell looks, as far as it is not plain."""
    sides = {side: getattr(cell.border, side).style for side in ("left", "right", "top", "bottom")}
    drawn = {side: style for side, style in sides.items() if style}
    yield from [cell.number_format] if cell.number_format != "General" else []
    yield from ["bold"] if cell.font.bold else []
    yield from [f"{cell.font.size:g} points"] if cell.font.size != 11 else []
    yield from ["framed" if len(drawn) == 4 else ", ".join(drawn)] if drawn else []
    yield from ["apostrophe"] if cell.quotePrefix else []
    at = cell.alignment
    yield from filter(None, [at.horizontal, at.vertical, "folded" if at.wrap_text else None])


def drawn(path: Path) -> Iterator[str]:
    """Yield what a workbook holds: each sheet's page, columns, rows, and the cells with what they look like."""
    book = openpyxl.load_workbook(path)
    yield f"made {book.properties.created}"
    for sheet in book:
        page, margins = sheet.page_setup, sheet.page_margins
        yield f"sheet {sheet.title}, {sheet.dimensions}, frozen at {sheet.freeze_panes}, repeats {sheet.print_title_rows}"
        yield (
            f"paper {page.paperSize} {page.orientation}, {page.fitToWidth} wide, {page.fitToHeight} high, fits "
            f"{sheet.sheet_properties.pageSetUpPr.fitToPage}, centred {sheet.print_options.horizontalCentered}, margins "
            f"{margins.left} {margins.right} {margins.top} {margins.bottom}, below {sheet.oddFooter.center.text}"
        )
        widths = sheet.column_dimensions.values()
        yield "columns " + ", ".join(f"{each.min}-{each.max} {int(each.width)}" for each in widths)
        # To the point: Excel shows quarters, to which XlsxWriter rounds from some version on.
        yield "high " + ", ".join(
            f"{at} {row.height:.0f}" for at, row in sheet.row_dimensions.items() if row.height
        )
        yield "merged " + ", ".join(sorted(str(each) for each in sheet.merged_cells.ranges))
        for row in sheet.iter_rows():
            yield " | ".join(["", *(f"{shown(each.value)} ({'; '.join(look_of(each))})" for each in row)])


@pytest.fixture
def parcels() -> gpd.GeoDataFrame:
    holed = square(100, 0, 100) - square(140, 40, 20)
    several = shapely.MultiPolygon([square(300, 0, 80), square(400.25, 0, 50)])
    made = make_parcels(
        [square(0, 0, 100), holed, several],
        id=["=1+1", "DK/2", "dk_2"],
        name=["示例地块", None, "很长的名称" * 9],
        declared_m2=[10_000, 9_600.5, np.nan],
    )
    return made.assign(备注=["第一行\n第二行", None, "x" * 37], 批次=[1, 2.5, None])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("layout", ["points", "parcels", "point-tables"])
@pytest.mark.filterwarnings("ignore")
def test_a_workbook_is_written_as_it_is_written_down(parcels, tmp_path, facts, layout, language):
    path = tmp_path / "a.xlsx"
    with gk.use_language(language):
        notices = gk.write_parcels(parcels, path, layout=layout)
    facts.hold(f"{layout} {language}", [*drawn(path), *(f"{each.code}: {each.zh}" for each in notices)])


@pytest.mark.filterwarnings("ignore")
def test_points_without_a_system_begin_in_the_first_row(parcels, tmp_path, facts):
    plain = parcels.iloc[:1].set_crs(None, allow_override=True)
    gk.write_parcels(plain, tmp_path / "a.xlsx", layout="points", dialect=gk.Dialect(decimals=0))
    facts.hold("points without a system", drawn(tmp_path / "a.xlsx"))


@pytest.mark.parametrize(
    ("crs", "line"),
    [
        (None, None),
        (4547, "坐标系：2000国家大地坐标系，高斯—克吕格3°分带，中央子午线114°（EPSG:4547）"),
        ("独立坐标系：某市", "坐标系：独立坐标系:某市"),
        (
            "+proj=tmerc +lon_0=114.5 +x_0=500000 +ellps=GRS80",
            (
                "坐标系：基准不明（椭球 GRS 1980），横轴墨卡托投影，中央子午线114.5°，东偏移500000米，北偏移0米，比例因子1，"
                "纬度原点0°"
            ),
        ),
    ],
)
def test_the_line_above_the_points_names_a_code_where_there_is_one(crs, line):
    assert system_line(None if crs is None else parse_crs(crs)) == line


@pytest.mark.parametrize(
    ("value", "text"), [(None, None), (np.nan, None), (pd.NA, None), ("甲", "甲"), (5, "5")]
)
def test_what_no_parcel_has_is_nothing(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize("name", KINDS)
def test_a_cell_of_each_kind(tmp_path, facts, name):
    with new_book(tmp_path / "a.xlsx") as book:
        sheet, looks = book.add_worksheet(), Looks(book)
        write_cell(sheet, (0, 0), KINDS[name], looks)
        write_cell(sheet, (0, 1), KINDS[name], looks, bold=True, num_format="0.00", align=None)
    facts.hold(f"cell: {name}", drawn(tmp_path / "a.xlsx"))


def test_a_look_is_made_once(tmp_path):
    with new_book(tmp_path / "a.xlsx") as book:
        looks = Looks(book)
        assert looks.of(bold=True, border=1) is looks.of(border=1, bold=True, align=None)
        assert looks.of(bold=True) is not looks.of(bold=True, border=1)
        assert looks.of(align=None) is None


# A narrow column is 6 letters wide and a wide one 40; a row has a line more for each so many letters, one of them spare.
COLUMNS = [
    RowColumn("甲", [1, None, "x" * 2]),
    RowColumn("乙", ["x" * 3, "x" * 4, None]),
    RowColumn("很长的列标题" * 3, ["x", None, 5]),
    RowColumn("丙", ["y" * 36, "y" * 37, "y" * 39]),
    RowColumn("丁", ["z" * 38, "z" * 79, "z" * 80]),
    RowColumn("戊", ["一\n二", "一\n" + "z" * 39, "一\n" + "z" * 40]),
    RowColumn("己", ["z" * 40 * 27, None, "z" * 40 * 40]),
    RowColumn("面积（平方米）", [Decimal("1234567.50"), None, Decimal("0.50")], 2),
    RowColumn("亩", [Decimal(1), Decimal(2), Decimal(3)], 0),
]


@pytest.mark.parametrize("held", [range(9), range(3), (7, 8), (4, 0), (5,), (6,), (0, 8)])
def test_columns_are_as_wide_and_rows_as_high_as_what_they_hold(tmp_path, facts, held):
    path = tmp_path / "a.xlsx"
    with gk.use_language("zh"):
        write_parcel_sheet(ParcelRows([COLUMNS[at] for at in held]), path)
    facts.hold(f"columns {' '.join(map(str, held))}", drawn(path))


@pytest.mark.parametrize(
    ("layout", "column", "spare"),
    [("parcels", "name", 0), ("points", "地块名称", 0), ("point-tables", "地块名称", len("地块名称："))],
)
@pytest.mark.filterwarnings("ignore")
def test_a_cell_holds_so_many_letters_and_no_more(parcels, tmp_path, layout, column, spare):
    two = parcels.iloc[:2]
    just = "x" * (LONGEST - spare)
    gk.write_parcels(two.assign(name=[just, "甲"]), tmp_path / "a.xlsx", layout=layout)
    with pytest.raises(OutputError) as raised, gk.use_language("en"):
        gk.write_parcels(two.assign(name=["甲", f"x{just}"]), tmp_path / "b.xlsx", layout=layout)
    assert raised.value.localize("en") == (
        f"“{column}” of parcel 2 has 32768 letters, and a cell holds 32767; write a GeoPackage or a CSV"
    )


def test_a_sheet_holds_what_one_of_excel_does():
    assert (_written_sheets.MAX_ROWS, CELL_LETTERS) == (2**20, 2**15 - 1)
    assert _written_point_tables._MOST_SHEETS == 5_000


def test_so_does_a_heading(tmp_path):
    with pytest.raises(OutputError) as raised:
        write_parcel_sheet(ParcelRows([RowColumn("长" * (LONGEST + 1), [])]), tmp_path / "b.xlsx")
    assert raised.value.localize("zh") == (
        f"列“{'长' * 40}”第 0 宗有 32768 字，超过单元格的 32767 字；请改写 GeoPackage 或 CSV"
    )


def table(name: str = "A", points: int = 3, lines: int = 2) -> PointTable:
    rows = tuple((f"J{at}", 2_583_500.0, 467_100.0, None, 1) for at in range(points))
    return PointTable(name, (("地块编号：A",),) * lines, rows)


def test_a_sheet_holds_so_many_points_and_no_more(tmp_path, monkeypatch):
    # The title, two lines and the headings stand above three points.
    monkeypatch.setattr(_written_point_tables, "MAX_ROWS", 7)
    write_point_tables(PointTables((table(),), has_rings=False, notices=[]), tmp_path / "a.xlsx", 3)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active.max_row == 7
    for more in (table(points=4), table(lines=3)):
        with pytest.raises(OutputError) as raised:
            write_point_tables(PointTables((more,), has_rings=False, notices=[]), tmp_path / "b.xlsx", 3)
        assert raised.value.localize("en") == "the points of A take 8 rows and a sheet holds 7"
        assert raised.value.localize("zh") == "地块 A 的界址点共 8 行，超过工作表的 7 行"


def test_a_workbook_holds_so_many_tables_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(_written_point_tables, "_MOST_SHEETS", 12)
    same = tuple(table() for _ in range(13))
    write_point_tables(PointTables(same[:12], has_rings=False, notices=[]), tmp_path / "a.xlsx", 3)
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert names == ["A", *(f"A~{number}" for number in range(2, 13))]
    with pytest.raises(OutputError, match=r"^13 parcels, and 12 tables are the most of one workbook"):
        write_point_tables(PointTables(same, has_rings=False, notices=[]), tmp_path / "b.xlsx", 3)


@pytest.mark.parametrize(
    ("names", "sheets"),
    [
        (["a", "A", "a~2", "A"], ["a", "A~2", "a~2~2", "A~3"]),
        (["History", "history_"], ["History_", "history_~2"]),
        (["[a]:*?/\\\t", "' a '", "'", ""], ["_a" + "_" * 7, "a", "_", "_~2"]),
        (["x" * 31, "x" * 32, "X" * 40], ["x" * 31, "x" * 29 + "~2", "X" * 29 + "~3"]),
    ],
)
def test_each_sheet_has_a_name_that_a_sheet_may_have(names, sheets):
    taken: set[str] = set()
    assert [_written_point_tables._sheet_name(name, taken) for name in names] == sheets


@pytest.mark.parametrize(
    ("decimals", "grouped", "shown"),
    [(0, False, "0"), (0, True, "#,##0"), (1, False, "0.0"), (4, True, "#,##0.0000")],
)
def test_how_a_number_isshown(decimals, grouped, shown):
    assert _written_sheets.number_format(decimals, grouped=grouped) == shown

"""Workbooks on paper: what is folded, how wide and high cells are, what is repeated, and the chart with its words."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

import geokit as gk
from geokit.auditing.inputs import read_inputs
from geokit.i18n import Words
from geokit.reports import find_format
from geokit.reports._workbook import Column, Workbook
from geokit.terminal import display_width
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.auditing.report import AuditReport

SEVEN = 7


def workbook(report: AuditReport, language: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(find_format("xlsx").render(report, language)))


def dimension(sheet: Any, column: int) -> Any:
    """What the file says of a column: neighbours that are alike are said at once."""
    return next(each for each in sheet.column_dimensions.values() if each.min <= column <= each.max)


def shown_columns(sheet: Any, row: int = 1) -> dict[str, float]:
    """The letters of the columns with a heading that are not folded away, and how wide they are."""
    cells = [cell for cell in sheet[row] if cell.value]
    found = [(cell.column_letter, dimension(sheet, cell.column)) for cell in cells]
    return {letter: each.width for letter, each in found if not each.hidden}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("number", [2, 3])
def test_seven_columns_are_seen_and_the_rest_is_folded(
    planted: AuditReport, language: str, number: int
) -> None:
    sheet = workbook(planted, language).worksheets[number]
    assert len(shown_columns(sheet)) == SEVEN
    folded = [each for each in sheet.column_dimensions.values() if each.hidden]
    assert folded
    assert all(each.outlineLevel == 1 for each in folded)
    assert any(each.collapsed for each in sheet.column_dimensions.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_seen_fits_a4(planted: AuditReport, language: str) -> None:
    for sheet in workbook(planted, language).worksheets:
        setup = sheet.page_setup
        assert (int(setup.paperSize), setup.orientation, setup.fitToWidth or 1, setup.fitToHeight) == (
            9,
            "landscape",
            1,
            0,
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text or sheet.oddFooter.center.text == "&P / &N"
        heads = next(row for row in range(1, 9) if len([cell for cell in sheet[row] if cell.value]) > 1)
        assert sum(shown_columns(sheet, heads).values()) < 135
    assert workbook(planted, language).worksheets[2].print_title_rows == "$1:$1"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_are_as_high_as_the_text_that_is_seen(planted: AuditReport, language: str) -> None:
    sheet = workbook(planted, language).worksheets[2]
    shown = shown_columns(sheet)
    broken = 0
    for row in range(1, sheet.max_row + 1):
        lines = max(
            display_width(str(sheet[f"{letter}{row}"].value or "")) / width for letter, width in shown.items()
        )
        height = sheet.row_dimensions[row].height or 15
        assert height >= 15 * min(lines, 24)
        broken += height > 15
    # Chinese takes less room: there only the headings may be broken.
    assert broken or language == "zh"


def test_the_summary_has_a_chart_and_says_it_in_words(planted: AuditReport) -> None:
    content = find_format("xlsx").render(planted, "en")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        chart = archive.read("xl/charts/chart1.xml").decode()
    counts = {severity.value: count for severity, count in planted.counts.items() if count}
    [words] = re.findall(r'descr="([^"]*)"', drawing)
    assert all(f"{count} {name}" in words for name, count in counts.items())
    assert len(re.findall("<c:ser>", chart)) == len(planted.counts)
    assert find_format("xlsx").render(planted, "en") == content


def test_a_long_line_is_broken_over_the_columns_that_are_seen() -> None:
    book = Workbook("t", [], date(2026, 1, 1), "zh")
    sheet = book.sheet(Words(zh="甲", en="A"))
    heads = [Column(Words(zh=name, en=name), is_detail=name == "丙") for name in "甲乙丙"]
    sheet.table(heads, [["一", "二", "三"]])
    sheet.line("土地" * 100)
    made = openpyxl.load_workbook(io.BytesIO(book.content())).worksheets[0]
    assert [str(each) for each in made.merged_cells.ranges] == ["A3:B3"]
    assert made["A3"].value == "土地" * 100
    assert made.row_dimensions[3].height >= 15 * 20


def test_the_ledger_prints_with_its_headings_on_every_page(tmp_path: Path) -> None:
    park = gk.load_catalog(gk.example_folder()).park("example-park")
    ledger = gk.ledger(park, read_inputs(park, None).parcels, as_of=date(2026, 6, 1))
    path = gk.write_ledger(ledger, tmp_path / "a.xlsx", language="zh")
    for sheet in openpyxl.load_workbook(path).worksheets:
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"


def test_the_ledger_shows_what_paper_has_room_for_and_a_chart_of_it(tmp_path: Path) -> None:
    park = gk.load_catalog(gk.example_folder()).park("example-park")
    ledger = gk.ledger(park, read_inputs(park, None).parcels, as_of=date(2026, 6, 1))
    path = gk.write_ledger(ledger, tmp_path / "a.xlsx", language="zh")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    folded = {
        at
        for key, each in sheet.column_dimensions.items()
        if each.hidden
        for at in range(column_index_from_string(key), each.max + 1)
    }
    seen = [
        cell.value
        for cell, at in zip(sheet[1], range(1, sheet.max_column + 1), strict=True)
        if at not in folded
    ]
    assert seen == [
        "期次",
        "宗数",
        "去重面积（亩）",
        "已供应（亩）",
        "批而未供（亩）",
        "待征收（亩）",
        "面积未计入（宗）",
    ]
    with zipfile.ZipFile(path) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    # Three stages of three phases: the total is no bar.
    assert re.findall(r"<c:cat>.*?<c:f>(.*?)</c:f>", chart) == ["用地台账!$A$2:$A$4"] * 3
    assert re.findall(r"<c:val>.*?<c:f>(.*?)</c:f>", chart) == [
        f"用地台账!${column}$2:${column}$4" for column in "NOP"
    ]
    assert "256.364" in drawing


def test_land_of_no_stage_is_not_folded_away(tmp_path: Path) -> None:
    table = make_parcels([square(0, 0, 100), square(100, 0, 100)], stage=["supplied", None])
    ledger = gk.ledger(None, table, as_of=date(2026, 6, 1))
    sheet = openpyxl.load_workbook(gk.write_ledger(ledger, tmp_path / "a.xlsx", language="en")).worksheets[0]
    [at] = [cell.column for cell in sheet[1] if cell.value == "progress not stated (mu)"]
    assert not sheet.column_dimensions[get_column_letter(at)].hidden


def figures_and_remarks(*, is_filtered: bool) -> Any:
    """A table of figures with a column of text on their right, and a total without a remark."""
    book = Workbook("t", [], date(2026, 1, 1), "en")
    sheet = book.sheet(Words(zh="甲", en="A"))
    names: dict[str, Any] = {"park": "text", "parcels": "count", "folded": "text", "remark": "text"}
    heads = [
        Column(Words(zh=name, en=name), kind, is_detail=name == "folded") for name, kind in names.items()
    ]
    sheet.table(heads, [["a", 3, "b", "c"]], total=["total", 3, None, None])
    if is_filtered:
        sheet.filter_and_freeze(heads)
    return openpyxl.load_workbook(io.BytesIO(book.content())).worksheets[0]


@pytest.mark.parametrize("is_filtered", [False, True])
def test_a_heading_stands_above_its_figures_clear_of_the_sign_of_a_filter(*, is_filtered: bool) -> None:
    made = figures_and_remarks(is_filtered=is_filtered)
    assert [cell.value for cell in made[1]] == ["park", "parcels", "folded", "remark"]
    assert [cell.alignment.horizontal for cell in made[1]][:2] == [None, "right"]
    assert made["B1"].alignment.indent == (2 if is_filtered else 0)


def test_text_does_not_touch_the_figures_on_its_left() -> None:
    made = figures_and_remarks(is_filtered=False)
    indents = {name: made[name].alignment.indent for name in ("A2", "D1", "D2")}
    assert indents == {"A2": 0, "D1": 1, "D2": 1}
    # Without a side an indent is not drawn everywhere.
    assert {made[name].alignment.horizontal for name in ("D1", "D2")} == {"left"}


def test_the_line_above_a_total_goes_through() -> None:
    made = figures_and_remarks(is_filtered=False)
    assert [cell.border.top.style for cell in made[3]] == ["thin"] * 4
    assert made["D3"].value is None

"""Forms: their frame, their workbook, their CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

import geokit as gk
from geokit.errors import OptionError, OutputError
from geokit.i18n import Words
from geokit.ledgers.forms import Form, FormColumn, FormSheet, Sentence
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

_FARM = Words(zh="农用地", en="farm land")
_COLUMNS = (
    FormColumn("id", Words(zh="地块编号", en="parcel")),
    FormColumn("0101_m2", Words(zh="水田", en="paddy"), "m2", _FARM),
    FormColumn("0301_m2", Words(zh="乔木林地", en="woodland"), "m2", _FARM),
    FormColumn("on", Words(zh="日期", en="day"), "date"),
)
_ROWS = (
    ("=A1", Decimal("1.50"), Decimal("2.2500"), date(2026, 6, 1)),
    (Words(zh="合计", en="total"), Decimal("1.50"), None, None),
)
_LINE = Sentence.of(Words(zh="共 {count} 宗", en="{count:parcel|parcels} in all"), count=1)


@dataclass(frozen=True)
class _Example(Form):
    def sheets(self) -> tuple[FormSheet, ...]:
        return (FormSheet(Words(zh="地类", en="Classes"), _COLUMNS, _ROWS, frozenset({1}), (_LINE,)),)


def test_a_frame_has_codes_or_headings_and_exact_figures() -> None:
    form = _Example()
    assert list(form.to_frame()) == ["id", "0101_m2", "0301_m2", "on"]
    assert list(form.to_frame("zh")) == ["地块编号", "农用地·水田", "农用地·乔木林地", "日期"]
    assert form.to_frame("zh").iloc[1, 0] == "合计"
    assert form.to_frame()["0101_m2"].sum() == Decimal("3.00")
    assert form.sentences("en") == ["1 parcel in all"]
    assert "<table" in form._repr_html_()


def test_a_workbook_prints_figures_as_they_are_and_text_stays_text(tmp_path: Path) -> None:
    first, second = (_Example().save(tmp_path / name, language="zh") for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()
    sheet = openpyxl.load_workbook(first)["地类"]
    assert [sheet["A1"].value, sheet["B2"].value, sheet["A2"].value, *(cell.value for cell in sheet[3])] == [
        "地类", "农用地", "地块编号", None, "水田", "乔木林地", None,
    ]  # fmt: skip
    assert "B2:C2" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet["A4"].value == "=A1"
    assert sheet["A4"].data_type == "s"
    assert (sheet["B4"].number_format, sheet["C4"].number_format) == ("#,##0.00", "#,##0.0000")
    assert sheet["D4"].value.date() == date(2026, 6, 1)
    assert sheet["B5"].font.bold
    assert not sheet["B4"].font.bold
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$1:$3")
    assert sheet["A7"].value == "共 1 宗"


def test_csv_has_the_first_sheet(tmp_path: Path) -> None:
    text = _Example().save(tmp_path / "a.csv", language="en").read_text("utf-8-sig")
    assert text.splitlines()[0] == "parcel,farm land: paddy,farm land: woodland,day"
    assert text.splitlines()[1] == "'=A1,1.50,2.2500,2026-06-01"


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.xlsx"):
        _Example().save(tmp_path / "a.pdf")
    with pytest.raises(OptionError):
        _Example().save(tmp_path / "a.xlsx", audience="public")
    assert not list(tmp_path.iterdir())


def test_sheets_have_names_that_excel_takes(tmp_path: Path) -> None:
    columns = (FormColumn("id", Words(zh="编号", en="id")),)

    class _Titled(Form):
        def sheets(self) -> tuple[FormSheet, ...]:
            titles = ("Plan: approved", "plan: Approved", "a" * 40, "[x]?", "'")
            return tuple(FormSheet(Words(zh=title, en=title), columns, (("1",),)) for title in titles)

    book = openpyxl.load_workbook(_Titled().save(tmp_path / "a.xlsx", language="en"))
    assert book.sheetnames == ["Plan approved", "plan Approved (2)", "a" * 31, "x", "1"]


@dataclass(frozen=True)
class _Wide(Form):
    def sheets(self) -> tuple[FormSheet, ...]:
        columns = [
            FormColumn(f"c{at}", Words(zh=f"{at:04} 地类名称", en=f"{at:04}"), "m2", _FARM)
            for at in range(26)
        ]
        figures = (Decimal("123456.78"),) * 26
        return (FormSheet(_FARM, (_COLUMNS[0], *columns), (("P01", *figures),), frozenset(), (_LINE,)),)


def test_a_form_too_wide_for_one_page_is_printed_on_several_that_can_be_read(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(_Wide().save(tmp_path / "a.xlsx", language="zh")).active
    assert sheet is not None
    assert sheet.page_setup.scale >= 60
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_cols == "$A:$A"
    [start] = [each.id for each in sheet.col_breaks.brk]
    # Of both pages each has the title, the heading over its columns, and one has the sentences, away from what is on both.
    assert [sheet.cell(1, at).value for at in (2, start + 1)] == ["农用地", "农用地"]
    assert [sheet.cell(2, at).value for at in (2, start + 1)] == ["农用地", "农用地"]
    assert [sheet.cell(6, at).value for at in (1, 2)] == [None, "共 1 宗"]
    assert not any(each.min_col <= start < each.max_col for each in sheet.merged_cells.ranges)


@dataclass(frozen=True)
class _Tall(Form):
    count: int

    def sheets(self) -> tuple[FormSheet, ...]:
        rows = ((f"P{at}", Decimal(1), Decimal(1), date(2026, 6, 1)) for at in range(self.count))
        return (FormSheet(_FARM, _COLUMNS, tuple(rows), frozenset(), (_LINE,) * 3),)


@pytest.mark.parametrize(("count", "pages"), [(3, 1), (30, 1), (32, 1), (40, 2), (60, 2), (500, 0)])
def test_a_few_lines_more_than_a_page_are_printed_on_it(tmp_path: Path, count: int, pages: int) -> None:
    sheet = openpyxl.load_workbook(_Tall(count).save(tmp_path / "a.xlsx", language="en")).active
    assert sheet is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (
        1,
        pages if pages != 1 else None,
    )


def test_a_saved_form_names_no_option(tmp_path):
    table = gk.supply_table(make_parcels([square(0, 0, 100)], stage=["supplied"]), as_of="2026-06-30")
    assert "(contracts=)" in table.localize("en")
    path = table.save(tmp_path / "供应.xlsx", language="en")
    said = {
        str(cell)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    }
    assert any(each.endswith("actual start and completion") for each in said)
    assert [each for each in said if "contracts=" in each] == []

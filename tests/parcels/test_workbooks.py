"""A small workbook that unpacks to much, or pads its rows without end, is refused for its true reason."""

import time
import zipfile

import openpyxl
import pytest

from geokit.errors import FormatError
from geokit.parcels import workbooks
from geokit.parcels.read import read_parcels
from geokit.parcels.workbooks import sheets_of

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = (b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
          b'spreadsheetml.sharedStrings+xml"/></Types>')  # fmt: skip


@pytest.fixture
def workbook(tmp_path):
    """A workbook with one cell, whose parts may be replaced."""

    def make(**parts):
        made = openpyxl.Workbook()
        made.active.append(["X", "Y"])
        made.save(tmp_path / "plain.xlsx")
        with (
            zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
            zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name in plain.namelist():
                key = name.rpartition("/")[2].partition(".")[0]
                archive.writestr(name, parts.get(key, plain.read(name).replace(b"</Types>", SHARED)))
            archive.writestr("xl/sharedStrings.xml", parts.get("sharedStrings", f"<sst {SPACE}/>"))
        return tmp_path / "x.xlsx"

    return make


def rows(*listed):
    return f"<worksheet {SPACE}><sheetData>{''.join(listed)}</sheetData></worksheet>"


def refused(path, words):
    start = time.process_time()
    with pytest.raises(FormatError, match=words) as caught:
        read_parcels(path)
    assert time.process_time() - start < 20
    assert caught.value.localize("zh").startswith("x.xlsx")


def test_a_text_of_a_million_letters_a_thousand_times(workbook):
    item = f"<si><t>{'a' * 2**20}</t></si>"
    strings = f"<sst {SPACE}>{item * 20}</sst>"
    refused(workbook(sharedStrings=strings), "sharedStrings.xml.*refused")


def test_a_cell_with_more_letters_than_excel_takes(workbook):
    cell = f'<c r="A1" t="inlineStr"><is><t>{"a" * 40_000}</t></is></c>'
    refused(
        workbook(sheet1=rows(f'<row r="1">{cell}</row>')),
        "a cell in row 1 of the sheet “Sheet” has 40,000 letters",
    )


def test_rows_padded_to_the_last_column(workbook, monkeypatch):
    monkeypatch.setattr(workbooks, "_FREE_CELLS", 100_000)
    padded = (f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(1, 5000))
    refused(workbook(sheet1=rows(*padded)), "more cells than the")


def test_a_row_with_a_number_beyond_all_rows(workbook):
    refused(
        workbook(sheet1=rows('<row r="1000000000000"><c><v>1</v></c></row>')),
        "beyond Excel's limit of 1,048,576",
    )


def test_much_text_that_many_cells_share(workbook, monkeypatch):
    monkeypatch.setattr(workbooks, "_MAX_TEXT", 2_000_000)
    strings = f"<sst {SPACE}><si><t>{'a' * 30_000}</t></si></sst>"
    cells = '<c t="s"><v>0</v></c>' * 26
    sheet = rows(*[f"<row>{cells}</row>"] * 5)
    refused(workbook(sheet1=sheet, sharedStrings=strings), "more than 2,000,000 letters")


def test_what_stands_for_other_letters_is_read_as_excel_shows_it(workbook):
    items = [
        "<t>a_x005F_x000D_b</t>",
        "<t>a_x000D_b</t>",
        "<t>x005F_</t>",
        '<r><t xml:space="preserve">甲 </t></r><r><rPr><b/></rPr><t>_x005F_x0001_</t></r><rPh sb="0" eb="1"><t>jia</t></rPh>',
        "<r/>",
    ]
    strings = f"<sst {SPACE}>{''.join(f'<si>{each}</si>' for each in items)}</sst>"
    cells = "".join(f'<c t="s"><v>{at}</v></c>' for at in range(len(items)))
    inline = '<c t="inlineStr"><is><t>a_x005F_x000D_b</t></is></c>'
    found = sheets_of(
        workbook(sheet1=rows(f"<row>{cells}</row>", f"<row>{inline}</row>"), sharedStrings=strings)
    )
    assert found["Sheet"] == [
        ["a_x000D_b", "a\rb", "x005F_", "甲 _x0001_"],
        ["a_x000D_b"],
    ]


def test_styles_without_end(workbook):
    styles = f"<styleSheet {SPACE}><cellXfs>{'<xf/>' * 600_000}</cellXfs></styleSheet>"
    refused(workbook(styles=styles), "styles.xml")


@pytest.mark.parametrize("before", ["", f"<!--{' ' * 10_000}-->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_wherever_it_stands(workbook, before, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{before}<!DOCTYPE a [<!ENTITY b "c">]>{rows()}'
    refused(workbook(sheet1=text.encode(encoding)), "DOCTYPE")


def test_a_size_that_is_said_to_be_that_of_all_cells(workbook):
    sheet = f'<worksheet {SPACE}><dimension ref="A1:XFD1048576"/><sheetData><row r="3"><c r="B3"><v>7</v></c></row></sheetData></worksheet>'
    assert sheets_of(workbook(sheet1=sheet)) == {"Sheet": [[], [], [None, 7]]}


@pytest.mark.parametrize("part", ["sharedStrings", "sheet1", "styles"])
def test_empty_elements_without_end(workbook, part):
    content = {"sharedStrings": f"<sst {SPACE}>{'<si/>' * 500_000}</sst>", "sheet1": rows("<row/>" * 500_000),
               "styles": f"<styleSheet {SPACE}><cellXfs>{'<xf/>' * 100_000}</cellXfs></styleSheet>"}[part]  # fmt: skip
    refused(workbook(**{part: content}), "elements that a file of this size can hold")


def test_many_sheets_with_a_stray_cell_at_their_end(tmp_path):
    made = openpyxl.Workbook()
    for number in range(5):
        made.create_sheet(f"s{number}").cell(1_048_576, 1).value = "a"
    made.save(tmp_path / "x.xlsx")
    refused(tmp_path / "x.xlsx", "more than the .* rows")


def test_more_sheets_than_anybody_makes(tmp_path):
    made = openpyxl.Workbook()
    for number in range(600):
        made.create_sheet(f"s{number}")
    made.save(tmp_path / "x.xlsx")
    refused(tmp_path / "x.xlsx", "601 sheets")

"""The tables of the catalogue as sheets: every row, and the sentences below the first."""

import openpyxl
import pytest

import geokit as gk
from geokit.i18n import Words
from geokit.ledgers.catalog_form import CatalogForm
from geokit.programme.tables import TABLE_NAMES, CatalogTable, catalog_table


def test_every_table_is_a_sheet_and_the_sentences_stand_below_the_first():
    catalog, line = gk.load_catalog(), Words(zh="说明", en="a line")
    tables = [catalog_table(catalog, name) for name in TABLE_NAMES]
    sheets = CatalogForm(tables, [line]).sheets()
    assert [sheet.title for sheet in sheets] == [table.title for table in tables]
    assert [len(sheet.rows) for sheet in sheets] == [len(table.rows) for table in tables]
    assert [sheet.lines for sheet in sheets] == [(line,), *[()] * (len(tables) - 1)]


def test_a_form_is_saved_with_the_marks_that_are_asked_for(tmp_path):
    form = CatalogForm([catalog_table(gk.load_catalog(), TABLE_NAMES[0])], [])
    paths = [form.save(tmp_path / name, language="zh", **marks) for name, marks in (
        ("plain.xlsx", {}), ("marked.xlsx", {"review_number": "粤S（2026）001号", "classification": "秘密"}),
    )]  # fmt: skip
    said = ["".join(_page_texts(openpyxl.load_workbook(path))) for path in paths]
    assert [("粤S（2026）001号" in each, "秘密" in each) for each in said] == [(False, False), (True, True)]


def _page_texts(book):
    """What stands on each page around the sheet."""
    for sheet in book:
        for line in (sheet.oddHeader, sheet.oddFooter):
            yield from (part.text or "" for part in (line.left, line.center, line.right))


def test_cells_are_printed_as_the_end_of_their_column_says():
    columns = (
        "area_mu",
        "area_ha",
        "area_m2",
        "width_m",
        "parcel_count",
        "zones",
        "since_day",
        "name",
        "share",
        "is_open",
    )
    row = (1.0006, 2.00006, 3.006, 4.6, 5, 6, "2026-01-01", "甲", 0.25, True)
    table = CatalogTable(
        Words(zh="面积", en="areas"), tuple((name, name) for name in columns), (row, (None,) * 10)
    )
    (sheet,) = CatalogForm([table]).sheets()
    assert [column.kind for column in sheet.columns] == [
        "mu", "ha", "m2", "m", "count", "count", "date", "text", "text", "text",
    ]  # fmt: skip
    assert [cell.en if isinstance(cell, Words) else str(cell) for cell in sheet.rows[0]] == [
        "1.001", "2.0001", "3.01", "5", "5", "6", "2026-01-01", "甲", "0.25", "yes",
    ]  # fmt: skip
    assert sheet.rows[1] == (None,) * 10
    assert sheet.lines == ()


@pytest.mark.parametrize(("value", "said"), [(2.0, "2"), (2.4, "2"), (2.5, "3")])
def test_what_is_counted_has_no_decimals(value, said):
    columns = (("parcel_count", "a"), ("zones", "b"), ("is_open", "c"))
    table = CatalogTable(Words(zh="数", en="counts"), columns, ((value, value, False),))
    row = CatalogForm([table]).sheets()[0].rows[0]
    assert [str(cell) for cell in row[:2]] == [said, said]
    assert row[2].en == "no"


def test_a_notebook_shows_the_first_sheet_and_all_sentences():
    tables = [catalog_table(gk.load_catalog(), name) for name in TABLE_NAMES[:2]]
    form = CatalogForm(tables, [Words(zh="说明", en="<a line>")])
    with gk.use_language("en"):
        shown = form._repr_html_()
    first, second = (sheet.to_frame("en") for sheet in form.sheets())
    assert shown.count("<table") == 1
    assert str(first.columns[0]) in shown
    assert shown.count("<tr") == len(first) + 1 != len(second) + 1
    assert shown.endswith("&lt;a line&gt;</p>")

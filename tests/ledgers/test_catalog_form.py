"""The tables of the catalogue as sheets: every row, and the sentences below the first."""

import openpyxl

import geokit as gk
from geokit.i18n import Words
from geokit.ledgers.catalog_form import CatalogForm
from geokit.programme.tables import TABLE_NAMES, catalog_table


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

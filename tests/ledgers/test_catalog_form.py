"""The tables of the catalogue as sheets: every row, and the sentences below the first."""

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

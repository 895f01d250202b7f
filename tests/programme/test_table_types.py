"""The columns of a catalogue's tables and their types are the same whatever a catalogue holds."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.programme.tables import TABLE_NAMES

SHIPPED = gk.load_catalog()
EMPTY = """\
cities = []
districts = []
partnerships = []
sources = []

[name]
zh = "空"
en = "Empty"
"""


@pytest.mark.parametrize("language", [None, "zh", "en"])
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_a_table_without_rows_has_the_columns_of_one_with_rows(tmp_path, table, language):
    (tmp_path / "programme.toml").write_text(EMPTY, encoding="utf-8")
    empty = gk.load_catalog(tmp_path).to_frame(table, language=language)
    full = SHIPPED.to_frame(table, language=language)
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    assert (len(empty), len(empty.columns) > 5, empty.columns.is_unique) == (0, True, True)


def test_a_column_has_the_type_of_what_it_says():
    parks, milestones = SHIPPED.to_frame("parks"), SHIPPED.to_frame("milestones")
    assert (str(parks["inferred"].dtype), str(parks["zones"].dtype)) == ("boolean", "Int64")
    assert milestones["first_day"].is_monotonic_increasing
    assert milestones["first_day"].dt.year.between(2000, 2100).all()

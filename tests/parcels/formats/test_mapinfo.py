"""MapInfo tables that hold no objects of their own."""

import time

import pytest

from geokit.errors import FormatError
from geokit.parcels.reading import read_parcels

SECONDS = 10


@pytest.mark.parametrize("filling", ["\n", " \n", "\t", "create ", "create" + " " * 1000])
def test_a_table_of_blanks_is_refused_in_time(tmp_path, filling):
    path = tmp_path / "x.tab"
    path.write_text("!table\n!version 300\n" + filling * (400_000 // len(filling)), encoding="utf-8")
    started = time.perf_counter()
    with pytest.raises(FormatError):
        read_parcels(path)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("line", ["  Type LINKED", "\ttype\t\tlinked", "create view x as", 'Open  Table "a"'])
def test_a_table_that_points_elsewhere_is_refused(tmp_path, line):
    path = tmp_path / "x.tab"
    path.write_text(f"!table\n!version 300\nDefinition Table\n{line}\n", encoding="utf-8")
    with pytest.raises(FormatError, match="points to other files"):
        read_parcels(path)

"""MapInfo tables that hold no objects of their own."""

import time

import pytest

from geokit.cli._program import run
from geokit.errors import FormatError
from geokit.parcels.read import read_parcels

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


MIF = (
    'Version 300\nCharset "{charset}"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 1\n'
    "  DKBH {kind}\nData\n\nRegion 1\n  4\n116 23\n116.1 23\n116.1 23.1\n116 23\n"
)


@pytest.mark.parametrize(
    ("charset", "kind"), [("\xa9\xa9", "Char(9)"), ("Neutral", "\xa9\xa9(9)"), ("Neutral", "Ch\xa9 \xa9")]
)
def test_what_gdal_says_in_no_encoding_is_not_printed(tmp_path, capfd, charset, kind):
    (tmp_path / "x.mid").write_text('"1"\n', encoding="utf-8")
    (tmp_path / "x.mif").write_text(MIF.format(charset=charset, kind=kind), encoding="latin-1")
    assert run(["inspect", str(tmp_path / "x.mif")]) in (0, 2)
    assert "Traceback" not in capfd.readouterr().err

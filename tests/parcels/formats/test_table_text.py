"""Tables of points as text under other endings, and with blanks between their cells."""

import pytest
from point_tables import RECTANGLE, read, rows

from geokit.errors import FormatError
from geokit.parcels.formats.csv import _parts_headings, _text_of
from geokit.parcels.read import read_parcels

TABLE = ["点号,X,Y", *rows(RECTANGLE)]


@pytest.mark.parametrize("name", ["x.txt", "x.csv", "x"])
@pytest.mark.parametrize("sign", [",", "\t", ";", " ", "   ", " \t "])
def test_any_delimiter_under_any_ending(tmp_path, name, sign):
    frame = read(tmp_path, *(line.replace(",", sign) for line in TABLE), name=name)
    assert frame.area.tolist() == [8_000]
    assert frame.attrs["geokit"]["format"] == "csv"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("sign", [",", "  "])
def test_any_encoding(tmp_path, encoding, sign):
    lines = ["界址点成果表", *(line.replace(",", sign) for line in TABLE)]
    (tmp_path / "x.txt").write_text("\r\n".join(lines), encoding=encoding)
    assert read_parcels(tmp_path / "x.txt").area.tolist() == [8_000]


def test_rows_with_a_ring_and_a_parcel_parted_by_blanks(tmp_path):
    lines = ["地块编号 点号 圈号 X Y", *(f"G1 J{at} 1 {x} {y}" for at, (x, y) in enumerate(RECTANGLE, 1))]
    frame = read(tmp_path, *lines, name="x.txt")
    assert frame["id"].tolist() == ["G1"]


def test_text_of_anything_else_is_refused_as_before(tmp_path):
    with pytest.raises(FormatError, match="boundary-point TXT"):
        read(tmp_path, "a note on X and Y", "nothing more", name="x.txt")
    with pytest.raises(FormatError, match="地块坐标"):
        read(tmp_path, "J1,1,2580000,39462000", "J2,1,2580100,39462000", name="x.txt")


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("地块\n号".encode() + b"\xe5", "地块\n"),
        ("地块\n".encode("gb18030") + b"\xb5", "地块\n"),
        ("地块".encode("gb18030"), "地块"),
        ("\ufeff地\n".encode(), "地\n"),
        ("\ufeff地块".encode("utf-16-le") + b"\x57", "地块"),
    ],
)
def test_first_bytes_may_end_within_a_letter(head, text):
    assert _text_of(head).removeprefix("\ufeff") == text


@pytest.mark.parametrize(
    ("row", "is_table"), [("J1 2590000 470000", True), ("J1 在 2590000", False), ("J1", False)]
)
def test_headings_between_blanks_are_some_above_two_figures(row, is_table):
    assert _parts_headings(" ", ["点号 X Y", row]) is is_table

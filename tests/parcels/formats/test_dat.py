"""CASS data line by line: what a row of it is, and which parcel a faulty line takes."""

import pytest
from point_tables import A, B, C, codes, read

import geokit as gk
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats.dat import CassData

ROW = b"1,,467100.5,2583500,0"


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (ROW, True),
        (b"1,,467100.5,2583500", True),
        (b"1,DK, 467100.5 ,-2.5e+6,0", True),
        (b"1,,467100.5", False),
        (ROW + b",0", False),
        (b"1,,467100.5,x,0", False),
        (b"1,,x,2583500,0", False),
        (b"4\r\n" + ROW, True),
        (b"x" * 4089 + b"\n1,,1,2", True),
        (b"x" * 4090 + b"\n1,,1,2", False),
        (b"\0\1\2" + ROW, False),
        (b"", False),
    ],
)
def test_a_file_is_one_where_a_row_of_points_stands_in_its_first_bytes(head, is_one):
    assert CassData().sniff(Opening(head, ())) is is_one


def cass(places, code: str, start: int) -> list[str]:
    return [f"{at},{code},{east},{north},0" for at, (north, east) in enumerate(places, start)]


def told(frame) -> list[tuple]:
    return [(each.id, each.code, each.line) for each in gk.unreadable_of(frame)]


@pytest.mark.parametrize(
    ("at", "line", "lost"),
    [
        (0, "坏", [("A", "bad_row", 1)]),
        (1, "坏,行", [("A", "bad_row", 2)]),
        (4, "坏,行,列", [("A", "bad_row", 5)]),
        (5, "坏", [("B", "bad_row", 6)]),
        (12, "坏", [("C", "bad_row", 13)]),
        (0, "12", []),
        (5, "12", []),
        (5, " , ,", []),
        (5, "", []),
        (5, "12,", [("B", "bad_row", 6)]),
    ],
)
def test_a_line_that_is_no_row_takes_the_parcel_above_it(tmp_path, at, line, lost):
    lines = [*cass(A, "A", 1), *cass(B, "B", 5), *cass(C, "C", 9)]
    lines.insert(at, line)
    frame = read(tmp_path, *lines, name="x.dat")
    assert told(frame) == lost
    gone = {name for name, _, _ in lost}
    assert frame["id"].tolist() == [name for name in "ABC" if name not in gone]
    assert codes(frame) <= {"parcels_by_column"}


def test_the_first_fault_of_a_parcel_is_told_with_its_line_cut(tmp_path):
    lines = [*cass(A, "A", 1), "甲" * 61, "乙", *cass(B, "B", 5)]
    [lost] = gk.unreadable_of(read(tmp_path, *lines, name="x.dat"))
    assert lost.localize("zh") == f"第 5 行：A 无法读取：“{'甲' * 60}”不是 点号，编码，Y,X,H"
    assert lost.localize("en").endswith("” is not point,code,Y,X,H")


@pytest.mark.parametrize("lines", [["8", "", ",,"], ["坏"]])
def test_a_file_without_points_is_refused(tmp_path, lines):
    with pytest.raises(gk.FormatError):
        read(tmp_path, *lines, name="x.dat")


def test_a_row_may_lack_its_height_and_begin_with_a_mark(tmp_path):
    lines = [line.rpartition(",")[0] for line in cass(A, "A", 1)]
    frame = read(
        tmp_path, "\ufeff" + lines[0], *(line.replace(",", " ,\t") for line in lines[1:]), name="x.dat"
    )
    assert frame["id"].tolist() == ["A"]
    assert frame.area.tolist() == [8_000]

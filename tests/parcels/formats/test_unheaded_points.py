"""Tables of points as they are typed and pasted: full-width commas, and no headings."""

import pytest

from geokit.errors import FormatError
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.formats.points.unheaded import headings_for
from geokit.parcels.read import read_parcels
from tests.workbook_files import write_workbook

POINTS = [("J1", "2580000.1", "39462000.2"), ("J2", "2580100.1", "39462000.2"), ("J3", "2580100.1", "39462080.2"),
          ("J4", "2580000.1", "39462080.2")]  # fmt: skip
HEADINGS = ("点号", "X", "Y")


def lines(rows, sign=","):
    return "".join(f"{sign.join(row)}\n" for row in rows)


def area(path):
    return read_parcels(path, zone=39).geometry.area.round(3).tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("suffix", ["csv", "txt"])
@pytest.mark.parametrize("sign", ["，", "；", "、"])
def test_full_width_punctuation_parts_cells(tmp_path, encoding, suffix, sign):
    path = tmp_path / f"x.{suffix}"
    path.write_text(lines([HEADINGS, *POINTS], sign), encoding=encoding)
    assert area(path) == [8000.0]
    assert "full_width" in {notice.code for notice in notices_of(read_parcels(path, zone=39))}


@pytest.mark.parametrize("sign", ["，", "、"])
@pytest.mark.parametrize("full", [[0], [2], [0, 1, 2, 3], [3, 4]])
def test_so_it_does_in_some_lines(tmp_path, full, sign):
    path = tmp_path / "x.csv"
    rows = enumerate([HEADINGS, *POINTS])
    path.write_text("".join(lines([row], sign if at in full else ",") for at, row in rows), encoding="utf-8")
    assert area(path) == [8000.0]
    assert "full_width" in {notice.code for notice in notices_of(read_parcels(path, zone=39))}


def test_half_width_commas_stay_within_cells_that_full_width_parts(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("编号，几何\n甲，POLYGON((0 0,80 0,80 100,0 100,0 0))\n", encoding="utf-8")
    assert area(path) == [8000.0]


@pytest.mark.parametrize("name", ["甲，乙", "甲、乙"])
def test_it_stays_within_a_cell_where_half_width_parts(tmp_path, name):
    path = tmp_path / "x.csv"
    path.write_text(lines([("地块名称", *HEADINGS), *((name, *row) for row in POINTS)]), encoding="utf-8")
    table = read_parcels(path, zone=39)
    assert table["name"].tolist() == [name]
    assert "full_width" not in {notice.code for notice in notices_of(table)}


@pytest.mark.parametrize("suffix", ["csv", "txt"])
@pytest.mark.parametrize("sign", [",", "，", "、", " ", "\t"])
def test_points_without_headings_are_told_which_to_add(tmp_path, suffix, sign):
    path = tmp_path / f"x.{suffix}"
    path.write_text(lines(POINTS, sign), encoding="utf-8")
    with pytest.raises(FormatError) as raised:
        read_parcels(path, zone=39)
    for language in ("zh", "en"):
        assert raised.value.localize(language).endswith("点号,X,Y" if sign in ",，、" else "点号 X Y")
    # What is advised is read.
    path.write_text(f"{raised.value.fields['headings']}\n{lines(POINTS, sign)}", encoding="utf-8")
    assert area(path) == [8000.0]


@pytest.mark.parametrize("suffix", ["csv", "txt"])
@pytest.mark.parametrize("zone", ["", "39"])
def test_rings_and_heights_beside_points_are_no_rows_of_cass(tmp_path, suffix, zone):
    path = tmp_path / f"x.{suffix}"
    rows = [(name, "1", north, f"{zone}{east[-8:]}", "12.5") for name, north, east in POINTS]
    path.write_text(lines(rows), encoding="utf-8")
    with pytest.raises(FormatError, match=r"put headings over them: 点号,圈号,X,Y,高程$"):
        read_parcels(path, zone=39)
    path.write_text(f"点号,圈号,X,Y,高程\n{lines(rows)}", encoding="utf-8")
    assert area(path) == [8000.0]


@pytest.mark.parametrize("sign", [",", ";", "|", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_systems_write_for_excel_is_no_part_of_the_table(tmp_path, sign, encoding):
    path = tmp_path / "x.csv"
    rows = [
        ("地块编号", *HEADINGS),
        *(('="0012"', f'="{name}"', f'="{north}"', east) for name, north, east in POINTS),
    ]
    path.write_text(f"sep={sign}\n{lines(rows, sign)}", encoding=encoding)
    table = read_parcels(path, zone=39)
    assert table["id"].tolist() == ["0012"]
    assert table["line"].tolist() == [3]
    assert area(path) == [8000.0]
    assert "sep" not in table.columns


def test_so_is_a_workbook(tmp_path):
    rows = [[name, float(north), float(east)] for name, north, east in POINTS]
    with pytest.raises(FormatError, match="点号,X,Y"):
        read_parcels(write_workbook(tmp_path / "x.xlsx", {"坐标": rows}), zone=39)


@pytest.mark.parametrize(
    ("row", "headings"),
    [
        (("1", "1", "2580000", "462000"), ["点号", "圈号", "X", "Y"]),
        (("462000", "2580000"), ["Y", "X"]),
        (("J1", "462000", "2580000", "3.5"), ["点号", "Y", "X", "高程"]),
        (("J1", "1", "2580000", "462000", "3.5", "甲"), ["点号", "圈号", "X", "Y", "列5", "列6"]),
        (("J1", "116.6", "23.3"), ["点号", "经度", "纬度"]),
        (("J1", "23.3", "116.6"), ["点号", "纬度", "经度"]),
        (("宗地", "15.2", "330"), None),
        (("2026", "1", "3"), None),
    ],
)
def test_headings_are_told_by_the_size_of_numbers(row, headings):
    assert headings_for([row] * 4) == headings
    assert headings_for([row] * 2) is None

"""Large boundary-point files are read in bulk; what one parcel has of its own must not be lost in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.files import lines_of
from geokit.parcels.formats.txt.lines import Lines
from geokit.parcels.read import read_parcels

COUNT = 60
HEAD = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n计量单位=米\n带号=39\n[地块坐标]\n"
CORNERS = [(0, 0), (0, 100), (100, 100), (100, 0), (0, 0)]
FIRST_LINE = 7


def block(number):
    rows = [
        f"J{at + 1},1,{2_583_000 + y}.125,{39_467_000 + 100 * number + x}.5"
        for at, (x, y) in enumerate(CORNERS)
    ]
    return [f"5,1.0000,DK-{number:02},地块,面,,工业用地,1001,@", *rows]


@pytest.fixture
def read(tmp_path):
    def call(change=None):
        blocks = [block(number) for number in range(COUNT)]
        if change:
            change(blocks)
        lines = [line for rows in blocks for line in rows]
        path = tmp_path / "x.txt"
        path.write_text(HEAD + "\n".join(lines) + "\n", encoding="gb18030")
        return read_parcels(path)

    return call


def remarks(frame):
    return [(notice.code, notice.line) for notice in notices_of(frame) if notice.code != "missing_key"]


def test_all_parcels_are_read(read):
    frame = read()
    assert frame["id"].tolist() == [f"DK-{number:02}" for number in range(COUNT)]
    assert frame["line"].tolist() == [FIRST_LINE + 6 * number for number in range(COUNT)]
    assert frame.area.tolist() == pytest.approx([10_000] * COUNT)
    assert frame.total_bounds.tolist() == pytest.approx(
        [39_467_000.5, 2_583_000.125, 39_473_000.5, 2_583_100.125]
    )
    assert frame.attrs["geokit"]["decimals"] == 3
    assert remarks(frame) == []


# What is changed in the rows of parcel 31, and how it is said.
LINE = FIRST_LINE + 6 * 31
HARMLESS = {
    "blanks": (2, " J2 ,\t1, 2583100.125 , 39470100.5 ", []),
    "another name": (2, "界址点“2”,1,2583100.125,39470100.5", []),
    "a blank line": (2, "J2,1,2583100.125,39470100.5\n", []),
    "three columns": (2, "J2,2583100.125,39470100.5", [("three_columns", LINE + 2)]),
    "six columns": (2, "J2,1,2583100.125,39470100.5,100.00,铁钉", [("more_columns", LINE + 2)]),
    "full width": (2, "J2，1，2583100．125，39470100．5", [("full_width", LINE + 2)]),
    "open": (5, "", [("count_mismatch", LINE), ("ring_not_closed", LINE + 1)]),
    "nine fields": (0, "5,1.0000,DK-31,地块,面,,工业用地,1001,备注,@", [("field_count", LINE)]),
    "no id": (0, "5,1.0000,,地块,面,,工业用地,1001,@", [("blank_id", LINE)]),
    "count": (0, "9,1.0000,DK-31,地块,面,,工业用地,1001,@", [("count_mismatch", LINE)]),
    "same header": (0, block(30)[0], [("same_header", LINE)]),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_a_parcel_that_is_written_otherwise_is_read_with_its_remark(read, name):
    row, text, said = HARMLESS[name]
    frame = read(lambda blocks: blocks[31].__setitem__(row, text))
    assert remarks(frame) == said
    assert (len(frame), unreadable_of(frame)) == (COUNT, [])
    assert frame.area.tolist() == pytest.approx([10_000] * COUNT)
    # Lines count on behind it.
    assert frame["line"].iloc[-1] == FIRST_LINE + 6 * (COUNT - 1) + (name == "a blank line")


FAULTY = {
    "exponent": (2, "J2,1,2.5831e6,39470100.5", "exponent", LINE + 2),
    "sign": (2, "J2,1,-,39470100.5", "bad_number", LINE + 2),
    "nan": (2, "J2,1,NaN,39470100.5", "bad_number", LINE + 2),
    "two points": (2, "J2,1,2583100.12.5,39470100.5", "bad_number", LINE + 2),
    "no number": (2, "J2,1,,39470100.5", "bad_number", LINE + 2),
    "other digits": (2, "J2,1,٢583100.125,39470100.5", "bad_number", LINE + 2),
    "ring": (2, "J2,a,2583100.125,39470100.5", "bad_ring", LINE + 2),
    "line": (0, "5,1.0000,DK-31,地块,线,,工业用地,1001,@", "not_polygon", LINE),
    "no at": (0, "5,1.0000,DK-31,地块,面,,工业用地,1001", "no_at", LINE),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_parcel_that_cannot_be_read_is_named_and_the_others_stand(read, name):
    row, text, code, line = FAULTY[name]
    frame = read(lambda blocks: blocks[31].__setitem__(row, text))
    assert [(entry.code, entry.line, entry.record) for entry in unreadable_of(frame)] == [(code, line, 31)]
    assert frame["record"].tolist() == [number for number in range(COUNT) if number != 31]
    assert frame.area.tolist() == pytest.approx([10_000] * (COUNT - 1))


def test_a_parcel_without_points_is_named(read):
    frame = read(lambda blocks: blocks[31].__delitem__(slice(1, None)))
    assert [(entry.code, entry.line) for entry in unreadable_of(frame)] == [("no_points", LINE)]


@given(st.text(alphabet="a面9\n\r,@", max_size=20))
def test_lines_are_those_of_a_text_editor(text):
    lines, expected = Lines(text), lines_of(text)
    assert list(lines) == expected
    assert lines.not_ending_in_a_digit().tolist() == [
        at for at, line in enumerate(expected) if not line.endswith("9")
    ]
    assert lines.containing("面").tolist() == [at for at, line in enumerate(expected) if "面" in line]
    assert lines.joined(0, len(lines)) == "\n".join(expected)

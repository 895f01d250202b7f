"""Large boundary-point files are read in bulk; what one parcel has of its own must not be lost in it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.parcels.diagnostics import Diagnostics, notices_of, unreadable_of
from geokit.parcels.files import lines_of
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats.txt import format as txt
from geokit.parcels.formats.txt.grammar import Block
from geokit.parcels.formats.txt.lines import Lines, puts_easting_first
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


@given(st.text(alphabet="a面09/:\n\r,@", max_size=20))
def test_lines_are_those_of_a_text_editor(text):
    lines, expected = Lines(text), lines_of(text)
    assert list(lines) == expected
    is_digit = [line.endswith(("0", "9")) for line in expected]
    assert lines.not_ending_in_a_digit().tolist() == [at for at, digit in enumerate(is_digit) if not digit]
    assert lines.containing("面").tolist() == [at for at, line in enumerate(expected) if "面" in line]
    assert lines.containing("面a").tolist() == [at for at, line in enumerate(expected) if "面a" in line]
    for first in range(len(expected)):
        assert lines.ends_in_a_digit([0, first]) == (is_digit[0] and is_digit[first])
        for last in range(first, len(expected) + 1):
            assert lines.joined(first, last) == "\n".join(expected[first:last])
            assert lines[first:last] == expected[first:last]


# What stands in the place of a row: plain, or in need of a second look.
ROWS = [
    "J{n},1,25830{n}.25,394670{n}.5", "J{n},2,25830{n},394670{n}.125", "", " ", "J{n} ,1, 25830{n}.5,394670{n}.5",
    "J{n},25830{n}.25,394670{n}.5",
    "J{n}，1，25830{n}.25，394670{n}.5", "J{n},1,x,394670{n}.5", "J{n},1,25830{n}.25,394670{n}.5,9,", "J{n},1.5,25830{n}.25,394670{n}.5",
]  # fmt: skip
PARCELS = st.lists(
    st.lists(st.integers(0, 30).map(lambda at: at if at < len(ROWS) else 0), min_size=1, max_size=5),
    min_size=1,
    max_size=8,
)


@given(PARCELS)
def test_rows_are_the_same_read_together_or_one_by_one(drawn):
    lines, blocks = [], []
    for rows in drawn:
        filled = rows if any(ROWS[at].strip() for at in rows) else [0]
        lines.append("header@")
        blocks.append(Block("", len(lines), len(lines), len(lines) + len(filled)))
        lines += [ROWS[at].format(n=10 + len(lines) + n) for n, at in enumerate(filled)]
    held = Lines("\n".join(lines))
    (points, faults, said), *others = (
        read_as(held, blocks, few, at_once) for few, at_once in ((10**6, 1000), (0, 1000), (0, 3), (3, 2))
    )
    for made, found, remarked in others:
        for name in ("place", "ring", "line", "sizes"):
            assert np.array_equal(getattr(made, name), getattr(points, name)), name
        assert (made.decimals, found, remarked) == (points.decimals, faults, said)
    assert [held[line - 1] != "" for line in points.line] == [True] * len(points.line)


def read_as(lines, blocks, few, at_once):
    remarks = Diagnostics()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(txt, "_FEW_ROWS", few)
        patch.setattr(txt, "_BLOCKS_AT_ONCE", at_once)
        points, faults = txt.read_rows(lines, blocks, remarks)
    return points, {at: (each.code, each.line) for at, each in faults.items()}, remarks.notices()


@pytest.mark.parametrize(
    ("head", "is_txt"),
    [
        (b"1,@", True), (b"\xef\xbb\xbf 4,1,@", True), (b"\xff\xfe4\0,\0", True), (b"a=b", True), (b"a@", True), (b"abc", False),
        (b"", False),
        (b'{"a": 1, "b": 2}', False), (b" \r\n<a,b=@>", False), (b"\0\1\2,@", False), ("点号,X,Y\nJ1,2,3\n".encode(), False),
        ("[属性描述]\n带号=39\n".encode("gbk"), True),
    ],
)  # fmt: skip
def test_it_is_text_with_signs_that_begins_neither_as_another_format_nor_as_a_table(head, is_txt):
    assert txt.BoundaryPoints().sniff(Opening(head)) == is_txt


@pytest.mark.parametrize(
    ("line", "is_first"),
    [
        ("点号,圈号,Y,X", True),
        ("横坐标,点号,纵坐标", True),
        ("点号,圈号,X,Y", False),
        ("点号,Y", False),
        ("点号,X", False),
        ("点号,YX", False),
    ],
)
def test_the_easting_is_first_where_both_are_named_and_it_stands_first(line, is_first):
    assert puts_easting_first(line) == is_first

"""The attribute table of a shapefile as bytes: its fields, its rows, its encoding, and where a character is cut."""

import struct

import numpy as np
import pytest

from geokit.parcels.formats.shapefile import dbf
from geokit.parcels.formats.shapefile.dbf import (
    Field,
    Texts,
    blank_table,
    clipped_names,
    cut_names,
    cut_values,
    encoding_of,
    read_table,
    renamed,
    table_bytes,
)
from geokit.parcels.formats.shapefile.repair import _odd_days, _odd_numbers

FIELDS = ((b"DKBH", "C", 4, 0), (b"DKMJ", "N", 6, 2))


def entry(name, kind, width, decimals):
    return name.ljust(11, b"\0")[:11] + kind.encode() + bytes(4) + bytes([width, decimals]) + bytes(14)


def written(fields=FIELDS, rows=(), *, end=b"\r", driver=0, count=None, size=None):
    """Return a table whose rows are bytes, mark of deletion and all."""
    body = b"".join(entry(*field) for field in fields) + end
    size = 1 + sum(width for _, _, width, _ in fields) if size is None else size
    count = len(rows) if count is None else count
    head = struct.pack("<4BIHH20x", 3, 126, 1, 1, count, 32 + len(body), size)
    return head[:29] + bytes([driver]) + head[30:] + body + b"".join(rows)


@pytest.fixture
def table(tmp_path):
    def read(data):
        (tmp_path / "x.dbf").write_bytes(data)
        return read_table(tmp_path / "x.dbf")

    return read


ROWS = (b" A-1   1.50", b"*A-2   2.50", b"*A-3   3.50")


@pytest.mark.parametrize("end", [b"\r", b"", b"\r" + bytes(263), b"\r" + b"x" * 64])
def test_a_table_is_its_fields_and_its_rows(table, end):
    found = table(written(rows=ROWS, end=end, driver=0x4D, count=7) + b"\x1a")
    assert found.fields == (Field(b"DKBH", "C", 4, 0), Field(b"DKMJ", "N", 6, 2))
    assert [bytes(row) for row in found.rows] == list(ROWS)
    assert (found.declared_rows, found.driver, found.deleted.tolist()) == (7, 0x4D, [1, 2])
    assert len(found.header) == 32 + 64 + len(end)


@pytest.mark.parametrize("left_out", [0, 1, 10, 11])
def test_rows_that_are_there_in_whole_are_read(table, left_out):
    data = written(rows=ROWS)
    assert len(table(data[: len(data) - left_out]).rows) == 3 - (left_out > 0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        written()[:31],
        written()[:32],
        written(fields=()),
        written(size=0),
        written(size=1),
        written()[:-1],
        written()[:64],
    ],
)
def test_what_has_no_head_is_no_table(table, data):
    assert table(data) is None


def test_a_table_may_be_of_one_field_and_no_row(table):
    assert len(table(written(FIELDS[:1], size=2)).rows) == 0
    assert read_table(None) is None


def test_a_table_that_is_not_there_is_none(tmp_path):
    assert read_table(tmp_path / "x.dbf") is None


def test_fields_of_a_kind_have_their_places_in_a_row(table):
    fields = [(b"A", "C", 3, 0), (b"B", "N", 2, 0), (b"", "C", 0, 0), (b"C", "F", 4, 1), (b"D", "C", 5, 0)]
    found = table(written(fields, rows=[b" aaabbccccddddd"]))
    assert [(field.name, bytes(found.rows[0, place])) for field, place in found.columns("C")] == [
        (b"A", b"aaa"),
        (b"D", b"ddddd"),
    ]
    assert [bytes(found.rows[0, place]) for _, place in found.columns("NF")] == [b"bb", b"cccc"]
    # The last field does not lie in rows that are shorter than the fields say.
    short = table(written(fields, rows=[b" aaabbcccc"], size=10))
    assert [field.name for field, _ in short.columns("CNF")] == [b"A", b"B", b"C"]


def test_a_table_of_other_rows(table):
    found = table(written(rows=ROWS, count=9))
    made = table(table_bytes(found.header, found.rows[:2]))
    assert (made.declared_rows, made.fields) == (2, found.fields)
    assert [bytes(row) for row in made.rows] == [b" A-1   1.50", b" A-2   2.50"]
    assert found.deleted.tolist() == [1, 2]
    assert table_bytes(found.header, found.rows).endswith(b"3.50\x1a")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_table_that_says_nothing(table, count):
    made = table(blank_table(count))
    assert made.fields == (Field(dbf.NO_FIELD.encode(), "C", 1, 0),)
    assert (made.declared_rows, made.rows.tolist()) == (count, [[32, 32]] * count)
    assert blank_table(count)[:12] == struct.pack("<4BIHH", 3, 100, 1, 1, count, 65, 2)
    assert len(blank_table(count)) == 65 + 2 * count + 1


def test_fields_of_other_names(table):
    header = table(written(rows=ROWS)).header
    made = table(renamed(header, {1: b"MJ"}) + ROWS[0])
    assert [(field.name, field.kind, field.width) for field in made.fields] == [
        (b"DKBH", "C", 4),
        (b"MJ", "N", 6),
    ]
    made = table(renamed(header, {0: b"ELEVENBYTES", 1: b""}) + ROWS[0])
    assert [(field.name, field.kind) for field in made.fields] == [(b"ELEVENBYTES", "C"), (b"", "N")]


def test_a_name_of_ten_bytes_may_be_cut_and_one_of_nine_is_not(table):
    names = [
        "地块名".encode() + b"A",
        "地块名".encode() + "地".encode()[:1],
        "地块".encode() + b"ABC",
        "地块".encode() + b"\xe5\x9c",
    ]
    found = table(written([(name, "C", 5, 0) for name in names]))
    assert cut_names(found, "utf-8") == {1: "地块名".encode()}
    assert clipped_names(found, "utf-8") == {"地块名A", "地块名"}


def test_values_whose_last_character_is_cut(table):
    whole, cut, short = "地块".encode(), "地块地".encode()[:7], "地".encode() + b"\xe5"
    fields = [(b"A", "C", 7, 0), (b"B", "N", 3, 0), (b"C", "C", 7, 0)]
    rows = [
        b" " + cut + b"  1" + whole.ljust(7),
        b" " + whole.ljust(7) + b"\x80\x80\x80" + cut,
        b" " + short.ljust(7) + b"  1" + b"\xff" * 7,
        b" " + cut + b"  1" + b"ABCDEFG",
    ]
    # The second byte of a letter of three is the least beyond ASCII.
    assert cut_values(table(written(fields[:1], [b" 12345\xe1\x80"])), "utf-8").popitem()[1] == [
        (0, slice(6, 8))
    ]
    a, _, c = (found := table(written(fields, rows))).fields
    assert cut_values(found, "utf-8") == {a: [(0, slice(7, 8)), (3, slice(7, 8))], c: [(1, slice(17, 18))]}


def texts(table, *values, names=(b"DKBH",)):
    fields = [(names[0], "C", 10, 0), *((name, "N", 1, 0) for name in names[1:])]
    rows = [b" " + value.ljust(10) + b"1" * (len(names) - 1) for value in values]
    return Texts.of(table(written(fields, rows)))


def test_texts_are_those_beyond_ascii(table):
    full = "甲乙丙丁戊".encode("gbk")
    found = texts(table, b"plain", "甲".encode("gbk"), full, "甲".encode("gbk"), names=(b"A", full, b"B"))
    assert found.full == (full, full)
    assert sorted(each.strip() for each in found.whole.split(b"\n")) == sorted(
        [b"A", b"B", "甲".encode("gbk")]
    )


@pytest.mark.parametrize(
    ("values", "encoding", "is_in", "is_chinese"),
    [
        (["甲地"], "utf-8", True, True),
        (["甲地"], "ascii", False, False),
        (["甲地，（一）"], "utf-8", True, True),
        (["abc"], "utf-8", True, False),
        ([], "utf-8", True, False),
        (["甲é"], "utf-8", True, False),
        (["𠮷"], "utf-8", True, False),
        (["甲乙丙a"], "utf-8", True, True),
    ],
)
def test_whether_text_is_in_an_encoding_and_chinese(table, values, encoding, is_in, is_chinese):
    found = texts(table, *(value.encode()[:10] for value in values))
    assert (found.are_in(encoding), found.are_chinese_in(encoding)) == (is_in, is_chinese)


def test_text_that_fills_its_field_may_end_within_a_character(table):
    cut, wrong = "甲乙丙丁".encode()[:10], b"ab\xffcdefgh\xe7"
    assert texts(table, cut).are_in("utf-8")
    assert texts(table, cut).are_chinese_in("utf-8")
    assert not texts(table, wrong).are_in("utf-8")
    assert not texts(table, wrong).are_chinese_in("utf-8")
    assert texts(table, b"plain", names=(cut,)).are_in("utf-8")
    assert not texts(table, cut[:9] + b" ").full


def test_the_least_byte_beyond_ascii_counts(table):
    assert texts(table, b"\x80" * 10).full == (b"\x80" * 10,)
    assert texts(table, b"\x7f" * 10).full == ()
    assert texts(table, b"\x80" * 9).whole.rstrip().endswith(b"\x80" * 9)


WRONG = "the text is not in {} as marked; {} was used"


@pytest.mark.parametrize(
    ("text", "cpg", "driver", "encoding", "said"),
    [
        ("甲地".encode(), None, 0, "utf-8", None),
        ("甲地".encode("gbk"), None, 0, "gb18030", None),
        ("甲地".encode("gbk"), "936", 0, "gb18030", None),
        ("甲地".encode("gbk"), "UTF-8", 0, "gb18030", ("utf-8", "gb18030")),
        ("甲地".encode(), "GBK", 0, "utf-8", ("gb18030", "utf-8")),
        ("甲地".encode(), None, 0x4D, "utf-8", ("gb18030", "utf-8")),
        ("甲地".encode("gbk"), "1252", 0, "gb18030", ("cp1252", "gb18030")),
        ("é".encode("latin-1"), "1252", 0, "cp1252", None),
        ("用地".encode("big5"), "950", 0x4D, "big5", None),
        ("用地".encode("big5"), None, 0x4F, "big5", None),
        ("甲地".encode("gbk"), "65001", 0x4D, "gb18030", ("utf-8", "gb18030")),
        (b"plain", "GBK", 0, "gb18030", None),
        (b"plain", None, 0, "utf-8", None),
        (b"\xff\xff", "UTF-8", 0, "gb18030", None),
        ("甲地".encode("gbk"), "ANSI CP936", 0, "gb18030", None),
        ("甲地".encode("gbk"), "936 klingon", 0, "gb18030", None),
        ("甲地".encode("gbk"), "klingon", 0x4D, "gb18030", None),
        ("甲地".encode("gbk"), "", 0x57, "gb18030", None),
    ],
)
def test_the_encoding_is_found_by_its_ladder(tmp_path, table, text, cpg, driver, encoding, said):  # noqa: PLR0913
    data = written(FIELDS[:1], [b" " + text.ljust(4)[:4]], driver=driver)
    for suffix in (".cpg", ".CPG"):
        for mark in tmp_path.glob("x.[cC]*"):
            mark.unlink()
        if cpg is not None:
            (tmp_path / f"x{suffix}").write_text(cpg)
        found, remarks = encoding_of(tmp_path / "x.shp", table(data))
        assert found == encoding
        assert [each.en for each in remarks] == ([WRONG.format(*said)] if said else [])


def test_marks_of_encodings_in_a_table_without_text(table):
    found = table(written(rows=[b" A-1   1.50"]))
    assert Texts.of(found) == Texts(b"DKBH\nDKMJ\n", ())
    assert np.array_equal(found.rows[:, 0], [32])


PLAIN = ["", "12", " 12 ", "+1", "-1.5", "1.", ".5", "0", "9", "\0\0", " -0.9", "1\0\0"]
ODD = [
    "1 2",
    "1.2.3",
    "--1",
    "1-",
    "-",
    ".",
    "+",
    "a",
    "1e5",
    "*",
    "/",
    ":",
    "1 .",
    "- 1",
    "1\x002",
    "+.",
    ";5",
]


def test_numbers_that_are_plain_are_not_looked_at_one_by_one():
    values = [*PLAIN, *ODD]
    block = np.frombuffer("".join(value.ljust(6) for value in values).encode(), np.uint8).reshape(-1, 6)
    assert [values[at] for at in _odd_numbers(block)] == ODD
    for value in values:
        alone = np.frombuffer(value.encode(), np.uint8).reshape(1, -1)
        assert _odd_numbers(alone).tolist() == [0] * (value in ODD)


def test_days_are_looked_at_by_their_distinct_texts():
    values = ["20260102", "", "2026", "20260102", "20261301", "\0" * 8, "2026", "20240229", "20230229"]
    block = np.frombuffer("".join(value.ljust(8) for value in values).encode(), np.uint8).reshape(-1, 8)
    assert _odd_days(block).tolist() == [2, 4, 6, 8]
    assert _odd_days(block[:2]).tolist() == []

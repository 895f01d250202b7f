"""CSV: what parts its cells, whether a file is one, well-known text in it, and what is written."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.parcels.diagnostics import Diagnostics, unreadable_of
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats._parcel_rows import ParcelRows, RowColumn
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.csv import (
    Csv,
    _about_excel,
    _rows,
    _save,
    begins_as_table,
    blank_parted,
    delimiter_of,
)
from geokit.testing import make_parcels, square

POINT = "J1{0}2580000{0}39462000"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("", "\t"),
        ("a,b", ","),
        ("a;b;c\nd,e", ","),
        ("a;b\nc,d\ne,f", ","),
        ("a,b|c\nd|e", "|"),
        ("一,二,三\n点号;X;Y\nJ1;1;2", ";"),
        ("点号\tX\tY\n1,2\n3,4", "\t"),
        ("点号,X,Y\n1;2\n3;4", ","),
        ("点号 X Y\nJ1 1 2", " "),
        ("点号 X Y\nJ1 a b", "\t"),
        ("点号 X Y", "\t"),
        ("成果表\n" * 19 + "点号;X;Y\n" + "1,2\n" * 30, ";"),
        ("a,b\n" * 20 + "点号;X;Y\n" * 9, ","),
        # Headings that end with the last letter that is looked at, and with the next.
        (f"{'a,' * 4092}a\n点号;X;Y", ";"),
        (f"{'a,' * 4093}\n点号;X;Y", ","),
    ],
)
def test_what_parts_cells_is_what_parts_the_headings_or_stands_in_most_lines(text, sign):
    assert delimiter_of(text) == sign


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b"a,b\n1,2", True),
        (b"a\tb", True),
        (b"a b\n1 2", False),
        ("点号 X Y\nJ1 1 2\n".encode(), True),
        ("点号 X Y\nJ1 1 2 [甲]".encode(), False),
        ("点号 X Y\nJ1 1 2 @".encode(), False),
        ("点号 X Y\nJ1 1 2＠".encode(), False),
        (b"\xef\xbb\xbf a,b", True),
        (b' {"a": 1, "b": 2}', False),
        (b"\r\n<a,b>", False),
        (b"[a,b]", False),
        (b"\xef\xbb\xbf{,", False),
        (b"5,1.0,DK-01,@\nJ1,1,2,3", False),
        (b"5,1.0,DK-01,@ \t\r\nJ1,1,2,3", False),
        (b"a@b,c\n1,2", True),
        (b"a,b\0\1\2", False),
        ("点号,X,Y".encode("utf-16"), True),
        ("点号 X Y\nJ1 1 2".encode("utf-16"), True),
    ],
)
def test_a_table_is_text_with_delimiters_or_headings_and_no_other_format(head, is_one):
    assert Csv().sniff(Opening(head, ())) is is_one


def test_headings_count_in_the_first_twenty_lines_and_8192_letters():
    table = "点号 X Y\nJ1 1 2\n"
    for above, is_one in (
        ("甲\n" * 18, True),
        ("甲\n" * 19, False),
        (f"{'甲' * 8100}\n", True),
        (f"{'甲' * 8190}\n", False),
    ):
        assert begins_as_table((above + table).encode()) is is_one
    assert begins_as_table(("甲" * 8192 + f"@\n{table}").encode()) is False


def test_cells_are_stripped_and_lines_counted_where_they_begin():
    rows, lines = _rows("\ufeffa,\u3000b \t,\"c\nd\"\n\n'=1,'甲,''=2\n\"e\"\n", Diagnostics())
    assert rows == [("a", "b", "c\nd"), (), ("=1", "'甲", "'=2"), ("e",)]
    assert lines == [1, 3, 4, 5]
    assert _rows("点号 X Y\nJ1 1 2\n\n", Diagnostics()) == (
        [("点号", "X", "Y"), ("J1", "1", "2"), (), ()],
        [1, 2, 3, 4],
    )
    assert blank_parted("a \t b\n c") == [("a", "b"), ("c",)]


@pytest.mark.parametrize("letters", [131_072, 131_073])
def test_a_cell_of_very_many_letters_is_refused_with_its_line(letters):
    text = f"a,b\nc,d\n{'e' * letters},f\n"
    if letters == 131_072:
        assert len(_rows(text, Diagnostics())[0]) == 3
        return
    with pytest.raises(gk.FormatError) as raised:
        _rows(text, Diagnostics())
    assert raised.value.line == 3
    assert raised.value.localize("zh") == "不是规范的 CSV：一个单元格超过 131,072 个字符，可能缺少一个引号"


BOX = "POLYGON((0 0,100 0,100 100,0 100,0 0))"
BOXES = [
    f'1,"SRID=4548;{BOX}"',
    f'2,"{BOX}"',
    f'3,"srid = 4548;{BOX}"',
    f'4,"SRID=4547;{BOX}"',
    f'5," SRID=04548;{BOX}"',
    '6,"POLYGON((0 0,1"',
    '7,"SRID=4547;POLYGON((0 0"',
    "8,SRID=4548;",
    f'9,"甲;{BOX}"',
    f'10,"SRID=abc;{BOX}"',
    "11",
    ",",
    "12,",
    f'13,"GEOMETRYCOLLECTION({"GEOMETRYCOLLECTION(" * 200}POINT(0 0){")" * 201}"',
]


def test_a_table_of_shapes_has_one_system_that_of_its_first_code(tmp_path, facts):
    path = tmp_path / "x.csv"
    path.write_text("\n".join(["id,WKT", *BOXES]), encoding="utf-8")
    frame = gk.read_parcels(path)
    assert frame.crs.to_epsg() == 4548
    found = [f"{row.id} line {row.line} record {row.record} {row.geometry.wkt}" for row in frame.itertuples()]
    told = [f"{each.code} record {each.record}: {each.localize('zh')}" for each in unreadable_of(frame)]
    facts.hold("shapes with codes", [*found, *told])


@pytest.mark.parametrize("heading", ["wkt", "Geometry", "geom", "the_geom", "几何", "SHAPE"])
def test_a_column_of_shapes_is_told_by_its_heading(tmp_path, heading):
    path = tmp_path / "x.csv"
    path.write_text(f'{heading},id,id\n"{BOX}",甲\n', encoding="utf-8")
    frame = gk.read_parcels(path, crs=4548)
    assert frame["id"].tolist() == ["甲"]
    assert frame["id_2"].tolist() == [""]
    assert frame.area.tolist() == [10_000]


@pytest.mark.parametrize("lines", [["id,WKT"], ["id,WKT", ",", f'1,"{BOX}"']])
def test_a_table_of_shapes_may_have_no_rows(tmp_path, lines):
    path = tmp_path / "x.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    reading = Csv().read(path, ReadOptions())
    assert (len(reading.geometry), len(reading.columns["id"])) == (len(lines) // 2, len(lines) // 2)
    assert reading.record.dtype == reading.line.dtype == np.int64
    assert reading.line.tolist() == [3][: len(lines) // 2]
    assert (reading.geometry.dtype, reading.encoding, reading.crs) == (object, "utf-8", None)


WITHOUT_CODE = "+proj=tmerc +lon_0=114.5 +k=1 +x_0=500000 +ellps=GRS80"
TABLE = make_parcels(
    [square(0, 0, 100), shapely.force_3d(square(100.53, 0, 100), 5)],
    id=["=1+1", "DK\x002"],
    name=["甲, 乙", None],
    declared_m2=[10_000, np.nan],
)


@pytest.mark.parametrize("layout", ["points", "parcels"])
@pytest.mark.filterwarnings("ignore")
def test_a_table_is_written_as_it_is_written_down(tmp_path, facts, layout):
    systems = {"": 4548, " without a system": None, " in a system without a code": WITHOUT_CODE}
    for name, crs in systems.items():
        table = TABLE.set_crs(crs, allow_override=True)
        with gk.use_language("zh"):
            notices = gk.write_parcels(table, tmp_path / "a.csv", layout=layout)
        data = (tmp_path / "a.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        lines = data.decode("utf-8-sig").split("\r\n")
        assert "\n" not in "".join(lines)
        facts.hold(f"written {layout}{name}", [*lines, *(f"{each.code}: {each.zh}" for each in notices)])


def test_days_and_times_are_written_as_such(tmp_path):
    day = dt.datetime(2025, 3, 7, 9, 30)  # noqa: DTZ001 - a table names no zone
    _save(tmp_path / "a.csv", [[day, day.date(), 1.5, None, True, "-1", "=2"]])
    assert (tmp_path / "a.csv").read_text("utf-8-sig") == "2025-03-07 09:30:00,2025-03-07,1.5,,True,'-1,'=2\n"


@pytest.mark.parametrize(
    ("cells", "letters", "said"),
    [
        (["1" * 15, "x" * 16, None, 10**20, "1" * 16 + "a"], [32_767], []),
        (["1" * 16], [1, 32_767], ["long_numbers 列 甲 的编号超过 15 位"]),
        (["x"], [32_768, 32_767, 40_000], ["long_shapes 2 宗地块的 WKT 超过 32767 字"]),
        (
            ["1" * 18],
            [40_000],
            ["long_numbers 列 甲 的编号超过 15 位", "long_shapes 1 宗地块的 WKT 超过 32767 字"],
        ),
    ],
)
def test_what_excel_would_change_is_said(cells, letters, said):
    made = ParcelRows([RowColumn("甲", cells), RowColumn("乙", ["1"])])
    found = _about_excel(made, ["x" * count for count in letters])
    assert [f"{each.code} {each.zh}"[: len(text)] for each, text in zip(found, said, strict=True)] == said

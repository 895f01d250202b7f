"""Workbooks of before 2007: read as those of today, within what the file's size can hold."""

import struct
import zipfile
from contextlib import suppress

import numpy as np
import pytest

from geokit.errors import FormatError
from geokit.ledgers.joining.table import read_table
from geokit.parcels import workbooks
from geokit.parcels.biff import opened_compound
from geokit.parcels.inspection import inspect_file
from geokit.parcels.read import read_parcels
from tests.workbook_files import write_workbook

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
WORKSHEET, GLOBALS = 0x10, 0x05
HEADINGS = ["地块编号", "点号", "纵坐标", "横坐标"]
ROWS = [HEADINGS, *(["甲", f"J{at}", north, east] for at, (north, east) in
        enumerate([(2580000, 39462000), (2580100, 39462000), (2580100, 39462080), (2580000, 39462080)], start=1))]  # fmt: skip


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def beginning(kind):
    return record(0x0809, struct.pack("<4H2L", 0x0600, kind, 0, 1997, 0, 0))


def text(value):
    return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")


def cell(row, column, value):
    place = struct.pack("<3H", row, column, 0)
    if isinstance(value, str):
        return record(0x0204, place + text(value))
    return record(0x0203, place + struct.pack("<d", value))


def sheet(cells):
    return beginning(WORKSHEET) + b"".join(cells) + record(0x000A)


def stream(sheets):
    """Return the records of a workbook with these sheets by name."""

    def boundaries(first):
        at, made = first, []
        for name, content in sheets.items():
            short = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
            made.append(record(0x0085, struct.pack("<LBB", at, 0, 0) + short))
            at += len(content)
        return b"".join(made)

    def head(first):
        return (
            beginning(GLOBALS) + record(0x0042, struct.pack("<H", 1200)) + boundaries(first) + record(0x000A)
        )

    return head(len(head(0))) + b"".join(sheets.values())


def entry(name, kind, start, size, child=FREE):
    raw = name.encode("utf-16-le")
    return struct.pack("<64sHBB3L36xLQ", raw, len(raw) + 2, kind, 1, FREE, FREE, child, start, size)


def compound(content, *, loop=False):
    """Return a compound file with one stream, Workbook; its chain of sectors may run in a circle."""
    content = content.ljust(4096, b"\0")
    content += b"\0" * (-len(content) % SECTOR)
    count = len(content) // SECTOR
    tables = (count + 2 + 127) // 127
    chain = [*range(1, count), 0 if loop else END, END, *[FAT] * tables]
    table = struct.pack(f"<{tables * 128}L", *chain, *[FREE] * (tables * 128 - len(chain)))
    directory = entry("Root Entry", 5, END, 0, child=1) + entry("Workbook", 2, 0, len(content))
    header = struct.pack("<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<LLLLLLLLL", 0, tables, count, 0, 4096, END, 0, END, 0)
    places = [count + 1 + at for at in range(tables)]
    header += struct.pack("<109L", *places, *[FREE] * (109 - tables))
    return header + content + directory.ljust(SECTOR, b"\0") + table


def table_of(rows):
    return sheet(cell(at, column, value) for at, row in enumerate(rows) for column, value in enumerate(row))


@pytest.fixture
def workbook(tmp_path):
    def make(sheets, name="x.xls", **options):
        (tmp_path / name).write_bytes(compound(stream(sheets), **options))
        return tmp_path / name

    return make


def test_a_table_of_points_is_read_as_in_a_workbook_of_today(workbook):
    path = workbook({"说明": sheet([]), "界址点": table_of(ROWS)})
    frame = read_parcels(path, crs="EPSG:4527")
    assert (frame.loc[0, "id"], frame.loc[0, "source"], frame.geometry.area[0]) == ("甲", "x.xls", 8000)
    assert [layer.count for layer in inspect_file(path).layers] == [0, 1]
    assert inspect_file(path).format.name == "xls"


def test_rows_are_numbered_as_the_sheet_does(workbook):
    rows = [[], [], *ROWS, ["甲", "J5", "", 39462000]]
    with pytest.raises(FormatError, match=r"row 8|line 8"):
        read_parcels(workbook({"a": table_of(rows)}), crs="EPSG:4527")


def test_a_ledger_is_joined_from_it(workbook):
    table = read_table(
        workbook({"台账": table_of([["宗地编号", "面积(亩)"], ["A1", 15.5], ["A2", 3]])}), "id", None
    )
    assert (list(table.keys), list(table.figures), table.unit) == (["A1", "A2"], [15.5, 3], "mu")


def test_what_wps_calls_et_is_read_where_it_is_a_workbook_inside(workbook, tmp_path):
    old = workbook({"a": table_of(ROWS)}, "x.et")
    assert read_parcels(old, crs="EPSG:4527").geometry.area.tolist() == [8000]
    new = write_workbook(tmp_path / "new.xlsx", {"a": ROWS}).rename(tmp_path / "new.et")
    assert read_parcels(new, crs="EPSG:4527").geometry.area.tolist() == [8000]
    assert inspect_file(new).format.name == "xlsx"
    ledger = workbook({"台账": table_of([["宗地编号", "面积(亩)"], ["A1", 15.5]])}, "台账.et")
    assert list(read_table(ledger, "id", None).keys) == ["A1"]
    (tmp_path / "y.et").write_bytes(b"its own format of long ago")
    with pytest.raises(FormatError, match=r"suffix \.et"):
        read_parcels(tmp_path / "y.et")


def test_an_ods_is_refused_with_the_way_out(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(FormatError, match=r"save it as \.xlsx"):
        read_parcels(tmp_path / "x.ods")


@pytest.mark.parametrize("size", [600, 2000, 5000])
def test_a_damaged_one_is_one_sentence(workbook, size):
    path = workbook({"a": table_of(ROWS)})
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(FormatError, match=r"x\.xls: the workbook"):
        read_parcels(path)


def test_a_chain_of_sectors_in_a_circle(workbook):
    with pytest.raises(FormatError, match="cannot be read"):
        read_parcels(workbook({"a": table_of(ROWS)}, loop=True))


def test_a_size_beyond_the_file(workbook):
    path = workbook({"a": table_of(ROWS)})
    data = path.read_bytes()
    at = data.index("Workbook".encode("utf-16-le"))
    path.write_bytes(data[: at + 120] + struct.pack("<L", 0x7FFFFFFF) + data[at + 124 :])
    with pytest.raises(FormatError, match="cannot be read"):
        read_parcels(path)


def test_corners_far_apart_on_many_sheets(workbook):
    corners = sheet([cell(0, 0, 1.0), cell(65_535, 255, 1.0)])
    with pytest.raises(FormatError, match="between their first and last cells"):
        read_parcels(workbook({f"s{at}": corners for at in range(40)}))


def test_dimensions_beyond_any_sheet(workbook):
    huge = (
        beginning(WORKSHEET)
        + record(0x0200, struct.pack("<LLHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
        + record(0x000A)
    )
    with pytest.raises(FormatError, match="cannot be read"):
        read_parcels(workbook({"a": huge}))


def shared_texts(*listed):
    body = struct.pack("<LL", len(listed), len(listed)) + b"".join(map(text, listed))
    first, rest = body[:8000], body[8000:]
    # A text that goes on in the next record says anew that it is wide.
    return record(0x00FC, first) + b"".join(
        record(0x003C, b"\1" + rest[at : at + 8000]) for at in range(0, len(rest), 8000)
    )


def test_a_long_text_that_many_cells_refer_to(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "_MAX_TEXT", 1_000_000)
    refer = [record(0x00FD, struct.pack("<HHHL", row, 0, 0, 0)) for row in range(100)]
    whole = stream({"a": sheet(refer)})
    end = whole.index(record(0x000A))
    for letters, words in ((30_000, "texts that its cells refer to"), (900, "no sheet has columns")):
        # The places of the sheets move by what is put before them.
        texts = shared_texts("a" * letters, "b" * 20_000)
        moved = whole[:end] + texts + whole[end:]
        at = moved.index(record(0x0085)[:2]) + 4
        moved = moved[:at] + struct.pack("<L", end + len(texts) + 4) + moved[at + 4 :]
        (tmp_path / "x.xls").write_bytes(compound(moved))
        with pytest.raises(FormatError, match=words):
            read_parcels(tmp_path / "x.xls")


def test_macros_are_out_of_reach():
    data = compound(stream({"a": table_of(ROWS)}))
    data += entry("_VBA_PROJECT_CUR", 1, 0, 0)
    assert "_VBA".encode("utf-16-le") not in opened_compound(data).data


@pytest.mark.parametrize("seed", range(60))
def test_damage_anywhere_is_a_table_or_one_sentence(workbook, seed):
    path = workbook({"a": table_of(ROWS), "b": sheet([])})
    data, chance = bytearray(path.read_bytes()), np.random.default_rng(seed)
    for _ in range(4):
        data[chance.integers(8, len(data))] = chance.integers(256)
    path.write_bytes(data)
    with suppress(FormatError):
        read_parcels(path, crs="EPSG:4527")

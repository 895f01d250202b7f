"""Where the shapes of a .shp are, by its .shx and without it, and how many rows go with them."""

import struct

import numpy as np
import pytest
import shapely

from geokit.parcels.formats.shapefile import index
from geokit.parcels.formats.shapefile.dbf import read_table
from geokit.parcels.formats.shapefile.index import find_shapes, nested
from geokit.parcels.formats.shapefile.repair import bad_values, examine


@pytest.fixture
def path(raw_shapefile, ring):
    """A shapefile of a box, of nothing, of a box with a hole, and of a box."""
    holed = [ring(200, 0, 80, 100), ring(220, 20, 10, 10, clockwise=False)]
    shapes = [[ring(0, 0, 80, 100)], None, holed, [ring(400, 0, 80, 100)]]
    return raw_shapefile(shapes, [[b"A", b"1.00"], [b"B", b"2.00"], [b"C", b"3.00"], [b"D", b"4.00"]])


STARTS, SIZES = [108, 244, 256, 476], [128, 4, 212, 128]
END = 100 + 8 * 4 + sum(SIZES)


def shx(path):
    return path.with_suffix(".shx")


def found(path, *, with_index=True):
    shapes = find_shapes(path, shx(path) if with_index else None)
    return shapes.starts.tolist(), shapes.sizes.tolist(), shapes.index_holds


def listed(path, entries):
    """Give a file an index of other entries: where each record begins and the bytes of its content."""
    words = b"".join(struct.pack(">2i", start // 2, size // 2) for start, size in entries)
    shx(path).write_bytes(shx(path).read_bytes()[:100] + words)


def patched(path, place, data):
    content = bytearray(path.read_bytes())
    content[place : place + len(data)] = data
    path.write_bytes(bytes(content))


def test_shapes_are_where_the_index_says_and_where_the_records_say(path):
    assert path.stat().st_size == END
    assert found(path) == (STARTS, SIZES, True)
    assert found(path, with_index=False) == (STARTS, SIZES, False)
    assert len(find_shapes(path, shx(path))) == 4
    assert find_shapes(path, None).cut.tolist() == []


@pytest.mark.parametrize("with_index", [True, False])
def test_what_is_written_anew_is_the_same_file(path, tmp_path, with_index):
    made = tmp_path / "made.shp"
    find_shapes(path, shx(path) if with_index else None).written(made, 4)
    assert made.read_bytes() == path.read_bytes()
    assert shx(made).read_bytes() == shx(path).read_bytes()


def test_what_is_not_there_is_written_as_nothing(path, tmp_path):
    made = tmp_path / "made.shp"
    path.write_bytes(path.read_bytes()[: END - 5])
    shapes = find_shapes(path, None)
    assert shapes.cut.tolist() == [3]
    shapes.written(made, 6)
    starts = [*STARTS[:3], 476, 488, 500]
    assert found(made) == (starts, [*SIZES[:3], 4, 4, 4], True)
    data = made.read_bytes()
    assert [struct.unpack_from(">2i", data, start - 8) for start in starts[3:]] == [(4, 2), (5, 2), (6, 2)]
    assert data[476:480] == bytes(4)
    assert int.from_bytes(data[24:28], "big") * 2 == len(data)
    assert int.from_bytes(shx(made).read_bytes()[24:28], "big") * 2 == 100 + 8 * 6 == shx(made).stat().st_size


ENTRIES = [(start - 8, size) for start, size in zip(STARTS, SIZES, strict=True)]


@pytest.mark.parametrize(
    ("entries", "starts"),
    [
        (ENTRIES[:3], STARTS),
        ([], STARTS),
        ([*ENTRIES, (END, 128)], [*STARTS, -1]),
        ([*ENTRIES, (END, 128), (END, 128)], [*STARTS, -1, -1]),
        ([(98, 128), *ENTRIES[1:]], STARTS),
        ([(102, 128), *ENTRIES[1:]], STARTS),
        ([(100, 126), *ENTRIES[1:]], STARTS),
        ([*ENTRIES[:3], (468, 130)], STARTS),
        ([ENTRIES[1], ENTRIES[0], *ENTRIES[2:]], STARTS),
        ([ENTRIES[0], (236, 2), *ENTRIES[2:]], STARTS),
    ],
)
def test_an_index_that_does_not_hold_is_made_up_for(path, entries, starts):
    listed(path, entries)
    assert found(path) == (starts, [*SIZES, -1, -1][: len(starts)], False)


def test_an_index_may_be_the_only_one_that_knows(path):
    # A length that is wrong ends the walk; that the next record begins where the index says holds its own.
    patched(path, ENTRIES[2][0] + 4, struct.pack(">i", 10**6))
    assert found(path, with_index=False) == ([*STARTS[:2], -1], [*SIZES[:2], -1], False)
    assert found(path) == (STARTS, SIZES, False)
    # The last one ends with the file.
    patched(path, ENTRIES[2][0] + 4, struct.pack(">i", SIZES[2] // 2))
    patched(path, ENTRIES[3][0] + 4, struct.pack(">i", 1))
    assert found(path) == (STARTS, SIZES, False)
    # An entry that nothing bears out is none.
    listed(path, [*ENTRIES[:2], (ENTRIES[2][0], SIZES[2] - 4), ENTRIES[3]])
    patched(path, ENTRIES[0][0] + 4, struct.pack(">i", 10**6))
    starts, sizes, holds = found(path)
    assert (starts, sizes, holds) == ([STARTS[0], STARTS[1], -1, STARTS[3]], [128, 4, -1, 128], False)


def test_records_in_another_order_are_found_by_their_index(path):
    data = path.read_bytes()
    first = data[100:236]
    path.write_bytes(data + first)
    listed(path, [(END, 128), *ENTRIES[1:]])
    assert found(path) == ([END + 8, *STARTS[1:]], SIZES, True)
    # Where the records are numbered one after the other, what the index passes over is a shape.
    patched(path, END, struct.pack(">i", 5))
    assert found(path) == ([*STARTS, END + 8], [*SIZES, 128], False)


@pytest.mark.parametrize(
    ("more", "starts"), [(0, STARTS), (1, [*STARTS, -1]), (7, [*STARTS, -1]), (8, [*STARTS, -1])]
)
def test_what_follows_the_last_shape_is_one_that_was_cut(path, more, starts):
    path.write_bytes(path.read_bytes() + bytes(more))
    assert found(path, with_index=False)[0] == starts
    assert found(path)[::2] == (starts, more == 0)


@pytest.mark.parametrize(("words", "is_one"), [(2, True), (1, False), (0, False), (-1, False)])
def test_a_shape_has_four_bytes_at_least(path, words, is_one):
    path.write_bytes(path.read_bytes()[:100] + struct.pack(">2i", 1, words) + bytes(4))
    assert found(path, with_index=False)[0] == ([108] if is_one else [-1])
    listed(path, [(100, 2 * words)])
    assert found(path)[::2] == ([108] if is_one else [-1], is_one)


def test_a_file_of_no_shape(path):
    path.write_bytes(path.read_bytes()[:100])
    assert found(path, with_index=False) == ([], [], False)
    listed(path, [])
    assert found(path) == ([], [], False)


def test_some_records_are_looked_at_and_all_of_few(path, monkeypatch):
    starts, sizes = np.array(STARTS), np.array(SIZES)
    assert index._in_one_piece(path, starts, sizes)
    patched(path, ENTRIES[1][0] + 4, struct.pack(">i", 9))
    assert not index._in_one_piece(path, starts, sizes)
    monkeypatch.setattr(index, "_LOOKED_AT", 2)
    assert index._in_one_piece(path, starts, sizes)
    patched(path, ENTRIES[3][0] + 4, struct.pack(">i", 9))
    assert not index._in_one_piece(path, starts, sizes)


def counted(path, told, there):
    table = path.with_suffix(".dbf")
    data = table.read_bytes()
    table.write_bytes(data[:4] + struct.pack("<I", told) + data[8 : 97 + 23 * there])
    made = examine(path, shx(path), read_table(table), "gbk")
    return (
        made.rows,
        [each.en for each in made.notices],
        [(each.record, each.code) for each in made.unreadable],
    )


TOLD = "the header of its .dbf tells {} rows; {} are there and were read"
WITHOUT = "shapes without a row in the .dbf: {} (records {}); they were read without attributes"


@pytest.mark.parametrize(
    ("told", "there", "rows", "said"),
    [
        (4, 4, 4, []),
        (9, 4, 4, [TOLD.format(9, 4)]),
        (9, 3, 3, [WITHOUT.format(1, 3)]),
        (4, 3, 3, [WITHOUT.format(1, 3)]),
        (3, 3, 3, [WITHOUT.format(1, 3)]),
        (3, 4, 4, [TOLD.format(3, 4)]),
        (0, 4, 4, [TOLD.format(0, 4)]),
        (2, 3, 3, [TOLD.format(2, 3), WITHOUT.format(1, 3)]),
        (1, 1, 1, [WITHOUT.format(3, "1, 2, 3")]),
    ],
)
def test_rows_that_are_told_and_rows_that_are_there(path, told, there, rows, said):
    assert counted(path, told, there) == (rows, said, [])


@pytest.mark.parametrize(
    ("shapes", "told", "rows", "missing"), [(2, 4, 4, [2, 3]), (2, 3, 3, [2]), (2, 2, 2, []), (3, 2, 3, [])]
)
def test_rows_after_the_last_shape_count_where_they_are_told(path, shapes, told, rows, missing):
    path.write_bytes(path.read_bytes()[: [0, 236, 248, 468][shapes]])
    listed(path, ENTRIES[:shapes])
    found_rows, _, unreadable = counted(path, told, 4)
    assert found_rows == rows
    assert unreadable == [(at, "shape_missing") for at in missing]


def test_a_row_that_is_deleted_counts_before_a_shape_that_is_missing(path):
    patched(path.with_suffix(".dbf"), 97 + 23, b"*")
    patched(path.with_suffix(".dbf"), 97 + 3 * 23, b"*")
    path.write_bytes(path.read_bytes()[:236])
    listed(path, ENTRIES[:1])
    assert counted(path, 4, 4)[2] == [(1, "deleted"), (2, "shape_missing"), (3, "deleted")]
    # One that no header tells of, and no shape goes with, is none.
    assert counted(path, 2, 4)[2] == [(1, "deleted")]


def test_parts_that_agree_are_sound_and_others_are_not(path):
    table = path.with_suffix(".dbf")

    def is_sound():
        return examine(path, shx(path), read_table(table), "gbk").is_sound

    assert is_sound()
    assert not examine(path, None, read_table(table), "gbk").is_sound
    assert not examine(path, shx(path), None, "gbk").is_sound
    for place, data in (
        (4, struct.pack("<I", 3)),
        (97, b"*"),
        (97 + 11, b"x"),
        (32, "A甲乙丙丁戊".encode("gbk")[:10]),
        (98, "A甲乙丙丁戊".encode("gbk")[:10]),
    ):
        before = table.read_bytes()
        patched(table, place, data)
        assert not is_sound(), data
        table.write_bytes(before)
    assert is_sound()


def test_bad_values_are_told_by_row_and_not_by_field(raw_shapefile, ring):
    fields = [(b"A", "N", 5, 0), (b"D", "D", 8, 0), (b"B", "F", 5, 1)]
    rows = [
        [b"1", b"20260102", b"x"],
        [b"*****", b"2026", b"2.5"],
        [b"1-2", b"", b"1.2.3"],
        [b"", b"20260102", b"-"],
        [b"+1", b"        ", b"-1.5"],
    ]
    path = raw_shapefile([[ring(0, 0, 9, 9)]] * 5, rows, fields)
    found_values = bad_values(read_table(path.with_suffix(".dbf")))
    assert [(each.row, each.field.name, each.code, each.text, each.place.start) for each in found_values] == [
        (0, b"B", "not_a_number", "x", 14),
        (1, b"A", "number_overflow", "*****", 1),
        (1, b"D", "not_a_date", "2026", 6),
        (2, b"A", "not_a_number", "1-2", 1),
        (2, b"B", "not_a_number", "1.2.3", 14),
        (3, b"B", "not_a_number", "-", 14),
    ]


def wound(*parts):
    """Return a polygon of parts, each of them a shell and its holes; a minus turns a ring."""
    return shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, *holes in parts])


def ring_of(west, south, size, *, clockwise=True):
    return list(shapely.box(west, south, west + size, south + size, ccw=not clockwise).exterior.coords)


def test_rings_that_are_the_same_twice_are_no_holes():
    # One ring is larger than another by more than a millionth of a millionth of its area, or it is the same.
    for more, said, holes in ((1e-13, [7], 0), (1e-11, [], 1)):
        inner = ring_of(0, 0, 10, clockwise=False)
        shapes = np.array([wound([ring_of(0, 0, 10 * (1 + more)), inner]).geoms[0]], dtype=object)
        assert [each.record for each in nested(shapes, np.array([7]))] == said
        assert [len(part.interiors) for part in shapely.get_parts(shapes)] == [holes] * (2 - holes)


def test_an_island_and_its_hole_are_told_by_which_lies_in_which():
    rings = [ring_of(at, at, 100 - 2 * at, clockwise=False) for at in (0, 10, 20, 30)]
    aside = ring_of(200, 0, 10, clockwise=False)
    single = shapely.box(0, 0, 1, 1)
    shapes = np.array([single, wound(*[[each] for each in (*rings, aside)]), None, single], dtype=object)
    (said,) = nested(shapes, np.array([4, 5, 6, 7]))
    assert (said.code, said.record) == ("rings_by_containment", 5)
    areas = sorted((round(part.area), len(part.interiors)) for part in shapes[1].geoms)
    assert areas == [(100, 0), (3600 - 1600, 1), (10_000 - 6400, 1)]

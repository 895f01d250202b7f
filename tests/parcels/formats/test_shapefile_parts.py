"""The parts of a shapefile that do not go together: every shape and every row is read or named."""

import struct

import pytest

import geokit as gk
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats.shapefile.repair import examine
from geokit.parcels.read import read_parcels
from geokit.testing import findings_of


def rows(count):
    return [[f"P{at}".encode(), b"8000.00"] for at in range(count)]


def told(frame):
    return [(each.code, each.record, each.id) for each in unreadable_of(frame)]


def codes(frame):
    return {notice.code for notice in notices_of(frame)} - {"declared_unit_inferred", "crs_missing"}


@pytest.fixture
def boxes(ring):
    return [[ring(200 * at, 0, 80, 100)] for at in range(4)]


def test_more_shapes_than_rows(raw_shapefile, boxes):
    frame = read_parcels(raw_shapefile(boxes[:2], rows(1)), crs=4527)
    assert list(frame["id"]) == ["P0", None]
    assert list(frame.area) == [8000, 8000]
    (notice,) = (each for each in notices_of(frame) if each.code == "attributes_missing")
    assert "1" in notice.en
    assert "records 1" in notice.en
    report = gk.audit(parcels=frame)
    assert any("without a row" in each.message("en") for each in findings_of(report, "irregular_file"))


def test_more_rows_than_shapes(raw_shapefile, boxes):
    frame = read_parcels(raw_shapefile(boxes[:1], rows(3)), crs=4527)
    assert list(frame["id"]) == ["P0"]
    assert told(frame) == [("shape_missing", 1, "P1"), ("shape_missing", 2, "P2")]


def test_no_attributes_at_all(raw_shapefile, boxes):
    path = raw_shapefile(boxes[:2], rows(2))
    path.with_suffix(".dbf").unlink()
    frame = read_parcels(path, crs=4527)
    assert list(frame.area) == [8000, 8000]
    assert "attributes_missing" in codes(frame)
    assert "_" not in frame


def test_without_shapes_and_attributes_there_is_no_record(raw_shapefile):
    path = raw_shapefile([None], [])
    path.with_suffix(".shx").unlink()
    path.write_bytes(path.read_bytes()[:100])
    found = examine(path, None, None, "gbk")
    assert (found.count, found.rows, found.unreadable, found.is_sound) == (0, 0, [], False)


@pytest.mark.parametrize("content", [b"", b"\x03", b"\x03" + bytes(200), bytes(31)])
def test_a_table_that_is_none(raw_shapefile, boxes, content):
    path = raw_shapefile(boxes[:2], rows(2))
    path.with_suffix(".dbf").write_bytes(content)
    frame = read_parcels(path, crs=4527)
    assert len(frame) == 2
    assert "attributes_missing" in codes(frame)


def test_a_table_that_is_cut_short(raw_shapefile, boxes):
    path = raw_shapefile(boxes, rows(4))
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[: -1 - 30])
    frame = read_parcels(path, crs=4527)
    assert list(frame["id"]) == ["P0", "P1", None, None]
    assert codes(frame) == {"attributes_missing"}


@pytest.mark.parametrize("end", [b"", b"\x1a"])
def test_a_table_that_has_its_fields_and_no_row(raw_shapefile, boxes, end):
    path = raw_shapefile(boxes[:2], rows(2))
    table = path.with_suffix(".dbf")
    data = table.read_bytes()
    (header_size,) = struct.unpack_from("<H", data, 8)
    table.write_bytes(data[:4] + bytes(4) + data[8:header_size] + end)
    frame = read_parcels(path, crs=4527)
    (said,) = [each.en for each in gk.notices_of(frame) if each.code == "attributes_missing"]
    assert said.startswith("shapes without a row in the .dbf: 2 (records 0, 1)")


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_header_that_tells_fewer_rows_than_there_are(raw_shapefile, boxes, count):
    path = raw_shapefile(boxes[:3], rows(3))
    table = path.with_suffix(".dbf")
    data = table.read_bytes()
    table.write_bytes(data[:4] + struct.pack("<I", count) + data[8:])
    frame = read_parcels(path, crs=4527)
    assert list(frame["id"]) == ["P0", "P1", "P2"]
    assert codes(frame) == {"row_count"}


def test_a_header_that_tells_more_rows_than_there_are(raw_shapefile, boxes):
    path = raw_shapefile(boxes[:3], rows(3))
    table = path.with_suffix(".dbf")
    data = table.read_bytes()
    table.write_bytes(data[:4] + struct.pack("<I", 9) + data[8:])
    frame = read_parcels(path, crs=4527)
    assert list(frame["id"]) == ["P0", "P1", "P2"]
    assert codes(frame) == {"row_count"}


def spoil(shx):
    return shx[:108] + struct.pack(">2i", 7, 9) + shx[116:]


@pytest.mark.parametrize(
    "change",
    [
        None,
        lambda shx: shx[:108],
        lambda shx: shx[:100],
        lambda _: b"",
        spoil,
        lambda shx: shx[:-8] + b"\xff" * 8,
    ],
)
def test_an_index_that_is_missing_short_or_wrong(raw_shapefile, boxes, change):
    path = raw_shapefile(boxes[:3], rows(3))
    index = path.with_suffix(".shx")
    data = index.read_bytes()
    index.unlink()
    if change is not None:
        index.write_bytes(change(data))
    frame = read_parcels(path, crs=4527)
    assert list(frame["id"]) == ["P0", "P1", "P2"]
    assert list(frame.area) == [8000] * 3
    assert codes(frame) == {"index_rebuilt"}


@pytest.mark.parametrize("left", [1, 60, 135])
@pytest.mark.parametrize("with_index", [True, False])
def test_shapes_that_are_cut_short(raw_shapefile, boxes, left, with_index):
    path = raw_shapefile(boxes[:3], rows(3))
    data = path.read_bytes()
    whole = (len(data) - 100) // 3
    path.write_bytes(data[: 100 + 2 * whole + left])
    if not with_index:
        path.with_suffix(".shx").unlink()
    frame = read_parcels(path, crs=4527)
    assert list(frame["id"]) == ["P0", "P1"]
    assert told(frame) == [("shape_cut", 2, "P2")]


def test_a_length_in_the_middle_that_is_wrong(raw_shapefile, boxes):
    path = raw_shapefile(boxes[:3], rows(3))
    data = bytearray(path.read_bytes())
    whole = (len(data) - 100) // 3
    data[100 + whole + 4 : 100 + whole + 8] = struct.pack(">i", 10**6)
    path.write_bytes(bytes(data))
    frame = read_parcels(path, crs=4527)
    assert list(frame["id"]) == ["P0", "P1", "P2"]
    assert list(frame.area) == [8000] * 3


def test_a_length_that_is_wrong_and_no_index(raw_shapefile, boxes):
    path = raw_shapefile(boxes[:3], rows(3))
    path.with_suffix(".shx").unlink()
    data = bytearray(path.read_bytes())
    whole = (len(data) - 100) // 3
    data[100 + whole + 4 : 100 + whole + 8] = struct.pack(">i", 10**6)
    path.write_bytes(bytes(data))
    frame = read_parcels(path, crs=4527)
    assert list(frame["id"]) == ["P0"]
    assert told(frame) == [("shape_cut", 1, "P1"), ("shape_missing", 2, "P2")]


@pytest.mark.parametrize("moved", [0, 1])
def test_a_record_that_was_moved_to_the_end_leaves_a_hole_and_no_shape(raw_shapefile, boxes, moved):
    path = raw_shapefile(boxes[:3], rows(3))
    before = read_parcels(path, crs=4527)
    data, index = path.read_bytes(), path.with_suffix(".shx").read_bytes()
    size, entry = (len(data) - 100) // 3, 100 + 8 * moved
    path.write_bytes(data + data[100 + size * moved :][:size])
    path.with_suffix(".shx").write_bytes(
        index[:entry] + struct.pack(">i", len(data) // 2) + index[entry + 4 :]
    )
    frame = read_parcels(path, crs=4527)
    assert list(frame["id"]) == ["P0", "P1", "P2"]
    assert frame.geometry.equals(before.geometry)
    assert codes(frame) == set()


def test_a_shape_of_nothing(raw_shapefile, boxes):
    frame = read_parcels(raw_shapefile([boxes[0], None, boxes[1]], rows(3)), crs=4527)
    assert list(frame["id"]) == ["P0", "P2"]
    assert told(frame) == [("null_geometry", 1, "P1")]


def test_rows_that_are_marked_as_deleted(raw_shapefile, boxes):
    frame = read_parcels(raw_shapefile(boxes, rows(4), deleted=(0, 3)), crs=4527)
    assert list(frame["id"]) == ["P1", "P2"]
    assert told(frame) == [("deleted", 0, "P0"), ("deleted", 3, "P3")]


def test_a_file_whose_parts_agree_says_nothing(raw_shapefile, boxes):
    frame = read_parcels(raw_shapefile(boxes, rows(4)), crs=4527)
    assert codes(frame) == set()
    assert told(frame) == []

"""A column of well-known binary is read as GEOS's own reader reads each of its rows, and written as it writes them."""

import struct

import numpy as np
import pyarrow as pa
import pytest
import shapely

from geokit.geometry.encoded import shapes_of
from geokit.geometry.wkb import one_closed_ring, wkb_of
from geokit.parcels.formats._batches import split_batches
from geokit.parcels.formats._wkb import geometries

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]
INNER = [(1, 1), (1, 2), (2, 2), (2, 1), (1, 1)]


def ring(*points, order="<", kind=3, rings=1, count=None):
    head = struct.pack(order + "BII", order == "<", kind, rings)
    return (
        head + struct.pack(order + "I", len(points) if count is None else count) + coordinates(points, order)
    )


def coordinates(points, order="<"):
    return b"".join(struct.pack(f"{order}{len(point)}d", *point) for point in points)


def wkb(shape, **options):
    return shapely.to_wkb(shape, **options)


# GEOS computes with what is not a number, which numpy says aloud.
pytestmark = pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")

ROWS = {
    "a square": ring(*SQUARE),
    "a triangle": ring((0, 0), (4, 0), (0, 4), (0, 0)),
    "another": ring(*((x + 4, y) for x, y in SQUARE)),
    "with a hole": wkb(shapely.Polygon(SQUARE, [INNER])),
    "of two parts": wkb(shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)])),
    "big-endian": ring(*SQUARE, order=">"),
    "with heights": wkb(shapely.Polygon([(x, y, 9) for x, y in SQUARE]), output_dimension=3),
    "with heights, by ISO": wkb(shapely.Polygon([(x, y, 9) for x, y in SQUARE]), flavor="iso"),
    "with a system": wkb(shapely.set_srid(shapely.Polygon(SQUARE), 4490), include_srid=True),
    "a point": wkb(shapely.Point(1, 2)),
    "a line": wkb(shapely.LineString(SQUARE)),
    "an empty polygon": wkb(shapely.Polygon()),
    "a collection": wkb(shapely.GeometryCollection([shapely.Polygon(SQUARE)])),
    "not closed": ring(*SQUARE[:-1], (0, 1e-9)),
    "not closed, of a third as far east as the first": ring((0, 0), (4, 0), (0, 4), (1, 3), (2, 1)),
    "of three points": ring(*SQUARE[:2], SQUARE[0]),
    "of two points": ring(SQUARE[0], SQUARE[0]),
    "no points": ring(),
    "more points than it says": ring(*SQUARE, *SQUARE, count=5),
    "fewer points than it says": ring(*SQUARE, count=6),
    "fewer rings than it says": ring(*SQUARE, rings=2),
    "an unknown order of bytes": b"\7" + ring(*SQUARE)[1:],
    "cut within its last point": ring(*SQUARE)[:-3],
    "cut within its header": ring(*SQUARE)[:7],
    "not a number within": ring((0, 0), (float("nan"), 1), (1, 1), (0, 0)),
    "not a number at its ends": ring((float("nan"), 0), (0, 1), (1, 1), (float("nan"), 0)),
    "infinite": ring((0, 0), (float("inf"), 1), (1, 1), (0, 0)),
    "negative zero at its end": ring((0, 0), (0, 1), (1, 1), (-0.0, -0.0)),
    "crossing itself": ring((0, 0), (4, 4), (4, 0), (0, 4), (0, 0)),
    "a curve": ring(*SQUARE, kind=10),
    "no bytes": b"",
    "none": None,
}


def as_geos_reads(data):
    if data is None or data[1:5] == b"\n\0\0\0":  # one curve stops shapely
        return None
    made = shapely.from_wkb(data, on_invalid="ignore")
    return shapely.force_2d(made)


def same(left, right):
    if left is None or right is None:
        return left is right
    return shapely.to_wkb(left) == shapely.to_wkb(right)


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary()])
def test_polygons_ofone_closed_ring_are_read_at_once(kind):
    rows, coordinates, offsets = one_closed_ring(pa.array(ROWS.values(), type=kind))
    assert [list(ROWS)[row] for row in rows] == [
        "a square",
        "a triangle",
        "another",
        "not a number within",
        "infinite",
        "negative zero at its end",
        "crossing itself",
    ]
    assert np.diff(offsets).tolist() == [5, 4, 5, 4, 4, 4, 5]
    assert coordinates[: offsets[1]].tolist() == [list(point) for point in SQUARE]


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary()])
@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_what_geos_reads(name, kind):
    column = pa.array([ring(*SQUARE), ROWS[name], ring(*SQUARE)], type=kind)
    first, made, last = shapes_of(column, geometries)
    assert same(made, as_geos_reads(ROWS[name]))
    assert first.equals(last)


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary()])
def test_rows_of_all_kinds_stay_in_their_places(kind):
    rows = list(ROWS.values()) * 3
    made = shapes_of(pa.array(rows, type=kind), geometries)
    assert all(same(shape, as_geos_reads(data)) for shape, data in zip(made, rows, strict=True))


@pytest.mark.parametrize(("start", "count"), [(0, 0), (1, 1), (3, 20), (7, 99)])
def test_a_slice_of_a_column_is_read_alone(start, count):
    rows = [*ROWS.values(), *ROWS.values()]
    made = shapes_of(pa.array(rows, type=pa.binary()).slice(start, count), geometries)
    wanted = rows[start : start + count]
    assert all(same(shape, as_geos_reads(data)) for shape, data in zip(made, wanted, strict=True))


def test_many_rings_of_many_lengths():
    rng = np.random.default_rng(3)
    shapes = shapely.buffer(shapely.points(rng.uniform(4e5, 5e5, (2_000, 2))), 30, quad_segs=3)
    shapes = np.append(shapes, shapely.box(0, 0, *rng.uniform(1, 9, (2, 500))))
    made = shapes_of(pa.array(shapely.to_wkb(shapes), type=pa.binary()), geometries)
    assert (shapely.to_wkb(made) == shapely.to_wkb(shapes)).all()
    assert not shapely.has_z(made).any()


@pytest.mark.parametrize("name", ["a square", "with a hole"])
def test_bytes_under_nothing_are_nothing(name):
    data = wkb(shapely.Point(0, 0).buffer(9, quad_segs=99)) if name == "with a hole" else ROWS[name]
    ends = np.array([0, len(data), 2 * len(data)], dtype=np.int32)
    buffers = [pa.py_buffer(b"\1"), pa.py_buffer(ends), pa.py_buffer(2 * data)]
    made = shapes_of(pa.Array.from_buffers(pa.binary(), 2, buffers), geometries)
    assert same(made[0], as_geos_reads(data))
    assert made[1] is None


def written():
    made = [as_geos_reads(data) for data in ROWS.values()]
    solid = shapely.from_wkt(["POLYGON Z ((0 0 1, 9 0 1, 9 9 1, 0 0 1))", "POLYGON ((0 0, 9 0, 9 9, 0 0))"])
    return np.array([*made, *solid, None, *made], dtype=object)


@pytest.mark.parametrize("rows", [slice(None), slice(0, 0), slice(0, 2), slice(2, 3), slice(-3, None)])
def test_what_is_written_is_what_geos_writes(rows):
    shapes = written()[rows]
    assert wkb_of(shapes).to_pylist() == shapely.to_wkb(shapes).tolist()


def test_what_was_written_is_read():
    shapes = written()
    again = shapes_of(wkb_of(shapes), shapely.from_wkb)
    assert all(same(*pair) for pair in zip(again, shapes, strict=True))


def test_what_is_refused_keeps_its_bytes_and_its_row():
    batches = [
        pa.record_batch({"id": ["a", "b"], "shape": pa.array([ROWS["not closed"], None], type=pa.binary())}),
        pa.record_batch({"id": ["c"], "shape": pa.array([ROWS["of two points"]], type=pa.binary())}),
    ]
    shapes, refused, rest = split_batches(batches)
    assert shapes.tolist() == [None, None, None]
    assert refused == {0: ROWS["not closed"], 2: ROWS["of two points"]}
    assert [batch.column_names for batch in rest] == [["id"], ["id"]]


def test_what_is_not_kept_is_not_refused_either():
    batch = pa.record_batch(
        {"id": ["a", "b", "c"], "shape": pa.array([ROWS["a square"], ROWS["not closed"], ROWS["another"]])}
    )
    shapes, refused, (rest,) = split_batches([batch], lambda _: np.array([False, True, True]))
    assert refused == {0: ROWS["not closed"]}
    assert shapes[1].equals(shapely.box(4, 0, 8, 4))
    assert rest.column("id").to_pylist() == ["b", "c"]

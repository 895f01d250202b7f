"""Well-known binary taken apart: in either order of bytes, with heights, measures and systems, whole and cut anywhere."""

from __future__ import annotations

import struct
from dataclasses import astuple
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geokit.parcels.formats import _wkb

SQUARE = [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)]
HOLE = [(3, 3), (6, 3), (6, 6), (3, 3)]
# What is added to a kind, and how many numbers a point has.
FORMS = {
    "plain": (0, 2), "Z": (0x80000000, 3), "M": (0x40000000, 3), "ZM": (0xC0000000, 4), "with a system": (0x20000000, 2),
    "Z with a system": (0xA0000000, 3), "ISO Z": (1000, 3), "ISO M": (2000, 3), "ISO ZM": (3000, 4),
}  # fmt: skip
each_form = pytest.mark.parametrize("form", FORMS)
each_order = pytest.mark.parametrize("order", "<>")


def head(kind, form="plain", order="<"):
    code = kind + FORMS[form][0]
    system = struct.pack(order + "I", 4490) if code & 0x20000000 else b""
    return struct.pack(order + "BI", order == "<", code) + system


def run(points, form="plain", order="<"):
    more = [7.0] * (FORMS[form][1] - 2)
    return struct.pack(order + "I", len(points)) + b"".join(
        struct.pack(f"{order}{2 + len(more)}d", *point, *more) for point in points
    )


def listed(kind, parts, form="plain", order="<"):
    return head(kind, form, order) + struct.pack(order + "I", len(parts)) + b"".join(parts)


def polygon(*rings, form="plain", order="<"):
    return listed(3, [run(ring, form, order) for ring in rings], form, order)


def listed_rings(data):
    return [[tuple(point) for point in ring.tolist()] for ring in _wkb.rings_of(data)]


@each_order
@each_form
def test_rings_are_those_that_were_written(form, order):
    one = polygon(SQUARE, HOLE, form=form, order=order)
    assert listed_rings(one) == [SQUARE, HOLE]
    assert _wkb.kind_of(one) == 3
    # Each part says again what it is.
    parts = listed(6, [one, polygon(HOLE, order=">")], form, order)
    assert listed_rings(parts) == [SQUARE, HOLE, HOLE]
    assert _wkb.kind_of(parts) == 6


@pytest.mark.parametrize(
    "data", [polygon(SQUARE, HOLE), listed(6, [polygon(SQUARE, form="Z"), polygon(HOLE)])]
)
def test_what_is_cut_anywhere_is_said_to_be_cut(data):
    for size in range(len(data)):
        with pytest.raises(_wkb.CutShortError):
            _wkb.rings_of(data[:size])
        assert (_wkb.kind_of(data[:size]) is None) == (size < 5)
    assert astuple(_wkb.diagnose(data[:-1], 7, "甲")) == (
        "broken_geometry", "几何数据不完整或已损坏", "its geometry is cut short or damaged", 7, "甲", None, None, None, None,
    )  # fmt: skip


def deep(depth, kind=7):
    return struct.pack("<BII", 1, kind, 1) * depth + polygon(SQUARE)


OPEN = [(0, 0), (9, 0), (9, 9), (1234.5678, 9)]
CUT = ("broken_geometry", "its geometry is cut short or damaged", None, None)
CURVED = ("curved_geometry", "its boundary has curves that cannot be made straight", None, None)


def not_closed(ring, x, y):
    place = f"({x:.3f}, {y:.3f})"
    return (
        "ring_not_closed",
        f"ring {ring} is not closed: its first point {place} is not its last",
        ring,
        (x, y),
    )


def too_short(ring, count, place):
    said = f"ring {ring} has {count} points; a ring takes 4, the closing point among them"
    return "ring_too_short", said, ring, place


FAULTS = {
    "not closed": (polygon(OPEN), not_closed(1, 0, 0)),
    "whose second ring is not closed": (polygon(SQUARE, OPEN[::-1]), not_closed(2, 1234.5678, 9)),
    "whose second part is not closed": (listed(6, [polygon(SQUARE), polygon(OPEN)]), not_closed(2, 0, 0)),
    "of three points": (polygon([*HOLE[:2], HOLE[0]]), too_short(1, 3, (3, 3))),
    "of no points": (polygon(SQUARE, []), too_short(2, 0, None)),
    "without a fault of its own": (polygon(SQUARE, HOLE), CUT),
    "of no rings": (polygon(), CUT),
    **{f"of kind {kind}": (listed(kind, [run(OPEN)]), CUT) for kind in (1, 2, 4, 5, 7, 13, 17)},
    **{f"of curves, {kind}": (listed(kind, []), CURVED) for kind in range(8, 13)},
    "deep": (
        deep(257),
        ("nested_too_deep", "its geometry collections stand more than 256 deep in one another, which is refused", None, None),
    ),
    "not too deep": (deep(256), CUT),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_geometry_is_refused_with_its_fault(name):
    data, (code, en, ring, position) = FAULTS[name]
    found = _wkb.diagnose(data, 3, "甲")
    assert (found.code, found.en, found.record, found.id) == (code, en, 3, "甲")
    assert (found.ring, found.position) == (ring, position)


POINT = st.tuples(st.sampled_from(list(FORMS)), st.sampled_from("<>"))
LEAVES = st.builds(
    lambda told, kind: (
        head(1, *told) + struct.pack(f"{told[1]}{FORMS[told[0]][1]}d", *range(FORMS[told[0]][1])) if kind == 1
        else polygon(SQUARE, HOLE, form=told[0], order=told[1]) if kind == 3
        else listed(17, [run(HOLE, *told)], *told) if kind == 17
        else head(kind, *told) + run(SQUARE, *told),
        0,
    ),
    POINT, st.sampled_from([1, 2, 3, 8, 13, 17]),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda members: st.builds(
        lambda told, kind, each: (listed(kind, [data for data, _ in each], *told), 1 + max((depth for _, depth in each), default=-1)),
        POINT, st.sampled_from([4, 5, 6, 7, 9, 10, 11, 12, 15, 16]), st.lists(members, max_size=3),
    ),
)  # fmt: skip


@given(TREES, st.integers(0, 4), st.floats(0, 1))
def test_depth_is_counted_through_all_that_stands_beside(tree, deepest, share):
    data, depth = tree
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wkb, "DEEPEST", deepest)
        assert _wkb.is_too_deep(data) == (depth > deepest)
        # Where bytes are missing, no more is found than in all of them.
        assert _wkb.is_too_deep(data[: int(share * len(data))]) <= (depth > deepest)


@pytest.mark.parametrize("is_curved", [False, True])
def test_what_cannot_be_read_is_none_and_the_rest_flat(is_curved):
    square, curve = shapely.Polygon(SQUARE), listed(10, [])
    given_rows = [
        polygon(SQUARE),
        None,
        deep(257),
        polygon(SQUARE, form="Z"),
        polygon(SQUARE, form="M"),
        polygon(OPEN),
    ]
    wkb = np.array([*given_rows, curve] if is_curved else given_rows, dtype=object)
    expected = [square, None, None, square, square, None, *[None] * is_curved]
    for long in (None, np.array([2])):
        made = _wkb.geometries(wkb, long)
        assert [shape and shape.wkt for shape in made] == [shape and shape.wkt for shape in expected]
    assert wkb[2] == deep(257)


@pytest.mark.parametrize("form", ["Z", "M", "ISO Z", "ISO M", "ZM"])
def test_shapes_are_flat_whichever_numbers_they_have_besides(form):
    (made,) = _wkb.geometries(np.array([polygon(SQUARE, form=form)], dtype=object))
    assert shapely.get_coordinate_dimension(made) == 2
    assert made.equals(shapely.Polygon(SQUARE))


def test_one_curve_takes_nothing_from_the_others():
    others = [
        shapely.Point(1, 2),
        shapely.GeometryCollection([shapely.Polygon(SQUARE)]),
        shapely.box(0, 0, 1, 1),
    ]
    rows = [*shapely.to_wkb(others), listed(10, []), None, polygon(OPEN)]
    made = _wkb.geometries(np.array(rows, dtype=object))
    assert made.tolist() == [*others, None, None, None]


def test_rows_that_are_not_long_are_not_looked_at():
    wkb = np.array([polygon(SQUARE), deep(256)], dtype=object)
    assert _wkb.geometries(wkb, np.array([], dtype=int))[1] is not None
    assert _wkb.geometries(wkb)[1] is not None
    assert len(deep(257)) - len(polygon(SQUARE)) > _wkb.DEEP_BYTES >= len(deep(256)) - len(polygon(SQUARE))


SHAPES = [
    shapely.Point(1, 2), shapely.LineString(SQUARE), shapely.Polygon(SQUARE), shapely.Polygon(SQUARE, [HOLE]),
    shapely.MultiPoint([(1, 2), (3, 4)]), shapely.MultiLineString([SQUARE, HOLE]),
    shapely.MultiPolygon([shapely.Polygon(SQUARE, [HOLE]), shapely.box(20, 20, 30, 30)]), shapely.Polygon(), shapely.LineString(),
    shapely.MultiPolygon(), shapely.GeometryCollection([shapely.Point(1, 2), shapely.GeometryCollection([shapely.box(0, 0, 1, 1)])]),
]  # fmt: skip


def told(mapping):
    members = [told(each) for each in mapping.get("geometries", ())]
    return SimpleNamespace(
        type=mapping["type"], coordinates=mapping.get("coordinates", ()), geometries=members
    )


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("has_z", [False, True])
def test_the_members_of_geojson_are_packed_as_geos_packs_them(shape, has_z):
    given_shape = shapely.force_3d(shape, 5.0) if has_z and not shape.is_empty else shape
    assert _wkb.packed(told(shapely.geometry.mapping(given_shape))) == shapely.to_wkb(shape, byte_order=1)


def test_what_geojson_does_not_know_is_left_out():
    curve = SimpleNamespace(type="Curve", coordinates=SQUARE, geometries=())
    point = SimpleNamespace(type="Point", coordinates=(1, 2, 3), geometries=())
    assert _wkb.packed(None) is _wkb.packed(curve) is None
    several = SimpleNamespace(type="GeometryCollection", geometries=[curve, point, None])
    assert shapely.from_wkb(_wkb.packed(several)).wkt == "GEOMETRYCOLLECTION (POINT (1 2))"
    ring = SimpleNamespace(type="LinearRing", coordinates=SQUARE, geometries=())
    assert shapely.from_wkb(_wkb.packed(ring)).equals(shapely.LineString(SQUARE))


@pytest.mark.parametrize(("depth", "is_too_deep"), [(0, False), (256, False), (257, True), (300, True)])
def test_brackets_within_each_other_are_counted_and_those_beside_are_not(depth, is_too_deep):
    beside = "(),()" * 300
    assert _wkb.is_too_deep_text(beside + "(" * depth + "0 0" + ")" * depth) == is_too_deep
    assert _wkb.is_too_deep_text("(" * depth) == is_too_deep

"""What each entity of a drawing is read as: its points, where it stands in the world, and how much blocks may draw."""

import math
import re

import ezdxf
import numpy as np
import pytest
from ezdxf.lldxf.types import DXFTag

from geokit.errors import FormatError
from geokit.parcels.formats.dxf import arcs, entities
from geokit.parcels.formats.dxf.arcs import CHORD_ERROR_M, CurveBudget, arc_points, bulged, chord_count
from geokit.parcels.formats.dxf.entities import Label, read_drawing

BELOW = {"extrusion": (0, 0, -1)}


@pytest.fixture
def space():
    document = ezdxf.new()
    for name in ("SOUTH", "OTHER"):
        document.appids.add(name)
    return document.modelspace()


def drawn(space, file_bytes=0):
    return read_drawing(space, file_bytes)


def ends(line):
    return line.points[[0, -1]].round(6).tolist()


@pytest.mark.parametrize(
    ("radius", "angle", "count"),
    [
        (CHORD_ERROR_M, 2 * math.pi, 1),
        (0.0006, 2 * math.pi, 3),
        (0.001, math.pi, 2),
        (100, math.pi / 2, 249),
        (100, -math.pi / 2, 249),
        (100, 0.004, 1),
        (100, 0.007, 2),
    ],
)
def test_an_arc_is_so_many_chords(radius, angle, count):
    assert chord_count(radius, angle) == count
    assert chord_count(1e12, math.pi) == 100_000
    points = arc_points((3.0, 5.0), radius, 0.5, angle)
    assert len(points) == count + 1
    turned = np.linspace(0.5, 0.5 + angle, count + 1)
    expected = [(3 + radius * math.cos(at), 5 + radius * math.sin(at)) for at in turned]
    assert points == pytest.approx(np.array(expected))


@pytest.mark.parametrize("bulge", [1.0, 0.5, 2.0, -1.0, -0.5, -2.0])
@pytest.mark.parametrize("along", [(2.0, 0.0), (0.0, 2.0), (-1.2, 1.6)])
def test_an_arc_passes_on_the_right_of_its_edge_at_its_height(bulge, along):
    start = np.array([7.0, 9.0])
    end = start + along
    arc = bulged(np.array([start, end]), np.array([bulge, 0.0]), closed=False)
    assert arc[[0, -1]].tolist() == [start.tolist(), end.tolist()]
    # The height of an arc is its bulge times half its chord.
    right = np.array([along[1], -along[0]]) / 2
    top = (arc[len(arc) // 2] + arc[(len(arc) - 1) // 2]) / 2
    assert top == pytest.approx((start + end) / 2 + bulge * right, abs=CHORD_ERROR_M)


@pytest.mark.parametrize("bulge", [0.0, math.inf, math.nan])
def test_an_edge_without_an_arc_is_straight(bulge):
    points = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 2.0]])
    made = bulged(points, np.array([bulge, bulge, 0.0]), closed=False)
    assert made.tolist() == points.tolist()


def test_an_edge_without_length_has_no_arc():
    points = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    assert bulged(points, np.array([1.0, 0.0, 0.0]), closed=False).tolist() == points.tolist()


def test_the_last_bulge_of_a_line_is_of_the_edge_that_closes_it():
    points, bulges = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]]), np.array([0.0, 0, 0, 1.0])
    assert bulged(points, bulges, closed=False).tolist() == points.tolist()
    assert bulged(points, 0 * bulges, closed=True).tolist() == [*points.tolist(), [0, 0]]
    made = bulged(points, bulges, closed=True)
    assert made[:3].tolist() == points[:3].tolist()
    assert made[-1].tolist() == [0, 0]
    assert made[:, 0].min() == pytest.approx(-1, abs=2 * CHORD_ERROR_M)


def test_the_points_of_arcs_are_counted_to_their_limit(monkeypatch):
    budget = CurveBudget(8)
    budget.take(1_000_008)
    with pytest.raises(FormatError, match="become more than 1,000,008 points"):
        budget.take(1)
    monkeypatch.setattr(arcs, "_FREE_POINTS", 5)
    points, bulges = np.array([[0.0, 0.0], [0.004, 0.0], [0.004, 0.004]]), np.array([1.0, 1.0, 0.0])
    count = 2 * chord_count(0.002, math.pi)
    bulged(points, bulges, closed=False, budget=CurveBudget(count - 5))
    with pytest.raises(FormatError, match=f"more than {count - 1} points"):
        bulged(points, bulges, closed=False, budget=CurveBudget(count - 6))


def test_the_points_of_other_curves_are_counted_to_theirs():
    assert sum(CurveBudget(8).counted([1] * 200_002)) == 200_002
    for size in (8, 11):
        with pytest.raises(FormatError, match="become more than 200,002 points"):
            list(CurveBudget(size).counted([1] * 200_003))


def test_every_kind_of_line_is_in_its_place(space):
    space.add_line((1, 2, 9), (3, 5, 8))
    space.add_lwpolyline([(0, 0), (4, 0), (4, 3)], close=True)
    space.add_lwpolyline([(0, 0), (4, 0), (4, 3)])
    space.add_polyline2d([(0, 0), (4, 0), (4, 3)], close=True)
    space.add_polyline2d([(0, 0), (4, 0)])
    space.add_polyline3d([(0, 0, 1), (4, 0, 2), (4, 3, 3)], close=True)
    space.add_polyline3d([(0, 0, 1), (4, 0, 2)])
    found = [(line.points.tolist(), line.closed, line.curved) for line in drawn(space).lines]
    open_ring, ring = [[0, 0], [4, 0], [4, 3]], [[0, 0], [4, 0], [4, 3], [0, 0]]
    assert found == [
        ([[1, 2], [3, 5]], False, False),
        (ring, True, False),
        (open_ring, False, False),
        (ring, True, False),
        (open_ring[:2], False, False),
        (ring, True, False),
        (open_ring[:2], False, False),
    ]


def test_every_kind_of_curve_is_followed(space):
    space.add_lwpolyline([(0, 0, 1), (2, 0, 0)], format="xyb")
    space.add_polyline2d([(0, 0, 1), (2, 0, 0)], format="xyb")
    space.add_arc((1, 2), 1, start_angle=90, end_angle=180)
    space.add_arc((1, 2), 1, start_angle=270, end_angle=90)
    space.add_arc((1, 2), 1, start_angle=0, end_angle=360)
    space.add_ellipse((1, 2), (3, 0), 0.5, start_param=0, end_param=math.pi)
    space.add_spline([(0, 0), (1, 1), (2, 0)])
    lines = drawn(space).lines
    assert all(line.curved and not line.closed and len(line.points) > 20 for line in lines)
    assert [ends(line) for line in lines] == [
        [[0, 0], [2, 0]],
        [[0, 0], [2, 0]],
        [[1, 3], [0, 2]],
        [[1, 1], [1, 3]],
        [[2, 2], [2, 2]],
        [[4, 2], [-2, 2]],
        [[0, 0], [2, 0]],
    ]
    lows = [line.points[:, 1].min() for line in lines[:5]]
    assert lows == pytest.approx([-1, -1, 2, 1, 1], abs=1e-3)
    assert lines[3].points[:, 0].max() == pytest.approx(2, abs=1e-3)
    assert lines[5].points[:, 1].max() == pytest.approx(3.5, abs=1e-3)


def test_what_is_drawn_from_below_is_mirrored(space):
    space.add_lwpolyline([(1, 2), (3, 5)], dxfattribs=BELOW)
    space.add_arc((1, 2), 1, start_angle=0, end_angle=90, dxfattribs=BELOW)
    assert [ends(line) for line in drawn(space).lines] == [[[-1, 2], [-3, 5]], [[-2, 2], [-1, 3]]]


def test_what_has_no_length_or_no_place_is_no_line_and_counted(space):
    space.add_lwpolyline([(1, 2)])
    space.add_lwpolyline([])
    space.add_polyline2d([])
    space.add_polyline3d([(1, 2, 3)])
    space.add_polymesh((3, 3))
    space.add_line((0, 0), (math.inf, 0))
    space.add_lwpolyline([(0, 0), (math.nan, 0)])
    space.add_lwpolyline([(0, 0, math.inf), (1, 0, 0)], format="xyb")
    for radius in (0, -1, math.nan):
        space.add_arc((0, 0), radius, 0, 90)
    for centre in ((math.inf, 0), (0, math.nan)):
        space.add_arc(centre, 1, 0, 90)
    space.add_arc((0, 0), 1, math.nan, 90)
    found = drawn(space)
    assert found.lines == []
    assert found.passed_over == {"LWPOLYLINE": 4, "POLYLINE": 3, "LINE": 1, "ARC": 6}


def test_a_line_keeps_its_layer_its_handle_and_its_texts(space):
    line = space.add_line((0, 0), (1, 0), dxfattribs={"layer": "JZD"})
    tags = [(1000, r"\U+7532"), (1070, 5), (1005, "2F"), (1040, 1.5), (1000, " 071 ")]
    line.set_xdata("SOUTH", tags)
    line.set_xdata("OTHER", [(1070, 1)])
    space.add_line((0, 0), (2, 0))
    first, second = drawn(space).lines
    assert (first.layer, first.handle) == ("JZD", line.dxf.handle)
    assert first.xdata == {"SOUTH": ("甲", "2F", "071"), "OTHER": ()}
    assert (second.layer, second.xdata) == ("0", {})


def aligned(space, text, halign, valign):
    space.add_text(
        text,
        dxfattribs={"insert": (1, 2), "align_point": (5, 6), "halign": halign, "valign": valign},
    )


def test_a_text_stands_where_it_is_aligned(space):
    for text, halign, valign in (("left", 0, 0), ("middle", 1, 0), ("top", 0, 3), ("both", 2, 2)):
        aligned(space, text, halign, valign)
    space.add_text("plain", dxfattribs={"insert": (1, 2), "halign": 1})
    space.add_text("%%u甲%%u \\U+4E59", dxfattribs={"insert": (1, 2)})
    places = {label.text: (label.east, label.north) for label in drawn(space).labels}
    assert places == {
        "left": (1, 2), "middle": (5, 6), "top": (5, 6), "both": (5, 6), "plain": (1, 2), "甲 乙": (1, 2)
    }  # fmt: skip


def test_the_lines_of_a_long_text_are_texts_in_one_place(space):
    space.add_mtext("DK-01\\P\\P{\\fSimSun;甲地块}", dxfattribs={"insert": (3, 4)})
    assert drawn(space).labels == [Label("DK-01", 3, 4), Label("甲地块", 3, 4)]


@pytest.mark.parametrize("place", [(math.nan, 0), (0, math.inf)])
def test_a_text_without_words_or_place_is_none(space, place):
    space.add_text("  ", dxfattribs={"insert": (0, 0)})
    space.add_text("x", dxfattribs={"insert": place})
    assert drawn(space).labels == []


def test_half_letters_and_whole_ones():
    found = [entities.readable(rf"\U+{code}") for code in ("D7FB", "D800", "DBFF", "DFFF", "E000")]
    assert found == ["\ud7fb", "\ufffd", "\ufffd", "\ufffd", "\ue000"]


def test_a_text_has_the_mark_of_its_parcel(space):
    space.doc.appids.add(entities.PARCEL)
    text = space.add_text("x", dxfattribs={"insert": (0, 0)})
    text.set_xdata(entities.PARCEL, [(1000, "7"), (1000, "8")])
    assert [label.mark for label in drawn(space).labels] == ["7"]


def test_other_kinds_are_counted(space):
    for _ in range(3):
        space.add_circle((0, 0), 1)
    space.add_point((0, 0))
    assert drawn(space).passed_over == {"CIRCLE": 3, "POINT": 1}


def with_block(space, rows=1):
    block = space.doc.blocks.new("B")
    block.add_line((0, 0), (1, 0))
    block.add_line((0, 0), (0, 1))
    counts = {"row_count": rows, "column_count": 1, "row_spacing": 10}
    return space.add_blockref("B", (5, 5), dxfattribs=counts)


# A reference that is repeated counts besides as often as it is repeated.
@pytest.mark.parametrize(("rows", "most"), [(1, 2), (2, 6)])
@pytest.mark.parametrize("size", [0, 15, 16, 32])
def test_what_blocks_draw_is_counted_to_its_limit(space, monkeypatch, rows, most, size):
    reference = with_block(space, rows)
    reference.add_attrib("N", "A-1", (5, 5))
    space.add_line((0, 0), (9, 9))
    monkeypatch.setattr(entities, "_FREE_ENTITIES", most - size // 16)
    drawing = drawn(space, size)
    assert len(drawing.lines) == 2 * rows + 1
    assert [label.text for label in drawing.labels] == ["A-1"]
    assert ends(drawing.lines[-2]) == [[5, 5 + 10 * (rows - 1)], [5, 6 + 10 * (rows - 1)]]
    monkeypatch.setattr(entities, "_FREE_ENTITIES", most - size // 16 - 1)
    with pytest.raises(FormatError, match=f"more than {most - 1} entities"):
        drawn(space, size)


def test_the_limit_of_what_blocks_draw_is_told(space):
    with_block(space, 60_000)
    text = re.escape(
        "its blocks expand to more than 50,001 entities, which is refused; explode or purge them first"
    )
    with pytest.raises(FormatError, match=text):
        drawn(space, 16)


def test_tags_of_other_kinds_are_no_texts(space):
    line = space.add_line((0, 0), (1, 0))
    line.set_xdata("SOUTH", [DXFTag(1003, "0"), DXFTag(1000, "a")])
    assert drawn(space).lines[0].xdata == {"SOUTH": ("a",)}

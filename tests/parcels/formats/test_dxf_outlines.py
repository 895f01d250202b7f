"""Outlines among the lines of a layer: which layer is read, what closes, what is cut out, what is joined and assembled."""

import math

import numpy as np
import pytest
import shapely

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.parcels.diagnostics import Diagnostics
from geokit.parcels.formats.dxf import outlines as module
from geokit.parcels.formats.dxf.entities import Drawing, Line
from geokit.parcels.formats.dxf.outlines import (
    PARTS,
    Outlines,
    choose_layer,
    find_outlines,
    gap_m,
    is_closed,
    join_parts,
    punch,
)

RING = [(0, 0), (10, 0), (10, 10), (0, 10)]


def line(*points, closed=False, layer="ZD", handle="1A", xdata=None):
    return Line(np.array(points, dtype=float), closed, layer, handle, xdata=xdata or {})


def box(west, south, size, **options):
    corners = [(west + x * size / 10, south + y * size / 10) for x, y in RING]
    return line(*corners, corners[0], closed=True, **options)


def found(*lines):
    remarks = Diagnostics()
    return find_outlines(lines, remarks), [(each.code, each.record, each.en) for each in remarks.notices()]


def points(polygon):
    return shapely.get_coordinates(polygon).tolist()


def layers(**counts):
    """Return a drawing with so many closed lines on each layer, or open ones where the count is negative."""
    drawing = Drawing()
    for layer, count in counts.items():
        one = box(0, 0, 10, layer=layer) if count > 0 else line((0, 0), (5, 0), layer=layer)
        drawing.lines += [one] * abs(count)
    return drawing


@pytest.mark.parametrize(
    ("drawn", "wanted", "chosen"),
    [
        ({"A": 1}, None, "A"),
        ({"A": -3}, None, "A"),
        ({"A": -3, "B": 1}, None, "B"),
        ({"A": 5, "zd": 1}, None, "zd"),
        ({"A": 5, "JZX": 1, "ZD": 1, "jzd": 1}, None, "jzd"),
        ({"JZX": 2, "ZD": 1}, None, "ZD"),
        ({"JZD": -1, "JZX": 1, "A": 1}, None, "JZX"),
        ({"A": -1, "JZD": -1}, None, "JZD"),
        ({"JZD": 2, "Wall": -1}, "wALL", "Wall"),
        ({"JZD": 2, "Wall": 1}, "jzd", "JZD"),
    ],
)
def test_the_layer_that_is_read(drawn, wanted, chosen):
    assert choose_layer(layers(**drawn), wanted) == chosen


def test_a_layer_that_cannot_be_chosen_is_asked_for():
    with pytest.raises(InputError) as several:
        choose_layer(layers(B=2, A=3, C=-4), None)
    assert "several layers hold closed lines: A (3), B (2); name one" in several.value.localize("en")
    assert "多个图层含有闭合线：A（3）、B（2）；请指明其一" in several.value.localize("zh")
    with pytest.raises(UnknownNameError, match="A"):
        choose_layer(layers(A=-1), "B")
    with pytest.raises(FormatError, match="no polylines or lines"):
        choose_layer(Drawing(), None)


@pytest.mark.parametrize(("gap", "count", "is_one"), [(0.05, 3, True), (0.0501, 3, False), (0.05, 2, False)])
def test_ends_that_near_are_one_point(gap, count, is_one):
    drawn = line(*RING[:count], (0, gap))
    assert gap_m(drawn) == gap
    assert is_closed(drawn) == is_one


def test_the_gap_is_as_long_as_it_is():
    assert gap_m(line((1, 2), (9, 9), (4, 6))) == 5


@pytest.mark.parametrize(
    ("drawn", "left"),
    [
        # What is closed ends where it begins; the drawing may repeat that point besides.
        ([*RING, RING[0]], RING),
        ([*RING, (0, 0.05)], RING),
        ([*RING, (0, 0.06)], [*RING, (0, 0.06)]),
        ([*RING[:3], RING[0]], RING[:3]),
        ([*RING[:3]], RING[:3]),
    ],
)
def test_the_end_of_a_closed_line_is_not_repeated(drawn, left):
    made, said = found(line(*drawn, closed=True))
    assert points(made.polygons[0]) == [list(map(float, each)) for each in [*left, left[0]]]
    assert said == []


@pytest.mark.parametrize("drawn", [[(1, 1), (1, 1)], [(0, 0), (5, 0)], [(0, 0), (5, 0), (0, 0)]])
def test_a_closed_line_of_too_few_points_is_named(drawn):
    made, _ = found(line(*drawn, closed=True, handle="F"))
    (entry,) = made.unreadable
    assert (made.polygons, entry.code, entry.record, entry.id) == ([], "no_area", 0, "F")


def test_a_gap_that_was_closed_is_said_with_its_line():
    made, said = found(
        box(0, 0, 10),
        line(*RING, (0, 0.03), handle="2B"),
        line(*RING, RING[0], handle="3C"),
        line(*RING[:2], RING[0], closed=True),
        line(*RING, (0.04, 0), handle="4D"),
    )
    assert made.records == [0, 1, 2, 4]
    assert [each.record for each in made.unreadable] == [3]
    assert said == [
        ("nearly_closed", 1, "the polyline 2B on ZD was closed over a gap of 0.030 m"),
        ("nearly_closed", 4, "the polyline 4D on ZD was closed over a gap of 0.040 m"),
    ]


def cut(holes, *shells):
    made, _ = found(*shells)
    punch(made, holes)
    return [(polygon.area, len(polygon.interiors)) for polygon in made.polygons]


def test_holes_are_cut_out_of_the_smallest_outline_around_each():
    shells = [box(0, 0, 100), box(10, 10, 40), box(60, 60, 20), box(20, 20, 10)]
    holes = [box(62, 62, 4), box(22, 22, 2), box(1, 1, 3), box(12, 12, 5), box(70, 70, 5), box(200, 0, 5)]
    assert cut(holes, *shells) == [(10_000 - 9, 1), (1600 - 25, 1), (400 - 16 - 25, 2), (100 - 4, 1)]


def test_what_fills_a_hole_is_not_cut_away():
    assert cut([box(10, 10, 40)], box(10, 10, 40), box(0, 0, 100)) == [(1600, 0), (8400, 1)]
    # By a millionth of its side larger than the hole it is another outline.
    assert cut(
        [box(10, 10, 40)], line(*[(10 + x * 4.000004, 10 + y * 4.000004) for x, y in RING], closed=True)
    ) == [(pytest.approx(0.0032, rel=0.01), 1)]


def test_lines_that_are_no_holes_cut_nothing():
    assert cut([line((1, 1), (9, 9))], box(0, 0, 10)) == [(100, 0)]
    assert cut([], box(0, 0, 10)) == [(100, 0)]
    assert cut([box(0, 0, 10)]) == []
    # One that crosses the outline lies in none; one that touches it does.
    assert cut([box(5, 5, 10)], box(0, 0, 10)) == [(100, 0)]
    assert cut([box(0, 5, 2)], box(0, 0, 10)) == [(96, 1)]


def parts(*marks):
    """Return a box for each mark, the parcel that it is of and how many parts that had; None is without one."""
    drawn = [
        box(20 * at, 0, 10, xdata={PARTS: mark} if mark is not None else None)
        for at, mark in enumerate(marks)
    ]
    made, _ = found(*drawn)
    remarks = Diagnostics()
    join_parts(made, remarks)
    areas = [(int(each.area), each.geom_type == "MultiPolygon") for each in made.polygons]
    return areas, made.records, [(each.code, each.en) for each in remarks.notices()]


def test_parts_are_one_parcel_where_the_first_of_them_stands():
    marks = [("3", "2"), None, ("5", "3"), ("3", "2"), ("5", "3"), ("5", "3")]
    assert parts(*marks) == (
        [(200, True), (100, False), (300, True)],
        [0, 1, 2],
        [
            (
                "parts_joined",
                "5 outlines were joined into 2 parcels of several parts, as they were marked when written",
            )
        ],
    )


def test_parts_that_are_not_all_there_stay_apart():
    areas, records, ((code, text),) = parts(("3", "2"), ("4", "2"), ("4", "2"), ("4", "2"), None)
    assert (areas, records) == ([(100, False)] * 5, [0, 1, 2, 3, 4])
    assert code == "parts_changed"
    assert text.startswith("parcels of several parts whose lines are not those that were written: 2;")
    assert [code for code, _ in parts(("3", "2"), ("3", "2"), ("4", "2"))[2]] == [
        "parts_changed",
        "parts_joined",
    ]
    assert parts(None, None)[2] == []


def test_a_face_of_a_network_is_no_part():
    made, _ = found(*[line(one, other) for one, other in zip(RING, [*RING[1:], RING[0]], strict=True)])
    join_parts(made, Diagnostics())
    assert made.lines == [None]


def test_outlines_are_dropped_with_their_lines_and_numbers():
    made, _ = found(*[box(20 * at, 0, 10, handle=str(at)) for at in range(4)])
    made.drop({0, 2})
    assert [each.handle for each in made.lines] == ["1", "3"]
    assert (made.records, [each.bounds[0] for each in made.polygons]) == ([1, 3], [20, 60])


def network(*lines):
    return [line(*each) for each in lines]


def test_one_face_is_told_as_one():
    _, said = found(*network([(0, 0), (10, 0), (0, 10)], [(0, 10), (0, 0)]))
    assert [each for *_, each in said] == ["1 outline was assembled from 2 lines and arcs on ZD"]


def test_faces_and_what_is_left_are_told_in_their_order():
    square = [(20, 0), (30, 0)], [(30, 0), (30, 10)], [(30, 10), (20, 10)], [(20, 10), (20, 0)]
    triangle = [(0, 0), (10, 0), (0, 10)], [(0, 10), (0, 0)]
    loose = [(40, 5), (43, 9)], [(30, 10), (35, 10)]
    made, said = found(*network(*loose, *square, *triangle))
    assert [each.area for each in made.polygons] == [50, 100]
    assert (made.records, made.lines) == ([0, 1], [None, None])
    assert said == [("assembled", None, "2 outlines were assembled from 8 lines and arcs on ZD")]
    told = [(each.record, each.position, each.en) for each in made.unreadable]
    assert told == [
        (2, (30, 10), "the line from (30.000, 10.000) encloses nothing (its ends are 5.000 m apart)"),
        (3, (40, 5), "the line from (40.000, 5.000) encloses nothing (its ends are 5.000 m apart)"),
    ]


def test_a_line_between_two_faces_is_left():
    west, east = [*RING, RING[0]], [(x + 20, y) for x, y in [*RING, RING[0]]]
    halves = [west[:3], west[2:], east[:3], east[2:], [(10, 5), (20, 5)], [(0, 5), (10, 5)]]
    made, _ = found(*network(*halves))
    assert [each.area for each in made.polygons] == [50, 50, 100]
    assert [(each.code, each.position) for each in made.unreadable] == [("loose_line", (10, 5))]


def test_lines_that_enclose_nothing_are_no_outlines():
    made, said = found(line((0, 0), (3, 4)))
    assert (made.polygons, said, len(made.unreadable)) == ([], [], 1)


def test_ends_meet_where_the_first_line_has_them():
    drawn = [[(5, 5), (10.03, 0)], [(10, 0), (10, 10)], [(10.03, 0.05), (30, 30)], [(10.081, 0), (5, 5.04)]]
    joined = module._joined_ends([np.array(each, dtype=float) for each in drawn])
    assert [each.tolist() for each in joined] == [
        [[5, 5], [10.03, 0]],
        [[10.03, 0], [10, 10]],
        [[10.03, 0], [30, 30]],
        [[10.081, 0], [5, 5]],
    ]


@pytest.mark.parametrize(("apart", "meet"), [(0.05, True), (0.0501, False)])
def test_ends_meet_within_five_centimetres(apart, meet):
    drawn = [np.array([(0.0, 0.0), (0.0, 9.0)]), np.array([(apart, 0.0), (9.0, 0.0)])]
    joined = module._joined_ends(drawn)
    assert (joined[1][0].tolist() == [0, 0]) == meet
    # What was given stays as it was.
    assert drawn[1][0].tolist() == [apart, 0]


@pytest.mark.parametrize(("free", "each", "refused"), [(0, 2, None), (6, 1, None), (11, 0, 11), (5, 1, 11)])
@pytest.mark.parametrize("at_once", [1, 6, 12, 1000])
def test_so_many_crossings_are_cut(monkeypatch, free, each, refused, at_once):
    for name, value in {
        "_FREE_CROSSINGS": free,
        "_CROSSINGS_PER_EDGE": each,
        "_PAIRS_AT_ONCE": at_once,
    }.items():
        monkeypatch.setattr(module, name, value)
    # Nine crossings of six edges; each edge meets itself too.
    starts = np.array([(at, 0.0) for at in (1, 2, 3)] + [(0.0, at) for at in (1, 2, 3)])
    ends = starts + np.repeat([(0.0, 4.0), (4.0, 0.0)], 3, axis=0)
    if refused is None:
        module._refuse_entangled(starts, ends)
        return
    with pytest.raises(FormatError, match=f"lines cross in more than {refused} places"):
        module._refuse_entangled(starts, ends)


def test_limits_of_networks():
    assert (module._FREE_CROSSINGS, module._CROSSINGS_PER_EDGE) == (200_000, 10)
    assert module._PAIRS_AT_ONCE == 10_000_000


@pytest.mark.parametrize(("pairs", "is_crowded"), [(13, False), (12, True)])
def test_so_many_ends_lie_near_each_other(monkeypatch, pairs, is_crowded):
    monkeypatch.setattr(module, "_PAIRS_AT_ONCE", pairs)
    # Three in one cell, two in the next, as far as a cell is wide.
    ends = np.array([(0.001, 0), (0.02, 0.01), (0.049, 0), (0.051, 0), (0.099, 0.04)])
    if not is_crowded:
        module._refuse_crowded(ends)
        return
    with pytest.raises(FormatError, match=r"too many lines end within 0\.05 m"):
        module._refuse_crowded(ends)


def test_an_outline_of_a_square_millimetre_is_one():
    made = Outlines()
    for side in (1e-3, 0.999e-3, 1.0):
        made.add(shapely.box(0, 0, side, side), None)
    assert (made.records, [each.record for each in made.unreadable], made.next_record) == ([0, 2], [1], 3)
    assert made.unreadable[0].id is None
    assert math.isclose(made.polygons[0].area, 1e-6)

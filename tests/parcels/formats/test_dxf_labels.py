"""What texts of a drawing say: whose they are, in which order, what each means; and how a drawing is told from other files."""

import logging

import ezdxf
import pytest
import shapely

from geokit.parcels.diagnostics import Diagnostics, notices_of, unreadable_of
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats.dxf import format as module
from geokit.parcels.formats.dxf.entities import Label
from geokit.parcels.formats.dxf.format import Dxf
from geokit.parcels.formats.dxf.texts import interpret, texts_of
from geokit.parcels.inspection import inspect_file
from geokit.parcels.read import read_parcels

WHOLE, INNER, ASIDE = shapely.box(0, 0, 100, 100), shapely.box(30, 30, 80, 80), shapely.box(200, 0, 210, 10)


def told(polygons, *labels, marks=None):
    remarks = Diagnostics()
    texts = texts_of(polygons, marks or [None] * len(polygons), [Label(*each) for each in labels], remarks)
    return texts, [each.en for each in remarks.notices()]


def test_texts_are_read_from_top_to_bottom_and_from_west_to_east():
    labels = [
        ("low", 5, 5),
        ("right", 9, 50),
        ("left", 2, 50),
        ("top", 50, 99),
        ("first", 2, 7),
        ("second", 2, 7),
    ]
    assert told([WHOLE], *labels) == ([["top", "left", "right", "first", "second", "low"]], [])


def test_a_text_is_of_the_smallest_outline_that_it_lies_in_or_on():
    labels = [("a", 10, 10), ("b", 50, 50), ("c", 30, 40), ("d", 205, 10), ("e", 300, 300), ("f", 40, 40)]
    texts, said = told([ASIDE, WHOLE, INNER], *labels)
    assert texts == [["d"], ["a"], ["b", "c", "f"]]
    assert said == [
        "texts that lie in several outlines: 3 (b, c, f); each was taken for the smallest: check numbers and names"
    ]
    # Of two of one size it is the first.
    assert told([WHOLE, WHOLE], ("a", 1, 1))[0] == [["a"], []]


@pytest.mark.parametrize(
    ("text", "is_said"), [("J1", False), ("j20", False), ("J", True), ("J1a", True), ("1", True)]
)
def test_the_number_of_a_point_may_stand_in_several(text, is_said):
    assert bool(told([WHOLE, INNER], (text, 50, 50))[1]) == is_said


def test_a_text_goes_by_its_mark_before_its_place():
    marks = ["7", None, "7", "8"]
    polygons = [WHOLE, INNER, ASIDE, shapely.box(300, 0, 310, 10)]
    labels = [("a", 50, 50, "8"), ("b", 205, 5, "7"), ("c", 205, 5, "9"), ("d", 500, 5, "8"), ("e", 50, 50)]
    texts, said = told(polygons, *labels, marks=marks)
    assert texts == [[], ["e"], ["b", "c"], ["a", "d"]]
    assert len(said) == 1
    assert "1 (e)" in said[0]


def test_where_nothing_is_drawn_or_written_nothing_is_said():
    assert told([], ("a", 1, 1)) == ([], [])
    assert told([WHOLE]) == ([[]], [])


TWENTY = "一二三四五六七八九十" * 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("编号：7", {"地块编号": "7"}),
        (" 地块名称 : 甲 地 ", {"地块名称": "甲 地"}),
        ("宗地面积=1.2亩", {"面积": "1.2亩"}),
        ("权利人：某村", {"权利人": "某村"}),
        ("比例:1:500", {"比例": "1:500"}),
        (f"{TWENTY}：x", {TWENTY: "x"}),
        (f"{TWENTY}一：x", {"地块名称": f"{TWENTY}一：x"}),
        ("编号：", {"地块名称": "编号："}),
        ("：7", {"地块编号": "：7"}),
        ("15", {"地块编号": "15"}),
        ("15.0", {"面积": "15.0"}),
        ("1,500.25", {"地块编号": "1,500.25"}),
        ("1,500 M2", {"面积": "1,500 M2"}),
        ("2 ha", {"面积": "2 ha"}),
        ("15.00亩", {"面积": "15.00亩"}),
        ("3公顷", {"面积": "3公顷"}),
        ("3平米", {"面积": "3平米"}),
        ("3㎡", {"面积": "3㎡"}),
        ("3m²", {"面积": "3m²"}),
        ("3 mu", {"面积": "3 mu"}),
        ("3平方米地", {"面积": "3平方米地"}),
        ("约12亩", {"面积": "约12亩"}),
        ("12亩3分5厘", {"面积": "12亩3分5厘"}),
        ("1.2万平方米", {"面积": "1.2万平方米"}),
        ("8 000.00㎡", {"面积": "8 000.00㎡"}),
        ("S=8000.00m²", {"面积": "8000.00m2"}),
        ("面积（亩）：12", {"面积": "12亩"}),
        ("合计12.0亩，0.8公顷", {"面积": "12.0亩（0.8公顷）"}),
        ("0.8ha(12亩)", {"面积": "0.8ha(12亩)"}),
        ("七亩", {"地块名称": "七亩"}),
        ("建筑面积 300㎡", {"地块名称": "建筑面积 300㎡"}),
        ("建筑面积：300㎡", {"建筑面积": "300㎡"}),
        ("DK-01", {"地块编号": "DK-01"}),
        ("甲地块", {"地块名称": "甲地块"}),
        ("J12", {}),
    ],
)
def test_what_a_text_says(text, said):
    assert interpret([text]) == said


def test_what_is_said_by_name_comes_before_what_is_said_by_look():
    texts = ["J1", "A-1", "编号：7", "甲地", "15.0", "面积：2亩", "乙地", "编号：8"]
    assert interpret(texts) == {
        "地块编号": "7",
        "面积": "2亩",
        "地块名称": "甲地",
        "注记": "编号：8; A-1; 15.0; 乙地",
    }
    assert interpret([]) == {}


@pytest.fixture
def drawing(tmp_path):
    document = ezdxf.new("R2010")
    document.appids.add("SOUTH")
    space = document.modelspace()

    def save():
        document.saveas(tmp_path / "x.dxf")
        return tmp_path / "x.dxf"

    return space, save


def outline(space, west, layer="JZD", codes=(), *, size=10, close=True):
    corners = [(west, 0), (west + size, 0), (west + size, size), (west, size)]
    line = space.add_lwpolyline(corners, close=close, dxfattribs={"layer": layer})
    if codes:
        line.set_xdata("SOUTH", [(1000, code) for code in codes])
    return line.dxf.handle


def test_what_cass_keeps_with_an_outline(drawing):
    space, save = drawing
    codes = [("300000", "071", "某村"), ("300000",), ("141101", "072", "x"), (), ("300000", "073")]
    handles = [outline(space, 20 * at, codes=each) for at, each in enumerate(codes)]
    space.add_text("074", dxfattribs={"insert": (85, 5)})
    frame = read_parcels(save(), crs=4548)
    columns = ["id", "handle", "layer", "cass_code", "xdata"]
    assert frame[columns].astype(object).where(frame[columns].notna(), None).to_numpy().tolist() == [
        ["071", handles[0], "JZD", "300000", "071; 某村"],
        [None, handles[1], "JZD", "300000", None],
        [None, handles[2], "JZD", "141101", "072; x"],
        [None, handles[3], "JZD", None, None],
        ["074", handles[4], "JZD", "300000", "073"],
    ]


def test_a_drawing_is_read_with_all_that_is_said_of_it(drawing):
    space, save = drawing
    outline(space, 0, size=100)
    outline(space, 10, "JZD_NEI", size=20)
    outline(space, 500, "WALL")
    space.add_line((200, 0), (210, 0), dxfattribs={"layer": "JZD"})
    space.add_arc((300, 0), 1, 0, 90, dxfattribs={"layer": "JZD"})
    space.add_arc((400, 0), 1, 0, 90, dxfattribs={"layer": "WALL"})
    for add in (space.add_circle, space.add_circle):
        add((0, 0), 1)
    space.add_point((0, 0))
    frame = read_parcels(save(), crs=4548)
    assert frame.area.tolist() == [9600]
    assert frame.attrs["geokit"]["layer"] == "JZD"
    said = {notice.code: notice.localize("en") for notice in notices_of(frame)}
    assert said["arcs_straightened"] == (
        "lines with arcs: 1; they were made straight, by chords within 0.0005 m"
    )
    assert said["entities_passed_over"] == "entities passed over: CIRCLE 2, POINT 1"
    assert [(each.record, each.code) for each in unreadable_of(frame)] == [
        (1, "loose_line"),
        (2, "loose_line"),
    ]


def test_layers_are_listed_with_their_closed_lines_or_their_open_ones(drawing):
    space, save = drawing
    for west, layer, close in [
        (0, "B", True),
        (20, "B", True),
        (40, "B", False),
        (0, "A", False),
        (9, "A", False),
    ]:
        outline(space, west, layer, close=close)
    assert [layer.localize("en") for layer in inspect_file(save()).layers] == [
        "A: 2 (open lines)",
        "B: 2 (closed lines)",
    ]


def test_where_a_drawing_departs_from_its_format_is_counted(drawing, monkeypatch):
    space, save = drawing
    outline(space, 0)
    path, log, read = save(), logging.getLogger("ezdxf"), module.read_drawing

    def loudly(*arguments):
        for level in (logging.INFO, logging.WARNING, logging.ERROR):
            log.log(level, "x")
        return read(*arguments)

    before = log.propagate, list(log.handlers)
    monkeypatch.setattr(module, "read_drawing", loudly)
    (text,) = [each.en for each in notices_of(read_parcels(path)) if each.code == "drawing_departs"]
    assert text.startswith("the drawing departs from its format in 2 places and was read as far as it goes")
    assert (log.propagate, list(log.handlers)) == before


def test_the_callers_encoding_is_that_of_the_texts(drawing):
    space, save = drawing
    outline(space, 0, size=100)
    space.add_text("XX", dxfattribs={"insert": (50, 50)})
    path = save()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_parcels(path).attrs["geokit"]["encoding"] == "utf-8-sig"
    path.write_bytes(
        path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\nXX", "\n地塊".encode("big5"))
    )
    frame = read_parcels(path, encoding="big5")
    assert (frame["name"].tolist(), frame.attrs["geokit"]["encoding"]) == (["地塊"], "big5")


@pytest.mark.parametrize(
    ("head", "is_drawing"),
    [
        (b"0\nSECTION\n2\nENTITIES\n", True),
        (b"  0\r\nSECTION\r\n", True),
        (b"\n\n0\nSECTION\n", True),
        (b"999\nmade by\n999\nSECTION\n0\nSECTION\n", True),
        (b"999\n0\n0\nSECTION\n", True),
        (b"AutoCAD Binary DXF\r\n\x1a\0", True),
        (b"0\nsection\n", False),
        (b"1\nSECTION\n", False),
        (b"0\n\nSECTION\n", False),
        (b"999\nSECTION\n", False),
        (b"0\n", False),
        (b"", False),
    ],
)
def test_a_drawing_begins_with_a_section(head, is_drawing):
    assert Dxf().sniff(Opening(head)) == is_drawing

"""A drawing that is written, entity by entity: outlines, holes, numbers of corners, words, marks; and what it cannot carry."""

import ezdxf
import numpy as np
import pytest
import shapely

from geokit.errors import CrsError
from geokit.parcels.dialect import Dialect
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

HOLED = square(0, 0, 30) - square(10, 10, 10)
PARTS = shapely.MultiPolygon([square(60, 0, 15, 60), square(90, 0, 15, 60)])
EAST, NORTH = 470_000, 2_590_000


def place(point):
    return round(point[0] - EAST, 3), round(point[1] - NORTH, 3)


def written(path, frame, dialect=None):
    notices = write_parcels(frame, path, dialect=dialect or Dialect())
    return list(ezdxf.readfile(path).modelspace()), [each.en for each in notices]


def marks(entity):
    return {} if entity.xdata is None else {
        name: [tag.value for tag in tags if tag.code == 1000] for name, tags in entity.xdata.data.items()
    }  # fmt: skip


def outlines(entities):
    return [
        (each.dxf.layer, each.closed, len(each), place(each[0]), marks(each))
        for each in entities
        if each.dxftype() == "LWPOLYLINE"
    ]


def texts(entities, layer):
    return [
        (each.dxf.text, place(each.dxf.insert), round(each.dxf.height, 3), marks(each))
        for each in entities
        if each.dxftype() == "TEXT" and each.dxf.layer == layer
    ]


@pytest.fixture
def drawing(tmp_path):
    frame = make_parcels(
        [HOLED, PARTS], id=["A-1", None], name=["甲\n地", "乙"], declared_m2=[np.nan, 1234.5]
    )
    return written(tmp_path / "x.dxf", frame)


def test_each_ring_is_a_closed_line_with_the_mark_of_its_parcel(drawing):
    entities, _ = drawing
    first, second = {"GEOKIT_PARCEL": ["0"]}, {"GEOKIT_PARCEL": ["1"], "GEOKIT_PARTS": ["1", "2"]}
    found = [(layer, closed, count, said) for layer, closed, count, _, said in outlines(entities)]
    assert found == [
        ("ZD", True, 4, first),
        ("ZD_NEI", True, 4, {}),
        ("ZD", True, 4, second),
        ("ZD", True, 4, second),
    ]
    corners = [{place(point) for point in each} for each in entities if each.dxftype() == "LWPOLYLINE"]
    assert corners[1] == {(10, 10), (20, 10), (20, 20), (10, 20)}
    assert corners[3] == {(90, 0), (105, 0), (105, 60), (90, 60)}


def test_each_parcel_has_its_words_inside_it_one_below_the_other(drawing):
    entities, _ = drawing
    first, second = np.sqrt(800) / 30, np.sqrt(1800) / 30
    found = texts(entities, "ZDZJ")
    assert [(text, height, said["GEOKIT_PARCEL"]) for text, _, height, said in found] == [
        ("编号：A-1", round(first, 3), ["0"]),
        ("名称：甲 地", round(first, 3), ["0"]),
        ("面积：800.00平方米", round(first, 3), ["0"]),
        ("名称：乙", round(second, 3), ["1"]),
        ("面积：1234.50平方米", round(second, 3), ["1"]),
    ]
    places = [at for _, at, _, _ in found]
    for shape, (top, *below), height in ((HOLED, places[:3], first), (PARTS, places[3:], second)):
        assert shape.contains(shapely.Point(top[0] + EAST, top[1] + NORTH))
        assert [east for east, _ in below] == [top[0]] * len(below)
        fallen = [top[1] - north for _, north in below]
        assert fallen == pytest.approx([1.5 * height * line for line in range(1, len(below) + 1)], abs=0.002)


def test_each_corner_has_its_number_once(drawing):
    entities, _ = drawing
    found = texts(entities, "JZD_DH")
    assert [text for text, *_ in found] == [f"J{number}" for number in (*range(1, 9), *range(1, 9))]
    heights = [round(np.sqrt(area) / 60, 3) for area in (800, 1800)]
    assert [height for _, _, height, _ in found] == [heights[0]] * 8 + [heights[1]] * 8
    assert {at for _, at, *_ in found[:4]} == {(0, 0), (30, 0), (30, 30), (0, 30)}
    assert {at for _, at, *_ in found[4:8]} == {(10, 10), (20, 10), (20, 20), (10, 20)}
    assert all(said == {} for *_, said in found)


def test_what_a_drawing_cannot_carry_is_said(drawing, tmp_path):
    _, said = drawing
    assert said == [
        (
            "a DXF does not keep the coordinate system; this file is in CGCS2000 / 3-degree Gauss-Kruger CM 117E: "
            "say so beside it"
        ),
        (
            "parcels of several parts: 1 (row:1); each part is a line of its own, so that 2 parcels are 3 outlines. "
            "geokit joins them again when it reads the file; other programs do not"
        ),
        "1 value is on one line in a DXF: ends of lines and control characters became blanks, as in “甲 地”",
    ]
    more = make_parcels([shapely.force_3d(square(0, 0, 10), 5)], village=["某村"])
    _, (columns, heights, _) = written(tmp_path / "y.dxf", more)
    assert columns == "a DXF cannot carry the columns village"
    assert heights == "the heights of 1 parcel were left out: a DXF has none here"


@pytest.mark.parametrize(
    ("size", "height"), [(10, 0.5), (15, 0.5), (16.5, 0.55), (60, 2), (240, 8), (300, 8)]
)
def test_words_are_as_high_as_the_parcel_allows(tmp_path, size, height):
    entities, _ = written(tmp_path / "x.dxf", make_parcels([square(0, 0, size)]))
    assert {each[2] for each in texts(entities, "ZDZJ")} == {height}
    assert {each[2] for each in texts(entities, "JZD_DH")} == {height / 2}


SHARED = [square(0, 0, 10), square(10, 0, 10)]


@pytest.mark.parametrize(
    ("numbering", "names"),
    [
        ("as-is", ["1", "2", "3", "4", "1", "2", "3", "4"]),
        ("north-west", ["1", "2", "3", "4", "1", "2", "3", "4"]),
        ("continuing", ["1", "2", "3", "4", "5", "6", "7", "8"]),
        ("batch", ["1", "2", "3", "4", "5", "6"]),
    ],
)
def test_a_point_that_parcels_share_has_its_number_once(tmp_path, numbering, names):
    dialect = Dialect(numbering=numbering, point_prefix="P")
    entities, _ = written(tmp_path / "x.dxf", make_parcels(SHARED), dialect)
    assert sorted(text for text, *_ in texts(entities, "JZD_DH")) == sorted(f"P{name}" for name in names)


def test_a_drawing_is_in_metres_and_of_a_version_that_all_take(tmp_path):
    write_parcels(make_parcels(SHARED), tmp_path / "x.dxf")
    document = ezdxf.readfile(tmp_path / "x.dxf")
    assert (document.header["$INSUNITS"], document.dxfversion) == (6, "AC1024")
    data = (tmp_path / "x.dxf").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 100


def test_degrees_are_not_drawn(tmp_path):
    with pytest.raises(CrsError, match="DXF"):
        write_parcels(make_parcels(SHARED).to_crs(4490), tmp_path / "x.dxf")
    assert list(tmp_path.iterdir()) == []

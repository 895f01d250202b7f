"""Outlines of parcels in drawings, however they are drawn."""

import math
import subprocess
import sys
from itertools import pairwise

import ezdxf
import numpy as np
import pytest
import shapely
from ezdxf.math import Matrix44

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats.dxf.arcs import CHORD_ERROR_M, CurveBudget, bulged
from geokit.parcels.formats.dxf.entities import Line, _arc
from geokit.parcels.formats.dxf.outlines import is_closed
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

EAST, NORTH = 467_000, 2_583_000


def corners(size=100, east=0, north=0):
    west, south = EAST + east, NORTH + north
    return [(west, south), (west + size, south), (west + size, south + size), (west, south + size)]


@pytest.fixture
def draw(tmp_path):
    """Save what is drawn in the model space of a new drawing, and give its path."""

    def save(*steps, version="R2010", path=tmp_path / "图.dxf", binary=False):
        document = ezdxf.new(version)
        document.appids.add("SOUTH")
        for step in steps:
            step(document.modelspace())
        document.saveas(path, fmt="bin" if binary else "asc")
        return path

    return save


def closed(points, layer="ZD", **options):
    return lambda space: space.add_lwpolyline(points, close=True, dxfattribs={"layer": layer}, **options)


def open_line(points, layer="ZD"):
    return lambda space: space.add_lwpolyline(points, dxfattribs={"layer": layer})


def text(words, east, north):
    return lambda space: space.add_text(words, dxfattribs={"insert": (EAST + east, NORTH + north)})


def codes(frame):
    return [notice.code for notice in notices_of(frame)]


def test_a_closed_polyline_with_its_labels(draw):
    frame = read_parcels(
        draw(closed(corners()), text("DK-01", 50, 80), text("甲地块", 50, 60), text("15.00亩", 50, 40)),
        zone=39,
    )
    parcel = frame.iloc[0]
    assert (parcel["id"], parcel["name"], parcel["declared_text"]) == ("DK-01", "甲地块", "15.00亩")
    assert parcel["declared_m2"] == pytest.approx(10_000)
    assert (parcel.geometry.area, frame.crs.to_epsg(), parcel["layer"]) == (10_000, 4548, "ZD")


@pytest.mark.parametrize("version", ["R12", "R2000", "R2018"])
@pytest.mark.parametrize("binary", [False, True])
def test_versions(draw, version, binary):
    def polyline(space):
        space.add_polyline2d(corners(), close=True)

    frame = read_parcels(draw(polyline, text("甲", 50, 50), version=version, binary=binary))
    assert (frame.area.tolist(), frame["name"].tolist()) == ([10_000], ["甲"])


def test_the_coordinate_system_is_asked_for(draw):
    frame = read_parcels(draw(closed(corners())))
    assert frame.crs is None
    assert codes(frame) == ["crs_missing"]


def test_ends_within_five_centimetres_are_closed_and_others_named(draw):
    near, far = corners(), corners(east=200)
    frame = read_parcels(
        draw(open_line([*near, (EAST, NORTH + 0.04)]), open_line([*far, (EAST + 200, NORTH + 0.06)])), zone=39
    )
    assert frame.area.tolist() == [10_000]
    assert "nearly_closed" in codes(frame)
    (entry,) = unreadable_of(frame)
    assert (entry.code, entry.position) == ("loose_line", (EAST + 200, NORTH))
    assert "0.060 m" in entry.localize("en")


def test_lines_and_arcs_are_assembled(draw):
    def network(space):
        ring = [*corners(), corners()[0]]
        for start, end in pairwise(ring):
            space.add_line(start, (end[0] + 0.01, end[1]))
        # A half circle on the eastern side, and a line that ends nowhere.
        space.add_arc((EAST + 100, NORTH + 50), radius=50, start_angle=-90, end_angle=90)
        space.add_line((EAST, NORTH), (EAST - 30, NORTH))

    frame = read_parcels(draw(network), zone=39)
    assert frame.area.tolist() == pytest.approx([10_000, math.pi * 50**2 / 2], abs=2)
    assert "assembled" in codes(frame)
    assert [entry.code for entry in unreadable_of(frame)] == ["loose_line"]


def test_a_bulge_is_followed_within_the_chord_error(draw):
    points = [(*corners()[0], 0), (*corners()[1], 1), (*corners()[2], 0), (*corners()[3], 0)]
    frame = read_parcels(draw(closed(points, format="xyb")), zone=39)
    assert frame.area[0] == pytest.approx(10_000 + math.pi * 50**2 / 2, abs=math.pi * 50 * CHORD_ERROR_M)
    assert "arcs_straightened" in codes(frame)


@pytest.mark.parametrize("bulge", [0.1, 0.41421356, 1, 3, -0.5])
@pytest.mark.parametrize("length_m", [0.01, 1, 1000])
def test_chords_stay_within_their_error(bulge, length_m):
    points = bulged(np.array([[0, 0], [length_m, 0]], dtype=float), np.array([bulge, 0]), closed=False)
    centre = np.array(ezdxf.math.bulge_center((0, 0), (length_m, 0), bulge))
    radius = abs(ezdxf.math.bulge_radius((0, 0), (length_m, 0), bulge))
    middles = (points[1:] + points[:-1]) / 2
    assert np.hypot(*(points - centre).T) == pytest.approx(radius)
    assert np.abs(np.hypot(*(middles - centre).T) - radius).max() <= CHORD_ERROR_M * 1.001


def test_a_drawing_seen_from_below_is_mirrored_back(draw):
    def mirrored(space):
        line = space.add_lwpolyline([(*point, 0.2) for point in corners()], format="xyb", close=True)
        line.transform(Matrix44.scale(-1, 1, 1) @ Matrix44.translate(2 * EAST, 0, 0))

    def plain(space):
        space.add_lwpolyline([(2 * EAST - x, y, -0.2) for x, y in corners()], format="xyb", close=True)

    assert (
        read_parcels(draw(mirrored))
        .geometry[0]
        .symmetric_difference(read_parcels(draw(plain)).geometry[0])
        .area
        < 0.01
    )


def test_outlines_inside_blocks(draw):
    def block(space):
        made = space.doc.blocks.new("地块")
        made.add_lwpolyline([(0, 0), (10, 0), (10, 10), (0, 10)], close=True, dxfattribs={"layer": "ZD"})
        made.add_attdef("编号", (5, 5))
        for at in range(2):
            reference = space.add_blockref(
                "地块", (EAST + 100 * at, NORTH), dxfattribs={"xscale": 2, "yscale": 2}
            )
            reference.add_attrib("编号", f"DK-0{at + 1}", (EAST + 100 * at + 5, NORTH + 5))

    frame = read_parcels(draw(block), zone=39)
    assert frame.area.tolist() == [400, 400]
    assert frame["id"].tolist() == ["DK-01", "DK-02"]


def test_a_block_without_end_is_refused(draw):
    def bomb(space):
        made = space.doc.blocks.new("a")
        made.add_line((0, 0), (1, 1))
        counts = {"row_count": 30_000, "column_count": 30_000, "row_spacing": 1, "column_spacing": 1}
        space.add_blockref("a", (0, 0), dxfattribs=counts)

    with pytest.raises(FormatError, match="blocks"):
        read_parcels(draw(bomb))


def test_cass_keeps_its_codes_with_the_line(draw):
    def property_line(space):
        line = space.add_lwpolyline(corners(), close=True, dxfattribs={"layer": "JZD"})
        line.set_xdata("SOUTH", [(1000, "300000"), (1000, "440501"), (1000, "某村委会"), (1000, "071")])

    frame = read_parcels(
        draw(property_line, closed(corners(east=300), "TK"), closed(corners(east=600), "TK"))
    )
    assert frame["id"].tolist() == ["440501"]
    assert frame["cass_code"].tolist() == ["300000"]
    assert frame["xdata"].tolist() == ["440501; 某村委会; 071"]


def test_one_of_several_layers_must_be_named(draw):
    path = draw(closed(corners(), "地块"), closed(corners(), "图框"))
    with pytest.raises(InputError, match=r"图框 \(1\), 地块 \(1\)"):
        read_parcels(path)
    assert len(read_parcels(path, layer="地块")) == 1
    with pytest.raises(UnknownNameError, match="地块"):
        read_parcels(path, layer="地")


def test_a_label_belongs_to_the_smallest_outline_around_it(draw):
    frame = read_parcels(
        draw(closed(corners()), closed(corners(20, 40, 40)), text("A", 10, 10), text("B", 50, 50))
    )
    assert frame["id"].tolist() == ["A", "B"]


def test_gbk_text_in_an_old_drawing(draw):
    path = draw(closed(corners()), text("XX", 50, 50), version="R2000")
    path.write_bytes(path.read_bytes().replace(b"\nXX", "\n甲".encode("gbk")))
    frame = read_parcels(path)
    assert (frame["name"].tolist(), frame.attrs["geokit"]["encoding"]) == (["甲"], "gb18030")


def test_circles_are_passed_over_and_counted(draw):
    frame = read_parcels(draw(closed(corners()), lambda space: space.add_circle((EAST, NORTH), 0.5)))
    assert len(frame) == 1
    assert (
        "CIRCLE 1" in next(notice for notice in notices_of(frame) if notice.code == "entities_passed_over").en
    )


def test_an_outline_without_area_is_named(draw):
    frame = read_parcels(draw(closed([(0, 0), (5, 0), (9, 0)]), closed(corners())))
    assert len(frame) == 1
    assert [entry.code for entry in unreadable_of(frame)] == ["no_area"]


def test_an_outline_encloses_a_square_millimetre_at_least(draw):
    line, thin, thinner = [(0, 0), (2, 0)], (1, 1e-6), (1, 0.9e-6)
    path = draw(closed([*line, thin]), closed([*line, thinner]))
    frame = read_parcels(path)
    assert frame.area.tolist() == [1e-6]
    _, second = ezdxf.readfile(path).modelspace()
    (entry,) = unreadable_of(frame)
    assert (entry.code, entry.record, entry.id) == ("no_area", 1, second.dxf.handle)


def test_an_empty_drawing(draw):
    with pytest.raises(FormatError, match="no polylines"):
        read_parcels(draw(text("x", 0, 0)))


def test_a_drawing_that_breaks_off(draw):
    path = draw(closed(corners()))
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(FormatError, match="AUDIT"):
        read_parcels(path)


def test_a_polygon_stays_where_it_was_drawn(draw):
    frame = read_parcels(draw(closed(corners())))
    assert shapely.get_coordinates(frame.geometry)[0].tolist() == [EAST, NORTH]


def test_what_ezdxf_logs_is_a_notice_and_not_on_the_screen(tmp_path):
    write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "x.dxf")
    text = (tmp_path / "x.dxf").read_text(encoding="utf-8")
    block = "  0\nBLOCK\n  5\nFFF1\n  8\n0\n  2\nbroken\n 70\n0\n 10\n0\n 20\n0\n 30\n0\n"
    head, sign, tail = text.partition("BLOCKS\n")
    assert sign
    (tmp_path / "x.dxf").write_text(f"{head}{sign}{block}{tail}", encoding="utf-8")
    code = "import sys, geokit; print(*(n.code for n in geokit.notices_of(geokit.read_parcels(sys.argv[1], crs=4548))))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / "x.dxf")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "drawing_departs" in done.stdout
    assert done.stderr == ""


def test_each_layer_that_is_written_has_its_colour(tmp_path):
    holed = square(0, 0, 100).difference(square(40, 40, 20))
    write_parcels(make_parcels([holed]), tmp_path / "x.dxf")
    layers = {layer.dxf.name: layer.color for layer in ezdxf.readfile(tmp_path / "x.dxf").layers}
    assert {name: colour for name, colour in layers.items() if name not in ("0", "Defpoints")} == {
        "ZD": 1, "ZD_NEI": 3, "JZD_DH": 7, "ZDZJ": 2
    }  # fmt: skip


def test_a_line_is_closed_that_ends_near_where_it_began_and_has_corners_enough():
    triangle = np.array([*corners()[:3], corners()[0]], dtype=float)
    told = {"triangle": triangle, "back": triangle[[0, 1, 0]], "open": triangle[[0, 1, 2, 2]]}
    found = {
        name: is_closed(Line(points, closed=False, layer="", handle="")) for name, points in told.items()
    }
    assert found == {"triangle": True, "back": False, "open": False}
    assert is_closed(Line(triangle[:3], closed=True, layer="", handle=""))


@pytest.mark.parametrize("count", [4, 6])
def test_a_polyline_with_heights_is_an_outline(draw, count):
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    places = [(EAST + 50 * np.cos(at), NORTH + 50 * np.sin(at), 7.0) for at in turn]
    frame = read_parcels(
        draw(lambda space: space.add_polyline3d(places, close=True, dxfattribs={"layer": "ZD"})), crs=4547
    )
    expected = shapely.Polygon([place[:2] for place in places])
    assert frame.geometry[0].equals_exact(expected, 1e-6) or frame.geometry[0].normalize().equals_exact(
        expected.normalize(), 1e-6
    )


def test_an_arc_without_a_radius_is_no_line(draw):
    space = ezdxf.readfile(draw(*[lambda s, r=r: s.add_arc((0, 0), r, 0, 90) for r in (0, 1)])).modelspace()
    drawn = [_arc(arc, CurveBudget(1_000)) for arc in space]
    assert drawn[0] is None
    assert drawn[1].points[[0, -1]].round(9).tolist() == [[1, 0], [0, 1]]

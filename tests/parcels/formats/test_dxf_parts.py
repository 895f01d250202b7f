"""Parcels of several parts in a drawing: said when they are split, one again when they are read."""

import ezdxf
import geopandas as gpd
import pytest
from ezdxf.filemanagement import new
from shapely import MultiPolygon, box

from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels


def at(east, north, width=80, height=100):
    west, south = 462_000 + east, 2_580_000 + north
    return box(west, south, west + width, south + height)


def table(*shapes, ids=None):
    names = ids or [f"P{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"id": names}, geometry=list(shapes), crs=4548)


FIVE = [MultiPolygon([at(200 * row, 0), at(200 * row, 200, 50, 50)]) for row in range(5)]


def codes(frame):
    return [notice.code for notice in notices_of(frame)]


def test_five_parcels_of_two_parts_are_five_again(tmp_path):
    (split,) = (
        each for each in write_parcels(table(*FIVE), tmp_path / "x.dxf") if each.code == "parts_split"
    )
    assert "5 parcels are 10 outlines" in split.en
    frame = read_parcels(tmp_path / "x.dxf", crs=4548)
    assert list(frame["id"]) == [f"P{row}" for row in range(5)]
    assert list(frame.area) == [10_500] * 5
    assert "parts_joined" in codes(frame)


@pytest.mark.parametrize("ids", [["A", "A"], [None, None], ["1", "1"]])
def test_parcels_of_one_id_stay_apart(tmp_path, ids):
    write_parcels(table(FIVE[0], FIVE[1], ids=ids), tmp_path / "x.dxf")
    assert len(read_parcels(tmp_path / "x.dxf", crs=4548)) == 2


def test_single_parts_are_said_nothing_of(tmp_path):
    notices = write_parcels(table(at(0, 0), at(200, 0)), tmp_path / "x.dxf")
    assert "parts_split" not in [notice.code for notice in notices]
    assert "parts_joined" not in codes(read_parcels(tmp_path / "x.dxf", crs=4548))


def test_parts_with_holes_and_a_parcel_that_fills_one(tmp_path):
    holed = MultiPolygon([at(0, 0) - at(20, 20, 30, 40), at(200, 0)])
    write_parcels(table(holed, at(20, 20, 30, 40)), tmp_path / "x.dxf")
    frame = read_parcels(tmp_path / "x.dxf", crs=4548)
    assert list(frame.area) == [14_800, 1200]
    assert not unreadable_of(frame)


def test_a_part_that_was_deleted_in_cad_is_said_and_the_others_stay_apart(tmp_path):
    write_parcels(table(*FIVE), tmp_path / "x.dxf")
    drawing = ezdxf.readfile(tmp_path / "x.dxf")
    space = drawing.modelspace()
    space.delete_entity(next(iter(space.query("LWPOLYLINE"))))
    drawing.saveas(tmp_path / "y.dxf")
    frame = read_parcels(tmp_path / "y.dxf", crs=4548)
    assert len(frame) == 5
    assert "parts_changed" in codes(frame)


def test_a_foreign_drawing_with_one_label_twice_is_not_merged(tmp_path):
    drawing = new("R2010")
    space = drawing.modelspace()
    for east in (0, 200):
        points = list(at(east, 0).exterior.coords)[:-1]
        space.add_lwpolyline(points, close=True, dxfattribs={"layer": "ZD"})
        space.add_text("DK-01", dxfattribs={"insert": (462_040 + east, 2_580_050)})
    drawing.saveas(tmp_path / "x.dxf")
    frame = read_parcels(tmp_path / "x.dxf", crs=4548)
    assert list(frame["id"]) == ["DK-01", "DK-01"]

"""Where layers of control lines come from, and what they are called."""

from __future__ import annotations

import ezdxf
import geopandas as gpd
import pytest
import shapely

import geokit as gk
from geokit.errors import InputError, UnknownNameError
from geokit.testing import make_parcels, square

BUREAU = gk.example_folder() / "bureau"
PARCELS, LINES = BUREAU / "parcels.gpkg", BUREAU / "control-lines.gpkg"


def layer(*shapes, day="2024-06-30", **columns):
    return make_parcels(list(shapes)).assign(版本日期=day, **columns)


def parcels(*shapes, **columns):
    made = make_parcels(list(shapes), **columns)
    return made.assign(declared_m2=shapely.area(made.geometry.to_numpy()).round(2))


def test_the_same_layer_of_two_files_is_told_apart_by_the_file(tmp_path):
    for name in ("2023.gpkg", "2024.gpkg"):
        gpd.read_file(LINES, layer="生态保护红线").to_file(tmp_path / name, layer="red", driver="GPKG")
    table = gk.control_line_table(PARCELS, [tmp_path / "2023.gpkg", tmp_path / "2024.gpkg"])
    assert [each.name for each in table.layers] == ["red（2023.gpkg）", "red（2024.gpkg）"]
    with pytest.raises(InputError, match="two layers"):
        gk.control_line_table(PARCELS, [tmp_path / "2023.gpkg"] * 2)


def test_lines_that_geokit_read_keep_the_name_of_their_layer():
    read = gk.read_parcels(LINES, layer="生态保护红线")
    assert [each.name for each in gk.control_line_table(PARCELS, [read]).layers] == ["生态保护红线"]


def test_a_layer_that_is_misspelt_is_named_with_a_near_one() -> None:
    bureau = gk.example_folder() / "bureau"
    with pytest.raises(gk.UnknownNameError, match="永久基本农田"):
        gk.control_line_table(
            bureau / "parcels.gpkg", bureau / "control-lines.gpkg", lines_layers=["永久基本农"]
        )


def test_a_file_without_polygons_names_its_layers(tmp_path):
    lines = gpd.GeoDataFrame(geometry=[square(0, 0, 9).boundary], crs=4548)
    lines.to_file(tmp_path / "a.gpkg", layer="红线")
    with pytest.raises(gk.InputError, match="has no layer of polygons: 红线"):
        gk.control_line_table(parcels(square(0, 0, 100)), tmp_path / "a.gpkg")


def test_control_lines_come_in_any_format_that_has_layers(tmp_path):
    ours, strip = parcels(square(0, 0, 100)), make_parcels([square(0, 0, 100, 10)])
    for suffix, crs in ((".kml", None), (".dxf", "EPSG:4548"), (".xlsx", None), (".zip", None)):
        file = tmp_path / f"strip{suffix}"
        gk.write_parcels(strip, file)
        (found,) = gk.control_line_table(ours, file, lines_crs=crs).layers
        assert (found.count, found.source) == (1, file.name), suffix


def test_a_drawing_of_open_lines_has_no_control_lines(tmp_path):
    drawing = ezdxf.new()
    drawing.modelspace().add_lwpolyline([(0, 0), (9, 0), (9, 9)], dxfattribs={"layer": "红线"})
    drawing.saveas(tmp_path / "open.dxf")
    with pytest.raises(gk.InputError, match="has no layer of polygons: 红线"):
        gk.control_line_table(parcels(square(0, 0, 100)), tmp_path / "open.dxf", lines_crs="EPSG:4548")


@pytest.fixture
def files(tmp_path):
    """Two files of a layer each, one of two, and one of points besides."""
    strips = {name: layer(square(0, 0, 100, height)) for name, height in (("red", 10), ("green", 20))}
    for name, frame in strips.items():
        frame[["版本日期", "geometry"]].to_file(
            tmp_path / f"{name}.gpkg", layer=f"{name} line", driver="GPKG"
        )
        frame[["版本日期", "geometry"]].to_file(tmp_path / "both.gpkg", layer=name, driver="GPKG")
    points = gpd.GeoDataFrame(geometry=[shapely.Point(470_000, 2_590_000)], crs=4548)
    points.to_file(tmp_path / "both.gpkg", layer="points", driver="GPKG")
    return tmp_path


def read_of(table):
    return [(each.name, each.source, each.count, str(table.occupied(each.name).m2)) for each in table.layers]


def test_layers_of_files_are_called_by_their_own_names_or_the_callers(files):
    ours, options = parcels(square(0, 0, 100)), {"method": "planar"}
    red, green = ("1000.0", "2000.0")
    for lines, chosen, said in (
        (files / "red.gpkg", None, [("red line", "red.gpkg", 1, red)]),
        ({"底线": files / "red.gpkg"}, None, [("底线·red line", "red.gpkg", 1, red)]),
        (
            {"线": files / "both.gpkg"},
            None,
            [("线·red", "both.gpkg", 1, red), ("线·green", "both.gpkg", 1, green)],
        ),
        (files / "both.gpkg", ["green"], [("green", "both.gpkg", 1, green)]),
        ([files / "both.gpkg"], ("red",), [("red", "both.gpkg", 1, red)]),
    ):
        assert read_of(gk.control_line_table(ours, lines, lines_layers=chosen, **options)) == said
    with pytest.raises(UnknownNameError) as caught:
        gk.control_line_table(ours, files / "both.gpkg", lines_layers=["blue"])
    assert str(caught.value) == "there is no layer of control lines “blue”. Known: green, red"


def test_a_folder_of_files_is_as_many_layers(files):
    folder = files / "lines"
    folder.mkdir()
    for name in ("red", "green"):
        (files / f"{name}.gpkg").rename(folder / f"{name}.gpkg")
    table = gk.control_line_table(parcels(square(0, 0, 100)), folder, method="planar")
    assert [(name, count, m2) for name, _, count, m2 in read_of(table)] == [
        ("green", 1, "2000.0"), ("red", 1, "1000.0"),
    ]  # fmt: skip


def test_a_file_without_layers_is_called_by_its_name(tmp_path):
    gk.write_parcels(make_parcels([square(0, 0, 100, 30)]), tmp_path / "红线.txt")
    table = gk.control_line_table(parcels(square(0, 0, 100)), tmp_path / "红线.txt", method="planar")
    assert read_of(table) == [("红线", "红线.txt", 1, "3000.0")]


def test_an_empty_layer_of_a_file_is_named(tmp_path):
    layer(square(0, 0, 9))[["版本日期", "geometry"]].iloc[:0].to_file(
        tmp_path / "a.gpkg", layer="空", driver="GPKG"
    )
    table = gk.control_line_table(parcels(square(0, 0, 100)), tmp_path / "a.gpkg")
    assert read_of(table) == [("空", "a.gpkg", 0, "0.0")]
    assert "the layer “空” has no polygons and counts as 0" in table.localize("en")


def test_no_parcels_no_layers_and_layers_that_there_are_not_are_refused():
    ours, lines = parcels(square(0, 0, 100)), {"a": layer(square(0, 0, 50))}
    with pytest.raises(InputError, match="there are no parcels"):
        gk.control_line_table(make_parcels([]), lines)
    with pytest.raises(InputError, match="no layer of control lines is given"):
        gk.control_line_table(ours, {})
    with pytest.raises(UnknownNameError, match=r"there is no layer of control lines “b”.*: a"):
        gk.control_line_table(ours, lines).occupied("b")
    with pytest.raises(InputError, match="two layers of control lines are called “生态保护红线”"):
        gk.control_line_table(PARCELS, [gk.read_parcels(LINES, layer="生态保护红线")] * 2)


def test_a_layer_of_which_nothing_can_be_read_touches_nothing():
    table = gk.control_line_table(parcels(square(0, 0, 100)), {"a": make_parcels([None, shapely.Polygon()])})
    assert read_of(table) == [("a", "", 2, "0.0")]
    assert "layers that no parcel touches: a" in table.localize("en")


@pytest.mark.parametrize("given_as", [list, iter, lambda shapes: shapes[0]])
def test_shapes_by_themselves_are_one_layer(given_as):
    strip = square(0, 0, 100, 10)
    table = gk.control_line_table(
        parcels(square(0, 0, 100)), given_as([strip]), lines_crs="EPSG:4548", control="measured"
    )
    assert read_of(table) == [("lines-1", "", 1, "1000.0")]

"""The outlines of the parks as one table, and as a file."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.land.measure.polygons import measure_area
from geokit.land.schematic import is_circle
from geokit.testing import make_park, square
from tests.programme.traced import PARK, TRACED, schematic_zone


def test_schematic_outlines_are_left_out_and_that_is_said():
    with pytest.warns(gk.DataLossWarning, match=r"left out as schematic.*\(schematic=\)"):
        frame = gk.load_catalog().outline_frame()
    assert frame.empty
    assert [notice.code for notice in gk.notices_of(frame)] == ["schematic_left_out"]


def test_where_asked_for_they_are_circles_with_basis_and_uncertainty():
    frame = gk.load_catalog().outline_frame(schematic=True)
    assert frame.crs.to_epsg() == 4490
    assert frame["basis"].tolist() == ["schematic"] * 5
    assert frame["uncertainty_m"].tolist() == [32000, 5000, 5000, 12500, 12500]
    assert all(is_circle(shape) for shape in frame.to_crs(4548).geometry)
    assert measure_area(frame.geometry, 4490) == pytest.approx(frame["declared_m2"].to_numpy(), rel=1e-6)
    assert frame["as_of"].tolist() == ["2023-12"] * 5


def test_a_surveyed_outline_is_there_as_it_is_and_a_traced_one_as_a_circle(tmp_path):
    toml = PARK + schematic_zone("built", "surveyed")
    park = make_park(tmp_path, toml, outlines={"outline.geojson": TRACED, "built.geojson": square(0, 0, 100)})
    catalog = gk.load_catalog(park.folder.parent)
    with pytest.warns(gk.DataLossWarning, match="schematic"):
        alone = catalog.outline_frame()
    assert alone["zone"].tolist() == ["built"]
    assert alone["uncertainty_m"].isna().all()
    both = catalog.outline_frame(schematic=True)
    assert is_circle(both.to_crs(4548).geometry.iloc[0])
    assert not is_circle(both.to_crs(4548).geometry.iloc[1])


def test_circles_without_room_are_left_out_and_named(tmp_path):
    shapes = {name: square(0, 0, 450) for name in "ab"}
    outlines = {"outline.geojson": TRACED} | {f"{name}.geojson": shape for name, shape in shapes.items()}
    park = make_park(tmp_path, PARK + schematic_zone("a") + schematic_zone("b"), outlines=outlines)
    with pytest.warns(gk.DataLossWarning, match=r"left out: park: a, park: b \(circles"):
        frame = gk.load_catalog(park.folder.parent).outline_frame(schematic=True)
    assert frame["zone"].isna().tolist() == [True]


def test_the_command_writes_them_where_asked(tmp_path, capsys):
    target = tmp_path / "parks.gpkg"
    assert run(["outline", "-o", str(target)]) == 2
    told = capsys.readouterr().err
    assert "left out as schematic" in told
    assert "(--schematic)" in told
    assert not target.exists()
    assert run(["outline", "-o", str(target), "--schematic"]) == 0
    assert "parks.gpkg: 5 outlines" in capsys.readouterr().err
    back = gk.read_parcels(target)
    assert back["basis"].tolist() == ["schematic"] * 5
    assert back["uncertainty_m"].tolist() == [32000, 5000, 5000, 12500, 12500]
    assert run(["outline", "-o", str(tmp_path / "parks.dxf"), "--schematic"]) == 2
    assert run(["outline", "--schematic"]) == 2
    assert "goes with -o" in capsys.readouterr().err


def test_convert_asks_too(tmp_path, capsys):
    source = gk.load_catalog()["longhu"].folder / "outline-示意.geojson"
    target = tmp_path / "longhu.gpkg"
    assert run(["convert", str(source), str(target)]) == 2
    assert "(--schematic)" in capsys.readouterr().err
    assert not target.exists()
    assert run(["convert", str(source), str(target), "--schematic"]) == 0
    assert gk.read_parcels(target)["basis"].tolist() == ["schematic"]

"""Every product draws land whose place and shape nobody knows as a circle of its area, whatever its file has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.land.crs.transform import reproject
from geokit.land.schematic import is_circle
from geokit.maps.outlines import sketch
from geokit.page.geometry import pack_shapes, to_display
from geokit.programme.circles import drawn_land
from geokit.reports.html import report_data
from geokit.sheets import site_shapes, slides
from geokit.sheets.column import Key
from geokit.sheets.heading import Heading
from geokit.sheets.site_legend import _outlines as outline_keys
from geokit.testing import make_parcels, make_park, square
from tests.programme.traced import PARK, TRACED, schematic_zone

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.programme.model import Park

NAMES = ("linghai", "longhu", "baoan-chaonan", "traced")
PATH = re.compile(r'<path d="M([^Z]*)Z"')


@pytest.fixture(params=NAMES)
def park(request: pytest.FixtureRequest, tmp_path: Path) -> Park:
    """A park that ships with geokit, or one whose file has a polygon that somebody traced."""
    if request.param != "traced":
        return gk.load_catalog()[request.param]
    outlines = {"outline.geojson": TRACED, "a.geojson": square(100, 0, 200)}
    return make_park(tmp_path, PARK + schematic_zone("a"), outlines=outlines)


def expected_m2(park: Park) -> list[float]:
    placed = [each for each in (park, *park.zones) if each.area is not None]
    return [each.area.m2 for each in placed if each.area is not None]


def is_round(shape: Any) -> bool:
    """Tell whether a shape in the units of a drawing is one."""
    return bool(4 * np.pi * shape.area / shape.length**2 > 0.995)


def test_on_the_map_of_a_park_and_of_its_audit(park: Park) -> None:
    maps: list[Any] = [gk.park_map(park), gk.audit_map(gk.audit(park))]
    for m in maps:
        shapes = reproject(
            np.array([each.shape for each in m._drawing.site.outlines]), "EPSG:4326", "EPSG:4548"
        )
        assert all(is_circle(shape) for shape in shapes)
        areas = gk.measure_area(shapes, "EPSG:4548")
        assert areas == pytest.approx(np.array(expected_m2(park)), rel=1e-6)
        assert all(each["is_schematic"] for each in m.page.data["outlines"])
        assert "place and shape are not known" in m.page.data["outlines"][0]["legend"]["en"]
        [said] = [note["en"] for note in m.page.data["notes"] if "known to ±" in note["en"]]
        assert said.startswith("Circle: its" if len(shapes) == 1 else "Circles: their")


def test_in_the_sketch_of_a_card(park: Park) -> None:
    drawing = sketch(park)
    assert drawing is not None
    rings = [drawing["outline"][0], *(zone["paths"][0] for zone in drawing["zones"])]
    shapes = [shapely.Polygon(ring) for ring in rings]
    assert all(map(is_round, shapes))
    areas = np.array([shape.area * drawing["unit_m"] ** 2 for shape in shapes])
    assert areas == pytest.approx(np.array(expected_m2(park)), rel=0.01)
    assert "位置与形状不详" in drawing["notes"][0]["zh"]


def test_in_a_notebook(park: Park) -> None:
    rings = [
        [[float(number) for number in point.split()] for point in text.split("L")]
        for text in PATH.findall(park._repr_html_())
    ]
    shapes = [shapely.Polygon(ring) for ring in rings]
    assert len(shapes) == len(expected_m2(park))
    assert all(map(is_round, shapes))
    shares = np.array([shape.area / shapes[0].area for shape in shapes])
    assert shares == pytest.approx(np.array(expected_m2(park)) / expected_m2(park)[0], rel=0.02)


def test_on_a_sheet(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(site_shapes, "draw_polygons", lambda _, shapes, *__, **___: drawn.extend(shapes))
    m: Any = gk.park_map(park, language="en")
    with_style(m._drawing)
    assert [is_circle(shape) for shape in drawn] == [True] * len(expected_m2(park))


def with_style(drawing: Any) -> None:
    from geokit.sheets.pictures import picture_style

    with picture_style([*drawing.texts("en")], "en"):
        slides.draw_fitting(Heading("", "", (), ("", "")), drawing, "en")


def test_in_the_report_of_an_audit(park: Park) -> None:
    data = report_data(gk.audit(park), is_public=False)
    own = drawn_land(park, ()).park
    assert own is not None
    assert data["circles"] == pack_shapes(to_display([own.shape], own.crs))
    assert data["outlines"] == pack_shapes(np.array([], dtype=object))
    assert "place and shape are not known" in data["notes"][0]["en"]


def test_no_finding_carries_its_shape(park: Park) -> None:
    report = gk.audit(park)
    assert [finding.geometry for finding in report.findings if finding.rule != "stale_fact"] == [None] * len(
        expected_m2(park)
    )


def test_a_circle_too_small_to_be_seen_is_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    signs: list[Any] = []
    monkeypatch.setattr(site_shapes, "draw_sign", lambda _, places, *__, **___: signs.extend(places))
    m: Any = gk.audit_map(gk.audit_catalog(gk.load_catalog()), language="en")
    with_style(m._drawing)
    assert len(signs) == 1


def test_zones_without_room_are_named_and_not_drawn(tmp_path: Path) -> None:
    shapes = {f"{name}.geojson": square(0, 0, 450) for name in "ab"}
    toml = PARK + schematic_zone("a") + schematic_zone("b")
    park = make_park(tmp_path, toml, outlines={"outline.geojson": TRACED} | shapes)
    for m in (gk.park_map(park), gk.audit_map(gk.audit(park))):
        assert [each["kind"] for each in m.page.data["outlines"]] == ["park"]
        assert any("Not drawn: a, b" in note["en"] for note in m.page.data["notes"])
    drawing = sketch(park)
    assert drawing is not None
    assert any("未画出：a、b" in note["zh"] for note in drawing["notes"])


def test_parcels_that_say_so_are_not_drawn_on_a_basemap() -> None:
    frame = make_parcels([TRACED]).assign(basis="schematic")
    with pytest.raises(gk.InputError, match="is not drawn on a basemap"):
        gk.park_map(frame, basemap="osm")
    with pytest.raises(gk.InputError, match="is not drawn on a basemap"):
        gk.change_map(frame, frame, basemap="osm")


def test_circles_in_a_surveyed_park_say_how_far_off_they_may_be(tmp_path: Path) -> None:
    toml = PARK.replace('"schematic"', '"surveyed"') + schematic_zone("a")
    park = make_park(
        tmp_path, toml, outlines={"outline.geojson": square(0, 0, 900), "a.geojson": square(0, 0, 90)}
    )
    m: Any = gk.park_map(park)
    assert any("±5 km" in note["en"] for note in m.page.data["notes"])
    assert "<td>schematic</td>" in re.sub(r" style=\"[^\"]*\"", "", park._repr_html_())


def test_legend_keys_of_circles_are_circles(park: Park) -> None:
    m: Any = gk.park_map(park)
    keys = [each for each in outline_keys(m._drawing.site, "en") if isinstance(each, Key)]
    assert {each.is_circle for each in keys} == {True}


def test_parcels_that_say_so_are_circles_too() -> None:
    frame = make_parcels([square(0, 0, 100), TRACED]).assign(basis=["surveyed", "示意"])
    m: Any = gk.park_map(frame)
    shapes = reproject(m._drawing.site.tables[0].shapes, "EPSG:4326", "EPSG:4548")
    assert [is_circle(shape) for shape in shapes] == [False, True]
    assert "1 parcel is schematic (B)" in m.page.data["notes"][0]["en"]
    assert gk.measure_area(shapes, "EPSG:4548") == pytest.approx(
        gk.measure_area(frame.geometry, "EPSG:4548"), rel=1e-6
    )

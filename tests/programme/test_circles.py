"""What is drawn of land whose place and shape nobody knows: circles of its area, whatever its file has."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.errors import CatalogError
from geokit.land.measure.polygons import measure_area
from geokit.land.schematic import is_circle
from geokit.programme.circles import circle_words, drawn_land, undrawn_notes
from geokit.programme.drawing import draw_outlines
from geokit.testing import make_park, square
from tests.programme.traced import PARK, TRACED, schematic_zone


def area_m2(shape, crs):
    return measure_area([shape], crs)[0]


@pytest.fixture
def park_of(tmp_path):
    """Make a park of a traced polygon with zones, given as their shapes."""

    def make(toml, **zones):
        outlines = {"outline.geojson": TRACED} | {f"{name}.geojson": shape for name, shape in zones.items()}
        return make_park(tmp_path, PARK + toml, outlines=outlines)

    return make


def test_every_shipped_outline_is_a_circle_of_its_published_area():
    found = 0
    for park in gk.load_catalog().parks:
        for placed in (park, *park.zones):
            if placed.boundary is not None:
                found += 1
                assert is_circle(placed.boundary)
                assert placed.area.m2 == pytest.approx(placed.declared_area.value.m2, abs=0.01)
    assert found == 5


def test_a_traced_polygon_is_drawn_as_a_circle_of_its_area_about_its_middle(park_of):
    park = park_of("")
    [drawn] = drawn_land(park, park.zones).outlines
    assert drawn.is_schematic
    assert is_circle(drawn.shape)
    assert area_m2(drawn.shape, drawn.crs) == pytest.approx(park.area.m2, abs=0.01)
    assert drawn.shape.centroid.distance(park.boundary.centroid) < 0.01


def test_what_is_surveyed_is_drawn_as_it_is(tmp_path):
    toml = PARK.replace("schematic", "surveyed") + schematic_zone("a", "surveyed")
    park = make_park(tmp_path, toml, outlines={"outline.geojson": TRACED, "a.geojson": square(0, 0, 100)})
    land = drawn_land(park, park.zones)
    assert [each.shape.equals(each.of.boundary) for each in land.outlines] == [True, True]
    assert not any(each.is_schematic for each in land.outlines)


def test_zones_are_circles_side_by_side_in_the_park_wherever_their_files_have_them(park_of):
    shapes = {"a": square(5000, 0, 100), "b": square(5050, 0, 200), "c": square(0, 0, 150)}
    park = park_of("".join(schematic_zone(name) for name in shapes), **shapes)
    land = drawn_land(park, park.zones)
    assert [each.of.id for each in land.zones] == ["a", "b", "c"]
    for each in land.zones:
        assert is_circle(each.shape)
        assert land.park.shape.contains(each.shape)
        assert area_m2(each.shape, each.crs) == pytest.approx(each.of.area.m2, abs=0.02)
    assert all(one.shape.disjoint(other.shape) for one, other in combinations(land.zones, 2))


def test_zones_without_room_side_by_side_are_named_and_not_drawn(park_of):
    shapes = {"a": square(0, 0, 400), "b": square(0, 0, 400), "c": square(0, 0, 350)}
    park = park_of("".join(schematic_zone(name) for name in shapes), **shapes)
    land = drawn_land(park, park.zones)
    assert land.zones == ()
    [note] = undrawn_notes(land, "en")
    assert note.startswith("Not drawn: a, b, c (schematic")
    assert "Not drawn: a, b, c" in park._repr_html_()


def test_a_zone_lies_in_the_circle_of_the_zone_that_it_is_within(park_of):
    shapes = {"inner": square(900, 0, 100), "outer": square(0, 0, 300), "other": square(0, 0, 200)}
    toml = (
        schematic_zone("inner", more='within = "outer"') + schematic_zone("outer") + schematic_zone("other")
    )
    park = park_of(toml, **shapes)
    land = drawn_land(park, park.zones)
    inner, outer, other = (each.shape for each in land.zones)
    assert outer.contains(inner)
    assert outer.disjoint(other)


def test_a_circle_keeps_off_a_zone_that_is_surveyed(park_of):
    shapes = {"built": square(400, 100, 200), "vague": square(400, 100, 150)}
    park = park_of(schematic_zone("built", "surveyed") + schematic_zone("vague"), **shapes)
    built, vague = (each.shape for each in drawn_land(park, park.zones).zones)
    assert built.equals(shapes["built"])
    assert is_circle(vague)
    assert vague.disjoint(built)


def test_an_outline_in_degrees_is_a_circle_on_the_ground(tmp_path):
    degrees = shapely.Polygon([(116.7, 23.4), (116.72, 23.4), (116.72, 23.41), (116.7, 23.42)])
    (tmp_path / "kit").mkdir()
    park = make_park(tmp_path / "kit", PARK, outlines={"outline.geojson": TRACED})
    text = shapely.to_geojson(degrees)
    (park.folder / "outline.geojson").write_text(text, encoding="utf-8")
    park = gk.load_catalog(park.folder.parent).parks[0]
    [drawn] = drawn_land(park, ()).outlines
    assert is_circle(drawn.shape)
    assert area_m2(drawn.shape, drawn.crs) == pytest.approx(park.area.m2, abs=0.01)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("330亩", "the area of the boundary file (734.98 mu)"),
        ("不小于3808亩", "the area of the boundary file (734.98 mu)"),
    ],
)
def test_words_say_which_area_the_circle_has(tmp_path, declared, said):
    toml = f'[declared_area]\ntext = "{declared}"\nkind = "total"\nsource = "test"\nas_of = "2024"\n' + PARK
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 700)})
    assert f"the circle has {said}; place and shape are not known" in circle_words(park, "en")


def test_words_say_published_and_lower_bound():
    catalog = gk.load_catalog()
    assert circle_words(catalog["linghai"], "zh") == "示意：圆的面积等于公布面积，位置与形状不详"
    assert "the lower bound of the published area" in circle_words(catalog["baoan-chaonan"], "en")


def drawn(tmp_path, *zones: str):
    # There is nothing in the files yet.
    with pytest.raises(CatalogError, match="there is no boundary file"):
        make_park(tmp_path, drawn_toml(*zones))
    return draw_outlines(gk.load_catalog(tmp_path, drawn=False))


def drawn_toml(*zones: str) -> str:
    figure = '[declared_area]\ntext = "{}"\nkind = "total"\nsource = "test"\nas_of = "2024"\n'
    park = figure.format("1000亩") + PARK + "drawn = true\n"
    own = '[[zones]]\nid = "{0}"\nkind = "phase"\nname = {{ zh = "{0}", en = "{0}" }}\n'
    line = '[zones.boundary]\nfile = "{0}.geojson"\nbasis = "schematic"\ndrawn = true\n'
    for name, area in zip("ab", zones, strict=False):
        park += own.format(name) + figure.format(area).replace("[decl", "[zones.decl") + line.format(name)
    return park


def test_drawn_zones_are_written_side_by_side(tmp_path):
    texts = [content.decode() for content in drawn(tmp_path, "200亩", "240亩").values()]
    own, *zones = (shapely.get_parts(shapely.from_geojson(text))[0] for text in texts)
    assert all(own.contains(each) for each in zones)
    assert zones[0].disjoint(zones[1])
    assert [each.area for each in zones] == pytest.approx(np.array([200, 240]) * 2000 / 3, rel=1e-3)


def test_drawn_zones_without_room_are_said(tmp_path):
    with pytest.raises(CatalogError, match=r"park\.toml: a: the circle of this zone does not fit"):
        drawn(tmp_path, "600亩", "300亩")


def test_a_drawn_file_says_first_that_it_is_schematic():
    for content in draw_outlines(gk.load_catalog()).values():
        text = content.decode()
        assert '"name": "' in text[:60]
        assert "（示意）" in text[:200]
        properties = text[text.index('"properties": {\n    "') :]
        assert properties.split("\n")[1].strip().startswith('"note": "示意：')

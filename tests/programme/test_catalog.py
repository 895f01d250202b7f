from __future__ import annotations

import shutil

import pytest
import shapely

import geokit as gk
from geokit.cli._program import run
from geokit.errors import CatalogError, UnknownNameError
from geokit.land.crs.transform import reproject, reproject_points
from geokit.land.measure.polygons import measure_area
from geokit.programme.catalog import shipped_folder
from geokit.programme.drawing import draw_outlines
from geokit.programme.outlines import OUTLINE_CRS
from geokit.programme.terms import Basis, ZoneKind
from geokit.testing import CRS, make_park, square


@pytest.fixture(scope="module")
def catalog() -> gk.Catalog:
    return gk.load_catalog()


def test_the_programme_is_complete(catalog):
    assert [park.id for park in catalog.parks] == [
        "baoan-chaonan",
        "guangming-jinping-yuepu",
        "linghai",
        "longhu",
        "nanshan-haojiang",
    ]
    assert (len(catalog.districts), len(catalog.partnerships), len(catalog.enclaves)) == (16, 7, 2)
    pairs = {
        (catalog.district(p.supporter).name.en, catalog.district(p.host).name.en)
        for p in catalog.partnerships
    }
    assert ("Nanshan", "Nan'ao") in pairs
    assert catalog.source(catalog.partnership("nanshan-nanao").source).title.en.startswith("Nan'ao county")


@pytest.mark.parametrize(
    ("name", "park"),
    [
        ("lingrui", "linghai"),
        ("LINGRUI", "linghai"),
        ("岭海中小微企业创业园", "linghai"),
        ("Linghai SME Entrepreneurship Park", "linghai"),
        ("ｌｏｎｇｈｕ", "longhu"),
        ("Bao'an-Chaonan park", "baoan-chaonan"),
    ],
)
def test_any_name_finds_its_park(catalog, name, park):
    assert catalog.park(name).id == park


def test_an_unknown_park_suggests_near_names(catalog):
    with pytest.raises(UnknownNameError, match=r"Did you mean linghai"):
        catalog.park("lighai")


@pytest.mark.parametrize(
    ("park", "mu", "half_unit_mu", "bound", "kind"),
    [
        ("linghai", 330, 0.5, "exact", "total"),
        ("longhu", 17_600, 50, "exact", "gross_planned"),
        ("baoan-chaonan", 3_808, 0.5, "at_least", "gross_planned"),
    ],
)
def test_figures_keep_value_rounding_bound_and_kind(catalog, park, mu, half_unit_mu, bound, kind):
    declared = catalog.park(park).declared_area
    assert (declared.value.mu, declared.half_unit.mu) == (mu, half_unit_mu)
    assert (declared.bound, declared.kind, declared.as_of) == (bound, kind, "2023-12")


def test_sums_carry_their_bounds(catalog):
    assert str(catalog.published_area()) == "at least about 21,700 mu"
    assert catalog.published_area().localize("zh") == "至少约21,700 亩"
    assert catalog.start_zone_area().value.mu == 3_296
    assert catalog.published_area(catalog.partnership("longhua-chaoyang")) is None


def test_what_is_not_published_stays_so(catalog):
    for name in ("nanshan-haojiang", "guangming-jinping-yuepu"):
        park = catalog.park(name)
        assert (park.declared_area, park.boundary, park.area, park.basis) == (None, None, None, None)
        assert park.anchor is not None
    phases = catalog.park("linghai").zones
    assert [zone.kind for zone in phases] == [ZoneKind.PHASE] * 3
    assert all(zone.declared_area is None for zone in phases)


def test_the_floor_area_of_an_enclave_is_no_land(catalog):
    enclave = catalog.enclaves[0]
    assert (enclave.floor_area.declared.kind, enclave.floor_area.declared.value.m2) == ("floor", 2048.92)


def outlined(catalog: gk.Catalog) -> list[object]:
    return [placed for park in catalog.parks for placed in (park, *park.zones) if placed.boundary_file]


def test_shipped_outlines_have_their_declared_area_and_say_that_they_are_schematic(catalog):
    assert [placed.id for placed in outlined(catalog)] == [
        "baoan-chaonan",
        "longling-zone-a",
        "linghai",
        "longhu",
        "start-zone",
    ]
    for placed in outlined(catalog):
        assert placed.basis is Basis.SCHEMATIC
        assert placed.crs.to_epsg() == 4548
        assert placed.area.m2 == pytest.approx(placed.declared_area.value.m2, abs=0.01)


def test_shipped_outlines_lie_on_land_inside_their_district(catalog):
    outlines = catalog.outlines()
    for park in catalog.parks:
        for placed in (park, *park.zones):
            if placed.boundary_file:
                district = reproject([outlines[park.district]], OUTLINE_CRS, placed.crs)[0]
                assert district.contains(placed.boundary)


def test_shipped_outlines_lie_within_the_uncertainty_of_their_anchor(catalog):
    for park in catalog.parks:
        if park.boundary is not None:
            east, north = reproject_points(park.anchor.lon, park.anchor.lat, 4326, park.crs)
            assert shapely.distance(park.boundary, shapely.Point(east, north)) < park.anchor.uncertainty_m


def test_zones_lie_inside_their_park(catalog):
    for name, zone in (("longhu", "start-zone"), ("baoan-chaonan", "longling-zone-a")):
        park = catalog.park(name)
        assert park.boundary.contains(park.zone(zone).boundary)


def test_a_surveyed_file_replaces_an_outline(tmp_path):
    shutil.copytree(shipped_folder(), tmp_path / "boundaries")
    toml = tmp_path / "boundaries" / "linghai" / "park.toml"
    survey = square(14_000, 2_000, 1000, 220)
    park = make_park(tmp_path / "kit", outlines={"survey.geojson": survey})
    shutil.copy(park.folder / "survey.geojson", toml.with_name("survey.geojson"))
    text = toml.read_text(encoding="utf-8").replace('"outline-示意.geojson"', '"survey.geojson"')
    text = text.replace('basis = "schematic"\ndrawn = true', 'basis = "surveyed"')
    toml.write_text(text, encoding="utf-8")
    linghai = gk.load_catalog(tmp_path / "boundaries").park("lingrui")
    assert linghai.boundary.equals(survey)
    assert linghai.area.m2 == pytest.approx(float(measure_area([survey], CRS)[0]))
    assert [finding.rule for finding in gk.audit(linghai).findings] == ["stale_fact"]


def edited(tmp_path, old, new, file="linghai/park.toml"):
    folder = tmp_path / "boundaries"
    shutil.copytree(shipped_folder(), folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('text = "330亩"', 'text = "330"', r"linghai/park\.toml, line \d+: declared_area: .*330"),
        ('text = "330亩"', 'text = "三百公里"', r"linghai/park\.toml, line \d+: declared_area: .*三百公里"),
        (
            "[declared_area]",
            "[declard_area]",
            r"line 8: there is no key declard_area; did you mean declared_area",
        ),
        (
            'kind = "total"',
            'kind = "totl"',
            r'line 10: declared_area\.kind cannot be "totl"; it can be "total", "gross_planned"',
        ),
        ("lat = 23.435", "lat = 123.435", r"anchor\.lat cannot be 123\.435"),
        ("lat = 23.435", "lot = 23.435", r"line 16: there is no key anchor\.lot; did you mean lon"),
        (
            'id = "linghai"',
            'id = "linghay"',
            r"line 2: id “linghay” differs from its folder's name “linghai”",
        ),
        ('"lingrui"', '"longhu"', r"“longhu” is already taken by"),
        ('district = "440515"', 'district = "440599"', r"line \d+: district refers to “440599”"),
        ('partnership = "baoan-chenghai"', 'partnership = "x"', r"partnership refers to “x”"),
        (
            'file = "outline-示意.geojson"',
            'file = "outlin.geojson"',
            r"there is no boundary file “outlin\.geojson”",
        ),
        (
            "drawn = true",
            "[boundary.drawing]",
            r"line \d+: there is no key boundary\.drawing; did you mean drawn",
        ),
        (
            'basis = "schematic"',
            'basis = "planned"',
            r"line \d+: boundary: drawn = true goes with basis = \"schematic\" alone",
        ),
        ('source = "article"', 'source = "rumour"', r"declared_area\.source refers to “rumour”"),
        ('id = "phase-2"', 'id = "phase-1"', r"zones\[1\]\.id “phase-1” is already taken by zones\[0\]"),
        (
            "[declared_area]",
            "[declared_area",
            r"linghai/park\.toml, line \d+: the TOML is broken at column \d+: the header of a table is not closed",
        ),
        ('partnership = "baoan-chenghai"\n', "", r"the key partnership is missing"),
    ],
)
def test_a_fault_names_file_line_and_key(tmp_path, old, new, sentence):
    with pytest.raises(CatalogError, match=sentence):
        gk.load_catalog(edited(tmp_path, old, new))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('adcode = "440304"', 'adcode = "440303"', r"districts\[1\]\.adcode “440303” is already taken"),
        ('supporter = "440310"', 'supporter = "440399"', r"partnerships\[2\]\.supporter refers to “440399”"),
        ('city = "shenzhen"', 'city = "foshan"', r"districts\[0\]\.city refers to “foshan”"),
    ],
)
def test_a_fault_of_the_programme_names_its_place(tmp_path, old, new, sentence):
    with pytest.raises(CatalogError, match=r"programme\.toml, line \d+: " + sentence):
        gk.load_catalog(edited(tmp_path, old, new, "programme.toml"))


def test_a_missing_folder_and_an_empty_one(tmp_path):
    with pytest.raises(CatalogError, match="there is no such folder"):
        gk.load_catalog(tmp_path / "nowhere")
    with pytest.raises(CatalogError, match=r"the folder holds no programme\.toml"):
        gk.load_catalog(tmp_path)


def test_a_broken_boundary_file_is_named(tmp_path):
    folder = edited(tmp_path, "[anchor]", "[anchor]")
    (folder / "linghai" / "outline-示意.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(gk.GeokitError, match=r"outline-示意\.geojson"):
        _ = gk.load_catalog(folder).park("linghai").boundary


def test_the_shipped_outlines_are_those_that_are_drawn_from_their_park_toml(catalog):
    drawn = draw_outlines(catalog)
    assert len(drawn) == 5
    for path, content in drawn.items():
        assert path.read_bytes() == content, path.name


def test_an_outline_of_a_city_of_ones_own_is_drawn_from_the_toml_alone(tmp_path):
    toml = """
[declared_area]
text = "500亩"
kind = "total"
source = "test"
as_of = "2024"
[anchor]
lat = 23.41
lon = 116.72
uncertainty_m = 1000
derivation = { zh = "测试", en = "test" }
[boundary]
file = "outline.geojson"
basis = "schematic"
drawn = true
"""
    with pytest.raises(CatalogError, match="there is no boundary file"):
        make_park(tmp_path, toml)
    assert run(["outline", str(tmp_path)]) == 0
    park = gk.load_catalog(tmp_path).parks[0]
    assert park.area.m2 == pytest.approx(500 * 2000 / 3, abs=0.01)

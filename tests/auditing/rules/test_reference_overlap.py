"""reference_overlap: layers that parcels must not touch, must lie on, or are counted by."""

from __future__ import annotations

import json

import geopandas as gpd
import openpyxl
import pytest
import shapely

import geokit as gk
from geokit.auditing.context import Context
from geokit.coverage import boxes
from geokit.errors import CatalogError
from geokit.testing import findings_of, make_parcels, make_park, ring, square

LAYER = """
[[references]]
id = "red-line"
name = {{ zh = "生态红线", en = "the red line" }}
file = "layer.geojson"
role = "{role}"
as_of = "2023-05"
id_column = "tbbh"
class_column = "dlmc"
{more}
"""
POLYGONS = [square(0, 0, 100), square(100, 0, 100), square(0, 100, 200, 100)]
CLASSES = ["水田", "水田", "园地"]


@pytest.fixture
def audit(tmp_path):
    def run(role, shapes, *, polygons=POLYGONS, more="", epsg=4548, settings=None, **columns):
        park = park_with(tmp_path, LAYER.format(role=role, more=more), polygons, epsg)
        return gk.audit(park, make_parcels(shapes, **columns), settings=settings)

    return run


def park_with(folder, toml, polygons=POLYGONS, epsg=4548):
    (folder / "park").mkdir()
    write_layer(folder / "park" / "layer.geojson", polygons, epsg)
    return make_park(folder, toml)


def write_layer(path, polygons, epsg=4548):
    features = [
        {
            "type": "Feature",
            "properties": {"tbbh": f"T{at + 1}", "dlmc": CLASSES[at % 3]},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for at, shape in enumerate(polygons)
    ]
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}} if epsg else None
    content = {"type": "FeatureCollection", **({"crs": crs} if crs else {}), "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def references(report):
    return findings_of(report, "reference_overlap")


def test_a_parcel_on_forbidden_land_is_found_with_both_ids_area_and_place(audit):
    found = references(audit("forbid", [square(80, 0, 40, 50), square(500, 0, 100)]))
    assert [finding.subjects for finding in found] == [("A", "red-line/T1"), ("A", "red-line/T2")]
    assert [finding.measured for finding in found] == [pytest.approx(1000)] * 2
    assert shapely.area(found[0].geometry) == pytest.approx(1000)
    assert found[0].severity is gk.Severity.ERROR
    assert (
        found[0]
        .message("en")
        .startswith("1,000.00 m² (1.500 mu) of parcel A lies on T1 of the red line (as of 2023-05); allowed")
    )


def test_where_nothing_is_found_that_is_said_with_the_layers_date(audit):
    (finding,) = references(audit("forbid", [square(500, 0, 100), square(200, 0, 100)]))
    assert (finding.severity, finding.subjects) == (gk.Severity.INFO, ("red-line",))
    assert finding.message("en") == "of 2 parcels compared none lies on the red line (as of 2023-05)"
    assert "2023-05" in finding.message("zh")


@pytest.mark.parametrize("role", ["forbid", "must_cover", "tabulate"])
def test_a_layer_that_is_somewhere_else_says_nothing_of_the_parcels(audit, role):
    (finding,) = references(audit(role, [square(0, 0, 100)], polygons=[square(60_100, 0, 100)]))
    assert finding.severity is gk.Severity.REVIEW
    assert finding.message("en") == (
        "the red line (as of 2023-05) lies about 60 km from 1 parcel compared, which says nothing of "
        "them: check the file and its coordinate system"
    )


def test_a_thin_strip_of_forbidden_land_is_a_warning(audit):
    (finding,) = references(audit("forbid", [square(199.95, 0, 100)]))
    assert finding.severity is gk.Severity.WARNING


@pytest.mark.parametrize(("width", "severity"), [(1, gk.Severity.ERROR), (0.9375, gk.Severity.WARNING)])
@pytest.mark.parametrize(("role", "west"), [("forbid", 200), ("must_cover", 198)])
def test_a_square_metre_is_no_thin_strip(audit, role, west, width, severity):
    shape = square(west - width if role == "forbid" else west, 0, 2 + width if role == "must_cover" else 3, 1)
    columns = {"declared_m2": [shape.area], "declared_method": ["planar"]}
    (finding,) = references(audit(role, [shape], more='method = "planar"', **columns))
    assert (finding.measured, finding.severity) == (width, severity)


@pytest.mark.parametrize(("sliver_m", "severity"), [(0.5, gk.Severity.ERROR), (0.501, gk.Severity.WARNING)])
def test_land_just_as_thick_as_is_asked_for_is_no_thin_strip(audit, monkeypatch, sliver_m, severity):
    monkeypatch.setattr(Context, "sliver_m", sliver_m)
    (finding,) = references(audit("forbid", [square(199, 0, 3, 1)]))
    assert finding.severity == severity


def test_parcels_that_must_be_covered(audit):
    shapes = [square(50, 50, 100), square(150, 0, 100), square(500, 0, 100)]
    found = {each.subjects: each.measured for each in references(audit("must_cover", shapes))}
    assert found == {("B", "red-line"): pytest.approx(5000), ("C", "red-line"): pytest.approx(10_000)}


def test_where_everything_is_covered_that_is_said(audit):
    (finding,) = references(audit("must_cover", [square(50, 50, 100)]))
    assert finding.message("en").startswith("the red line")
    assert finding.message("en").endswith("covers the whole of 1 parcel compared")


def test_areas_by_class_are_information(audit):
    found = references(audit("tabulate", [square(50, 50, 100), square(150, 0, 100)]))
    assert {each.severity for each in found} == {gk.Severity.INFO}
    areas = {each.subjects: each.measured for each in found}
    assert areas == {
        ("red-line", "水田"): pytest.approx(10_000),
        ("red-line", "园地"): pytest.approx(5000),
        ("red-line",): pytest.approx(5000),
    }
    assert "is “水田”" in found[-1].message("en") + found[-2].message("en")


def test_a_layer_without_classes_has_one(tmp_path):
    toml = LAYER.format(role="tabulate", more="").replace('class_column = "dlmc"', "")
    (finding,) = references(gk.audit(park_with(tmp_path, toml), make_parcels([square(50, 50, 100)])))
    assert finding.measured == pytest.approx(10_000)
    assert "is “in the layer”" in finding.message("en")


def test_nothing_to_count_is_said(audit):
    (finding,) = references(audit("tabulate", [square(900, 900, 100)]))
    assert finding.message("en").startswith("of 1 parcel compared none meets")


@pytest.mark.parametrize("method", ["planar", "ellipsoidal"])
@pytest.mark.parametrize("own", ["planar", "ellipsoidal"])
def test_pieces_add_up_to_the_parcels_own_area(audit, method, own):
    shape = square(50, 50, 100)
    report = audit(
        "tabulate", [shape], more=f'method = "{method}"', declared_m2=[10_000], declared_method=[own]
    )
    total = sum(finding.measured for finding in references(report))
    assert total == pytest.approx(gk.measure_area([shape], "EPSG:4548", own)[0], abs=1e-6)


def test_a_layer_in_degrees_is_brought_to_the_parcels(audit):
    degrees = gpd.GeoSeries(POLYGONS, crs="EPSG:4548").to_crs("EPSG:4490")
    (finding,) = references(audit("forbid", [square(80, 0, 20, 50)], polygons=list(degrees), epsg=4490))
    assert finding.measured == pytest.approx(1000, abs=0.01)


@pytest.mark.parametrize(("epsg", "reason"), [(2384, "datums differ"), (None, "names no coordinate system")])
def test_a_layer_of_another_datum_or_of_none_is_named_and_not_compared(audit, epsg, reason):
    report = audit("forbid", [square(80, 0, 20, 50)], epsg=epsg)
    assert references(report) == []
    (finding,) = findings_of(report, "crs_mixed")
    assert finding.subjects == ("red-line",)
    assert reason in finding.message("en")


def test_an_invalid_polygon_of_a_layer_is_named(audit):
    bow_tie = ring((0, 0), (100, 100), (100, 0), (0, 110))
    report = audit("forbid", [square(500, 0, 100)], polygons=[*POLYGONS[1:], bow_tie])
    (finding,) = findings_of(report, "invalid_geometry")
    assert (finding.subjects, finding.severity) == (("red-line",), gk.Severity.WARNING)
    assert "invalid in the red line: 1 polygon, T3" in finding.message("en")


def test_a_record_of_a_layer_that_cannot_be_read_is_named(audit):
    report = audit("forbid", [square(500, 0, 100)], polygons=[*POLYGONS, shapely.Point(0, 0)])
    assert [finding.subjects for finding in findings_of(report, "unreadable_record")] == [("T4",)]


def test_without_parcels_or_without_the_rule_nothing_is_claimed(audit):
    assert references(audit("forbid", [])) == []


def test_the_rule_can_be_switched_off(audit):
    settings = {"rules": {"reference_overlap": {"enabled": False}}}
    assert audit("forbid", [square(80, 0, 40, 50)], settings=settings).findings == ()


def test_a_parcel_that_is_invalid_is_not_compared_and_not_counted(audit):
    bow_tie = ring((0, 0), (100, 100), (100, 0), (0, 110))
    (finding,) = references(audit("forbid", [bow_tie, square(500, 0, 100)]))
    assert "of 1 parcel compared none" in finding.message("en")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('role = "forbid"', 'role = "avoid"', r'references\[0\]\.role cannot be "avoid"'),
        ("layer.geojson", "leyer.geojson", r"references\[0\]\.file: there is no layer file “leyer\.geojson”"),
        ('as_of = "2023-05"', "", r"references\[0\]\.as_of is missing"),
        ('as_of = "2023-05"', 'as_off = "2023-05"', r"no key references\[0\]\.as_off; did you mean as_of"),
        (
            'role = "forbid"',
            'role = "forbid"\nsource = "nobody"',
            r"references\[0\]\.source refers to “nobody”",
        ),
    ],
)
def test_a_mistake_in_park_toml_is_named_with_its_line(tmp_path, old, new, sentence):
    toml = LAYER.format(role="forbid", more="").replace(old, new)
    with pytest.raises(CatalogError, match=r"park/park\.toml, line \d+: .*" + sentence):
        park_with(tmp_path, toml)


def test_an_id_is_taken_once(tmp_path):
    with pytest.raises(
        CatalogError, match=r"references\[1\]\.id “red-line” is already taken by references\[0\]"
    ):
        park_with(tmp_path, LAYER.format(role="forbid", more="") * 2)


def test_a_column_that_the_layer_does_not_have_is_named(tmp_path):
    park = park_with(tmp_path, LAYER.format(role="forbid", more="").replace("tbbh", "bh"))
    with pytest.raises(CatalogError, match=r"park/park\.toml, line \d+: there is no column “bh”"):
        gk.audit(park, make_parcels([square(0, 0, 100)]))


def test_land_that_a_layer_has_twice_is_told_beside_the_areas_by_class(audit):
    found = references(
        audit("tabulate", [square(0, 0, 120, 50)], polygons=[square(0, 0, 60), square(50, 0, 60)])
    )
    assert sorted(each.measured for each in found) == pytest.approx([500, 500, 6000])
    (twice,) = (each for each in found if each.severity is gk.Severity.REVIEW)
    assert twice.measured == pytest.approx(500)
    assert "overlap each other" in twice.message("en")


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
def test_parcels_beside_a_layer_that_has_land_twice_change_nothing(audit, order):
    shapes = [square(0, 0, 120, 50), square(1000, 0, 100), square(0, 1000, 100)]
    found = references(
        audit("tabulate", [shapes[at] for at in order], polygons=[square(0, 0, 60), square(50, 0, 60)])
    )
    [twice] = [each for each in found if "overlap each other" in each.message("en")]
    assert (twice.measured, twice.fields["count"]) == (pytest.approx(500), 1)


def test_what_a_heap_leaves_out_is_said(audit, monkeypatch):
    for name, value in {"MANY_NEIGHBOURS": 5, "LARGE_CLUSTER": 10, "MANY_PAIRS": 20}.items():
        monkeypatch.setattr(boxes, name, value)
    heap = [square(at / 2, 0, 100) for at in range(10)]
    found = references(audit("forbid", [square(at, 0, 100) for at in range(10)], polygons=heap))
    [crowd] = [each for each in found if "pairs" in each.fields]
    assert crowd.severity == gk.Severity.ERROR
    assert "up to 80 pairs were not compared" in crowd.message("en")
    assert "至多 80 对未比较" in crowd.message("zh")


@pytest.mark.parametrize("role", ["forbid", "must_cover"])
def test_the_table_of_reference_layers_has_the_figures_of_the_findings(audit, role):
    shapes = [square(50, 50, 100), square(150, 0, 100), square(500, 0, 100)]
    report = audit(role, shapes)
    [each] = report.audited
    table = each.references.to_frame().set_index("id")
    column = "red-line_inside" if role == "forbid" else "red-line_outside"
    found = dict.fromkeys("ABC", 0.0)
    for finding in references(report):
        found[finding.subjects[0]] += finding.measured
    assert {name: float(table[column][name]) * 10_000 for name in found} == pytest.approx(found, abs=0.5)
    again = gk.control_line_table(
        make_parcels(shapes), {"red-line": make_parcels(POLYGONS)}, control="measured", method="planar"
    )
    assert again.to_frame()[column].tolist() == table[column].tolist()


def test_a_layer_of_another_datum_has_no_figures_in_the_table(audit):
    [each] = audit("forbid", [square(0, 0, 100)], epsg=2435).audited
    assert each.references.to_frame()["red-line_inside"].tolist() == [None, None]
    assert "not compared" in each.references.localize("en")


def test_a_parcel_without_a_name_has_an_empty_cell_in_the_workbook(audit, tmp_path):
    report = audit("tabulate", [square(0, 0, 50), square(50, 0, 50)], name=["甲", None])
    book = openpyxl.load_workbook(report.save(tmp_path / "report.xlsx", language="en"))
    rows = [[cell.value for cell in row[:2]] for sheet in book for row in sheet.iter_rows(max_col=2)]
    assert ["A", "甲"] in rows
    assert ["B", None] in rows

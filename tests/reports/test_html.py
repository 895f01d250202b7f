from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from packed_shapes import lists_of, points_of, shapes_of

from geokit.escape import printable
from geokit.page.geometry import pack_shapes
from geokit.reports import find_format
from geokit.reports._locations import as_multipolygons
from geokit.reports.html import report_data

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport

DATA = re.compile(r'<script type="application/json" id="gk-data">(.*?)</script>', re.DOTALL)


def page(report: AuditReport, language: Any = "en", **marks: Any) -> str:
    return find_format("html").render(report, language, **marks).decode()


def data(report: AuditReport, **marks: Any) -> Any:
    found = DATA.search(page(report, **marks))
    assert found
    return json.loads(found[1])


def test_the_page_names_no_address_to_fetch_from(planted: AuditReport) -> None:
    text = page(planted)
    assert "default-src &#x27;none&#x27;" in text
    # Leaflet's script knows the address of its makers, which the page does not show.
    markup = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert "//" not in DATA.sub("", re.sub(r"data:[^)]*|/\*.*?\*/", "", markup))


def test_the_policy_allows_each_of_the_pages_own_scripts(planted: AuditReport) -> None:
    text = page(planted)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 3
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"&#x27;sha256-{digest}&#x27;" in text


def test_every_finding_is_in_the_page_in_both_languages(planted: AuditReport) -> None:
    columns = data(planted)["report"]["columns"]
    assert len(shapes_of(data(planted)["report"]["shapes"])) == len(planted.findings)
    assert columns["message"] == [
        {"zh": finding.message("zh"), "en": finding.message("en")} for finding in planted.findings
    ]
    beside = {"limits", "names"}
    assert {len(values) for name, values in columns.items() if name not in beside} == {len(planted.findings)}


def test_what_counts_stands_first_in_few_words(planted: AuditReport) -> None:
    facts = dict(
        zip([f.subjects for f in planted.findings], data(planted)["report"]["columns"]["fact"], strict=True)
    )
    assert facts["P1-07",] == {"zh": "比地块面积大 1.500 亩", "en": "1.500 mu larger than declared"}
    assert facts["phase-2",] in (
        {"zh": "比公布大 4.475 亩", "en": "4.475 mu larger than published"},
        {"zh": "过期信息", "en": "stale facts"},
    )
    assert facts["P1-01", "P1-02"] == {"zh": "地块重叠 0.214 亩", "en": "overlapping parcels: 0.214 mu"}
    assert facts["P3-03",] == {"zh": "无效图形", "en": "invalid outlines"}


def test_each_finding_has_its_group_and_its_place_in_coordinates(planted: AuditReport) -> None:
    report = data(planted)["report"]
    columns = report["columns"]
    assert columns["group"] == planted.grouped().numbers.tolist()
    assert [group["number"] for group in report["groups"]] == [group.number for group in planted.grouped()]
    for finding, east, north in zip(planted.findings, columns["east"], columns["north"], strict=True):
        if finding.geometry is None:
            assert (east, north) == (None, None)
        else:
            assert finding.geometry.envelope.buffer(0.01).covers(shapely.Point(east, north))
    assert report["degrees"] == []


def test_the_public_edition_gives_no_exact_coordinate(planted: AuditReport) -> None:
    report = data(planted, audience="public")["report"]
    assert report["is_public"]
    assert report["columns"]["names"] == []
    assert all(value % 50 == 0 for value in report["columns"]["east"] if value is not None)


def test_many_findings_come_compressed(monkeypatch: pytest.MonkeyPatch, planted: AuditReport) -> None:
    plain = data(planted)["report"]["columns"]
    monkeypatch.setattr("geokit.reports.html._MANY", 5)
    packed = data(planted)["report"]["columns"]
    assert json.loads(zlib.decompress(base64.b64decode(packed))) == plain


def test_steps_lead_back_to_the_place(planted: AuditReport) -> None:
    report = data(planted)["report"]
    at = [finding.rule for finding in planted.findings].index("overlap")
    mark = shapes_of(report["marks"])[at]
    place = json.loads(find_format("geojson").render(planted, "en"))["features"][at]["geometry"]
    assert shapely.distance(mark, shapely.from_geojson(json.dumps(place))) < 1e-6


def test_a_public_page_draws_no_outline(planted: AuditReport) -> None:
    report = data(planted, audience="public")["report"]
    assert (report["parcels"]["points"], report["outlines"]["points"]) == (0, 0)
    assert report["notes"][0]["zh"].startswith("公开版")
    assert data(planted)["report"]["parcels"]["points"]


def test_steps_lead_around_every_shape() -> None:
    holed = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(2, 2), (2, 4), (4, 4), (4, 2)]])
    apart = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])
    shapes = np.array([holed, None, apart], dtype=object)
    packed = pack_shapes(as_multipolygons(shapes))
    assert lists_of(packed)[1:3] == [[1, 0, 2], [2, 1, 1]]
    rings = [shapely.LinearRing(part) for part in np.split(points_of(packed), 4)]
    assert [ring.is_ccw for ring in rings] == [True, False, True, True]
    one, nothing, two = shapes_of(packed)
    assert nothing is None
    for found, shape in ((one, holed), (two, apart)):
        assert shapely.hausdorff_distance(found, shape) < 1e-6


def test_the_page_is_marked(planted: AuditReport) -> None:
    marks = data(planted, classification="秘密")["marks"]
    assert marks["audience"]["zh"] == "内部用图"
    assert [slot["zh"] for slot in marks["slots"]] == ["审图号：（未送审）", "密级：秘密"]


def shown(name: str) -> str:
    """Return a name with every letter shown that no eye would see."""
    return "".join(each if each in "\t\n\r" else printable(each) for each in name)


def test_no_name_ends_the_data(hostile: AuditReport) -> None:
    columns = data(hostile)["report"]["columns"]
    assert [subjects[0] for subjects in columns["subjects"]] == [
        shown(finding.subjects[0].replace("\ud800", "\ufffd")) for finding in hostile.findings
    ]
    assert page(hostile).count("</script>") == page(hostile).count("<script")


def test_what_cannot_be_drawn_is_said(alone: AuditReport) -> None:
    notes = report_data(alone, is_public=False)["notes"]
    assert [note["en"] for note in notes] == [  # type: ignore[index, attr-defined]
        "Without a place on the map, and in the table only: 1 of the findings."
    ]


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_opens_in_the_reports_language(planted: AuditReport, language: str, tag: str) -> None:
    assert f'<html lang="{tag}">' in page(planted, language)

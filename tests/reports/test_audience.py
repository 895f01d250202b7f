from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shapely
from pyproj import CRS

from geokit.auditing.engine import audit
from geokit.auditing.planar_areas import planar_areas_m2
from geokit.auditing.redaction import GRID_M, generalize
from geokit.errors import GeokitError
from geokit.i18n import Words
from geokit.reports import find_format, format_names
from geokit.reports._base import public_view
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport

# A and B overlap and are announced; C and D overlap and are planned; E is announced and overlaps D.
SHAPES = [
    square(0, 0, 50),
    square(40, 0, 50),
    square(200, 0, 50),
    square(240, 0, 50),
    square(280, 0, 50),
]
COLUMNS = {
    "stage": ["approved", "approved", "planned", "planned", "approved"],
    "village": ["Lower Village"] * 5,
    "source": ["secret.txt"] * 5,
    "line": [7] * 5,
}


def audited() -> AuditReport:
    return audit(None, make_parcels(SHAPES, **COLUMNS))


def test_planned_parcels_and_what_names_them_are_left_out() -> None:
    report = public_view(audited())
    assert list(report.audited[0].parcels["id"]) == ["A", "B", "E"]
    assert [finding.subjects for finding in report.findings] == [("A", "B")]


def test_a_sentence_that_names_a_planned_parcel_is_left_out(planted: AuditReport) -> None:
    hidden = {name for name in planted.audited[0].parcels["id"] if name.startswith("P3")}
    shown = public_view(planted)
    assert shown.findings
    assert not any(name in finding.message("en") for finding in shown.findings for name in hidden)


def test_a_finding_is_shown_by_whom_it_concerns_and_never_by_its_sentence() -> None:
    report = audited()
    found = [
        replace(report.findings[0], subjects=("A",), words=Words(zh=each, en=each), mentions=mentions)
        for each, mentions in (
            ("of C", ("C",)),
            ("nobody says of whom", None),
            ("of B", ("B",)),
            ("of A", ()),
        )
    ]
    shown = public_view(replace(report, findings=tuple(found)))
    assert [finding.message("en") for finding in shown.findings] == ["of B", "of A"]


def test_a_zone_that_is_called_like_a_hidden_parcel_shows_nothing_of_it(planted: AuditReport) -> None:
    park = planted.audited[0].park
    finding = replace(planted.findings[0], subjects=(park.id,), park=park.id, mentions=())
    assert public_view(replace(planted, findings=(finding,))).findings
    planned = make_parcels(SHAPES[:1], id=[park.id], stage=["planned"])
    hiding = replace(planted, findings=(finding,), audited=(replace(planted.audited[0], parcels=planned),))
    assert not public_view(hiding).findings


def test_a_parcel_of_which_nothing_is_known_is_not_shown() -> None:
    report = public_view(audit(None, make_parcels(SHAPES[:2])))
    assert (len(report.audited[0].parcels), report.findings) == (0, ())


def test_no_corner_of_a_parcel_survives() -> None:
    report = audited()
    corners = {tuple(corner) for shape in SHAPES for corner in shapely.get_coordinates(shape)}
    shown = public_view(report)
    places = [finding.geometry for finding in shown.findings] + list(shown.audited[0].parcels.geometry)
    found = {tuple(corner) for shape in places for corner in shapely.get_coordinates(shape)}
    assert found
    assert all(value % GRID_M == 0 for corner in found for value in corner)
    # The kit's own corner lies on the grid.
    assert found & corners <= {(470_000.0, 2_590_000.0), (470_200.0, 2_590_000.0)}


def test_areas_are_those_of_the_parcels_and_not_of_the_boxes() -> None:
    assert planar_areas_m2(public_view(audited()).audited[0].parcels).tolist() == [2500, 2500, 2500]


def test_degrees_are_generalised_too() -> None:
    box = generalize(shapely.box(116.70012, 23.41003, 116.70034, 23.41008), CRS(4490))
    assert box is not None
    assert [round(value, 6) for value in box.bounds] == [116.7, 23.41, 116.701, 23.411]


def test_a_place_without_a_system_is_not_shown() -> None:
    assert generalize(square(0, 0, 10), None) is None


def test_no_format_shows_the_public_what_is_planned(planted: AuditReport) -> None:
    for name in format_names():
        content = find_format(name).render(planted, "en", audience="public")
        assert b"P3-" not in content, name
        assert b"phase-1.txt" not in content, name


def test_a_public_report_is_not_marked_internal(planted: AuditReport) -> None:
    shown = find_format("markdown").render(planted, "zh", audience="public").decode()
    assert "内部资料" not in shown
    assert "公开版" in shown


def test_what_is_neither_internal_nor_public_is_refused(planted: AuditReport) -> None:
    with pytest.raises(GeokitError, match="Did you mean public"):
        find_format("json").render(planted, "en", audience="pubic")  # type: ignore[typeddict-item]

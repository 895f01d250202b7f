"""The places of findings in one coordinate system, for every report and page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely
from pyproj import CRS

import geokit as gk
from geokit.auditing.audited import Audited
from geokit.auditing.findings import Finding, Severity
from geokit.auditing.options import AuditSettings
from geokit.auditing.report import AuditReport
from geokit.i18n import Words
from geokit.programme.catalog import load_catalog
from geokit.testing import make_parcels, square

WORDS = Words(zh="有问题", en="at fault")


def report_of(*geometries, crs="EPSG:4548"):
    findings = tuple(Finding("overlap", Severity.ERROR, ("A",), WORDS, geometry=each) for each in geometries)
    system = CRS(crs) if crs else None
    audited = Audited(None, make_parcels([square(0, 0, 1)], crs=crs), system, AuditSettings())
    return AuditReport(findings, (audited,), date(2026, 1, 1))


def test_places_are_brought_to_the_system_asked_for_once():
    report = report_of(square(0, 0, 10), None)
    [there, nowhere] = report.geometries("EPSG:4326")
    assert nowhere is None
    assert there.bounds == pytest.approx((116.71, 23.41, 116.71, 23.41), abs=0.01)
    assert report.geometries("EPSG:4326") is report.geometries("EPSG:4326")
    assert report.unplaced("EPSG:4326") == 0


def test_without_a_system_places_stay_where_they_are_and_are_nowhere_else():
    report = report_of(square(0, 0, 10), crs=None)
    assert report.geometries()[0].bounds == square(0, 0, 10).bounds
    assert report.geometries(4490).tolist() == [None]
    assert (report.unplaced(), report.unplaced(4490)) == (0, 1)


def test_what_cannot_be_drawn_is_no_place():
    report = report_of(square(0, 0, 10), shapely.Polygon(), shapely.Point(float("inf"), 0))
    assert [shape is None for shape in report.geometries()] == [False, True, True]
    assert report.unplaced() == 2


def test_a_datum_without_parameters_is_counted():
    shapes = [square(0, 0, 100), square(98, 0, 100)]
    ours, old = (gk.audit(parcels=make_parcels(shapes, crs=crs)) for crs in ("EPSG:4548", "EPSG:2384"))
    parks = [
        replace(each.audited[0], park=park)
        for each, park in zip((ours, old), load_catalog().parks, strict=False)
    ]
    findings = [
        replace(each.findings[0], park=park.name) for each, park in zip((ours, old), parks, strict=True)
    ]
    report = AuditReport(tuple(findings), tuple(parks), ours.today)
    assert [shape is None for shape in report.geometries()] == [False, True]
    assert report.unplaced() == 1


def test_nobody_changes_what_all_share():
    with pytest.raises(ValueError, match="read-only"):
        report_of(square(0, 0, 10)).geometries()[0] = None

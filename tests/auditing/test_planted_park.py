"""The example park: every planted fault is found once, with its size, and nothing else is."""

from __future__ import annotations

from collections import Counter
from datetime import date

import planted_park
import pytest
import shapely

import geokit as gk
from geokit.programme.catalog import example_folder, load_catalog

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def report() -> gk.AuditReport:
    return gk.audit_catalog(load_catalog(example_folder()), today=TODAY)


@pytest.mark.parametrize(
    "fault", planted_park.plant()[1], ids=lambda fault: f"{fault.rule}-{fault.subjects[0]}"
)
def test_a_planted_fault_is_found_once_with_its_size(report, fault):
    (finding,) = [
        each for each in report.findings if (each.rule, each.subjects) == (fault.rule, fault.subjects)
    ]
    if fault.area_m2 is not None:
        assert abs(finding.measured) == pytest.approx(fault.area_m2, abs=0.01)


def test_nothing_else_is_found(report):
    planted = Counter(fault.rule for fault in planted_park.plant()[1])
    found = Counter(finding.rule for finding in report.findings)
    assert found == planted + Counter(["uncovered"])


def test_the_uncovered_land_is_the_park_less_its_valid_plots(report):
    (finding,) = [each for each in report.findings if each.rule == "uncovered"]
    plots = [shapely.Polygon(plot.ring) for phase in planted_park.plant()[0] for plot in phase]
    covered = shapely.union_all([plot for plot in plots if plot.is_valid])
    # What the outlines enclose, also where two plots touch at both ends of a gap.
    lines = shapely.get_parts(shapely.union_all(shapely.boundary(covered.geoms)))
    enclosed = shapely.union_all(shapely.polygonize(lines))
    rest = planted_park.park_outline().difference(covered).difference(enclosed)
    assert finding.measured == pytest.approx(rest.area, abs=0.01)


@pytest.mark.parametrize("name", sorted(planted_park.files()))
def test_the_files_are_those_that_the_script_writes(name):
    assert (planted_park.FOLDER / name).read_bytes() == planted_park.files()[name]

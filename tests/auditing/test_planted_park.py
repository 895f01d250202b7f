"""The example park: every planted fault is found once, with its size, and nothing else is."""

from __future__ import annotations

from collections import Counter
from datetime import date

import planted_park
import pytest

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


def test_the_uncovered_land_is_the_park_less_its_plots(report):
    (finding,) = [each for each in report.findings if each.rule == "uncovered"]
    roads = planted_park.park_outline().area - sum(
        planted_park.shapely.Polygon(plot.ring).area
        for phase in range(3)
        for plot in planted_park.plots(phase)
    )
    # P3-03 is set aside, so its land is in no valid parcel; the rest of the difference is what the faults moved.
    missing = planted_park.shapely.Polygon(planted_park.plots(2)[2].ring).area
    assert finding.measured == pytest.approx(roads + missing, abs=1000)


@pytest.mark.parametrize("name", sorted(planted_park.files()))
def test_the_files_are_those_that_the_script_writes(name):
    assert (planted_park.FOLDER / name).read_bytes() == planted_park.files()[name]

from __future__ import annotations

import numpy as np
import pytest
import shapely
from rule_cases import SMALL_IS_FINE, faults_between, frame_around

import geokit as gk
from geokit.coverage import components
from geokit.testing import findings_of, make_parcels, square


def test_a_hole_between_parcels_is_a_gap():
    (finding,) = gk.audit(parcels=make_parcels(frame_around(4)), settings=SMALL_IS_FINE).findings
    assert (finding.rule, finding.subjects) == ("gap", ("A", "B", "C", "D"))
    assert finding.measured == pytest.approx(400)


def test_a_hole_that_is_open_is_no_gap():
    assert faults_between(*frame_around(4)[:3]) == []


@pytest.mark.parametrize(("inside", "found"), [([], [(0,)]), ([square(40, 40, 10)], [(0, 1)])])
def test_a_hole_of_one_parcel_is_a_gap_to_the_audit_where_another_lies_in_it(inside, found):
    shapes = [square(0, 0, 100) - square(30, 30, 40), *inside]
    gaps = gk.find_gaps(shapes)
    assert list(gaps["neighbours"]) == found
    between = gaps[gaps["neighbours"].str.len() > 1]
    assert len(between) == len(findings_of(gk.audit(parcels=make_parcels(shapes)), "gap")) == len(inside)


def test_gaps_that_no_sum_of_areas_proves_are_said_to_be_so(monkeypatch: pytest.MonkeyPatch):
    # Edges that are lost in every noding leave sums that do not hold.
    exact = shapely.union_all

    def lossy(lines, grid_size=None, axis=None):
        noded = exact(lines, grid_size=grid_size, axis=axis)
        if axis is None:
            return noded
        return np.array([shapely.multilinestrings(shapely.get_parts(each)[1:]) for each in noded])

    monkeypatch.setattr(components.shapely, "union_all", lossy)
    report = gk.audit(parcels=make_parcels(frame_around(4)), settings=SMALL_IS_FINE)
    (finding,) = [each for each in findings_of(report, "gap") if not each.subjects]
    assert (finding.subjects, finding.severity, finding.unit) == ((), gk.Severity.REVIEW, "m2")
    assert (finding.measured, finding.geometry) == (None, None)
    assert finding.message("en").startswith("sums of areas do not prove that all gaps were found")
    assert finding.message("zh").startswith("缝隙查找结果未能由面积核对证实")

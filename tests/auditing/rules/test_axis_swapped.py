from __future__ import annotations

import shapely

import geokit as gk
from geokit.testing import make_parcels, square


def test_swapped_axes_are_named_as_such_and_not_as_a_wrong_zone():
    swapped = shapely.transform(square(0, 0, 100), lambda xy: xy[:, ::-1])
    report = gk.audit(parcels=make_parcels([swapped, square(0, 0, 100)]))
    assert [(finding.rule, finding.subjects) for finding in report.findings] == [("axis_swapped", ("A",))]


def test_swapped_degrees_are_named_too():
    swapped = shapely.box(23.40, 116.70, 23.41, 116.71)
    report = gk.audit(parcels=make_parcels([swapped], crs="EPSG:4490"))
    assert [finding.rule for finding in report.findings] == ["axis_swapped"]

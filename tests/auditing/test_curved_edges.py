"""Overlaps and gaps that come from projecting lines that are straight in degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import box

from geokit.auditing.engine import audit
from geokit.land.crs.transform import reproject
from geokit.reports import find_format

if TYPE_CHECKING:
    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport

BELOW, LEFT, RIGHT = (
    box(116.60, 23.300, 116.66, 23.301),
    box(116.60, 23.301, 116.63, 23.302),
    box(116.63, 23.301, 116.66, 23.302),
)


def audited(*shapes: shapely.Polygon, north_m: float = 0.0) -> AuditReport:
    """Audit zones that were projected vertex by vertex; the middle vertex was moved north."""
    plane = reproject(np.array(shapes, dtype=object), 4490, 4548)
    middle = shapely.get_coordinates(reproject(np.array([shapely.Point(116.63, 23.301)]), 4490, 4548))
    plane = shapely.transform(
        plane, lambda xy: xy + np.isclose(xy, middle, atol=1e-6).all(axis=1)[:, None] * [0.0, north_m]
    )
    plane = shapely.transform(plane, lambda xy: xy.round(3))
    frame = gpd.GeoDataFrame({"id": ["A", "B", "C"]}, geometry=list(plane), crs=4548)
    return audit(frame)


def findings(*shapes: shapely.Polygon, north_m: float = 0.0) -> list[Finding]:
    report = audited(*shapes, north_m=north_m)
    return [each for each in report.findings if each.rule in ("overlap", "gap", "sliver")]


def test_an_overlap_names_the_line_that_is_straight_in_degrees() -> None:
    found = findings(BELOW, LEFT, RIGHT)
    assert len(found) == 2
    assert sum(each.measured for each in found) == pytest.approx(975, abs=5)
    assert [each.fields["bow"] for each in found] == ["0.318", "0.318"]
    assert all("densify before projecting" in each.message("en") for each in found)
    assert all("投影前加密" in each.message("zh") for each in found)


def test_what_one_such_line_makes_is_shown_once_with_its_cause() -> None:
    report = audited(BELOW, LEFT, RIGHT)
    (group,) = report.grouped(at_least="error")
    assert (group.count, group.is_many, group.subjects) == (2, True, ("A", "B", "C"))
    shown = find_format("text").terminal(report, "en", is_whole=False)
    assert shown.count("[error]") == shown.count("densify before projecting") == 1
    assert "2 × overlap" in shown
    # Of two that were drawn so each is shown.
    (moved,) = audited(BELOW, LEFT, RIGHT, north_m=-0.1).grouped(at_least="error")
    assert not moved.is_many


@pytest.mark.parametrize("north_m", [-0.1, 0.02])
def test_a_vertex_that_was_moved_is_another_cause(north_m: float) -> None:
    found = findings(BELOW, LEFT, RIGHT, north_m=north_m)
    assert found
    assert all("bow" not in each.fields for each in found)
    assert not any("densify" in each.message("en") for each in found)

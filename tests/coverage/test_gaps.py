"""A gap whose ends are points where two polygons touch is one gap."""

from __future__ import annotations

import pytest
import shapely

from geokit.coverage.layers import read_layer
from geokit.coverage.search import Engine, Search
from geokit.coverage.survey import survey, survey_coverage


def test_a_gap_between_polygons_that_touch_at_both_its_ends_is_found_once():
    around = shapely.Polygon([(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100)])
    plot = shapely.Polygon([(42, 43), (100, 40), (100, 100), (40, 100)])
    gaps = survey_coverage([around, plot]).gaps
    assert gaps.area_m2 == pytest.approx([shapely.area(shapely.box(40, 40, 100, 100)) - shapely.area(plot)])
    assert gaps.neighbours == ((0, 1),)


@pytest.mark.parametrize("engine", ["plain", "cancelling", "rounding"])
def test_a_gap_has_the_corners_of_the_polygons_as_they_are(engine: Engine):
    # No corner lies on a grid of powers of two.
    hole = [(10.0003, 10.0007), (20.0009, 10.0001), (20.0006, 20.0003), (10.0002, 20.0008)]
    outer = [(0.0001, 0.0003), (30.0007, 0.0009), (30.0002, 30.0001), (0.0007, 30.0003)]
    sides = [
        shapely.Polygon([outer[at], outer[(at + 1) % 4], hole[(at + 1) % 4], hole[at]]) for at in range(4)
    ]
    gaps = survey(read_layer(sides), Search(tolerance_m2=0.01, snap_m=0.001, engine=engine)).gaps
    assert gaps.area_m2 == pytest.approx([shapely.area(shapely.Polygon(hole))], abs=1e-9)
    assert gaps.neighbours == ((0, 1, 2, 3),)

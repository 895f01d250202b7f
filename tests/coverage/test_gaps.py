"""A gap whose ends are points where two polygons touch is one gap."""

from __future__ import annotations

import pytest
import shapely

from geokit.coverage.survey import survey_coverage


def test_a_gap_between_polygons_that_touch_at_both_its_ends_is_found_once():
    around = shapely.Polygon([(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100)])
    plot = shapely.Polygon([(42, 43), (100, 40), (100, 100), (40, 100)])
    gaps = survey_coverage([around, plot]).gaps
    assert gaps.area_m2 == pytest.approx([shapely.area(shapely.box(40, 40, 100, 100)) - shapely.area(plot)])
    assert gaps.neighbours == ((0, 1),)

"""Boxes in the cells of a grid."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geokit.coverage.boxes import BoxIndex, cluster_within
from geokit.coverage.survey import survey_coverage

BOXES = np.array([[0, 0, 1, 1], [50, 50, 51, 51]], dtype=float)


@pytest.mark.parametrize("chosen", [[True, True], [False, False]])
@pytest.mark.parametrize("count", [0, 2])
def test_of_no_boxes_none_is_near(chosen: list[bool], count: int) -> None:
    near = BoxIndex.of(BOXES, np.array(chosen)).near(BOXES[:count])
    assert near.tolist() == [0, 1][: count if chosen[0] else 0]
    assert near.dtype == np.int64


def test_few_polygons_are_no_heap() -> None:
    assert len(cluster_within(BOXES)) == 0
    assert survey_coverage(shapely.box(*BOXES.T)).cluster == 0

"""Every pair and every gap of random messy layers, by each engine, as an oracle finds them.

Set GEOKIT_COVERAGE_LAYERS to try more layers than the default.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely

from geokit.coverage.arrays import Shapes
from geokit.coverage.layers import read_layer
from geokit.coverage.search import Engine, Search
from geokit.coverage.survey import survey

LAYERS = int(os.environ.get("GEOKIT_COVERAGE_LAYERS", "2000"))
TOLERANCE_M2 = 0.01
SLACK_M2 = 1e-6
CHUNKS = 20
Oracle = Callable[[Shapes, float], Any]


def check_layer(shapes: Shapes, engine: Engine, oracle_overlaps: Oracle, oracle_gaps: Oracle) -> None:
    search = Search(tolerance_m2=TOLERANCE_M2, snap_m=0.0, engine=engine)
    found = survey(read_layer(shapes), search)
    corner = np.floor(shapely.bounds(shapes)[:1, :2])
    local = shapely.transform(shapes, lambda xy: xy - corner if len(xy) else xy)
    expected = oracle_overlaps(local, TOLERANCE_M2)
    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert pairs == sorted(expected)
    assert found.area_m2 == pytest.approx([expected[pair] for pair in pairs], abs=SLACK_M2)
    assert shapely.area(found.shapes) == pytest.approx(found.area_m2, abs=SLACK_M2, rel=1e-6)
    gaps = oracle_gaps(local, TOLERANCE_M2)
    assert sorted(found.gaps.area_m2) == pytest.approx(sorted(gap.area for gap in gaps), abs=SLACK_M2)


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("engine", ["plain", "cancelling", "rounding"])
def test_random_layers(
    chunk: int,
    engine: Engine,
    messy_layer: Callable[[int], Shapes],
    oracle_overlaps: Oracle,
    oracle_gaps: Oracle,
) -> None:
    for seed in range(chunk, LAYERS, CHUNKS):
        shapes = messy_layer(seed)
        try:
            check_layer(shapes, engine, oracle_overlaps, oracle_gaps)
        except AssertionError as error:
            error.add_note(f"layer {seed} of {len(shapes)} polygons")
            raise

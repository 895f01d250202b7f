"""Every pair and every gap of random messy layers, by each engine, as an oracle finds them.

Set GEOKIT_COVERAGE_LAYERS to try more layers than the default.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from geokit.coverage import kernels
from geokit.coverage.layers import read_layer
from geokit.coverage.search import Engine, Search
from geokit.coverage.survey import Coverage, survey
from geokit.geometry.arrays import Shapes

if TYPE_CHECKING:
    from geokit.coverage.gaps import Gaps

pytestmark = pytest.mark.slow

# Layers that were once answered wrongly: land beside a core that only the grown core reaches, and a far origin.
ONCE_WRONG = (4301, 5509)
LAYERS = int(os.environ.get("GEOKIT_COVERAGE_LAYERS", "2000"))
TOLERANCE_M2 = 0.01
SLACK_M2 = 1e-6
CHUNKS = 20
ENGINES: tuple[Engine, ...] = ("plain", "cancelling", "rounding")
Oracle = Callable[[Shapes, float], Any]


@pytest.fixture(autouse=True)
def _compiled(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Search every other layer as a large one is, with compiled loops where numba is there."""
    if chunk % 2:
        monkeypatch.setattr(kernels, "_WORTH_COMPILING", 0)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_overlaps_and_gaps_are_those_of_the_oracle(
    chunk: int, messy_layer: Callable[[int], Shapes], oracle_overlaps: Oracle, oracle_gaps: Oracle
) -> None:
    for seed in range(chunk, LAYERS, CHUNKS):
        shapes = messy_layer(seed)
        corner = shapely.bounds(shapes)[:1, :2]
        local = shapely.transform(shapes, lambda xy, corner=corner: xy - np.floor(corner) if len(xy) else xy)
        expected = oracle_overlaps(local, TOLERANCE_M2), oracle_gaps(local, TOLERANCE_M2)
        for engine in ENGINES:
            try:
                assert_found(survey(read_layer(shapes), Search(TOLERANCE_M2, 0.0, engine=engine)), *expected)
            except AssertionError as error:
                error.add_note(f"layer {seed} of {len(shapes)} polygons, {engine} engine")
                raise


def assert_found(found: Coverage, overlaps_m2: dict[tuple[int, int], float], gaps_m2: list[float]) -> None:
    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert pairs == sorted(overlaps_m2)
    assert found.area_m2 == pytest.approx([overlaps_m2[pair] for pair in pairs], abs=SLACK_M2)
    assert shapely.area(found.shapes) == pytest.approx(found.area_m2, abs=SLACK_M2, rel=1e-6)
    assert np.sort(found.gaps.area_m2) == pytest.approx(np.sort(gaps_m2), abs=SLACK_M2)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engines_agree_on_gaps_behind_cracks(chunk: int, messy_layer: Callable[[int], Shapes]) -> None:
    once_wrong = ONCE_WRONG[chunk : chunk + 1]
    for seed in (*once_wrong, *range(chunk, LAYERS, 5 * CHUNKS)):
        layer = read_layer(messy_layer(seed))
        searches = [Search(TOLERANCE_M2, snap_m=0.001, engine=engine) for engine in ENGINES]
        plain, cancelling, rounding = (survey(layer, search, pairs=False).gaps for search in searches)
        exact = survey(layer, Search(TOLERANCE_M2, snap_m=0.0), pairs=False).gaps
        try:
            assert len(plain) >= len(exact)
            assert np.sort(cancelling.area_m2) == pytest.approx(np.sort(plain.area_m2), abs=SLACK_M2)
            assert_among(exact, rounding)
            assert_bare(rounding, layer.shapes)
        except AssertionError as error:
            error.add_note(f"layer {seed} of {len(layer.shapes)} polygons")
            raise


def assert_among(gaps: Gaps, others: Gaps) -> None:
    """Every gap that is wider than a crack is among the others, but for how far it reaches into cracks."""
    width_m = 2 * gaps.area_m2 / shapely.length(gaps.shapes)
    clear = np.flatnonzero((gaps.area_m2 > 1.2 * TOLERANCE_M2) & (width_m > 0.002))
    # Without its needles, one of which may hold the point on the surface and is a crack.
    wide = shapely.buffer(gaps.shapes[clear], -0.0005)
    rows, columns = shapely.STRtree(others.shapes).query(shapely.point_on_surface(wide), "within")
    assert rows.tolist() == list(range(len(clear)))
    assert others.area_m2[columns] == pytest.approx(gaps.area_m2[clear], rel=0.1)


def assert_bare(gaps: Gaps, shapes: Shapes) -> None:
    """No polygon covers a gap, and no gap another.

    Overlaid about a local origin: at an easting of 40 million the overlay itself is off by more than the slack.
    """
    origin = np.zeros(2) if len(gaps) == 0 else np.round(shapely.total_bounds(gaps.shapes)[:2])
    land, polygons = (
        shapely.union_all(shapely.transform(each, lambda xy: xy - origin)) for each in (gaps.shapes, shapes)
    )
    gaps_m2 = land.area
    assert gaps_m2 == pytest.approx(gaps.area_m2.sum(), abs=SLACK_M2)
    bare_m2 = land.difference(polygons).area
    assert bare_m2 == pytest.approx(gaps_m2, abs=SLACK_M2)

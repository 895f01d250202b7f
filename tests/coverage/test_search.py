"""What may be searched for, and how a layer is made ready."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import box

from geokit.coverage.layers import read_layer, require_same_crs
from geokit.coverage.search import Search, prepare_subject
from geokit.coverage.survey import survey, survey_coverage
from geokit.errors import CrsError, GeokitError, InputError
from geokit.parcels.overlaps import find_overlaps


def refused(error: type[GeokitError], function: Any, *given: Any, **named: Any) -> tuple[str, str]:
    with pytest.raises(error) as caught:
        function(*given, **named)
    return caught.value.localize("en"), caught.value.localize("zh")


@pytest.mark.parametrize("value", [-1e-9, math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["tolerance_m2", "snap_m"])
def test_a_size_that_is_none_is_refused(name: str, value: float) -> None:
    sizes = {"tolerance_m2": 0.0, "snap_m": 0.0}
    assert Search(**sizes).processes == 1
    assert refused(InputError, Search, **{**sizes, name: value}) == (
        f"{name} must be a finite number of at least 0, not {value}",
        f"{name} 必须是不小于 0 的有限数，而不是 {value}",
    )


@pytest.mark.parametrize("processes", [0, -1])
def test_a_search_needs_a_process(processes: int) -> None:
    assert refused(InputError, Search, 0.01, 0.001, processes) == (
        f"processes must be a whole number of at least 1, not {processes}",
        f"processes 必须是不小于 1 的整数，而不是 {processes}",
    )


@pytest.mark.parametrize(
    ("engine", "small", "large"), [("auto", False, True), ("plain", False, False), ("rounding", True, True)]
)
def test_large_layers_are_searched_by_what_cancels(engine: Any, *, small: bool, large: bool) -> None:
    search = Search(0.01, 0.001, engine=engine)
    boxes = shapely.box(np.arange(1_000) * 2.0, 0, np.arange(1_000) * 2.0 + 1, 1)
    assert [search.cancels(read_layer(boxes[:count])) for count in (999, 1_000)] == [small, large]


def test_what_is_no_layer_is_refused_in_a_sentence() -> None:
    assert refused(InputError, read_layer, box(0, 0, 1, 1)) == (
        "a sequence of geometries is needed, not a single Polygon; put it in a list",
        "应给出一列几何图形，而不是单个 Polygon；请放入列表",
    )
    assert refused(InputError, read_layer, [box(0, 0, 1, 1), None, "POINT (0 0)"]) == (
        "item 2 is not a geometry but of type str; give geometries or None only",
        "第 2 项不是几何图形，而是 str；请只给出几何图形或空值",
    )
    for missing in (None, math.nan, pd.NA):
        assert read_layer([missing]).shapes.tolist() == [None]
    assert "of type float" in refused(InputError, read_layer, [1.5])[0]


def test_layers_in_two_systems_are_refused_with_both() -> None:
    first, second = (read_layer(gpd.GeoSeries([box(0, 0, 1, 1)], crs=code)) for code in (4547, 4548))
    words = refused(CrsError, require_same_crs, first, second)
    for said in words:
        assert said.index("114") < said.index("117")
    nameless = read_layer([box(0, 0, 1, 1)])
    for left, right in ((first, first), (first, nameless), (nameless, second), (nameless, nameless)):
        require_same_crs(left, right)


@pytest.mark.parametrize(
    ("shapes", "middle"),
    [
        ([box(0, 0, 10, 20)], [5, 10]),
        (
            [
                None,
                box(467_000, 2_583_000, 467_001, 2_583_002),
                box(467_010, 2_583_010, 467_020.9, 2_583_031),
            ],
            [467_010, 2_583_015],
        ),
        ([box(-7, -9, -4, -3), shapely.Point(900, 900)], [-6, -6]),
        ([None], [0, 0]),
    ],
)
def test_a_layer_is_searched_about_its_middle_on_whole_metres(shapes: list[Any], middle: list[float]) -> None:
    layer = read_layer(shapes)
    assert layer.middle().tolist() == middle
    subject = prepare_subject(layer, Search(0.01, 0.001))
    assert subject.origin.tolist() == middle
    assert subject.representative.tolist() == layer.polygonal.tolist()


def test_a_subject_gives_polygons_about_its_origin_in_their_order() -> None:
    shapes = [box(30, 0, 31, 1), box(10, 0, 11, 1), box(20, 0, 21, 1), box(10, 0, 11, 1).reverse()]
    subject = prepare_subject(read_layer(shapes), Search(0.01, 0.001), origin=np.array([10.0, 1.0]))
    assert subject.firsts.tolist() == [0, 1, 2, 1]
    assert subject.representative.tolist() == [True, True, True, False]
    positions, local = subject.in_order(np.array([0, 2, 1]))
    assert positions.tolist() == [1, 2, 0]
    assert shapely.bounds(local).tolist() == [[0, -1, 1, 0], [10, -1, 11, 0], [20, -1, 21, 0]]
    assert subject.near(np.array([[10.2, -0.5, 10.4, 0]])).tolist() == [2]


@pytest.mark.parametrize(("wide_m", "count"), [(0.0010, 0), (0.0011, 1)])
def test_by_default_what_is_more_than_a_hundredth_of_a_square_metre_counts(wide_m: float, count: int) -> None:
    layer = [box(0, 0, 10, 10), box(10 - wide_m, 0, 20, 10)]
    assert len(survey_coverage(layer)) == len(find_overlaps(layer)) == count
    searched = survey(read_layer(layer), Search(0.01, 0.001))
    assert len(searched) == count
    assert len(survey(read_layer(layer), Search(0.01, 0.001), pairs=False)) == 0


@pytest.mark.parametrize(("crack_m", "count"), [(0.0008, 1), (0.0012, 0)])
def test_by_default_a_crack_of_less_than_a_millimetre_is_closed(crack_m: float, count: int) -> None:
    ring = box(0, 0, 30, 30) - box(10, 10, 20, 20) - box(20, 15, 30, 15 + crack_m)
    assert len(survey_coverage([ring]).gaps) == count
    assert len(survey(read_layer([ring]), Search(0.01, 0.001), holes=False).gaps) == 0

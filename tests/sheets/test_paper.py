"""Scales and papers that may be asked for, and how land is cut into sheets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from matplotlib.figure import Figure
from pyproj import CRS

from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.ledgers.plot import lettered
from geokit.sheets.grid import grid_step, grid_text
from geokit.sheets.layout import Layout
from geokit.sheets.paper import (
    MM_PER_INCH,
    ORIENTATIONS,
    PAPERS_MM,
    Paper,
    checked_scale,
    refuse_sheet_options,
)
from geokit.sheets.sheet import extent_of
from geokit.sheets.tiling import plan_index, plan_sheets
from geokit.sheets.title_block import TitleBlock

SQUARE_KM = (470_000.0, 2_585_000.0, 471_000.0, 2_586_000.0)


def land(*shapes: Any) -> Any:
    return np.array(shapes, dtype=object)


@pytest.mark.parametrize("name", list(PAPERS_MM))
@pytest.mark.parametrize("way", ORIENTATIONS)
def test_the_parts_of_a_sheet_do_not_cover_each_other(name: Any, way: Any) -> None:
    layout = Layout.of(Paper(name, way))
    width, height = layout.paper.size_mm
    parts = [layout.map.grown(layout.band), *layout.columns, layout.block, layout.head, layout.foot]
    boxes = [shapely.box(*part) for part in parts]
    assert all(shapely.box(0, 0, width, height).contains(box) for box in boxes)
    assert shapely.union_all(boxes).area == pytest.approx(sum(box.area for box in boxes))
    assert layout.map.width * layout.map.height > 0.4 * width * height


def test_the_largest_usual_scale_is_taken_that_fits() -> None:
    plan = plan_sheets(SQUARE_KM, land(shapely.box(*SQUARE_KM)), {})
    assert (plan.layout.paper, plan.scale, len(plan.tiling.tiles)) == (Paper("A3"), 5_000, 1)


def test_a_scale_takes_the_smallest_paper_that_holds_all_land() -> None:
    plan = plan_sheets(SQUARE_KM, land(shapely.box(*SQUARE_KM)), {"scale": 2_000})
    assert (plan.layout.paper, len(plan.tiling.tiles)) == (Paper("A1"), 1)
    other = plan_sheets(SQUARE_KM, land(shapely.box(*SQUARE_KM)), {"scale": 3_333})
    assert other.scale == 3_333


@pytest.mark.parametrize("scale", [0, -2000, 3, 10**9])
def test_a_scale_that_is_none_names_the_usual_ones(scale: int) -> None:
    with pytest.raises(OptionError, match="1:500, 1:1000, 1:2000, 1:5000, 1:10000"):
        checked_scale(scale)


def test_only_paper_has_a_scale() -> None:
    refuse_sheet_options(".png", {"scale": None})
    with pytest.raises(OptionError, match="scale"):
        refuse_sheet_options(".png", {"scale": 500})
    with pytest.raises(UnknownNameError, match="A1"):
        plan_sheets(SQUARE_KM, land(), {"paper": "A7"})  # type: ignore[typeddict-item]


def test_sheets_cover_the_land_overlap_and_begin_at_round_metres() -> None:
    plan = plan_sheets(SQUARE_KM, land(shapely.box(*SQUARE_KM)), {"scale": 500, "paper": "A1"})
    tiles = plan.tiling.tiles
    cores = [shapely.box(*tile.core) for tile in tiles]
    assert shapely.union_all(cores).contains(shapely.box(*SQUARE_KM))
    assert sum(core.area for core in cores) == pytest.approx(shapely.union_all(cores).area)
    assert all(edge % 5 == 0 for tile in tiles for edge in tile.core)
    for tile in tiles:
        assert tile.core[0] - tile.frame[0] >= 5
        assert tile.frame[3] - tile.core[3] >= 5
    first = tiles[0]
    assert (first.number, first.row, first.column) == (1, 0, 0)
    assert plan.tiling.neighbour(first, east=1) == 2
    assert plan.tiling.neighbour(first, south=-1) is None


def test_a_sheet_without_land_is_left_out() -> None:
    corners = land(
        shapely.box(470_000, 2_585_000, 470_010, 2_585_010),
        shapely.box(470_990, 2_585_990, 471_000, 2_586_000),
    )
    plan = plan_sheets(SQUARE_KM, corners, {"scale": 500, "paper": "A3"})
    assert [tile.number for tile in plan.tiling.tiles] == [1, 2]
    assert plan.tiling.tiles[0].row == 0 < plan.tiling.tiles[1].row
    index = plan_index(SQUARE_KM, plan)
    assert len(index.tiling.tiles) == 1
    assert all(
        shapely.box(*index.tiling.tiles[0].frame).contains(shapely.box(*tile.core))
        for tile in plan.tiling.tiles
    )


def test_more_sheets_than_anyone_prints_are_refused() -> None:
    wide = (470_000.0, 2_585_000.0, 490_000.0, 2_605_000.0)
    with pytest.raises(InputError, match=r"1:500 takes \d+ sheets of A4.*1:250000"):
        plan_sheets(wide, land(shapely.box(*wide)), {"scale": 500, "paper": "A4", "orientation": "landscape"})


def test_coordinates_have_no_separators() -> None:
    assert grid_text(39_463_000.0, grid_step(1_000, "A1")) == "39463000"


@pytest.mark.parametrize("name", ["A4", "A1"])
@pytest.mark.parametrize(
    "title",
    [
        "Parcel 7",
        "Compared with May: 2.700 mu gained, 39.300 mu lost; 1 removed; 3 moved; 4 redrawn",
        "WWWWWWWWWW MMMMMMMMMMMM WWWWWWWWWW MMMMMMMMMM",
        "WWWWWWWWWWMMMMMMMMMMMMWWWWWWWWWWMMMMMMMMMM",
        "与五月底的状态相比：新增 2.700 亩，减少 39.300 亩；减少地块 1 宗；3 宗移位；4 宗界线调整",
        "深汕特别合作区鹅埠镇西湖村委会下寮村民小组第三批次" * 2,
    ],
)
def test_no_word_of_a_title_block_leaves_its_box(title: str, name: Any) -> None:
    layout = Layout.of(Paper(name, "landscape"))
    width, height = layout.paper.size_mm
    figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    block = TitleBlock(title, "12/34", 5_000, CRS(4508), {})
    box = layout.block
    left, bottom, right, top = axes.transData.transform(
        [(box.left, box.bottom), (box.right, box.top)]
    ).ravel()
    with lettered(block.texts("en"), "en"):
        block.draw(axes, layout, "en")
        extents = [extent_of(text) for text in axes.texts]
    assert min(extent.x0 for extent in extents) >= left
    assert max(extent.x1 for extent in extents) <= right
    assert min(extent.y0 for extent in extents) >= bottom
    assert max(extent.y1 for extent in extents) <= top

"""Land that is larger than a sheet, cut into sheets that overlap; which scale and paper that takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.sheets.layout import Layout
from geokit.sheets.paper import PAPERS_MM, Paper, SheetOptions, checked_scale, papers, scale_text, usual_scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Each sheet goes on for so much beyond the line where its neighbour begins.
_OVERLAP_MM = 10.0
# Sheets begin at round metres: every centimetre of the paper.
_UNIT_MM = 10.0
# A reader lays out so many sheets on a table; more of them need larger paper.
_FEW = 12
_MOST = 400
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
# Land does not touch the frame.
_ROOM, _LEAST_ROOM = 1.04, 1.01

_TOO_MANY = Words(
    zh="1:{scale} 需 {paper} 图纸 {count} 幅，最多 {most} 幅；1:{fits} 一幅即可",
    en="1:{scale} takes {count} sheets of {paper}, and {most} are the most; one does at 1:{fits}",
)

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """One sheet of several.

    Attributes
    ----------
    number : int
        Counted from 1, row by row from the north-west.
    row, column : int
        Its place, from the north-west.
    core : tuple of float
        West, south, east and north of the land that it stands for, metres; its edges are match lines.
    frame : tuple of float
        What it shows: more than its own land.
    """

    number: int
    row: int
    column: int
    core: Bounds
    frame: Bounds


@dataclass(frozen=True)
class Tiling:
    """The sheets of some land; those that nothing would be drawn on are left out."""

    tiles: tuple[Tile, ...]

    @cached_property
    def _numbers(self) -> dict[tuple[int, int], int]:
        return {(tile.row, tile.column): tile.number for tile in self.tiles}

    def neighbour(self, tile: Tile, *, south: int = 0, east: int = 0) -> int | None:
        """Return the number of the sheet that lies so many rows south and columns east, or None."""
        return self._numbers.get((tile.row + south, tile.column + east))


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """Which paper, at which scale, and what each sheet shows."""

    layout: Layout
    scale: int
    tiling: Tiling


def plan_sheets(bounds: Bounds, land: NDArray[np.object_], options: SheetOptions) -> SheetPlan:
    """Choose paper, scale and sheets.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east and north of all that is drawn, metres.
    land : ndarray of shapely geometries
        A sheet that none of them reaches is left out.
    options : SheetOptions
        What was asked for.

    Raises
    ------
    OptionError
        The scale is none.
    UnknownNameError
        There is no such paper.
    InputError
        It would take more sheets than anyone prints.
    """
    scale = checked_scale(options.get("scale"))
    name, way = options.get("paper"), options.get("orientation")
    if scale is None:
        # Both ways of the paper, and the landscape one where they do alike.
        fitting = [
            (usual_scale(_needed(bounds, paper)), paper) for paper in papers(name, way, default=["A3"])
        ]
        least, paper = min(fitting, key=lambda each: each[0])
        return _planned(bounds, land, paper, least)
    chosen = papers(name, way, default=PAPERS_MM)
    counts = [_count(bounds, paper, scale) for paper in chosen]
    few = 1 if min(counts) == 1 else max(_FEW, min(counts)) if name is None else min(counts)
    at = next(at for at, count in enumerate(counts) if count <= few)
    if counts[at] > _MOST:
        fits = scale_text(usual_scale(_needed(bounds, chosen[at])))[2:]
        raise InputError(
            _TOO_MANY, scale=str(scale), paper=chosen[at].name, count=counts[at], most=_MOST, fits=fits
        )
    return _planned(bounds, land, chosen[at], scale)


def plan_index(bounds: Bounds, plan: SheetPlan) -> SheetPlan:
    """Return one sheet of the same paper that shows all land and all sheets, at the largest round scale that fits."""
    edges = np.array([bounds, *(tile.core for tile in plan.tiling.tiles)])
    west, south = edges[:, :2].min(axis=0).tolist()
    east, north = edges[:, 2:].max(axis=0).tolist()
    everything = (west, south, east, north)
    needed = _needed(everything, plan.layout.paper)
    power = 10.0 ** math.floor(math.log10(needed))
    scale = next(round(step * power) for step in _ROUND if step * power >= needed)
    nothing = np.array([], dtype=object)
    return _planned(everything, nothing, plan.layout.paper, scale)


def _needed(bounds: Bounds, paper: Paper) -> float:
    """Return the scale number at which the land fits one sheet."""
    west, south, east, north = bounds
    frame = Layout.of(paper).map
    return max((east - west) / frame.width, (north - south) / frame.height, 1e-3) * 1000 * _ROOM


def _count(bounds: Bounds, paper: Paper, scale: int) -> int:
    west, south, east, north = bounds
    if _needed(bounds, paper) / _ROOM * _LEAST_ROOM <= scale:
        return 1
    width, height = _core_m(paper, scale)
    return math.ceil((east - west) / width) * math.ceil((north - south) / height)


def _core_m(paper: Paper, scale: int) -> tuple[float, float]:
    frame = Layout.of(paper).map
    unit = _UNIT_MM / 1000 * scale
    width, height = (
        math.floor((length - 2 * _OVERLAP_MM) / _UNIT_MM) * unit for length in (frame.width, frame.height)
    )
    return width, height


def _planned(bounds: Bounds, land: NDArray[np.object_], paper: Paper, scale: int) -> SheetPlan:
    layout = Layout.of(paper)
    if _count(bounds, paper, scale) == 1:
        west, south, east, north = bounds
        half = layout.map.width * scale / 2000, layout.map.height * scale / 2000
        x, y = (west + east) / 2, (south + north) / 2
        frame = (x - half[0], y - half[1], x + half[0], y + half[1])
        return SheetPlan(layout, scale, Tiling((Tile(1, 0, 0, frame, frame),)))
    return SheetPlan(layout, scale, _tiled(bounds, land, layout, scale))


def _tiled(bounds: Bounds, land: NDArray[np.object_], layout: Layout, scale: int) -> Tiling:
    west, south, east, north = bounds
    width, height = _core_m(layout.paper, scale)
    unit = _UNIT_MM / 1000 * scale
    columns, rows = math.ceil((east - west) / width), math.ceil((north - south) / height)
    # In the middle of the sheets, as near as round metres allow.
    left = math.floor(((west + east - columns * width) / 2) / unit) * unit
    top = math.ceil(((south + north + rows * height) / 2) / unit) * unit
    if left + columns * width < east:
        columns += 1
    if top - rows * height > south:
        rows += 1
    places = [(row, column) for row in range(rows) for column in range(columns)]
    cores = np.array(
        [
            (left + c * width, top - (r + 1) * height, left + (c + 1) * width, top - r * height)
            for r, c in places
        ]
    )
    used = _reached(cores, land)
    margin = ((layout.map.width * scale / 1000 - width) / 2, (layout.map.height * scale / 1000 - height) / 2)
    frames = cores + np.array([-margin[0], -margin[1], margin[0], margin[1]])
    return Tiling(
        tuple(
            Tile(number, *places[at], _bounds(cores[at]), _bounds(frames[at]))
            for number, at in enumerate(np.flatnonzero(used), start=1)
        )
    )


def _bounds(edges: NDArray[np.float64]) -> Bounds:
    west, south, east, north = edges.tolist()
    return (west, south, east, north)


def _reached(cores: NDArray[np.float64], land: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which boxes any of the land reaches; all of them where there is none."""
    there = land[~(shapely.is_missing(land) | shapely.is_empty(land))]
    if len(there) == 0:
        return np.ones(len(cores), dtype=bool)
    reached, _ = shapely.STRtree(there).query(shapely.box(*cores.T), predicate="intersects")
    return np.isin(np.arange(len(cores)), reached)

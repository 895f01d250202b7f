"""Tables of boundary points for the tests: a rectangle of 8,000 m² in zone 39, and an octagon of 28,284 m²."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING

from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    Places = Sequence[tuple[float, float]]

# North, east.
RECTANGLE = ((2580000, 39462000), (2580100, 39462000), (2580100, 39462080), (2580000, 39462080))
OCTAGON = tuple(
    (
        round(2580000 + 100 * math.sin(at * math.pi / 4), 3),
        round(39462000 + 100 * math.cos(at * math.pi / 4), 3),
    )
    for at in range(8)
)
TRIANGLE = RECTANGLE[:3]
INSIDE = ((2580040, 39462040), (2580050, 39462040), (2580050, 39462050))

XY = "点号,X,Y"
NAMED = "地块编号,点号,X,Y"


def moved(places: Places, east: float) -> list[tuple[float, float]]:
    """Return places farther east."""
    return [(north, own + east) for north, own in places]


A, B, C = RECTANGLE, moved(RECTANGLE, 100), moved(RECTANGLE, 200)
WITHIN_B = moved(INSIDE, 100)


def rows(places: Places, *before: str, start: int = 1, closed: bool = False) -> list[str]:
    """Return rows of point number, north, east, with what stands before them; closed, the first point comes again."""
    numbered = [*enumerate(places, start=start), *([(start, places[0])] if closed else [])]
    return [",".join([*before, f"J{number}", str(north), str(east)]) for number, (north, east) in numbered]


def read(folder: Path, *lines: str, name: str = "x.csv", **options: object) -> gpd.GeoDataFrame:
    """Read lines as a file."""
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_parcels(path, **options)


def codes(frame: gpd.GeoDataFrame) -> set[str]:
    """Return the kinds of remarks, but for those on what these tables lack by design."""
    return {notice.code for notice in notices_of(frame)} - {"crs_missing", "crs_assumed", "ring_not_closed"}


def behind(lines: list[str], *cells: str) -> list[str]:
    """Return rows with a cell behind each; the last one given stands for all that are left."""
    return [f"{line},{cells[min(at, len(cells) - 1)]}" for at, line in enumerate(lines)]


def bare(lines: list[str]) -> list[str]:
    """Return rows without the number of the point."""
    return [line.partition(",")[2] for line in lines]


def beside(*blocks: list[str], width: int = 3) -> list[str]:
    """Return blocks of rows side by side, blank where one is shorter."""
    height = max(map(len, blocks))
    filled = [[*block, *["," * (width - 1)] * (height - len(block))] for block in blocks]
    return [",".join(cells) for cells in zip(*filled, strict=True)]


def numbered(places: Places, *numbers: object) -> list[str]:
    """Return rows of number, north, east."""
    return [f"{number},{north},{east}" for number, (north, east) in zip(numbers, places, strict=True)]


def alternating(*blocks: list[str]) -> list[str]:
    """Return a row of each, again and again."""
    return list(chain(*zip(*blocks, strict=True)))


def bad(places: Places, at: int, north: str, east: str, *before: str) -> list[str]:
    """Return rows of which one has other coordinates."""
    lines = rows(places, *before)
    lines[at] = ",".join([*before, f"J{at + 1}", north, east])
    return lines

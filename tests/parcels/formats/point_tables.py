"""Tables of boundary points for the tests: a rectangle of 8,000 m² in zone 39, and an octagon of 28,284 m²."""

from __future__ import annotations

import math
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
INSIDE = ((2580040, 39462040), (2580050, 39462040), (2580050, 39462050))


def moved(places: Places, east: float) -> list[tuple[float, float]]:
    """Return places farther east."""
    return [(north, own + east) for north, own in places]


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

"""Shapes on their way onto a sheet: into its plane, within its view, and as one patch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.arrays import as_array
from geokit.matplotlib_symbols import area_patches, grown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geokit.sheets.sheet import MapPlane, Sheet
    from geokit.sheets.tiling import Bounds
    from geokit.symbols import Symbol


def move_to(plane: MapPlane, shapes: Iterable[Any]) -> NDArray[np.object_]:
    """Return shapes of degrees in a plane; None stays None."""
    moved: NDArray[np.object_] = shapely.transform(as_array(shapes), plane.metres)
    return moved


def bounds_of(shapes: NDArray[np.object_]) -> Bounds:
    """Return west, south, east and north of shapes."""
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return (west, south, east, north)


def in_view(sheet: Sheet, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes may be seen on a sheet."""
    west, south, east, north = sheet.view
    boxes = shapely.bounds(shapes)
    # NaN, of what is no shape, is in no view.
    return (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)


def rings_of(shapes: NDArray[np.object_]) -> list[NDArray[np.float64]]:
    """Return the points of every ring and line."""
    lines = [
        line
        for part in shapely.get_parts(shapes)
        for line in ((part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,))
    ]
    return [shapely.get_coordinates(line) for line in lines]


def draw_polygons(
    sheet: Sheet, shapes: NDArray[np.object_], symbol: Symbol | str, *, zorder: float = 2
) -> None:
    """Draw polygons as one, their holes open; anything else is left out."""
    from matplotlib.path import Path

    # Holes run the other way round, so that they stay open where rings are filled by their winding.
    parts = shapely.get_parts(shapely.orient_polygons(shapes))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    if len(rings) == 0:
        return
    points, owners = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    codes[starts] = Path.MOVETO
    codes[np.append(starts[1:], len(points)) - 1] = Path.CLOSEPOLY
    for patch in area_patches(Path(points, codes), grown(symbol, sheet.growth**0.5), zorder=zorder):
        # As an artist: a patch would be searched for its limits, bend by bend, and the limits of a sheet are known.
        sheet.axes.add_artist(patch)

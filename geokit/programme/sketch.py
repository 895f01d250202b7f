"""A park's outline as a small drawing inside a page: shape and zones, without a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

_WIDTH, _HEIGHT, _MARGIN = 150.0, 110.0, 4.0
_LAND, _ZONE = "#0072B2", "#E69F00"
_DASHES: Final = ' stroke-dasharray="4 3"'


def outline_svg(
    outline: BaseGeometry | None, zones: Sequence[BaseGeometry | None] = (), *, is_schematic: bool = False
) -> str:
    """Return an inline SVG of an outline with zones in it; empty where there is no outline.

    Parameters
    ----------
    outline : shapely geometry or None
        In metres or degrees, east and north.
    zones : sequence of shapely geometry or None
        In the same coordinates.
    is_schematic : bool
        Whether the line is dashed, as on the maps.

    Examples
    --------
    >>> outline_svg(shapely.box(0, 0, 100, 50)).count("<path")
    1
    >>> outline_svg(None)
    ''
    """
    if outline is None or outline.is_empty or not np.isfinite(outline.bounds).all():
        return ""
    west, south, east, north = outline.bounds
    scale = min(
        (_WIDTH - 2 * _MARGIN) / max(east - west, 1e-9), (_HEIGHT - 2 * _MARGIN) / max(north - south, 1e-9)
    )
    drawn = [_path(outline, (west, north), scale, _LAND, _DASHES if is_schematic else "")]
    drawn += [_path(zone, (west, north), scale, _ZONE, "") for zone in zones if zone is not None]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:g}" height="{_HEIGHT:g}" '
        f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" style="flex: none" aria-hidden="true">{"".join(drawn)}</svg>'
    )


def _path(shape: BaseGeometry, corner: tuple[float, float], scale: float, colour: str, more: str) -> str:
    # Half a unit of the drawing: a survey of thousands of points is drawn with as many as can be seen.
    plain = shapely.simplify(shape, 0.5 / scale)
    rings = shapely.get_rings(shapely.get_parts(plain))
    lines = [_ring((shapely.get_coordinates(ring) - corner) * (scale, -scale) + _MARGIN) for ring in rings]
    return (
        f'<path d="{"".join(lines)}" fill="{colour}" fill-opacity="0.2" fill-rule="evenodd" '
        f'stroke="{colour}" stroke-width="1.5"{more}/>'
    )


def _ring(points: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist()) + "Z"

"""A park's outline and zones on a map, and the inset that shows where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.auditing.public import is_zone_drawn
from geokit.maps.payload import Json, Text, both
from geokit.maps.shapes import OUTLINE_DECIMALS, PARCEL_DECIMALS, rings, to_display
from geokit.programme.districts import OUTLINE_CRS, district_outlines
from geokit.programme.terms import BASIS_WORDS, Basis

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Park, Placed

_INSET_UNITS = 150.0
_METRES_PER_DEGREE = 111_195.0


def outlines(park: Park, *, is_gcj02: bool = False, is_public: bool = False) -> list[Json]:
    """Return the outline of a park and of those of its zones that have one, the park first.

    For the public, zones that are surveyed and not yet built are left out.
    """
    return [
        {
            "name": both(placed.name),
            "kind": "park" if placed is park else "zone",
            "basis": both(BASIS_WORDS[placed.basis]) if placed.basis else None,
            "is_schematic": placed.basis is Basis.SCHEMATIC,
            "polygons": rings(shape, PARCEL_DECIMALS),
            "label": _label_point(shape),
        }
        for placed, shape in _drawn(park, is_gcj02=is_gcj02, is_public=is_public)
    ]


def _drawn(park: Park, *, is_gcj02: bool, is_public: bool) -> Iterator[tuple[Placed, BaseGeometry]]:
    zones = [zone for zone in park.zones if not is_public or is_zone_drawn(zone)]
    for placed in (park, *zones):
        if placed.boundary is not None and placed.crs is not None:
            yield placed, to_display([placed.boundary], placed.crs, is_gcj02=is_gcj02)[0]


def _label_point(shape: BaseGeometry) -> list[float]:
    # On the upper edge, where no parcel's own label stands.
    west, _, east, north = shape.bounds
    return [round(north, PARCEL_DECIMALS), round((west + east) / 2, PARCEL_DECIMALS)]


def vague_place(park: Park) -> Json | None:
    """Return the district and the circle in which a park lies whose outline is not known."""
    if park.boundary is not None or park.anchor is None:
        return None
    found = district_outlines([park.district])
    shapes = to_display(found.values(), OUTLINE_CRS)
    return {
        "point": [park.anchor.lat, park.anchor.lon],
        "uncertainty_m": park.anchor.uncertainty_m,
        "polygons": rings(shapes[0], OUTLINE_DECIMALS) if found else [],
    }


def inset(park: Park, adcodes: Sequence[str] = (), name: Text | None = None) -> Json | None:
    """Return a small drawing of the districts with the park's place, or None where no outline is known.

    Parameters
    ----------
    park : Park
        Its district is drawn strong; its place is a dot, with a circle as wide as it is uncertain.
    adcodes : sequence of str
        The districts to draw beside it.
    name : text, optional
        What its district is called.
    """
    found = district_outlines([park.district, *adcodes])
    shapes = dict(zip(found, to_display(found.values(), OUTLINE_CRS), strict=True))
    if park.district not in shapes:
        return None
    west, south, east, north = shapely.total_bounds([*shapes.values(), *_circle(park)]).tolist()
    shrink = float(np.cos(np.radians((south + north) / 2)))
    unit_deg = max((east - west) * shrink, north - south) / _INSET_UNITS
    scale = np.array([shrink / unit_deg, -1 / unit_deg])
    place = _place(park)
    is_vague = park.anchor is not None and park.basis in (None, Basis.SCHEMATIC)
    return {
        "width": round((east - west) * shrink / unit_deg, 1),
        "height": round((north - south) / unit_deg, 1),
        "name": both(name) if name else None,
        "west": west,
        "north": north,
        "units_per_lon": shrink / unit_deg,
        "units_per_lat": 1 / unit_deg,
        "unit_m": unit_deg * _METRES_PER_DEGREE,
        "districts": [
            {"is_own": adcode == park.district, "paths": _paths(shape, np.array([west, north]), scale)}
            for adcode, shape in shapes.items()
        ],
        "place": np.round((place - (west, north)) * scale, 1).tolist() if place is not None else None,
        "uncertainty_m": park.anchor.uncertainty_m if park.anchor and is_vague else 0,
    }


def _circle(park: Park) -> list[BaseGeometry]:
    # Whole in the drawing, though its true shape in degrees is an ellipse.
    if park.anchor is None or park.basis not in (None, Basis.SCHEMATIC):
        return []
    radius = park.anchor.uncertainty_m / _METRES_PER_DEGREE
    return [shapely.Point(park.anchor.lon, park.anchor.lat).buffer(radius)]


def _place(park: Park) -> NDArray[np.float64] | None:
    if park.basis in (None, Basis.SCHEMATIC) and park.anchor:
        return np.array([park.anchor.lon, park.anchor.lat])
    if park.boundary is None or park.crs is None:
        return None
    middle: NDArray[np.float64] = shapely.get_coordinates(to_display([park.boundary.centroid], park.crs)[0])[
        0
    ]
    return middle


def _paths(
    shape: BaseGeometry, corner: NDArray[np.float64], scale: NDArray[np.float64]
) -> list[list[list[float]]]:
    simple = shape.simplify(10**-3)
    lines = [part.exterior for part in shapely.get_parts(simple)]
    return [np.round((shapely.get_coordinates(line) - corner) * scale, 1).tolist() for line in lines]

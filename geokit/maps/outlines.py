"""A park's outline and zones on a map, and the small drawings beside it: an inset, and a sketch to scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geokit.auditing.redaction import is_zone_drawn
from geokit.geometry.arrays import as_array
from geokit.land.crs.transform import reproject
from geokit.page.geometry import OUTLINE_PRECISION_M, pack_shapes, to_display
from geokit.page.payload import Json, Text, localized
from geokit.programme.outlines import OUTLINE_CRS, district_outlines
from geokit.programme.terms import BASIS_WORDS, Basis
from geokit.sheets.survey import plan_crs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Park

_INSET_UNITS = 150.0
_SKETCH_UNITS = 240.0
_LABEL_DECIMALS = 7
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a park or of a zone, as a map draws it.

    Parameters
    ----------
    name : text
        What it is called.
    kind : {"park", "zone"}
        A park's line is the stronger one.
    basis : Basis or None
        What the outline rests on.
    shape : shapely geometry
        Polygons, in degrees.
    """

    name: Text
    kind: Literal["park", "zone"]
    basis: Basis | None
    shape: BaseGeometry

    @property
    def is_schematic(self) -> bool:
        """Whether it is a sketch."""
        return self.basis is Basis.SCHEMATIC

    @property
    def label(self) -> list[float]:
        """Latitude and longitude of its name: on the upper edge, where no parcel's own label stands."""
        west, _, east, north = self.shape.bounds
        return [round(north, _LABEL_DECIMALS), round((west + east) / 2, _LABEL_DECIMALS)]

    def payload(self) -> Json:
        """Return it for the page's script, but for its shape."""
        return {
            "name": localized(self.name),
            "kind": self.kind,
            "basis": localized(BASIS_WORDS[self.basis]) if self.basis else "",
            "is_schematic": self.is_schematic,
            "label": self.label,
        }


def outlines(park: Park, *, is_gcj02: bool = False, is_public: bool = False) -> list[Outline]:
    """Return the outline of a park and of those of its zones that have one, the park first.

    For the public, zones that are surveyed and not yet built are left out.
    """
    zones = [zone for zone in park.zones if not is_public or is_zone_drawn(zone)]
    return [
        Outline(
            placed.name,
            "park" if placed is park else "zone",
            placed.basis,
            to_display([placed.boundary], placed.crs, is_gcj02=is_gcj02)[0],
        )
        for placed in (park, *zones)
        if placed.boundary is not None and placed.crs is not None
    ]


@dataclass(frozen=True, slots=True)
class VaguePlace:
    """Where a park lies whose outline is not known: a circle, and its district where that has an outline."""

    lon: float
    lat: float
    uncertainty_m: float
    district: BaseGeometry | None

    def circle(self) -> BaseGeometry:
        """Return the circle in degrees, for what draws no circles of metres."""
        return shapely.Point(self.lon, self.lat).buffer(self.uncertainty_m / _METRES_PER_DEGREE)

    def payload(self) -> Json:
        """Return it for the page's script."""
        return {
            "point": [self.lat, self.lon],
            "uncertainty_m": self.uncertainty_m,
            "district": pack_shapes(as_array([self.district]), OUTLINE_PRECISION_M),
        }


def vague_place(park: Park) -> VaguePlace | None:
    """Return where a park lies whose outline is not known."""
    if park.boundary is not None or park.anchor is None:
        return None
    found = list(to_display(district_outlines([park.district]).values(), OUTLINE_CRS))
    anchor = park.anchor
    return VaguePlace(anchor.lon, anchor.lat, anchor.uncertainty_m, found[0] if found else None)


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
        "name": localized(name) if name else None,
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


def sketch(park: Park) -> Json | None:
    """Return a park's outline and zones as a drawing to scale, or None without an outline.

    The drawing's longer side is 240 units, y down; ``unit_m`` is the length of a unit in metres.
    """
    if park.boundary is None or park.crs is None:
        return None
    zones = [zone for zone in park.zones if zone.boundary is not None]
    plan = plan_crs(park.boundary, park.crs)
    outline, *inner = [reproject([each.boundary], each.crs or park.crs, plan)[0] for each in (park, *zones)]
    west, south, east, north = shapely.total_bounds([outline, *inner]).tolist()
    unit_m = max(east - west, north - south) / _SKETCH_UNITS
    corner = np.array([west, north])
    drawn = [_all_paths(shape, corner, unit_m) for shape in (outline, *inner)]
    return {
        "width": round((east - west) / unit_m, 1),
        "height": round((north - south) / unit_m, 1),
        "unit_m": unit_m,
        "outline": drawn[0],
        "zones": [
            {"name": localized(zone.name), "paths": paths}
            for zone, paths in zip(zones, drawn[1:], strict=True)
        ],
    }


def _all_paths(shape: BaseGeometry, corner: NDArray[np.float64], unit_m: float) -> list[list[list[float]]]:
    lines = [line for part in shapely.get_parts(shape) for line in (part.exterior, *part.interiors)]
    moved = [(shapely.get_coordinates(line) - corner) / (unit_m, -unit_m) for line in lines]
    return [np.round(points, 1).tolist() for points in moved]

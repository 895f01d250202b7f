"""A park's outline and zones on a map, and the small drawings beside it: an inset, and a sketch to scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geokit.auditing.redaction import is_zone_drawn
from geokit.geometry.arrays import as_array
from geokit.i18n import LANGUAGES, Words
from geokit.page.geometry import OUTLINE_PRECISION_M, pack_shapes, to_display
from geokit.page.payload import Json, LocalizedText, Text, localized
from geokit.programme.circles import (
    DrawnLand,
    DrawnOutline,
    circle_words,
    distance_note,
    drawn_land,
    undrawn_notes,
)
from geokit.programme.outlines import OUTLINE_CRS, district_outlines
from geokit.programme.terms import BASIS_WORDS, Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Park

_LEGEND = {
    "park": Words(zh="园区边界（{basis}）", en="outline of the park ({basis})"),
    "zone": Words(zh="分区（{basis}）", en="zone ({basis})"),
}
_VAGUE = Words(
    zh="园区在圆内某处：位置误差达 ±{km} 公里，边界未公开",
    en="the park is somewhere in this circle: its place is known to ±{km} km, and no outline is public",
)
_UNNAMED = Words(zh="未注明依据", en="basis not named")
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
        Polygons, in degrees; a circle where the outline is schematic.
    legend : text
        What the legend says of it.
    """

    name: Text
    kind: Literal["park", "zone"]
    basis: Basis | None
    shape: BaseGeometry
    legend: Text

    @property
    def is_schematic(self) -> bool:
        """Whether it is a circle: nobody knows its place and shape."""
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
            "legend": localized(self.legend),
            "is_schematic": self.is_schematic,
            "label": self.label,
        }


def shown_land(park: Park, *, is_public: bool = False) -> DrawnLand:
    """Return what is drawn of a park and of its zones.

    For the public, zones that are surveyed and not yet built are left out.
    """
    return drawn_land(park, [zone for zone in park.zones if not is_public or is_zone_drawn(zone)])


def outlines(land: DrawnLand, *, is_gcj02: bool = False) -> list[Outline]:
    """Return what is drawn of a park for a map, the park first."""
    return [
        Outline(
            each.of.name,
            "park" if each is land.park else "zone",
            each.of.basis,
            to_display([each.shape], each.crs, is_gcj02=is_gcj02)[0],
            outline_legend(each, "park" if each is land.park else "zone"),
        )
        for each in land.outlines
    ]


def outline_legend(drawn: DrawnOutline, kind: Literal["park", "zone"]) -> Text:
    """Return what a legend says of an outline: what it rests on; of a circle, that it is one."""
    if drawn.is_schematic:
        return LocalizedText(*(circle_words(drawn.of, language, kind=kind) for language in LANGUAGES))
    basis = BASIS_WORDS[drawn.of.basis] if drawn.of.basis else _UNNAMED
    return LocalizedText.of(_LEGEND[kind], basis=basis)


def circle_notes(park: Park, land: DrawnLand) -> list[Text]:
    """Return what a reader must know of circles before looking: how far off they may stand, and what is not drawn."""
    zh, en = (distance_note(park, land, language) for language in LANGUAGES)
    return [*(LocalizedText(*both) for both in zip(zh, en, strict=True)), *_undrawn(land)]


def _undrawn(land: DrawnLand) -> list[Text]:
    zh, en = (undrawn_notes(land, language) for language in LANGUAGES)
    return [LocalizedText(*both) for both in zip(zh, en, strict=True)]


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

    @property
    def legend(self) -> LocalizedText:
        """What a legend says of the circle."""
        return LocalizedText.of(_VAGUE, km=f"{self.uncertainty_m / 1000:g}")

    def payload(self) -> Json:
        """Return it for the page's script."""
        return {
            "point": [self.lat, self.lon],
            "legend": localized(self.legend),
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


def inset(
    park: Park,
    adcodes: Sequence[str] = (),
    name: Text | None = None,
    *,
    parcels: Iterable[BaseGeometry | None] = (),
) -> Json | None:
    """Return a small drawing of the districts with the park's place, or None where no outline is known.

    Parameters
    ----------
    park : Park
        Its district is drawn strong; its place is a dot, with a circle as wide as it is uncertain.
    adcodes : sequence of str
        The districts to draw beside it.
    name : text, optional
        What its district is called.
    parcels : iterable of shapely geometries
        Its parcels in WGS 84 degrees, which tell its place where it has neither outline nor anchor; None is passed over.
    """
    found = district_outlines([park.district, *adcodes])
    shapes = dict(zip(found, to_display(found.values(), OUTLINE_CRS), strict=True))
    if park.district not in shapes:
        return None
    west, south, east, north = shapely.total_bounds([*shapes.values(), *_circle(park)]).tolist()
    shrink = float(np.cos(np.radians((south + north) / 2)))
    unit_deg = max((east - west) * shrink, north - south) / _INSET_UNITS
    scale = np.array([shrink / unit_deg, -1 / unit_deg])
    place = _place(park, as_array(parcels))
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


def _place(park: Park, parcels: NDArray[np.object_]) -> NDArray[np.float64] | None:
    if park.basis in (None, Basis.SCHEMATIC) and park.anchor:
        return np.array([park.anchor.lon, park.anchor.lat])
    if park.boundary is None or park.crs is None:
        corners = shapely.total_bounds(parcels).reshape(2, 2) if len(parcels) else np.array([np.nan])
        return corners.mean(axis=0) if np.isfinite(corners).all() else None
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
    """Return a park's outline and zones as a drawing to scale, or None where there is nothing to draw.

    The drawing's longer side is 240 units, y down; ``unit_m`` is the length of a unit in metres. What is schematic is a
    circle; ``notes`` says so, and what is not drawn.
    """
    land = shown_land(park)
    if land.park is None:
        return None
    shapes = land.in_metres()
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    unit_m = max(east - west, north - south) / _SKETCH_UNITS
    corner = np.array([west, north])
    outline, *drawn = [_all_paths(shape, corner, unit_m) for shape in shapes]
    return {
        "width": round((east - west) / unit_m, 1),
        "height": round((north - south) / unit_m, 1),
        "unit_m": unit_m,
        "outline": outline,
        "is_schematic": land.park.is_schematic,
        "notes": [localized(note) for note in (outline_legend(land.park, "park"), *_undrawn(land))],
        "zones": [
            {"name": localized(zone.of.name), "paths": paths, "is_schematic": zone.is_schematic}
            for zone, paths in zip(land.zones, drawn, strict=True)
        ],
    }


def _all_paths(shape: BaseGeometry, corner: NDArray[np.float64], unit_m: float) -> list[list[list[float]]]:
    lines = [line for part in shapely.get_parts(shape) for line in (part.exterior, *part.interiors)]
    moved = [(shapely.get_coordinates(line) - corner) / (unit_m, -unit_m) for line in lines]
    return [np.round(points, 1).tolist() for points in moved]

"""Schematic outlines for parks whose boundary nobody has published, as park.toml asks for them.

Where it says ``drawn = true``, a circle is written: its area is the declared one (a lower bound is drawn at its bound), its
place the nearest to the anchor on the land of the district. A zone is a circle inside its park, beside other zones.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geokit.errors import CatalogError
from geokit.geometry.arrays import as_array
from geokit.i18n import LANGUAGES, Words
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import working_crs
from geokit.land.schematic import schematic_inside, schematic_outline, side_by_side
from geokit.programme.circles import CIRCLE, drawn_land, published
from geokit.programme.outlines import OUTLINE_CRS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyproj import CRS
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park, Placed
    from geokit.programme.places import Anchor

_NEEDS = Words(
    zh="{name}要绘制示意边界，须有 declared_area 和 anchor",
    en="{name}: an outline is drawn from declared_area and anchor, and one of them is missing",
)
_ZONE_NEEDS = Words(
    zh="分区{name}要绘制示意边界，须有 declared_area，所在园区须有 [boundary]",
    en="{name}: a zone is drawn from its declared_area inside the [boundary] of its park, and one of them is missing",
)
_TITLE = Words(zh="{name}（示意）", en="{name} (schematic)")
_SHORE_M = 100.0


def draw_outlines(catalog: Catalog) -> dict[Path, bytes]:
    """Return the GeoJSON of every outline that the parks have drawn, by the file it belongs in.

    Parameters
    ----------
    catalog : Catalog
        Loaded with ``drawn=False`` where the files do not exist yet.

    Raises
    ------
    CatalogError
        A park to be drawn has no declared area or no anchor; a zone no area, or no park to lie in.
    InputError
        A circle does not fit into its district, or those of the zones not side by side into their park.
    """
    return {path: content for park in catalog.parks for path, content in _draw_park(catalog, park)}


def _draw_park(catalog: Catalog, park: Park) -> Iterator[tuple[Path, bytes]]:
    file, own = park.boundary_file, None
    if file is not None and file.drawn:
        own = _draw_own(catalog, park)
        yield park.folder / file.file, _geojson(park, *own, park.anchor)
    zones = [zone for zone in park.zones if zone.boundary_file and zone.boundary_file.drawn]
    areas = [zone.declared_area.value for zone in zones if zone.declared_area]
    outline, crs = own or _read_own(park) if zones else (None, None)
    if len(areas) < len(zones) or (zones and outline is None):
        unfit = next((zone for zone in zones if not zone.declared_area), zones[0])
        raise CatalogError(_ZONE_NEEDS, file=f"{park.id}/park.toml", name=unfit.name)
    if outline is None or crs is None:
        return
    circles = [schematic_inside(outline, area, crs=crs) for area in areas]
    for zone, circle in zip(zones, side_by_side(outline, circles, crs=crs), strict=True):
        path = park.folder / (zone.boundary_file.file if zone.boundary_file else "")
        yield path, _geojson(zone, circle, crs, zone.anchor or park.anchor)


def _read_own(park: Park) -> tuple[BaseGeometry | None, CRS | None]:
    """Return the park's outline as its file has it and it is drawn, in metres."""
    drawn = drawn_land(park, ()).park
    if drawn is None:
        return None, None
    crs = working_crs(drawn.crs, drawn.shape.bounds)
    return reproject(as_array([drawn.shape]), drawn.crs, crs)[0], crs


def _draw_own(catalog: Catalog, park: Park) -> tuple[Polygon, CRS]:
    anchor = park.anchor
    if park.declared_area is None or anchor is None:
        raise CatalogError(_NEEDS, file=f"{park.id}/park.toml", name=park.name)
    crs = working_crs("EPSG:4490", (anchor.lon, anchor.lat, anchor.lon, anchor.lat))
    land = _land(catalog, park, crs)
    place = (anchor.lon, anchor.lat)
    return schematic_outline(park.declared_area.value, place, crs=crs, within=land), crs


def _land(catalog: Catalog, park: Park, crs: CRS) -> Any:
    outline = catalog.outlines().get(park.district)
    if outline is None:
        return None
    # The district's own line is generalised: stay a little off its coast.
    return shapely.buffer(reproject([outline], OUTLINE_CRS, crs)[0], -_SHORE_M)


def _geojson(placed: Placed, outline: BaseGeometry, crs: CRS, anchor: Anchor | None) -> bytes:
    """Return a file that says of itself, before anything else, that it is schematic."""
    declared = placed.declared_area
    feature = {
        "type": "Feature",
        "properties": {
            "note": _in_both(CIRCLE, what="", area=published(declared)),
            "basis": "schematic",
            "declared": declared.text if declared else None,
            "uncertainty_m": anchor.uncertainty_m if anchor else None,
            "anchor_lat": anchor.lat if anchor else None,
            "anchor_lon": anchor.lon if anchor else None,
            "id": placed.id,
        },
        "geometry": json.loads(shapely.to_geojson(outline)),
    }
    name = f"urn:ogc:def:crs:EPSG::{crs.to_epsg()}"
    content = {
        "type": "FeatureCollection",
        "name": _in_both(_TITLE, name=placed.name),
        "crs": {"type": "name", "properties": {"name": name}},
        "features": [feature],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _in_both(words: Words, **fields: object) -> str:
    return " / ".join(words.render(language, **fields) for language in LANGUAGES)

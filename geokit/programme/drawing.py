"""Schematic outlines for parks whose boundary nobody has published, as park.toml asks for them.

``[boundary.drawing]`` says what an outline looks like; its area is the declared one (a lower bound is drawn at its
bound), its place the anchor, its land the district. A zone is drawn inside its park.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geokit.errors import CatalogError
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import working_crs
from geokit.land.schematic import OutlineShape, schematic_inside, schematic_outline
from geokit.programme.outlines import OUTLINE_CRS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyproj import CRS
    from shapely import Polygon

    from geokit.programme.catalog import Catalog
    from geokit.programme.files import Drawing
    from geokit.programme.model import Park, Placed
    from geokit.programme.places import Anchor

_NEEDS = Words(
    zh="{name}要绘制示意边界，须有 declared_area 和 anchor",
    en="{name}: an outline is drawn from declared_area and anchor, and one of them is missing",
)
_SHORE_M = 100.0
NOTE = "示意：面积属实，位置与形状仅供参考 / schematic: true in area, indicative in place and shape"


def draw_outlines(catalog: Catalog) -> dict[Path, bytes]:
    """Return the GeoJSON of every outline that the parks have drawn, by the file it belongs in.

    Parameters
    ----------
    catalog : Catalog
        Loaded with ``drawn=False`` where the files do not exist yet.

    Raises
    ------
    CatalogError
        A park to be drawn has no declared area or no anchor.
    InputError
        An outline does not fit into its district.
    """
    return {path: content for park in catalog.parks for path, content in _draw_park(catalog, park)}


def _draw_park(catalog: Catalog, park: Park) -> Iterator[tuple[Path, bytes]]:
    if park.boundary_file is None or park.boundary_file.drawing is None:
        return
    anchor = park.anchor
    if park.declared_area is None or anchor is None:
        raise CatalogError(_NEEDS, file=f"{park.id}/park.toml", name=park.name)
    crs = working_crs("EPSG:4490", (anchor.lon, anchor.lat, anchor.lon, anchor.lat))
    outline = schematic_outline(
        park.declared_area.value,
        (anchor.lon, anchor.lat),
        crs=crs,
        shape=_shape(park.boundary_file.drawing),
        within=_land(catalog, park, crs),
    )
    yield park.folder / park.boundary_file.file, _geojson(park, outline, crs, anchor)
    for zone in park.zones:
        file = zone.boundary_file
        if file is not None and file.drawing is not None and zone.declared_area is not None:
            inside = schematic_inside(outline, zone.declared_area.value, crs=crs, shape=_shape(file.drawing))
            yield park.folder / file.file, _geojson(zone, inside, crs, zone.anchor or anchor)


def _shape(drawing: Drawing) -> OutlineShape:
    return OutlineShape(
        corners=drawing.corners, aspect=drawing.aspect, bearing_deg=drawing.bearing_deg, seed=drawing.seed
    )


def _land(catalog: Catalog, park: Park, crs: CRS) -> Any:
    outline = catalog.outlines().get(park.district)
    if outline is None:
        return None
    # The district's own line is generalised: stay a little off its coast.
    return shapely.buffer(reproject([outline], OUTLINE_CRS, crs)[0], -_SHORE_M)


def _geojson(placed: Placed, outline: Polygon, crs: CRS, anchor: Anchor) -> bytes:
    declared = placed.declared_area
    feature = {
        "type": "Feature",
        "properties": {
            "id": placed.id,
            "basis": "schematic",
            "declared": declared.text if declared else None,
            "anchor_lat": anchor.lat,
            "anchor_lon": anchor.lon,
            "uncertainty_m": anchor.uncertainty_m,
            "note": NOTE,
        },
        "geometry": json.loads(shapely.to_geojson(outline)),
    }
    name = f"urn:ogc:def:crs:EPSG::{crs.to_epsg()}"
    members = {"type": "name", "properties": {"name": name}}
    content = {"type": "FeatureCollection", "crs": members, "features": [feature]}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

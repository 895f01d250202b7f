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
from geokit.inputs import file_named
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import working_crs
from geokit.land.schematic import schematic_inside, schematic_outline
from geokit.programme.circles import CIRCLE, DrawnOutline, arranged, drawn_alone, published
from geokit.programme.outlines import OUTLINE_CRS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyproj import CRS

    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park, Placed, Zone
    from geokit.programme.places import Anchor

_NEEDS = Words(
    zh="{name}要绘制示意边界，须有 declared_area 和 anchor",
    en="{name}: an outline is drawn from declared_area and anchor, and one of them is missing",
)
_ZONE_NEEDS = Words(
    zh="分区{name}要绘制示意边界，须有 declared_area，所在园区须有 [boundary]",
    en="{name}: a zone is drawn from its declared_area inside the [boundary] of its park, and one of them is missing",
)
_NO_ROOM = Words(
    zh="分区{name}的圆在其所在范围内放不下，或与其他分区并排放不下：请去掉它的 drawn = true",
    en="{name}: the circle of this zone does not fit into what it is within, or not beside others: leave out its drawn = true",
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
        A park to be drawn has no declared area or no anchor; a zone no area, no park to lie in, or no room beside others.
    InputError
        A circle does not fit into its district, or that of a zone into its park.
    """
    return {path: content for park in catalog.parks for path, content in _draw_park(catalog, park)}


def _draw_park(catalog: Catalog, park: Park) -> Iterator[tuple[Path, bytes]]:
    is_drawn = park.boundary_file is not None and park.boundary_file.drawn
    own = _draw_own(catalog, park) if is_drawn else drawn_alone(park)
    if is_drawn and own is not None:
        yield _file_of(park, park), _geojson(park, own, park.anchor)
    zones = [zone for zone in park.zones if zone.boundary_file and zone.boundary_file.drawn]
    if not zones:
        return
    if own is None:
        raise CatalogError(_ZONE_NEEDS, file=f"{park.id}/park.toml", name=zones[0].name)
    circles = {zone.id: _circle(park, zone, own) for zone in zones}
    others = [each for zone in park.zones if zone not in zones and (each := drawn_alone(zone))]
    placed = arranged(own, [*circles.values(), *others], {zone.id: zone.within for zone in park.zones})
    for zone in zones:
        if zone.id not in placed:
            raise CatalogError(_NO_ROOM, file=f"{park.id}/park.toml", name=zone.name)
        yield _file_of(park, zone), _geojson(zone, placed[zone.id], zone.anchor or park.anchor)


def _file_of(park: Park, placed: Placed) -> Path:
    return file_named(park.folder, placed.boundary_file.file if placed.boundary_file else "")


def _circle(park: Park, zone: Zone, own: DrawnOutline) -> DrawnOutline:
    """Return the circle of a zone in the middle of its park."""
    if zone.declared_area is None:
        raise CatalogError(_ZONE_NEEDS, file=f"{park.id}/park.toml", name=zone.name)
    crs = working_crs(own.crs, own.shape.bounds)
    [land] = reproject(as_array([own.shape]), own.crs, crs)
    return DrawnOutline(zone, schematic_inside(land, zone.declared_area.value, crs=crs), crs)


def _draw_own(catalog: Catalog, park: Park) -> DrawnOutline:
    anchor = park.anchor
    if park.declared_area is None or anchor is None:
        raise CatalogError(_NEEDS, file=f"{park.id}/park.toml", name=park.name)
    crs = working_crs("EPSG:4490", (anchor.lon, anchor.lat, anchor.lon, anchor.lat))
    land = _land(catalog, park, crs)
    place = (anchor.lon, anchor.lat)
    return DrawnOutline(park, schematic_outline(park.declared_area.value, place, crs=crs, within=land), crs)


def _land(catalog: Catalog, park: Park, crs: CRS) -> Any:
    outline = catalog.outlines().get(park.district)
    if outline is None:
        return None
    # The district's own line is generalised: stay a little off its coast.
    return shapely.buffer(reproject([outline], OUTLINE_CRS, crs)[0], -_SHORE_M)


def _geojson(placed: Placed, drawn: DrawnOutline, anchor: Anchor | None) -> bytes:
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
        "geometry": json.loads(shapely.to_geojson(drawn.shape)),
    }
    name = f"urn:ogc:def:crs:EPSG::{drawn.crs.to_epsg()}"
    content = {
        "type": "FeatureCollection",
        "name": _in_both(_TITLE, name=placed.name),
        "crs": {"type": "name", "properties": {"name": name}},
        "features": [feature],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _in_both(words: Words, **fields: object) -> str:
    return " / ".join(words.render(language, **fields) for language in LANGUAGES)

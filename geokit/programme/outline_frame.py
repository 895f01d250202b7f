"""The outlines of a catalogue's parks and zones as one table, each with what it rests on and how far off it may be."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import DataLossWarning
from geokit.geometry.arrays import as_array
from geokit.i18n import Abbreviated, Language, Localizable, Words
from geokit.land.crs.transform import reproject
from geokit.parcels.diagnostics import ATTRIBUTE, Notice, to_plain
from geokit.programme.circles import drawn_land

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.programme.circles import DrawnOutline, Outlined
    from geokit.programme.contents import Contents
    from geokit.programme.model import Park, Placed, Zone

CRS: Final = "EPSG:4490"
COLUMNS: Final = (
    "id", "park", "zone", "name_zh", "name_en", "basis", "uncertainty_m", "declared_text", "declared_m2", "declared_bound",
    "published_in", "as_of",
)  # fmt: skip
_ZONE = Words(zh="{park}·{zone}", en="{park}: {zone}")
_NOT_ASKED = Words(
    zh="{count} 个示意边界未列入（{names}）：面积已知，位置与形状不详；要以等面积的圆列入，请注明{option:schematic}",
    en="{count:outline|outlines} left out as schematic, area known, place and shape not: {names}; to have circles of equal "
    "area, say so{option:schematic}",
)
_NO_ROOM = Words(
    zh="未列入 {names}：示意分区的圆在园区内并排放不下，或图形无效，或不足 10 平方米",
    en="left out: {names} (circles of schematic zones that do not fit side by side into their park, outlines that are invalid, "
    "or areas below 10 m²)",
)


def outline_frame(catalog: Contents, *, schematic: bool = False) -> gpd.GeoDataFrame:
    """Return the outlines of the parks and zones of a catalogue: see :meth:`geokit.Catalog.outline_frame`."""
    import geopandas as gpd

    rows: list[dict[str, Any]] = []
    vague: list[Localizable] = []
    unfit: list[Localizable] = []
    for park in catalog.parks:
        known: dict[str, Park | Zone] = {zone.id: zone for zone in park.zones}
        land = drawn_land(park, park.zones)
        for each in land.outlines:
            placed = park if each is land.park else known[each.of.id]
            if each.is_schematic and not schematic:
                vague.append(_named(park, placed))
            else:
                rows.append(_row(catalog, park, placed, each))
        unfit += [_named(park, each) for each in land.undrawn]
    frame = gpd.GeoDataFrame(rows, columns=[*COLUMNS, "geometry"], geometry="geometry", crs=CRS)
    notices = [
        Notice.of(code, words, names=Abbreviated(left), count=len(left))
        for code, words, left in (
            ("schematic_left_out", _NOT_ASKED, vague),
            ("circles_left_out", _NO_ROOM, unfit),
        )
        if left
    ]
    for notice in notices:
        warnings.warn(str(notice), DataLossWarning, stacklevel=3)
    frame.attrs[ATTRIBUTE] = {"notices": [to_plain(notice) for notice in notices]}
    return frame


def _named(park: Park, placed: Outlined) -> Localizable:
    """Return what a park or a zone is called, a zone with its park: many a park has a phase 1."""
    return park.name if placed is park else _InPark(park.name, placed.name)


@dataclass(frozen=True, slots=True)
class _InPark:
    park: Localizable
    zone: Localizable

    def localize(self, language: Language) -> str:
        return _ZONE.render(language, park=self.park, zone=self.zone)


def _row(catalog: Contents, park: Park, placed: Placed, drawn: DrawnOutline) -> dict[str, Any]:
    anchor, figure = placed.anchor or park.anchor, placed.figure
    is_zone = placed is not park
    return {
        "id": f"{park.id}/{placed.id}" if is_zone else park.id,
        "park": park.id,
        "zone": placed.id if is_zone else None,
        "name_zh": placed.name.zh,
        "name_en": placed.name.en,
        "basis": str(placed.basis),
        # How far off the anchor of a circle may be says nothing of a line that was surveyed.
        "uncertainty_m": anchor.uncertainty_m if anchor and drawn.is_schematic else None,
        "declared_text": figure.text if figure else None,
        "declared_m2": figure.declared.value.m2 if figure else None,
        "declared_bound": str(figure.declared.bound) if figure else None,
        "published_in": catalog.source(figure.source, park).title.zh if figure else None,
        "as_of": figure.as_of if figure else None,
        "geometry": reproject(as_array([drawn.shape]), drawn.crs, CRS)[0],
    }

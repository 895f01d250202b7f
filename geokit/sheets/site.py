"""The maps of a park and of an audit on slides and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely

from geokit.land.crs.transform import gauss_kruger, three_degree_zone
from geokit.land.crs.zones import in_true_metres
from geokit.page.marks import GROUPS
from geokit.page.payload import localized
from geokit.parcels.table import parcel_ids
from geokit.programme.terms import Basis
from geokit.sheets.column import Ink
from geokit.sheets.filling import fill, side_boxes
from geokit.sheets.finding_marks import draw_numbers
from geokit.sheets.grid import GridPlane
from geokit.sheets.shapes import bounds_of, move_to
from geokit.sheets.sheet import ABOVE, ON, LabelPlacer, Sheet
from geokit.sheets.site_legend import finding_entries, site_entries, site_texts
from geokit.sheets.site_shapes import (
    draw_finding,
    draw_ground,
    draw_outline,
    draw_parcels,
    draw_spots,
    draw_vague_place,
)
from geokit.sheets.survey import TEXTS, draw_corners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.findings import Severity
    from geokit.i18n import Language, Words
    from geokit.sheets.column import Entry
    from geokit.sheets.tiling import Bounds

    # Of geokit.maps, which stands above.
    Site: TypeAlias = Any

# More names than these on one sheet are no names.
_MOST_NAMES = 600
# A sheet without anything is centred on China.
_NOWHERE = np.array([104.0, 35.0, 104.1, 35.1])
_SLIDE_PT = 8.5


@dataclass(frozen=True)
class SiteSheet:
    """A site as a :class:`~geokit.sheets.sheet_set.ScaledDrawing`.

    Parameters
    ----------
    site : Site
        What is drawn.
    words : mapping of str to Words
        The words of the page.
    is_gcj02 : bool
        Whether the site's shapes were shifted for a basemap.
    is_public : bool
        Whether anybody may see it: then no coordinates stand around it.
    """

    site: Site
    words: Mapping[str, Words]
    is_gcj02: bool = False
    is_public: bool = False

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""
        boxes = [shapely.total_bounds(each.shapes) for each in self.site.tables]
        boxes += [np.array(shape.bounds) for shape in self._single_shapes]
        known = np.array([box for box in boxes if not np.isnan(box).any()] or [_NOWHERE])
        west, south = known[:, :2].min(axis=0).tolist()
        east, north = known[:, 2:].max(axis=0).tolist()
        return (west, south, east, north)

    @property
    def _single_shapes(self) -> list[BaseGeometry]:
        """What is drawn besides parcels, degrees."""
        place = self.site.place
        circle = [] if place is None else [place.circle(), *([place.district] if place.district else [])]
        return [
            *(outline.shape for outline in self.site.outlines),
            *(shape for _, shape in self._findings),
            *circle,
        ]

    @cached_property
    def plane(self) -> GridPlane:
        """The system of the boundary points, or of the parcels, or the 3° zone of CGCS2000 around it all."""
        if self.site.corners is not None:
            return GridPlane(self.site.corners.crs, self.is_gcj02)
        for each in self.site.tables:
            # What was moved to degrees can be moved back; what has no system was not.
            if (
                each.frame.crs is not None
                and in_true_metres(each.frame.crs)
                and not shapely.is_missing(each.shapes).all()
            ):
                return GridPlane(each.frame.crs, self.is_gcj02)
        west, _, east, _ = self.bounds()
        return GridPlane(gauss_kruger("CGCS2000", three_degree_zone((west + east) / 2)), self.is_gcj02)

    @property
    def is_gridded(self) -> bool:
        """Whether coordinates stand around it: what is drawn was surveyed, and may be seen so."""
        surveyed = [each for each in self.site.outlines if each.basis not in (None, Basis.SCHEMATIC)]
        placed = any(not shapely.is_missing(each.shapes).all() for each in self.site.tables)
        return not self.is_public and (placed or bool(surveyed))

    def bounds_m(self) -> Bounds:
        """Return west, south, east and north in the plane."""
        land = self.land_m()
        return bounds_of(land if len(land) else move_to(self.plane, [shapely.box(*self.bounds())]))

    def land_m(self) -> NDArray[np.object_]:
        """Return all that is drawn, in the plane."""
        land: NDArray[np.object_] = np.concatenate(
            [*self._parcels_m, move_to(self.plane, self._single_shapes)]
        )
        found: NDArray[np.object_] = land[~shapely.is_missing(land)]
        return found

    @cached_property
    def _parcels_m(self) -> list[NDArray[np.object_]]:
        return [move_to(self.plane, each.shapes) for each in self.site.tables]

    def _parcels_on(self, sheet: Sheet) -> list[NDArray[np.object_]]:
        """Return the parcels of each table in the plane of a sheet."""
        if sheet.plane is self.plane:
            return self._parcels_m
        return [move_to(sheet.plane, each.shapes) for each in self.site.tables]

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn."""
        named = [localized(outline.name)[language] for outline in self.site.outlines]
        ids = [str(name) for each in self.site.tables for name in parcel_ids(each.frame)]
        words = [each.localize(language) for each in (*self.words.values(), *TEXTS)]
        groups = [group.words.localize(language) for group in GROUPS]
        return [*named, *ids, *words, *groups, *site_texts(self.site, language), "（）()"]

    def draw(self, sheet: Sheet) -> None:
        """Draw parcels, outlines, findings and names."""
        parcels = self._parcels_on(sheet)
        if self.site.data.get("ground"):
            draw_ground(sheet, self.site.outlines[0], parcels[0])
        for each, shapes in zip(self.site.tables, parcels, strict=True):
            draw_parcels(sheet, each, shapes)
            draw_spots(sheet, shapes)
        if self.site.place is not None:
            draw_vague_place(sheet, self.site.place)
        for outline in self.site.outlines:
            draw_outline(sheet, outline)
        for severity, shape in reversed(self._findings):
            draw_finding(sheet, severity, shape)
        placer = LabelPlacer(sheet)
        draw_numbers(sheet, placer, self.site.findings or ())
        # A tile and an index show no more of the corners than they have room for.
        if sheet.scale is not None and self.site.corners:
            draw_corners(sheet, placer, self.site.corners)
        # The name of a park stands above those of its zones.
        for outline in sorted(self.site.outlines, key=lambda each: each.kind == "park"):
            self._name_outline(sheet, placer, outline)
        for each, shapes in zip(self.site.tables, parcels, strict=True):
            _name_parcels(sheet, placer, parcel_ids(each.frame), shapes)

    def _name_outline(self, sheet: Sheet, placer: LabelPlacer, outline: Any) -> None:
        word = sheet.say(self.words["schematic"])
        bracketed = f" ({word})" if sheet.language == "en" else f"（{word}）"
        lat, lon = outline.label
        text = sheet.say(outline.name) + (bracketed if outline.is_schematic else "")
        at = sheet.plane.metres([(lon, lat)])[0]
        lines = shapely.union_all(
            shapely.boundary(move_to(sheet.plane, [each.shape for each in self.site.outlines]))
        )
        # The sheet is headed with the name of the park; that it is schematic is said on the map as well.
        is_spare = outline.kind == "park" and not outline.is_schematic
        style: dict[str, Any] = {"fontweight": "bold", "fontsize": 8.5 * sheet.growth}
        placer.place(at, text, offsets=ABOVE, off=lines, is_spare=is_spare, **style)

    def draw_side(self, sheet: Sheet) -> None:
        """Draw the legend, the phases and the counts of findings beside the map of a slide."""
        boxes = side_boxes(sheet.side)
        first, high = boxes[0], sum(box.height for box in boxes)
        entries, ink = self.entries(sheet), Ink(sheet.side, 0, first.top, first.width, _SLIDE_PT)
        # Where a slide has no room for the list, the audit's own report has it: the legend does not shrink for it.
        for is_short in (False, True):
            listed = finding_entries(self.site, self.words, sheet.language, is_short=is_short)
            if sum(each.rows(ink) for each in (*entries, *listed)) * ink.line <= high:
                entries += listed
                break
        fill(sheet.side, entries, boxes, _SLIDE_PT, sheet.language)

    def entries(self, sheet: Sheet) -> list[Entry]:
        """Return the legend, the phases and the counts of findings; on paper the table of boundary points too."""
        return site_entries(self.site, self.words, sheet)

    @property
    def _findings(self) -> list[tuple[Severity, BaseGeometry]]:
        found = self.site.findings or ()
        return [(each.finding.severity, each.shape) for each in found if each.shape is not None]


def _name_parcels(sheet: Sheet, placer: LabelPlacer, names: Any, shapes: NDArray[np.object_]) -> None:
    """Write the names of the parcels in view, where they have room."""
    boxes = shapely.bounds(shapes)
    west, south, east, north = sheet.view
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    shown = np.flatnonzero(((middles >= (west, south)) & (middles <= (east, north))).all(axis=1))
    if len(shown) > _MOST_NAMES:
        return
    pixels_per_m = sheet.axes.get_window_extent().width / (east - west)
    for at in shown:
        widest = float(boxes[at, 2] - boxes[at, 0]) * pixels_per_m
        placer.place(middles[at], str(names[at]), offsets=ON, widest_px=widest, fontsize=6.5 * sheet.growth)

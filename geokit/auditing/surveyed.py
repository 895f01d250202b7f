"""The parcels of an audit as land: the system they are compared in, their shapes, areas and corners, and the survey of them.

Their shapes are an array, or lie elsewhere; whatever is computed of each is computed part by part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely

from geokit.auditing.beside import FoundBeside, beside_of_part, find_faults_of_part
from geokit.auditing.corners import CornerFaults, ShortEdgeOptions, SpikeOptions
from geokit.coverage.boxes import BoxIndex, ends_of
from geokit.coverage.layers import Layer, copies_among
from geokit.coverage.parts import Beside, Moved, Patched, gathered, over_parts
from geokit.coverage.search import Search
from geokit.coverage.survey import Coverage, survey
from geokit.geometry.arrays import empty_shapes, slices
from geokit.geometry.rings import Rings
from geokit.geometry.threads import in_background
from geokit.i18n import Words
from geokit.land.crs.transform import is_local, reproject
from geokit.land.crs.working import (
    at_long_edges,
    is_wide,
    keeps_shared_edges,
    reproject_shared_edges,
    with_shared_vertices,
    working_crs,
)
from geokit.land.measure.polygons import (
    find_unmeasurable,
    find_unmeasurable_boxes,
    measure_sound,
    possible_method,
)
from geokit.machine import give_memory_back
from geokit.parcels.screening import looks_like_degrees
from geokit.progress import task

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.auditing.inputs import Inputs
    from geokit.auditing.options import AuditSettings
    from geokit.coverage.parts import Polygons
    from geokit.geometry.arrays import Floats, Ints, Shapes
    from geokit.land.declared.area import Method
    from geokit.programme.model import Park

ON_ELLIPSOID = ("ellipsoidal", "statutory", "geodesic")
_COVERAGE = Words(zh="查找重叠与缝隙", en="finding overlaps and gaps")


@dataclass(frozen=True)
class Surveyed:
    """The parcels of one park as land.

    Attributes
    ----------
    park : Park or None
        None for parcels that belong to no catalogue.
    inputs : Inputs
        The parcel table, all in one coordinate system, and what its files had to say.
    settings : AuditSettings
        Tolerances.
    """

    park: Park | None
    inputs: Inputs
    settings: AuditSettings

    @property
    def parcels(self) -> gpd.GeoDataFrame:
        """The parcel table."""
        return self.inputs.parcels

    @cached_property
    def crs(self) -> CRS | None:
        """The projected system that all comparisons are made in; None where the parcels have no system.

        Degrees go to their 3-degree zone of the same datum. Without parcels it is the park's own.
        """
        if len(self.parcels) == 0:
            return self.park.crs if self.park else None
        if self.parcels.crs is None:
            return None
        own: CRS = self.parcels.crs
        boxes = self._given.bounds
        usable = ~(self.is_impossible | np.isnan(boxes[:, 0]))
        ends = np.concatenate(ends_of(boxes if usable.all() else boxes[usable]))
        return working_crs(own, ends.tolist()) if np.isfinite(ends).all() else own

    @cached_property
    def given_shapes(self) -> Shapes | Polygons:
        """The parcels' geometries in their own system: an array, or what fetches them by position."""
        shapes: Shapes | Polygons = self._given.shapes
        return shapes

    @cached_property
    def _given(self) -> Layer:
        return self.inputs.layer or Layer.of(self.parcels.geometry.to_numpy(), None)

    @cached_property
    def impossible(self) -> NDArray[np.object_]:
        """Why each parcel's coordinates cannot be in its system (``Unmeasurable``), or None."""
        asked = self._suspects
        if len(asked):
            unmeasurable = partial(_unmeasurable, crs=self.parcels.crs)
            found = over_parts(unmeasurable, self.given_shapes, asked)
            problems: Shapes = gathered(found, len(self.parcels), fill=None, dtype=object)
            return problems
        # One None for all, as it mostly is.
        return np.broadcast_to(empty_shapes(1), len(self.parcels))

    @cached_property
    def _suspects(self) -> Ints:
        """Which parcels may have coordinates that cannot be in their system, by what is known of all.

        One coordinate that is no number makes the area none.
        """
        given, found = self._given, [np.empty(0, dtype=np.int64)]
        for rows in slices(len(self.parcels) if self.parcels.crs is not None else 0):
            odd = ~given.polygonal[rows]
            if not given.is_finite:
                odd |= ~np.isfinite(self._given_m2[rows])
            odd[~odd] = find_unmeasurable_boxes(given.bounds[rows][~odd], self.parcels.crs, "planar")
            found.append(np.flatnonzero(odd) + rows.start)
        return np.concatenate(found)

    @cached_property
    def _given_m2(self) -> NDArray[np.float64]:
        """The areas of :attr:`given_shapes` in their own plane, whatever it is worth."""
        areas: Floats = gathered(
            over_parts(_as_given_m2, self.given_shapes, self._all),
            len(self.parcels),
            fill=np.nan,
            dtype=float,
        )
        return areas

    @property
    def _all(self) -> NDArray[np.int64]:
        return np.arange(len(self.parcels))

    @cached_property
    def is_impossible(self) -> NDArray[np.bool_]:
        """Whether each parcel's coordinates cannot be in its system; the rule ``crs_zone`` names them."""
        # A million None are not asked one by one.
        suspects, impossible = self._suspects, np.zeros(len(self.parcels), dtype=bool)
        impossible[suspects] = self.impossible[suspects].astype(bool)
        return impossible

    @cached_property
    def is_swapped(self) -> NDArray[np.bool_]:
        """Whether each impossible parcel becomes possible once north and east are swapped."""
        swapped = np.zeros(len(self.parcels), bool)
        at = np.flatnonzero(self.is_impossible)
        if len(at):
            turned = shapely.transform(self.given_shapes[at], lambda xy: xy[:, ::-1])
            swapped[at] = ~find_unmeasurable(turned, self.parcels.crs, "planar").astype(bool)
        return swapped

    @cached_property
    def shapes(self) -> Shapes:
        """The parcels in :attr:`crs`, as given where they have none; None where coordinates are impossible.

        An array, or for parcels that lie elsewhere what fetches them by position: ``shapes[positions]``.
        """
        own, impossible = self.parcels.crs, np.flatnonzero(self.is_impossible)
        shapes = self.given_shapes
        if len(impossible):
            shapes = Patched(shapes, impossible, empty_shapes(len(impossible)))
        # A million parcels take as much memory again when they are moved, even to where they are.
        if own is not None and self.crs is not None and own != self.crs:
            shapes = moved_to_plane(shapes, own, self.crs)
        # What fetches polygons is indexed as an array is.
        return cast("Shapes", shapes[self._all] if self.inputs.layer is None else shapes)

    @cached_property
    def layer(self) -> Layer:
        """The parcels in :attr:`crs` as the survey takes them."""
        given = self._given
        if self._is_moved:
            return Layer.of(self.shapes, None)
        bounds = given.bounds
        if self.is_impossible.any():
            bounds = bounds.copy()
            bounds[self.is_impossible] = np.nan
        return Layer(self.shapes, None, bounds, given.polygonal & ~self.is_impossible)

    @cached_property
    def measurable(self) -> NDArray[np.bool_]:
        """Whether each parcel has an area: a valid polygon with possible coordinates and a system."""
        if self.parcels.crs is None:
            return np.zeros(len(self.parcels), bool)
        return self.usable & ~self.is_impossible

    @cached_property
    def on_ellipsoid(self) -> NDArray[np.bool_]:
        """Whether each parcel's declared figure was measured on the ellipsoid.

        A figure without a method is taken as planar, as a boundary-point file's is (verified in files of Guangdong),
        unless the plane of the system is of no use for areas (Web Mercator, feet).
        """
        if not self._has_plane:
            return np.ones(len(self.parcels), bool)
        return np.asarray(self.parcels["declared_method"].isin(ON_ELLIPSOID), dtype=bool)

    @cached_property
    def _has_plane(self) -> bool:
        first = np.flatnonzero(~self.is_impossible)[:1]
        return possible_method(self.given_shapes[first], self.parcels.crs) == "planar"

    @cached_property
    def own_m2(self) -> NDArray[np.float64]:
        """The measured areas, each by the method of the parcel's declared figure; NaN where a parcel has none."""
        if self._one_method is not None:
            return self._measured(self._one_method, None)
        areas = np.empty(len(self.parcels))
        figures: tuple[tuple[Method, NDArray[np.bool_]], ...] = (
            ("planar", ~self.on_ellipsoid),
            ("ellipsoidal", self.on_ellipsoid),
        )
        for method, mask in figures:
            at = np.flatnonzero(mask)
            areas[at] = self.measured_m2(method, at)
        return areas

    @cached_property
    def _one_method(self) -> Method | None:
        """How all declared figures were measured; None where some were in one way and some in the other."""
        if self.on_ellipsoid.all():
            return "ellipsoidal"
        return None if self.on_ellipsoid.any() else "planar"

    def measured_m2(self, method: Method, positions: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the areas by a method of the parcels at `positions`; NaN where a parcel has none."""
        return self._measured(method, positions)[positions]

    def _measured(self, method: Method, positions: NDArray[np.intp] | None) -> NDArray[np.float64]:
        """Return the areas by a method of all parcels, among them those at `positions`, or all where that is None."""
        if method not in self._areas:
            self._areas[method] = self._areas_beside(method)
        areas = self._areas[method]
        # A local system has no ellipsoid: there are only planar areas in it. In others the plane is of no use.
        if self._has_plane if method == "planar" else not is_local(self.parcels.crs):
            rows = slice(None) if positions is None else positions
            unknown = np.flatnonzero(np.isnan(areas[rows]) & self.measurable[rows])
            new = unknown if positions is None else positions[unknown]
            found = partial(_areas_m2, crs=self.parcels.crs, method=method)
            for at, area_m2 in over_parts(found, self.given_shapes, new) if len(new) else ():
                areas[at] = area_m2
        return areas

    def _areas_beside(self, method: Method) -> NDArray[np.float64]:
        if self._beside.method != method:
            return np.full(len(self.parcels), np.nan)
        areas = self._beside.area_m2
        areas[~self.measurable] = np.nan
        return areas

    @cached_property
    def _areas(self) -> dict[Method, NDArray[np.float64]]:
        """By method, the areas of the parcels that were asked for: each is measured once."""
        return {}

    @cached_property
    def shape_m2(self) -> NDArray[np.float64]:
        """The area of each of :attr:`shapes` in its plane."""
        areas = self._beside.shape_m2
        areas[self.is_impossible] = np.nan
        for at, area_m2 in over_parts(_in_plane_m2, self.shapes, self._beside.rest(self._all)):
            areas[at] = area_m2
        return areas

    @property
    def _is_moved(self) -> bool:
        return self.parcels.crs is not None and self.crs != self.parcels.crs

    @cached_property
    def coverage(self) -> Coverage:
        """Overlaps, gaps and invalid parcels, found in one pass."""
        search = Search(self.settings.tolerance_m2, self.settings.snap_m)
        with task(_COVERAGE):
            if self.inputs.layer is not None:
                return survey(replace(self.layer, beside=self._asked), search)
            polygons = np.flatnonzero(self.layer.polygonal)
            # The survey leaves one core idle half of its time.
            with in_background(partial(over_parts, self._asked.function, self.shapes, polygons)) as answers:
                found = survey(self.layer, search)
                self._asked.found += answers()
            return found

    @cached_property
    def in_metres(self) -> bool:
        """Whether lengths in :attr:`shapes` are metres: without a system, whether they can be."""
        if self.crs is not None or not self.usable.any():
            return True
        boxes = self.layer.bounds[self.usable]
        return not looks_like_degrees(np.append(boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)))

    @cached_property
    def corner_faults(self) -> CornerFaults:
        """Sharp corners and short edges, found in one pass."""
        looked_at = self.usable & self.in_metres
        rest = self._beside.rest(np.flatnonzero(looked_at))
        found = partial(find_faults_of_part, **self._corner_limits)
        return CornerFaults.joined([self._beside.corners, *over_parts(found, self.shapes, rest)]).of(
            looked_at
        )

    @property
    def _corner_limits(self) -> dict[str, Any]:
        return {
            "sharpest_deg": self.settings.options_as(SpikeOptions).sharpest_deg,
            "shortest_m": self.settings.options_as(ShortEdgeOptions).shortest_m,
            "snap_m": self.settings.snap_m,
        }

    @cached_property
    def _asked(self) -> Beside:
        """What is asked of all polygons at once: those that lie elsewhere are asked while they are fetched for the survey."""
        method = self._one_method if self.parcels.crs is not None and not self._is_moved else None
        return Beside(
            partial(
                beside_of_part,
                crs=self.parcels.crs if method else None,
                method=method or "planar",
                limits=self._corner_limits,
            )
        )

    @cached_property
    def _beside(self) -> FoundBeside:
        """What was found of the parcels, while the survey fetched them or after it."""
        coverage, asked = self.coverage, self._asked
        if self.inputs.layer is not None:
            # What the survey made on its way is free now.
            give_memory_back()
            # Of copies it fetched the first alone.
            copies = copies_among(coverage.copy_of)
            if asked.found and len(copies):
                asked.found += over_parts(asked.function, self.shapes, copies)
        return FoundBeside.of(asked.found, len(self.parcels))

    @cached_property
    def usable(self) -> NDArray[np.bool_]:
        """Whether each parcel is a valid polygon; the others are set aside and named by ``invalid_geometry``."""
        # The survey has looked at every outline already: asking for validity again takes as long as a rule.
        usable = np.ones(len(self.parcels), bool)
        usable[self.coverage.faults.positions] = False
        return usable


def _unmeasurable(shapes: Shapes, positions: Ints, *, crs: CRS) -> tuple[Ints, Shapes]:
    reasons = find_unmeasurable(shapes, crs, "planar")
    rows = np.flatnonzero(reasons.astype(bool))
    return positions[rows], reasons[rows]


def _areas_m2(shapes: Shapes, positions: Ints, *, crs: CRS, method: Method) -> tuple[Ints, Floats]:
    return positions, measure_sound(shapes, crs, method)


def _as_given_m2(shapes: Shapes, positions: Ints) -> tuple[Ints, Floats]:
    return positions, shapely.area(shapes)


def _in_plane_m2(shapes: Shapes, positions: Ints) -> tuple[Ints, Floats]:
    with np.errstate(over="ignore", invalid="ignore"):
        return positions, np.where(shapely.is_missing(shapes), np.nan, Rings.of(shapes).areas())


def moved_to_plane(shapes: Shapes | Polygons, source: CRS, target: CRS) -> Shapes | Polygons:
    """Return polygons in another system, lines that they share in degrees kept shared; fetched where they lie elsewhere."""
    if isinstance(shapes, np.ndarray):
        return reproject_shared_edges(shapes, source, target)
    moved = Moved(shapes, partial(reproject, source=source, target=target))
    if not keeps_shared_edges(source, target):
        return moved
    bounds = Layer.of(moved, None).bounds
    wide = is_wide(bounds)
    near = BoxIndex.of(bounds, np.isfinite(bounds[:, 0])).near(bounds[wide])
    few = near[at_long_edges(bounds[near])]
    return Patched(moved, few, with_shared_vertices(shapes[few], moved[few])) if len(few) else moved

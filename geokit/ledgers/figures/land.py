"""Land that is counted once: what each parcel shares with one that comes before it.

The outline of a park beside its parcels: how large it is, and what of their land lies beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geokit.coverage.layers import read_layer
from geokit.coverage.overlay import robust_difference, robust_unions
from geokit.coverage.search import Search
from geokit.coverage.survey import survey
from geokit.errors import CrsError
from geokit.geometry.threads import each_in_threads
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import working_crs
from geokit.land.limits import IGNORED_OVERLAP, TOPOLOGY_TOLERANCE
from geokit.land.measure.polygons import Method, find_unmeasurable, measure_area
from geokit.parcels.overlaps import find_overlaps
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from typing import TypeAlias

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Park

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]
    _Pairs: TypeAlias = tuple[Ints, Ints, Shapes]

# As in an audit: vertices nearer than this are one, and what is not larger than that is no overlap.
SNAP_M: Final = TOPOLOGY_TOLERANCE.value

TOLERANCE_M2: Final = IGNORED_OVERLAP.value

NO_CRS = Words(
    zh="地块没有坐标系，无法量算面积；请给出坐标系{option:crs}或带号{option:zone}",
    en="the parcels have no coordinate system, so that they cannot be measured; give it{option:crs} or the zone{option:zone}",
)


@dataclass(frozen=True)
class Land:
    """Parcels in one plane, their areas, and which of them share land.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
        The parcels in `crs`; None where one has no area: an invalid outline, impossible coordinates.
    crs : pyproj.CRS
        A plane in metres.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How areas are measured.
    area_m2 : ndarray of float64
        The area of each parcel by `method`; NaN where it has none.
    layers : ndarray of int
        The number of the stage on whose layer each parcel lies.
    copy_of : ndarray of int
        For each parcel the first of its layer that is exactly the same.
    left, right : ndarray of int
        Pairs of such first parcels that share land.
    shared : ndarray of shapely.Polygon or shapely.MultiPolygon
        What each pair shares.
    """

    shapes: Shapes
    crs: Any
    method: Method
    area_m2: Floats
    layers: Ints
    copy_of: Ints
    left: Ints
    right: Ints
    shared: Shapes

    @classmethod
    def of(cls, parcels: gpd.GeoDataFrame, method: Method) -> Land:
        """Measure the parcels of a table and find what they share.

        Raises
        ------
        CrsError
            The parcels have no coordinate system, or one that `method` cannot measure in.
        SettingsError
            There is no such method.
        """
        shapes, crs = in_plane(parcels, method)
        layers = pd.factorize(parcels["stage"])[0].astype(np.intp)
        copy_of = np.arange(len(shapes))
        found = [
            _within(shapes, np.flatnonzero(layers == layer), copy_of) for layer in np.unique([*layers, -1])
        ]
        # Layers lie on top of each other as a whole: the search is made for neighbours, so each pair has its own.
        found += [
            _between(shapes, np.flatnonzero(layers == one), np.flatnonzero(layers == other))
            for one, other in combinations(np.unique(layers), 2)
        ]
        left, right, shared = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
        single = (copy_of[left] == left) & (copy_of[right] == right)
        area_m2 = areas_m2(shapes, crs, method)
        return cls(shapes, crs, method, area_m2, layers, copy_of, left[single], right[single], shared[single])

    @classmethod
    def without_areas(cls, count: int, method: Method) -> Land:
        """Return parcels of which none can be measured: no system, or one of no use."""
        shapes, nothing = np.full(count, None), np.empty(0, dtype=np.intp)
        layers, each = np.zeros(count, dtype=np.intp), np.arange(count)
        return cls(shapes, None, method, np.full(count, np.nan), layers, each, nothing, nothing, shapes[:0])

    @property
    def is_measured(self) -> Bools:
        """Whether each parcel has an area."""
        return np.isfinite(self.area_m2)

    def shared_before(self, order: Ints, taking_part: Bools) -> Shapes:
        """Return the land that each parcel shares with those before it, or None.

        Parameters
        ----------
        order : ndarray of int
            The place of each parcel in the order, each place once.
        taking_part : ndarray of bool
            The parcels that are looked at; the others share nothing.
        """
        count = len(self.shapes)
        place = np.where(taking_part & self.is_measured, order, count)
        # Of parcels that are exactly the same the first has the land, and the others nothing.
        first_place = np.full(count, count)
        np.minimum.at(first_place, self.copy_of, place)
        taken: Shapes = np.full(count, None)
        copies = (place < count) & (place > first_place[self.copy_of])
        taken[copies] = self.shapes[copies]
        at_place = np.argsort(order, kind="stable")
        places = np.stack([first_place[self.left], first_place[self.right]])
        both = (places < count).all(axis=0)
        losers, unions = unions_by(at_place[places.max(axis=0)[both]], self.shared[both])
        taken[losers] = unions
        return taken

    def measured_m2(self, shapes: Shapes) -> Floats:
        """Return the areas of shapes in :attr:`crs`; 0 where there is none."""
        there, found = np.flatnonzero(~shapely.is_missing(shapes)), np.zeros(len(shapes))
        found[there] = np.nan_to_num(areas_m2(shapes[there], self.crs, self.method))
        return found


def unions_by(owners: Ints, shapes: Shapes) -> tuple[Ints, Shapes]:
    """Return each owner once, and the union of its shapes.

    Examples
    --------
    >>> owners, unions = unions_by(np.array([7, 2, 7]), shapely.box(0, 0, [1, 1, 2], 1))
    >>> owners.tolist(), shapely.area(unions).tolist()
    ([2, 7], [1.0, 2.0])
    """
    distinct, index, counts = np.unique(owners, return_inverse=True, return_counts=True)
    order = np.argsort(index, kind="stable")
    firsts: Shapes = shapes[order][np.cumsum(counts) - counts]
    several = counts[index[order]] > 1
    if several.any():
        _, rows = np.unique(index[order][several], return_inverse=True)
        gathered = np.asarray(shapely.geometrycollections(shapes[order][several], indices=rows))
        firsts[counts > 1] = robust_unions(gathered)
    return distinct.astype(np.intp), firsts


def areas_m2(shapes: Shapes, crs: Any, method: Method) -> Floats:
    """Return the areas of shapes in a plane, NaN for None; where there is no shape, no system is needed."""
    if shapely.is_missing(shapes).all():
        return np.full(len(shapes), np.nan)
    return measure_area(shapes, crs, method)


def _within(shapes: Shapes, rows: Ints, copy_of: Ints) -> _Pairs:
    """Return the pairs of one layer that share land, and note its copies in `copy_of`."""
    found = survey(read_layer(shapes[rows]), Search(TOLERANCE_M2, SNAP_M), holes=False)
    copy_of[rows] = rows[found.copy_of]
    return rows[found.left], rows[found.right], found.shapes


def _between(shapes: Shapes, one: Ints, other: Ints) -> _Pairs:
    """Return the pairs of two layers that share land."""
    found = find_overlaps(shapes[one], shapes[other], tolerance_m2=TOLERANCE_M2, snap_m=SNAP_M)
    left, right = found["left"].to_numpy(), found["right"].to_numpy()
    return one[left], other[right], found.geometry.to_numpy()


def in_plane(parcels: gpd.GeoDataFrame, method: Method) -> tuple[Shapes, Any]:
    """Return the parcels in a plane in metres and its system; None where one is invalid or cannot be measured.

    Raises
    ------
    CrsError
        The parcels have no coordinate system, or one that `method` cannot measure in.
    """
    if parcels.crs is None and len(parcels):
        raise CrsError(NO_CRS)
    own, shapes = parcels.crs, parcels.geometry.to_numpy().copy()
    if len(shapes) == 0:
        return shapes, own
    with np.errstate(invalid="ignore"):
        is_valid = each_in_threads(shapely.is_valid, shapes)
        unsound = find_unmeasurable(shapes, own, method).astype(bool) | ~is_valid
    shapes[unsound | shapely.is_empty(shapes)] = None
    if shapely.is_missing(shapes).all():
        return shapes, own
    crs = working_crs(own, shapely.total_bounds(shapes).tolist())
    return reproject(shapes, own, crs), crs


@dataclass(frozen=True, slots=True)
class Extent:
    """A park's outline, measured as its parcels are.

    Parameters
    ----------
    outline_m2 : float
        The area of the outline.
    beyond_m2 : float
        The land of parcels outside it, each piece once; those that were taken back too.
    """

    outline_m2: float
    beyond_m2: float


def extent_of(park: Park | None, land: Land) -> Extent | None:
    """Return the extent of a park; None without an outline that parcels can be compared with, a sketch included."""
    found = _outline(park, land) if park is not None and park.basis is not Basis.SCHEMATIC else None
    if found is None:
        return None
    outline, crs = found
    try:
        [outline_m2] = areas_m2(np.array([outline]), crs, land.method).tolist()
    except CrsError:
        # A local system has planar areas alone.
        return None
    return Extent(outline_m2, _beyond_m2(outline, land)) if np.isfinite(outline_m2) else None


def _outline(park: Park, land: Land) -> tuple[BaseGeometry, Any] | None:
    """Return a park's outline in the plane of its parcels, in its own plane where none of them is measured."""
    if park.boundary is None or park.crs is None:
        return None
    own = np.array([park.boundary])
    crs = land.crs if land.is_measured.any() else working_crs(park.crs, park.boundary.bounds)
    try:
        [outline] = reproject(own, park.crs, crs)
    except CrsError:
        # Another datum: the audit names it, and the outline is compared with nothing.
        return None
    return (outline, crs) if outline.is_valid else None


def _beyond_m2(outline: BaseGeometry, land: Land) -> float:
    """Return the land outside; each parcel is asked for what no other before it has, so that nothing is united."""
    measured = np.flatnonzero(land.is_measured)
    shapely.prepare(outline)
    outside = measured[~shapely.covers(outline, land.shapes[measured])]
    if len(outside) == 0:
        return 0.0
    taken = land.shared_before(np.arange(len(land.shapes)), np.ones(len(land.shapes), dtype=bool))[outside]
    own, shares = land.shapes[outside], ~shapely.is_missing(taken)
    own[shares] = robust_difference(own[shares], taken[shares])
    across = shapely.intersects(outline, own)
    own[across] = robust_difference(own[across], np.full(int(across.sum()), outline))
    return float(land.measured_m2(own).sum())

"""Overlaps and gaps as tables: what most callers want of the survey, of shapes or of files of parcels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.arguments import public
from geokit.coverage.boxes import BoxIndex
from geokit.coverage.layers import (
    DuplicateGroups,
    Layer,
    expand_pairs,
    from_local_origin,
    read_layer,
    require_same_crs,
)
from geokit.coverage.overlaps import Pairs, overlapping_between
from geokit.coverage.overlay import sound
from geokit.coverage.search import Search, Subject, prepare_subject
from geokit.coverage.survey import survey
from geokit.parcels.given import as_layer

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.geometry.arrays import Ints, LayerLike, Shapes
    from geokit.parcels.given import ParcelsLike


@public
def find_overlaps(
    geometries: LayerLike | ParcelsLike,
    other: LayerLike | ParcelsLike | None = None,
    *,
    tolerance_m2: float = 0.01,
    snap_m: float = 0.001,
    processes: int = 1,
) -> gpd.GeoDataFrame:
    """Find every pair of polygons that overlap, with the exact polygon and area of each overlap.

    Parameters
    ----------
    geometries : sequence of shapely.Geometry, GeoSeries, GeoDataFrame, path, or anything that parcels are in
        The layer, in metres in a plane; positions are those in the table that :func:`geokit.read_parcels` gives of a
        file, or of several. What is no valid polygon is left out, or searched in a repaired copy
        where the repair is unambiguous; :func:`~geokit.coverage.survey.survey_coverage` names it.
    other : optional
        As `geometries`. A second layer: then pairs are one of `geometries` and one of `other`.
    tolerance_m2 : float
        Overlaps of this area or less are not reported.
    snap_m : float
        Vertices of neighbours nearer than this may be taken for one while candidates are looked for. It
        changes how long a large layer takes, never what is found.
    processes : int
        How many processes share the exact overlay.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``left`` and ``right`` (positions in the input; ``left < right`` within one layer),
        ``area_m2`` and ``geometry``, sorted by position, in the layer's coordinate system. Polygons that
        touch at points or edges make no pair. One that stands in a layer more than 16 times takes part by its
        first copy only, which makes a pair with each of the others. ``attrs["pairs_left_out"]`` is how many pairs,
        at most, were not compared because thousands of polygons lie on each other: 0 but for such stacks.
        Of a pair with more than 100,000 crossings the area is exact and the geometry the box around it.

    Raises
    ------
    InputError
        An item is neither a geometry nor missing, a file cannot be read, or an option is out of range.
    CrsError
        The coordinates are degrees, or the two layers lie in different systems.

    Examples
    --------
    >>> import shapely
    >>> find_overlaps([shapely.box(0, 0, 10, 10), shapely.box(8, 0, 20, 10)]).drop(columns="geometry")
       left  right  area_m2
    0     0      1     20.0
    """
    search = Search(tolerance_m2, snap_m, processes)
    layer = read_layer(as_layer(geometries))
    if other is None:
        found = survey(layer, search, holes=False)
        table = _pair_table(Pairs(found.left, found.right, found.area_m2, found.shapes), layer.crs)
        table.attrs["pairs_left_out"] = found.pairs_left_out
        return table
    second = read_layer(as_layer(other))
    require_same_crs(layer, second)
    between = _pairs_between(layer, second, search)
    table = _pair_table(between, second.crs if layer.crs is None else layer.crs)
    table.attrs["pairs_left_out"] = between.left_out
    return table


@public
def find_gaps(
    geometries: LayerLike | ParcelsLike,
    *,
    allowed: LayerLike | ParcelsLike | None = None,
    tolerance_m2: float = 0.01,
    snap_m: float = 0.001,
) -> gpd.GeoDataFrame:
    """Find the bounded land between polygons that none of them covers.

    Parameters
    ----------
    geometries : sequence of shapely.Geometry, GeoSeries, GeoDataFrame, path, or anything that parcels are in
        The layer, in metres in a plane.
    allowed : optional
        As `geometries`. Land that may lie between the polygons, such as roads and water: no gap.
    tolerance_m2 : float
        Gaps of this area or less are not reported.
    snap_m : float
        Cracks narrower than this do not join a gap to the outside.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``area_m2``, ``neighbours`` (tuples of positions in the input) and ``geometry``, from west to
        east, in the layer's coordinate system. What has polygons all around is a gap, however thin they are: a hole of
        one polygon too, which is then its only neighbour. The audit does not name that one, for a parcel may have
        land of another inside; what lies between several has more than one neighbour.
        ``attrs["proven"]`` is True where sums of areas show that these are all (the land that is covered and the gaps
        are what lies within the outermost edges, to 1 nm a metre of edge); where it is False the layer was too
        entangled (more than a million crossings), and gaps may be missing.

    Raises
    ------
    InputError
        An item is neither a geometry nor missing, a file cannot be read, or an option is out of range.
    CrsError
        The coordinates are degrees, or the two layers lie in different systems.

    Examples
    --------
    >>> import shapely
    >>> ring = shapely.box(0, 0, 10, 10) - shapely.box(4, 4, 6, 6)
    >>> gaps = find_gaps([ring])
    >>> gaps.drop(columns="geometry")
       area_m2 neighbours
    0      4.0       (0,)
    >>> between = gaps[gaps["neighbours"].str.len() > 1]
    >>> len(between)
    0
    """
    import geopandas as gpd

    layer = read_layer(as_layer(geometries))
    gaps = survey(
        layer,
        Search(tolerance_m2, snap_m),
        allowed=None if allowed is None else as_layer(allowed),
        pairs=False,
    ).gaps
    columns = {"area_m2": gaps.area_m2, "neighbours": list(gaps.neighbours)}
    table = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(gaps.shapes, crs=layer.crs))
    table.attrs["proven"] = gaps.proven
    return table


def _pairs_between(left: Layer, right: Layer, search: Search) -> Pairs:
    # One origin for both layers: coordinates of the two must round alike.
    origin = left.middle() if left.polygonal.any() else right.middle()
    near = _near_each_other(left, right)
    layers = (layer.taken(positions) for layer, positions in zip((left, right), near, strict=True))
    subjects = [prepare_subject(layer, search, origin=origin) for layer in layers]
    (left_positions, left_shapes), (right_positions, right_shapes) = map(_searched_in_order, subjects)
    pairs = overlapping_between(
        left_shapes, right_shapes, tolerance_m2=search.tolerance_m2, processes=search.processes
    ).renumbered(left_positions, right_positions)
    groups = [DuplicateGroups.of(subject.firsts) for subject in subjects]
    rows, columns, pair = expand_pairs(pairs.left, pairs.right, *groups)
    # Normalized, so that the first vertex does not depend on the order of the operands.
    shapes = sound(from_local_origin(shapely.normalize(pairs.shapes), origin))
    found = replace(pairs, left=rows, right=columns, area_m2=pairs.area_m2[pair], shapes=shapes[pair])
    found = found.renumbered(*near)
    return found.taken(np.lexsort((found.right, found.left)))


def _near_each_other(left: Layer, right: Layer) -> tuple[Ints, Ints]:
    """Return the positions of the polygons in each layer whose boxes lie near one of the other.

    Where a few are laid over a million, the rest need not be looked at.
    """
    of_right = BoxIndex.of(right.bounds, right.polygonal).near(left.bounds[left.polygonal])
    of_left = BoxIndex.of(left.bounds, left.polygonal).near(right.bounds[of_right])
    return of_left, of_right


def _searched_in_order(subject: Subject) -> tuple[Ints, Shapes]:
    return subject.in_order(np.flatnonzero(subject.representative & subject.checked.searched))


def _pair_table(pairs: Pairs, crs: object) -> gpd.GeoDataFrame:
    import geopandas as gpd

    columns = {"left": pairs.left, "right": pairs.right, "area_m2": pairs.area_m2}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(pairs.shapes, crs=crs))

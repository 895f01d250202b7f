"""Findings on land that two parcels share, with its cause where an edge was projected by its ends alone.

Where a file in degrees was projected vertex by vertex, a long edge became a chord, and a neighbour's vertex on that edge
did not: the two overlap or leave a gap that nobody drew. Every corner of such land lies on one long edge, in metres or in
degrees, and one of them in degrees alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.auditing.findings import Finding
from geokit.auditing.pairs import Pair, PairClass, thickness_m
from geokit.errors import CrsError
from geokit.geometry.rings import Rings
from geokit.i18n import Words
from geokit.land.apart import areas_apart
from geokit.land.crs.transform import reproject
from geokit.land.crs.working import LONG_M
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.context import Context
    from geokit.auditing.options import AnyOptions
    from geokit.auditing.rule import Rule

    Floats = NDArray[np.float64]

# A corner that was written to the millimetre lies on an edge within this; and off the other within so many times more.
ON_EDGE_M, _CLEARLY = 0.002, 4

# An edge bows out by less than its length squared times this, up to 80° north.
_BOW_PER_M2 = 1e-7

_METRES_A_DEGREE = 111_195.0

# Edges by corners that are compared; such land has few of both.
_MANY = 1_000_000

_CURVED = Words(
    zh="；可能的原因：按经纬度是直线的边，投影后偏出 {bow} 米（按经纬度，界址点距该边不超过 {on_edge} 米）；"
    "请在投影前加密该边的点",
    en="; possible cause: a line that is straight in degrees is curved in metres, by {bow} m here (in degrees the corners "
    "lie on the edge within {on_edge} m): densify before projecting",
)

# What all such findings have in common; each of them says by how much.
_CURVED_ALL = Words(
    zh="可能的原因：按经纬度是直线的边，投影后成为曲线；请在投影前加密该边的点",
    en="possible cause: a line that is straight in degrees is curved in metres; densify before projecting",
)


def may_be_curved(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return whether land between parcels is thin enough to lie between an edge in metres and the same in degrees."""
    thin: NDArray[np.bool_] = thickness_m(shapes) <= _reach_m(shapes)
    return thin


def _reach_m(shapes: NDArray[np.object_]) -> Floats:
    """Return how far an edge may bow out that is as long as each shape."""
    west, south, east, north = shapely.bounds(shapes).T
    reach: Floats = ((east - west) ** 2 + (north - south) ** 2) * _BOW_PER_M2
    return reach


def with_cause(
    context: Context, shape: BaseGeometry, at: Sequence[int], words: Words, fields: Mapping[str, object]
) -> tuple[Words, dict[str, object]]:
    """Return a sentence and its fields, with the cause where the land between the parcels `at` fits it.

    The fields are then also `bow`, how far the edge bows out in metres, `on_edge`, the tolerance, both as text, and
    `cause`, what such findings have in common.
    """
    bow_m = sagitta_of(context, shape, at)
    if bow_m is None:
        return words, dict(fields)
    longer = Words(zh=words.zh + _CURVED.zh, en=words.en + _CURVED.en)
    return longer, {**fields, "bow": f"{bow_m:.3f}", "on_edge": f"{ON_EDGE_M:g}", "cause": _CURVED_ALL}


def sagitta_of(context: Context, shape: BaseGeometry, at: Sequence[int]) -> float | None:
    """Return how far an edge of the parcels `at` bows out, in metres; None where the shape does not come from that."""
    alone = np.array([shape], dtype=object)
    if not may_be_curved(alone)[0]:
        return None
    plane, degrees = context.crs, None if context.crs is None else context.crs.geodetic_crs
    if plane is None or degrees is None or not plane.is_projected:
        return None
    edges = _long_edges(context.shapes[list(at)], shapely.bounds(shape), _reach_m(alone)[0])
    corners = shapely.get_coordinates(shape)
    if not 0 < len(edges) * len(corners) < _MANY:
        return None
    try:
        edges_deg, corners_deg = (_in_degrees(points, plane, degrees) for points in (edges, corners))
    except CrsError:
        return None
    off_m, off_deg = _off(edges, corners), _off(edges_deg, corners_deg)
    on_chord, on_line = off_m <= ON_EDGE_M, off_deg <= ON_EDGE_M
    between = on_line & (off_m > _CLEARLY * ON_EDGE_M)
    fits = (on_chord | on_line).all(axis=1) & between.any(axis=1)
    return float(off_m[fits][between[fits]].max()) if fits.any() else None


def _long_edges(shapes: NDArray[np.object_], box: Floats, reach_m: float) -> Floats:
    """Return the edges, shape (k, 2, 2), that are long enough to bow out and come near a box."""
    segments = Rings.of(shapely.get_parts(shapes)).edges()
    long = np.hypot(*(segments[:, 1] - segments[:, 0]).T) > LONG_M
    near = (segments.min(axis=1) <= box[2:] + reach_m) & (segments.max(axis=1) >= box[:2] - reach_m)
    edges: Floats = segments[long & near.all(axis=1)]
    return edges


def _in_degrees(points: Floats, plane: CRS, degrees: CRS) -> Floats:
    """Return points of shape (..., 2) in degrees times the metres of one, east and west by as much as north."""
    moved = reproject(np.asarray(shapely.points(points.reshape(-1, 2))), plane, degrees)
    places = shapely.get_coordinates(moved)
    shrink = np.cos(np.radians(places[0, 1].round(1)))
    return np.asarray((places * [shrink * _METRES_A_DEGREE, _METRES_A_DEGREE]).reshape(points.shape))


def _off(edges: Floats, corners: Floats) -> Floats:
    """Return how far each corner is from each edge, shape (k, v)."""
    lines = np.asarray(shapely.linestrings(edges - edges[0, 0]))
    points = np.asarray(shapely.points(corners - edges[0, 0]))
    off: Floats = shapely.distance(lines[:, None], points[None, :])
    return off


def find_shared_land(
    rule: Rule[AnyOptions],
    context: Context,
    kind: PairClass,
    words: Words,
    more: Callable[[Pair], Mapping[str, object]] | None = None,
) -> Iterator[Finding]:
    """Yield a finding of a rule for each pair of one class.

    The fields are left, right (ids), area and allowed (:class:`~geokit.land.units.Area`), and what `more` adds.
    """
    allowed_m2 = context.settings.tolerance_m2
    allowed = Area.from_m2(allowed_m2)
    pairs = list(context.pairs.of(kind))
    thin = may_be_curved(np.array([pair.geometry for pair in pairs], dtype=object))
    # Taken together: one name takes as long as a sentence.
    lefts, rights = (_names(context, [getattr(pair, side) for pair in pairs]) for side in ("left", "right"))
    for pair, is_thin, left, right in zip(pairs, thin.tolist(), lefts, rights, strict=True):
        area, limit = areas_apart(Area.from_m2(pair.area_m2), allowed)
        fields = {"left": left, "right": right, "area": area, "allowed": limit}
        sentence = words
        if is_thin:
            sentence, fields = with_cause(context, pair.geometry, (pair.left, pair.right), words, fields)
        yield Finding(
            rule=rule.name(),
            severity=rule.severity,
            subjects=(left, right),
            words=sentence,
            fields={**fields, **(more(pair) if more else {})},
            measured=pair.area_m2,
            allowed=allowed_m2,
            unit="m2",
            geometry=pair.geometry,
            source=context.place(pair.left),
            limit=context.settings.ignored,
        )


def _names(context: Context, positions: Sequence[int]) -> list[str]:
    names: list[str] = context.ids[np.array(positions, dtype=np.intp)].tolist()
    return names

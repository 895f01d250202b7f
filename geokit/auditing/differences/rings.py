"""Two outlines of one parcel compared corner by corner.

Where a ring begins, which way round it goes, how its corners are numbered and whether its first point is repeated
differ from file to file and mean nothing: they are not compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.geometry.rings import Rings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring of a parcel.

    Parameters
    ----------
    corners : ndarray of float64, shape (n, 2)
        East, north; none twice in succession, and the first not repeated at the end.
    is_hole : bool
        Whether it bounds what is not the parcel's.
    """

    corners: Floats
    is_hole: bool

    @property
    def box(self) -> Floats:
        """West, south, east, north."""
        return np.concatenate([self.corners.min(axis=0), self.corners.max(axis=0)])


@dataclass(frozen=True, slots=True)
class RingDifference:
    """How a ring differs from its counterpart.

    Parameters
    ----------
    ring, other : Ring
        The ring, and the one that it is held against.
    off : ndarray of float64, shape (n, 2)
        Corners of the ring without a counterpart.
    missing : ndarray of float64, shape (n, 2)
        Corners of the other that it lacks.
    distance_m : float
        How far the farthest of these lies from the nearest corner of the other ring.
    """

    ring: Ring
    other: Ring
    off: Floats
    missing: Floats
    distance_m: float


@dataclass(frozen=True, slots=True)
class OutlineDifference:
    """How an outline differs from another: rings that it lacks, rings that only it has, and rings drawn otherwise."""

    missing: tuple[Ring, ...]
    extra: tuple[Ring, ...]
    changed: tuple[RingDifference, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.changed)


def agreeing_outlines(left: Shapes, right: Shapes, tolerance_m: float) -> Bools:
    """Tell which outlines surely agree: those whose corners, put in one order, lie within the tolerance.

    The order begins at the westernmost corner, which noise may exchange for another; so the outlines that do not
    agree here must still be compared by :func:`compare_outlines`.
    """
    agree: Bools = shapely.equals_exact(
        shapely.normalize(left), shapely.normalize(right), tolerance=tolerance_m
    )
    return agree


def compare_outlines(outline: BaseGeometry, other: BaseGeometry, tolerance_m: float) -> OutlineDifference:
    """Compare an outline with another of the same parcel.

    Examples
    --------
    >>> one = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)])
    >>> same = shapely.Polygon([(10, 10), (10, 0.0004), (0, 0), (0, 10)])
    >>> bool(compare_outlines(same, one, 0.001))
    False
    >>> moved = shapely.Polygon([(0, 0), (10, 0.002), (10, 10), (0, 10)])
    >>> round(compare_outlines(moved, one, 0.001).changed[0].distance_m, 6)
    0.002
    """
    rings, others = list(rings_of(outline)), list(rings_of(other))
    pairs = _counterparts(rings, others)
    compared = (_compare_rings(rings[at], others[to], tolerance_m) for at, to in sorted(pairs.items()))
    missing = sorted(set(range(len(others))) - set(pairs.values()))
    return OutlineDifference(
        tuple(others[to] for to in missing),
        tuple(ring for at, ring in enumerate(rings) if at not in pairs),
        tuple(difference for difference in compared if difference is not None),
    )


def rings_of(outline: BaseGeometry) -> Iterator[Ring]:
    """Yield the rings of a polygon or multipolygon."""
    rings = Rings.of(np.array([outline], dtype=object))
    for start, end, is_hole in zip(rings.starts, rings.ends, rings.is_hole.tolist(), strict=True):
        points = rings.coordinates[start : end + 1]
        moves = (points[1:] != points[:-1]).any(axis=1)
        yield Ring(points[:-1][moves] if moves.any() else points[:1], is_hole)


def _counterparts(rings: list[Ring], others: list[Ring]) -> dict[int, int]:
    """Return which other ring each ring is: boxes that meet, the most alike first."""
    if not rings or not others:
        return {}
    boxes = np.array([ring.box for ring in rings])[:, None]
    other_boxes = np.array([ring.box for ring in others])[None]
    apart = np.abs(boxes - other_boxes).max(axis=-1)
    meet = np.all(
        (boxes[..., :2] <= other_boxes[..., 2:]) & (boxes[..., 2:] >= other_boxes[..., :2]), axis=-1
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for flat in np.argsort(apart, axis=None, kind="stable"):
        at, to = divmod(int(flat), len(others))
        if meet[at, to] and at not in found and to not in taken:
            found[at] = to
            taken.add(to)
    return found


def _compare_rings(ring: Ring, other: Ring, tolerance_m: float) -> RingDifference | None:
    nearest, apart = _nearest(ring.corners, other.corners)
    _, apart_back = _nearest(other.corners, ring.corners)
    off, missing = apart > tolerance_m, apart_back > tolerance_m
    agree = not (off.any() or missing.any()) and _in_one_order(ring, other, nearest, tolerance_m)
    if agree and ring.is_hole == other.is_hole:
        return None
    distance_m = float(max(apart.max(), apart_back.max()))
    return RingDifference(ring, other, ring.corners[off], other.corners[missing], distance_m)


def _nearest(corners: Floats, others: Floats) -> tuple[Ints, Floats]:
    """Return the position of the nearest other corner, and how far it is."""
    tree = shapely.STRtree(np.asarray(shapely.points(others)))
    found = np.asarray(tree.nearest(np.asarray(shapely.points(corners))), dtype=np.int64)
    distance: Floats = np.hypot(*(corners - others[found]).T)
    return found, distance


def _in_one_order(ring: Ring, other: Ring, nearest: Ints, tolerance_m: float) -> bool:
    """Tell whether the rings go through the same corners one after another, from wherever and either way round."""
    count = len(ring.corners)
    if count != len(other.corners):
        return False
    places = np.arange(count)
    for others, found in ((other.corners, nearest), (other.corners[::-1], count - 1 - nearest)):
        # Corners closer together than the tolerance may be taken for one another: most of them decide.
        shift = int(np.bincount((found - places) % count).argmax())
        apart = np.hypot(*(ring.corners - np.roll(others, -shift, axis=0)).T)
        if (apart <= tolerance_m).all():
            return True
    return False

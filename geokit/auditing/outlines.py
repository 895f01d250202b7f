"""The outlines of a park, its zones and its district in the parcels' system, and the land of parcels outside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.overlay import robust_difference, robust_union
from geokit.coverage.parts import over_parts
from geokit.errors import CrsError
from geokit.geometry.arrays import empty_shapes, found_among
from geokit.land.crs.transform import reproject
from geokit.programme.outlines import OUTLINE_CRS, district_outlines
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.coverage.parts import Polygons
    from geokit.programme.model import Park, Placed

    Positions = NDArray[np.intp]
    Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class ParkLines:
    """What parcels are compared with.

    Attributes
    ----------
    park : Park or None
        None for parcels that belong to no catalogue: then there are no lines.
    crs : CRS or None
        The system that lines are wanted in.
    has_parcels : bool
        Whether there is anything that could lie outside.
    """

    park: Park | None
    crs: CRS | None
    has_parcels: bool

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The park and its zones."""
        return (self.park, *self.park.zones) if self.park else ()

    @cached_property
    def unprojectable(self) -> tuple[Placed, ...]:
        """The park or zones whose boundary cannot be brought to the parcels' system: another datum."""
        return tuple(
            placed for placed in self.placed if placed.boundary is not None and not self._near(placed)
        )

    def _near(self, placed: Placed) -> bool:
        if placed.crs is None or self.crs is None:
            return True
        try:
            reproject([], placed.crs, self.crs)
        except CrsError:
            return False
        return True

    @cached_property
    def boundary(self) -> BaseGeometry | None:
        """The park's line in :attr:`crs`; None where there is none to compare with, a schematic outline included."""
        if self.park is None or self.park.basis is Basis.SCHEMATIC:
            return None
        return self.outline(self.park)

    @cached_property
    def district_outline(self) -> BaseGeometry | None:
        """The generalised outline of the park's district in :attr:`crs`; None where there is none to compare with."""
        if self.park is None or self.crs is None or not self._has_surveys:
            return None
        found = district_outlines([self.park.district]).get(self.park.district)
        try:
            return None if found is None else reproject([found], OUTLINE_CRS, self.crs)[0]
        except CrsError:
            return None

    @property
    def _has_surveys(self) -> bool:
        # Reading the outlines takes half a second: only where something could lie outside.
        drawn = (None, Basis.SCHEMATIC)
        return self.has_parcels or any(placed.basis not in drawn for placed in self.placed)

    @property
    def district_name(self) -> object:
        """What the park's district is called: its name, or its code where the catalogue does not know it."""
        if self.park is None:
            return ""
        return self.park.home.name if self.park.home else self.park.district

    def outline(self, placed: Placed) -> BaseGeometry | None:
        """Return the outline of the park or a zone in :attr:`crs`; None where there is none that can be compared."""
        return next(shape for each, shape in self._drawn if each is placed)

    def place(self, placed: Placed) -> BaseGeometry | None:
        """Return the outline as the place of a finding; None where it is schematic: nobody knows that place."""
        return None if placed.basis is Basis.SCHEMATIC else self.outline(placed)

    @cached_property
    def _drawn(self) -> list[tuple[Placed, BaseGeometry | None]]:
        return [(placed, self._draw(placed)) for placed in self.placed]

    def _draw(self, placed: Placed) -> BaseGeometry | None:
        if placed.boundary is None or placed.crs is None or self.crs is None or not self._near(placed):
            return None
        shape: BaseGeometry = reproject(np.array([placed.boundary], dtype=object), placed.crs, self.crs)[0]
        return shape if shape.is_valid else None


@dataclass(frozen=True, slots=True)
class OutsideAreas:
    """Parts of parcels: the position of each parcel, the part of it that is left, and that part's area in m²."""

    positions: Positions
    shapes: Shapes
    area_m2: NDArray[np.float64]

    @classmethod
    def joined(cls, found: Sequence[OutsideAreas]) -> OutsideAreas:
        """Return those of several parts together, in the order of the parcels."""
        whole = [cls(np.empty(0, dtype=np.intp), empty_shapes(0), np.empty(0)), *found]
        positions, shapes, area_m2 = (
            np.concatenate([getattr(each, name) for each in whole]) for name in cls.__slots__
        )
        order = np.argsort(positions, kind="stable")
        return cls(positions[order], shapes[order], area_m2[order])

    def __len__(self) -> int:
        return len(self.positions)


def areas_outside(
    shapes: Shapes | Polygons, positions: Positions, land: BaseGeometry, *, above_m2: float
) -> OutsideAreas:
    """Return what lies outside one piece of land, as far as it is more than `above_m2`.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        All parcels.
    positions : ndarray of int
        The parcels that are asked for.
    land : shapely geometry
        Where they may lie; it is prepared in place.
    above_m2 : float
        What is ignored.
    """
    shapely.prepare(land)
    outside = partial(_outside, land=land, above_m2=above_m2)
    return OutsideAreas.joined(over_parts(outside, shapes, positions))


def _outside(shapes: Shapes, positions: Positions, *, land: BaseGeometry, above_m2: float) -> OutsideAreas:
    beyond = np.flatnonzero(lie_beyond(shapes, positions, land=land)[1])
    around = np.full(len(beyond), land, dtype=object)
    return _larger(positions[beyond], robust_difference(shapes[beyond], around), above_m2)


def lie_beyond(
    shapes: Shapes, positions: Positions, *, land: BaseGeometry
) -> tuple[Positions, NDArray[np.bool_]]:
    """Return positions, and whether their shapes do not lie wholly on one piece of land."""
    # What is prepared is not for two threads at once, so that each has its own.
    own = shapely.from_wkb(shapely.to_wkb(land))
    shapely.prepare(own)
    return positions, ~shapely.covers(own, shapes)


@dataclass(frozen=True, slots=True)
class Covered:
    """Pieces of parcels that are covered: arrays over them.

    Attributes
    ----------
    owners : ndarray of int
        The parcel that each piece is cut from.
    shapes : ndarray of shapely geometries
        The pieces.
    apart : ndarray of bool
        Whether it is known that a piece overlaps no other of its parcel.
    """

    owners: Positions
    shapes: Shapes
    apart: NDArray[np.bool_]


def areas_not_covered(
    shapes: Shapes | Polygons, positions: Positions, covered: Covered, *, above_m2: float
) -> OutsideAreas:
    """Return what is left of each parcel without the pieces of it that are covered.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        All parcels.
    positions : ndarray of int
        The parcels that are asked for, in ascending order.
    covered : Covered
        The pieces.
    above_m2 : float
        What is ignored.
    """
    order = np.argsort(covered.owners, kind="stable")
    owners, pieces = covered.owners[order], covered.shapes[order]
    firsts, starts, counts = np.unique(owners, return_index=True, return_counts=True)
    group = np.repeat(np.arange(len(firsts)), counts)
    sum_m2 = np.bincount(group, weights=shapely.area(pieces), minlength=len(firsts)).astype(float)
    is_sum = np.bincount(group, weights=~covered.apart[order], minlength=len(firsts)) <= 1
    cover = _Cover(firsts, np.split(pieces, starts[1:]), sum_m2, is_sum)
    return OutsideAreas.joined(
        over_parts(partial(_not_covered, cover=cover, above_m2=above_m2), shapes, positions)
    )


@dataclass(frozen=True, slots=True)
class _Cover:
    """What covers parcels: these, ascending, and for each its pieces, their sum, and whether that is what they cover."""

    parcels: Positions
    pieces: list[Shapes]
    sum_m2: NDArray[np.float64]
    is_sum: NDArray[np.bool_]


def _not_covered(shapes: Shapes, positions: Positions, *, cover: _Cover, above_m2: float) -> OutsideAreas:
    rows, groups = found_among(cover.parcels, positions)
    # Where pieces lie apart their sum tells whether anything is left: most parcels need no overlay.
    is_open = (shapely.area(shapes[rows]) - cover.sum_m2[groups] > above_m2) | ~cover.is_sum[groups]
    left = shapes.copy()
    left[rows[~is_open]] = None
    for row, group in zip(rows[is_open].tolist(), groups[is_open].tolist(), strict=True):
        whole = np.array([robust_union(cover.pieces[group])], dtype=object)
        left[[row]] = robust_difference(left[[row]], whole)
    return _larger(positions, left, above_m2)


def _larger(positions: Positions, shapes: Shapes, above_m2: float) -> OutsideAreas:
    area_m2 = shapely.area(shapes)
    kept = np.flatnonzero(area_m2 > above_m2)
    return OutsideAreas(positions[kept], shapes[kept], area_m2[kept])

"""The outlines of a park, its zones and its district, in the system that the parcels are compared in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import CrsError
from geokit.land.crs import reproject
from geokit.programme.districts import OUTLINE_CRS, district_outlines
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.programme.model import Park, Placed


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
    def strangers(self) -> tuple[Placed, ...]:
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

    @cached_property
    def _drawn(self) -> list[tuple[Placed, BaseGeometry | None]]:
        return [(placed, self._draw(placed)) for placed in self.placed]

    def _draw(self, placed: Placed) -> BaseGeometry | None:
        if placed.boundary is None or placed.crs is None or self.crs is None or not self._near(placed):
            return None
        shape: BaseGeometry = reproject(np.array([placed.boundary], dtype=object), placed.crs, self.crs)[0]
        return shape if shape.is_valid else None

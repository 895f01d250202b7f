"""How far each parcel has come: its stage, and when and with which batch it was acquired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.parcels.vocabulary import STAGES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

STAGE_CODES = tuple(term.code for term in STAGES)
_ACQUIRED = STAGE_CODES.index("acquired")
# What tells one acquisition from another.
_ACTS = ("batch", "acquired_on", "stored_on")


@dataclass(frozen=True)
class Standing:
    """What the parcels' own columns say of how far they have come.

    Attributes
    ----------
    stage : ndarray of int
        The position in :data:`STAGE_CODES`, -1 where the stage is not known.
    acts : dict of str to ndarray of object
        Batch, day of acquisition and day of storing, or None.
    """

    stage: NDArray[np.intp]
    acts: dict[str, NDArray[np.object_]]

    @classmethod
    def of(cls, parcels: gpd.GeoDataFrame) -> Standing:
        """Read a parcel table whose stages are codes."""
        codes, distinct = pd.factorize(parcels["stage"].to_numpy(dtype=object))
        ranks = [STAGE_CODES.index(code) if code in STAGE_CODES else -1 for code in distinct]
        stage = np.array([*ranks, -1], dtype=np.intp)[codes]
        return cls(stage, {name: parcels[name].to_numpy(dtype=object) for name in _ACTS})

    def differ_in_stage(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which pairs are of two different known stages: land that goes on its way lies on itself."""
        first, second = self.stage[left], self.stage[right]
        differ: NDArray[np.bool_] = (first >= 0) & (second >= 0) & (first != second)
        return differ

    def acquired_twice(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which pairs are two acquisitions.

        Both have a day of acquisition; or both have at least the stage *acquired*, and another batch or day.
        """
        days = self.acts["acquired_on"]
        dated = pd.notna(days[left]) & pd.notna(days[right])
        taken = (self.stage[left] >= _ACQUIRED) & (self.stage[right] >= _ACQUIRED)
        other = np.zeros(len(left), dtype=bool)
        for values in self.acts.values():
            first, second = values[left], values[right]
            other |= pd.notna(first) & pd.notna(second) & (first != second)
        twice: NDArray[np.bool_] = dated | (taken & other)
        return twice

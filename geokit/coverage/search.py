"""What a search is asked for, what it works on, and what it finds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geokit.coverage.copies import first_copies
from geokit.coverage.validity import Checked, check_shapes
from geokit.errors import InputError
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.coverage.arrays import Floats, Ints, Shapes
    from geokit.coverage.layers import Layer
    from geokit.coverage.pairs import Pairs

Engine = Literal["auto", "plain", "cancelling"]

_NOT_A_SIZE = Words(
    zh="{name} 必须是不小于 0 的有限数,而不是 {value}",
    en="{name} must be a finite number of at least 0, not {value}",
)
_NOT_A_COUNT = Words(
    zh="processes 必须是不小于 1 的整数,而不是 {value}",
    en="processes must be a whole number of at least 1, not {value}",
)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and how.

    Raises
    ------
    InputError
        A tolerance is negative or not finite, or there is no process to do the work.
    """

    tolerance_m2: float
    snap_m: float
    processes: int = 1
    engine: Engine = "auto"

    def __post_init__(self) -> None:
        for name in ("tolerance_m2", "snap_m"):
            value = getattr(self, name)
            if not math.isfinite(value) or value < 0:
                raise InputError(_NOT_A_SIZE, name=name, value=value)
        if self.processes < 1:
            raise InputError(_NOT_A_COUNT, value=self.processes)


@dataclass(frozen=True, slots=True)
class Subject:
    """A layer ready for the search.

    Parameters
    ----------
    checked : Checked
        Valid polygons in the caller's coordinates, and the faults.
    firsts : ndarray of int64
        For each position the first that holds the same polygon.
    origin : ndarray, shape (2,)
        The point about which the search works.
    """

    checked: Checked
    firsts: Ints
    origin: Floats

    @property
    def representatives(self) -> Ints:
        """The positions that hold a polygon and no copy of an earlier one."""
        positions = np.arange(len(self.firsts))
        return np.flatnonzero(~shapely.is_missing(self.checked.shapes) & (self.firsts == positions))


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found, about the local origin: pairs of first copies, and holes."""

    pairs: Pairs
    holes: Shapes


def prepare_subject(layer: Layer, origin: Floats, search: Search) -> Subject:
    """Check a layer's polygons and find its copies."""
    suspicious = np.ones(len(layer.shapes), dtype=bool)
    checked = check_shapes(layer.shapes, suspicious, origin, tolerance_m2=search.tolerance_m2)
    return Subject(checked, first_copies(checked.shapes, checked.searched), origin)

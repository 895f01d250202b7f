"""What a search is asked for, what it works on, and what it finds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geokit.coverage.boxes import boxes_near
from geokit.coverage.copies import first_copies
from geokit.coverage.layers import localise
from geokit.coverage.pairs import canonical_order
from geokit.coverage.validity import Checked, check_shapes
from geokit.errors import InputError
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.coverage.arrays import Bools, Floats, Ints, Shapes
    from geokit.coverage.layers import Layer
    from geokit.coverage.pairs import Pairs

Engine = Literal["auto", "plain", "cancelling"]

# Below this number of vertices the plain engine is as fast.
_WORTH_CANCELLING = 20_000

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

    def cancels(self, layer: Layer) -> bool:
        """Return whether the cancelling engine is to search a layer."""
        if self.engine == "auto":
            return bool(shapely.get_num_coordinates(layer.shapes).sum() >= _WORTH_CANCELLING)
        return self.engine == "cancelling"

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
    def representative(self) -> Bools:
        """True where a polygon stands that is no copy of an earlier one."""
        present = ~shapely.is_missing(self.checked.shapes)
        first: Bools = present & (self.firsts == np.arange(len(self.firsts)))
        return first

    def in_order(self, positions: Ints) -> tuple[Ints, Shapes]:
        """Return positions in canonical order, and their polygons about the local origin."""
        local = localise(self.checked.shapes[positions], self.origin)
        order = canonical_order(local)
        return positions[order], local[order]

    def near(self, boxes: Floats) -> Ints:
        """Return the positions of the representative polygons near local boxes."""
        found = boxes_near(self.checked.bounds, boxes + np.tile(self.origin, 2))
        return found[self.representative[found]]


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found, about the local origin: pairs of first copies, and holes."""

    pairs: Pairs
    holes: Shapes


def prepare_subject(
    layer: Layer, search: Search, suspicious: Bools | None = None, *, origin: Floats | None = None
) -> Subject:
    """Check a layer's polygons and find its copies.

    Parameters
    ----------
    layer : Layer
        What the caller gave.
    search : Search
        What is looked for.
    suspicious : ndarray of bool, optional
        The polygons whose validity is not known; all, where it is left out.
    origin : ndarray, shape (2,), optional
        The point about which the search works; the layer's own, where it is left out.
    """
    origin = layer.origin if origin is None else origin
    suspicious = np.ones(len(layer.shapes), dtype=bool) if suspicious is None else suspicious
    checked = check_shapes(layer, suspicious, origin, tolerance_m2=search.tolerance_m2)
    return Subject(checked, first_copies(checked.shapes, checked.bounds, checked.searched), origin)

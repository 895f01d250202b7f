"""The options of a search, the layer prepared for it, and what an engine is asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from geokit.coverage.boxes import BoxIndex
from geokit.coverage.layers import Layer, copies_among, first_duplicates
from geokit.coverage.overlaps import canonical_order
from geokit.coverage.validity import Checked, check_shapes, invalid_among
from geokit.errors import InputError
from geokit.geometry.arrays import slices
from geokit.i18n import Words

if TYPE_CHECKING:
    from geokit.coverage.overlaps import Pairs
    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes

Engine = Literal["auto", "plain", "cancelling", "rounding"]

# Below this number of polygons the plain engine is as fast.
_WORTH_CANCELLING = 1_000

_NOT_A_SIZE = Words(
    zh="{name} 必须是不小于 0 的有限数，而不是 {value}",
    en="{name} must be a finite number of at least 0, not {value}",
)
_NOT_A_COUNT = Words(
    zh="processes 必须是不小于 1 的整数，而不是 {value}",
    en="processes must be a whole number of at least 1, not {value}",
)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and how.

    Parameters
    ----------
    tolerance_m2 : float
        Overlaps and gaps of this area or less are not reported.
    snap_m : float
        The width below which a crack is closed, and the widest grid on which vertices may be rounded.
    processes : int
        How many processes share the exact overlay.
    engine : {"auto", "plain", "cancelling", "rounding"}
        How the layer is searched. All find the same; auto takes what is fastest.

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

    def cancels(self, layer: Layer) -> bool:
        """Return whether the cancelling engine is to search a layer."""
        if self.engine == "auto":
            return len(layer.shapes) >= _WORTH_CANCELLING
        return self.engine != "plain"


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
    representative : ndarray of bool
        True where there is a polygon that is no copy of an earlier one.
    index : BoxIndex
        The representative polygons.
    """

    checked: Checked
    firsts: Ints
    origin: Floats
    representative: Bools
    index: BoxIndex

    def in_order(self, positions: Ints) -> tuple[Ints, Shapes]:
        """Return positions in canonical order, and their polygons about the local origin."""
        local = self.checked.about(self.origin, positions)
        order = canonical_order(local)
        return positions[order], local[order]

    def near(self, boxes: Floats) -> Ints:
        """Return the positions of the representative polygons near local boxes."""
        return self.index.near(boxes + np.tile(self.origin, 2))


@dataclass(frozen=True, slots=True)
class Holes:
    """Bounded land between polygons, about the local origin.

    `proven` is False where sums of areas do not show that these are all, and no more than, there are.
    """

    shapes: Shapes
    proven: bool = True


class Searched(Protocol):
    """A layer in the hands of an engine; what it is asked for may be asked for in two threads."""

    @property
    def subject(self) -> Subject:
        """The layer, ready for the search."""

    def pairs(self) -> Pairs:
        """Return the pairs of first copies that overlap."""

    def holes(self) -> Holes:
        """Return the holes."""


def prepare_subject(layer: Layer, search: Search, *, origin: Floats | None = None) -> Subject:
    """Find a layer's copies, and check all its polygons, about an origin of its own or the one given."""
    usable = np.flatnonzero(layer.polygonal)
    firsts = first_duplicates(layer.shapes, layer.bounds, usable)
    invalid = invalid_among(layer.shapes, usable[firsts[usable] == usable])
    return subject_of(layer, firsts, invalid, layer.middle() if origin is None else origin, search)


def subject_of(layer: Layer, firsts: Ints, invalid: Ints, origin: Floats, search: Search) -> Subject:
    """Return a layer ready for the search.

    Parameters
    ----------
    layer : Layer
        What the caller gave.
    firsts : ndarray of int64
        For each position the first that holds the same polygon.
    invalid : ndarray of int64
        The positions of those first polygons that are invalid.
    origin : ndarray, shape (2,)
        The point about which the search works.
    search : Search
        What is looked for.
    """
    # Validity is tested once for all copies of a polygon.
    copies = copies_among(firsts)
    with_copies = np.union1d(invalid, copies[np.isin(firsts[copies], invalid)])
    checked = check_shapes(layer, with_copies, firsts, origin, tolerance_m2=search.tolerance_m2)
    representative = np.empty(len(firsts), dtype=bool)
    # Of copies the first is searched; what is left without a polygon has no finite box.
    for rows in slices(len(firsts)):
        positions = np.arange(rows.start, rows.stop)
        is_present = np.isfinite(checked.bounds[positions][:, 0])
        representative[rows] = is_present & (firsts[rows] == positions)
    return Subject(checked, firsts, origin, representative, BoxIndex.of(checked.bounds, representative))

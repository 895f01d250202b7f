"""Where the polygons of a layer are, and how work is shared among them.

A layer's polygons are an array, or lie elsewhere: in files on disk, or with the workers of a cluster. Whatever it is, its
polygons are fetched by their positions, ``polygons[positions]``, and a function can be sent over all of them, part by
part. What a function returns of a part must not depend on how the layer is parted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

import numpy as np
import shapely

from geokit.geometry.arrays import empty_shapes, found_among
from geokit.geometry.threads import in_threads, thread_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes

Result = TypeVar("Result")

# Fewer polygons than that are not worth a thread.
_A_PART = 20_000

# Points that are looked for along a curve at once.
_A_CURVE = 1_000_000

# Polygons lie near the one before when no further than this many times their usual size.
_NEAR, _LOOKED_AT = 10, 10_000


@runtime_checkable
class Polygons(Protocol):
    """Polygons that lie elsewhere."""

    def __len__(self) -> int:
        """Return how many there are, missing ones included."""

    def __getitem__(self, positions: Any) -> Any:
        """Return the polygons at positions, or where a mask is true, as an array; at one position, that one."""

    @property
    def order(self) -> Ints:
        """All positions, in the order in which the parts hold them."""

    def over_parts(self, function: Callable[[Shapes, Ints], Result], positions: Ints) -> list[Result]:
        """Return what a function gives of each part's polygons and their positions, for those at some positions.

        Parameters
        ----------
        function : callable
            It and what it returns can be pickled.
        positions : ndarray of int64
            Positions in the layer, each once.
        """

    def of_rows(self, rows: Ints) -> Polygons:
        """Return the polygons at some positions as a layer of their own."""

    def arranged(self, order: Ints) -> Polygons:
        """Return the same polygons in as many parts, those that come after each other in an order in one."""


def over_parts(
    function: Callable[[Shapes, Ints], Result],
    shapes: Shapes | Polygons,
    positions: Ints,
    bounds: Floats | Patched | None = None,
) -> list[Result]:
    """Return what a function gives of each part's polygons and their positions, in as many threads as there are cores.

    Parameters
    ----------
    function : callable
        Takes the polygons of a part, and their positions in the layer.
    shapes : ndarray of shapely.Geometry, or Polygons
        The layer.
    positions : ndarray of int64
        Those that are asked for, each once.
    bounds : ndarray of float64, shape (n, 4), optional
        The layer's boxes: with them, polygons of an array come in an order in which neighbours follow each other.

    Examples
    --------
    >>> import shapely
    >>> shapes = shapely.box(np.arange(3), 0, np.arange(3) + 1, 1)
    >>> over_parts(lambda part, at: (len(part), at.tolist()), shapes, np.array([0, 2]))
    [(2, [0, 2])]
    """
    if not isinstance(shapes, np.ndarray):
        return shapes.over_parts(function, positions)
    ordered = positions if bounds is None else spatial_order(bounds, positions)
    count = min(thread_count(), max(len(positions) // _A_PART, 1))
    parts = np.array_split(ordered, count)
    return in_threads(lambda part: function(shapes[part], part), parts)


def held_order(shapes: Shapes | Polygons) -> Ints:
    """Return all positions, in the order in which the parts hold them; an array is one part."""
    return np.arange(len(shapes)) if isinstance(shapes, np.ndarray) else shapes.order


@dataclass(frozen=True)
class OfVertices:
    """A function of parts that also takes polygons that stay encoded (:class:`~geokit.geometry.encoded.EncodedShapes`)."""

    function: Callable[[Any, Ints], Any]

    def __call__(self, shapes: Any, positions: Ints) -> Any:
        """Return what the function gives."""
        return self.function(shapes, positions)


@dataclass(eq=False)
class Beside:
    """A function of parts that is called when their polygons are fetched for something else, and what it gave.

    Parameters
    ----------
    function : callable
        As for :class:`OfVertices`.
    found : list
        What it gave of each part. Polygons that were not fetched are in none.
    """

    function: Callable[[Shapes, Ints], Any]
    found: list[Any] = field(default_factory=list)

    def over_parts(
        self, function: Callable[[Shapes, Ints], Result], shapes: Shapes | Polygons, positions: Ints
    ) -> list[Result]:
        """Return what another such function gives of each part, and keep what this one does."""
        both = over_parts(OfVertices(partial(_both, function, self.function)), shapes, positions)
        self.found += [beside for _, beside in both]
        return [found for found, _ in both]


def _both(
    function: Callable[[Shapes, Ints], Any],
    beside: Callable[[Shapes, Ints], Any],
    shapes: Shapes,
    positions: Ints,
) -> tuple[Any, Any]:
    return function(shapes, positions), beside(shapes, positions)


def arranged(shapes: Shapes | Polygons, order: Ints) -> Shapes | Polygons:
    """Return polygons in other parts, those that come after each other in an order in one; an array as it is."""
    return shapes if isinstance(shapes, np.ndarray) else shapes.arranged(order)


def gathered(found: Sequence[tuple[Ints, Any]], size: int, *, fill: Any, dtype: Any) -> Any:
    """Return an array over a layer of what was found of its parts.

    Parameters
    ----------
    found : sequence of tuple
        Of each part positions, and a value for each.
    size : int
        How many polygons the layer has.
    fill : object
        What stands where nothing was found.
    dtype : dtype
        Of the array.
    """
    whole = np.full(size, fill, dtype=dtype)
    for positions, values in found:
        whole[positions] = values
    return whole


def spatial_order(bounds: Floats | Patched, positions: Ints) -> Ints:
    """Return positions in an order in which neighbours come soon after each other.

    That is the order of the input where most polygons lie near the one before, as surveys are mostly written; what
    lies together in memory is read faster. Otherwise it is the order in which a line meets their boxes that moves
    along the longer side of all.
    """
    if is_local(bounds, positions):
        return positions
    low = bounds[positions][:, :2]
    along = int(np.argmax(np.ptp(low, axis=0)))
    ordered: Ints = positions[np.argsort(low[:, along], kind="stable")]
    return ordered


def is_local(bounds: Floats | Patched, positions: Ints) -> bool:
    """Return whether most polygons lie near the one before."""
    if len(positions) < 2:  # noqa: PLR2004 - none has one before it
        return True
    # A few thousand tell: the answer decides how fast it goes, and nothing else.
    some = np.arange(0, len(positions) - 1, max(len(positions) // _LOOKED_AT, 1))
    boxes, after = bounds[positions[some]], bounds[positions[some + 1]][:, :2]
    size = np.median(boxes[:, 2:] - boxes[:, :2], axis=0)
    return bool((np.median(abs(after - boxes[:, :2]), axis=0) <= _NEAR * size).all())


def hilbert_order(points: Floats) -> Ints:
    """Return the order in which a Hilbert curve through the square around points meets them.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Finite.
    """
    import geopandas as gpd

    low, high = points.min(axis=0, initial=np.inf), points.max(axis=0, initial=-np.inf)
    square = (*low, *(low + max(float((high - low).max(initial=0)), 1.0)))
    blocks = np.array_split(points, len(points) // _A_CURVE + 1)
    along = [gpd.GeoSeries(shapely.points(block)).hilbert_distance(square).to_numpy() for block in blocks]
    order: Ints = np.argsort(np.concatenate(along), kind="stable")
    return order


class Patched:
    """Polygons, or their boxes, of which some are replaced, without a copy of all."""

    def __init__(self, shapes: Any, positions: Ints, others: Any) -> None:
        """Put `others` in the place of those at `positions`, ascending."""
        self._shapes, self._positions, self._others = shapes, positions, others

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._shapes)

    def __getitem__(self, positions: Any) -> Any:
        """Return the polygons at positions, the replaced ones as what replaces them."""
        at = np.asarray(positions)
        if at.dtype == np.bool_:
            at = np.flatnonzero(at)
        if at.ndim == 0:
            return self[at[None]][0]
        return self.put_into(self._shapes[at], at)

    def put_into(self, shapes: Shapes, positions: Ints) -> Shapes:
        """Return the shapes of some positions with those that are replaced, as an array of its own."""
        rows, replaced = found_among(self._positions, positions)
        if len(rows):
            shapes = shapes.copy()
            shapes[rows] = self._others[replaced]
        return shapes

    @property
    def order(self) -> Ints:
        """All positions, in the order in which the parts hold them."""
        return held_order(self._shapes)

    def over_parts(self, function: Callable[[Shapes, Ints], Result], positions: Ints) -> list[Result]:
        """Return what a function gives of each part."""
        patched = partial(_patched_first, function, (self._positions, self._others))
        return over_parts(patched, self._shapes, positions)

    def of_rows(self, rows: Ints) -> Patched:
        """Return the polygons at some positions, ascending, as a layer of their own."""
        at, replaced = found_among(self._positions, rows)
        shapes = self._shapes
        own = shapes[rows] if isinstance(shapes, np.ndarray) else shapes.of_rows(rows)
        return Patched(own, at, self._others[replaced])

    def arranged(self, order: Ints) -> Patched:
        """Return the same polygons, in other parts."""
        return Patched(arranged(self._shapes, order), self._positions, self._others)


def _patched_first(
    function: Callable[[Shapes, Ints], Any], patch: tuple[Ints, Shapes], shapes: Shapes, positions: Ints
) -> Any:
    return function(Patched(shapes, *patch).put_into(shapes, positions), positions)


def extended(shapes: Shapes | Polygons, rows: Ints, others: Shapes) -> Shapes | Polygons:
    """Return the polygons at some positions, and others after them, as a layer of their own."""
    if isinstance(shapes, np.ndarray):
        return np.concatenate([shapes[rows], others])
    return Extended(shapes.of_rows(rows), others)


class Extended:
    """Polygons that lie elsewhere, and a few after them that do not."""

    def __init__(self, shapes: Polygons, others: Shapes) -> None:
        self._shapes, self._others = shapes, others

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._shapes) + len(self._others)

    def __getitem__(self, positions: Any) -> Any:
        """Return the polygons at positions."""
        at = as_positions(positions, len(self))
        if at.ndim == 0:
            return self[at[None]][0]
        found = empty_shapes(len(at))
        is_other = at >= len(self._shapes)
        found[~is_other] = self._shapes[at[~is_other]]
        found[is_other] = self._others[at[is_other] - len(self._shapes)]
        return found

    @property
    def order(self) -> Ints:
        """All positions, in the order in which the parts hold them."""
        return np.append(self._shapes.order, np.arange(len(self._shapes), len(self)))

    def over_parts(self, function: Callable[[Shapes, Ints], Result], positions: Ints) -> list[Result]:
        """Return what a function gives of each part; the others are one."""
        is_other = positions >= len(self._shapes)
        others = positions[is_other]
        found = over_parts(function, self._shapes, positions[~is_other])
        return [*found, function(self[others], others)] if len(others) else found

    def of_rows(self, rows: Ints) -> Extended:
        """Return the polygons at some positions, ascending, as a layer of their own."""
        is_other = rows >= len(self._shapes)
        return Extended(self._shapes.of_rows(rows[~is_other]), self[rows[is_other]])

    def arranged(self, order: Ints) -> Extended:
        """Return the same polygons, in other parts."""
        return Extended(self._shapes.arranged(order[order < len(self._shapes)]), self._others)


class Moved:
    """Polygons that are moved when they are fetched.

    Parameters
    ----------
    shapes : ndarray of shapely.Geometry, or Polygons
        As they lie.
    move : callable
        Takes an array of geometries and returns them moved, each by itself; it can be pickled.
    """

    def __init__(self, shapes: Shapes | Polygons, move: Callable[[Shapes], Shapes]) -> None:
        self._shapes, self._move = shapes, move

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._shapes)

    def __getitem__(self, positions: Any) -> Any:
        """Return the polygons at positions, moved."""
        found = self._shapes[positions]
        return (
            self._move(found) if isinstance(found, np.ndarray) else self._move(np.array([found], object))[0]
        )

    @property
    def order(self) -> Ints:
        """All positions, in the order in which the parts hold them."""
        return held_order(self._shapes)

    def over_parts(self, function: Callable[[Shapes, Ints], Result], positions: Ints) -> list[Result]:
        """Return what a function gives of each part."""
        return over_parts(partial(_moved_first, function, self._move), self._shapes, positions)

    def of_rows(self, rows: Ints) -> Moved:
        """Return the polygons at some positions as a layer of their own."""
        shapes = self._shapes
        own = shapes[rows] if isinstance(shapes, np.ndarray) else shapes.of_rows(rows)
        return Moved(own, self._move)

    def arranged(self, order: Ints) -> Moved:
        """Return the same polygons, in other parts."""
        return Moved(arranged(self._shapes, order), self._move)


def _moved_first(
    function: Callable[[Shapes, Ints], Any],
    move: Callable[[Shapes], Shapes],
    shapes: Shapes,
    positions: Ints,
) -> Any:
    return function(move(shapes), positions)


def as_positions(mask: Bools | Ints, size: int) -> Ints:
    """Return positions, from positions or a mask."""
    at: Any = np.asarray(mask)
    if at.dtype == np.bool_:
        return np.flatnonzero(at)
    positions: Ints = np.where(at < 0, at + size, at)
    return positions

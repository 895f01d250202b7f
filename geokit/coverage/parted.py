"""The polygons of a layer in parts that lie elsewhere, each encoded as one Arrow array: in files, or with workers.

A part holds polygons as well-known binary, which keeps every bit of a coordinate, takes half the memory of geometries and
can be read from the disk without being copied.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from geokit.coverage.part_files import PartFolder, as_table, read_part
from geokit.coverage.parts import OfVertices, as_positions
from geokit.geometry.arrays import Ints, Shapes, empty_shapes
from geokit.geometry.encoded import EncodedShapes, shapes_of
from geokit.geometry.threads import in_threads
from geokit.machine import give_memory_back, paused_gc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

Result = TypeVar("Result")


@dataclass(frozen=True)
class Task:
    """What is asked of a part: a function of some of its polygons and of their positions in the layer.

    ``rows`` is None where all are meant.
    """

    part: int
    rows: Ints | None
    function: Callable[[Shapes, Ints], Any]

    def run(self, encoded: pa.Array, positions: Ints) -> Any:
        """Return what the function gives of the polygons that a part holds."""
        some, at = encoded, positions
        if self.rows is not None:
            some, at = encoded.take(np.asarray(self.rows)), positions[self.rows]
        with paused_gc():
            shapes: Any = EncodedShapes.of(some) if isinstance(self.function, OfVertices) else decoded(some)
            return self.function(shapes, at.astype(np.int64))


class PartedPolygons(ABC):
    """Polygons in parts, fetched by their positions in the layer.

    Parameters
    ----------
    positions : sequence of ndarray of int64
        The position in the layer of each polygon of each part, in the order in which it holds them; -1 for one that the
        layer leaves out.
    """

    def __init__(self, positions: Sequence[Ints]) -> None:
        # Of four bytes each: there are as many as parcels.
        self._positions: list[Any] = [np.asarray(held, dtype=np.int32) for held in positions]
        count = sum(int((held >= 0).sum()) for held in self._positions)
        self._part: Any = np.empty(count, dtype=np.min_scalar_type(len(self._positions)))
        self._row: Any = np.empty(count, dtype=np.int32)
        for part, held in enumerate(self._positions):
            rows = np.flatnonzero(held >= 0)
            self._part[held[rows]], self._row[held[rows]] = part, rows

    @property
    def order(self) -> Ints:
        """All positions, in the order in which the parts hold them."""
        held: Ints = np.concatenate([np.empty(0, dtype=np.int32), *self._positions])
        return held[held >= 0]

    def __len__(self) -> int:
        """Return how many polygons there are, missing ones included."""
        return len(self._part)

    def __getitem__(self, positions: Any) -> Any:
        """Return the polygons at positions, or where a mask is true, as an array; at one position, that one."""
        if isinstance(positions, slice):
            positions = np.arange(*positions.indices(len(self)))
        at = as_positions(positions, len(self))
        return self.shapes_at(at[None])[0] if at.ndim == 0 else self.shapes_at(at)

    def shapes_at(self, positions: Ints) -> Shapes:
        """Return the polygons at positions."""
        at, found = positions, empty_shapes(len(positions))
        order = np.argsort(self._part[at], kind="stable")
        parts = self._part[at[order]]
        runs = np.split(order, np.flatnonzero(np.diff(parts)) + 1) if len(order) else []
        wanted = [(int(self._part[at[run[0]]]), self._row[at[run]]) for run in runs]
        for run, shapes in zip(runs, self.taken(wanted), strict=True):
            found[run] = shapes
        return found

    def over_parts(self, function: Callable[[Shapes, Ints], Result], positions: Ints) -> list[Result]:
        """Return what a function gives of each part's polygons and their positions, for those at some positions."""
        wanted = np.zeros(len(self) + 1, dtype=bool)  # -1 is the last, which nothing is at
        wanted[positions] = True
        tasks = []
        for part, held in enumerate(self._positions):
            # In the order in which a part holds them, which is along a curve through the plane where the layer's own is not.
            rows = np.flatnonzero(wanted[held])
            if len(rows):
                # Of four bytes each, until all parts have been looked at.
                some: Any = None if len(rows) == len(held) else rows.astype(np.int32)
                tasks.append(Task(part, some, function))
        return list(self.run(tasks))

    def of_rows(self, rows: Ints) -> PartedPolygons:
        """Return the polygons at some positions, as a layer of their own."""
        places = np.full(len(self) + 1, -1, dtype=np.int32)
        places[rows] = np.arange(len(rows), dtype=np.int32)
        return self.under([places[held] for held in self._positions])

    @abstractmethod
    def under(self, positions: Sequence[Ints]) -> PartedPolygons:
        """Return the same parts under other positions."""

    def pieces(self, parts: Sequence[Ints]) -> list[list[Ints]]:
        """Return, for each part that there is, the rows that each of other parts takes of it."""
        target = np.full(len(self) + 1, -1, dtype=np.int32)
        for number, positions in enumerate(parts):
            target[positions] = number
        taken = [target[held] for held in self._positions]
        return [[np.flatnonzero(each == number) for number in range(len(parts))] for each in taken]

    def pieced(self, parts: Sequence[Ints], pieces: list[list[Ints]]) -> list[Ints]:
        """Return the positions of other parts in the order in which their pieces come."""
        return [
            np.concatenate([held[rows[number]] for held, rows in zip(self._positions, pieces, strict=True)])
            for number in range(len(parts))
        ]

    def arranged(self, order: Ints) -> PartedPolygons:
        """Return the same polygons in as many parts, those that come after each other in an order in one."""
        return self.parted(np.array_split(order, max(len(self._positions), 1)))

    @abstractmethod
    def parted(self, parts: Sequence[Ints]) -> PartedPolygons:
        """Return the same polygons in other parts, each with those at some positions."""

    def taken(self, wanted: Sequence[tuple[int, Ints]]) -> Sequence[Shapes]:
        """Return the polygons of some parts, each with the rows that are wanted of it."""
        return self.run([Task(part, rows, _themselves) for part, rows in wanted])

    @abstractmethod
    def run(self, tasks: Sequence[Task]) -> Sequence[Any]:
        """Return what tasks give, in their order."""


def _themselves(shapes: Shapes, _: Ints) -> Shapes:
    return shapes


class StoredPolygons(PartedPolygons):
    """Polygons in Arrow files of a folder that goes with the object.

    Parameters
    ----------
    folder : PartFolder
        Where the files are.
    positions : sequence of ndarray of int64
        The positions of the polygons in each file.
    numbers : sequence of int, optional
        The number of the file of each part; from 0 on if left out.
    """

    def __init__(
        self, folder: PartFolder, positions: Sequence[Ints], numbers: Sequence[int] | None = None
    ) -> None:
        super().__init__(positions)
        self._folder = folder
        self._numbers = range(len(positions)) if numbers is None else numbers

    def run(self, tasks: Sequence[Task]) -> list[Any]:
        """Return what tasks give, as many at once as there are cores."""
        # One thread that ends first would let the collector run in the others.
        with paused_gc():
            return in_threads(self._run, tasks)

    def over_parts(self, function: Callable[[Shapes, Ints], Result], positions: Ints) -> list[Result]:
        """Return what a function gives of each part's polygons and their positions."""
        found = super().over_parts(function, positions)
        give_memory_back()
        return found

    def under(self, positions: Sequence[Ints]) -> StoredPolygons:
        """Return the same parts under other positions."""
        return StoredPolygons(self._folder, positions, self._numbers)

    def parted(self, parts: Sequence[Ints]) -> StoredPolygons:
        """Return the same polygons in other parts, written anew."""
        pieces, folder = self.pieces(parts), PartFolder()
        with ExitStack() as open_files:
            writers = [open_files.enter_context(folder.writer(number)) for number in range(len(parts))]
            for part, rows_of in enumerate(pieces):
                encoded = self._encoded(part)
                for writer, rows in zip(writers, rows_of, strict=True):
                    if len(rows):
                        writer.write(as_table(encoded.take(rows)))
        return StoredPolygons(folder, self.pieced(parts, pieces))

    def _run(self, task: Task) -> Any:
        return task.run(self._encoded(task.part), self._positions[task.part])

    def _encoded(self, part: int) -> pa.Array:
        return read_part(self._folder.file(self._numbers[part]))


def decoded(encoded: pa.Array) -> Shapes:
    """Return the shapes that are encoded."""
    return shapes_of(encoded) if len(encoded) else empty_shapes(0)

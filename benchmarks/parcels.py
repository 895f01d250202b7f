"""A layer of parcels with planted faults and the truth about them: ``make_layer(count, seed)``.

Neighbours share bent edges of one to six inner corners; rings have 8 to 28 corners, 18 in the mean. Faults are
planted four cells apart, so that none changes the truth about another. What overlaps follows from how each fault was
made: by the shoelace formula where its outline is known, by intersection with the neighbours where a parcel was
moved or laid over others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

Array = Any
CELL_M = np.array([50.0, 40.0])
CORNER = np.array([440_000.0, 2_560_000.0])
DECIMALS = 4
MOST_BENDS = 6
APART = 4


class Draws(Protocol):
    """What parcels are drawn from: numpy's generator, or one whose draws belong to places."""

    def uniform(self, low: float, high: float, size: Any) -> Array:
        """Return evenly spread numbers."""

    def integers(self, low: int, high: int, size: Any) -> Array:
        """Return whole numbers from `low` to below `high`."""


@dataclass
class Layer:
    """Parcels, and what is true of them.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon
        The parcels, in metres in EPSG:4548.
    overlaps_m2 : dict
        The area of every overlap, by the positions (left, right) of the pair.
    gaps_m2 : list of float
        The areas of the gaps that were planted.
    invalid : list of int
        The positions of the rings that cross themselves.
    """

    shapes: Array
    overlaps_m2: dict[tuple[int, int], float] = field(default_factory=dict)
    gaps_m2: list[float] = field(default_factory=list)
    invalid: list[int] = field(default_factory=list)


def make_layer(count: int, seed: int = 0, *, share: float = 0.005) -> Layer:
    """Return about `count` parcels, of which `share` have a fault."""
    rng = np.random.default_rng(seed)
    columns = max(int(np.sqrt(count)), 1)
    rows = -(-count // columns)
    planter = Planter(make_coverage(rows, columns, rng), columns, rng)
    cells = _cells_apart(rows, columns, rng)
    per_kind = max(1, int(count * share) // len(planter.kinds))
    for plant in planter.kinds:
        for _ in range(min(per_kind, len(cells) // len(planter.kinds) + 1)):
            if cells:
                plant(cells.pop())
    return planter.layer()


def make_coverage(
    rows: int, columns: int, rng: Draws, cell_m: Array = CELL_M, first: tuple[int, int] = (0, 0)
) -> Array:
    """Return parcels that share their edges and leave no gap, row by row from the row and column `first`."""
    y, x = np.meshgrid(first[0] + np.arange(rows + 1.0), first[1] + np.arange(columns + 1.0), indexing="ij")
    nodes = np.stack([x, y], axis=-1) * cell_m
    nodes += rng.uniform(-0.15, 0.15, nodes.shape) * cell_m
    # Roads bend: without it, whole rows would lie at the same height.
    nodes += 0.3 * cell_m * np.sin(np.stack([y, x], axis=-1) / 40)
    across, across_used = _bend(nodes[:, :-1], nodes[:, 1:], rng)
    along, along_used = _bend(nodes[:-1], nodes[1:], rng)
    node_used = np.ones((rows, columns, 1), dtype=bool)
    corners = [
        (nodes[:-1, :-1, None], node_used),
        (across[:-1], across_used[:-1]),
        (nodes[:-1, 1:, None], node_used),
        (along[:, 1:], along_used[:, 1:]),
        (nodes[1:, 1:, None], node_used),
        (across[1:, :, ::-1], across_used[1:, :, ::-1]),
        (nodes[1:, :-1, None], node_used),
        (along[:, :-1, ::-1], along_used[:, :-1, ::-1]),
    ]
    rings, used = (np.concatenate(part, axis=2) for part in zip(*corners, strict=True))
    used = used.reshape(rows * columns, -1)
    points = np.round(rings.reshape(rows * columns, -1, 2)[used] + CORNER, DECIMALS)
    return shapely.polygons(
        shapely.linearrings(points, indices=np.repeat(np.arange(len(used)), used.sum(axis=1)))
    )


def _bend(starts: Array, ends: Array, rng: Draws) -> tuple[Array, Array]:
    """Return up to `MOST_BENDS` points beside each edge, and which of them are used."""
    bends = rng.integers(1, MOST_BENDS + 1, starts.shape[:-1])[..., None]
    order = np.arange(1, MOST_BENDS + 1)
    along = (ends - starts)[..., None, :]
    beside = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    bent = rng.uniform(-0.05, 0.05, (*starts.shape[:-1], MOST_BENDS, 1))
    points = starts[..., None, :] + along * (order / (bends + 1))[..., None] + beside * bent
    return points, order <= bends


def _cells_apart(rows: int, columns: int, rng: np.random.Generator) -> list[int]:
    inner = [np.arange(2, side - 2, APART) for side in (rows, columns)]
    cells = (inner[0][:, None] * columns + inner[1]).ravel()
    return list(rng.permutation(cells).tolist())


class Planter:
    """Plants faults in a coverage and keeps the truth about them."""

    def __init__(self, shapes: Array, columns: int, rng: np.random.Generator) -> None:
        self.shapes, self.columns, self.rng = shapes, columns, rng
        self.added: list[Array] = []
        self.pairs: list[tuple[int, int, float]] = []
        self.gaps_m2: list[float] = []
        self.invalid: list[int] = []
        self.removed: list[int] = []

    @property
    def kinds(self) -> list[Callable[[int], None]]:
        """The ways to plant a fault in a cell."""
        return [
            self.bulge,
            self.sliver,
            self.dent,
            self.crack,
            self.copy,
            self.reversed_copy,
            self.island,
            self.shift,
            self.forget_corner,
            self.cross,
            self.remove,
            self.redraw,
            self.second_phase,
        ]

    def bulge(self, cell: int) -> None:
        """Push a corner over the southern neighbour, by metres."""
        self._push(cell, self.rng.uniform(0.5, 3))

    def sliver(self, cell: int) -> None:
        """Push a corner over the southern neighbour, by millimetres or centimetres."""
        self._push(cell, 10 ** self.rng.uniform(-2.7, -1.3))

    def dent(self, cell: int) -> None:
        """Pull a corner away from the southern neighbour, by metres."""
        self._push(cell, -self.rng.uniform(0.5, 3))

    def crack(self, cell: int) -> None:
        """Pull a corner away from the southern neighbour, by millimetres or centimetres."""
        self._push(cell, -(10 ** self.rng.uniform(-2.7, -1.3)))

    def copy(self, cell: int) -> None:
        """Let the parcel stand in the layer twice."""
        self._add(cell, self.shapes[cell], shapely.area(self.shapes[cell]))

    def reversed_copy(self, cell: int) -> None:
        """Let the parcel stand in the layer twice, with its corners in another order."""
        ring = shapely.get_coordinates(self.shapes[cell])[:-1]
        self._add(cell, shapely.polygons(np.roll(ring[::-1], 3, axis=0)), shapely.area(self.shapes[cell]))

    def island(self, cell: int) -> None:
        """Lay a small parcel into a large one."""
        east, north = np.round(shapely.get_coordinates(self.shapes[cell])[:-1].mean(axis=0), 1)
        half = float(self.rng.integers(1, 5))
        self._add(cell, shapely.box(east - half, north - half, east + half, north + half), 4 * half**2)

    def shift(self, cell: int) -> None:
        """Move the parcel over its neighbours."""
        self.shapes[cell] = shapely.transform(self.shapes[cell], lambda corners: np.add(corners, [12.0, 9.0]))
        self._meet(cell, self.shapes[cell], self._around(cell))

    def forget_corner(self, cell: int) -> None:
        """Leave out the first corner of the southern edge."""
        ring = shapely.get_coordinates(self.shapes[cell])[:-1]
        self.shapes[cell] = shapely.polygons(np.delete(ring, 1, axis=0))
        self._note_change(cell, ring[[0, 1, 2]])

    def cross(self, cell: int) -> None:
        """Swap two corners, so that the ring crosses itself, if it does."""
        ring = shapely.get_coordinates(self.shapes[cell])[:-1]
        middle = len(ring) // 2
        ring[[middle, middle + 1]] = ring[[middle + 1, middle]]
        before, self.shapes[cell] = self.shapes[cell], shapely.polygons(ring)
        if shapely.is_valid(self.shapes[cell]):
            self.shapes[cell] = before
        else:
            self.invalid.append(cell)

    def remove(self, cell: int) -> None:
        """Leave the parcel out."""
        self.removed.append(cell)
        self.gaps_m2.append(float(shapely.area(self.shapes[cell])))

    def redraw(self, cell: int) -> None:
        """Lay a rectangle over the parcel and all around it."""
        bounds = shapely.bounds(self.shapes[cell])
        over = shapely.box(*np.round(np.add(bounds, [-9, -7, 11, 8]), 2))
        self.added.append(over)
        self._meet(len(self.shapes) + len(self.added) - 1, over, [cell, *self._around(cell)])

    def second_phase(self, cell: int) -> None:
        """Lay nine parcels of another plan, which fit each other, over a corner of this one."""
        south_west = np.round(shapely.bounds(self.shapes[cell])[:2]) - CORNER
        plan = make_coverage(3, 3, self.rng, cell_m=0.6 * CELL_M)
        below = [cell + up * self.columns + right for up in range(-1, 3) for right in range(-1, 3)]
        for parcel in plan:
            over = shapely.transform(parcel, lambda corners: np.round(corners + south_west, DECIMALS))
            self.added.append(over)
            self._meet(len(self.shapes) + len(self.added) - 1, over, below)

    def layer(self) -> Layer:
        """Return the layer with all faults."""
        shapes = np.concatenate([self.shapes, np.array(self.added, dtype=object)])
        kept = np.ones(len(shapes), dtype=bool)
        kept[self.removed] = False
        place = np.cumsum(kept) - 1
        pairs = {
            (int(place[min(one, other)]), int(place[max(one, other)])): area_m2
            for one, other, area_m2 in self.pairs
        }
        return Layer(shapes[kept], pairs, self.gaps_m2, [int(place[cell]) for cell in self.invalid])

    def _push(self, cell: int, metres: float) -> None:
        """Push the first inner corner of the southern edge outwards."""
        ring = shapely.get_coordinates(self.shapes[cell])[:-1]
        before, corner, after = ring[:3]
        along = (after - before) / np.hypot(*(after - before))
        pushed = np.round(corner + metres * np.array([along[1], -along[0]]), DECIMALS)
        self.shapes[cell] = shapely.polygons(np.concatenate([ring[:1], [pushed], ring[2:]]))
        self._note_change(cell, np.array([before, pushed, after, corner]))

    def _note_change(self, cell: int, outline: Array) -> None:
        """Note what lies between the old southern edge and the new: an overlap with the neighbour, or a gap."""
        changed_m2 = float(abs(shapely.area(shapely.polygons(outline))))
        south = cell - self.columns
        if shapely.intersection(self.shapes[cell], self.shapes[south]).area > changed_m2 / 2:
            self.pairs.append((south, cell, changed_m2))
        else:
            self.gaps_m2.append(changed_m2)

    def _add(self, cell: int, shape: Array, overlap_m2: float) -> None:
        self.added.append(shape)
        self.pairs.append((cell, len(self.shapes) + len(self.added) - 1, float(overlap_m2)))

    def _meet(self, position: int, shape: Array, others: list[int]) -> None:
        for other in others:
            overlap_m2 = float(shapely.intersection(shape, self.shapes[other]).area)
            if overlap_m2 > 0:
                self.pairs.append((position, other, overlap_m2))

    def _around(self, cell: int) -> list[int]:
        steps = [up * self.columns + right for up in (-1, 0, 1) for right in (-1, 0, 1)]
        return [cell + step for step in steps if step]

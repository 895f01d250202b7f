"""An oracle that takes no short cut, and layers with everything that real layers have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from shapely import affinity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import Generator

    from geokit.geometry.arrays import Floats, Shapes

Polygons = list[shapely.Polygon]


def oracle_overlaps(shapes: Shapes, tolerance_m2: float) -> dict[tuple[int, int], float]:
    """Return {(left, right): area_m2} from the intersection of all pairs."""
    left, right = np.triu_indices(len(shapes), 1)
    area_m2 = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    pairs = zip(left.tolist(), right.tolist(), area_m2.tolist(), strict=True)
    return {(one, other): area for one, other, area in pairs if area > tolerance_m2}


def oracle_gaps(shapes: Shapes, tolerance_m2: float) -> list[float]:
    """Return the areas of the land outside all polygons that does not reach a frame around them."""
    if len(shapes) == 0:
        return []
    frame = shapely.union_all(shapely.envelope(shapes)).envelope.buffer(10)
    outside = shapely.get_parts(frame.difference(shapely.union_all(shapes)))
    return [part.area for part in outside if part.area > tolerance_m2 and part.disjoint(frame.exterior)]


@pytest.fixture(name="oracle_overlaps")
def _oracle_overlaps() -> Callable[..., Any]:
    return oracle_overlaps


@pytest.fixture(name="oracle_gaps")
def _oracle_gaps() -> Callable[..., Any]:
    return oracle_gaps


@pytest.fixture(name="messy_layer")
def _messy_layer() -> Callable[..., Any]:
    return messy_layer


@pytest.fixture(name="messy_layers", scope="session")
def _messy_layers() -> tuple[Shapes, ...]:
    return tuple(messy_layer(seed) for seed in range(50))


def messy_layer(seed: int) -> Shapes:
    """Return valid polygons with many kinds of faults between them; the same for the same seed."""
    rng = np.random.default_rng(seed)
    shapes = _grid(rng)
    for fault in rng.choice(_FAULTS, size=rng.integers(0, 6)):
        shapes = fault(rng, shapes)
    east = rng.choice([0.0, 467_000.0, 39_467_000.0])
    shapes = [affinity.translate(shape, east, east / 17) for shape in shapes]
    shapes = [shape for shape in shapes if shape.is_valid and not shape.is_empty and shape.area > 0]
    return np.array([shapes[index] for index in rng.permutation(len(shapes))], dtype=object)


def _grid(rng: Generator) -> Polygons:
    """Return a coverage of quadrilaterals that share bent edges."""
    rows, columns = rng.integers(1, 5, 2)
    x, y = np.meshgrid(np.arange(columns + 1) * 10.0, np.arange(rows + 1) * 8.0)
    if rng.random() < 0.7:
        x, y = x + rng.uniform(-2, 2, x.shape), y + rng.uniform(-2, 2, y.shape)
    nodes = np.round(np.stack([x, y], -1), rng.choice([2, 4, 12]))
    bent = rng.random() < 0.5
    return [
        shapely.Polygon(_bent(nodes[r : r + 2, c : c + 2].reshape(4, 2)[[0, 1, 3, 2]], bent=bent))
        for r in range(rows)
        for c in range(columns)
    ]


def _bent(corners: Floats, *, bent: bool) -> Sequence[Floats]:
    """Put a vertex beside the middle of every edge, the same one whichever way the edge runs."""
    if not bent:
        return corners
    ring = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        low, high = sorted([tuple(start), tuple(end)])
        across = np.array([low[1] - high[1], high[0] - low[0]])
        ring += [start, np.round((start + end) / 2 + 0.05 * across, 3)]
    return ring


def _pick(rng: Generator, shapes: Polygons) -> int:
    return int(rng.integers(len(shapes)))


def _duplicated(rng: Generator, shapes: Polygons) -> Polygons:
    copy = shapes[_pick(rng, shapes)]
    return [*shapes, copy.reverse() if rng.random() < 0.5 else shapely.normalize(copy)]


def _contained(rng: Generator, shapes: Polygons) -> Polygons:
    outer = shapes[_pick(rng, shapes)]
    return [*shapes, outer.representative_point().buffer(rng.uniform(0.2, 1), quad_segs=2)]


def _covering(rng: Generator, shapes: Polygons) -> Polygons:
    return [*shapes, shapely.box(*shapes[_pick(rng, shapes)].buffer(rng.uniform(0, 9)).bounds)]


def _missing(rng: Generator, shapes: Polygons) -> Polygons:
    gone = _pick(rng, shapes)
    return [shape for index, shape in enumerate(shapes) if index != gone] or shapes


def _holed(rng: Generator, shapes: Polygons) -> Polygons:
    index = _pick(rng, shapes)
    hole = shapes[index].representative_point().buffer(rng.uniform(0.1, 1), quad_segs=2)
    holed = shapes[index].difference(hole)
    island = [hole.buffer(-0.05)] if rng.random() < 0.5 else []
    return [*shapes[:index], holed, *shapes[index + 1 :], *island]


def _shifted(rng: Generator, shapes: Polygons) -> Polygons:
    index = _pick(rng, shapes)
    step = rng.normal(size=2) * rng.choice([3, 1e-2, 1e-3, 1e-4])
    return [*shapes[:index], affinity.translate(shapes[index], *step), *shapes[index + 1 :]]


def _jittered(rng: Generator, shapes: Polygons) -> Polygons:
    size = rng.choice([1e-2, 1e-3, 1e-5, 1e-9])
    return [_moved(rng, shape, size) for shape in shapes]


def _moved(rng: Generator, shape: shapely.Polygon, size: float) -> shapely.Polygon:
    moved = {}

    def move(coordinates: Floats) -> Floats:
        steps = [moved.setdefault(tuple(vertex), rng.normal(size=2) * size) for vertex in coordinates]
        return coordinates + np.array(steps).reshape(-1, 2)

    return shapely.transform(shape, move)


def _merged(rng: Generator, shapes: Polygons) -> Polygons:
    """Unite two neighbours, so that a third meets them in a T."""
    index = _pick(rng, shapes)
    for other, shape in enumerate(shapes):
        union = shape.union(shapes[index])
        if other != index and union.geom_type == "Polygon":
            kept = [each for position, each in enumerate(shapes) if position not in (index, other)]
            return [*kept, union.simplify(0)]
    return shapes


def _gathered(rng: Generator, shapes: Polygons) -> Polygons:
    """Make one parcel of two that do not touch."""
    first, second = _pick(rng, shapes), _pick(rng, shapes)
    union = shapes[first].union(shapes[second])
    if union.geom_type != "MultiPolygon":
        return shapes
    kept = [each for position, each in enumerate(shapes) if position not in (first, second)]
    return [*kept, union]


def _unmatched(rng: Generator, shapes: Polygons) -> Polygons:
    """Add a vertex on an edge that the neighbour does not have, or beside it."""
    index = _pick(rng, shapes)
    ring = shapely.get_coordinates(shapely.get_exterior_ring(shapes[index]))
    if len(ring) == 0:
        return shapes
    middle = ring[:2].mean(axis=0) + rng.normal(size=2) * rng.choice([0, 1e-3, 0.3])
    new = shapely.Polygon(np.insert(ring, 1, middle, axis=0), shapes[index].interiors)
    return [*shapes[:index], new, *shapes[index + 1 :]]


def _stacked(rng: Generator, shapes: Polygons) -> Polygons:
    return [*shapes, *(affinity.translate(shape, *rng.uniform(-9, 9, 2)) for shape in _grid(rng))]


def _sliver(rng: Generator, shapes: Polygons) -> Polygons:
    x, y = rng.uniform(0, 30, 2)
    length = rng.uniform(1, 20)
    return [
        *shapes,
        shapely.Polygon([(x, y), (x + length, y), (x, y + 0.02 / length * rng.uniform(0.9, 1.1))]),
    ]


_FAULTS = [
    _duplicated,
    _contained,
    _covering,
    _missing,
    _holed,
    _shifted,
    _jittered,
    _merged,
    _gathered,
    _unmatched,
    _stacked,
    _sliver,
]

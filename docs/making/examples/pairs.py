"""Two parcels, or two plans, on the same land."""

from __future__ import annotations

from geokit.testing import square
from making.scenes import Example, Scene

_LEFT, _RIGHT = square(0, 0, 100), square(100, 0, 100)
_BATCHES = {"stage": ["acquired"] * 2, "batch": ["2022-1", "2024-3"]}
_FIRST_PLAN = [square(60 * at, 0, 60, 100) for at in range(4)]
_SECOND_PLAN = [square(80 * at, 0, 80, 100) for at in range(3)]
_BESIDE = [square(80 * at, 100, 80, 100) for at in range(3)]
_AROUND = [square(0, 0, 100, 40), square(0, 60, 100, 40), square(0, 40, 40, 20)]

EXAMPLES = {
    "contained": Example(
        Scene(shapes=[_LEFT, square(30, 25, 40)]),
        Scene(shapes=[_LEFT.difference(square(30, 25, 40)), square(30, 25, 40)]),
    ),
    "double_acquired": Example(
        Scene(shapes=[_LEFT, square(85, 0, 100)], columns=_BATCHES, shown=("batch",)),
        Scene(shapes=[_LEFT, _RIGHT], columns=_BATCHES, shown=("batch",)),
    ),
    "duplicate": Example(Scene(shapes=[_LEFT, _LEFT]), Scene(shapes=[_LEFT, _RIGHT])),
    "gap": Example(
        Scene(shapes=[*_AROUND, square(60, 40, 40, 20)]), Scene(shapes=[*_AROUND, square(40, 40, 60, 20)])
    ),
    "near_duplicate": Example(Scene(shapes=[_LEFT, square(2, 0, 100)]), Scene(shapes=[_LEFT, _RIGHT])),
    "overlap": Example(Scene(shapes=[_LEFT, square(85, 0, 100)]), Scene(shapes=[_LEFT, _RIGHT])),
    "sliver": Example(
        Scene(shapes=[_LEFT, square(99.96, 0, 100)], zoom=(100, 50, 0.4)),
        Scene(shapes=[_LEFT, _RIGHT], zoom=(100, 50, 0.4)),
    ),
    "stacked_plan": Example(
        Scene(shapes=[*_FIRST_PLAN, *_SECOND_PLAN]), Scene(shapes=[*_FIRST_PLAN, *_BESIDE])
    ),
}

"""Shapes that no surveyor meant."""

from __future__ import annotations

from geokit.testing import ring, square
from making.scenes import Example, Scene

_PLOT = ring((0, 0), (100, 0), (100, 30), (100, 60), (0, 60))
_SPIKED = ring((0, 0), (100, 0), (100, 30), (120, 30.5), (100, 31), (100, 60), (0, 60))
_TAILED = ring((0, 0), (100, 0), (100, 50), (130, 50), (130, 50.4), (100, 50.4), (100, 80), (0, 80))
_WHOLE = square(0, 0, 100, 80)
_DOUBLED = ring((0, 0), (100, 0), (100, 60), (99.997, 60), (0, 60))
_SINGLE = ring((0, 0), (100, 0), (100, 60), (0, 60))
_NARROW = {"rules": {"narrow": {"enabled": True}}}

EXAMPLES = {
    "invalid_geometry": Example(
        Scene(shapes=[ring((0, 0), (100, 70), (100, 0), (0, 80)), square(120, 0, 60)]),
        Scene(shapes=[ring((0, 0), (100, 0), (100, 70), (0, 80)), square(120, 0, 60)]),
    ),
    "narrow": Example(Scene(shapes=[_TAILED], settings=_NARROW), Scene(shapes=[_WHOLE], settings=_NARROW)),
    "short_edge": Example(
        Scene(shapes=[_DOUBLED], zoom=(99.9985, 60, 0.012)),
        Scene(shapes=[_SINGLE], zoom=(99.9985, 60, 0.012)),
    ),
    "small_parcel": Example(
        Scene(shapes=[square(0, 0, 60), square(62, 0, 12)]),
        Scene(shapes=[square(0, 0, 60), square(62, 0, 20)]),
    ),
    "spike": Example(Scene(shapes=[_SPIKED]), Scene(shapes=[_PLOT])),
}

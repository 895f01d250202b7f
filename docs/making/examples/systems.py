"""Coordinates, and the systems that they are said to be in."""

from __future__ import annotations

import numpy as np
import shapely

from geokit.i18n import Words
from geokit.testing import square
from making.scenes import Example, Scene

_PAIR = [square(0, 0, 100), square(100, 0, 100)]
_FAR = shapely.transform(square(0, 0, 100), lambda xy: np.add(xy, (600_000, 0)))
_SWAPPED = shapely.transform(square(100, 0, 100), lambda xy: xy[:, ::-1])
_SECOND = (square(100, 0, 100),)
_SYSTEM = Words(zh="坐标系：EPSG:4548", en="system: EPSG:4548")

EXAMPLES = {
    "axis_swapped": Example(Scene(shapes=[_PAIR[0], _SWAPPED]), Scene(shapes=_PAIR)),
    "crs_missing": Example(
        Scene(shapes=_PAIR, crs=None, note=Words(zh="坐标系：无", en="system: none")),
        Scene(shapes=_PAIR, note=_SYSTEM),
    ),
    "crs_mixed": Example(
        Scene(
            shapes=_PAIR[:1],
            more=(_SECOND, "EPSG:2384"),
            note=Words(zh="A：CGCS2000，2：西安 80", en="A: CGCS2000, 2: Xian 1980"),
        ),
        Scene(
            shapes=_PAIR[:1],
            more=(_SECOND, "EPSG:4548"),
            note=Words(zh="A、2：CGCS2000", en="A and 2: CGCS2000"),
        ),
    ),
    "crs_zone": Example(Scene(shapes=[_PAIR[0], _FAR]), Scene(shapes=_PAIR)),
}

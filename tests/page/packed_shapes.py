"""What a page's script makes of packed shapes, in Python: written apart from what packs them."""

from __future__ import annotations

import base64
import zlib
from itertools import islice
from typing import Any

import numpy as np
import shapely


def numbers_of(packed: Any) -> list[int]:
    """Return all numbers of a packed layer."""
    data, size = zlib.decompress(base64.b64decode(packed["data"])), packed["bytes"]
    count = len(data) // size
    values = [sum(data[plane * count + at] << (8 * plane) for plane in range(size)) for at in range(count)]
    return [-(value + 1) // 2 if value % 2 else value // 2 for value in values]


def points_of(packed: Any) -> np.ndarray:
    """Return all points of a packed layer: longitude and latitude in degrees."""
    numbers = numbers_of(packed)
    steps = np.array(numbers[len(numbers) - 2 * packed["points"] :]).reshape(2, -1)
    east, north = np.cumsum(steps, axis=1)
    x, y = (east + packed["west"]) / packed["units"], (north + packed["north"]) / packed["units"]
    return np.column_stack([(x - 0.5) * 360, np.degrees(np.arctan(np.sinh((0.5 - y) * 2 * np.pi)))])


def shapes_of(packed: Any) -> list[Any]:
    """Return the shapes of a packed layer; None where one has no part."""
    numbers, points = iter(numbers_of(packed)), iter(points_of(packed).tolist())
    parts, rings, counts = (list(islice(numbers, packed[key])) for key in ("shapes", "parts", "rings"))
    lines = iter([list(islice(points, count)) for count in counts])
    made = iter([_part(count, list(islice(lines, abs(count)))) for count in rings])
    return [_whole(list(islice(made, count))) for count in parts]


def _part(count: int, lines: list[Any]) -> Any:
    if count > 0:
        return shapely.Polygon(lines[0], lines[1:])
    return shapely.LineString(lines[0]) if len(lines[0]) > 1 else shapely.Point(lines[0][0])


def _whole(parts: list[Any]) -> Any:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)

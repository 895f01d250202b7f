"""What a page's script makes of packed shapes, in Python: written apart from what packs them."""

from __future__ import annotations

import base64
import zlib
from itertools import islice
from typing import Any

import numpy as np
import shapely


def lists_of(packed: Any) -> list[list[int]]:
    """Return all lists of numbers of a packed layer."""
    data = zlib.decompress(base64.b64decode(packed["data"]))
    found, begin = [], 0
    for count, size in packed["streams"]:
        planes = [data[begin + plane * count : begin + (plane + 1) * count] for plane in range(size)]
        values = [sum(byte << (8 * at) for at, byte in enumerate(each)) for each in zip(*planes, strict=True)]
        found.append([-(value + 1) // 2 if value % 2 else value // 2 for value in values])
        begin += count * size
    assert begin == len(data)
    return found


def rings_of(packed: Any) -> list[list[tuple[int, int]]]:
    """Return the corners of each ring of a packed layer, in whole numbers from its corner."""
    _, _, _, of_rings, lengths, targets, *places = lists_of(packed)
    runs, named = iter(lengths), iter(np.cumsum(targets).tolist())
    starts, steps = (iter(list(zip(*each, strict=True))) for each in (places[:2], places[2:]))
    here = begin = (0, 0)
    stored: list[Any] = []
    rings = []
    for count in of_rings:
        ring: list[tuple[int, int]] = []
        mine = []
        is_stored = False
        for at, length in enumerate(islice(runs, count)):
            if length == 0:
                run = stored[next(named)]
                ring += run[:0:-1]
                here = run[0]
            else:
                if at == 0:
                    here = begin = _moved(begin, next(starts))
                elif is_stored:
                    here = _moved(ring[-1], next(steps))
                mine.append((len(ring), length))
                ring.append(here)
                for _ in range(length - 1):
                    ring.append(_moved(ring[-1], next(steps)))
            is_stored = length > 0
        stored += [(ring + ring[:1])[first : first + length + 1] for first, length in mine]
        rings.append(ring)
    assert [next(left, None) for left in (runs, named, starts, steps)] == [None] * 4
    return rings


def _moved(place: tuple[int, int], step: tuple[int, int]) -> tuple[int, int]:
    return place[0] + step[0], place[1] + step[1]


def degrees_of(packed: Any, ring: list[tuple[int, int]]) -> list[list[float]]:
    """Return corners in degrees, longitude and latitude."""
    x, y = (np.add(ring, [packed["west"], packed["north"]]) / packed["units"]).T
    return np.column_stack([(x - 0.5) * 360, np.degrees(np.arctan(np.sinh((0.5 - y) * 2 * np.pi)))]).tolist()


def points_of(packed: Any) -> np.ndarray:
    """Return all points of a packed layer: longitude and latitude in degrees."""
    return np.array([point for ring in rings_of(packed) for point in degrees_of(packed, ring)])


def shapes_of(packed: Any) -> list[Any]:
    """Return the shapes of a packed layer; None where one has no part."""
    order, counts, rings, *_ = lists_of(packed)
    lines = iter([degrees_of(packed, ring) for ring in rings_of(packed)])
    made = iter([_part(count, list(islice(lines, abs(count)))) for count in rings])
    found = [_whole(list(islice(made, count))) for count in counts]
    return [found[at] for at in np.argsort(np.cumsum(order)).tolist()] if order else found


def _part(count: int, lines: list[Any]) -> Any:
    if count > 0:
        return shapely.Polygon(lines[0], lines[1:])
    return shapely.LineString(lines[0]) if len(lines[0]) > 1 else shapely.Point(lines[0][0])


def _whole(parts: list[Any]) -> Any:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)

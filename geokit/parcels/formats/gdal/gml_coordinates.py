"""The coordinates of a GML: what GDAL would take for a number that is none, or for points of other dimensions, is found.

GDAL reads as far as a text is a number, so that `1x0` is 1 and `x` is 0, and stops reading the file at a list that it
cannot part into points.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Elements of one point, of many, and of one number.
_POINTS = frozenset({"pos", "lowerCorner", "upperCorner"})
_NUMBERS = frozenset({"X", "Y", "Z", "radius", "startAngle", "endAngle", "bulge"})
COORDINATES = frozenset({"posList", "coordinates"}) | _POINTS | _NUMBERS

_DIMENSION, _DIMENSIONS = "srsDimension", (2, 3)
# Of `coordinates`: what parts the numbers of a point, the points, and the decimals.
_PARTING = ("cs", "ts", "decimal")

_PARTED = re.compile(r"[\s,]+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)

_NO_NUMBER = Words(zh="坐标中的“{text}”不是数", en="“{text}” among its coordinates is no number")
_UNEVEN = Words(
    zh="坐标共 {count} 个数，不能分为每点 {each} 个数的点",
    en="its coordinates are {count} numbers, which do not make points of {each} numbers each",
)
_NO_POINT = Words(
    zh="坐标中的“{text}”不是点：一个点为 2 个或 3 个数",
    en="“{text}” among its coordinates is no point, which is 2 or 3 numbers",
)
_OTHER_DIMENSION = Words(
    zh="坐标写明为 {text} 维，只有 2 维和 3 维可以读取",
    en="its coordinates are said to have {text} dimensions; 2 and 3 are read",
)


class CoordinateError(Exception):
    """Coordinates that make no points: a code, and the words and fields of the reason."""

    def __init__(self, code: str, words: Words, **fields: object) -> None:
        super().__init__(code)
        self.code, self.words, self.fields = code, words, fields


def plain_coordinates(
    name: str,
    attributes: Mapping[str, str],
    text: str,
    *,
    stated: str | None,
    around: str | None,
    is_ring: bool,
) -> tuple[dict[str, str], str]:
    """Return the attributes and the text of an element with nothing left to guess.

    Parameters
    ----------
    name : str
        One of :data:`COORDINATES`.
    attributes : mapping
        The element's own.
    text : str
    stated : str, optional
        The dimension that the shape says it has.
    around : str, optional
        That of the box around the features, which heights may have and the shapes may not.
    is_ring : bool
        Whether the last point has to be the first.

    Raises
    ------
    CoordinateError

    Examples
    --------
    >>> plain_coordinates("pos", {}, " 1 2 3", stated=None, around=None, is_ring=False)
    ({'srsDimension': '3'}, '1 2 3')
    >>> plain_coordinates("posList", {}, "0 0 9 0 0 9 0 0", stated=None, around="3", is_ring=True)
    ({'srsDimension': '2'}, '0 0 9 0 0 9 0 0')
    """
    if name == "coordinates":
        kept = {key: value for key, value in attributes.items() if key not in _PARTING}
        return kept, _plain_tuples(text, *map(attributes.get, _PARTING))
    numbers = _PARTED.split(text.strip()) if text.strip() else []
    _require_numbers(numbers)
    if name in _NUMBERS:
        return dict(attributes), text.strip()
    if name in _POINTS:
        _require_points([numbers])
        dimension = len(numbers)
    else:
        dimension = _dimension(numbers, stated, around, is_ring=is_ring)
    return {**attributes, _DIMENSION: str(dimension)}, " ".join(numbers)


def _require_numbers(texts: Iterable[str]) -> None:
    for text in texts:
        if not _NUMBER.fullmatch(text) or math.isinf(float(text)):
            raise CoordinateError("bad_number", _NO_NUMBER, text=text)


def _require_points(points: Iterable[Sequence[str]]) -> None:
    for point in points:
        if len(point) not in _DIMENSIONS:
            raise CoordinateError("broken_geometry", _NO_POINT, text=" ".join(point))


def _dimension(numbers: Sequence[str], stated: str | None, around: str | None, *, is_ring: bool) -> int:
    """Return how many numbers each point of a list has: what the shape says, or what makes points, and of a ring closes it."""
    if stated is not None:
        if stated not in map(str, _DIMENSIONS):
            raise CoordinateError("broken_geometry", _OTHER_DIMENSION, text=stated)
        likely = [int(stated)]
    else:
        likely = sorted(_DIMENSIONS, key=lambda each: str(each) != around)
    whole = [each for each in likely if not len(numbers) % each]
    if not whole:
        raise CoordinateError("broken_geometry", _UNEVEN, count=len(numbers), each=likely[0])
    closing = [each for each in whole if is_ring and numbers[:each] == numbers[-each:]]
    return (closing or whole)[0]


def _plain_tuples(text: str, within: str | None, between: str | None, decimal: str | None) -> str:
    """Return the points of ``coordinates`` with commas in them and blanks between them."""
    comma = within or ","
    joined = re.sub(rf"\s*{re.escape(comma)}\s*", comma, text.strip())
    points = [point.split(comma) for point in joined.split((between or "").strip() or None)]
    plain = [[number.strip().replace(decimal or ".", ".") for number in point] for point in points]
    _require_numbers(number for point in plain for number in point)
    _require_points(plain)
    return " ".join(map(",".join, plain))

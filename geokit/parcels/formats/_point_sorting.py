"""A table sorted by the numbers of its points: each parcel's rows are brought together by the column that names it."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final

from geokit.parcels.formats._point_columns import named_keys
from geokit.parcels.formats._point_stream import Point
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.parcels.formats._point_headings import Headings
    from geokit.parcels.formats._point_stream import Stream
    from geokit.parcels.notices import Remarks

_LEAST_POINTS: Final = 3

_SORTED = Words(
    zh="同一地块的行不相连：已按列“{column}”归并，行内次序不变，请核对",
    en="a parcel's rows do not stand together: they were brought together by the column “{column}”, in their order; "
    "check it",
)


def gathered(stream: Stream, headings: Headings, remarks: Remarks) -> Stream:
    """Return a stream with the points of each name together, where they alternate from row to row.

    That is so where no run of one name is long enough for a parcel, and every name has points enough for one, each with a
    number of its own.
    """
    points = [each for each in stream if isinstance(each, Point)]
    if not all(isinstance(each, Point) for each in stream[: len(points)]):
        return stream
    column = next((each for each in named_keys(headings) if _alternates(points, each)), None)
    if column is None:
        return stream
    remarks.add("rows_gathered", _SORTED, column=headings.names[column])
    first: dict[str, int] = {}
    for point in points:
        first.setdefault(point.cells[column], len(first))
    return [*sorted(points, key=lambda point: first[point.cells[column]]), *stream[len(points) :]]


def _alternates(points: Sequence[Point], column: int) -> bool:
    names = [point.cells.get(column, "") for point in points]
    counts = Counter(names)
    if not names or "" in counts or min(counts.values()) < _LEAST_POINTS or len(counts) == 1:
        return False
    if max(len(list(run)) for _, run in groupby(names)) >= _LEAST_POINTS:
        return False
    places: dict[tuple[str, str], tuple[str, str]] = {}
    own = zip(names, points, strict=True)
    # A closing row has the number and the place of the first.
    return all(
        point.number and places.setdefault((name, point.number), point.place) == point.place
        for name, point in own
    )

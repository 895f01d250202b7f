"""Which columns of a table of points identify parcels, and which number the points, whatever they are called.

A column that differs in every row numbers points. A column that holds for a run of rows, and changes where the numbers of
the points begin anew, identifies parcels. A table sorted by the numbers of its points is regrouped by that column.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from geokit.i18n import Words
from geokit.parcels.codes import fold
from geokit.parcels.columns import map_columns
from geokit.parcels.formats.points.stream import Point, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely import Polygon

    from geokit.parcels.diagnostics import Diagnostics
    from geokit.parcels.formats.points.headings import Headings


# Headings that name a parcel, beyond those that are its id or name.
_PARCEL = re.compile(
    r"^(所属)?(地块|宗地|图斑|地号|块号|面号|图形号|图形编号|户主|权利人|业主)(序号|名|号|编号|代码|编码)?$|"
    r"^(parcel|plot|lot|block|polygon|poly|shape|feature)(no|id|name|number)?$"
)

_LEAST_POINTS = 3

# No office's table has as many; each costs a look at all rows.
_MOST_COLUMNS = 64

# What stands for the name of a parcel that has none, among others that have.
UNNAMED = "\0"


@dataclass(frozen=True, slots=True)
class Grouping:
    """The columns of a table by what they do.

    Parameters
    ----------
    key : int or None
        The column whose heading says that it names the parcel.
    inferred : tuple of int
        Columns found to change where the points' numbers begin anew.
    numbers : tuple of int
        Columns that number points, whatever their heading.
    fills_each_row : bool
        Whether the key stands in each row of a parcel, so that a blank one names none; else it holds for the rows below.
    """

    key: int | None
    inferred: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    fills_each_row: bool = False


def named_keys(headings: Headings) -> list[int]:
    """Return the columns whose headings name a parcel, the most telling first."""
    attributes = [column for column in headings.attributes if headings.names[column]]
    targets = map_columns([headings.names[column] for column in attributes]).targets
    found = {target: name for name, target in targets.items()}
    recognised = [
        column
        for target in ("id", "name")
        for column in attributes
        if target in found and headings.names[column] == found[target]
    ]
    others = [column for column in attributes if _PARCEL.match(fold(headings.names[column]))]
    return list(dict.fromkeys([*recognised, *others]))


def grouping_of(headings: Headings, stream: Stream) -> Grouping:
    """Return which columns tell parcels apart; points that have no number are given one that was found."""
    points = [each for each in stream if isinstance(each, Point)]
    candidates = sorted({column for point in points for column in point.cells})[:_MOST_COLUMNS]
    numbers = tuple(column for column in candidates if _numbers_points(_values(points, column)))
    if numbers and not any(point.number for point in points):
        for point in points:
            point.number = point.cells.get(numbers[0], "")
    key = next((column for column in named_keys(headings) if column not in numbers), None)
    named = [] if key is None else _values(points, key)
    inferred = tuple(
        _inferred(points, [column for column in candidates if column not in (*numbers, key)], named)
    )
    fills = any(own and own == above for above, own in pairwise(named))
    if key is not None and fills:
        _set_apart_unnamed(points, key)
    return Grouping(key, inferred, numbers, fills)


def _set_apart_unnamed(points: Sequence[Point], key: int) -> None:
    """Mark runs of rows without a name that are long enough for a parcel, where others have theirs in each row."""
    for name, run in groupby(points, key=lambda point: point.cells.get(key, "")):
        without = list(run)
        if not name and len(without) >= _LEAST_POINTS:
            for point in without:
                point.cells[key] = UNNAMED


def _inferred(points: Sequence[Point], candidates: Sequence[int], named: Sequence[str]) -> Iterator[int]:
    """Return the columns that tell parcels apart, those with most changes first, as far as they tell what none did before."""
    anew = begin_anew(points)
    told = _changes(named)
    found = {column: _changes(_values(points, column)) for column in candidates}
    for column in sorted(candidates, key=lambda column: -len(found[column])):
        values = _values(points, column)
        if not found[column] <= told and _changes_with(values, points, anew):
            told |= found[column]
            yield column


def _changes(values: Sequence[str]) -> set[int]:
    held = _filled_down(values)
    return {at for at, (above, own) in enumerate(pairwise(held), start=1) if above and own != above}


def _values(points: Sequence[Point], column: int) -> list[str]:
    return [point.cells.get(column, "") for point in points]


def _numbers_points(values: Sequence[str]) -> bool:
    """Tell whether a column differs from row to row, so that none of its values holds for the rows of a ring."""
    if len(values) < _LEAST_POINTS or not values[0]:
        return False
    runs = [len(list(run)) for _, run in groupby(_filled_down(values))]
    return max(runs) < _LEAST_POINTS and 2 * runs.count(1) > len(runs)


def _filled_down(values: Sequence[str]) -> list[str]:
    """Return values of which a blank one is that of the row above."""
    filled, held = [], ""
    for value in values:
        held = value or held
        filled.append(held)
    return filled


def _changes_with(values: Sequence[str], points: Sequence[Point], anew: Sequence[bool]) -> bool:
    """Tell whether a column changes only where numbers begin anew, or a ring was closed where there are none."""
    held, start = "", 0
    for at, value in enumerate(values):
        if not value or value == held:
            continue
        closed = points[at - 1].place in {point.place for point in points[start : at - _LEAST_POINTS]}
        if held and not (anew[at] or (closed and not points[at].number)):
            return False
        held, start = value, at
    return True


def begin_anew(points: Sequence[Point]) -> list[bool]:
    """Tell at which points the number comes again that the points began with, last.

    A closing row repeats that number with its coordinates, and begins nothing.
    """
    found, first = [], None
    for point in points:
        begins = (
            first is not None
            and point.number == first.number
            and bool(point.number)
            and point.place != first.place
        )
        found.append(begins)
        if first is None or begins:
            first = point
    return found


_LEAST_POINTS_TO_SORT: Final = 3

_SORTED = Words(
    zh="同一地块的行不相连：已按列“{column}”归并，行内次序不变，请核对",
    en="a parcel's rows do not stand together: they were brought together by the column “{column}”, in their order; "
    "check it",
)


def gathered(stream: Stream, headings: Headings, remarks: Diagnostics) -> Stream:
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
    if not names or "" in counts or min(counts.values()) < _LEAST_POINTS_TO_SORT or len(counts) == 1:
        return False
    if max(len(list(run)) for _, run in groupby(names)) >= _LEAST_POINTS_TO_SORT:
        return False
    places: dict[tuple[str, str], tuple[str, str]] = {}
    own = zip(names, points, strict=True)
    # A closing row has the number and the place of the first.
    return all(
        point.number and places.setdefault((name, point.number), point.place) == point.place
        for name, point in own
    )


_CLOSED: Final = 4


def polygon_of(ring: Sequence[Point]) -> Polygon:
    """Return the polygon of a ring; an empty one where its coordinates are none."""
    import shapely

    try:
        corners = [(float(each.east), float(each.north)) for each in ring]
    except ValueError:
        corners = []
    polygon = shapely.Polygon(corners if len(corners) >= _CLOSED - 1 else ())
    shapely.prepare(polygon)
    return polygon


def is_inside(point: Point, polygon: Polygon) -> bool:
    """Tell whether a point lies inside of a polygon."""
    import shapely

    try:
        return bool(shapely.contains_xy(polygon, float(point.east), float(point.north)))
    except ValueError:
        return False

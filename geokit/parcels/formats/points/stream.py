"""A table of points from top to bottom: its points one after another, blocks side by side included, and the gaps between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import TYPE_CHECKING, TypeAlias

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.codes import fold
from geokit.parcels.formats.points.notes import is_note
from geokit.parcels.formats.points.numbers import is_simple, looks_like_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geokit.parcels.formats.points.headings import Block, Headings

_NUMBER = re.compile(r"[A-Za-z\u754c\u5740\u62d0\u70b9_#-]{0,6}\d{1,6}['\"a-zA-Z]?")
_LAST_DIGITS = re.compile(r"(\d+)\D*$")
_WHOLE = re.compile(r"\.0*$")
_MOST_DIGITS = 9
_APART = 2.0
_LEAST_DIGITS = 4
# Sheets have two or three; what is read of each block grows with their number.
_MAX_BLOCKS = 100

_MANY_BLOCKS = Words(
    zh="表中并排有 {count} 组坐标列，超过 {limit} 组的上限；请改为上下排列",
    en="the table has {count} groups of coordinate columns side by side, more than the {limit} that are read; set them one "
    "below the other",
)


@dataclass(slots=True)
class Point:
    """A row's point as text.

    Parameters
    ----------
    line : int
        The line or spreadsheet row.
    number, ring : str
        The point's number and its ring's; empty where the table has none.
    cells : dict of int to str
        Column to what stands there of the parcel; points one below the other that say the same share one.
    place : tuple of (str, str)
        The northing and easting, or latitude and longitude.
    part : int
        The number of the ring that it was found to belong to.
    """

    line: int
    number: str
    ring: str
    cells: dict[int, str]
    place: tuple[str, str]
    part: int = 1

    @property
    def north(self) -> str:
        """The northing or latitude."""
        return self.place[0]

    @property
    def east(self) -> str:
        """The easting or longitude."""
        return self.place[1]

    @property
    def count(self) -> int | None:
        """The number in the point's name, or None."""
        match = _LAST_DIGITS.search(self.number)
        return int(match[1][-_MOST_DIGITS:]) if match else None


@dataclass(slots=True)
class Gap:
    """What stands between points.

    Parameters
    ----------
    line : int
        Where it begins.
    row : tuple of str
        Its cells; none of them filled in a blank row.
    is_heading : bool
        Whether it repeats the headings.
    """

    line: int
    row: tuple[str, ...] = ()
    is_heading: bool = False


Stream: TypeAlias = "list[Point | Gap]"


def stream_of(
    headings: Headings, rows: Sequence[Sequence[str]], lines: Sequence[int], keys: Sequence[int]
) -> Stream:
    """Return a table's points and gaps in the order of its points.

    Parameters
    ----------
    headings : Headings
        Where the columns are.
    rows : sequence of sequences of str
        What follows the headings.
    lines : sequence of int
        The line of each row.
    keys : sequence of int
        The columns that tell parcels apart by their headings: blocks side by side are not read across them.
    """
    walker = _Walker(headings, keys)
    for row, line in zip(rows, lines, strict=True):
        walker.take(row, line)
    walker.end_section()
    return walker.stream


class _Walker:
    """Keeps the rows since the last gap, whose blocks of columns are read one after another."""

    def __init__(self, headings: Headings, keys: Sequence[int]) -> None:
        self.headings, self.keys = headings, keys
        self.columns = _columns_of(headings)
        self.is_single = len(headings.blocks) == 1
        self.stream: Stream = []
        self.section: list[list[Point | None]] = []
        # Where there is one block, its points stand for the section: a list for each would be many.
        self.column: list[Point] = []
        self.last: Point | None = None

    def take(self, row: Sequence[str], line: int) -> None:
        # Nearly all rows are numbered points in plain digits, and nothing else is.
        texts = _texts_of(self.headings.blocks[0], row)
        if self.is_single and _is_numbered(*texts):
            self.last = self._point_of(0, row, line, texts)
            self.column.append(self.last)
        elif not any(row):
            self._gap(Gap(line))
        elif self.headings.is_repeated_in(row):
            self._gap(Gap(line, is_heading=True))
        elif is_note(row) and not self._lies_beside_the_last(row):
            self._gap(Gap(line, tuple(row)))
        else:
            self._take_points(row, line)

    def _take_points(self, row: Sequence[str], line: int) -> None:
        points = [self._point(at, row, line) for at in range(len(self.headings.blocks))]
        found = next((point for point in points if point is not None), None)
        if found is not None:
            if self.is_single:
                self.column.append(found)
            else:
                self.section.append(points)
            self.last = found
        elif not self._is_beside_points(row):
            self._gap(Gap(line, tuple(row)))

    def _gap(self, gap: Gap) -> None:
        self.end_section()
        self.stream.append(gap)

    def _point(self, at: int, row: Sequence[str], line: int) -> Point | None:
        block = self.headings.blocks[at]
        number, north, east = texts = _texts_of(block, row)
        if not _is_point(block, number, north, east) or self._is_page_number(number, north, east):
            return None
        return self._point_of(at, row, line, texts)

    def _point_of(self, at: int, row: Sequence[str], line: int, texts: tuple[str, str, str]) -> Point:
        block, width = self.headings.blocks[at], len(row)
        ring = "" if block.ring is None else _WHOLE.sub("", cell(row, block.ring))
        cells = {key: row[column] for column, key in self.columns[at] if column < width and row[column]}
        if self.last is not None and self.last.cells == cells:
            cells = self.last.cells
        return Point(line, texts[0], ring, cells, texts[1:])

    def _is_page_number(self, number: str, north: str, east: str) -> bool:
        """Tell whether a number stands alone that is far from the size of the last point's coordinate."""
        alone = north or east
        if self.last is None or number or (north and east) or not is_simple(alone):
            return False
        beside = self.last.north if north else self.last.east
        return is_simple(beside) and not _are_alike(float(alone), float(beside))

    def _is_beside_points(self, row: Sequence[str]) -> bool:
        """Tell whether a row holds nothing but an edge's length, as between two points."""
        roles = self.headings.roles
        return all(roles.get(column) in ("ignored", "row") for column, text in enumerate(row) if text)

    def _lies_beside_the_last(self, row: Sequence[str]) -> bool:
        """Tell whether a row's coordinates are of the size of the last point's, so that it is one after all."""
        block, last = self.headings.blocks[0], self.last
        place = cell(row, block.north), cell(row, block.east)
        if last is None or not all(map(is_simple, (*place, *last.place))):
            return False
        pairs = zip(map(float, place), map(float, last.place), strict=True)
        return all(
            abs(own) <= _APART * abs(other) and abs(other) <= _APART * abs(own) for own, other in pairs
        )

    def end_section(self) -> None:
        """Add the points since the last gap, block after block."""
        self._add_column(self.column)
        for _, rows in groupby(self.section, key=_Key(self.keys)):
            self._add(list(rows))
        self.section, self.column = [], []

    def _add_column(self, points: list[Point]) -> None:
        """Add the points of one block; what is numbered at its end and was never filled in is none."""
        end = _filled_length(points)
        self.stream += points[:end]
        self.stream += [Gap(point.line, (point.number,)) for point in points[end:]]

    def _add(self, rows: list[list[Point | None]]) -> None:
        """Add points side by side in the order in which most are numbered one after another."""
        ends = [_filled_length([row[at] for row in rows]) for at in range(len(self.headings.blocks))]
        filled = [
            [point if place < end else None for point, end in zip(row, ends, strict=True)]
            for place, row in enumerate(rows)
        ]
        ordered: list[Point] = max(_orders(filled), key=self._follow)
        self.stream += ordered
        left = [
            point
            for place, row in enumerate(rows)
            for point, end in zip(row, ends, strict=True)
            if point is not None and place >= end
        ]
        self.stream += [Gap(point.line, (point.number,)) for point in left]

    def _follow(self, points: Sequence[Point]) -> int:
        """Return how many points are numbered one after the point before, and named as it is."""
        return sum(
            before.count is not None
            and after.count == before.count + 1
            and not self._are_parted(before, after)
            for before, after in pairwise(points)
        )

    def _are_parted(self, before: Point, after: Point) -> bool:
        named = ((before.cells.get(key), after.cells.get(key)) for key in self.keys)
        return any(one and other and one != other for one, other in named)


def _orders(rows: Sequence[Sequence[Point | None]]) -> list[list[Point]]:
    """Return the orders in which points side by side may follow each other, the likeliest first."""
    again, jumps = (
        [point for part in _parted(rows, begins) for point in _down(part)]
        for begins in (_begins_again, _jumps)
    )
    return [again, _down(rows), jumps, _across(rows)]


def _down(rows: Sequence[Sequence[Point | None]]) -> list[Point]:
    """Return the points block after block."""
    return [point for block in zip(*rows, strict=True) for point in block if point is not None]


def _across(rows: Sequence[Sequence[Point | None]]) -> list[Point]:
    """Return the points row after row."""
    return [point for row in rows for point in row if point is not None]


def _parted(
    rows: Sequence[Sequence[Point | None]], begins: Callable[[Point, Point, Point], bool]
) -> list[list[Sequence[Point | None]]]:
    """Return rows in parts: one begins where the left block's first, last and next point say so."""
    parts: list[list[Sequence[Point | None]]] = [[]]
    first: Point | None = None
    last: Point | None = None
    for row in rows:
        own = row[0]
        if own is not None and first is not None and last is not None and begins(first, last, own):
            first = None
            parts.append([])
        first, last = first or own, own or last
        parts[-1].append(row)
    return parts


def _begins_again(first: Point, _: Point, own: Point) -> bool:
    return bool(own.number) and own.number == first.number and own.place != first.place


def _jumps(_: Point, last: Point, own: Point) -> bool:
    return last.count is not None and own.count is not None and own.count > last.count + 1


class _Key:
    """Numbers the sections of rows: one begins where all points of a row are of the next parcel; blank cells name none."""

    def __init__(self, keys: Sequence[int]) -> None:
        self.keys = keys
        self.held: dict[int, dict[int, str]] = {}
        self.section = 0

    def __call__(self, row: list[Point | None]) -> int:
        changes = [self._is_new(at, point) for at, point in enumerate(row) if point is not None]
        self.section += all(changes)
        return self.section

    def _is_new(self, at: int, point: Point) -> bool:
        held = self.held.setdefault(at, {})
        own = {key: point.cells[key] for key in self.keys if key in point.cells}
        is_new = any(held.get(key) != text for key, text in own.items())
        held |= own
        return is_new


def _columns_of(headings: Headings) -> list[list[tuple[int, int]]]:
    """Return the columns that tell of the points of each block: its own, where each has one, and the common ones.

    Beside each stands the column that it is kept under: blocks that have one each say the same, as the first one does.

    Raises
    ------
    FormatError
        There are more blocks than anybody sets side by side.
    """
    named: dict[str, list[int]] = {}
    rows = tuple(column for column, role in headings.roles.items() if role == "row")
    for column in (*headings.attributes, *rows):
        named.setdefault(fold(headings.names[column]) or f"column{column}", []).append(column)
    count = len(headings.blocks)
    if count > _MAX_BLOCKS:
        raise FormatError(_MANY_BLOCKS, count=f"{count:,}", limit=_MAX_BLOCKS)
    own = [columns for columns in named.values() if len(columns) == count]
    others = chain.from_iterable(columns for columns in named.values() if len(columns) != count)
    common = [(column, column) for column in others]
    return [sorted([*common, *((each[number], each[0]) for each in own)]) for number in range(count)]


def _texts_of(block: Block, row: Sequence[str]) -> tuple[str, str, str]:
    """Return the texts of a point's number, northing and easting."""
    number = "" if block.point is None else cell(row, block.point)
    return number, cell(row, block.north), cell(row, block.east)


def _is_numbered(number: str, north: str, east: str) -> bool:
    """Tell whether a row has a point's number and plain coordinates, so that a parcel may be called 备注."""
    return _is_number(number) and is_simple(north) and is_simple(east)


def _is_point(block: Block, number: str, north: str, east: str) -> bool:
    """Tell whether a row holds a point in a block, readable or not."""
    if north and east and is_simple(north) and is_simple(east):
        return True
    if not (north or east):
        # A numbered point without coordinates is a point that was lost.
        return block.point is not None and _is_number(number)
    if _is_number(number):
        return True
    if north and east:
        return looks_like_number(north) or looks_like_number(east)
    # Alone, a page's number is none of a point's coordinates.
    return sum(map(str.isdigit, north or east)) >= _LEAST_DIGITS and looks_like_number(north or east)


def _are_alike(one: float, other: float) -> bool:
    return abs(one) <= _APART * abs(other) and abs(other) <= _APART * abs(one)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _filled_length(block: Sequence[Point | None]) -> int:
    """Return where a block ends, without the numbered rows at its end that were never filled in."""
    for at in range(len(block), 0, -1):
        point = block[at - 1]
        if point is not None and any(point.place):
            return at
    return 0


def cell(row: Sequence[str], column: int) -> str:
    """Return a cell's text, empty beyond the end of the row."""
    return row[column] if column < len(row) else ""

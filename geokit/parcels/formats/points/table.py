"""Tables of boundary points (界址点坐标成果表): one row a point or more, columns told by their headings and by what they hold.

What is inferred of a table is said: which column numbers points, which one tells parcels apart, where a parcel begins.

The areas that stand beside the parcels of a table of points: whose they are, and whether they contradict each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.columns import DECLARED, map_columns
from geokit.parcels.diagnostics import Diagnostics
from geokit.parcels.formats._base import NoTableError
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats.points import numbers
from geokit.parcels.formats.points.columns import gathered, grouping_of, named_keys
from geokit.parcels.formats.points.coordinates import PointParcels, Statement, statement_in, system_of
from geokit.parcels.formats.points.grouping import Grouper, TableParcel
from geokit.parcels.formats.points.headings import Headings, find_headings
from geokit.parcels.formats.points.numbers import Writing
from geokit.parcels.formats.points.rings import coordinate_fault
from geokit.parcels.formats.points.rows import BadRowError, PointRows, Points, joined
from geokit.parcels.formats.points.stream import Gap, Point, Stream, stream_of
from geokit.parcels.formats.points.totals import Total, declared_of, disagree
from geokit.parcels.heading_units import area_unit_above

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.land.units import Unit


_LEAST_LONGITUDE, _MOST_LATITUDE = 73.0, 54.0

NO_HEADINGS = Words(
    zh="前 60 行中没有坐标列标题（如 X、Y 或 纵坐标、横坐标）",
    en="none of the first 60 rows has headings of coordinates, such as X and Y, or northing and easting",
)

_NO_ROWS = Words(zh="标题行之后没有界址点", en="no points follow the headings")

_HALF = Words(zh="该行缺少 X 或 Y 坐标", en="the row lacks its X or Y")

_BAD_RING = Words(zh="圈号“{value}”不是整数", en="the ring number “{value}” is not a whole number")

_BY_SIZE = Words(
    zh="X、Y 列按数值大小判断为先东后北，已交换",
    en="by their size the columns X and Y are easting and northing; they were exchanged",
)

_FURTHER = Words(
    zh="同一批点另有一组坐标（列 {columns}），未读取",
    en="the columns {columns} hold other coordinates of the same points and were not read",
)

_UNNUMBERED = Words(
    zh="并排的 {count} 组坐标列各无点号：已自左至右逐组相接，请核对；若是同一批点的另一坐标系坐标，请删去一组",
    en="the {count} groups of coordinate columns side by side have no point numbers of their own: they were read one "
    "after another, from the left; check it, and take all but one away if they are the same points in other systems",
)

_MIXED = Words(
    zh="各表有的是经纬度，有的是平面坐标；请分别读取{option:layer}",
    en="some of the tables are in degrees and some in metres; read them one by one{option:layer}",
)


@dataclass(slots=True)
class PointTable:
    """A table of points, taken apart.

    Parameters
    ----------
    headings : Headings
        Where its columns are.
    parcels : list of TableParcel
        Its parcels, readable or not.
    said : Statement or None
        What lines beside it say of the coordinate system.
    remarks : Remarks
        What was inferred.
    unit : {"m2", "ha", "mu", "km2"} or float or None
        The unit of areas that stands above it, or how many square metres that is.
    """

    headings: Headings
    parcels: list[TableParcel]
    said: Statement | None
    remarks: Diagnostics
    unit: Unit | float | None


def collect(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> PointTable:
    """Return a table's parcels.

    Parameters
    ----------
    rows : sequence of sequences of str
        The cells.
    lines : sequence of int
        The line, or spreadsheet row, of each.

    Raises
    ------
    FormatError
        No row has headings of coordinates, or no points follow.
    """
    headings = find_headings(rows)
    if headings is None:
        raise NoTableError(NO_HEADINGS)
    return collect_below(headings, rows, lines)


def collect_below(headings: Headings, rows: Sequence[Sequence[str]], lines: Sequence[int]) -> PointTable:
    """Return a table's parcels, where its headings are known; as for :func:`collect`."""
    remarks = Diagnostics()
    body = headings.row + 1
    stream = stream_of(headings, rows[body:], lines[body:], named_keys(headings))
    stream = gathered(stream, headings, remarks)
    grouper = Grouper(headings, grouping_of(headings, stream), remarks)
    for row, line in zip(rows[: max(headings.row, 0)], lines, strict=False):
        grouper.take_title(row, line)
    grouper.walk(stream)
    if not grouper.parcels:
        raise FormatError(_NO_ROWS)
    if len(headings.blocks) > 1 and all(block.point is None for block in headings.blocks):
        remarks.add("unnumbered_groups", _UNNUMBERED, count=len(headings.blocks))
    if headings.further:
        columns = [headings.names[column] for column in headings.further]
        remarks.add("further_coordinates", _FURTHER, columns=columns)
    declare(grouper.parcels, grouper.totals, remarks)
    beside = _texts_beside(rows[: max(headings.row, 0)], lines, stream)
    titles = [text for row in rows[: max(headings.row, 0)] for text in row if text]
    return PointTable(headings, grouper.parcels, statement_in(beside), remarks, area_unit_above(titles))


def _texts_beside(
    rows: Sequence[Sequence[str]], lines: Sequence[int], stream: Stream
) -> Iterable[tuple[int, str]]:
    above = list(zip(lines, rows, strict=False))
    between = [(each.line, each.row) for each in stream if isinstance(each, Gap)]
    return [(line, " ".join(filter(None, row))) for line, row in (*above, *between)]


def reading_of(tables: Sequence[PointTable], options: ReadOptions) -> Reading:
    """Return the parcels of tables, one table after another, as a reading.

    Raises
    ------
    FormatError
        A table's coordinates can be understood in two ways, or contradict what stands beside them.
    CrsError
        The caller's zone contradicts the coordinates.
    """
    remarks = tables[0].remarks
    read = [_Numbers(table, options) for table in tables]
    if len({each.in_degrees for each in read}) > 1:
        raise FormatError(_MIXED)
    found = [parcel for table in tables for parcel in table.parcels]
    kept = [record for record, parcel in enumerate(found) if parcel.fault is None]
    points = joined([each.points for each in read])
    chosen = [found[record] for record in kept]
    reading = Reading(
        columns=_attributes([parcel.attributes for parcel in chosen]),
        geometry=np.full(len(kept), None, dtype=object),
        record=np.array(kept, dtype=np.int64),
        line=np.array([parcel.line for parcel in chosen], dtype=np.int64),
        decimals=None if read[0].in_degrees else points.decimals,
        unreadable=[
            parcel.fault.as_unreadable(record, _name(parcel))
            for record, parcel in enumerate(found)
            if parcel.fault is not None
        ],
    )
    if kept:
        made = PointParcels(reading, points)
        reading.crs = _place(made, tables, options, in_degrees=read[0].in_degrees)
        made.shape(remarks, in_degrees=read[0].in_degrees)
    units = {table.unit for table in tables}
    reading.said_unit = units.pop() if len(units) == 1 else None
    reading.notices = [notice for table in tables for notice in table.remarks.notices()]
    return reading


def _place(
    made: PointParcels, tables: Sequence[PointTable], options: ReadOptions, *, in_degrees: bool
) -> CRS | None:
    """Set aside what cannot lie in China, and return the coordinate system that the tables name."""
    said = next((table.said for table in tables if table.said is not None), None)
    if in_degrees:
        made.refuse_beyond_degrees(tables[0].remarks)
        return system_of(said, None, options, tables[0].remarks)
    if options.crs is None and said is not None and said.is_local:
        return system_of(said, 0, options, tables[0].remarks)
    made.refuse_impossible(options.crs)
    prefix = made.common_prefix()
    return None if prefix is None else system_of(said, prefix, options, tables[0].remarks)


class _Numbers:
    """The coordinates of one table as numbers; a parcel of which one is none gets its fault."""

    def __init__(self, table: PointTable, options: ReadOptions) -> None:
        self.table = table
        headings, rows = table.headings, PointRows()
        points = [point for parcel in table.parcels for point in parcel.points]
        texts = [text for point in points for text in point.place if text]
        odd = numbers.odd_among(texts)
        by_system = options.crs is not None and options.crs.is_geographic
        self.in_degrees = headings.in_degrees or by_system or _are_angles(odd, len(texts))
        is_said = headings.form == "packed"
        packed = numbers.packed_form(texts, is_said=is_said) if self.in_degrees else None
        self.writing = replace(Writing.of(odd), packed=packed)
        if self.in_degrees and not odd and headings.form is None and packed is None:
            numbers.ask_about_packed(texts, table.remarks, said=options.crs is not None)
        # Nearly all tables are in plain digits, of which nothing has to be asked.
        self.is_plain = not odd and packed is None and len(texts) == 2 * len(points)
        for parcel in table.parcels:
            self._add(parcel, rows)
        numbers.remark_on(self.writing, odd, table.remarks)
        self.points = self._in_order(rows.finish())

    def _add(self, parcel: TableParcel, rows: PointRows) -> None:
        if parcel.fault is not None:
            return
        try:
            found = [(point.part, *self._row(point)) for point in parcel.points]
        except BadRowError as fault:
            parcel.fault = fault
        else:
            rows.add(found, [point.line for point in parcel.points])

    def _row(self, point: Point) -> tuple[str, str]:
        if self.is_plain and not point.ring:
            return point.place
        if not (point.north and point.east):
            raise BadRowError("half_a_point", _HALF, point.line)
        north = self.writing.number(point.north, point.line)
        east = self.writing.number(point.east, point.line)
        if point.ring and not re.fullmatch(r"[0-9]{1,6}", point.ring):
            raise BadRowError("bad_ring", _BAD_RING, point.line, value=point.ring)
        return north, east

    def _in_order(self, points: Points) -> Points:
        if not self.table.headings.is_bare or not len(points.place):
            return points
        is_swapped = _degrees_swapped(points.place) if self.in_degrees else _all_swapped(points.place)
        if is_swapped:
            self.table.remarks.add("axes_by_size", _BY_SIZE)
        return points.swapped() if is_swapped else points


def _are_angles(odd: Sequence[str], count: int) -> bool:
    return 0 < count == len(odd) and all(map(numbers.is_angle, odd))


def _all_swapped(place: NDArray[np.float64]) -> bool:
    fault, kinds = coordinate_fault(place, np.array([0]))
    return bool(fault[0] >= 0) and kinds[fault[0]][0] == "swapped"


def _degrees_swapped(place: NDArray[np.float64]) -> bool:
    return bool((place[:, 0] <= _MOST_LATITUDE).all() and (place[:, 1] >= _LEAST_LONGITUDE).all())


def _name(parcel: TableParcel) -> str | None:
    name = _id_among(tuple(parcel.attributes))
    return None if name is None else parcel.attributes[name]


@lru_cache(maxsize=64)
def _id_among(names: tuple[str, ...]) -> str | None:
    targets = map_columns(names).targets
    return next((name for name, target in targets.items() if target == "id"), None)


def _attributes(listed: Sequence[dict[str, str]]) -> dict[str, NDArray[np.object_]]:
    names = dict.fromkeys(name for attributes in listed for name in attributes)
    return {name: np.array([attributes.get(name) for attributes in listed], dtype=object) for name in names}


_DECLARED = "地块面积"

_OF_ALL = Words(
    zh="“{text}”是全表合计，未与任何单个地块比对",
    en="“{text}” is of the whole table and was held against no single parcel",
)


def declare(parcels: Sequence[TableParcel], above: Sequence[Total], remarks: Diagnostics) -> None:
    """Give each parcel the area that is stated beside it."""
    own = _own_totals(parcels, above)
    for at, total in own.items():
        parcel = parcels[at]
        text = declared_of(total, remarks)
        targets = map_columns(parcel.attributes)
        has = next((name for name, target in targets.targets.items() if target == DECLARED), None)
        if has is None:
            parcel.attributes[_DECLARED] = text
        else:
            disagree(parcel.attributes[has], targets.unit, total, remarks)
    used = {id(total) for total in own.values()}
    if len(parcels) > 1:
        for total in (*above, *(each for parcel in parcels for each in parcel.totals)):
            if id(total) not in used:
                remarks.add("total_of_table", _OF_ALL, line=total.line, text=total.text)


def _own_totals(parcels: Sequence[TableParcel], above: Sequence[Total]) -> dict[int, Total]:
    """Return the area that is stated beside each parcel, by its position: not that of the whole table.

    Parameters
    ----------
    parcels : sequence of TableParcel
        Of one table.
    above : sequence of Total
        Areas that stand above all points: those of the parcel where there is one.
    """
    if len(parcels) == 1:
        all_of_it = [*above, *parcels[0].totals]
        return {0: _joined(all_of_it)} if all_of_it else {}
    found = {at: parcel.totals[0] for at, parcel in enumerate(parcels) if parcel.totals}
    last = len(parcels) - 1
    # Of several parcels only the last has a total below it: that is the table's.
    if set(found) == {last} and not found[last].is_own:
        return {}
    return found


def _joined(totals: Sequence[Total]) -> Total:
    first = totals[0]
    figures = tuple(dict.fromkeys(figure for total in totals for figure in total.figures))
    return Total(first.line, " ".join(total.text for total in totals), figures, first.is_own)

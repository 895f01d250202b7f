"""Tables of boundary points (界址点成果表): one row a point, columns told by their headings in Chinese or English.

A parcel's rows are told by a column with its number; without one, by blank rows, repeated headings, or a title such
as ``宗地号:DK-02`` between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from geokit.errors import CrsError, FormatError, UnknownNameError
from geokit.land.crs import parse_crs
from geokit.parcels.columns import map_columns
from geokit.parcels.formats._base import Reading
from geokit.parcels.formats._point_rings import coordinate_fault
from geokit.parcels.formats._point_rows import BadRowError, PointRows, Points, check_coordinate
from geokit.parcels.formats._point_shapes import PointParcels
from geokit.parcels.notices import Remarks
from geokit.parcels.vocabulary import fold
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyproj import CRS

Role = Literal["north", "east", "lat", "lon", "ring", "point", "ignored"]

# Folded headings. 纵坐标 is X and north in Chinese surveying; a bare x may be an easting elsewhere.
_HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("lat", re.compile(r"^(纬度.*|lat(itude)?)$")),
    ("lon", re.compile(r"^(经度.*|lon(gitude)?|lng)$")),
    ("north", re.compile(r"纵坐标|北坐标|^north(ing)?$|^n$|^x(坐标|coord(inate)?)?$")),
    ("east", re.compile(r"横坐标|东坐标|^east(ing)?$|^e$|^y(坐标|coord(inate)?)?$")),
    ("ring", re.compile(r"圈号|^ring(no|number)?$")),
    ("point", re.compile(r"点号|点名|^(界址|拐)点(编号)?$|^point(no|number|id|name)?$")),
    ("ignored", re.compile(r"边长|距离|间距|^(distance|length|序号|no|z|h|高程|elevation)$")),
)
_BARE = re.compile(r"^[xy](坐标|coord(inate)?)?$")
_UNIT = re.compile(r"[(\[](m|米|metres?|meters?|°|度)[)\]]$")
_PAIR = re.compile(r"^\s*([^:\uff1a=]{1,20}?)\s*[:\uff1a=]\s*(.*)$")
_FIRST_ROWS = 60
_SYSTEM = "坐标系"

_NO_HEADINGS = Words(
    zh="前 {rows} 行中没有坐标列标题（如 X、Y 或 纵坐标、横坐标）",
    en="none of the first {rows} rows has headings of coordinates, such as X and Y, or northing and easting",
)
_NO_ROWS = Words(zh="标题行之后没有界址点", en="no points follow the headings")
_HALF = Words(zh="该行缺少 X 或 Y 坐标", en="the row lacks its X or Y")
_BAD_RING = Words(zh="圈号“{value}”不是整数", en="the ring number “{value}” is not a whole number")
_BY_SIZE = Words(
    zh="X、Y 列按数值大小判断为先东后北，已交换",
    en="by their size the columns X and Y are easting and northing; they were exchanged",
)


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns of a table are.

    Parameters
    ----------
    row : int
        The position of the heading row.
    names : tuple of str
        The headings as written.
    roles : dict of int to str
        Column to what it is; the others are attributes of the parcel.
    key : int or None
        The column that tells parcels apart.
    """

    row: int
    names: tuple[str, ...]
    roles: dict[int, Role]
    key: int | None

    def column(self, *roles: Role) -> int | None:
        """Return the first column with one of these roles."""
        return next((column for column, role in self.roles.items() if role in roles), None)

    @property
    def in_degrees(self) -> bool:
        """Whether the coordinates are longitude and latitude."""
        return self.column("lon") is not None

    @property
    def is_bare(self) -> bool:
        """Whether the headings are only X and Y, so that their order is a convention."""
        return all(
            _BARE.match(plain_heading(self.names[column]))
            for column, role in self.roles.items()
            if role in ("north", "east")
        )


@dataclass(slots=True)
class TableParcel:
    """A parcel's rows in a table.

    Parameters
    ----------
    line : int
        The line or spreadsheet row of its first point.
    attributes : dict of str to str
        What stands beside its points, under the headings as written.
    points : list of (str, str, str)
        Ring, northing and easting as text.
    lines : list of int
        The line of each point.
    """

    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    points: list[tuple[str, str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    fault: BadRowError | None = None


def plain_heading(text: str) -> str:
    """Return a heading folded and without its unit.

    Examples
    --------
    >>> plain_heading(" X坐标 (m)"), plain_heading("纵坐标（X）")
    ('x坐标', '纵坐标(x)')
    """
    return _UNIT.sub("", fold(text))


def find_headings(rows: Sequence[Sequence[str]]) -> Headings | None:
    """Return where the columns are, or None where no row has headings of coordinates."""
    for at, row in enumerate(rows[:_FIRST_ROWS]):
        roles = _roles(row)
        found = set(roles.values())
        if {"north", "east"} <= found or {"lat", "lon"} <= found:
            return Headings(at, tuple(row), roles, _key(row, roles))
    return None


def _roles(row: Sequence[str]) -> dict[int, Role]:
    roles: dict[int, Role] = {}
    for column, text in enumerate(row):
        plain = plain_heading(text)
        role = next((role for role, pattern in _HEADINGS if pattern.search(plain)), None)
        # 纵坐标 and 横坐标 come once each; a repetition belongs to a second block of columns.
        if role is not None and (role == "ignored" or role not in roles.values()):
            roles[column] = role
    return roles


def _key(row: Sequence[str], roles: dict[int, Role]) -> int | None:
    attributes = [text for column, text in enumerate(row) if column not in roles and text]
    targets = {target: name for name, target in map_columns(attributes).targets.items()}
    name = targets.get("id") or targets.get("name")
    return None if name is None else list(row).index(name)


def collect(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> tuple[Headings, list[TableParcel]]:
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
        raise FormatError(_NO_HEADINGS, rows=_FIRST_ROWS)
    collector = _Collector(headings)
    for row in rows[: headings.row]:
        collector.take_title(row)
    for row, line in zip(rows[headings.row + 1 :], lines[headings.row + 1 :], strict=True):
        collector.take(row, line)
    if not collector.parcels:
        raise FormatError(_NO_ROWS)
    return headings, collector.parcels


class _Collector:
    """Walks down a table and keeps which parcel it is in."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings
        self.parcels: list[TableParcel] = []
        self.current: TableParcel | None = None
        self.titles: dict[str, str] = {}
        north, east = headings.column("north", "lat"), headings.column("east", "lon")
        self.north, self.east = north or 0, east or 0
        self.ring = headings.column("ring")

    def take(self, row: Sequence[str], line: int) -> None:
        north, east = _cell(row, self.north), _cell(row, self.east)
        if north and east and tuple(row) != self.headings.names:
            self._take_point(row, line, north, east)
        elif bool(north) != bool(east) and not self._is_title(row):
            self._blame(row, line, BadRowError("half_a_point", _HALF, line))
        elif self._ends_parcel(row):
            self.current = None
            self.take_title(row)

    def take_title(self, row: Sequence[str]) -> None:
        """Keep what stands above the points, such as 宗地号:DK-01, in one cell or two."""
        filled = [text for text in row if text]
        for at, text in enumerate(filled):
            match = _PAIR.match(text)
            if match is None:
                continue
            value = match[2].strip() or (filled[at + 1] if at + 1 < len(filled) else "")
            self.titles[match[1]] = value

    def _ends_parcel(self, row: Sequence[str]) -> bool:
        # A row with nothing but an edge's length stands between two points.
        others = [
            text for column, text in enumerate(row) if text and self.headings.roles.get(column) != "ignored"
        ]
        return self.headings.key is None and (not any(row) or bool(others))

    def _is_title(self, row: Sequence[str]) -> bool:
        return any(_PAIR.match(text) for text in row if text)

    def _take_point(self, row: Sequence[str], line: int, north: str, east: str) -> None:
        parcel = self._parcel_of(row, line)
        ring = _cell(row, self.ring) if self.ring is not None else "1"
        try:
            for value in (north, east):
                check_coordinate(value, line)
            _check_ring(ring, line)
        except BadRowError as fault:
            parcel.fault = parcel.fault or fault
            return
        ring = ring.partition(".")[0] or (parcel.points[-1][0] if parcel.points else "1")
        parcel.points.append((ring, north, east))
        parcel.lines.append(line)

    def _blame(self, row: Sequence[str], line: int, fault: BadRowError) -> None:
        parcel = self._parcel_of(row, line)
        parcel.fault = parcel.fault or fault

    def _parcel_of(self, row: Sequence[str], line: int) -> TableParcel:
        key = self.headings.key
        name = "" if key is None else _cell(row, key)
        current = self.current
        if current is None or (
            name and key is not None and name != current.attributes.get(self.headings.names[key])
        ):
            current = TableParcel(line, dict(self.titles))
            self.parcels.append(current)
            self.current, self.titles = current, {}
        for column, text in enumerate(row):
            if text and column not in self.headings.roles and column < len(self.headings.names):
                current.attributes.setdefault(self.headings.names[column] or f"column{column + 1}", text)
        return current


def _check_ring(text: str, line: int) -> None:
    if text and not re.fullmatch(r"[0-9]{1,6}(\.0+)?", text):
        raise BadRowError("bad_ring", _BAD_RING, line, value=text)


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def reading_of(parcels: Sequence[TableParcel], headings: Headings, crs: CRS | None) -> Reading:
    """Return the parcels of tables as a reading without a coordinate system of its own.

    Parameters
    ----------
    parcels : sequence of TableParcel
        As :func:`collect` gives them; of several tables, one after another.
    headings : Headings
        Of the first table.
    crs : pyproj.CRS, optional
        The caller's, which decides whether degrees are possible.
    """
    remarks, rows = Remarks(), PointRows()
    unreadable, kept = [], []
    for record, parcel in enumerate(parcels):
        if parcel.fault is None:
            rows.add(parcel.points, parcel.lines)
            kept.append(record)
        else:
            unreadable.append(parcel.fault.as_unreadable(record, _name(parcel)))
    points = rows.finish()
    system = _system(parcels)
    chosen = [parcels[record] for record in kept]
    reading = Reading(
        columns=_attributes(parcel.attributes for parcel in chosen),
        geometry=np.full(len(kept), None, dtype=object),
        record=np.array(kept, dtype=np.int64),
        crs=system,
        line=np.array([parcel.line for parcel in chosen], dtype=np.int64),
        decimals=points.decimals,
        unreadable=unreadable,
    )
    if kept:
        _shape(reading, points, [_name(parcel) for parcel in chosen], remarks, headings, crs or system)
    reading.notices = remarks.notices()
    return reading


def _system(parcels: Sequence[TableParcel]) -> CRS | None:
    """Return the coordinate system that a line above the tables names, and take it from the attributes."""
    texts = [text for parcel in parcels if (text := parcel.attributes.pop(_SYSTEM, ""))]
    if not texts:
        return None
    code = re.search(r"EPSG:\d+", texts[0])
    try:
        return parse_crs(code[0] if code else texts[0])
    except (CrsError, UnknownNameError):
        return None


def _shape(
    reading: Reading,
    points: Points,
    names: list[str | None],
    remarks: Remarks,
    headings: Headings,
    crs: CRS | None,
) -> None:
    if headings.is_bare and _all_swapped(points):
        points = points.swapped()
        remarks.add("axes_by_size", _BY_SIZE)
    made = PointParcels(reading, points, names)
    in_degrees = headings.in_degrees or (crs is not None and crs.is_geographic)
    if not in_degrees:
        made.refuse_impossible(crs)
        made.common_prefix()
    made.shape(remarks, in_degrees=in_degrees)


def _all_swapped(points: Points) -> bool:
    fault, kinds = coordinate_fault(points.place, np.array([0]))
    return bool(fault[0] >= 0) and kinds[fault[0]][0] == "swapped"


def _name(parcel: TableParcel) -> str | None:
    targets = map_columns(parcel.attributes).targets
    return next((parcel.attributes[name] for name, target in targets.items() if target == "id"), None)


def _attributes(found: Iterable[dict[str, str]]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.object_]]]:
    listed = list(found)
    names = dict.fromkeys(name for attributes in listed for name in attributes)
    return {name: np.array([attributes.get(name) for attributes in listed], dtype=object) for name in names}

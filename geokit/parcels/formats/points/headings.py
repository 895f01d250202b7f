"""The headings of a table of boundary points: which columns hold its points, side by side too, and what the others are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geokit.parcels.codes import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

Role = Literal["north", "east", "lat", "lon", "ring", "point", "row", "ignored"]

# Folded headings. 纵坐标 is X and north in Chinese surveying; a bare x may be an easting elsewhere.
_HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("lat", re.compile(r"^((大地)?纬度.*|北纬.*|lat(itude)?([^a-z].*)?)$")),
    ("lon", re.compile(r"^((大地)?经度.*|东经.*|(lon(g|gitude)?|lng)([^a-z].*)?)$")),
    (
        "north",
        re.compile(r"纵坐标|北坐标|坐标x$|^北(\(x\))?$|^x\(北|^north(ing)?$|^n$|^x(坐标|值|coord(inate)?)?$"),
    ),
    (
        "east",
        re.compile(r"横坐标|东坐标|坐标y$|^东(\(y\))?$|^y\(东|^east(ing)?$|^e$|^y(坐标|值|coord(inate)?)?$"),
    ),
    ("ring", re.compile(r"圈号|环号|^ring(no|number)?$")),
    ("point", re.compile(r"点号|点名|点编号|^(界址|拐)点$|^(point|vertex|corner)(no|number|id|name)?$")),
    ("row", re.compile(r"^(序号|行号|顺序号|no\.?|#|num|seq)$")),
    ("ignored", re.compile(r"边长|距离|间距|^(distance|length|z|h|高程|elevation)$")),
)
# In surveying B is the latitude and L the longitude; alone, L is a length.
_GEODETIC: dict[str, Role] = {"b": "lat", "l": "lon"}
_BARE = re.compile(r"^[xy](坐标|值|coord(inate)?)?$")
_UNIT = re.compile(r"[(\[](m|米|metres?|meters?|°|度)[)\]]$")
_FORM = re.compile(r"[(\[](十进制.*|小数.*|decimal.*|d+\.?m+\.?s+\.?s*|度分秒.*|度\.分秒.*|dms)[)\]]$")
_PACKED = re.compile(r"[(\[](d+\.?m+\.?s+\.?s*|度分秒.*|度\.分秒.*|dms)[)\]]$")
_FIRST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Block:
    """The columns of one point; a row has several where points stand side by side.

    Parameters
    ----------
    north, east : int
        The coordinates.
    point, ring : int or None
        The point's number and its ring's.
    """

    north: int
    east: int
    point: int | None = None
    ring: int | None = None


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns of a table are.

    Parameters
    ----------
    row : int
        The position of the heading row.
    names : tuple of str
        The headings as written.
    blocks : tuple of Block
        The columns of the points, one a block of columns.
    roles : dict of int to str
        Column to what it is; the others are attributes of the parcel.
    further : tuple of int
        Columns of a second set of coordinates for the same points.
    form : {"packed", "decimal"}, optional
        How the headings say that degrees are written.
    """

    row: int
    names: tuple[str, ...]
    blocks: tuple[Block, ...]
    roles: dict[int, Role]
    further: tuple[int, ...] = ()
    form: Literal["packed", "decimal"] | None = None

    @property
    def in_degrees(self) -> bool:
        """Whether the coordinates are longitude and latitude."""
        return self.roles[self.blocks[0].east] == "lon"

    @property
    def is_bare(self) -> bool:
        """Whether the headings are only X and Y, so that their order is a convention."""
        first = self.blocks[0]
        return all(_BARE.match(plain_heading(self.names[column])) for column in (first.north, first.east))

    @property
    def attributes(self) -> tuple[int, ...]:
        """The columns that tell of the parcel."""
        return tuple(
            column
            for column in range(len(self.names))
            if column not in self.roles and column not in self.further
        )

    def is_repeated_in(self, row: Sequence[str]) -> bool:
        """Tell whether a row repeats the headings, as at the top of a page."""
        first = self.blocks[0]
        return all(
            column < len(row) and plain_heading(row[column]) == plain_heading(self.names[column])
            for column in (first.north, first.east)
        )


def plain_heading(text: str) -> str:
    """Return a heading folded and without its unit.

    Examples
    --------
    >>> plain_heading(" X坐标 (m)"), plain_heading("纵坐标（X）"), plain_heading("经度（dd.mmss）")
    ('x坐标', '纵坐标(x)', '经度')
    """
    return _FORM.sub("", _UNIT.sub("", fold(text)))


def find_headings(rows: Sequence[Sequence[str]]) -> Headings | None:
    """Return where the columns are, or None where no row has headings of coordinates.

    Examples
    --------
    >>> found = find_headings([["界址点成果表"], ["点号", "X", "Y", "点号", "X", "Y"]])
    >>> found.row, found.blocks[1]
    (1, Block(north=4, east=5, point=3, ring=None))
    """
    for at, row in enumerate(rows[:_FIRST_ROWS]):
        roles = _roles(row)
        if {"north", "east"} <= set(roles.values()) or {"lat", "lon"} <= set(roles.values()):
            return _headings(at, _filled_from_above(row, rows[at - 1] if at else ()))
    return None


def _filled_from_above(row: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """Return headings of which the blank ones stand in the row above, in cells that reach over both."""
    is_heading = sum(bool(text) for text in above) > 1 and not any(
        sign in text for text in above for sign in ":："
    )
    width = max(len(row), len(above)) if is_heading else len(row)
    own = [*row, *[""] * (width - len(row))]
    upper = [*above, *[""] * (width - len(above))] if is_heading else own
    return tuple(text or over for text, over in zip(own, upper, strict=True))


def _roles(row: Sequence[str]) -> dict[int, Role]:
    plain = {column: plain_heading(text) for column, text in enumerate(row) if text}
    found = {column: _role(text) for column, text in plain.items()}
    if _GEODETIC.keys() <= set(plain.values()):
        found |= {column: _GEODETIC[text] for column, text in plain.items() if text in _GEODETIC}
    return {column: role for column, role in found.items() if role is not None}


def _role(plain: str) -> Role | None:
    return next((role for role, pattern in _HEADINGS if pattern.search(plain)), None)


def _headings(at: int, names: tuple[str, ...]) -> Headings:
    roles = _roles(names)

    def columns(role: Role) -> list[int]:
        return [column for column, found in roles.items() if found == role]

    norths, easts = columns("north"), columns("east")
    if not (norths and easts):
        norths, easts = columns("lat"), columns("lon")
    pairs = list(zip(norths, easts, strict=False))
    points, rings = columns("point"), columns("ring")
    # Side by side, a column of numbers for each pair can only number its points.
    if not points and len(columns("row")) == len(pairs) > 1:
        points = columns("row")
    # A second pair of coordinates for the same points, in another system, has no numbers of its own.
    count = len(pairs) if not points else min(len(pairs), len(points))
    blocks = tuple(
        Block(
            north, east, _nth(points, number), _nth(rings, number) if len(rings) == count else _nth(rings, 0)
        )
        for number, (north, east) in enumerate(pairs[:count])
    )
    used = {column for block in blocks for column in (block.north, block.east)}
    further = [
        column
        for column, role in roles.items()
        if role in ("north", "east", "lat", "lon") and column not in used
    ]
    kept = {column: role for column, role in roles.items() if column not in further}
    return Headings(at, names, blocks, kept, tuple(further), _form(names, used))


def _nth(columns: list[int], number: int) -> int | None:
    return columns[number] if number < len(columns) else None


def _form(names: Sequence[str], used: set[int]) -> Literal["packed", "decimal"] | None:
    texts = [fold(names[column]) for column in used]
    if any(_PACKED.search(text) for text in texts):
        return "packed"
    return "decimal" if any(_FORM.search(text) for text in texts) else None

"""CASS coordinate data: ``点号,编码,Y,X,H``. The easting comes before the northing, unlike in the TXT."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.files import bytes_of, decode, is_text, lines_of
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats.points.headings import Block, Headings
from geokit.parcels.formats.points.rows import BadRowError
from geokit.parcels.formats.points.table import PointTable, collect_below, reading_of
from geokit.parcels.formats.points.unheaded import is_north_first

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.parcels.formats._reading import Reading, ReadOptions

_NUMBER = re.compile(rb"[-+0-9.eE]+")
# A section, or the end of a parcel's row.
_OF_TXT = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:\[|\xa1\xbe|\xe3\x80\x90)|@\s*$")
_LEAST_FIELDS, _MOST_FIELDS = 4, 5
_FIRST_BYTES, _RING_DIGITS = 4096, 2
_HEADINGS = Headings(
    -1,
    ("点号", "地块编号", "横坐标", "纵坐标", "高程"),
    (Block(north=3, east=2, point=0),),
    {0: "point", 2: "east", 3: "north", 4: "ignored"},
)

_NO_POINTS = Words(zh="没有坐标点", en="there are no points in it")
_BAD_ROW = Words(zh="“{row}”不是 点号，编码，Y,X,H", en="“{row}” is not point,code,Y,X,H")


class CassData(Format):
    """CASS .dat: consecutive points with one code are a parcel; codes that differ from point to point tell none apart."""

    title = Words(zh="CASS 坐标数据", en="CASS coordinate data")
    suffixes = (".dat",)
    also_under = (".txt",)

    def sniff(self, opening: Opening) -> bool:
        """Tell whether some of the first lines are rows of points, and none is of a boundary-point TXT."""
        lines = _first_lines(opening.head)
        return is_text(opening.head) and any(map(_is_row, lines)) and not any(map(_OF_TXT.search, lines))

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the parcels; the code of their points is their id."""
        text, encoding = decode(bytes_of(path), options.encoding)
        reading = reading_of([_table(lines_of(text))], options)
        reading.encoding = encoding
        return reading


def are_points_alone(head: bytes) -> bool:
    r"""Tell whether a file that begins so holds rows of CASS, whole and nothing but them: no table, and no TXT.

    Examples
    --------
    >>> are_points_alone(b"J1,,500000.1,2580000.2,\nJ2,DK1,1,2,3\n"), are_points_alone(b"J1,1,2.0,3.0\n")
    (True, False)

    A number of a ring and the northing first are no row of CASS:

    >>> are_points_alone(b"J1,1,2580000.2,500000.1,7\n")
    False
    """
    lines = [line for line in _first_lines(head) if line.strip()]
    # The last one may be cut.
    lines = lines[:-1] if len(head) > _FIRST_BYTES else lines
    rows = lines[1:] if lines and lines[0].strip(b"\xef\xbb\xbf \t").isdigit() else lines
    if not all(_is_row(line) and line.count(b",") == _MOST_FIELDS - 1 for line in rows):
        return False
    return bool(rows) and not all(map(_is_ringed, rows))


def _first_lines(head: bytes) -> list[bytes]:
    return head[:_FIRST_BYTES].splitlines()


def _is_row(line: bytes) -> bool:
    fields = line.split(b",")
    return _LEAST_FIELDS <= len(fields) <= _MOST_FIELDS and all(
        _NUMBER.fullmatch(field.strip()) for field in fields[2:4]
    )


def _is_ringed(line: bytes) -> bool:
    """Tell whether a row has a ring's number where CASS has a code, and the northing before the easting."""
    cells = [cell.strip() for cell in line.decode("ascii", "replace").split(",")]
    return cells[1].isdigit() and len(cells[1]) <= _RING_DIGITS and is_north_first(cells)


def _table(lines: list[str]) -> PointTable:
    rows, numbers, faults = [], [], []
    for number, text in enumerate(lines, start=1):
        fields = [part.strip("\ufeff \t") for part in text.split(",")]
        # Some files begin with the number of points.
        if not any(fields) or (len(fields) == 1 and fields[0].isdigit()):
            continue
        if len(fields) < _LEAST_FIELDS:
            faults.append(BadRowError("bad_row", _BAD_ROW, number, row=text.strip()[:60]))
            continue
        rows.append(fields)
        numbers.append(number)
    if not rows:
        raise FormatError(_NO_POINTS)
    table = collect_below(_HEADINGS, rows, numbers)
    for fault in faults:
        above = [parcel for parcel in table.parcels if parcel.line < fault.line] or table.parcels[:1]
        above[-1].fault = above[-1].fault or fault
    return table

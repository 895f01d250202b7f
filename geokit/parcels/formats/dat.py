"""CASS coordinate data: ``点号,编码,Y,X,H``. The easting comes before the northing, unlike in the TXT."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.parcels.files import bytes_of
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._point_rows import BadRowError, check_coordinate
from geokit.parcels.formats._point_table import Headings, TableParcel, reading_of
from geokit.parcels.text import decode, is_text, lines_of
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_ROW = re.compile(rb"^[^,\n]*,[^,\n]*,\s*[-+0-9.eE]+\s*,\s*[-+0-9.eE]+\s*(,[^,\n]*)?\r?$", re.MULTILINE)
_LEAST_FIELDS = 4
_HEADINGS = Headings(0, ("点号", "地块编号", "横坐标", "纵坐标"), {0: "point", 2: "east", 3: "north"}, 1)

_NO_POINTS = Words(zh="没有坐标点", en="there are no points in it")
_BAD_ROW = Words(zh="“{row}”不是 点号，编码，Y,X,H", en="“{row}” is not point,code,Y,X,H")


class CassData(Format):
    """CASS .dat: consecutive points with one code are a parcel; without codes, all points are."""

    title = Words(zh="CASS 坐标数据", en="CASS coordinate data")
    suffixes = (".dat",)

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the first lines are rows of points."""
        return is_text(opening.head) and bool(_ROW.search(opening.head[:4096]))

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the parcels; the code of their points is their id."""
        text, encoding = decode(bytes_of(path), options.encoding)
        parcels = _parcels(lines_of(text))
        reading = reading_of(parcels, _HEADINGS, options.crs)
        reading.encoding = encoding
        return reading


def _parcels(lines: list[str]) -> list[TableParcel]:
    parcels: list[TableParcel] = []
    for number, text in enumerate(lines, start=1):
        fields = [part.strip("\ufeff \t") for part in text.split(",")]
        # Some files begin with the number of points.
        if not any(fields) or (len(fields) == 1 and fields[0].isdigit()):
            continue
        code = fields[1] if len(fields) > 1 else ""
        if not parcels or parcels[-1].attributes.get("地块编号", "") != code:
            parcels.append(TableParcel(number, {"地块编号": code} if code else {}))
        try:
            parcels[-1].points.append(_point(fields, number, text))
            parcels[-1].lines.append(number)
        except BadRowError as fault:
            parcels[-1].fault = parcels[-1].fault or fault
    if not parcels:
        raise FormatError(_NO_POINTS)
    return parcels


def _point(fields: list[str], line: int, text: str) -> tuple[str, str, str]:
    if len(fields) < _LEAST_FIELDS:
        raise BadRowError("bad_row", _BAD_ROW, line, row=text.strip()[:60])
    east, north = fields[2], fields[3]
    for value in (east, north):
        check_coordinate(value, line)
    return "1", north, east

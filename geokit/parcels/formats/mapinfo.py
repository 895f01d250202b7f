"""MapInfo: TAB with its companions, and the interchange format MIF/MID."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.parcels.files import bytes_of, opened
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._ogr import name_the_missing, read_layer
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_TAB = b"!table"
_VERSION = re.compile(rb"version\s+\d+\s")
_CLAUSES = (b"charset", b"delimiter", b"coordsys", b"columns")


# A view names the tables that it joins, and a seamless table lists those that it is made of.
_VIEW = re.compile(
    rb"create[ \t]{1,64}view|open[ \t]{1,64}table|\\IsSeamless|^[ \t]{0,64}type[ \t]{1,64}(?![ \t]|native\b|dbf\b)",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST = 1 << 20
_DATA = re.compile(rb"^[ \t]*data[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_OBJECT = re.compile(
    rb"^[ \t]*(none|point|line|pline|region|arc|text|rect|roundrect|ellipse|multipoint|collection)\b",
    re.IGNORECASE | re.MULTILINE,
)

_LINKED = Words(
    zh="该 TAB 引用其他文件，自身没有图形；请打开它所引用的表",
    en="the TAB holds no objects but points to other files; read the tables that it points to",
)


class MapInfo(Format):
    """MapInfo TAB and MIF."""

    title = Words(zh="MapInfo", en="MapInfo")
    suffixes = (".tab", ".mif")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins as a TAB or a MIF."""
        head = opening.head.lstrip().lower()
        if _VERSION.match(head) is None:
            return head.startswith(_TAB)
        return any(line.lstrip().startswith(_CLAUSES) for line in head.splitlines()[1:])

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the objects with their attributes.

        Raises
        ------
        FormatError
            It is a TAB without objects of its own: a view, or a list of other tables.
        """
        _refuse_views(path)
        with source_of(path, "MapInfo File") as source:
            reading = read_layer(source, options)
        if path.suffix.lower() == ".mif":
            name_the_missing(reading, _told(path))
        return reading


def _refuse_views(path: Path) -> None:
    if path.suffix.lower() != ".tab":
        return
    with opened(path) as stream:
        text = stream.read(_LONGEST + 1)
    if len(text) > _LONGEST or b"\0" in text or _VIEW.search(text):
        raise FormatError(_LINKED)


def _told(path: Path) -> int:
    """Return how many objects a MIF and its table of values tell of, whichever tells of more."""
    objects = [found[1].lower() for found in _OBJECT.finditer(_DATA.split(bytes_of(path), maxsplit=1)[-1])]
    # A collection's parts look like objects of their own.
    drawn = 0 if b"collection" in objects else len(objects)
    values = next((each for each in _values_beside(path) if each.exists()), None)
    return max(drawn, 0 if values is None else _rows(bytes_of(values)))


def _values_beside(path: Path) -> list[Path]:
    return [path.with_suffix(suffix) for suffix in (".mid", ".MID", ".Mid")]


def _rows(data: bytes) -> int:
    """Return the number of lines; one that ends within quotes goes on in the next."""
    rows, quotes, filled = 0, 0, False
    for line in data.splitlines():
        quotes += line.count(b'"')
        filled = filled or bool(line.strip())
        if quotes % 2 == 0:
            rows += filled
            filled = False
    return rows + filled

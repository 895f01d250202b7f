"""MapInfo: a TAB with its companions or the interchange format MIF/MID, and how many objects these tell of."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.files import bytes_of, opened
from geokit.parcels.formats.gdal.layers import name_the_missing
from geokit.parcels.formats.gdal.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.parcels.formats._base import Opening
    from geokit.parcels.formats._reading import Reading
    from geokit.parcels.formats.gdal.layers import Opened

# A view names the tables that it joins, and a seamless table lists those that it is made of.
_VIEW = re.compile(
    rb"create[ \t]{1,64}view|open[ \t]{1,64}table|\\IsSeamless|^[ \t]{0,64}type[ \t]{1,64}(?![ \t]|native\b|dbf\b)",
    re.IGNORECASE | re.MULTILINE,
)

_LONGEST_TAB = 1 << 20

_DATA = re.compile(rb"^[ \t]*data[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)

_OBJECT = re.compile(
    rb"^[ \t]*(none|point|line|pline|region|arc|text|rect|roundrect|ellipse|multipoint|collection)\b",
    re.IGNORECASE | re.MULTILINE,
)

_MAPINFO_VERSION = re.compile(rb"version\s+\d+\s")

_MAPINFO_CLAUSES = (b"charset", b"delimiter", b"coordsys", b"columns")

_LINKED = Words(
    zh="该 TAB 引用其他文件，自身没有图形；请打开它所引用的表",
    en="the TAB holds no objects but points to other files; read the tables that it points to",
)


def is_mapinfo(opening: Opening) -> bool:
    """Tell whether a file begins as a TAB or as a MIF."""
    head = opening.head.lstrip().lower()
    if _MAPINFO_VERSION.match(head) is None:
        return head.startswith(b"!table")
    return any(line.lstrip().startswith(_MAPINFO_CLAUSES) for line in head.splitlines()[1:])


@contextmanager
def opened_mapinfo(path: Path) -> Iterator[Opened]:
    """Give the way to a TAB with its companions, or to the interchange format MIF/MID.

    Raises
    ------
    FormatError
        It is a TAB without objects of its own: a view, or a list of other tables.
    """
    _refuse_views(path)
    with source_of(path, "MapInfo File") as source:
        yield source, lambda reading, _: _name_the_missing_objects(reading, path)


def _name_the_missing_objects(reading: Reading, path: Path) -> None:
    if path.suffix.lower() == ".mif":
        name_the_missing(reading, _told(path))


def _refuse_views(path: Path) -> None:
    if path.suffix.lower() != ".tab":
        return
    with opened(path) as stream:
        text = stream.read(_LONGEST_TAB + 1)
    if len(text) > _LONGEST_TAB or b"\0" in text or _VIEW.search(text):
        raise FormatError(_LINKED)


def _told(path: Path) -> int:
    """Return how many objects a MIF and its table of values tell of, whichever tells of more."""
    objects = [found[1].lower() for found in _OBJECT.finditer(_DATA.split(bytes_of(path), maxsplit=1)[-1])]
    # A collection's parts look like objects of their own.
    drawn = 0 if b"collection" in objects else len(objects)
    beside = [path.with_suffix(suffix) for suffix in (".mid", ".MID", ".Mid")]
    values = next((each for each in beside if each.exists()), None)
    return max(drawn, 0 if values is None else _rows(bytes_of(values)))


def _rows(data: bytes) -> int:
    """Return the number of lines; one that ends within quotes goes on in the next."""
    rows, goes_on, filled = 0, False, False
    for line in data.splitlines():
        goes_on ^= line.count(b'"') % 2 == 1
        filled = filled or bool(line.strip())
        if not goes_on:
            rows += filled
            filled = False
    return rows + filled

"""MapInfo: TAB with its companions, and the interchange format MIF/MID."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.parcels.files import opened
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._ogr import read_layer
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_TAB = re.compile(rb"\s*!table", re.IGNORECASE)
_MIF = re.compile(
    rb"\s*version\s+\d+\s.*^\s*(charset|delimiter|coordsys|columns)", re.IGNORECASE | re.DOTALL | re.MULTILINE
)


# A view names the tables that it joins, and a seamless table lists those that it is made of.
_VIEW = re.compile(rb"create\s+view|open\s+table|\\IsSeamless|^\s*type\s+(?!native\b|dbf\b)", re.IGNORECASE | re.MULTILINE)
_LONGEST = 1 << 20

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
        return bool(_TAB.match(opening.head) or _MIF.match(opening.head))

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the objects with their attributes.

        Raises
        ------
        FormatError
            It is a TAB without objects of its own: a view, or a list of other tables.
        """
        _refuse_views(path)
        return read_layer(source_of(path, "MapInfo File"), options)


def _refuse_views(path: Path) -> None:
    if path.suffix.lower() != ".tab":
        return
    with opened(path) as stream:
        text = stream.read(_LONGEST + 1)
    if len(text) > _LONGEST or b"\0" in text or _VIEW.search(text):
        raise FormatError(_LINKED)

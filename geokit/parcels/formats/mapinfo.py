"""MapInfo: TAB with its companions, and the interchange format MIF/MID."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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


class MapInfo(Format):
    """MapInfo TAB and MIF."""

    title = Words(zh="MapInfo", en="MapInfo")
    suffixes = (".tab", ".mif")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins as a TAB or a MIF."""
        return bool(_TAB.match(opening.head) or _MIF.match(opening.head))

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the objects with their attributes."""
        return read_layer(source_of(path, "MapInfo File"), options)

"""FlatGeobuf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._ogr import read_layer
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"fgb\x03fgb"


class FlatGeobuf(Format):
    """FlatGeobuf, version 3."""

    title = Words(zh="FlatGeobuf", en="FlatGeobuf")
    suffixes = (".fgb",)

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins with the format's mark."""
        return opening.head.startswith(_MAGIC)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the features."""
        return read_layer(source_of(path, "FlatGeobuf"), options)

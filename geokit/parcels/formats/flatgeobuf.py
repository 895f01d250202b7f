"""FlatGeobuf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.land.crs_files import LINKED_SYSTEM, bytes_name_a_file
from geokit.parcels.files import opened
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._ogr import read_layer
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"fgb\x03fgb"


_MARK_BYTES, _SIZE_BYTES = 8, 4
_LONGEST_HEADER = 10 << 20

_DAMAGED = Words(zh="FlatGeobuf 文件头已损坏", en="the FlatGeobuf's header is damaged")


class FlatGeobuf(Format):
    """FlatGeobuf, version 3."""

    title = Words(zh="FlatGeobuf", en="FlatGeobuf")
    suffixes = (".fgb",)

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins with the format's mark."""
        return opening.head.startswith(_MAGIC)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the features.

        Raises
        ------
        FormatError
            Its header is longer than the file, or than any that a program writes.
        """
        _check_header(path)
        with source_of(path, "FlatGeobuf") as source:
            return read_layer(source, options)


def _check_header(path: Path) -> None:
    """Refuse a header without a sound length: the zeros in it keep other drivers from taking the file for text."""
    with opened(path) as stream:
        start = stream.read(_MARK_BYTES + _SIZE_BYTES)
        size = int.from_bytes(start[_MARK_BYTES:], "little")
        header = stream.read(min(size, _LONGEST_HEADER))
    if len(start) < _MARK_BYTES + _SIZE_BYTES or not 0 < size <= min(_LONGEST_HEADER, path.stat().st_size):
        raise FormatError(_DAMAGED)
    if bytes_name_a_file(header):
        raise FormatError(LINKED_SYSTEM)

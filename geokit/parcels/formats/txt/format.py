"""Boundary-point TXT (勘测定界界址点坐标交换格式): the file that every land-acquisition submission carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.files import bytes_of
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._table_text import begins_as_table
from geokit.parcels.formats._txt_reading import read_text
from geokit.parcels.formats._txt_writing import write_text
from geokit.parcels.text import decode, is_text
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.notices import Notice


class BoundaryPoints(Format):
    """Boundary-point TXT: X is the northing, Y the easting; a ring's number does not say whether it is a hole."""

    title = Words(zh="界址点坐标 TXT", en="boundary-point TXT")
    suffixes = (".txt",)
    can_write = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is text that begins neither as JSON, nor as XML, nor with headings of columns."""
        if not is_text(opening.head):
            return False
        first = opening.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]
        return (
            first not in (b"{", b"<")
            and any(sign in opening.head for sign in (b"@", b",", b"="))
            and not begins_as_table(opening.head)
        )

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read all parcels; those with a fault of their own are listed, the others stand."""
        text, encoding = decode(bytes_of(path), options.encoding)
        reading = read_text(text, options)
        reading.encoding = encoding
        return reading

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write one file, or one a parcel, in the dialect of the receiving office."""
        return write_text(frame, path, dialect)

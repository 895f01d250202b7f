"""How many records a file holds that GDAL has just written: counted by what the format ends and begins with.

None is parsed. A file that was cut short holds none.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from geokit.escape import sql_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BLOCK: Final = 1 << 22
_SHAPE_HEADER: Final = 100
_DBF_HEADER: Final = 32


def count_records(path: Path, driver: str) -> int:
    """Return how many records a file written by a driver of GDAL holds; 0 if its end is missing.

    Parameters
    ----------
    path : Path
        A file that was closed.
    driver : {"ESRI Shapefile", "GeoJSON", "GPKG", "LIBKML"}
        Who wrote it.
    """
    return _COUNTS[driver](path) if path.exists() else 0


def _in_geojson(path: Path) -> int:
    # GDAL writes a feature a line, and no text of JSON has a line's end in it.
    return _marks(path, b'\n{ "type": "Feature", ', b"]\n}")


def _in_kml(path: Path) -> int:
    # With its indentation: a text may have brackets in it.
    return _marks(path, b'\n      <Placemark id="', b"</kml>")


def _marks(path: Path, mark: bytes, end: bytes) -> int:
    """Count a mark in a file; 0 unless the file ends as it should."""
    count, carried, last = 0, b"", b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            joined = carried + block
            count += joined.count(mark)
            # Of a mark that stands across two blocks the first block holds no whole one.
            carried = joined[-(len(mark) - 1) :]
            last = (last + block)[-64:]
    return count if last.rstrip().endswith(end) else 0


def _in_geopackage(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        try:
            tables = database.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
            counts = [f"SELECT count(*) FROM {sql_name(table)}" for (table,) in tables]  # noqa: S608 - quoted
            return sum(int(database.execute(count).fetchone()[0]) for count in counts)
        except sqlite3.Error:
            return 0


def _in_shapefile(path: Path) -> int:
    """Return how many records the index, the shapes and the table all hold; 0 where one of them is cut."""
    shapes, index, table = (path.with_suffix(suffix) for suffix in (".shp", ".shx", ".dbf"))
    if not all(each.exists() for each in (shapes, index, table)):
        return 0
    with shapes.open("rb") as stream:
        told = stream.read(_SHAPE_HEADER)
    if len(told) < _SHAPE_HEADER or 2 * int.from_bytes(told[24:28], "big") != shapes.stat().st_size:
        return 0
    indexed, left = divmod(index.stat().st_size - _SHAPE_HEADER, 8)
    return indexed if left == 0 and _in_table(table) == indexed else 0


def _in_table(path: Path) -> int:
    with path.open("rb") as stream:
        head = stream.read(_DBF_HEADER)
    if len(head) < _DBF_HEADER:
        return 0
    rows, header, row = (int.from_bytes(head[at:end], "little") for at, end in ((4, 8), (8, 10), (10, 12)))
    return rows if path.stat().st_size >= header + rows * row else 0


_COUNTS: Final[dict[str, Callable[[Path], int]]] = {
    "ESRI Shapefile": _in_shapefile,
    "GeoJSON": _in_geojson,
    "GPKG": _in_geopackage,
    "LIBKML": _in_kml,
}

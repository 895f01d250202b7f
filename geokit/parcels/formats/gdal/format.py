"""The formats that GDAL reads, as a table: what each begins with, which driver reads it, and what is special."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats._carrying import carried
from geokit.parcels.formats._ogr import layers_of, read_layer
from geokit.parcels.formats._ogr_writing import write_layer
from geokit.parcels.formats._xml import root_name
from geokit.parcels.formats.gdal.files import opened_flatgeobuf, opened_geodatabase, opened_mapinfo
from geokit.parcels.formats.gdal.geojson import (
    is_geojson,
    is_geojson_sequence,
    opened_geojson,
    opened_sequence,
)
from geokit.parcels.formats.gdal.gml import opened_gml
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._ogr import Opened
    from geokit.parcels.notices import Notice

_MAPINFO_VERSION = re.compile(rb"version\s+\d+\s")
_MAPINFO_CLAUSES = (b"charset", b"delimiter", b"coordsys", b"columns")


@dataclass(frozen=True, kw_only=True)
class GdalFormat(Format):
    """A row of the table.

    Parameters
    ----------
    begins : callable
        Tells of a file's opening whether it can be of the format.
    opened : callable
        A context for a path: the way to the file once it was found sound, and what is left to do with the reading.
    has_layers : bool
        Whether :meth:`layers` lists them.
    knows_one_layer : bool
        Looking for layers would parse the file again.
    writer : str, optional
        The driver that writes it, where it is written.
    """

    name: str = field()
    title: Words
    suffixes: tuple[str, ...]
    begins: Callable[[Opening], bool]
    opened: Callable[[Path], AbstractContextManager[Opened]]
    has_layers: bool = False
    knows_one_layer: bool = False
    can_write: bool = False
    writer: str | None = None

    def sniff(self, opening: Opening) -> bool:
        """Tell whether a file that begins so can be of the format."""
        return self.begins(opening)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one layer."""
        with self.opened(path) as (source, finish):
            reading = read_layer(source, options, one_layer=self.knows_one_layer)
            finish(reading, options)
        return reading

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the layers, where the format has several."""
        if not self.has_layers:
            return ()
        with self.opened(path) as (source, _):
            return layers_of(source)

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write all that the table says."""
        if self.writer is None:
            return super().write(frame, path, dialect)
        write_layer(carried(frame), path, self.writer)
        return []


def _is_gml(opening: Opening) -> bool:
    is_gml = b"opengis.net/gml" in opening.head.replace(b"\0", b"")
    return root_name(opening.head) == "FeatureCollection" and is_gml


def _is_mapinfo(opening: Opening) -> bool:
    head = opening.head.lstrip().lower()
    if _MAPINFO_VERSION.match(head) is None:
        return head.startswith(b"!table")
    return any(line.lstrip().startswith(_MAPINFO_CLAUSES) for line in head.splitlines()[1:])


FORMATS = (
    GdalFormat(
        name="filegdb",
        title=Words(zh="File Geodatabase", en="file geodatabase"),
        suffixes=(".gdb", ".zip"),
        begins=lambda opening: opening.has_member(".gdbtable"),
        opened=opened_geodatabase,
        has_layers=True,
    ),
    GdalFormat(
        name="flatgeobuf",
        title=Words(zh="FlatGeobuf", en="FlatGeobuf"),
        suffixes=(".fgb",),
        begins=lambda opening: opening.head.startswith(b"fgb\x03fgb"),
        opened=opened_flatgeobuf,
    ),
    # Coordinates that are not degrees are told by a ``crs`` member, as before RFC 7946.
    GdalFormat(
        name="geojson",
        title=Words(zh="GeoJSON", en="GeoJSON"),
        suffixes=(".geojson", ".json"),
        begins=is_geojson,
        opened=opened_geojson,
        knows_one_layer=True,
        can_write=True,
        writer="GeoJSON",
    ),
    GdalFormat(
        name="geojsonseq",
        title=Words(zh="GeoJSON 序列", en="GeoJSON sequence"),
        suffixes=(".geojsonl", ".geojsons", ".ndjson", ".jsonl"),
        begins=is_geojson_sequence,
        opened=opened_sequence,
        knows_one_layer=True,
    ),
    GdalFormat(
        name="gml",
        title=Words(zh="GML", en="GML"),
        suffixes=(".gml", ".xml"),
        begins=_is_gml,
        opened=opened_gml,
        has_layers=True,
    ),
    GdalFormat(
        name="mapinfo",
        title=Words(zh="MapInfo", en="MapInfo"),
        suffixes=(".tab", ".mif"),
        begins=_is_mapinfo,
        opened=opened_mapinfo,
    ),
)

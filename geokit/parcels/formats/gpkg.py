"""GeoPackage: reading one, and writing layers into one, each with the style that QGIS opens it with."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import shapely

from geokit.errors import FormatError
from geokit.escape import printable
from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._output_columns import distinct_names, renamed_notices
from geokit.parcels.formats._sqlite import ONLY_VIEWS, refuse_unbounded, without_views
from geokit.parcels.formats.gdal.layers import layers_of, read_layer
from geokit.parcels.formats.gdal.rows import LayerRows
from geokit.parcels.formats.gdal.sources import source_of
from geokit.parcels.formats.gdal.writing import LayerTable, for_gdal, refused, write_layer, write_layers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._layer import Layer
    from geokit.parcels.formats._reading import Reading, ReadOptions
    from geokit.parcels.formats._rows import RowSource
    from geokit.parcels.formats.gdal.layers import Opened


_SQLITE = b"SQLite format 3\0"

# The application id of an SQLite file stands here; a GeoPackage says GPKG, and before version 1.2 GP10 or GP11.
_APPLICATION_ID = slice(68, 72)

# Its own columns of number and geometry.
_RESERVED = ("fid", "geom")

_VIEWS = Words(
    zh="视图（查询）未读取：{views}；如需要请另存为图层",
    en="views, which are queries, were not read: {views}; save them as layers if they are needed",
)


@contextmanager
def _opened(path: Path) -> Iterator[Opened]:
    with source_of(path, "GPKG") as source:
        yield source, lambda reading, options: None  # noqa: ARG005 - nothing is left to do


def _has_parts(frame: gpd.GeoDataFrame) -> bool:
    return bool((shapely.get_type_id(frame.geometry.to_numpy()) == shapely.GeometryType.MULTIPOLYGON).any())


class GeoPackage(Format):
    """GeoPackage (OGC 12-128): an SQLite file with layers."""

    title = Words(zh="GeoPackage", en="GeoPackage")
    suffixes = (".gpkg",)
    can_write = True
    keeps_columns = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is an SQLite file that calls itself a GeoPackage."""
        return opening.head.startswith(_SQLITE) and opening.head[_APPLICATION_ID] in {
            b"GPKG",
            b"GP10",
            b"GP11",
        }

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one layer."""
        refuse_unbounded(path, by_place=options.near is not None)
        with without_views(path) as (plain, views), source_of(plain, "GPKG", original=path) as source:
            if options.layer in views:
                raise FormatError(ONLY_VIEWS, views=list(views))
            reading = read_layer(source, options)
        if views:
            reading.notices.append(Notice.of("view_not_read", _VIEWS, views=list(views)))
        return reading

    def rows(self, path: Path, options: ReadOptions) -> RowSource | None:
        """Return a layer as one that is read in windows; None where the file has views, without which it would be copied."""
        refuse_unbounded(path)
        with without_views(path) as (_, views):
            return None if views else LayerRows.of(path, options, _opened, refuse_unbounded)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the layers."""
        refuse_unbounded(path)
        with without_views(path) as (plain, _), source_of(plain, "GPKG", original=path) as source:
            return layers_of(source)

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write all that the table says into a layer called parcels."""
        kept, notices = for_gdal(frame, self.title)
        names = [str(name) for name in kept.columns if name != kept.active_geometry_name]
        renamed = distinct_names(names, reserved=_RESERVED)
        # A layer of one type: programs take a layer of any geometry for no polygons.
        several = _has_parts(frame)
        write_layer(kept.rename(columns=renamed), path, "GPKG", layer="parcels", promote_to_multi=several)
        return notices + renamed_notices(renamed)


GEOMETRY = "geom"

# A plane of no known place.
_UNDEFINED = "-1"

_MADE = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
"""

_LISTED = "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES (?, 'attributes', ?, ?)"

# QGIS looks for the style of a layer by catalogue and schema too, and wants them empty, not NULL.
_STYLED = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,"
    " useAsDefault, owner, update_time) VALUES ('', '', ?, ?, ?, ?, 1, '', ?)"
)


@dataclass(frozen=True, slots=True)
class StyledLayer:
    """A layer of a GeoPackage.

    Parameters
    ----------
    name, title, description : str
        The table's name, what a reader sees, and what the layer says of itself.
    kind : {"MultiPolygon", "Point", "MultiLineString"}
        None is a record without a place.
    frame : GeoDataFrame
        Without a system its coordinates are plane, and of no known place.
    style : str
        QML.
    """

    name: str
    title: str
    description: str
    kind: Literal["MultiPolygon", "Point", "MultiLineString"]
    frame: gpd.GeoDataFrame
    style: str


def write_geopackage(layers: Sequence[StyledLayer], path: Path, *, day: date) -> None:
    """Write layers into a new file; the same layers give the same bytes.

    Parameters
    ----------
    layers : sequence of StyledLayer
    path : Path
        A file that does not exist yet.
    day : date
        The date of the content: not that of writing.

    Raises
    ------
    OutputError
        GDAL or SQLite refuses, or the file does not hold all records.
    """
    stamp = f"{day.isoformat()}T00:00:00.000Z"
    write_layers([_for_gdal(layer) for layer in layers], path, "GPKG", stamp=stamp)
    with refused(path, sqlite3.Error), closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.executescript(_MADE)
        database.execute(_LISTED, ("layer_styles", "layer_styles", stamp))
        styles = [(layer.name, GEOMETRY, layer.name, layer.style, stamp) for layer in layers]
        database.executemany(_STYLED, styles)
        database.commit()


def _for_gdal(layer: StyledLayer) -> LayerTable:
    own = {"IDENTIFIER": printable(layer.title), "DESCRIPTION": printable(layer.description)}
    system = {"SRID": _UNDEFINED} if layer.frame.crs is None else {}
    return LayerTable(layer.name, layer.frame, {"geometry_type": layer.kind, "layer_options": own | system})

"""Layers written into one GeoPackage, each with the style that QGIS opens it with."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geokit.escape import printable
from geokit.parcels.formats._ogr_writing import LayerTable, refused, write_layers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import geopandas as gpd

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
    kind : {"MultiPolygon", "Point"}
        None is a record without a place.
    frame : GeoDataFrame
        Without a system its coordinates are plane, and of no known place.
    style : str
        QML.
    """

    name: str
    title: str
    description: str
    kind: Literal["MultiPolygon", "Point"]
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

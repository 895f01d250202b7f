"""A GeoPackage 1.3 (OGC 12-128r18) in memory, by SQLite alone: the same layers give the same bytes."""

from __future__ import annotations

import sqlite3
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from geokit.escape import printable
from geokit.land.crs import parse_crs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray
    from pyproj import CRS

GEOMETRY = "geom"
UNDEFINED = -1
_APPLICATION_ID = 0x47504B47  # "GPKG"
_VERSION = 10300
_DEGREES = 4326
# "GP", version 0, little-endian with an envelope of four numbers; then the system and west, east, south, north.
_HEADER = struct.Struct("<2sBBi4d")
_FLAGS = 0b0000_0011

_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
"""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a GeoPackage.

    Parameters
    ----------
    name, title : str
        The table's name, and what a reader sees.
    kind : {"MULTIPOLYGON", "POINT"}
    shapes : ndarray of object
        None is a record without a place.
    columns : mapping of str to sequence
        Attributes by name: text, numbers or None. A column is of the type of its first value.
    types : mapping of str to str
        SQL types of the columns: TEXT, REAL or INTEGER.
    style : str
        The QML that QGIS opens the layer with.
    """

    name: str
    title: str
    kind: Literal["MULTIPOLYGON", "POINT"]
    shapes: NDArray[np.object_]
    columns: Mapping[str, Sequence[Any]]
    types: Mapping[str, str] = field(default_factory=dict)
    style: str = ""


def geopackage(layers: Iterable[Layer], crs: CRS | None, *, day: date, description: str) -> bytes:
    """Return layers as a GeoPackage.

    Parameters
    ----------
    layers : iterable of Layer
    crs : pyproj.CRS, optional
        A system with an EPSG code; without it coordinates are plane and of no known place.
    day : date
        The date of the content: that of the audit, not of writing.
    description : str
        What each layer says of itself.
    """
    database = sqlite3.connect(":memory:")
    try:
        database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {_VERSION}")
        database.executescript(_TABLES)
        system = _write_systems(database, crs)
        stamp = f"{day.isoformat()}T00:00:00.000Z"
        styles = (
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES (?, ?, ?, ?)"
        )
        database.execute(styles, ("layer_styles", "attributes", "layer_styles", stamp))
        for layer in layers:
            _write_layer(database, layer, system, (printable(description), stamp))
        database.commit()
        return database.serialize()
    finally:
        database.close()


def _write_systems(database: sqlite3.Connection, crs: CRS | None) -> int:
    rows: list[tuple[str, int, str, int, str]] = [
        ("undefined plane", UNDEFINED, "NONE", UNDEFINED, "undefined"),
        ("undefined degrees", 0, "NONE", 0, "undefined"),
    ]
    code = crs.to_epsg(min_confidence=100) if crs is not None else None
    for number in sorted({_DEGREES, code or _DEGREES}):
        known = parse_crs(number)
        rows.append((known.name, number, "EPSG", number, known.to_wkt("WKT1_GDAL")))
    names = "srs_name, srs_id, organization, organization_coordsys_id, definition"
    database.executemany(f"INSERT INTO gpkg_spatial_ref_sys ({names}) VALUES (?, ?, ?, ?, ?)", rows)  # noqa: S608
    return UNDEFINED if code is None else code


def _write_layer(database: sqlite3.Connection, layer: Layer, system: int, said: tuple[str, str]) -> None:
    there = layer.shapes[~shapely.is_missing(layer.shapes)]
    extent = shapely.total_bounds(there).tolist() if len(there) else [None] * 4
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (layer.name, layer.title, *said, *extent, system),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
        (layer.name, GEOMETRY, layer.kind, system),
    )
    _write_records(database, layer, system)
    if layer.style:
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, useAsDefault, owner, update_time) VALUES ('', '', ?, ?, ?, ?, 1, '', ?)",
            (layer.name, GEOMETRY, layer.name, layer.style, said[1]),
        )


def _write_records(database: sqlite3.Connection, layer: Layer, system: int) -> None:
    # The names of tables and columns are those of this package, never data.
    named = "".join(f", {name} {layer.types.get(name, 'TEXT')}" for name in layer.columns)
    database.execute(
        f"CREATE TABLE {layer.name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {GEOMETRY} {layer.kind}{named})"
    )
    names = ", ".join([GEOMETRY, *layer.columns])
    places = ", ".join("?" * (1 + len(layer.columns)))
    rows = zip(_blobs(layer.shapes, system), *map(_values, layer.columns.values()), strict=True)
    database.executemany(f"INSERT INTO {layer.name} ({names}) VALUES ({places})", rows)  # noqa: S608


def _values(values: Sequence[Any]) -> list[Any]:
    return [printable(value) if isinstance(value, str) else value for value in values]


def _blobs(shapes: NDArray[np.object_], system: int) -> list[bytes | None]:
    """Return shapes as GeoPackage binary: a header with the envelope, then well-known binary."""
    bounds = shapely.bounds(shapes)[:, [0, 2, 1, 3]].tolist()
    bodies = shapely.to_wkb(shapes, output_dimension=2, byte_order=1)
    return [
        None if body is None else _HEADER.pack(b"GP", 0, _FLAGS, system, *envelope) + body
        for body, envelope in zip(bodies, bounds, strict=True)
    ]


def as_multipolygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the areal parts of each shape as one multipolygon; None where it has none.

    Examples
    --------
    >>> shapes = np.array([shapely.box(0, 0, 1, 1), shapely.Point(0, 0), None], dtype=object)
    >>> [shape and shape.geom_type for shape in as_multipolygons(shapes)]
    ['MultiPolygon', None, None]
    """
    parts, owners = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    found = np.full(len(shapes), None, dtype=np.object_)
    shapely.multipolygons(parts[areal], indices=owners[areal], out=found)
    return found

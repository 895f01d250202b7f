"""One thing in memory that holds parcels made a table, or refused in a sentence that says what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geokit.errors import Given, InputError
from geokit.i18n import Words

if TYPE_CHECKING:
    import geopandas as gpd

_NOT_PARCELS = Words(
    zh="需要地块：GeoDataFrame、文件路径、GeoSeries、带 Arrow 接口的表，或它们的列表，而不是{value}",
    en="parcels are needed: a GeoDataFrame, the path of a file, a GeoSeries, a table with the Arrow interface, or a "
    "list of these, not {value}",
)
_CONNECTION = Words(
    zh="{value} 是数据库的连接；geokit 不连接数据库：请用 geopandas.read_postgis(sql, connection) 读出后交给 geokit；"
    "DuckDB 请交 connection.sql(…) 的结果",
    en="{value} is a connection to a database, and geokit reads from none: hand over what "
    "geopandas.read_postgis(sql, connection) gives, or with DuckDB what connection.sql(…) gives",
)
_LAZY = Words(
    zh="{value} 是尚未执行的查询；请先 .collect()",
    en="{value} is a query that has not run; .collect() it first",
)
_DELAYED = Words(
    zh="{value} 是 Dask 尚未计算的值；请先 .compute()，或用 dask_geopandas 做成集合",
    en="{value} is a value that Dask has not computed; .compute() it first, or make it a collection with dask_geopandas",
)
_SHAPES_OF_FRAME = Words(
    zh='表没有几何列，而列“{column}”是几何：请用 geopandas.GeoDataFrame(frame, geometry="{column}", crs=…)',
    en="the table has no geometry column, and “{column}” holds shapes: "
    'geopandas.GeoDataFrame(frame, geometry="{column}", crs=…)',
)
_WKB_OF_FRAME = Words(
    zh="表没有几何列，而列“{column}”是 WKB：请用 geopandas.GeoDataFrame(frame, "
    'geometry=geopandas.GeoSeries.from_wkb(frame["{column}"]), crs=…)',
    en="the table has no geometry column, and “{column}” holds WKB: geopandas.GeoDataFrame(frame, "
    'geometry=geopandas.GeoSeries.from_wkb(frame["{column}"]), crs=…)',
)
_WKT_OF_FRAME = Words(
    zh="表没有几何列，而列“{column}”是 WKT：请用 geopandas.GeoDataFrame(frame, "
    'geometry=geopandas.GeoSeries.from_wkt(frame["{column}"]), crs=…)',
    en="the table has no geometry column, and “{column}” holds WKT: geopandas.GeoDataFrame(frame, "
    'geometry=geopandas.GeoSeries.from_wkt(frame["{column}"]), crs=…)',
)
_POINTS_OF_FRAME = Words(
    zh="这是界址点的普通表（DataFrame），没有面；请存为 .xlsx 或 .csv，再把文件路径交给 geokit",
    en="this is a plain DataFrame of boundary points, without polygons; save it as .xlsx or .csv and hand over the path",
)
_PLAIN_FRAME = Words(
    zh="表没有几何；请用 geopandas.GeoDataFrame(frame, geometry=…, crs=…) 加上几何，"
    "或按编号与有几何的表合并（merge）",
    en="the table has no shapes; geopandas.GeoDataFrame(frame, geometry=…, crs=…) adds them, or merge "
    "it with a table that has them by id",
)
_NOT_ACTIVE = Words(
    zh='表有几何列 {columns}，但没有指明以哪一列为图形；请用 frame.set_geometry("{first}")',
    en='the table has columns of shapes ({columns}), and none of them is its geometry: frame.set_geometry("{first}")',
)
_DRIVERS: Final = frozenset(
    {"sqlalchemy", "psycopg", "psycopg2", "asyncpg", "sqlite3", "pyodbc", "oracledb", "pymysql", "pymssql"}
)
_WKT_STARTS: Final = ("POLYGON", "MULTIPOLYGON", "SRID=", "GEOMETRYCOLLECTION")
_EASTINGS: Final = frozenset({"y", "横坐标", "横坐标y", "y坐标", "东坐标", "easting", "east"})
_NORTHINGS: Final = frozenset({"x", "纵坐标", "纵坐标x", "x坐标", "北坐标", "northing", "north"})


def table_of(source: Any) -> gpd.GeoDataFrame:
    """Return what holds parcels as a table; a GeoDataFrame is the same object.

    Raises
    ------
    InputError
        It holds none, or is a connection, which is never opened: the sentence says what to do instead.
    """
    import geopandas as gpd
    from geopandas.array import GeometryArray

    if isinstance(source, gpd.GeoDataFrame) and source.active_geometry_name in source.columns:
        return source
    if isinstance(source, gpd.GeoDataFrame) and not len(source) and not len(source.columns):
        return gpd.GeoDataFrame(geometry=[])
    if isinstance(source, pd.DataFrame):
        raise _without_shapes(source)
    if isinstance(source, gpd.GeoSeries):
        return source.to_frame(source.name or "geometry")
    if isinstance(source, shapely.Geometry):
        return gpd.GeoDataFrame(geometry=[source])
    if isinstance(source, GeometryArray) or _holds_shapes(source):
        return gpd.GeoDataFrame(geometry=gpd.GeoSeries(source))
    return _from_other(source)


def _holds_shapes(source: Any) -> bool:
    if isinstance(source, Sequence):
        return True
    return isinstance(source, np.ndarray | pd.Series) and source.dtype == object and are_shapes(list(source))


def _from_other(source: Any) -> gpd.GeoDataFrame:
    home = type(source).__module__.partition(".")[0]
    if home == "dask":
        raise InputError(_DELAYED, value=Given(source))
    if home in _DRIVERS or hasattr(source, "cursor"):
        raise InputError(_CONNECTION, value=Given(source))
    if hasattr(source, "__arrow_c_stream__"):
        from geokit.parcels.arrow import table_from_arrow

        return table_from_arrow(source)
    raise InputError(_LAZY if hasattr(source, "collect") else _NOT_PARCELS, value=Given(source))


def _without_shapes(frame: pd.DataFrame) -> InputError:
    """Return what to do about a table without a geometry, which depends on what it holds."""
    shapes = [str(name) for name, dtype in frame.dtypes.items() if str(dtype) == "geometry"]
    if shapes and hasattr(frame, "active_geometry_name"):
        return InputError(_NOT_ACTIVE, columns=shapes, first=shapes[0])
    for name in frame.columns:
        given = frame[name].dropna()
        first = given.iloc[0] if len(given) else None
        if isinstance(first, shapely.Geometry):
            return InputError(_SHAPES_OF_FRAME, column=name)
        if isinstance(first, bytes | bytearray):
            return InputError(_WKB_OF_FRAME, column=name)
        if isinstance(first, str) and first.lstrip().upper().startswith(_WKT_STARTS):
            return InputError(_WKT_OF_FRAME, column=name)
    names = {str(name).strip().lower() for name in frame.columns}
    return InputError(_POINTS_OF_FRAME if names & _EASTINGS and names & _NORTHINGS else _PLAIN_FRAME)


def are_shapes(values: Sequence[Any]) -> bool:
    """Tell whether values are geometries, or missing."""
    return any(isinstance(each, shapely.Geometry) for each in values) and all(
        each is None or isinstance(each, shapely.Geometry) for each in values
    )

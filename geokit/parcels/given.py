"""What a caller has parcels in: a table, a file, an Arrow stream, shapes, or a list of these, made tables.

Nothing is opened but files on disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypedDict

import numpy as np
import pandas as pd
import shapely

from geokit.errors import CrsError, Given, InputError
from geokit.i18n import Words
from geokit.land.crs.transform import CrsLike, parse_crs
from geokit.parcels.concat import ChosenColumns, concat_tables, listed_container
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.files import existing_path
from geokit.parcels.normalize import normalize
from geokit.parcels.read import read_parcels
from geokit.parcels.table import parcel_frame

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    import geopandas as gpd
    from geopandas.array import GeometryArray
    from numpy.typing import NDArray
    from pyproj import CRS

    class ArrowStream(Protocol):
        """A table of any library that hands it on by Arrow's interface."""

        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

    ParcelsSource: TypeAlias = (
        gpd.GeoDataFrame
        | gpd.GeoSeries
        | GeometryArray
        | NDArray[np.object_]
        | shapely.Geometry
        | str
        | os.PathLike[str]
        | ArrowStream
    )
    ParcelsLike: TypeAlias = ParcelsSource | Sequence["ParcelsLike"]

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
_OTHER_CRS = Words(
    zh="表的坐标系为 {own}，而 crs 写的是 {given}；要转换坐标请用 reproject_frame(表, crs)",
    en="the table is in {own} and crs says {given}; reproject_frame(table, crs) moves it there",
)
_NONE_FOUND = Words(zh="没有给出任何文件或表", en="no file and no table is given")
_SHAPES_OF_FRAME = Words(
    zh='这是普通表（DataFrame）；列“{column}”是几何：请用 geopandas.GeoDataFrame(表, geometry="{column}", crs=…)',
    en="this is a plain DataFrame; its column “{column}” holds shapes: "
    'geopandas.GeoDataFrame(table, geometry="{column}", crs=…)',
)
_WKB_OF_FRAME = Words(
    zh="这是普通表（DataFrame）；列“{column}”是 WKB：请用 geopandas.GeoDataFrame(表, "
    'geometry=geopandas.GeoSeries.from_wkb(表["{column}"]), crs=…)',
    en="this is a plain DataFrame; its column “{column}” holds WKB: geopandas.GeoDataFrame(table, "
    'geometry=geopandas.GeoSeries.from_wkb(table["{column}"]), crs=…)',
)
_WKT_OF_FRAME = Words(
    zh="这是普通表（DataFrame）；列“{column}”是 WKT：请用 geopandas.GeoDataFrame(表, "
    'geometry=geopandas.GeoSeries.from_wkt(表["{column}"]), crs=…)',
    en="this is a plain DataFrame; its column “{column}” holds WKT: geopandas.GeoDataFrame(table, "
    'geometry=geopandas.GeoSeries.from_wkt(table["{column}"]), crs=…)',
)
_POINTS_OF_FRAME = Words(
    zh="这是界址点的普通表（DataFrame），没有面；请存为 .xlsx 或 .csv，再把文件路径交给 geokit",
    en="this is a plain DataFrame of boundary points, without polygons; save it as .xlsx or .csv and hand over the path",
)
_PLAIN_FRAME = Words(
    zh="这是普通表（DataFrame），没有几何；请用 geopandas.GeoDataFrame(表, geometry=…, crs=…) 加上几何，"
    "或按编号与有几何的表合并（merge）",
    en="this is a plain DataFrame without shapes; geopandas.GeoDataFrame(table, geometry=…, crs=…) adds them, or merge "
    "it with a table that has them by id",
)
_DRIVERS: Final = frozenset(
    {"sqlalchemy", "psycopg", "psycopg2", "asyncpg", "sqlite3", "pyodbc", "oracledb", "pymysql", "pymssql"}
)
_WKT_STARTS: Final = ("POLYGON", "MULTIPOLYGON", "SRID=", "GEOMETRYCOLLECTION")
_EASTINGS: Final = frozenset({"y", "横坐标", "横坐标y", "y坐标", "东坐标", "easting", "east"})
_NORTHINGS: Final = frozenset({"x", "纵坐标", "纵坐标x", "x坐标", "北坐标", "northing", "north"})


class GivenOptions(TypedDict, total=False):
    """How parcels that are given are read.

    Attributes
    ----------
    columns : mapping of str to str
        Original column to canonical column, for names that are not recognised: ``{"MJ2": "declared_mu"}``.
    crs : pyproj.CRS, str or int
        The coordinate system of parcels that name none.
    """

    columns: Mapping[str, str] | None
    crs: CrsLike | None


def given_tables(
    parcels: ParcelsLike,
    *,
    columns: Mapping[str, str] | None = None,
    crs: CrsLike | None = None,
) -> list[gpd.GeoDataFrame]:
    """Return what a caller gave as tables, one a source, as the caller has them.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, geometries, table with the Arrow interface, or a list of these
        Files (folders, archives) are read by :func:`geokit.read_parcels`; a GeoDataFrame comes back as the same object.
    columns : mapping of str to str, optional
        Original column to canonical column; files are read with it, and :func:`canonical_tables` takes it for the rest.
    crs : pyproj.CRS, str or int, optional
        The coordinate system of what names none; of files as :func:`geokit.read_parcels` takes it.

    Raises
    ------
    InputError
        It is nothing that parcels are in, a file cannot be read, or it is a connection, which is never opened.
    CrsError
        A table has another system than `crs`.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels([square(0, 0, 100)])
    >>> found = given_tables([table, table.geometry])
    >>> found[0] is table, list(found[1].columns)
    (True, ['geometry'])
    """
    sources = list(_sources(parcels))
    named = _names([each for each in sources if isinstance(each, str | os.PathLike)])
    chosen, system = ChosenColumns(columns), None if crs is None else parse_crs(crs)

    def read(source: Any) -> gpd.GeoDataFrame:
        if not isinstance(source, str | os.PathLike):
            return _in_system(_table_of(source), system)
        frame = chosen.read(lambda names: read_parcels(source, columns=names, crs=crs))
        name = named[os.fspath(source)]
        if "files" not in frame.attrs[ATTRIBUTE] and name != frame.attrs[ATTRIBUTE]["source"]:
            frame["source"] = pd.Series(name, index=frame.index, dtype=object)
            frame.attrs[ATTRIBUTE]["source"] = name
        return frame

    return [read(source) for source in sources]


def canonical_tables(
    tables: Sequence[gpd.GeoDataFrame], columns: Mapping[str, str] | None = None
) -> list[gpd.GeoDataFrame]:
    """Return tables in canonical columns; of `columns` each has to be in one of them.

    Raises
    ------
    InputError
        One is no table of parcels.
    UnknownNameError
        None of them has a column of `columns`.
    """
    chosen = ChosenColumns(columns)

    def canonical(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return chosen.read(lambda names: normalize(table, columns=names))

    frames = [canonical(table) for table in tables]
    chosen.refuse_missing()
    return frames


def given_pair(
    old: ParcelsLike,
    new: ParcelsLike,
    *,
    columns: Mapping[str, str] | None = None,
    crs: CrsLike | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return two states as one canonical table each; of `columns` each has to be in one of the two.

    Raises
    ------
    InputError, CrsError, UnknownNameError
        As :func:`given_parcels`.
    """
    sides = [given_tables(each, columns=columns, crs=crs) for each in (old, new)]
    frames = canonical_tables([*sides[0], *sides[1]], columns)
    return concat_parcels(frames[: len(sides[0])]), concat_parcels(frames[len(sides[0]) :])


def given_parcels(
    parcels: ParcelsLike, *, columns: Mapping[str, str] | None = None, crs: CrsLike | None = None
) -> gpd.GeoDataFrame:
    """Return what a caller gave as one canonical table, in the system of the first source that has one.

    Parameters
    ----------
    parcels, columns, crs
        As for :func:`given_tables`.

    Raises
    ------
    InputError
        As :func:`given_tables` and :func:`canonical_tables`.
    CrsError
        The systems differ and cannot be brought together: each is named with its own.
    """
    return concat_parcels(canonical_tables(given_tables(parcels, columns=columns, crs=crs), columns))


def given_table(
    parcels: ParcelsLike, *, columns: Mapping[str, str] | None = None, crs: CrsLike | None = None
) -> gpd.GeoDataFrame:
    """Return what a caller gave as one table: as the caller has it, or several in canonical columns.

    Raises
    ------
    InputError, CrsError, UnknownNameError
        As :func:`given_parcels`.
    """
    tables = given_tables(parcels, columns=columns, crs=crs)
    return tables[0] if len(tables) == 1 else concat_parcels(canonical_tables(tables, columns))


def as_layer(given: Any) -> Any:
    """Return geometries as they are, and what holds parcels otherwise, such as a file, as one table."""
    if isinstance(given, str | os.PathLike):
        return given_table(given)
    if isinstance(given, Sequence):
        listed = any(isinstance(each, str | os.PathLike | pd.DataFrame) for each in given)
        return given_table(given) if listed else given
    is_stream = hasattr(given, "__arrow_c_stream__") and not isinstance(given, pd.DataFrame | pd.Series)
    return given_table(given) if is_stream else given


def concat_parcels(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return canonical tables as one; a single one as it is.

    Raises
    ------
    CrsError
        The systems differ and cannot be brought together.
    """
    if len(frames) == 1:
        return frames[0]
    names = [frame.attrs.get(ATTRIBUTE, {}).get("source") for frame in frames]
    return concat_tables(frames, names) if frames else parcel_frame({}, [])


def _sources(parcels: Any) -> Iterator[Any]:
    """Yield what is given, one source after another, however it is nested."""
    if isinstance(parcels, Iterator):
        listed = list(parcels)
        if not listed:
            # A pattern that no file matches.
            raise InputError(_NONE_FOUND)
        yield from _sources(listed)
    elif isinstance(parcels, Sequence) and not isinstance(parcels, str | bytes) and not _are_shapes(parcels):
        for each in parcels:
            yield from _sources(each)
    else:
        yield parcels


def _are_shapes(values: Sequence[Any]) -> bool:
    return any(isinstance(each, shapely.Geometry) for each in values) and all(
        each is None or isinstance(each, shapely.Geometry) for each in values
    )


def _names(paths: Sequence[str | os.PathLike[str]]) -> dict[str, str]:
    """Return what each file is called; those of one name are told apart by their folders."""
    found: list[Path] = [existing_path(path) for path in paths]
    parts = listed_container(found).parts if found else ()
    return {os.fspath(path): part.source for path, part in zip(paths, parts, strict=True)}


def _in_system(table: gpd.GeoDataFrame, system: CRS | None) -> gpd.GeoDataFrame:
    if system is None or table.active_geometry_name is None or table.crs == system:
        return table
    if table.crs is not None:
        raise CrsError(_OTHER_CRS, own=table.crs.name, given=system.name)
    return table.set_crs(system)


def _table_of(source: Any) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from geopandas.array import GeometryArray

    if isinstance(source, gpd.GeoDataFrame):
        return source
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
    return isinstance(source, np.ndarray | pd.Series) and source.dtype == object and _are_shapes(list(source))


def _from_other(source: Any) -> gpd.GeoDataFrame:
    home = type(source).__module__.partition(".")[0]
    if home in _DRIVERS or hasattr(source, "cursor"):
        raise InputError(_CONNECTION, value=Given(source))
    if hasattr(source, "__arrow_c_stream__"):
        from geokit.parcels.arrow import table_from_arrow

        return table_from_arrow(source)
    raise InputError(_LAZY if hasattr(source, "collect") else _NOT_PARCELS, value=Given(source))


def _without_shapes(frame: pd.DataFrame) -> InputError:
    """Return what to do about a table without shapes, which depends on what it holds."""
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

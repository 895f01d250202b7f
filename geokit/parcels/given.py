"""What a caller has parcels in: a table, a file, an Arrow stream, shapes, or a list of these, made tables.

Nothing is opened but files on disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, Unpack, cast

import pandas as pd

from geokit.coverage.cluster import is_collection, spread
from geokit.errors import CrsError, InputError, OptionError
from geokit.i18n import Words
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import parse_crs
from geokit.parcels.chosen_columns import ChosenColumns
from geokit.parcels.concat import concat_tables, listed_container, with_source
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.files import existing_paths, without_companions
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.in_memory import are_shapes, table_of
from geokit.parcels.normalize import normalize
from geokit.parcels.phases import PhaseOf
from geokit.parcels.read import read_as
from geokit.parcels.screening import crs_of_zone
from geokit.parcels.table import parcel_frame
from geokit.parcels.unread_files import read_listed

if TYPE_CHECKING:
    from typing import Protocol

    import geopandas as gpd
    import numpy as np
    import shapely
    from geopandas.array import GeometryArray
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.land.crs.transform import CrsLike
    from geokit.parcels.apart import Apart

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
    ParcelsLike: TypeAlias = ParcelsSource | Sequence["ParcelsLike"] | Iterator["ParcelsLike"]

_OTHER_CRS = Words(
    zh="地块的坐标系为 {own}，而给定的是 {given}{option:crs}；坐标系标错的，请用 read_parcels(path, crs=…) 或 frame.set_crs 更正；"
    "要转换坐标，请用 reproject_frame(frame, crs)",
    en="the parcels are in {own} and {given} was given{option:crs}; read_parcels(path, crs=…) or frame.set_crs corrects a "
    "wrong name, reproject_frame(frame, crs) moves coordinates",
)
_OF_FILES = Words(
    zh="“{name}”只用于读取文件，而给出的是表；请直接写在表中",
    en="“{name}” is for files, and a table was given: what it says can stand in the table",
)
_NONE_FOUND = Words(zh="没有给出任何文件或表", en="no file and no table is given")


class ReadTables(list["gpd.GeoDataFrame"]):
    """Tables as they were read of files: canonical, since nobody has touched them.

    Parameters
    ----------
    tables : iterable of GeoDataFrame
        One a file.
    chosen : ChosenColumns, optional
        The names of columns that they were read with; none if left out.
    """

    def __init__(self, tables: Iterable[gpd.GeoDataFrame], chosen: ChosenColumns | None = None) -> None:
        super().__init__(tables)
        self.chosen = chosen or ChosenColumns(None)


class ReadingOptions(TypedDict, total=False):
    """How parcels are read that are given in any form, as the parameters of :func:`read_parcels`.

    Attributes
    ----------
    columns : mapping of str to str
        Original column to canonical column, for names that are not recognised: ``{"MJ2": "declared_mu"}``. Of several
        sources one at least must have each.
    crs : pyproj.CRS, str or int
        The coordinate system of parcels that name none; what names another keeps its own, and is brought into that of
        the first source.
    zone : int
        The Gauss–Krüger zone of CGCS2000 that parcels without a system are in.
    layer, encoding, phase
        Of files alone.
    """

    columns: Mapping[str, str] | None
    crs: CrsLike | None
    zone: int | None
    layer: str | None
    encoding: str | None
    phase: str | None


def given_tables(
    parcels: ParcelsLike, *, apart: Apart | None = None, **reading: Unpack[ReadingOptions]
) -> list[gpd.GeoDataFrame]:
    """Return what a caller gave as tables, one a source, as the caller has them.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, geometries, table with the Arrow interface, or a list of these
        Files (folders, archives) are read by :func:`geokit.read_parcels`; a GeoDataFrame comes back as the same object, and
        so do :class:`ReadTables`.
    apart : Apart, optional
        Where the polygons of files go, if not into their tables.
    **reading : ReadingOptions
        Files are read with ``columns``; :func:`canonical_tables` takes them for the rest. ``crs`` is the system of what
        names none; what names another keeps its own.

    Raises
    ------
    InputError
        It is nothing that parcels are in, a file cannot be read, or it is a connection, which is never opened.
    OptionError
        An option of files, and there is no file.
    CrsError
        All of it is in another system than `crs`.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels([square(0, 0, 100)])
    >>> found = given_tables([table, table.geometry])
    >>> found[0] is table, list(found[1].columns)
    (True, ['geometry'])
    """
    if isinstance(parcels, ReadTables):
        return parcels
    sources = _without_companions(list(_sources(parcels)))
    named = _names([each for each in sources if isinstance(each, str | os.PathLike)])
    if not named:
        _refuse_options_of_files(reading)
    chosen, options, phase = (
        ChosenColumns(reading.get("columns")),
        replace(options_of_files(reading), apart=apart),
        PhaseOf(reading.get("phase")),
    )
    system = options.crs

    def read(source: Any) -> gpd.GeoDataFrame:
        if not isinstance(source, str | os.PathLike):
            return _in_system(table_of(source), options)
        name = named[os.fspath(source)]
        frame = read_listed(
            Path(source),
            name,
            [Path(each) for each in named],
            lambda: chosen.read(lambda names: read_as(source, options, names, phase)),
        )
        return with_source(frame, name)

    tables = [read(source) for source in sources]
    if apart is not None:
        # Tables without their polygons are canonical, and nobody looks for these columns in them again.
        chosen.refuse_missing()
    other = contradicting(system, tables)
    if system is not None and other is not None:
        raise CrsError(_OTHER_CRS, own=crs_name(other), given=crs_name(system))
    is_read = all(isinstance(source, str | os.PathLike) for source in sources)
    return ReadTables(tables, chosen) if is_read else tables


def canonical_tables(
    tables: Sequence[gpd.GeoDataFrame], columns: Mapping[str, str] | None = None
) -> list[gpd.GeoDataFrame]:
    """Return tables in canonical columns, as those are that were just read; of `columns` each has to be in one of them.

    Raises
    ------
    InputError
        One is no table of parcels.
    UnknownNameError
        None of them has a column of `columns`.
    """
    if isinstance(tables, ReadTables):
        tables.chosen.refuse_missing()
        return tables
    chosen = ChosenColumns(columns)

    def canonical(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return chosen.read(lambda names: normalize(table, columns=names))

    frames = [canonical(table) for table in tables]
    chosen.refuse_missing()
    return frames


def given_pair(
    old: ParcelsLike, new: ParcelsLike, **reading: Unpack[ReadingOptions]
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return two states as one canonical table each; of `columns` each has to be in one of the two.

    Raises
    ------
    InputError, CrsError, UnknownNameError
        As :func:`given_parcels`.
    """
    sides = [given_tables(each, **reading) for each in (old, new)]
    frames = canonical_tables([*sides[0], *sides[1]], reading.get("columns"))
    return concat_parcels(frames[: len(sides[0])]), concat_parcels(frames[len(sides[0]) :])


def given_parcels(parcels: ParcelsLike, **reading: Unpack[ReadingOptions]) -> gpd.GeoDataFrame:
    """Return what a caller gave as one canonical table, in the system of the first source that has one.

    Parameters
    ----------
    parcels, **reading
        As for :func:`given_tables`.

    Raises
    ------
    InputError
        As :func:`given_tables` and :func:`canonical_tables`.
    CrsError
        The systems differ and cannot be brought together: each is named with its own.
    """
    return concat_parcels(canonical_tables(given_tables(parcels, **reading), reading.get("columns")))


def given_table(parcels: ParcelsLike, **reading: Unpack[ReadingOptions]) -> gpd.GeoDataFrame:
    """Return what a caller gave as one table: as the caller has it, or several in canonical columns.

    Raises
    ------
    InputError, CrsError, UnknownNameError
        As :func:`given_parcels`.
    """
    tables = given_tables(parcels, **reading)
    return tables[0] if len(tables) == 1 else concat_parcels(canonical_tables(tables, reading.get("columns")))


def as_layer(given: Any) -> Any:
    """Return geometries as they are, and what holds parcels otherwise, such as a file, as one table."""
    if isinstance(given, str | os.PathLike):
        return given_table(given)
    if isinstance(given, Iterator):
        return as_layer(list(given))
    if isinstance(given, Sequence):
        listed = any(isinstance(each, str | os.PathLike | pd.DataFrame) for each in given)
        return given_table(given) if listed else given
    if is_collection(given):
        return spread(given)[1]
    if isinstance(given, pd.Series) or not hasattr(given, "__arrow_c_stream__"):
        return given
    # A GeoDataFrame comes back as it is; a table without shapes has none to search.
    return given_table(given)


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
    elif isinstance(parcels, Sequence) and not isinstance(parcels, str | bytes) and not are_shapes(parcels):
        for each in parcels:
            yield from _sources(each)
    else:
        yield parcels


def _without_companions(sources: list[Any]) -> list[Any]:
    """Return what is given without the files that belong to others of them."""
    kept = set(without_companions([Path(each) for each in sources if isinstance(each, str | os.PathLike)]))
    return [each for each in sources if not isinstance(each, str | os.PathLike) or Path(each) in kept]


def _names(paths: Sequence[str | os.PathLike[str]]) -> dict[str, str]:
    """Return what each file is called; those of one name are told apart by their folders."""
    found = existing_paths(paths)
    parts = listed_container(found).parts if found else ()
    return {os.fspath(path): part.source for path, part in zip(paths, parts, strict=True)}


def _refuse_options_of_files(reading: ReadingOptions) -> None:
    given = [name for name in ("layer", "encoding", "phase") if reading.get(name) is not None]
    if given:
        raise OptionError(_OF_FILES, name=given[0])


def options_of_files(reading: ReadingOptions) -> ReadOptions:
    """Return how one of several files is read: the system given is that of a file that names none."""
    crs, zone = reading.get("crs"), reading.get("zone")
    return ReadOptions(
        layer=reading.get("layer"),
        crs=None if crs is None else parse_crs(crs, zone=zone),
        fills=True,
        zone=zone,
        encoding=reading.get("encoding"),
    )


def reading_of(options: Mapping[str, Any], prefix: str = "") -> ReadingOptions:
    """Return those of a function's options that say how parcels are read, or by a prefix how its other table is."""
    names = ReadingOptions.__annotations__
    found = {name: options[prefix + name] for name in names if prefix + name in options}
    return cast("ReadingOptions", found)


def _in_system(table: gpd.GeoDataFrame, options: ReadOptions) -> gpd.GeoDataFrame:
    """Return a table in the system given where it names none; the same object where it does, or none is given."""
    if table.active_geometry_name is None or table.crs is not None:
        return table
    system = options.crs
    if system is None and options.zone is not None:
        system = crs_of_zone(options.zone, table.total_bounds)
    return table if system is None else table.set_crs(system)


def contradicting(system: CRS | None, tables: Sequence[gpd.GeoDataFrame]) -> CRS | None:
    """Return the system of the first of tables that all contradict one; among files in a folder one may have had it."""
    own = [table.crs for table in tables if table.active_geometry_name is not None]
    read_together = any("files" in table.attrs.get(ATTRIBUTE, {}) for table in tables)
    return None if system is None or not own or system in own or read_together else own[0]

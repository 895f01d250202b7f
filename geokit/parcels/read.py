"""Reading a file of parcels, whatever its format, into a table with canonical columns.

Python's cyclic garbage collector is paused meanwhile: it finds nothing among a table's rows, and scans them each time.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from geokit.arguments import public
from geokit.atomic import display_path
from geokit.errors import CrsError, GeokitError, InputError
from geokit.geometry.threads import calls_ahead
from geokit.i18n import Words
from geokit.land.crs.transform import CrsLike, parse_crs
from geokit.machine import paused_gc
from geokit.parcels.chosen_columns import ChosenColumns
from geokit.parcels.concat import listed_container, read_parts
from geokit.parcels.containers import kind_of, opened_container
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import UNREADABLE, existing_path, existing_paths, without_companions
from geokit.parcels.formats._base import detect_format
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats._spatial_filter import SpatialFilter
from geokit.parcels.normalize import Provenance, normalize_reading
from geokit.parcels.park_outlines import with_basis
from geokit.parcels.phases import PhaseOf
from geokit.progress import record_table_size, task
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.concat import Read
    from geokit.parcels.containers import Container, Part
    from geokit.parcels.formats._reading import Reading
    from geokit.parcels.formats._rows import RowSource

    PathLike = str | os.PathLike[str]

Result = TypeVar("Result")

_READING = Words(zh="读取地块", en="reading parcels")

_NO_LAYERS = Words(
    zh="此格式没有图层，未理会给出的图层“{layer}”",
    en="the format has no layers: that “{layer}” was asked for changed nothing",
)

_IN_FILE = Words(zh="{file}：{problem}", en="{file}: {problem}")


class FileOptions(Protocol):
    """What is known of a file besides what it says itself: as the parameters of :func:`read_parcels`."""

    @property
    def layer(self) -> str | None: ...  # noqa: D102
    @property
    def crs(self) -> CrsLike | None: ...  # noqa: D102
    @property
    def zone(self) -> int | None: ...  # noqa: D102
    @property
    def encoding(self) -> str | None: ...  # noqa: D102


@public
def read_parcels(  # noqa: PLR0913 - what a file may leave unsaid has that many sides
    path: PathLike | Sequence[PathLike],
    *,
    layer: str | None = None,
    crs: CrsLike | None = None,
    zone: int | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    phase: str | None = None,
) -> gpd.GeoDataFrame:
    """Read parcels from a file of any supported format, or from several files that are read as one.

    Parameters
    ----------
    path : str, path or sequence of them
        The file; its first bytes decide the format. Or a folder, a zip archive of files, or a list of files: each is
        read as what it is, its columns are recognised for itself, and the column ``source`` names it. Files in
        different coordinate systems are brought into that of the first by name, where their datum is one. In a dataset of
        GeoParquet files a folder called ``batch=3`` holds files too, and stands for a column.
    layer : str, optional
        The layer, where the file holds several; of a folder or an archive the name of one of its files.
    crs : pyproj.CRS, str or int, optional
        The coordinate system; it wins over the file's own.
    zone : int, optional
        The Gauss–Krüger zone, where six-digit eastings do not name it.
    encoding : str, optional
        The encoding of the text, where the file suggests a wrong one.
    columns : mapping of str to str, optional
        Original column to canonical column, for names that are not recognised: ``{"MJ2": "declared_mu"}``. Of
        several files one at least must have each.
    phase : str, optional
        The phase of the records that name none. If left out, a file in which no record names one is of the phase that its
        name says (``一期.txt``, ``phase2.shp``), and a remark says so.

    Returns
    -------
    GeoDataFrame
        The columns of :data:`geokit.parcels.table.COLUMNS`, then those of the file that are not canonical, then
        ``geometry``: polygons and multipolygons, valid or not, in the file's coordinates. ``crs`` is None where
        neither the file nor the caller tells it. ``attrs["geokit"]`` holds how the file was read, the remarks
        on it and every record that could not be read (:func:`geokit.parcels.diagnostics.unreadable_of`); a file in a
        folder or an archive that cannot be read at all is one of them.

    Raises
    ------
    InputError
        The file is missing, may not be read, holds several layers, or none of its records can be read.
    FormatError
        It is of no known format, or not of the format that its name says.
    CrsError
        It cannot be understood without a coordinate system or zone, or contradicts the one given; or files in
        different systems cannot be brought into one.
    UnknownNameError
        The layer or a column of `columns` does not exist.

    Examples
    --------
    >>> import geokit as gk
    >>> files = gk.example_folder() / "files"
    >>> parcels = gk.read_parcels(files / "survey.txt", zone=39)
    >>> parcels["id"].tolist(), parcels.crs.to_epsg()
    (['N1-01', 'N1-02', 'N1-03'], 4548)
    >>> len(gk.read_parcels([files / "survey.txt", files / "points.xlsx"], zone=39))
    6
    """
    given = None if crs is None else parse_crs(crs, zone=zone)
    options = ReadOptions(layer=layer, crs=given, zone=zone, encoding=encoding)
    return read_as(path, options, columns, PhaseOf(phase))


def read_titled(
    path: PathLike,
    titles: tuple[str, ...],
    *,
    columns: Mapping[str, str] | None = None,
    phase: str | None = None,
    **known: Any,
) -> gpd.GeoDataFrame:
    """Read parcels as :func:`read_parcels` does, with the same errors, the fields of a TXT called as an office calls them.

    Parameters
    ----------
    path : str or path
        What is read.
    titles : tuple of str
        As :class:`ReadOptions` takes them.
    columns, phase
        As for :func:`read_parcels`.
    **known
        ``layer``, ``crs``, ``zone`` and ``encoding``, as it takes them.
    """
    crs, zone = known.pop("crs", None), known.get("zone")
    given = None if crs is None else parse_crs(crs, zone=zone)
    return read_as(path, ReadOptions(crs=given, titles=titles, **known), columns, PhaseOf(phase))


def read_within(
    path: str | os.PathLike[str],
    file_options: FileOptions,
    table: gpd.GeoDataFrame,
    columns: Mapping[str, str] | None = None,
    *,
    each: bool = False,
) -> gpd.GeoDataFrame:
    """Read what lies near a table's shapes; where nothing does, or the format cannot tell fast, everything.

    Parameters
    ----------
    path : str or path
        The file.
    file_options : FileOptions
        What is known of it.
    table : GeoDataFrame
        Shapes; without a coordinate system nothing is near them.
    columns : mapping of str to str, optional
        As for :func:`read_parcels`, as are what is returned and the errors.
    each : bool
        Whether what lies between shapes that are far from each other is left out as well.
    """
    given = None if file_options.crs is None else parse_crs(file_options.crs, zone=file_options.zone)
    options = ReadOptions(
        layer=file_options.layer,
        crs=given,
        zone=file_options.zone,
        encoding=file_options.encoding,
        near=SpatialFilter.of(table, each=each),
    )
    return read_as(path, options, columns, PhaseOf(is_inferred=False))


def read_as(
    path: PathLike | Sequence[PathLike],
    options: ReadOptions,
    columns: Mapping[str, str] | None,
    phase: PhaseOf,
) -> gpd.GeoDataFrame:
    """Read parcels as :func:`read_parcels` does, with the same errors.

    Parameters
    ----------
    path : str, path or sequence of them
        What is read.
    options : ReadOptions
        What is known of it.
    columns : mapping of str to str, optional
        As for :func:`read_parcels`.
    phase : PhaseOf
        Of records that name none.
    """
    chosen = ChosenColumns(columns)
    frame = _read_all(path, options, chosen, phase)
    chosen.refuse_missing()
    return frame


def _read_all(
    path: PathLike | Sequence[PathLike], options: ReadOptions, columns: ChosenColumns, phase: PhaseOf
) -> gpd.GeoDataFrame:
    def read(part: Path, layer: str | None) -> gpd.GeoDataFrame:
        return _read_all(part, replace(options, layer=layer), columns, phase)

    if not isinstance(path, str | os.PathLike):
        listed = listed_container(without_companions(existing_paths(path)))
        with _ahead(listed, read, options, columns, phase) as read_part:
            return read_parts(listed, read_part, options.layer)
    found = existing_path(path)
    kind = kind_of(found)
    if kind is None:
        file = FileRead(found, replace(options, apart=None), columns, phase)
        return file() if options.apart is None else options.apart.read([file])[0]()
    with (
        opened_container(found, kind) as container,
        _ahead(container, read, options, columns, phase) as read_part,
    ):
        return read_parts(container, read_part, options.layer)


@contextmanager
def _ahead(
    container: Container, read: Read, options: ReadOptions, columns: ChosenColumns, phase: PhaseOf
) -> Iterator[Read]:
    """Give what reads the files of a container, in their order; where their polygons go elsewhere, all are read at once."""
    files = [part.path for part in container.parts if options.layer is None and _is_one_file(part)]
    alone = replace(options, apart=None)
    reads = [FileRead(file, alone, columns.anew(), phase) for file in files]
    ahead: AbstractContextManager[Iterator[Callable[[], gpd.GeoDataFrame]]]
    if options.apart is None:
        reads = [each for each in reads if each.in_thread]
        ahead = calls_ahead(reads)
    else:
        ahead = nullcontext(iter(options.apart.read(reads)))
    of_file = {each.file: each for each in reads}
    # All of them: where one file's reading ended, the collector would look through those of all before it.
    with paused_gc(), ahead as calls:

        def read_part(part: Path, layer: str | None) -> gpd.GeoDataFrame:
            if part not in of_file:
                return read(part, layer)
            try:
                return next(calls)()
            finally:
                columns.join(of_file[part].columns)

        yield read_part


def _is_one_file(part: Part) -> bool:
    try:
        return part.problem is None and kind_of(existing_path(part.path)) is None
    except InputError:
        # Said where it is read.
        return False


@dataclass(frozen=True)
class FileRead:
    """A file to be read, by this process or another; as a function it gives its table."""

    file: Path
    options: ReadOptions
    columns: ChosenColumns
    phase: PhaseOf

    def __call__(self) -> gpd.GeoDataFrame:
        """Return the file as a canonical table."""
        return self.table(lambda options: detect_format(self.file).read(self.file, options))

    @property
    def in_thread(self) -> bool:
        """Whether it is read in a thread while others are."""
        try:
            return detect_format(self.file).reads_in_threads
        except InputError:
            # Said where it is read.
            return False

    def rows(self) -> RowSource | None:
        """Return the file as one that is read in windows of rows; None where it is read as a whole.

        Raises
        ------
        InputError
            It cannot be read.
        """
        return self.reading(lambda: detect_format(self.file).rows(self.file, self.options))

    def table(self, read: Callable[[ReadOptions], Reading]) -> gpd.GeoDataFrame:
        """Return the canonical table of what is read of the file.

        Parameters
        ----------
        read : callable
            Reads it, each time anew, as the options say.
        """
        options = self.options
        if not options.fills or options.crs is None:
            return self._table(read, options)
        try:
            frame = self._table(read, replace(options, crs=None))
        except CrsError:
            # What it is without a system, or that it contradicts itself, is said of it with the one given.
            return self._table(read, options)
        return self._table(read, options) if frame.crs is None else frame

    def _table(self, read: Callable[[ReadOptions], Reading], options: ReadOptions) -> gpd.GeoDataFrame:
        found = self.file

        def made() -> gpd.GeoDataFrame:
            file_format = detect_format(found)
            reading = read(options)
            if options.layer and reading.layer is None and not file_format.layers(found):
                reading.notices.append(Notice.of("layer_ignored", _NO_LAYERS, layer=options.layer))
            record_table_size(len(reading.record))
            provenance = Provenance(file_format.name, found.name)
            frame = self.columns.read(lambda names: normalize_reading(reading, options, names, provenance))
            return with_basis(self.phase.filled(frame, found.stem), found, options.layer)

        return self.reading(made)

    def reading(self, read: Callable[[], Result]) -> Result:
        """Return what a function reads of the file; an error names it."""
        try:
            with task(_READING), paused_gc():
                return read()
        except InputError as error:
            raise error.at(display_path(self.file)) from error.__cause__
        except CrsError as error:
            raise CrsError(_IN_FILE, file=display_path(self.file), problem=error) from error
        except GeokitError:
            raise
        except OSError as error:
            # Another program may take the file away meanwhile.
            raise InputError(UNREADABLE, file=display_path(self.file), reason=system_reason(error)) from error

"""The formats that GDAL reads, as a table: what each begins with, which driver reads it, and what is checked first."""

from __future__ import annotations

import mmap
import re
import shutil
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import shapely

from geokit.errors import FormatError
from geokit.folders import temporary_folder
from geokit.i18n import Words
from geokit.land.crs.datums import LINKED_SYSTEM, bytes_reference_file
from geokit.parcels.archives import members_of, unpack
from geokit.parcels.files import names_in, opened
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._output_columns import dropped_heights_notices
from geokit.parcels.formats.gdal.geodatabase import write_geodatabase
from geokit.parcels.formats.gdal.geojson import (
    is_geojson,
    is_geojson_sequence,
    opened_geojson,
    opened_sequence,
)
from geokit.parcels.formats.gdal.gml import is_gml, opened_gml
from geokit.parcels.formats.gdal.layers import layers_of, name_the_missing, read_layer
from geokit.parcels.formats.gdal.mapinfo import is_mapinfo, opened_mapinfo
from geokit.parcels.formats.gdal.rows import LayerRows
from geokit.parcels.formats.gdal.sources import source_of
from geokit.parcels.formats.gdal.writing import for_gdal, write_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd

    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._layer import Layer
    from geokit.parcels.formats._reading import Reading, ReadOptions
    from geokit.parcels.formats._rows import RowSource
    from geokit.parcels.formats.gdal.layers import Opened

_MARK_BYTES, _SIZE_BYTES = 8, 4
_LONGEST_HEADER = 10 << 20

# A geodatabase's own files.
_OWN = re.compile(
    r"a[0-9a-f]{8}\.(gdbtable|gdbtablx|gdbindexes|freelist|horizon|spx|[a-z_0-9]{1,64}\.atx)|gdb|timestamps"
)

_FLATGEOBUF = Words(zh="FlatGeobuf", en="a FlatGeobuf")
_GEOJSON = Words(zh="GeoJSON", en="a GeoJSON")
_DAMAGED = Words(zh="FlatGeobuf 文件头已损坏", en="the FlatGeobuf's header is damaged")

_ELSEWHERE = Words(
    zh="地理数据库中的“{member}”是指向别处的链接或特殊文件，拒绝读取",
    en="“{member}” in the geodatabase is a link to elsewhere or no plain file, which is refused",
)


@contextmanager
def opened_flatgeobuf(path: Path) -> Iterator[Opened]:
    """Give the way to a file with a sound header.

    Raises
    ------
    FormatError
        Its header is longer than the file, or than any that a program writes.
    """
    _check_header(path)
    with source_of(path, "FlatGeobuf") as source:
        yield source, lambda reading, options: None  # noqa: ARG005 - nothing is left to do


def _check_header(path: Path) -> None:
    """Refuse a header without a sound length: the zeros in it keep other drivers from taking the file for text."""
    with opened(path) as stream:
        start = stream.read(_MARK_BYTES + _SIZE_BYTES)
        size = int.from_bytes(start[_MARK_BYTES:], "little")
        header = stream.read(min(size, _LONGEST_HEADER))
    if len(start) < _MARK_BYTES + _SIZE_BYTES or not 0 < size <= min(_LONGEST_HEADER, path.stat().st_size):
        raise FormatError(_DAMAGED)
    if bytes_reference_file(header):
        raise FormatError(LINKED_SYSTEM)


@contextmanager
def opened_geodatabase(path: Path, *, is_checked: bool = False) -> Iterator[Opened]:
    """Give the way to a geodatabase's own files, from a folder or zipped; one that is checked is not looked through again."""
    with _as_folder(path) as folder, source_of(folder, "OpenFileGDB", original=path) as source:
        if not is_checked:
            refuse_linked_systems(folder)

        def finish(reading: Reading, options: ReadOptions) -> None:
            if options.near is None:
                name_the_missing(reading, source.count(reading.layer))

        yield source, finish


@contextmanager
def _as_folder(path: Path) -> Iterator[Path]:
    with temporary_folder() as folder:
        inside = folder / "in.gdb"
        inside.mkdir()
        if path.is_dir():
            _link_tables(path, inside)
        else:
            members = _tables(members_of(path))
            unpack(
                path,
                {member: name for member, name in members.items() if _OWN.fullmatch(name.lower())},
                inside,
            )
        yield inside


def refuse_linked_systems(folder: Path) -> None:
    """Refuse a system that names a file: PROJ opens it as soon as GDAL looks at the system."""
    for table in folder.glob("*.gdbtable"):
        if table.stat().st_size:
            with opened(table) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                if bytes_reference_file(data):
                    raise FormatError(LINKED_SYSTEM)


def rows_of_geodatabase(path: Path, options: ReadOptions) -> RowSource | None:
    """Return a layer of a geodatabase as one that is read in windows."""
    return LayerRows.of(path, options, partial(opened_geodatabase, is_checked=True), _refuse_in_folder)


def _refuse_in_folder(path: Path) -> None:
    with _as_folder(path) as folder:
        refuse_linked_systems(folder)


def _link_tables(path: Path, inside: Path) -> None:
    """Bring a geodatabase's own files together: GDAL finds no other there, and none that lies elsewhere."""
    for name in names_in(path):
        file = path / name
        if not _OWN.fullmatch(name.lower()):
            continue
        if file.is_symlink() or not file.is_file():
            raise FormatError(_ELSEWHERE, member=name)
        try:
            (inside / name).symlink_to(file.absolute())
        except OSError:
            # Windows lets few users make links.
            shutil.copyfile(file, inside / name)


def _tables(members: tuple[str, ...]) -> dict[str, str]:
    """Return the members of the archive's geodatabase, with the file names they had in its folder."""
    places = {member: PurePosixPath(member.replace("\\", "/")) for member in members}
    folder = next(place.parent for place in places.values() if place.suffix.lower() == ".gdbtable")
    return {member: place.name for member, place in places.items() if place.parent == folder}


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
    writer : callable, optional
        Writes a table to a path and returns what it could not carry, where the format is written.
    windowed : callable, optional
        Returns a layer of a folder as one that is read in windows, where the format allows it.
    """

    name: str = field()
    title: Words
    suffixes: tuple[str, ...]
    also_under: tuple[str, ...] = ()
    begins: Callable[[Opening], bool]
    opened: Callable[[Path], AbstractContextManager[Opened]]
    has_layers: bool = False
    knows_one_layer: bool = False
    can_write: bool = False
    keeps_columns: bool = True
    writer: Callable[[gpd.GeoDataFrame, Path], list[Notice]] | None = None
    windowed: Callable[[Path, ReadOptions], RowSource | None] | None = None

    def sniff(self, opening: Opening) -> bool:
        """Tell whether a file that begins so can be of the format."""
        return self.begins(opening)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one layer."""
        with self.opened(path) as (source, finish):
            reading = read_layer(source, options, one_layer=self.knows_one_layer)
            finish(reading, options)
        return reading

    def rows(self, path: Path, options: ReadOptions) -> RowSource | None:
        """Return one layer as one that is read in windows; None where the format is read from the beginning to the end."""
        # One in an archive would be unpacked for each window.
        return self.windowed(path, options) if self.windowed is not None and path.is_dir() else None

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
        return self.writer(frame, path)


def _write_geojson(frame: gpd.GeoDataFrame, path: Path) -> list[Notice]:
    kept, notices = for_gdal(frame, _GEOJSON)
    write_layer(kept, path, "GeoJSON")
    return notices


def _write_flatgeobuf(frame: gpd.GeoDataFrame, path: Path) -> list[Notice]:
    # An index would put the parcels into another order.
    unsorted = {"SPATIAL_INDEX": "NO"}
    kept, notices = for_gdal(frame, _FLATGEOBUF)
    heights = shapely.has_z(kept.geometry.to_numpy())
    if heights.any() and not heights.all():
        # A FlatGeobuf has heights at all points or at none.
        notices += dropped_heights_notices(kept, _FLATGEOBUF)
        kept = kept.set_geometry(shapely.force_2d(kept.geometry.to_numpy()), crs=kept.crs)
    write_layer(
        kept,
        path,
        "FlatGeobuf",
        layer="parcels",
        promote_to_multi=True,
        layer_options=unsorted,
    )
    return notices


FORMATS = (
    GdalFormat(
        name="filegdb",
        title=Words(zh="File Geodatabase", en="file geodatabase"),
        suffixes=(".gdb",),
        also_under=(".zip",),
        begins=lambda opening: opening.has_member(".gdbtable"),
        opened=opened_geodatabase,
        windowed=rows_of_geodatabase,
        has_layers=True,
        can_write=True,
        writer=write_geodatabase,
    ),
    GdalFormat(
        name="flatgeobuf",
        title=Words(zh="FlatGeobuf", en="FlatGeobuf"),
        suffixes=(".fgb",),
        begins=lambda opening: opening.head.startswith(b"fgb\x03fgb"),
        opened=opened_flatgeobuf,
        can_write=True,
        writer=_write_flatgeobuf,
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
        writer=_write_geojson,
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
        begins=lambda opening: is_gml(opening.head),
        opened=opened_gml,
        has_layers=True,
    ),
    GdalFormat(
        name="mapinfo",
        title=Words(zh="MapInfo", en="MapInfo"),
        suffixes=(".tab", ".mif"),
        begins=is_mapinfo,
        opened=opened_mapinfo,
    ),
)

"""A database as it is: its layers, what their fields are declared to be, and their records in batches."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.archives import members_of
from geokit.parcels.files import existing_path, head_of
from geokit.parcels.formats._sqlite import refuse_unbounded, without_views
from geokit.parcels.formats.gdal import records
from geokit.parcels.formats.gdal.format import opened_geodatabase
from geokit.parcels.formats.gdal.layers import crs_of, repaired_text
from geokit.parcels.formats.gdal.quiet import offline, sentences
from geokit.parcels.formats.gdal.sources import Source, source_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa
    from pyproj import CRS

    from geokit.parcels.diagnostics import Notice

FieldKind: TypeAlias = Literal["text", "int", "float", "date", "other"]

_SQLITE: Final = b"SQLite format 3\0"
_ZIP: Final = b"PK\x03\x04"
_KINDS: Final[dict[str, FieldKind]] = {
    "str": "text",
    "int": "int",
    "float": "float",
    "date": "date",
    "datetime": "date",
}

_NO_DATABASE = Words(
    zh="不是数据库；请给出 .gdb 文件夹、其压缩包或 .gpkg 文件",
    en="this is no database; name a .gdb folder, one zipped, or a .gpkg file",
)


@dataclass(frozen=True, slots=True)
class TableField:
    """A field as the database declares it; without a width or decimals where it declares none."""

    name: str
    kind: FieldKind
    width: int | None
    decimals: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A layer as the database declares it; `geometry` is None for a table without one."""

    name: str
    geometry: str | None
    crs: CRS | None
    fields: tuple[TableField, ...]
    records: int


@dataclass(frozen=True, slots=True)
class Database:
    """A database that is open.

    Parameters
    ----------
    file : str
        Its name, without the folder.
    views : tuple of str
        Queries in it, which are not read.
    """

    file: str
    source: Source
    views: tuple[str, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """Return the layers with their fields, sorted by name."""
        return tuple(_table(self.source, name, kind) for name, kind in sorted(self.source.layers().items()))

    def batches(self, layer: str, notices: list[Notice]) -> Iterator[pa.Table]:
        """Yield the records: the number first, the geometry as well-known binary last where the layer has one."""
        import pyarrow as pa

        self.source.refuse_large(layer)
        with self.source.stream(layer) as stream:
            for batch in stream.batches:
                yield repaired_text(pa.Table.from_batches([batch]), notices, None)


def _table(source: Source, name: str, kind: str | None) -> Table:
    with (
        sentences(source.original),
        offline(),
        records.opened(source.path, source.own(name), source.driver) as found,
    ):
        fields = tuple(_field(name, kind) for name, kind in found.schema["properties"].items())
    return Table(name, kind, crs_of(source.crs(name)) if kind else None, fields, source.count(name))


def _field(name: str, declared: str) -> TableField:
    """Return a field of fiona's words, such as ``str:18`` or ``float:15.2``."""
    kind, _, size = declared.partition(":")
    width, _, decimals = size.partition(".")
    plain = kind.rstrip("0123456789")
    return TableField(
        str(name),
        _KINDS.get(plain, "other"),
        int(width) if width.isdigit() else None,
        int(decimals) if decimals.isdigit() else None,
    )


@contextmanager
def open_database(path: str | os.PathLike[str]) -> Iterator[Database]:
    """Open a file geodatabase, from a folder or zipped, or a GeoPackage.

    Raises
    ------
    InputError
        There is no such file.
    FormatError
        It is no database, or a damaged one.
    """
    found = existing_path(path)
    if _is_geodatabase(found):
        with opened_geodatabase(found) as (source, _):
            yield Database(found.name, source)
    elif head_of(found).startswith(_SQLITE):
        refuse_unbounded(found)
        with without_views(found) as (plain, views), source_of(plain, "GPKG", original=found) as source:
            yield Database(found.name, source, views)
    else:
        raise FormatError(_NO_DATABASE, file=display_path(found))


def _is_geodatabase(path: Path) -> bool:
    if path.is_dir():
        return any(each.suffix.lower() == ".gdbtable" for each in path.iterdir())
    return head_of(path).startswith(_ZIP) and any(
        name.lower().endswith(".gdbtable") for name in members_of(path)
    )

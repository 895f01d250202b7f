"""What an SQLite file would unpack to, checked before GDAL opens it, and a GeoPackage without its queries.

A default is stored once and counts for every record, a chain of pages can run in a circle, and the pages of an index
can be one page many times over. A view runs whatever SQL it holds, without end if it likes, once it is read; so
what is computed (views, generated columns, virtual tables) is not read at all.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.escape import sql_name
from geokit.folders import temporary_folder
from geokit.i18n import Words
from geokit.land.crs.datums import LINKED_SYSTEM, references_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


_VIRTUAL: Final = re.compile(r"\s*create\s+virtual\b", re.IGNORECASE)

_INDEX: Final = re.compile(r"\busing\s+rtree", re.IGNORECASE)

_STEP: Final = 1000

_FREE_STEPS, _STEPS_PER_BYTE = 50_000_000, 10

_FREE_ROWS: Final = 100_000

_FREE_BYTES, _BYTES_PER_BYTE = 64 * 2**20, 8

# Larger files take too long to go through, beside what reading them takes.
_SCANNED_BYTES: Final = 8 * 2**20

_MAX_VALUE_BYTES: Final = 512 * 2**20

_MAX_DEFAULT: Final = 4096

_SYSTEMS: Final = "gpkg_spatial_ref_sys"

_DAMAGED = Words(
    zh="SQLite 文件已损坏，或正被其他程序写入",
    en="the SQLite file is damaged, or another program is writing it",
)

_ENDLESS = Words(
    zh="“{name}”的内容远超文件大小所能容纳：拒绝读取；请在 QGIS 中另存为新的 GeoPackage",
    en="“{name}” holds far more than a file of this size can: refused; save it as a new GeoPackage in QGIS",
)

_LONG_DEFAULT = Words(
    zh="表“{name}”的列“{column}”缺省值过长：拒绝读取；请在 QGIS 中另存为新的 GeoPackage",
    en="the column “{column}” of “{name}” has a default without measure: refused; save it as a new GeoPackage in QGIS",
)


def refuse_unbounded(path: Path, *, by_place: bool = False) -> None:
    """Refuse an SQLite file whose records, or whose index, hold far more than the file.

    Parameters
    ----------
    path : Path
        A GeoPackage.
    by_place : bool
        Its spatial index will be used.

    Raises
    ------
    FormatError
        With the table, and what to do.
    """
    # As it stands, and with what another program left in its log: which of them GDAL sees depends on the system.
    modes = ["mode=ro&immutable=1"] + ["mode=ro"] * _has_log(path)
    try:
        for mode in modes:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as database:
                _Look(database, path.stat().st_size).check(by_place=by_place)
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise FormatError(_DAMAGED) from error


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except OSError:
        # None is there, or its name would be too long for the system.
        return False


def bound(database: sqlite3.Connection, size: int) -> None:
    """Keep a database of so many bytes from making a value that it cannot hold."""
    database.execute("PRAGMA trusted_schema = OFF")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, min(_MAX_VALUE_BYTES, max(size, 2**20)))


@dataclass
class _Look:
    """One file that is looked into."""

    database: sqlite3.Connection
    size: int
    tables: list[str] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)

    def check(self, *, by_place: bool) -> None:
        bound(self.database, self.size)
        self.sort()
        self.refuse_linked_systems()
        lengths = {name: self.lengths_in(name) for name in self.tables}
        if self.size > _SCANNED_BYTES:
            return
        for name, query in lengths.items():
            self.go_through(name, query)
        for name in self.indexes if by_place else ():
            self.go_through(name, f"SELECT 0 FROM {sql_name(name)}")  # noqa: S608 - quoted

    def sort(self) -> None:
        """Tell tables and spatial indexes apart; another virtual table is none of ours to read."""
        for name, sql in self.database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
            if _VIRTUAL.match(str(sql)) is None:
                self.tables.append(name)
            elif _INDEX.search(sql):
                self.indexes.append(name)

    def refuse_linked_systems(self) -> None:
        """Refuse a system that names a file: PROJ opens it as soon as GDAL looks at the system."""
        for name in self.tables:
            if name.casefold() == _SYSTEMS:
                for row in self.database.execute(f"SELECT * FROM {sql_name(name)}"):  # noqa: S608 - quoted
                    if any(map(references_file, row)):
                        raise FormatError(LINKED_SYSTEM)

    def lengths_in(self, table: str) -> str:
        """Return a query for how many bytes each record says it has, having refused a default without measure."""
        parts = []
        query = "SELECT name, hidden, dflt_value FROM pragma_table_xinfo(?)"
        for column, hidden, default in self.database.execute(query, (table,)):
            if default is not None and len(str(default)) > _MAX_DEFAULT:
                raise FormatError(_LONG_DEFAULT, name=table, column=column)
            if not hidden:
                name = sql_name(column)
                parts.append(f"CASE WHEN typeof({name}) IN ('blob', 'text') THEN length({name}) ELSE 0 END")
        return f"SELECT {', '.join(parts) or '0'} FROM {sql_name(table)}"  # noqa: S608 - quoted

    def go_through(self, name: str, query: str) -> None:
        """Read what a query gives to its end, or refuse it where that is too far."""
        left = (_FREE_STEPS + _STEPS_PER_BYTE * self.size) // _STEP

        def out_of_steps() -> bool:
            nonlocal left
            left -= 1
            return left < 0

        self.database.set_progress_handler(out_of_steps, _STEP)
        try:
            self.count(name, query)
        except sqlite3.OperationalError as error:
            if left < 0:
                raise FormatError(_ENDLESS, name=name) from error
            raise
        finally:
            self.database.set_progress_handler(None, 0)

    def count(self, name: str, query: str) -> None:
        most_rows, most_bytes = max(_FREE_ROWS, self.size), _FREE_BYTES + _BYTES_PER_BYTE * self.size
        taken = 0
        for number, row in enumerate(self.database.execute(query), start=1):
            taken += sum(row)
            if number > most_rows or taken > most_bytes:
                raise FormatError(_ENDLESS, name=name)


# Indexes of places and of words; any other virtual table may be a file elsewhere.
_VIRTUAL_TABLE = re.compile(
    r"""create virtual table\s+("[^"]*"|\[[^\]]*\]|`[^`]*`|\w+)\s+using\s+(rtree|rtree_i32|geopoly|fts[345])\b""",
    re.IGNORECASE,
)

_GENERATED = (2, 3)

# SQLite makes what the statement says, whatever the row of the schema calls it.
_STATEMENT = re.compile(r"create\s+(?:unique\s+|virtual\s+)?(table|index|view|trigger)\b", re.IGNORECASE)

_DAMAGED_GEOPACKAGE = Words(zh="GeoPackage 数据库已损坏", en="the GeoPackage's database is damaged")

ONLY_VIEWS = Words(
    zh="所指图层是视图（查询），不予读取：{views}；请另存为图层",
    en="what is to be read is a view, a query, and not read: {views}; save it as a layer",
)

_COMPUTED = Words(
    zh="表“{table}”是虚拟表或含计算列，不予读取；请另存为普通图层",
    en="the table “{table}” is virtual or has computed columns, and is not read; save it as a plain layer",
)


@contextmanager
def without_views(path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Give a GeoPackage that holds tables only: the file itself, or a copy, and the names of the views that it lacks.

    Raises
    ------
    FormatError
        The database is damaged, has tables that are computed, or views only.
    """
    try:
        with closing(_connected(path)) as database:
            views = _views(database)
            if views:
                with temporary_folder() as folder:
                    copy = folder / "in.gpkg"
                    _copy_tables(database, copy, views)
                    yield copy, views
                    return
    except sqlite3.Error as error:
        raise FormatError(_DAMAGED_GEOPACKAGE, file=display_path(path)) from error
    yield path, ()


def _connected(path: Path) -> sqlite3.Connection:
    address = "file:" + quote(str(path.absolute()))
    try:
        return _answering(f"{address}?mode=ro")
    except sqlite3.OperationalError:
        # A journal that cannot be written beside the file.
        return _answering(f"{address}?immutable=1")


def _answering(address: str) -> sqlite3.Connection:
    """Return a database that answers; one that does not is closed, so that its file is free."""
    database = sqlite3.connect(address, uri=True)
    try:
        database.execute("select count(*) from sqlite_master")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _views(database: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of the views, having refused tables that are computed."""
    found = database.execute("select type, name, rootpage, sql from sqlite_master").fetchall()
    for kind, name, page, sql in found:
        made = _STATEMENT.match(sql) if sql else None
        if sql and (made is None or made[1].lower() != kind):
            raise FormatError(_COMPUTED, table=name)
        if kind == "table" and _is_computed(database, name, page, sql or ""):
            raise FormatError(_COMPUTED, table=name)
    return tuple(str(name) for kind, name, _, _ in found if kind == "view")


def _is_computed(database: sqlite3.Connection, name: str, page: int | None, sql: str) -> bool:
    if not page:
        return not _VIRTUAL_TABLE.match(sql)
    columns = database.execute("select hidden from pragma_table_xinfo(?)", (name,)).fetchall()
    return any(hidden in _GENERATED for (hidden,) in columns)


def _copy_tables(database: sqlite3.Connection, copy: Path, views: Sequence[str]) -> None:
    with closing(sqlite3.connect(copy)) as target:
        database.backup(target)
        target.execute("pragma writable_schema = on")
        target.execute("delete from sqlite_master where type in ('view', 'trigger')")
        target.commit()
    names = [(name,) for name in views]
    with closing(sqlite3.connect(copy)) as target:
        # An index may be of what is computed, and is kept up.
        bound(target, copy.stat().st_size)
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            target.executemany(f"delete from {table} where table_name = ?", names)  # noqa: S608 - ours
        target.commit()
        # GDAL opens no file that lists nothing.
        if target.execute("select count(*) from gpkg_contents").fetchone() == (0,):
            raise FormatError(ONLY_VIEWS, views=list(views))

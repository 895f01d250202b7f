"""A GeoPackage without its queries: a view runs whatever SQL it holds, without end if it likes, once it is looked at."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from geokit.errors import FormatError
from geokit.outputs import private_folder, spoken
from geokit.parcels.formats._sqlite import bound
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# Indexes of places and of words; any other virtual table may be a file elsewhere.
_VIRTUAL = re.compile(
    r"""create virtual table\s+("[^"]*"|\[[^\]]*\]|`[^`]*`|\w+)\s+using\s+(rtree|rtree_i32|geopoly|fts[345])\b""",
    re.IGNORECASE,
)
_GENERATED = (2, 3)
# SQLite makes what the statement says, whatever the row of the schema calls it.
_STATEMENT = re.compile(r"create\s+(?:unique\s+|virtual\s+)?(table|index|view|trigger)\b", re.IGNORECASE)

_DAMAGED = Words(zh="GeoPackage 数据库已损坏", en="the GeoPackage's database is damaged")
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
        The database is damaged, or has tables that are computed.
    """
    try:
        with closing(_connected(path)) as database:
            views = _views(database)
            if views:
                with private_folder() as folder:
                    copy = folder / "in.gpkg"
                    _copy_tables(database, copy, views)
                    yield copy, views
                    return
    except sqlite3.Error as error:
        raise FormatError(_DAMAGED, file=spoken(path)) from error
    yield path, ()


def _connected(path: Path) -> sqlite3.Connection:
    address = "file:" + quote(str(path.absolute()))
    try:
        database = sqlite3.connect(f"{address}?mode=ro", uri=True)
        database.execute("select count(*) from sqlite_master")
    except sqlite3.OperationalError:
        # A journal that cannot be written beside the file.
        database = sqlite3.connect(f"{address}?immutable=1", uri=True)
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
        return not _VIRTUAL.match(sql)
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

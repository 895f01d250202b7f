"""Reading the files that were named, and finding the office's ledger among them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import click

from geokit.atomic import display_path, safe_stem
from geokit.cli._console import print_note
from geokit.cli._stdin import PIPED
from geokit.errors import CrsError, GeokitError, InputError, UnknownNameError
from geokit.folders import temporary_folder
from geokit.i18n import FEW_NAMES, Abbreviated, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import geopandas as gpd

    from geokit.parcels.given import ReadTables

_TWO_LEDGERS = Words(
    zh="{one} 与 {other} 都没有图形；请用 --ledger 指明哪一份是台账，去掉另一份",
    en="{one} and {other} both hold no shapes; name the ledger with --ledger and leave the other out",
)
_MAYBE_LEDGERS = Words(
    zh="{files}：都可能是台账，均未读取；请用 --ledger 指明",
    en="{files}: each may be the ledger, and none was read; name one with --ledger",
)
_TEMPLATE = Words(
    zh="{file}：是填写模板（geokit fill 用），不是台账，未使用",
    en="{file}: a template for geokit fill and no ledger; it was not used",
)
_NO_TABLE = Words(
    zh="台账须为 .xlsx、.xls 或 .csv 表格，这不是",
    en="a ledger is a table, .xlsx, .xls or .csv, which this is not",
)
_PLACEHOLDERS: Final = (b"{{", "｛｛".encode())
_UNUSED = Words(
    zh="几个文件各自写明了坐标系（如 {own}），--crs 给出的 {given} 没有用上；要更正某个文件，请用 geokit convert 单独更正",
    en="each of the files names its own coordinate system, such as {own}, and {given} of --crs is used for none; to correct "
    "a file, write it anew with geokit convert",
)
_TABLES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv"})


@dataclass
class FileReader:
    """Reads files of parcels, and finds the ledger among them."""

    book: Path | None
    reading: dict[str, Any]
    key: str | None
    outputs: frozenset[Path] = frozenset()
    problem: InputError | None = None
    is_found: bool = False

    def read(self, files: Sequence[Path]) -> ReadTables:
        """Return a table a file; `book` is then the ledger, where one was named or found."""
        from geokit.parcels.given import ReadTables

        if self.book is not None and self.book.is_file() and not is_table(self.book):
            raise InputError(_NO_TABLE, file=display_path(self.book))
        found: list[tuple[Path, gpd.GeoDataFrame]] = []
        with reading_each(files, self.reading, self.outputs) as read:
            for file in files:
                table = self._read(file, read)
                found += [] if table is None else [(file, table)]
        if self.book is None:
            inside = (each for file, table in found for each in self._ledgers_in(file, table))
            # Of a thousand tables so many are tried as are named.
            self._choose(list(islice(inside, FEW_NAMES + 1)))
        return ReadTables(table for _, table in found)

    def _read(self, file: Path, read: Callable[[Path], gpd.GeoDataFrame]) -> gpd.GeoDataFrame | None:
        from geokit.parcels.formats._base import NoTableError

        try:
            return read(file)
        except NoTableError as error:
            if not is_table(file):
                raise
            if is_template(file):
                print_note(_TEMPLATE.render(file=display_path(file)))
                self.problem = self.problem or error
                return None
            if self.book is not None:
                raise _two(self.book, file) if self.is_found else error from None
            self.book, self.problem, self.is_found = file, error, True
        return None

    def _ledgers_in(self, file: Path, table: gpd.GeoDataFrame) -> Iterator[Path]:
        """Yield the tables of a folder or an archive that have ids and were not read as parcels."""
        from zipfile import is_zipfile

        if not file.is_dir() and not is_zipfile(file):
            return
        read = {each["source"] for each in table.attrs["geokit"].get("files") or ()}
        inside = _tables_of(file, read) if file.is_dir() else _unpacked_tables(file, read)
        inside = [each for each in inside if each.resolve() not in self.outputs]
        yield from (each for each in inside if is_ledger(each, self.key) and not is_template(each))

    def _choose(self, inside: Sequence[Path]) -> None:
        if len(inside) > 1:
            print_note(_MAYBE_LEDGERS.render(files=Abbreviated([each.name for each in inside])))
        elif inside:
            self.book = inside[0]


def _two(one: Path, other: Path) -> InputError:
    return InputError(_TWO_LEDGERS, one=display_path(one), other=display_path(other))


def is_table(file: Path) -> bool:
    """Tell whether a file is one that an office keeps a ledger in; what was piped in may be one."""
    return file.is_file() and (file.suffix.lower() in _TABLES or file.name == PIPED)


def is_ledger(file: Path, key: str | None) -> bool:
    """Tell whether a table has the column that a ledger is joined by."""
    return any(_holds_rows(file, each) for each in ([key] if key else ("id", "name")))


def is_template(file: Path) -> bool:
    """Tell whether a workbook has placeholders that are to be filled."""
    from geokit.reports._templates.package import open_package

    if file.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    try:
        parts = open_package(file).parts
    except GeokitError:
        return False
    return any(mark in part for part in parts.values() for mark in _PLACEHOLDERS)


def _holds_rows(file: Path, key: str) -> bool:
    from geokit.ledgers.joining.table import read_table

    try:
        return len(read_table(file, key, None).keys) > 0
    except GeokitError:
        return False


def _tables_of(folder: Path, read: set[str]) -> list[Path]:
    others = [each for each in sorted(folder.iterdir()) if each.name not in read]
    return [each for each in others if is_table(each) and not each.name.startswith((".", "~$"))]


def _unpacked_tables(archive: Path, read: set[str]) -> list[Path]:
    """Return the tables of an archive that were not read, unpacked until the command ends."""
    from geokit.parcels.archives import members_of, unpack

    if archive.suffix.lower() in _TABLES:
        return []
    names = [name for name in members_of(archive) if f"{archive.name}/{name}" not in read]
    tables = [name for name in names if PurePosixPath(name).suffix.lower() in _TABLES]
    if not tables:
        return []
    folder = click.get_current_context().with_resource(temporary_folder())
    own = [safe_stem(PurePosixPath(name).name) for name in tables]
    # Two of one name in two folders of the archive are two files.
    targets = {
        name: f"{at}-{each}" if each in own[:at] else each
        for at, (name, each) in enumerate(zip(tables, own, strict=True))
    }
    unpack(archive, targets, folder)
    return [folder / target for target in targets.values()]


@contextmanager
def reading_each(
    files: Sequence[Path], reading: dict[str, Any], outputs: frozenset[Path] = frozenset()
) -> Iterator[Callable[[Path], gpd.GeoDataFrame]]:
    """Give what reads each of several files: of the columns named each has to be in one of them.

    A system that is named is that of the files that name none, as in Python; that of a single file whatever it says.

    What a command has written into a folder that it reads, resolved `outputs`, is passed over when it runs again.

    Raises
    ------
    InputError
        A file cannot be read.
    UnknownNameError
        None of them has a column of those named.
    CrsError
        Each of several names another system than the one given.
    """
    from geokit.land.crs.titles import crs_name
    from geokit.parcels.chosen_columns import ChosenColumns
    from geokit.parcels.concat import listed_container, read_parts, with_source
    from geokit.parcels.containers import FOLDER, opened_container
    from geokit.parcels.given import contradicting, options_of_files, reading_of
    from geokit.parcels.phases import PhaseOf
    from geokit.parcels.read import read_as
    from geokit.parcels.unread_files import read_listed

    chosen = ChosenColumns(reading.get("columns"))
    # Files of one name are told apart by their folders.
    names = {part.path: part.source for part in listed_container(files).parts} if files else {}

    # One file can be put right by naming its system; of several each keeps its own.
    options, phase = (
        replace(options_of_files(reading_of(reading)), fills=len(files) > 1),
        reading.get("phase"),
    )
    tables: list[gpd.GeoDataFrame] = []

    def read_file(file: Path, layer: str | None) -> gpd.GeoDataFrame:
        own = replace(options, layer=layer)
        table = chosen.read(lambda columns: read_as(file, own, columns, PhaseOf(phase)))
        tables.append(table)
        return table

    def read_layer(file: Path) -> gpd.GeoDataFrame:
        try:
            return read_file(file, reading.get("layer"))
        except UnknownNameError:
            # The layer is one of the other files: a workbook among them is read for what it is, the ledger perhaps.
            if reading.get("layer") is None or not is_table(file) or all(map(is_table, files)):
                raise
            return read_file(file, None)

    def read(file: Path) -> gpd.GeoDataFrame:
        if any(output.parent == file.resolve() for output in outputs):
            with opened_container(file, FOLDER) as container:
                parts = tuple(part for part in container.parts if part.path.resolve() not in outputs)
                return read_parts(replace(container, parts=parts), read_file, reading.get("layer"))
        table = read_listed(file, names[file], files, lambda: read_layer(file))
        return with_source(table, names[file])

    yield read
    chosen.refuse_missing()
    other = contradicting(options.crs, tables)
    if options.crs is not None and other is not None:
        raise CrsError(_UNUSED, own=crs_name(other), given=crs_name(options.crs))


def read_together(files: Sequence[Path], reading: dict[str, Any]) -> gpd.GeoDataFrame:
    """Read files as one table; one file keeps the names that it has for its parcels.

    Raises
    ------
    InputError
        A file cannot be read.
    CrsError
        They cannot be brought into one system.
    """
    from geokit.parcels.given import concat_parcels

    with reading_each(files, reading) as read:
        return concat_parcels([read(file) for file in files])

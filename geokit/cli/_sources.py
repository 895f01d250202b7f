"""What a command works on: a boundaries folder, or files, folders of files, patterns, archives, standard input.

What a path is taken for is decided by what lies there, and said wherever that is not plain.
"""

from __future__ import annotations

import difflib
import glob
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from zipfile import is_zipfile

import click

import geokit as gk
from geokit.atomic import display_path, safe_stem, temporary_folder
from geokit.cli._console import print_note
from geokit.cli._options import park_names, read_catalog, with_allowed, with_reading
from geokit.cli._stdin import STDIN, spooled_input
from geokit.errors import GeokitError, InputError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    import geopandas as gpd

    from geokit.auditing.inputs import Inputs
    from geokit.cli._options import Command

_BOUNDARIES = Words(
    zh="边界文件夹；缺省为随附的边界", en="A boundaries folder; the one that ships with geokit if left out."
)
_PARCELS = Words(
    zh="地块文件，可重复；同直接写出文件名", en="A file of parcels, as one named without it; may be repeated."
)
_PHASE = Words(zh="未注明期次的地块属于哪一期", en="The phase of parcels that name none.")
_LEDGER = Words(
    zh="要核对的台账（.xlsx 或 .csv）；缺省为所给文件中没有图形的那一份表格",
    en="The office's ledger, .xlsx or .csv; if left out, the one table without shapes among the files.",
)
_KEY = Words(
    zh="台账与图形按什么关联：id、name 或台账中的列名",
    en="What joins ledger and parcels: id, name, or the ledger's own column.",
)
_MISSING = Words(zh="没有这个文件或文件夹", en="there is no such file or folder")
_MISSING_NEAR = Words(
    zh="没有这个文件或文件夹。是否指：{near}？", en="there is no such file or folder. Did you mean {near}?"
)
_NO_MATCH = Words(zh="没有文件与此相符", en="no file matches")
_AGAIN = Words(zh="{file}：给出了两次，只读一次", en="{file}: named twice, read once")
_OWN_OUTPUT = Words(
    zh="既是来源，又是输出，会被覆盖；请换一个输出文件名",
    en="it is a source and the output too, which would overwrite it; write another name",
)
_TWO_FOLDERS = Words(
    zh="{one} 与 {other} 都是边界文件夹；请只给出一个",
    en="{one} and {other} are both boundaries folders; give one",
)
_TWO_LEDGERS = Words(
    zh="{one} 与 {other} 都没有图形；请用 --ledger 指明哪一份是台账，去掉另一份",
    en="{one} and {other} both hold no shapes; name the ledger with --ledger and leave the other out",
)
_LEDGER_ALONE = Words(
    zh="没有图形；请同时给出地块文件", en="it holds no shapes; name the file of parcels beside it"
)
_WHICH_PARK = Words(
    zh="{folder} 有多个园区；请用 --park 指明：{parks}",
    en="{folder} holds several parks; name one with --park: {parks}",
)
_NEEDS_SOME = Words(
    zh="请给出地块文件，如 {command} 一期.txt，或用 --park 给出园区",
    en="name files, as in {command} phase-1.txt, or a park with --park",
)
_NO_PARKS = Words(zh="{folder} 里没有园区", en="there is no park in {folder}")
_TAKEN_PARK = Words(
    zh="{folder}：作为边界文件夹；所给文件作为“{park}”的地块",
    en="{folder}: taken as the boundaries folder, the files as parcels of {park}",
)
_TAKEN_LEDGER = Words(zh="{file}：没有图形，作为台账", en="{file}: holds no shapes, taken as the ledger")
_MAYBE_LEDGERS = Words(
    zh="{files}：都可能是台账，均未读取；请用 --ledger 指明",
    en="{files}: each may be the ledger, and none was read; name one with --ledger",
)
_LEFT_OUT = Words(
    zh="注意：{count} 条记录无法读取或坐标系不同，未计入；详见 geokit audit",
    en="note: {count:record|records} could not be read or placed in this system: in no figure; see geokit audit",
)
_MAGIC: Final = frozenset("*?[")
_TABLES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv"})


def with_sources(command: Command) -> Command:
    """Let a command take what it works on, and how files are read; see :func:`take_sources`."""
    path = click.Path(path_type=Path)
    for decorate in (
        with_reading,
        click.option("--key", default="id", show_default=True, help=_KEY.render()),
        click.option("--ledger", "book", type=path, help=_LEDGER.render()),
        click.option("--phase", help=_PHASE.render()),
        click.option("--parcels", multiple=True, type=click.Path(), help=_PARCELS.render()),
        click.option("--park", "name", help=_PARK.render(), shell_complete=park_names),
        click.option("--boundaries", type=path, help=_BOUNDARIES.render()),
        with_allowed,
        click.argument("sources", nargs=-1, type=click.Path(allow_dash=True)),
    ):
        command = decorate(command)
    return command


_PARK = Words(zh="园区的任一名称或别名", en="The park, by any of its names.")
_OPTIONS: Final = ("sources", "boundaries", "name", "parcels", "phase", "book", "key")
_READING: Final = ("crs", "zone", "layer", "encoding", "columns")


@dataclass(frozen=True)
class Given:
    """What a command works on.

    Parameters
    ----------
    boundaries : Path or None
        The boundaries folder that was named.
    catalog : Catalog or None
        What it holds, or the shipped one; None where neither a folder nor a park was named.
    park : Park or None
        The park that was named, or the only one of the folder.
    tables : list of GeoDataFrame or None
        A table a file; None where no file of parcels was named.
    book : Path or None
        The ledger.
    key : str
        What joins it.
    """

    boundaries: Path | None = None
    catalog: gk.Catalog | None = None
    park: gk.Park | None = None
    tables: list[gpd.GeoDataFrame] | None = None
    book: Path | None = None
    key: str = "id"

    def needed_park(self) -> gk.Park | None:
        """Return the park, the only one of a folder where none was named; None where parcels stand alone.

        Raises
        ------
        InputError
            The folder holds several.
        UsageError
            Nothing was named at all.
        """
        if self.park is not None or self.catalog is None:
            return self.park
        if self.boundaries is None:
            raise click.UsageError(_NEEDS_SOME.render(command=click.get_current_context().command_path))
        return _only_park(self.catalog)


def take_sources(options: dict[str, Any], outputs: Iterable[Path] = ()) -> Given:
    """Take what :func:`with_sources` added out of a command's options, and read it.

    Parameters
    ----------
    options : dict
        The command's options; those taken are gone from it.
    outputs : iterable of Path
        What the command writes, which must be none of its sources.

    Raises
    ------
    InputError
        A path is not there, would be overwritten, or cannot be read; or it is not plain what it is.
    CatalogError
        The boundaries folder cannot be read as it stands.
    """
    own = {name: options.pop(name) for name in _OPTIONS}
    reading = {name: options.pop(name) for name in _READING}
    paths = expand((*own["sources"], *own["parcels"]), outputs)
    folders = [path for path in paths if is_boundaries(path)]
    folder = _one_folder([own["boundaries"], *folders] if own["boundaries"] else folders)
    files = [path for path in paths if path not in folders]
    catalog = read_catalog(folder) if folder is not None or own["name"] is not None or not files else None
    park = _park(catalog, folder, own["name"], has_files=bool(files))
    reader = _Reader(
        own["book"], {**reading, **({"phase": own["phase"]} if own["phase"] else {})}, own["key"]
    )
    tables = reader.read(files) if files else None
    if not tables and catalog is None and reader.book is not None:
        raise reader.problem or InputError(_LEDGER_ALONE, file=_shown(reader.book))
    return Given(folder, catalog, park, tables or None, reader.book, own["key"])


def _one_folder(folders: Sequence[Path]) -> Path | None:
    if len(folders) > 1:
        raise InputError(_TWO_FOLDERS, one=_shown(folders[0]), other=_shown(folders[1]))
    return folders[0] if folders else None


def _park(
    catalog: gk.Catalog | None, folder: Path | None, name: str | None, *, has_files: bool
) -> gk.Park | None:
    if catalog is None:
        return None
    if name is not None:
        return catalog.park(name)
    if not has_files:
        return None
    park = _only_park(catalog)
    print_note(
        _TAKEN_PARK.render(folder=_shown(catalog.folder if folder is None else folder), park=park.name)
    )
    return park


def _only_park(catalog: gk.Catalog) -> gk.Park:
    folder = _shown(catalog.folder)
    if not catalog.parks:
        raise InputError(_NO_PARKS, folder=folder)
    if len(catalog.parks) > 1:
        raise InputError(_WHICH_PARK, folder=folder, parks=[park.id for park in catalog.parks])
    return catalog.parks[0]


def is_boundaries(path: Path) -> bool:
    """Tell whether a path is a boundaries folder, and not a folder of parcels."""
    return path.is_dir() and ((path / "programme.toml").exists() or any(path.glob("*/park.toml")))


def expand(typed: Iterable[str], outputs: Iterable[Path] = ()) -> list[Path]:
    """Return the paths that were typed, each once; a pattern that no shell expanded becomes what it matches.

    Raises
    ------
    InputError
        Nothing lies there, nothing matches, or a source is an output too.
    """
    found: dict[Path, Path] = {}
    for text in typed:
        for path in _expanded(text):
            place = path.resolve()
            if place in found:
                print_note(_AGAIN.render(file=_shown(path)))
            found.setdefault(place, path)
    for output in outputs:
        if output.resolve() in found:
            raise InputError(_OWN_OUTPUT, file=_shown(output))
    return list(found.values())


def _expanded(text: str) -> Iterator[Path]:
    if text == STDIN:
        yield spooled_input()
        return
    path = Path(text)
    if _is_there(path):
        yield path
        return
    if not _MAGIC & set(text):
        # GDAL's own paths are refused in the words of the reader.
        near = _near_names(path)
        raise InputError(_MISSING_NEAR if near else _MISSING, file=text, near=near)
    matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - a pattern may be absolute
    if not matches:
        raise InputError(_NO_MATCH, file=text)
    yield from map(Path, matches)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        # A name too long for the system, or with a zero byte in it.
        return False


def _near_names(path: Path) -> list[str]:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except (OSError, ValueError):
        return []
    return difflib.get_close_matches(path.name, names, n=3)


def _shown(path: Path) -> str:
    return display_path(path)


@dataclass
class _Reader:
    """Reads files of parcels, and finds the ledger among them."""

    book: Path | None
    reading: dict[str, Any]
    key: str
    problem: InputError | None = None

    def read(self, files: Sequence[Path]) -> list[gpd.GeoDataFrame]:
        """Return a table a file; `book` is then the ledger, where one was named or found."""
        found: list[tuple[Path, gpd.GeoDataFrame]] = []
        with reading_each(files, self.reading) as read:
            for file in files:
                table = self._read(file, read)
                found += [] if table is None else [(file, table)]
        if self.book is None:
            self._choose([each for file, table in found for each in self._ledgers_in(file, table)])
        return [table for _, table in found]

    def _read(self, file: Path, read: Callable[[Path], gpd.GeoDataFrame]) -> gpd.GeoDataFrame | None:
        from geokit.parcels.formats._base import NoTableError

        try:
            return read(file)
        except NoTableError as error:
            if not is_table(file):
                raise
            if self.book is not None:
                raise error if self.problem is None else _two(self.book, file) from None
            self.book, self.problem = file, error
        print_note(_TAKEN_LEDGER.render(file=_shown(file)))
        return None

    def _ledgers_in(self, file: Path, table: gpd.GeoDataFrame) -> Iterator[Path]:
        """Yield the tables of a folder or an archive that have ids and were not read as parcels."""
        if not file.is_dir() and not is_zipfile(file):
            return
        read = {each["source"] for each in table.attrs["geokit"].get("files") or ()}
        inside = _tables_of(file, read) if file.is_dir() else _unpacked_tables(file, read)
        yield from (each for each in inside if is_ledger(each, self.key))

    def _choose(self, inside: Sequence[Path]) -> None:
        if len(inside) > 1:
            print_note(_MAYBE_LEDGERS.render(files=[each.name for each in inside]))
        elif inside:
            self.book = inside[0]
            print_note(_TAKEN_LEDGER.render(file=inside[0].name))


def _two(one: Path, other: Path) -> InputError:
    return InputError(_TWO_LEDGERS, one=_shown(one), other=_shown(other))


def is_table(file: Path) -> bool:
    """Tell whether a file is one that an office keeps a ledger in."""
    return file.is_file() and file.suffix.lower() in _TABLES


def is_ledger(file: Path, key: str) -> bool:
    """Tell whether a table has the column that a ledger is joined by."""
    from geokit.ledgers.joining.rows import read_table

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
    # Two of one name in two folders of the archive are two files.
    targets = {name: f"{at or ''}{safe_stem(PurePosixPath(name).name)}" for at, name in enumerate(tables)}
    unpack(archive, targets, folder)
    return [folder / target for target in targets.values()]


@contextmanager
def reading_each(
    files: Sequence[Path], reading: dict[str, Any]
) -> Iterator[Callable[[Path], gpd.GeoDataFrame]]:
    """Give what reads each of several files: of the columns named each has to be in one of them.

    Raises
    ------
    InputError
        A file cannot be read.
    UnknownNameError
        None of them has a column of those named.
    """
    from geokit.parcels.chosen import ChosenColumns
    from geokit.parcels.concat import listed_container

    chosen = ChosenColumns(reading.get("columns"))
    # Files of one name are told apart by their folders.
    names = {part.path: part.source for part in listed_container(files).parts} if files else {}

    def read(file: Path) -> gpd.GeoDataFrame:
        table = chosen.read(lambda columns: gk.read_parcels(file, **{**reading, "columns": columns or None}))
        origin = table.attrs["geokit"]
        if "files" not in origin and names[file] != origin["source"]:
            table["source"] = names[file]
            origin["source"] = names[file]
        return table

    yield read
    chosen.refuse_missing()


def read_files(
    typed: Iterable[str], outputs: Iterable[Path], reading: dict[str, Any]
) -> list[gpd.GeoDataFrame] | None:
    """Read what was typed for files of parcels, one table each; None where none are named.

    Raises
    ------
    InputError
        A file cannot be read, or is an output too.
    """
    files = expand(typed, outputs)
    with reading_each(files, reading) as read:
        return [read(file) for file in files] or None


def read_together(files: Sequence[Path], reading: dict[str, Any]) -> gpd.GeoDataFrame:
    """Read files as one table; one file keeps the names that it has for its parcels.

    Raises
    ------
    InputError
        A file cannot be read.
    CrsError
        They cannot be brought into one system.
    """
    return gk.read_parcels(files[0] if len(files) == 1 else files, **reading)


def audit_given(given: Given, *, settings: dict[str, Any], today: date | None) -> gk.AuditReport:
    """Audit what was given: parcels, a park with them, or every park of a folder.

    Raises
    ------
    SettingsError
        A setting does not exist or cannot have its value.
    InputError
        A file cannot be read, or nothing was given.
    """
    if given.catalog is not None and given.park is None and given.tables is None and given.book is None:
        return gk.audit_catalog(given.catalog, settings=settings, today=today)
    return gk.audit(given.needed_park(), given.tables, settings=settings, today=today)


def note_left_out(inputs: Inputs) -> None:
    """Say how many records could not be read, or lie in a system that cannot be brought to that of the others."""
    left_out = len(inputs.unreadable) + sum(each.count for each in inputs.set_aside)
    if left_out:
        print_note(_LEFT_OUT.render(count=left_out))

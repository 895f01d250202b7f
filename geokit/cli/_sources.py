"""What a command works on: a boundaries folder, or files, folders of files, patterns, archives, standard input.

What a path is taken for is decided by what lies there, and said wherever that is not plain.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

import geokit as gk
from geokit.atomic import display_path
from geokit.cli._console import print_note
from geokit.cli._options import named_park, park_names, read_catalog, with_allowed, with_reading
from geokit.cli._parts import WORKING, are_parted
from geokit.cli._paths import expand, is_boundaries
from geokit.cli._reading import FileReader
from geokit.errors import GeokitError, InputError, UnknownNameError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import geopandas as gpd

    from geokit.auditing.inputs import Inputs
    from geokit.cli._options import Command
    from geokit.ledgers.joining.filling import LedgerJoin

_BOUNDARIES = Words(
    zh="边界文件夹；缺省为随附的边界", en="A boundaries folder; the one that ships with geokit if left out."
)
_PARK = Words(zh="园区的任一名称或别名", en="The park, by any of its names.")
_PARCELS = Words(
    zh="地块文件，可重复；同直接写出文件名", en="A file of parcels, as one named without it; may be repeated."
)
_PHASE = Words(zh="未注明期次的地块属于哪一期", en="The phase of parcels that name none.")
_LEDGER = Words(
    zh="要核对的台账（.xlsx 或 .csv）；缺省为所给文件中没有图形的那一份表格",
    en="The office's ledger, .xlsx or .csv; if left out, the one table without shapes among the files.",
)
_KEY = Words(
    zh="台账与图形按什么关联：id、name 或台账中的列名；缺省为与地块编号相合最多的列",
    en="What joins ledger and parcels: id, name, or the ledger's own column; the one that holds most of the ids if left "
    "out.",
)
_TWO_FOLDERS = Words(
    zh="{one} 与 {other} 都是边界文件夹；请只给出一个",
    en="{one} and {other} are both boundaries folders; give one",
)
_KEY_ALONE = Words(
    zh="--key 是台账中的列；请同时给出台账", en="--key is a column of the ledger: name the ledger too"
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
_TAKEN_LEDGER = Words(
    zh="{file}：作为台账，按“{key}”列关联，{parcels} 宗地块中 {met} 宗相合",
    en="{file}: taken as the ledger, joined by “{key}”; {met} of {parcels} parcels met",
)
_LEFT_OUT = Words(
    zh="注意：{count} 条记录无法读取或坐标系不同，未计入；详见 geokit audit",
    en="note: {count:record|records} could not be read or placed in this system: in no figure; see geokit audit",
)
_UNANNOUNCED = Words(
    zh="公开版略去未公告的地块 {count} 宗（阶段、状态或日期未表明已公告）",
    en="left out of the public edition: {count:parcel|parcels} not known to be announced by stage, status or date",
)
_NONE_ANNOUNCED = Words(
    zh="没有一宗地块可以公开：{count} 宗的阶段、状态或日期均未表明已公告；请先写明阶段，例如一并给出有“阶段”列的台账",
    en="no parcel may be shown to the public: none of {count} is known to be announced by stage, status or date; say how far "
    "they have come first, such as by a ledger with a column of stages",
)
_NO_SUCH_PARK = Words(
    zh="{problem}。自己的园区，请一并给出其边界文件夹；还没有时先写一个：geokit init 边界 --park {name} 一期.txt",
    en="{problem}. For a park of your own name its boundaries folder too; where there is none yet, write one: geokit init "
    "boundaries --park {name} phase-1.txt",
)
_PARK_IN = Words(
    zh="{problem}。{folder} 中有此园区；请一并给出 {folder}",
    en="{problem}. {folder} holds it: name that folder too",
)
_SHIPPED = Words(
    zh="没有给出文件，核查的是随附的边界；核查自己的地块：geokit audit 一期.txt",
    en="no file was named, so the boundaries that ship are audited; for your own parcels: geokit audit phase-1.txt",
)


def with_sources(command: Command) -> Command:
    """Let a command take what it works on, and how files are read; see :func:`take_sources`."""
    path = click.Path(path_type=Path)
    for decorate in (
        with_reading,
        click.option("--key", help=_KEY.render()),
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
    key : str or None
        What joins it, where that was said.
    files : list of Path or None
        Files that are to be read in parts, and not into tables.
    reading, working : dict
        How they are read, and how much memory and which processes may be used.
    """

    boundaries: Path | None = None
    catalog: gk.Catalog | None = None
    park: gk.Park | None = None
    tables: list[gpd.GeoDataFrame] | None = None
    book: Path | None = None
    key: str | None = None
    files: list[Path] | None = None
    reading: dict[str, Any] = field(default_factory=dict)
    working: dict[str, Any] = field(default_factory=dict)

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


def take_sources(
    options: dict[str, Any], outputs: Iterable[Path] = (), *, are_surveyed: bool = False
) -> Given:
    """Take what :func:`with_sources` added out of a command's options, and read it.

    Parameters
    ----------
    options : dict
        The command's options; those taken are gone from it.
    outputs : iterable of Path
        What the command writes, which must be none of its sources.
    are_surveyed : bool
        Whether the command looks for overlaps and gaps: what that needs is loaded while large files are read.

    Raises
    ------
    InputError
        A path is not there, would be overwritten, or cannot be read; or it is not plain what it is.
    CatalogError
        The boundaries folder cannot be read as it stands.
    """
    from geokit.parcels.parted import survey_ahead

    own = {name: options.pop(name) for name in _OPTIONS}
    reading = {name: options.pop(name) for name in _READING}
    paths = expand((*own["sources"], *own["parcels"]), outputs)
    folders = [path for path in paths if is_boundaries(path)]
    folder = _one_folder([own["boundaries"], *folders] if own["boundaries"] else folders)
    files = [path for path in paths if path not in folders]
    catalog = read_catalog(folder) if folder is not None or own["name"] is not None or not files else None
    park = _park(catalog, folder, own["name"], has_files=bool(files))
    said = {**reading, **({"phase": own["phase"]} if own["phase"] else {})}
    working = {name: options.pop(name, None) for name in WORKING}
    if files and are_parted(files, working):
        return Given(folder, catalog, park, None, own["book"], own["key"], files, said, working)
    reader = FileReader(own["book"], said, own["key"], frozenset(output.resolve() for output in outputs))
    with survey_ahead(files) if are_surveyed else nullcontext():
        tables = reader.read(files) if files else None
    if not tables and catalog is None and reader.problem is not None:
        raise reader.problem
    if not tables and catalog is None and reader.book is not None:
        raise InputError(_LEDGER_ALONE, file=display_path(reader.book))
    if own["key"] is not None and reader.book is None:
        raise click.UsageError(_KEY_ALONE.render())
    return Given(folder, catalog, park, tables or None, reader.book, own["key"])


def _one_folder(folders: Sequence[Path]) -> Path | None:
    if len(folders) > 1:
        raise InputError(_TWO_FOLDERS, one=display_path(folders[0]), other=display_path(folders[1]))
    return folders[0] if folders else None


def _park(
    catalog: gk.Catalog | None, folder: Path | None, name: str | None, *, has_files: bool
) -> gk.Park | None:
    if catalog is None:
        return None
    if name is not None:
        return _named_park(catalog, folder, name)
    if not has_files:
        return None
    park = _only_park(catalog)
    print_note(
        _TAKEN_PARK.render(folder=display_path(catalog.folder if folder is None else folder), park=park.name)
    )
    return park


def _named_park(catalog: gk.Catalog, folder: Path | None, name: str) -> gk.Park:
    try:
        return named_park(catalog, name)
    except UnknownNameError as error:
        # Among the shipped parks nobody finds a park of their own.
        if folder is not None or error.fields["near"]:
            raise
        holder = next((each for each in sorted(Path().iterdir()) if _holds_park(each, name)), None)
        if holder is None:
            raise InputError(_NO_SUCH_PARK, problem=error, name=name) from None
        raise InputError(_PARK_IN, problem=error, folder=display_path(holder)) from None


def _holds_park(folder: Path, name: str) -> bool:
    if not is_boundaries(folder):
        return False
    try:
        return any(name in park.names for park in gk.load_catalog(folder).parks)
    except GeokitError:
        return False


def _only_park(catalog: gk.Catalog) -> gk.Park:
    folder = display_path(catalog.folder)
    if not catalog.parks:
        raise InputError(_NO_PARKS, folder=folder)
    if len(catalog.parks) > 1:
        raise InputError(_WHICH_PARK, folder=folder, parks=[park.id for park in catalog.parks])
    return catalog.parks[0]


def audit_given(given: Given, *, settings: dict[str, Any], today: date | None) -> gk.AuditReport:
    """Audit what was given: parcels, a park with them, or every park of a folder.

    Raises
    ------
    SettingsError
        A setting does not exist or cannot have its value.
    InputError
        A file cannot be read, or nothing was given.
    """
    if (
        given.catalog is not None
        and given.park is None
        and given.tables is None
        and given.files is None
        and given.book is None
    ):
        if given.boundaries is None:
            print_note(_SHIPPED.render())
        return gk.audit_catalog(given.catalog, settings=settings, today=today)
    if given.files is not None:
        reading = {name: value for name, value in given.reading.items() if value}
        report = gk.audit(
            given.park,
            given.files,
            settings=settings,
            today=today,
            ledger=given.book,
            key=given.key,
            **given.working,
            **reading,
        )
    else:
        report = gk.audit(
            given.needed_park(),
            given.tables,
            settings=settings,
            today=today,
            ledger=given.book,
            key=given.key,
        )
    for each in report.audited:
        if each.ledger is not None:
            _note_join(given, each.ledger, len(each.parcels))
    return report


def _note_join(given: Given, join: LedgerJoin, parcels: int) -> None:
    print_note(_TAKEN_LEDGER.render(file=_shown_book(given), key=join.key, met=join.met, parcels=parcels))


def _shown_book(given: Given) -> str:
    return "" if given.book is None else display_path(given.book)


def joined_inputs(given: Given) -> Inputs:
    """Return the parcels that were given, with what they leave open from the ledger that was given.

    Raises
    ------
    InputError
        A file cannot be read, or nothing of the ledger fits the parcels.
    """
    from geokit.auditing.inputs import read_inputs, with_ledger

    inputs = with_ledger(read_inputs(given.needed_park(), given.tables), given.book, given.key)
    if (join := inputs.ledger) is not None:
        _note_join(given, join, len(inputs.parcels))
    note_left_out(inputs)
    return inputs


def note_unannounced(
    tables: Iterable[gpd.GeoDataFrame], audience: str, day: date | None, *, needs_one: bool = False
) -> None:
    """Say how many parcels an edition for the public leaves out.

    Raises
    ------
    InputError
        It leaves out all of them, and is to show one.
    """
    from geokit.parcels.redaction import is_announced

    tables = [table for table in tables if audience == "public" and len(table)]
    hidden = sum(int((~is_announced(table, day)).sum()) for table in tables)
    if hidden and needs_one and hidden == sum(map(len, tables)):
        raise InputError(_NONE_ANNOUNCED, count=hidden)
    if hidden:
        print_note(_UNANNOUNCED.render(count=hidden))


def note_left_out(inputs: Inputs) -> None:
    """Say how many records could not be read, or lie in a system that cannot be brought to that of the others."""
    left_out = len(inputs.unreadable) + sum(each.count for each in inputs.set_aside)
    if left_out:
        print_note(_LEFT_OUT.render(count=left_out))

"""What holds several files of parcels: a folder, a zip archive, a list; each file is read as what it is."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.folders import temporary_folder
from geokit.i18n import Words
from geokit.parcels.archives import Member, listing_of, unpack
from geokit.parcels.files import head_of, names_in
from geokit.parcels.formats._base import known_formats
from geokit.parcels.park_outlines import PARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


_ZIP_MAGIC: Final = b"PK\x03\x04"
_ARCHIVE, _GEODATABASE, _TABLE, _SHAPEFILE = ".zip", ".gdb", ".gdbtable", ".shp"
# Of a workbook, and of a document of Word.
_OF_ONE_FILE: Final = frozenset({"xl/workbook.xml", "word/document.xml"})
# What packs its content already gets no smaller by packing: two that do are one bomb in another.
_PACKED: Final = frozenset({".kmz", ".xlsx", ".xlsm", ".et", ".parquet", ".geoparquet"})
_MAX_RATIO, _ANY_RATIO_BYTES = 10, 2**20
_WITH_COMPANIONS: Final = frozenset({_SHAPEFILE, ".tab", ".mif"})
# A MapInfo table keeps its attributes under the name of a CASS file.
_BESIDE_TAB: Final = ".dat"
# What systems and programs leave in folders.
_DROPPINGS: Final = frozenset({"thumbs.db", "desktop.ini", "_metadata", "_common_metadata", "_success"})
# In a dataset of many files a folder's name is a column and its value: batch=3.
_PARTITION: Final = "="
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
# Some systems count a name's bytes, up to 255.
_LONGEST_NAME: Final = 60

_NESTED = Words(
    zh="压缩包内的压缩包不读取；请先解压",
    en="an archive inside an archive is not read; unpack it first",
)
_TWICE_PACKED = Words(
    zh="在压缩包内又被压缩 {ratio} 倍，拒绝解压；请先自行解压",
    en="it is packed {ratio} times smaller once more in the archive: refused; unpack it yourself",
)
_NOTHING = Words(
    zh="其中没有可读取的地块文件，只有：{names}", en="there is no file of parcels in it, only {names}"
)
_EMPTY = Words(zh="文件夹或压缩包中没有文件", en="there is no file in this folder or archive")


@dataclass(frozen=True)
class Kind:
    """A kind of container: what the name of a format is to a file."""

    name: str
    title: Words


FOLDER: Final = Kind("folder", Words(zh="文件夹", en="folder"))
ARCHIVE: Final = Kind("zip", Words(zh="压缩包", en="zip archive"))
LIST: Final = Kind("files", Words(zh="多个文件", en="several files"))


@dataclass(frozen=True)
class Part:
    """A file of parcels in a container.

    Parameters
    ----------
    path : Path
        Where it can be read.
    source : str
        What the column ``source`` calls its parcels' file.
    problem : InputError, optional
        Why it cannot even be unpacked.
    """

    path: Path
    source: str
    problem: InputError | None = None

    def is_called(self, name: str) -> bool:
        """Tell whether it has this name, with or without its folder and suffix."""
        place = PurePosixPath(self.source)
        return name in {self.source, place.name, place.stem, self.source.partition("/")[2]}


@dataclass(frozen=True)
class Container:
    """Files of parcels that are read together.

    Parameters
    ----------
    kind : Kind
        What holds them.
    name : str
        What an error or a report calls it.
    parts : tuple of Part
        The files of parcels, by name.
    others : tuple of str
        The names of what is none.
    """

    kind: Kind
    name: str
    parts: tuple[Part, ...]
    others: tuple[str, ...] = ()


def kind_of(path: Path) -> Kind | None:
    """Return what a path holds several files in, or None where it is one file.

    An archive of nothing but shapefiles, or of a geodatabase, is one file: its layers are told apart by name.

    Raises
    ------
    InputError
        It may not be read, or is an archive that is refused.
    """
    if path.is_dir():
        names = names_in(path)
        tables = any(name.lower().endswith(_TABLE) for name in names)
        return None if path.suffix.lower() == _GEODATABASE or tables else FOLDER
    suffix = path.suffix.lower()
    if (suffix != _ARCHIVE and suffix in known_suffixes()) or not head_of(path, 4).startswith(_ZIP_MAGIC):
        return None
    inside = [member.name for member in listing_of(path)]
    found = {_suffix_of(first) for first in _grouped(inside)[0]}
    return None if _OF_ONE_FILE & set(inside) or found in ({_SHAPEFILE}, {_GEODATABASE}) else ARCHIVE


@contextmanager
def opened_container(path: Path, kind: Kind) -> Iterator[Container]:
    """Give the files of a folder or an archive, which is unpacked for as long as they are read.

    Raises
    ------
    FormatError
        There is no file of parcels in it.
    """
    if kind is FOLDER:
        names = list(_names_below(path))
        groups, others = _grouped([name for name in names if not _is_folder(name)])
        folders = [name for name in names if _is_folder(name)]
        yield _filled(FOLDER, path, [Part(path / first, first) for first in groups], others + folders)
        return
    with temporary_folder() as folder:
        members = {member.name: member for member in listing_of(path)}
        groups, rest = _grouped(members)
        places = [folder / str(number) for number in range(len(groups))]
        parts = [
            _part(path, members.get(first), first, place / _plain(first))
            for first, place in zip(groups, places, strict=True)
        ]
        unpack(path, _targets(groups, parts, folder), folder)
        for first, place in zip(groups, places, strict=True):
            # It may say of the file that it is schematic.
            park = str(PurePosixPath(first).parent / PARK)
            if park in members and place.is_dir():
                unpack(path, {park: f"{place.name}/{PARK}"}, folder)
        yield _filled(ARCHIVE, path, parts, rest)


def _names_below(path: Path, folder: str = "") -> Iterator[str]:
    """Yield the names in a folder, those of folders with a slash; and what lies in the folders of a dataset."""
    for name in names_in(path):
        place = path / name
        if not place.is_dir():
            yield folder + name
        elif _PARTITION in name and not place.is_symlink():
            yield from _names_below(place, f"{folder}{name}/")
        else:
            yield f"{folder}{name}/"


def _is_folder(name: str) -> bool:
    return name.endswith("/") and not name.lower().endswith(f"{_GEODATABASE}/")


def _filled(kind: Kind, path: Path, parts: list[Part], others: list[str]) -> Container:
    if not parts:
        raise FormatError(_NOTHING if others else _EMPTY, file=display_path(path), names=sorted(others)[:10])
    parts.sort(key=lambda part: part.source)
    return Container(kind, display_path(path), tuple(parts), tuple(sorted(others)))


def _part(archive: Path, member: Member | None, name: str, place: Path) -> Part:
    source, problem = f"{archive.name}/{name}", None
    if _suffix_of(name) == _ARCHIVE:
        problem = FormatError(_NESTED)
    elif member is not None and _suffix_of(name) in _PACKED:
        ratio = member.info.file_size / max(1, member.info.compress_size)
        if member.info.file_size > _ANY_RATIO_BYTES and ratio > _MAX_RATIO:
            problem = FormatError(_TWICE_PACKED, ratio=f"{ratio:,.0f}")
    return Part(place, source, problem)


def _targets(groups: Mapping[str, list[str]], parts: Iterable[Part], folder: Path) -> dict[str, str]:
    """Return where each member goes: the files of a part side by side in a folder of their own, under one name."""
    targets = {}
    for (first, members), part in zip(groups.items(), parts, strict=True):
        if part.problem is not None:
            continue
        inside = part.path if _suffix_of(first) == _GEODATABASE else part.path.parent
        inside.mkdir(parents=True)
        stem = PurePosixPath(first).stem
        for member in members:
            name = PurePosixPath(member).name
            beside = part.path.stem + name[len(stem) :] if inside != part.path else name
            targets[member] = str((inside / _NOT_IN_NAMES.sub("_", beside)).relative_to(folder))
        if first in members:
            targets[first] = str(part.path.relative_to(folder))
    return targets


def _plain(name: str) -> str:
    """Return a member's own name as any system takes it."""
    place = PurePosixPath(name)
    return _NOT_IN_NAMES.sub("_", place.stem)[:_LONGEST_NAME] + place.suffix


def _suffix_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def known_suffixes() -> frozenset[str]:
    """Return the suffixes that files of parcels have, in lower case."""
    return frozenset(suffix for each in known_formats().values() for suffix in each.suffixes)


def _grouped(names: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return files of parcels with the files that belong to each, and the names of what is none."""
    suffixes = known_suffixes()
    groups: dict[str, list[str]] = {}
    rest: list[str] = []
    listed = [name for name in sorted(names) if not is_dropping(name)]
    known = set(listed)
    tables = {_key(name) for name in listed if _suffix_of(name) == ".tab"}
    for name in listed:
        described = str(PurePosixPath(name).with_suffix("")) in known
        database = _database_of(name)
        if database is not None:
            groups.setdefault(database, []).append(name)
        elif _suffix_of(name) in suffixes and not (
            described or (_suffix_of(name) == _BESIDE_TAB and _key(name) in tables)
        ):
            groups[name.rstrip("/")] = [name]
        else:
            rest.append(name)
    in_order = sorted(groups, key=lambda first: _suffix_of(first) in _WITH_COMPANIONS)
    owners = {_key(first): groups[first] for first in in_order}
    others: list[str] = []
    for name in rest:
        owner = owners.get(_key(name)) or owners.get(_key(_key(name)))
        (others if owner is None else owner).append(name)
    return groups, others


def _database_of(name: str) -> str | None:
    """Return the folder of the geodatabase that a file is in."""
    parents = PurePosixPath(name).parents
    return next((str(each) for each in parents if each.suffix.lower() == _GEODATABASE), None)


def is_dropping(name: str) -> bool:
    """Tell whether a file was left by a program or a system, and is nobody's work."""
    place = PurePosixPath(name.replace("\\", "/"))
    return "__MACOSX" in place.parts or place.name.startswith((".", "~$")) or place.name.lower() in _DROPPINGS


def _key(name: str) -> str:
    """Return what files that belong together share."""
    return str(PurePosixPath(name).with_suffix("")).lower()

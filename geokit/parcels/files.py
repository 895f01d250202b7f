"""Files: finding one, and saying what is wrong with it."""

from __future__ import annotations

import difflib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from geokit.errors import FormatError, InputError
from geokit.inputs import refuse_special
from geokit.outputs import spoken
from geokit.words import Words

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

FOLDER_SUFFIXES: Final = frozenset({".gdb"})
# Indexes are left behind: one that is older than its file leaves records out.
COMPANIONS: Final = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg", ".qpj"),
    ".mif": (".mid",),
    ".tab": (".dat", ".map", ".id", ".ind"),
}
MAX_RECORDS = 20_000_000

_MISSING = Words(zh="文件不存在", en="there is no such file")
_MISSING_NEAR = Words(zh="文件不存在。是否指：{near}？", en="there is no such file. Did you mean {near}?")
_VIRTUAL = Words(
    zh="不接受 GDAL 虚拟路径；请给出磁盘上的文件",
    en="GDAL's virtual paths are not accepted; name a file on disk",
)
_DIRECTORY = Words(
    zh="这是文件夹，不是地块文件；请给出其中的文件",
    en="this is a folder, not a parcel file; name a file in it",
)
_DENIED = Words(zh="没有读取权限", en="permission to read it is denied")
_UNREADABLE = Words(zh="系统无法打开该文件", en="the system cannot open the file")
_EMPTY = Words(zh="文件为空", en="the file is empty")
_TOO_MANY = Words(
    zh="共有 {count} 条记录，超过 {limit} 条的上限；请分成几个文件",
    en="it holds {count} records, more than the {limit} that are read; split it into several files",
)


def existing_path(path: str | os.PathLike[str]) -> Path:
    """Return a path that exists, or say which near ones do.

    Raises
    ------
    InputError
        Nothing lies there, it is a pipe, a socket or a device, or one belongs to it.
    """
    found = Path(path)
    try:
        belonging = [found, *belonging_to(found)] if found.exists() else []
    except (OSError, ValueError):
        # A name too long for the system, or with a zero byte in it, names no file either.
        raise InputError(_MISSING, file=found.name) from None
    for each in belonging:
        refuse_special(each)
    if belonging:
        return found
    if found.as_posix().startswith("/vsi"):
        raise InputError(_VIRTUAL, file=str(path))
    near = _near_names(found)
    raise InputError(_MISSING_NEAR if near else _MISSING, file=spoken(found), near=near)


def belonging_to(path: Path) -> list[Path]:
    """Return what is opened with a path: what lies in the folder of a geodatabase, or beside the file of a table."""
    if path.is_dir():
        return sorted(path.iterdir()) if path.suffix.lower() in FOLDER_SUFFIXES else []
    return companions_of(path)


def companions_of(path: Path) -> list[Path]:
    """Return the files beside a file that belong to it by its format, as they are spelt on this disk."""
    found = []
    for suffix in COMPANIONS.get(path.suffix.lower(), ()):
        spelt = (path.with_suffix(each) for each in (suffix, suffix.upper()))
        found += [each for each in spelt if each.exists()][:1]
    return found


def _near_names(path: Path) -> list[str]:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return []
    return difflib.get_close_matches(path.name, names, n=3)


def names_in(folder: Path) -> tuple[str, ...]:
    """Return the names in a folder, sorted.

    Raises
    ------
    InputError
        It may not be read.
    """
    try:
        return tuple(sorted(entry.name for entry in folder.iterdir()))
    except OSError as error:
        raise InputError(_DENIED, file=spoken(folder)) from error


def head_of(path: Path, size: int = 65_536) -> bytes:
    """Return a file's first bytes.

    Raises
    ------
    InputError
        It is a folder, empty, or may not be read.
    """
    if path.is_dir():
        raise InputError(_DIRECTORY, file=spoken(path))
    with opened(path) as stream:
        head = stream.read(size)
    if not head:
        raise FormatError(_EMPTY, file=spoken(path))
    return head


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes; what the system says against it becomes one sentence."""
    try:
        stream = path.open("rb")
    except PermissionError as error:
        raise InputError(_DENIED, file=spoken(path)) from error
    except OSError as error:
        raise InputError(_UNREADABLE, file=spoken(path)) from error
    with stream:
        yield stream


def bytes_of(path: Path) -> bytes:
    """Return a file's bytes."""
    with opened(path) as stream:
        return stream.read()


def refuse_many(count: int) -> None:
    """Refuse a file that holds, or says that it holds, more records than memory is for.

    Raises
    ------
    FormatError
        There are more than :data:`MAX_RECORDS`.
    """
    if count > MAX_RECORDS:
        raise FormatError(_TOO_MANY, count=f"{count:,}", limit=f"{MAX_RECORDS:,}")

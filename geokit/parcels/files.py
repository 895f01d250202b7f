"""Files: finding one, saying what is wrong with it, and replacing one only when the new one is complete."""

from __future__ import annotations

import difflib
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from geokit.errors import FormatError, InputError
from geokit.inputs import refuse_special
from geokit.outputs import spoken
from geokit.words import Words

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

# What Python says of an archive that is damaged; locked or packed in an unknown way is a RuntimeError.
ZIP_ERRORS: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
# openpyxl takes a workbook's parts as they come: what it stumbles over in a damaged one may be any of these.
WORKBOOK_ERRORS: Final = (
    *ZIP_ERRORS, OSError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, SyntaxError,
)  # fmt: skip
FOLDER_SUFFIXES: Final = frozenset({".gdb"})
# Indexes are left behind: one that is older than its file leaves records out.
COMPANIONS: Final = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg", ".qpj"),
    ".mif": (".mid",),
    ".tab": (".dat", ".map", ".id", ".ind"),
}
MAX_UNPACKED_BYTES = 4 * 2**30
MAX_MEMBERS = 10_000
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
_BAD_ZIP = Words(zh="压缩包已损坏", en="the zip archive is damaged")
_UNSAFE_MEMBER = Words(
    zh="压缩包中的“{member}”指向包外，拒绝解压",
    en="the zip archive's member “{member}” points outside it: refused",
)
_TOO_LARGE = Words(
    zh="压缩包解压后超过 {limit} GB，拒绝解压", en="the zip archive unpacks to more than {limit} GB: refused"
)
_TOO_MANY = Words(
    zh="共有 {count} 条记录，超过 {limit} 条的上限；请分成几个文件",
    en="it holds {count} records, more than the {limit} that are read; split it into several files",
)
_LOCKED = Words(zh="压缩包有密码；请先解压", en="the zip archive is locked by a password; unpack it first")


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


def members_of(path: Path) -> tuple[str, ...]:
    """Return the names in a zip archive, having refused one that reaches outside or unpacks without limit.

    Raises
    ------
    FormatError
        The archive is damaged, locked, unsafe or too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, UnicodeDecodeError) as error:
        raise FormatError(_BAD_ZIP, file=spoken(path)) from error
    for member in members:
        _refuse_unsafe(member, path)
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise FormatError(_TOO_LARGE, file=spoken(path), limit=MAX_UNPACKED_BYTES // 2**30)
    return tuple(member.filename for member in members if not member.is_dir())


def _refuse_unsafe(member: zipfile.ZipInfo, path: Path) -> None:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        raise FormatError(_UNSAFE_MEMBER, file=spoken(path), member=member.filename)
    if member.flag_bits & 1:
        raise FormatError(_LOCKED, file=spoken(path))


def refuse_many(count: int) -> None:
    """Refuse a file that holds, or says that it holds, more records than memory is for.

    Raises
    ------
    FormatError
        There are more than :data:`MAX_RECORDS`.
    """
    if count > MAX_RECORDS:
        raise FormatError(_TOO_MANY, count=f"{count:,}", limit=f"{MAX_RECORDS:,}")


def unpack(path: Path, members: dict[str, str], folder: Path) -> None:
    """Write members of a checked zip archive into a folder, each under the name given for it.

    Parameters
    ----------
    path : Path
        An archive that :func:`members_of` has accepted.
    members : dict of str to str
        Name in the archive to file name in `folder`.
    folder : Path
        An existing folder.

    Raises
    ------
    FormatError
        The archive is damaged, or a member is larger than it says.
    """
    left = MAX_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            for member, name in members.items():
                left -= _copy_member(archive, member, folder / name, left)
    except ZIP_ERRORS as error:
        raise FormatError(_BAD_ZIP, file=spoken(path)) from error
    if left < 0:
        raise FormatError(_TOO_LARGE, file=spoken(path), limit=MAX_UNPACKED_BYTES // 2**30)


def pack(files: Sequence[Path], archive: Path) -> None:
    """Write files side by side into a new zip archive; the same files give the same bytes."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            # Without a date of its own a member has the first that the format knows.
            packed.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)


def _copy_member(archive: zipfile.ZipFile, member: str, target: Path, limit: int) -> int:
    copied = 0
    with archive.open(member) as source, target.open("wb") as sink:
        while copied <= limit and (block := source.read(1 << 20)):
            sink.write(block)
            copied += len(block)
    return copied

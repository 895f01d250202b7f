"""Zip archives: what is in them, what of it is refused before anything is unpacked, and unpacking itself."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.land.apart import figures_apart
from geokit.parcels.files import opened
from geokit.system_reasons import DISK_FULL, system_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# What Python says of an archive that is damaged, or packed in a way it does not know.
ZIP_ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, IndexError, OverflowError, struct.error,
)  # fmt: skip
MAX_MEMBERS = 10_000
MAX_UNPACKED_BYTES = 4 * 2**30
# Deflate reaches 1,032 to 1. Tables of blanks and grids in GeoJSON reach 30 to 60; files of zeros about 1,000. What
# unpacks to little does no harm at any ratio.
MAX_RATIO = 100
ANY_RATIO_BYTES = 32 * 2**20

_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LOCKED_FLAG, _UTF8_FLAG = 0x1, 0x800
# The directory at the archive's end, and what says where it is: with a comment of up to 64 KiB, and in long form.
_END, _END_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
_LOCATOR_BYTES, _MAX_COMMENT = 20, 0xFFFF
# What stands in the directory of a member with a long name and times to the second.
_LONG_ENTRY_BYTES = 512
_BLOCK_BYTES = 1 << 20

_BAD_ZIP = Words(zh="压缩包已损坏", en="the zip archive is damaged")
_LOCKED = Words(zh="压缩包有密码；请先解压", en="the zip archive is locked by a password; unpack it first")
_UNSAFE = Words(
    zh="压缩包中的“{member}”指向包外，拒绝解压",
    en="the zip archive's member “{member}” points outside it: refused",
)
_METHOD = Words(
    zh="压缩包中的“{member}”用了不常见的压缩方法（{method}）；请重新压缩为普通 zip",
    en="“{member}” in the zip archive is packed by an uncommon method ({method}); pack it again as an ordinary zip",
)
_TWICE = Words(
    zh="压缩包中有两个“{member}”；请删去其一",
    en="the zip archive holds “{member}” twice; take one of them out",
)
_MANY = Words(
    zh="压缩包中的文件超过 {limit} 个的上限；请只压缩地块文件",
    en="the zip archive has more members than the {limit} that are read; pack only the files of parcels",
)
_LARGE = Words(
    zh="压缩包解压后超过 {limit} GB，拒绝解压；请只压缩地块文件",
    en="the zip archive unpacks to more than {limit} GB: refused; pack only the files of parcels",
)
_DENSE = Words(
    zh="压缩包解压后为 {size} MB，是其自身的 {ratio} 倍（上限 {limit} 倍），其中“{member}”最大：拒绝解压；"
    "如确是地块数据，请先自行解压（工作簿请另存为 CSV）",
    en="the zip archive unpacks to {size} MB, {ratio} times its own size (at most {limit}), most of it “{member}”: "
    "refused; if it is genuine, unpack it yourself and name the file (a workbook: save it as CSV)",
)
_NO_ROOM = Words(
    zh="无法解压到临时文件夹（{reason}）；请清出磁盘空间",
    en="it cannot be unpacked into the folder for temporary files ({reason}); make room on the disk",
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Parameters
    ----------
    name : str
        Its name; where the archive does not say that names are UTF-8, read by the ladder UTF-8, GB18030.
    info : zipfile.ZipInfo
        Where it is, and its sizes.
    """

    name: str
    info: zipfile.ZipInfo


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may unpack to: `any_ratio_bytes` in any case, more up to `max_ratio` times its own size."""

    max_ratio: float = MAX_RATIO
    any_ratio_bytes: int = ANY_RATIO_BYTES


def members_of(path: Path) -> tuple[str, ...]:
    """Return the names of the files in a zip archive; see :func:`listing_of`."""
    return tuple(member.name for member in listing_of(path))


def listing_of(path: Path, limits: Limits | None = None) -> tuple[Member, ...]:
    """Return the files in a zip archive, having refused one that reaches outside or unpacks without limit.

    Raises
    ------
    FormatError
        The archive is damaged, locked, unsafe, too large, too dense, or has too many members.
    """
    _refuse_many(_directory_bytes(path) // _LONG_ENTRY_BYTES, path)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (*ZIP_ERRORS, OSError) as error:
        raise FormatError(_BAD_ZIP, file=display_path(path)) from error
    _refuse_many(len(infos), path)
    members = tuple(Member(_name_of(info), info) for info in infos)
    for member in members:
        _refuse_unsafe(member, path)
    files = tuple(member for member in members if not member.name.endswith("/"))
    _refuse_twice(files, path)
    _refuse_dense(files, path, limits or Limits())
    return files


def _directory_bytes(path: Path) -> int:
    """Return the size of an archive's directory; reading it entry by entry takes long where there are millions."""
    size = path.stat().st_size
    with opened(path) as stream:
        stream.seek(max(0, size - _MAX_COMMENT - _END.size - _LOCATOR_BYTES - _END_64.size))
        tail = stream.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        return 0
    directory = int(_END.unpack_from(tail, at)[5])
    long = at - _LOCATOR_BYTES - _END_64.size
    if long >= 0 and tail.startswith(b"PK\6\6", long):
        directory = max(directory % 0xFFFFFFFF, int(_END_64.unpack_from(tail, long)[8]))
    return min(directory, size)


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return a member's name; archives of Windows in Chinese keep it in GBK and do not say so."""
    name = info.filename
    for encoding in () if info.flag_bits & _UTF8_FLAG else ("utf-8", "gb18030"):
        try:
            name = name.encode("cp437").decode(encoding)
            break
        except UnicodeError:
            continue
    return name.replace("\\", "/")


def _refuse_many(count: int, path: Path) -> None:
    if count > MAX_MEMBERS:
        raise FormatError(_MANY, file=display_path(path), limit=f"{MAX_MEMBERS:,}")


def _refuse_unsafe(member: Member, path: Path) -> None:
    name, file = member.name, display_path(path)
    if not name:
        raise FormatError(_BAD_ZIP, file=file)
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        raise FormatError(_UNSAFE, file=file, member=member.name)
    if member.info.flag_bits & _LOCKED_FLAG:
        raise FormatError(_LOCKED, file=file)
    if member.info.compress_type not in _METHODS:
        raise FormatError(_METHOD, file=file, member=member.name, method=member.info.compress_type)


def _refuse_twice(members: Sequence[Member], path: Path) -> None:
    seen: set[str] = set()
    for member in members:
        if member.name in seen:
            raise FormatError(_TWICE, file=display_path(path), member=member.name)
        seen.add(member.name)


def _refuse_dense(members: Sequence[Member], path: Path, limits: Limits) -> None:
    unpacked = sum(member.info.file_size for member in members)
    if unpacked <= limits.any_ratio_bytes:
        return
    # Against the file itself: members that share their bytes say more of their own packed sizes than there is.
    ratio = unpacked / max(1, path.stat().st_size)
    if ratio > limits.max_ratio:
        largest = max(members, key=lambda member: member.info.file_size)
        times, limit = figures_apart(ratio, limits.max_ratio, 0)
        raise FormatError(
            _DENSE, file=display_path(path), member=largest.name, size=f"{unpacked / 2**20:,.0f}", ratio=times, limit=limit
        )  # fmt: skip
    if unpacked > MAX_UNPACKED_BYTES:
        raise FormatError(_LARGE, file=display_path(path), limit=f"{MAX_UNPACKED_BYTES / 2**30:g}")


def unpack(path: Path, members: Mapping[str, str], folder: Path) -> None:
    """Write members of a zip archive into a folder, each under the name given for it.

    Parameters
    ----------
    path : Path
        An archive.
    members : mapping of str to str
        Name in the archive, as :func:`members_of` gives it, to file name in `folder`.
    folder : Path
        An existing folder.

    Raises
    ------
    FormatError
        As :func:`listing_of`, and where a member is not as the archive's directory says.
    InputError
        The folder's disk is full.
    """
    infos = {member.name: member.info for member in listing_of(path)}
    try:
        with zipfile.ZipFile(path) as archive:
            for name, target in members.items():
                _copy_member(archive, infos[name], folder / target)
    except OSError as error:
        if error.errno in DISK_FULL:
            raise InputError(_NO_ROOM, file=display_path(path), reason=system_reason(error)) from error
        raise FormatError(_BAD_ZIP, file=display_path(path)) from error
    except ZIP_ERRORS as error:
        raise FormatError(_BAD_ZIP, file=display_path(path)) from error


def _copy_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
    # zipfile gives no more than the size that the directory says, which is within the limits.
    with archive.open(info) as source, target.open("wb") as sink:
        while block := source.read(_BLOCK_BYTES):
            sink.write(block)


def pack(files: Sequence[Path], archive: Path) -> None:
    """Write files side by side into a new zip archive; the same files give the same bytes."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            # Without a date of its own a member has the first that the format knows.
            packed.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)

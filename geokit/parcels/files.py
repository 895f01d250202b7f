"""Files: finding one, describing what is wrong with it, and decoding its text.

A byte order mark decides the encoding, then strict UTF-8, then GB18030, of which GBK and GB2312 are parts.
"""

from __future__ import annotations

import codecs
import difflib
import os
import re
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, Final

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.inputs import leads_nowhere, refuse_special
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


FOLDER_SUFFIXES: Final = frozenset({".gdb"})

# Indexes are left behind: one that is older than its file leaves records out.
COMPANIONS: Final = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg", ".qpj"),
    ".mif": (".mid",),
    ".tab": (".dat", ".map", ".id", ".ind"),
}

MAX_RECORDS = 20_000_000

# One letter of two is enough: 台帐 for 台账. Beside the nearest only what is nearly as near.
_NEAR, _AS_NEAR = 0.5, 0.75

_MISSING = Words(zh="没有这个文件或文件夹", en="there is no such file or folder")

_MISSING_NEAR = Words(
    zh="没有这个文件或文件夹。是否指：{near}？", en="there is no such file or folder. Did you mean {near}?"
)

_VIRTUAL = Words(
    zh="不接受 GDAL 虚拟路径；请给出磁盘上的文件",
    en="GDAL's virtual paths are not accepted; name a file on disk",
)

_ADDRESS = Words(
    zh="这是网址（{scheme}）；geokit 不打开任何网络连接，请先下载为文件",
    en="this is an address ({scheme}); geokit opens no connection: download the file first",
)

_DATABASE = Words(
    zh="这是数据库的连接（{scheme}）；geokit 不连接数据库：请先导出为 GeoPackage，或在 Python 中用 "
    "geopandas.read_postgis(sql, connection) 读出，再把所得的表交给 geokit",
    en="this is a connection to a database ({scheme}), and geokit opens none: export the layer to a GeoPackage, or in "
    "Python read it with geopandas.read_postgis(sql, connection) and hand the table to geokit",
)

# A drive of Windows has one letter. What stands after the colon may be a password, and is never shown.
_SCHEME: Final = re.compile(r"([a-z][a-z0-9]+)(?:[+][a-z0-9]+)?:(/?)", re.IGNORECASE)
_OF_DATABASES: Final = frozenset(
    {"postgresql", "postgres", "pg", "mysql", "mssql", "oci", "oracle", "sqlite", "duckdb", "mongodb", "odbc"}
)
_OF_POSTGRES: Final = re.compile(r"(?:^|\s)(?:host|dbname|user|service|password|passwd)\s*=", re.IGNORECASE)

_OF_ODBC: Final = re.compile(r"(?:^|;)\s*(?:server|dsn|driver|uid|pwd|data source)\s*=", re.IGNORECASE)

_DIRECTORY = Words(
    zh="这是文件夹，不是文件；请给出其中的文件",
    en="this is a folder, not a file; name a file in it",
)

_DENIED = Words(zh="没有读取权限", en="permission to read it is denied")

UNREADABLE = Words(zh="系统无法打开该文件（{reason}）", en="the system cannot open the file ({reason})")

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
        Nothing lies there or where it links to, it is an address of a network or a database, it is a pipe, a socket or a
        device, or one belongs to it.
    """
    found = Path(path)
    try:
        belonging = [found, *belonging_to(found)] if found.exists() else []
    except (OSError, ValueError):
        _refuse_address(os.fspath(path))
        # A name too long for the system, or with a zero byte in it, names no file either.
        raise InputError(_MISSING, file=found.name) from None
    if not belonging:
        refuse_special(found)
    for each in belonging:
        # A link to nothing in a geodatabase may be none of its own files: its reader looks.
        if not leads_nowhere(each):
            refuse_special(each)
    if belonging:
        return found
    if found.as_posix().startswith("/vsi"):
        raise InputError(_VIRTUAL, file=str(path))
    _refuse_address(os.fspath(path))
    near = near_names(found)
    raise InputError(_MISSING_NEAR if near else _MISSING, file=display_path(found), near=near)


def existing_paths(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Return paths that exist; of several a link to nothing too, which is named where it is read.

    Raises
    ------
    InputError
        As :func:`existing_path`.
    """
    found = [Path(path) for path in paths]
    return [path if len(found) > 1 and leads_nowhere(path) else existing_path(path) for path in found]


def scheme_of(text: str) -> str | None:
    """Return the scheme of the address of a file on a network, or of a database; None where the text is none.

    Examples
    --------
    >>> [scheme_of(text) for text in ("https://a.cn/x.shp", "PG:dbname=land", "host=db user=me", "C:/x.shp")]
    ['https', 'pg', 'postgresql', None]
    """
    scheme = _SCHEME.match(text)
    # A Path has one slash where the address had two.
    if scheme is not None and (scheme[2] or scheme[1].lower() in _OF_DATABASES):
        return scheme[1].lower()
    if _OF_ODBC.search(text):
        return "odbc"
    return "postgresql" if _OF_POSTGRES.search(text) else None


def _refuse_address(text: str) -> None:
    """Refuse an address in a sentence that says what to do instead."""
    scheme = scheme_of(text)
    if scheme is not None:
        raise InputError(_DATABASE if scheme in _OF_DATABASES else _ADDRESS, scheme=scheme)


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


def without_companions(paths: Sequence[Path]) -> list[Path]:
    """Return files without those that belong to others of them: a pattern finds the .dbf and .prj of a .shp too."""
    belonging = {other for path in paths for other in companions_of(path)}
    return [path for path in paths if path not in belonging]


def near_names(path: Path) -> list[str]:
    """Return names beside a path that does not exist which may be meant: one suffix alone makes none alike."""
    try:
        # A link that leads nowhere is not meant, and may be the path itself.
        names = sorted(entry.name for entry in path.parent.iterdir() if os.path.exists(entry))  # noqa: PTH110 - never an error
    except (OSError, ValueError):
        return []
    near = [name for name in names if _likeness(path.stem, PurePath(name).stem) >= _NEAR]
    # Beside 二期.shp nobody means 二期.cpg.
    belonging = {each.name for name in near for each in companions_of(path.with_name(name))}
    near = [name for name in near if name not in belonging]
    whole = {name: _likeness(path.name, name) for name in near}
    best = _AS_NEAR * max(whole.values(), default=0.0)
    return sorted((name for name in near if whole[name] >= best), key=lambda name: (-whole[name], name))[:3]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


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
        raise InputError(_DENIED, file=display_path(folder)) from error


def head_of(path: Path, size: int = 65_536) -> bytes:
    """Return a file's first bytes.

    Raises
    ------
    InputError
        It is a folder, empty, or may not be read.
    """
    with opened(path) as stream:
        head = stream.read(size)
    if not head:
        raise FormatError(_EMPTY, file=display_path(path))
    return head


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes; what the system says against it becomes one sentence."""
    # What a system says of a folder differs: of some it is one that may not be read.
    if path.is_dir():
        raise InputError(_DIRECTORY, file=display_path(path))
    try:
        stream = path.open("rb")
    except PermissionError as error:
        raise InputError(_DENIED, file=display_path(path)) from error
    except OSError as error:
        raise InputError(UNREADABLE, file=display_path(path), reason=system_reason(error)) from error
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


_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_UNDECODABLE = Words(
    zh="既不是 UTF-8 也不是 GB18030 编码；请在文本编辑器中另存为 UTF-8，或用 encoding 指明编码",
    en="the text is neither UTF-8 nor GB18030; save it as UTF-8 in a text editor, or name its encoding",
)

_NOT_IN = Words(zh="不是 {encoding} 编码的文本", en="the text is not in the encoding {encoding}")

# Codecs of host names and of Python's own source; no file is written in them.
_NOT_OF_FILES = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})

_NO_ENCODING = Words(zh="没有名为“{encoding}”的编码", en="there is no encoding “{encoding}”")


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return the text and the name of its encoding.

    Parameters
    ----------
    data : bytes
        The whole file.
    encoding : str, optional
        The caller's word; without it the ladder decides.

    Raises
    ------
    FormatError
        The bytes are not text in that encoding, or in any of the ladder.
    InputError
        There is no such encoding.

    Examples
    --------
    >>> decode("地块".encode("gbk"))
    ('地块', 'gb18030')
    >>> decode("地块".encode("utf-16"))
    ('地块', 'utf-16')
    """
    if encoding is not None:
        return _decode_as(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, name)
    for name in ("utf-8", "gb18030"):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    raise FormatError(_UNDECODABLE)


def _decode_as(data: bytes, encoding: str) -> tuple[str, str]:
    name = codec_name(encoding)
    try:
        return data.decode("utf-8-sig" if name == "utf-8" else name), name
    except UnicodeDecodeError as error:
        raise FormatError(_NOT_IN, encoding=encoding) from error


def codec_name(encoding: str) -> str:
    """Return Python's name of a text encoding.

    Raises
    ------
    InputError
        There is no such encoding.

    Examples
    --------
    >>> codec_name("GBK"), codec_name("UTF8")
    ('gbk', 'utf-8')
    """
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError) as error:
        raise InputError(_NO_ENCODING, encoding=encoding) from error
    # Python also calls base64 and zip codecs; they do not make text.
    if not found._is_text_encoding or found.name in _NOT_OF_FILES:  # noqa: SLF001 - the only place that tells
        raise InputError(_NO_ENCODING, encoding=encoding)
    return found.name


def lines_of(text: str) -> list[str]:
    r"""Split into lines as text editors count them: at CRLF, CR or LF, and nowhere else.

    Examples
    --------
    >>> lines_of("a\r\nb\rc\n")
    ['a', 'b', 'c', '']
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def is_text(head: bytes) -> bool:
    r"""Tell whether the first bytes of a file can be text: a mark of UTF-16, or no zero byte.

    Examples
    --------
    >>> is_text("J1,1".encode("utf-16")), is_text(b"SQLite format 3\x00")
    (True, False)
    """
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" not in head

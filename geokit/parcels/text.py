"""Bytes to text: a byte order mark decides, then strict UTF-8, then GB18030, of which GBK and GB2312 are parts."""

from __future__ import annotations

import codecs

from geokit.errors import FormatError, InputError
from geokit.words import Words

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

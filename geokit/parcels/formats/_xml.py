"""XML by one parser: it must be whole, and carry no definitions of its own.

GDAL reads a file that breaks off as far as it goes, and says nothing. A document type can name other files, or grow
without end.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, NoReturn, Protocol
from xml.parsers import expat

from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.parcels.files import bytes_of, codec_name, decode, opened

if TYPE_CHECKING:
    from pathlib import Path

_DOCTYPE = Words(
    zh="XML 含有 DOCTYPE 声明，拒绝读取；请删去该声明",
    en="the XML has a DOCTYPE, which is refused; take it out",
)
# Folders in folders, and collections in collections: nobody goes so far.
_DEEPEST = 256
_TOO_DEEP = Words(
    zh="XML 元素嵌套超过 {limit} 层，拒绝读取",
    en="its XML elements stand more than {limit} deep in one another, which is refused",
)
_BROKEN = Words(zh="XML 不完整或有语法错误", en="the XML is cut short or not well formed")
_MISLABELLED = Words(
    zh="XML 声明（或默认）为 {said} 编码，内容却是 {encoding}（含 GBK、GB2312）；请把首行的 encoding 改为 {encoding}，或另存为 UTF-8",
    en="the XML says that it is in {said}, or says nothing, and is in {encoding} (as GBK and GB2312 are): write that encoding "
    "into its first line, or save it as UTF-8",
)

_SECOND_ELEMENT = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_BLOCK_BYTES = 1 << 14
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,99}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
# Encodings of Chinese take two bytes or more a character, which expat leaves to the caller.
_OF_SEVERAL_BYTES = frozenset({"gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "cp950"})
_BLANKS = re.compile(r"[\s\ufeff]*")
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")


class Listener(Protocol):
    """What is told of a document, in its order; names stand with their prefix."""

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        """Take an element that begins."""

    def end(self, name: str) -> None:
        """Take an element that ends."""

    def text(self, text: str) -> None:
        """Take text, perhaps one of several pieces."""


def parse_xml(path: Path, listener: Listener) -> str:
    """Tell what a document holds, and return its encoding; one that is not whole, or has a document type, is refused.

    Raises
    ------
    FormatError
        With the line of the fault.
    """
    text, encoding = _chinese_text(path)
    # What is named here goes before what the document declares.
    parser = expat.ParserCreate(None if text is None else "utf-8")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartDoctypeDeclHandler = _refuse_doctype
    _hear_elements(parser, listener)
    parser.CharacterDataHandler = listener.text
    try:
        with opened(path) if text is None else BytesIO(text.encode()) as stream:
            parser.ParseFile(stream)
    except FormatError:
        raise
    except expat.ExpatError as error:
        raise (_mislabelled(path, encoding) or FormatError(_BROKEN, line=error.lineno)) from error
    except (LookupError, ValueError) as error:
        # An encoding that expat leaves to Python, which does not know it or takes more than a byte a character.
        raise FormatError(_BROKEN) from error
    return encoding


def _mislabelled(path: Path, said: str) -> FormatError | None:
    """Return that a document in an encoding of Chinese says another of itself; None where that is not its fault."""
    data = bytes_of(path)
    try:
        data.decode(said)
    except UnicodeDecodeError:
        with suppress(FormatError):
            return FormatError(_MISLABELLED, said=said.upper(), encoding=decode(data)[1].upper())
    except LookupError:
        pass
    return None


def _chinese_text(path: Path) -> tuple[str | None, str]:
    """Return the text of a document that declares an encoding of Chinese, and None for others; and the encoding."""
    with opened(path) as stream:
        head = stream.read(_BLOCK_BYTES)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, "utf-16"
    found = _DECLARED.match(head)
    if found is None:
        return None, "utf-8"
    try:
        declared = codec_name(found[1].decode())
    except InputError:
        return None, "utf-8"
    if declared not in _OF_SEVERAL_BYTES:
        return None, declared
    # Programs that save it anew as UTF-8 leave the declaration as it was; GB18030 holds what is marked as GB2312.
    return decode(bytes_of(path), declared if declared.startswith(("big5", "cp", "hz")) else None)


def past_first_element(path: Path, target: Path) -> Path:
    """Write what follows a document's first element as one of its own, on the lines where it stands, and return it.

    Raises
    ------
    FormatError
        The first element is not whole, or a document type stands before it.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    data = bytes_of(path)
    try:
        parser.ParseFile(BytesIO(data))
    except expat.ExpatError as error:
        if error.code != _SECOND_ELEMENT:
            raise FormatError(_BROKEN, line=error.lineno) from error
        at = parser.ErrorByteIndex
        target.write_bytes(b"\n" * data.count(b"\n", 0, at) + data[at:])
        return target
    return path


def _hear_elements(parser: expat.XMLParserType, listener: Listener) -> None:
    """Refuse elements that stand too deep in one another; tell of the others."""
    begun, ended, depth = listener.start, listener.end, 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise FormatError(_TOO_DEEP, line=parser.CurrentLineNumber, limit=_DEEPEST)
        begun(name, attributes, parser.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        ended(name)

    parser.StartElementHandler, parser.EndElementHandler = start, end


def _refuse_doctype(*_: Any) -> NoReturn:
    raise FormatError(_DOCTYPE)


def has_doctype(stream: IO[bytes]) -> bool:
    """Tell whether XML declares a document type; reads no further than the first element."""
    parser = expat.ParserCreate()
    found: list[bool] = []
    parser.StartDoctypeDeclHandler = lambda *_: found.append(True)
    parser.StartElementHandler = lambda *_: found.append(False)
    try:
        while not found and (block := stream.read(_BLOCK_BYTES)):
            parser.Parse(block)
    except (expat.ExpatError, LookupError, ValueError):
        # What is wrong with it is found when it is read.
        return any(found)
    return found[:1] == [True]


def root_name(head: bytes) -> str | None:
    """Return the first element's name without its prefix, or None where the bytes are no XML.

    Examples
    --------
    >>> root_name(b"<?xml version='1.0'?><!-- a --><ogr:FeatureCollection x='1'>")
    'FeatureCollection'
    """
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    at = _past_blanks(text, 0)
    # Step by step: a pattern for the whole prolog tries every beginning of a part with every end.
    while text.startswith(("<?", "<!"), at):
        end = _end_of_part(text, at)
        if end < 0:
            return None
        at = _past_blanks(text, end + 1)
    element = _ELEMENT.match(text, at)
    return element[1] if element else None


def _past_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _end_of_part(text: str, at: int) -> int:
    """Return the last letter of an instruction, a comment or a document type that begins here, or -1."""
    for start, mark in (("<?", "?"), ("<!--", "--")):
        if text.startswith(start, at):
            found = text.find(f"{mark}>", at + len(start))
            return found if found < 0 else found + len(mark)
    end = text.find(">", at)
    subset = text.find("[", at, max(end, at))
    if subset < 0:
        return end
    closed = text.find("]", subset)
    return closed if closed < 0 else text.find(">", closed)

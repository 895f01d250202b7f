"""XML is checked before GDAL sees it: it must be whole, and carry no definitions of its own.

GDAL reads a file that breaks off as far as it goes, and says nothing. A document type can name other files, or grow
without end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn
from xml.parsers import expat

from geokit.errors import FormatError
from geokit.parcels.files import opened
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_DOCTYPE = Words(
    zh="XML 含有 DOCTYPE 声明，拒绝读取；请删去该声明",
    en="the XML has a DOCTYPE, which is refused; take it out",
)
_BROKEN = Words(zh="XML 不完整或有语法错误", en="the XML is cut short or not well formed")


def check_xml(path: Path) -> None:
    """Refuse a file that is not whole, or has a document type.

    Raises
    ------
    FormatError
        With the line of the fault.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with opened(path) as stream:
            parser.ParseFile(stream)
    except FormatError:
        raise
    except expat.ExpatError as error:
        raise FormatError(_BROKEN, line=error.lineno) from error
    except (LookupError, ValueError) as error:
        # An encoding that expat leaves to Python, which does not know it or takes more than a byte a character.
        raise FormatError(_BROKEN) from error


def _refuse_doctype(*_: Any) -> NoReturn:
    raise FormatError(_DOCTYPE)


def root_name(head: bytes) -> str | None:
    """Return the first element's name without its prefix, or None where the bytes are no XML.

    Examples
    --------
    >>> root_name(b"<?xml version='1.0'?><!-- a --><ogr:FeatureCollection x='1'>")
    'FeatureCollection'
    """
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    prolog = r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?\s*>"
    match = re.match(
        r"\s*<(?:[\w.-]+:)?([\w.-]+)", re.sub(prolog, "", text.lstrip("\ufeff"), flags=re.DOTALL)
    )
    return match[1] if match else None

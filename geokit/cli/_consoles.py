"""Consoles whose code page lacks a character: it is written in the plainest way, never with a traceback."""

from __future__ import annotations

import codecs
import io
import sys
from typing import Final

# What geokit prints beyond ASCII and Chinese. Code page 936 has no superscripts and no minus sign of its own.
_PLAIN: Final = {
    "²": "2", "³": "3", "–": "-", "—": "-", "−": "-", "·": "-", "•": "-", "×": "x", "→": "->", "≤": "<=", "≥": ">=",
    "±": "+/-", "°": " deg", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "\xa0": " ",
}  # fmt: skip
_HANDLER: Final = "geokit-plain"


def make_printable() -> None:
    """Let standard output and error write any character, whatever their code page holds."""
    codecs.register_error(_HANDLER, _in_plain_characters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def _in_plain_characters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, "?") for character in missing), error.end

"""What is piped in, as a file: a database's own client, or another program, writes parcels to standard input.

It goes into a temporary file, since formats are read from one, and its first bytes say what it is.
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from geokit.errors import InputError
from geokit.folders import temporary_folder
from geokit.i18n import Words
from geokit.system_reasons import DISK_FULL, system_reason

if TYPE_CHECKING:
    from pathlib import Path

STDIN: Final = "-"
# As much as an archive may unpack to.
MAX_BYTES: Final = 4 * 2**30
_TWO: Final = 2
# What reports call the file.
PIPED: Final = "stdin"
_USED: Final = "geokit.stdin"

_NOTHING_PIPED = Words(
    zh="没有内容送到标准输入；用法如：cat 一期.geojson | geokit audit -",
    en="nothing is piped in; use it so: cat parcels.geojson | geokit audit -",
)
_EMPTY = Words(zh="标准输入为空", en="standard input is empty")
_TOO_LARGE = Words(
    zh="标准输入超过 {limit} GB 的上限；请写成文件后分部分读取",
    en="standard input is larger than the {limit} GB that are read; write files of parts of it",
)
_NO_ROOM = Words(
    zh="标准输入无法存入临时文件夹（{reason}）；请清出磁盘空间",
    en="standard input cannot be kept in the folder for temporary files ({reason}); make room on the disk",
)


def spooled_input() -> Path:
    """Return a file with what is piped in; it is gone when the command ends.

    Raises
    ------
    InputError
        Nothing is piped in, it is empty or too large, or there is no room for it.
    """
    context = click.get_current_context()
    # A stream is read once; whoever names it twice means the same.
    known: Path | None = context.meta.get(_USED)
    if known is None:
        piped = context.with_resource(temporary_folder()) / PIPED
        _spool(sys.stdin.buffer, piped)
        known = piped.rename(piped.with_suffix(_suffix_of(piped)))
        context.meta[_USED] = known
    return known


def _spool(stream: BinaryIO, target: Path) -> None:
    if stream.isatty():
        raise InputError(_NOTHING_PIPED)
    piped = _Bounded(stream)
    try:
        with target.open("wb") as sink:
            shutil.copyfileobj(piped, sink)
    except OSError as error:
        if error.errno in DISK_FULL:
            raise InputError(_NO_ROOM, reason=system_reason(error)) from error
        raise
    if not piped.size:
        raise InputError(_EMPTY)


def _suffix_of(piped: Path) -> str:
    """Return the suffix of a text that could be of several formats; what else is piped in needs none to be known."""
    from geokit.parcels.files import head_of, is_text
    from geokit.parcels.formats._base import Opening, known_formats

    opening = Opening(head_of(piped))
    if not is_text(opening.head):
        return ""
    fitting = {name for name in ("txt", "csv", "dat") if known_formats()[name].sniff(opening)}
    if len(fitting) <= 1:
        return ""
    if "csv" not in fitting:
        return ".txt"
    # Rows of points without headings fit all three.
    return ".dat" if len(fitting) > _TWO else ".csv"


class _Bounded:
    """A stream that is refused when it turns out too large."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.size = stream, 0

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.size += len(block)
        if self.size > MAX_BYTES:
            raise InputError(_TOO_LARGE, limit=f"{MAX_BYTES / 2**30:g}")
        return block

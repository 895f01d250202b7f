"""Outputs that are complete or absent: written beside their place, then renamed."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geokit.errors import OutputError
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

_CANNOT_WRITE = Words(
    zh="无法写入 {file}（{reason}）；原有文件未改动。{remedy}",
    en="{file} cannot be written ({reason}); what stood there stands. {remedy}",
)
_MISSING = Words(zh="文件夹不存在，请先建立", en="The folder does not exist: make it first")
_NO_ROOM = Words(
    zh="磁盘已满：请清出空间，或写到别处", en="The disk is full: make room, or write it elsewhere"
)
_REFUSED = Words(
    zh="请关闭正打开该文件的程序（如 Excel），检查文件夹是否只读，或换一个文件名",
    en="Close the program that has it open (Excel, say), see that the folder is not read-only, or write another name",
)
_OTHERWISE = Words(
    zh="请检查路径是否正确，或写到别处", en="See that the path is right, or write it elsewhere"
)
_REMEDIES = {
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EFBIG: _NO_ROOM,
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EROFS: _REFUSED,
    errno.EBUSY: _REFUSED,
}


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it takes the place of `path` only if all went well.

    Whatever else was written into the same folder (a shapefile's other files) follows it.

    Raises
    ------
    OutputError
        The folder is missing, or the system refuses.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".geokit-") as folder:
            # The name is kept: some formats write it into the file.
            yield Path(folder) / path.name
            for made in sorted(Path(folder).iterdir()):
                os.replace(made, path.parent / made.name)  # noqa: PTH105 - replaces atomically on every system
    except OutputError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        remedy = _REMEDIES.get(error.errno or 0, _OTHERWISE)
        raise OutputError(_CANNOT_WRITE, file=spoken(path), reason=reason, remedy=remedy) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` so that `path` holds all of it, or what it held before.

    Raises
    ------
    OutputError
        The folder is missing, or the system refuses.
    """
    with replacing(path) as beside:
        beside.write_bytes(content)


def spoken(path: Path) -> str:
    """Return a path as an error or report may show it: absolute ones without their folder.

    Examples
    --------
    >>> spoken(Path("data/三期.txt")) == str(Path("data/三期.txt")), spoken(Path("三期.txt").absolute())
    (True, '三期.txt')
    """
    return path.name if path.is_absolute() else str(path)

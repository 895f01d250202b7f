"""Outputs that are complete or absent: written beside their place, then renamed."""

from __future__ import annotations

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
    zh="无法写入 {file}（{reason}）；原有文件未改动。请检查文件夹是否存在、磁盘是否已满、文件是否被其他程序打开",
    en="{file} cannot be written ({reason}); what stood there stands. Check that the folder exists, that the disk "
    "is not full, and that no other program has the file open",
)


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
        raise OutputError(_CANNOT_WRITE, file=spoken(path), reason=reason) from error


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

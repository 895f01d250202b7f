"""A file that is complete or absent: written beside its place, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geokit.errors import OutputError
from geokit.words import Words

_CANNOT_WRITE = Words(
    zh="无法写入 {file}:{reason};原有文件未改动",
    en="cannot write {file}: {reason}; what stood there before stands",
)


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` so that `path` holds all of it, or what it held before.

    Raises
    ------
    OutputError
        The folder is missing or the disk refuses.
    """
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(_permissions(path))
        beside.replace(path)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        raise OutputError(_CANNOT_WRITE, file=path.name, reason=error.strerror or error) from None


def _permissions(path: Path) -> int:
    # A temporary file is for its owner only; the page should be as readable as any file written plainly.
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

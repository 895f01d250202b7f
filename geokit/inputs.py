"""What may be opened for reading: a file of bytes, never a pipe or a device, which may have no end or nothing to say."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from geokit.errors import InputError
from geokit.outputs import spoken
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_SPECIAL = Words(
    zh="是管道、套接字或设备，不是文件；请先存为文件",
    en="is a pipe, a socket or a device and no file; save what it says to a file first",
)


def refuse_special(path: Path, name: str | None = None) -> None:
    """Refuse what is neither a file nor a folder; what is not there, or may not be looked at, passes.

    Parameters
    ----------
    path : Path
        What is about to be opened; a link counts as what it leads to.
    name : str, optional
        What the error calls it.

    Raises
    ------
    InputError
        Opening it could wait for ever.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InputError(_SPECIAL, file=name or spoken(path))

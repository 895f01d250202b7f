"""Temporary folders that end with their process, or, where that was killed, with the next one that makes such a folder.

A process holds a lock in each of its folders, which the system lets go of however the process ends.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from geokit.atomic import is_own_folder, make_temporary

_OURS: Final = re.compile(r"geokit-(parts|workers)-[a-z0-9_]{8}")
_LOCK: Final = "held"
_DAY_S: Final = 86_400


class HeldFolder:
    """A temporary folder, removed with the last that refers to it.

    Parameters
    ----------
    kind : str
        What it is for: ``"parts"`` or ``"workers"``.
    """

    def __init__(self, kind: str) -> None:
        _remove_left()
        self.path = make_temporary(f"geokit-{kind}-")
        self.remove = weakref.finalize(self, _remove, self.path, _hold(self.path))


def _remove(folder: Path, held: int) -> None:
    # Windows removes no file that is open.
    os.close(held)
    shutil.rmtree(folder, ignore_errors=True)


def _hold(folder: Path) -> int:
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with suppress(OSError):
        # Some network folders have no locks; what is left in them stays.
        _lock(descriptor, waits=True)
    # Whoever finds the file empty has come between the two lines above.
    os.write(descriptor, b"1")
    return descriptor


def _remove_left() -> None:
    """Remove what killed processes of this user left."""
    place = tempfile.gettempdir()
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name) and is_own_folder(entry) and _is_left(Path(entry.path)):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Tell whether no process holds a folder."""
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        # It is only just being made, or was by an older version.
        return time.time() - folder.stat().st_mtime > _DAY_S
    try:
        _lock(descriptor, waits=False)
        return os.fstat(descriptor).st_size > 0
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _lock(descriptor: int, *, waits: bool) -> None:
    """Lock an open file for this process, or raise an OSError where another has it."""
    if os.name == "nt":
        msvcrt: Any = importlib.import_module("msvcrt")
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)
        return
    fcntl: Any = importlib.import_module("fcntl")
    fcntl.flock(descriptor, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)

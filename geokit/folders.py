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
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import OutputError
from geokit.i18n import Words
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_TEMPORARY: Final = Words(
    zh="无法建立临时文件夹（{reason}）；请清出磁盘空间，或用环境变量 TMPDIR（Windows 为 TEMP）指向可写的文件夹",
    en="no temporary folder can be made ({reason}); make room on the disk, or point TMPDIR (on Windows TEMP) to a folder "
    "that can be written",
)
_NONE_WRITABLE: Final = Words(zh="常用的几处临时文件夹都不能写", en="none of the usual places can be written")

# What is written beside its place has a folder of this name there.
BESIDE: Final = ".geokit-"
_BESIDE: Final = re.compile(re.escape(BESIDE) + "[a-z0-9_]{8}")
_OURS: Final = re.compile(r"geokit-(files|parts|workers)-[a-z0-9_]{8}")
_LOCK: Final = "held"
_DAY_S: Final = 86_400
_LONGEST_WAIT_S: Final = 30
_WAIT_S: Final = 0.02


class HeldFolder:
    """A temporary folder, removed with the last that refers to it.

    Parameters
    ----------
    kind : str
        What it is for: ``"files"``, ``"parts"`` or ``"workers"``.

    Raises
    ------
    OutputError
        The system has no room for it.
    """

    def __init__(self, kind: str) -> None:
        _remove_left()
        with _sentence():
            self.path = Path(tempfile.mkdtemp(prefix=f"geokit-{kind}-"))
            self.remove = weakref.finalize(self, _remove, self.path, _hold(self.path))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield an empty folder among the system's temporary ones that is gone afterwards.

    Raises
    ------
    OutputError
        The system has no room for it.
    """
    held = HeldFolder("files")
    try:
        # Beside the lock, which whoever lists the folder would take for one of the files.
        empty = held.path / "files"
        with _sentence():
            empty.mkdir()
        yield empty
    finally:
        held.remove()


@contextmanager
def _sentence() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # Python, which tried several, names them all and no file.
        is_none = isinstance(error, FileNotFoundError) and error.filename is None
        reason = _NONE_WRITABLE if is_none else system_reason(error)
        raise OutputError(_NO_TEMPORARY, reason=reason) from error


def _remove(folder: Path, held: int) -> None:
    # Windows removes no file that is open.
    os.close(held)
    shutil.rmtree(folder, ignore_errors=True)


def _hold(folder: Path) -> int:
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        undo.callback(os.close, descriptor)
        with suppress(OSError):
            # Some network folders have no locks; what is left in them stays.
            _lock(descriptor, waits=True)
        # Whoever finds the file empty has come between the two lines above.
        os.write(descriptor, b"1")
        undo.pop_all()
    return descriptor


def _remove_left() -> None:
    """Remove what killed processes of this user left."""
    # Where there is no place for temporary folders at all, whoever wants one says so.
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name) and _is_own(entry) and _is_left(Path(entry.path)):
                shutil.rmtree(entry.path, ignore_errors=True)


def remove_abandoned(folder: Path) -> None:
    """Remove the temporary folders that killed processes of this user left."""
    try:
        with os.scandir(folder) as entries:
            left = [entry.path for entry in entries if _BESIDE.fullmatch(entry.name) and _is_abandoned(entry)]
    except OSError:
        # What is wrong with the folder is said when it is written to.
        return
    for each in left:
        shutil.rmtree(each, ignore_errors=True)


def _is_abandoned(entry: os.DirEntry[str]) -> bool:
    """Tell whether it is a folder of this user that nobody wrote to for a day."""
    if not _is_own(entry):
        return False
    written = entry.stat(follow_symlinks=False).st_mtime
    with os.scandir(entry.path) as inside:
        last = max([written, *(each.stat(follow_symlinks=False).st_mtime for each in inside)])
    return time.time() - last > _DAY_S


def _is_own(entry: os.DirEntry[str]) -> bool:
    """Tell whether it is a folder, and no link to one, of this user, closed to others as temporary ones are."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    status = entry.stat(follow_symlinks=False)
    # Windows has neither owners nor modes of this kind.
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o077)


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


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one process of geokit at a time move files in a folder; after half a minute do it all the same.

    Windows opens no folder, and some network folders have no locks: there several may at once.
    """
    with ExitStack() as undo:
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            undo.callback(os.close, descriptor)
            _wait_for_lock(descriptor)
        yield


def _wait_for_lock(descriptor: int) -> None:
    """Lock an open file, or give up in the end: whoever holds it may be the one that waits for this process."""
    end = time.monotonic() + _LONGEST_WAIT_S
    while True:
        try:
            _lock(descriptor, waits=False)
        except BlockingIOError:
            if time.monotonic() > end:
                return
            time.sleep(_WAIT_S)
        else:
            return


def _lock(descriptor: int, *, waits: bool) -> None:
    """Lock an open file for this process, or raise an OSError where another has it."""
    if os.name == "nt":
        msvcrt: Any = importlib.import_module("msvcrt")
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)
        return
    fcntl: Any = importlib.import_module("fcntl")
    fcntl.flock(descriptor, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)

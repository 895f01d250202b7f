"""Compiling loops by numba, and where what was compiled is kept.

Compiled code is kept for the next process: in a folder of the user's cache directory, else in one of the temporary
directory, else nowhere. Loading it runs it, so that a folder is used only where no other user can write: not beside the
source, which may be shared. Several processes may use it at once; each file is replaced as a whole.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
from contextlib import contextmanager, suppress
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import numba

from geokit._version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_settings: Any = numba.config
_OWN_ONLY = 0o700
_FOR_ALL = 0o1777
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

# What reading or writing kept code may meet: a full disk, a folder that has gone, a file that was cut short.
_NOT_KEPT = (OSError, EOFError, pickle.UnpicklingError)


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return a function as a compiled loop that leaves the interpreter's lock to others, kept for the next process.

    It may call functions that are :func:`part_of_loops`. Each of its arguments is of one type, so that it is compiled once.
    """
    kept, made = _kept(function), cast("Callable[Arguments, Result]", numba.njit(nogil=True)(function))
    if kept is None:
        return made

    @wraps(function)
    def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return kept(*args, **kwargs)
        except _NOT_KEPT:
            # Raised before the loop has begun; nothing is lost but the seconds of the compiler.
            return made(*args, **kwargs)

    return call


def part_of_loops(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return a function that compiled ones call: it is kept with them, not by itself."""
    return cast("Callable[Arguments, Result]", numba.njit(nogil=True)(function))


def _kept(function: Callable[Arguments, Result]) -> Callable[Arguments, Result] | None:
    folder = cache_folder()
    # Whoever has set numba's own folder has chosen.
    if folder is None and not _settings.CACHE_DIR:
        return None
    with _cached_in(_settings.CACHE_DIR or str(folder)), suppress(RuntimeError):
        return cast("Callable[Arguments, Result]", numba.njit(nogil=True, cache=True)(function))
    return None


@contextmanager
def _cached_in(folder: str) -> Iterator[None]:
    """Let numba choose a folder for what is defined in a ``with`` block."""
    before = _settings.CACHE_DIR
    _settings.CACHE_DIR = folder
    try:
        yield
    finally:
        _settings.CACHE_DIR = before


@cache
def cache_folder() -> Path | None:
    """Return a folder for compiled code that this user alone can write to; None where there is none."""
    for parent in (_user_cache(), _temporary()):
        folder = None if parent is None else parent / "loops" / _machine()
        if folder is not None and _is_made(folder) and is_private(folder):
            return folder
    return None


def _user_cache() -> Path | None:
    """Return geokit's folder in the user's cache directory."""
    chosen = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    if chosen and Path(chosen).is_absolute():
        return Path(chosen) / "geokit"
    with suppress(RuntimeError):
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "geokit"
    return None


def _temporary() -> Path | None:
    """Return a folder of the temporary directory that has this user's name."""
    with suppress(FileNotFoundError):
        found = Path(tempfile.gettempdir())
        # Where no other can be written Python takes the current folder, in which nothing is to be left.
        is_last_resort = found == Path.cwd() and not _is_for_temporary(found)
        return None if is_last_resort else found / f"geokit-{_user()}"
    return None


def _is_for_temporary(folder: Path) -> bool:
    """Tell whether temporary files belong in a folder, whoever works there: the user has named it, or it is the system's."""
    named = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    # As tempfile names it. In a system's own all may write, and each may remove what is theirs alone.
    is_named = str(folder) in [os.path.abspath(each) for each in named if each]  # noqa: PTH100
    return is_named or stat.S_IMODE(folder.stat().st_mode) == _FOR_ALL


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def _machine() -> str:
    """Return a name for what compiled code depends on: homes are shared by machines with other processors."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features().flatten()
    versions = f"{__version__} {numba.__version__} {sys.version}"
    depends = f"{versions} {llvm.get_process_triple()} {llvm.get_host_cpu_name()} {features}"
    return hashlib.sha256(depends.encode()).hexdigest()[:16]


def _is_made(folder: Path) -> bool:
    """Make a folder, and those above it that are missing, for this user alone; return whether it can be written to."""
    try:
        for each in (*reversed(folder.parents), folder):
            with suppress(FileExistsError):
                each.mkdir(mode=_OWN_ONLY)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def is_private(folder: Path) -> bool:
    """Return whether no other user can change what is in a folder, or put another in its place.

    Those above it belong to this user or to the system, and others can write to none, but where each may only remove what
    is their own. Elsewhere than on POSIX systems the user's folders are taken to be theirs.
    """
    if not hasattr(os, "geteuid"):
        return True
    try:
        real = folder.resolve(strict=True)
        found = real.stat()
        above: list[Any] = [each.stat() for each in real.parents]
    except OSError:
        return False
    is_own = found.st_uid == os.geteuid() and not found.st_mode & _OTHERS_WRITE
    return is_own and all(
        each.st_uid in (0, os.geteuid())
        and (not each.st_mode & _OTHERS_WRITE or bool(each.st_mode & stat.S_ISVTX))
        for each in above
    )

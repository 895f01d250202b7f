"""How much memory a machine has, how much of it work may take, and what the interpreter does about it meanwhile."""

from __future__ import annotations

import gc
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geokit.errors import OptionError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of the machine's memory, where nobody says how much.
_SHARE: Final = 4

# Where nothing tells how much there is.
_UNKNOWN: Final = 8 << 30

_CGROUPS: Final = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
# Of more digits none is a size, and a float may have no place for it.
_SIZE: Final = re.compile(r"(\d{1,20}(?:\.\d{1,20})?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)
_POWERS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}

# Less would not hold the libraries themselves.
_LEAST: Final = 256_000_000

# By the numbers of malloc.h: what is kept at the end (M_TRIM_THRESHOLD), what is taken besides what is asked for (M_TOP_PAD),
# and from which size on a block is one of its own (M_MMAP_THRESHOLD).
_IN_BULK: Final = {-1: 1 << 30, -2: 64 << 20, -3: 32 << 20}

_NO_SIZE = Words(
    zh="memory 应为内存大小，如 4GB、500MB 或字节数，而不是“{value}”{option:memory}",
    en="memory is a size such as 4GB, 500MB or a number of bytes, not “{value}”{option:memory}",
)
_TOO_SMALL = Words(
    zh="memory 至少为 256 MB，而不是“{value}”{option:memory}",
    en="memory is at least 256 MB, not “{value}”{option:memory}",
)


def total_memory() -> int:
    """Return the bytes of memory that this process could have: the machine's, or its container's."""
    found = [size for size in (_physical(), *map(_of_cgroup, _CGROUPS)) if size is not None]
    return min(found, default=_UNKNOWN)


def memory_limit(memory: str | int | None = None) -> int:
    """Return a size in bytes; a quarter of the machine's memory where none is given.

    Raises
    ------
    OptionError
        It is no size, or too small to work in.

    Examples
    --------
    >>> memory_limit("4GB"), memory_limit("1.5 GiB"), memory_limit(500_000_000)
    (4000000000, 1610612736, 500000000)
    """
    if memory is None:
        return max(total_memory() // _SHARE, _LEAST)
    found = _SIZE.fullmatch(str(memory).strip())
    if found is None:
        raise OptionError(_NO_SIZE, value=memory)
    number, prefix, is_binary = found.groups()
    size = int(float(number) * (1024 if is_binary else 1000) ** _POWERS[prefix.lower()])
    if size < _LEAST:
        raise OptionError(_TOO_SMALL, value=memory)
    return size


def give_memory_back() -> None:
    """Give the system the memory that is free and still held: where many small things lay, between what is kept.

    Much is held where GEOS made millions of geometries, and Arrow read files. Only the C library of GNU needs to be told.
    """
    import ctypes

    arrow = sys.modules.get("pyarrow")
    if arrow is not None:
        arrow.default_memory_pool().release_unused()
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def take_memory_in_bulk() -> None:
    """Let the C library of GNU take memory in large pieces, and keep what is freed: for a process that works and ends.

    Else it asks the system for each few pages, and gives back what the next column needs: each page is cleared again, and
    threads wait for each other meanwhile.
    """
    import ctypes

    if not sys.platform.startswith("linux"):
        return
    change = getattr(ctypes.CDLL(None), "mallopt", None)
    if change is not None:
        for option, size in _IN_BULK.items():
            change(option, size)


@contextmanager
def paused_gc() -> Iterator[None]:
    """Keep the collector from its work in a ``with`` block that makes no cycles.

    It visits every geometry each time that some more are made: up to a third of the time, and no other thread runs meanwhile.

    Examples
    --------
    >>> with paused_gc():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _physical() -> int | None:
    if sys.platform == "win32":
        return _of_windows()
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return None


def _of_windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [
            ("size", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            *(
                (name, ctypes.c_uint64)
                for name in ("total", "free", "page", "page_free", "own", "own_free", "more")
            ),
        ]

    status = Status(size=ctypes.sizeof(Status))
    is_known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status.total) if is_known else None


def _of_cgroup(file: str) -> int | None:
    try:
        text = Path(file).read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None

"""The command line: one file a command, each importing what it needs when it runs."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import NoReturn

_NO_MEMORY: Final = "geokit: 内存不足 · not enough memory\n".encode()
# Without it there is no command line that could speak one language.
_NO_CLICK: Final = "geokit: 缺少库 {name}：pip install geokit-parks · {name} is not installed\n"

# A command makes millions of polygons and hardly a cycle: looking through them again and again takes a tenth of its time.
_RARELY: Final = (10_000_000, 20, 100)


def main() -> None:
    """Run the command line and leave with its exit status."""
    gc.set_threshold(*_RARELY)
    kept: list[object] = []
    try:
        from geokit.cli._program import run
        from geokit.machine import take_memory_in_bulk

        take_memory_in_bulk()
        status = run(sys.argv[1:], kept)
    except ModuleNotFoundError as error:
        os.write(2, _NO_CLICK.format(name=error.name).encode())
        status = 2
    except MemoryError:
        # Not even the sentence could be made.
        os.write(2, _NO_MEMORY)
        status = 2
    _leave(status)


def _leave(status: int) -> NoReturn:
    """End the process; what is in memory goes at once, where Python would free polygons by the million one by one."""
    is_watched = sys.gettrace() is not None or sys.getprofile() is not None
    if is_watched or threading.active_count() > 1:
        sys.exit(status)
    # Temporary folders are removed here.
    atexit._run_exitfuncs()  # noqa: SLF001 - os._exit leaves them out, and nothing else calls them
    if not _is_written_out():
        sys.exit(status)
    os._exit(status)


def _is_written_out() -> bool:
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        # Python says on leaving what is to be said.
        return False
    return True

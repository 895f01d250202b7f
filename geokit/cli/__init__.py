"""The command line: one file a command, each importing what it needs when it runs."""

from __future__ import annotations

import os
import sys
from typing import Final

from geokit.cli._program import run

_NO_MEMORY: Final = "geokit: 内存不足 · not enough memory\n".encode()


def main() -> None:
    """Run the command line and leave with its exit status."""
    try:
        status = run(sys.argv[1:])
    except MemoryError:
        # Not even the sentence could be made.
        os.write(2, _NO_MEMORY)
        status = 2
    sys.exit(status)

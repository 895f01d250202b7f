"""The command line: one file a command, each importing what it needs when it runs."""

from __future__ import annotations

import sys

from geokit.cli._program import run


def main() -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run(sys.argv[1:]))

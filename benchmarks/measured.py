"""Figures that benchmarks leave as JSON: ``--json FILE`` of each."""

from __future__ import annotations

import json
import os
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_MARK = "figures "

# How the name of a row ends that had one core for all its processes.
ON_ONE_CORE = ", 1 core"


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", type=Path, help="where the figures are written")


def keep(path: Path | None, figures: Any) -> None:
    """Write figures, if a file is named."""
    if path:
        path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def tell(figures: Any) -> None:
    """Print figures for the process that started this one."""
    print(_MARK + json.dumps(figures), flush=True)


def told(output: str) -> list[Any]:
    """Return the figures that a process printed."""
    return [json.loads(line.removeprefix(_MARK)) for line in output.splitlines() if line.startswith(_MARK)]


def medians(runs: Iterable[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure over runs, of the figures that all have."""
    found = list(runs)
    return {
        name: median(run[name] for run in found) for name in found[0] if all(name in run for run in found)
    }


def markdown(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a table."""
    head = list(columns)
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return [lines[0], "|" + "---|" * len(head), *lines[1:]]


def load() -> float:
    """Return the load of the last minute."""
    return os.getloadavg()[0]

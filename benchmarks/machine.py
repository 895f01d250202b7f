"""What a benchmark says of the machine it ran on."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def machine(packages: Iterable[str]) -> str:
    """Return cores, system and Python, and the versions of those packages that are installed."""
    versions = [
        f"{name} {importlib.metadata.version(name)}" for name in packages if importlib.util.find_spec(name)
    ]
    cores = f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()})"
    return f"{cores}, Python {platform.python_version()}\n{', '.join(versions)}"


def highest_gb() -> float:
    """Return the highest memory of this process since it started, in GB; nan where none can tell."""
    if sys.platform == "win32":
        return float("nan")
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def highest_memory() -> str:
    """Return the highest memory of this process since it started, in words."""
    return f"{highest_gb():.1f} GB"

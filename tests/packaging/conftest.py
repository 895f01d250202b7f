"""The archives that are published, built once in a run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def archives(build_once: Callable[..., Path]) -> list[Path]:
    """The wheel and the source archive."""

    def build(folder: Path) -> None:
        # Without isolation: the build backend is a test dependency, so that nothing is fetched here.
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)

    return sorted(build_once("dist", build).iterdir())


@pytest.fixture(scope="session")
def wheel(archives: list[Path]) -> Path:
    return archives[0]

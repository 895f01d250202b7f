"""What hostile files are after: an address that must not be asked, and a file whose text must not be seen."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD = "canary-5f2b91"


@dataclass
class Listener:
    """A server in a process of its own: one in this process could not answer while GDAL waits for it."""

    log: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/x"

    def connections(self) -> int:
        time.sleep(0.03)
        return self.log.read_text().count("connected")


@pytest.fixture(scope="session")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    log = tmp_path_factory.mktemp("listener") / "log.txt"
    with log.open("w") as sink:
        server = subprocess.Popen([sys.executable, Path(__file__).with_name("listener.py")], stdout=sink)
    try:
        for _ in range(200):
            if log.read_text().endswith("\n"):
                break
            time.sleep(0.05)
        yield Listener(log, int(log.read_text().split()[0]))
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A local file that no other file may lead to."""
    path = tmp_path / "elsewhere" / "canary.csv"
    path.parent.mkdir()
    path.write_text(f"word,more\n{WORD},1\n", encoding="utf-8")
    return path

"""The processes of a search: what they have imported before they are asked for anything, and from where."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.coverage import workers
from geokit.coverage.workers import connected
from geokit.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere they are not forked"),
]

SCRIPT = """
import geokit
from geokit.coverage.workers import connected
from geokit.errors import OptionError

def place():
    import geokit
    return geokit.__file__

if __name__ == "__main__":
    with connected(workers=1, scheduler=None, memory=1 << 30):
        from distributed import default_client
        print(*default_client().run(place).values())
"""


def test_what_workers_need_is_imported_before_they_start() -> None:
    distributed = pytest.importorskip("distributed")
    pytest.importorskip("numba")
    before = dict(os.environ)
    with connected(workers=2, scheduler=None, memory=1 << 30):
        client = distributed.default_client()
        assert all(client.run(lambda: "geokit.coverage.loop_kernel" in sys.modules).values())
        parents = set(client.run(os.getppid).values())
    assert len(parents) == 1
    assert os.getpid() not in parents
    assert dict(os.environ) == before


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """The signals to end that this process has heard."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    yield heard
    signal.signal(signal.SIGTERM, before)


def test_a_signal_to_end_is_heard_once_the_workers_have_started(
    heard: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    heard_before, started = [], workers._started

    def ended_meanwhile(*arguments: Any) -> Any:
        signal.raise_signal(signal.SIGTERM)
        heard_before.extend(heard)
        return started(*arguments)

    monkeypatch.setattr(workers, "_started", ended_meanwhile)
    listener = signal.getsignal(signal.SIGTERM)
    with connected(workers=1, scheduler=None, memory=1 << 30):
        assert (heard_before, heard) == ([], [signal.SIGTERM])
        assert signal.getsignal(signal.SIGTERM) is listener


def test_a_thread_that_hears_no_signals_starts_workers(heard: list[int]) -> None:
    distributed = pytest.importorskip("distributed")

    def processes() -> list[int]:
        with connected(workers=1, scheduler=None, memory=1 << 30):
            return list(distributed.default_client().run(os.getpid).values())

    with ThreadPoolExecutor(1) as other:
        (process,) = other.submit(processes).result()
    assert process != os.getpid()
    assert heard == []


def test_workers_start_where_no_process_can_be_forked(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pytest.importorskip("distributed")
    script, temporary = tmp_path / "run.py", tmp_path_factory.mktemp("long") / ("n" * 100)
    temporary.mkdir()
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [gk.__file__]
    assert not any(temporary.iterdir())


def test_workers_import_from_where_the_first_process_does(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    script, elsewhere = tmp_path / "run.py", tmp_path / "elsewhere"
    script.write_text(SCRIPT)
    (elsewhere / "geokit").mkdir(parents=True)
    (elsewhere / "geokit" / "__init__.py").write_text("")
    (elsewhere / "distributed.py").write_text("raise SystemExit(1)")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [gk.__file__]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"workers": 0}, "at least 1, not 0"),
        ({"workers": 1, "scheduler": "tcp://127.0.0.1:1"}, "either scheduler or workers"),
    ],
)
def test_what_no_cluster_follows_from_is_refused(options: dict[str, Any], said: str) -> None:
    asked = {"workers": None, "scheduler": None, "memory": 1 << 30, **options}
    with pytest.raises(OptionError, match=said), connected(**asked):
        pass


def test_no_cluster_is_asked_for() -> None:
    with connected(workers=None, scheduler=None, memory=0) as is_connected:
        assert not is_connected


def test_more_workers_than_the_memory_holds_are_refused_before_they_start():
    with (
        pytest.raises(
            OptionError, match="4 processes, 3 of them workers, take at least 1400 MB of memory, and 1000 MB"
        ),
        connected(workers=3, scheduler=None, memory=10**9),
    ):
        pass

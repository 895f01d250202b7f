"""A command that is told to end leaves nothing: no temporary folder, no process, no half-written report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from geokit.cli import _ending
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

# An audit in parts that waits, where it has all in its hands, to be told.
SCRIPT = """
import signal, sys, time

# Who starts the tests may have told them to ignore these.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

from geokit.auditing import engine
from geokit.cli import main
from geokit.parcels import parted

def wait(*_):
    print("waiting", flush=True)
    time.sleep(60)

parted.memory_of_files = lambda _: 1 << 60
engine._audit_one = wait
if __name__ == "__main__":
    main()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without telling it")
@pytest.mark.parametrize("options", [(), ("--workers", "1")], ids=["parts", "workers"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_nothing_is_left_of_an_audit_that_is_told_to_end(
    name: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    if options:
        pytest.importorskip("distributed")
    parcels, script, temporary = (tmp_path / each for each in ("a.parquet", "run.py", "tmp"))
    make_parcels([square(0, 0, 100)]).to_parquet(parcels)
    script.write_text(SCRIPT)
    temporary.mkdir()
    command = [sys.executable, str(script), "--lang", "en", "audit", str(parcels), *options]
    process = subprocess.Popen(
        [*command, "-o", str(tmp_path / "report.json")],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while "waiting" not in (line := process.stdout.readline()):
        assert line, process.communicate()[1]
    assert any(temporary.iterdir())
    number = getattr(signal, name)
    process.send_signal(number)
    # Both pipes end with the last process that has them.
    _, said = process.communicate(timeout=60)
    assert said.splitlines()[-1] == "stopped"
    assert process.returncode == 128 + number
    assert not any(temporary.iterdir())
    assert not (tmp_path / "report.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without telling it")
def test_who_listens_to_a_signal_goes_on_doing_so() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        with _ending.ending_in_order():
            signal.raise_signal(signal.SIGTERM)
        assert heard == [signal.SIGTERM]
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with pytest.raises(_ending.Ended) as told, _ending.ending_in_order():
            signal.raise_signal(signal.SIGTERM)
        assert told.value.code == 128 + signal.SIGTERM
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)

"""What no sentence was written for: another status than findings have, one line, and nothing of the user's in it."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING

import pytest

from geokit.cli import _program
from geokit.cli._program import run
from geokit.errors import FormatError, SpeedWarning
from geokit.i18n import Words
from geokit.programme.catalog import example_folder
from geokit.progress import record_table_size
from geokit.testing import make_parcels, make_park, square

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "canary-4711"
DAMAGED = Words(zh="损坏", en="it is damaged")


def raising(monkeypatch, error):
    def broken(*_args, **_options):
        raise error

    monkeypatch.setattr("geokit.load_catalog", broken)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("error", [
    KeyError(CANARY), TypeError(CANARY), AssertionError(CANARY), UnicodeDecodeError("utf-8", b"x", 0, 1, CANARY),
    OSError(CANARY), NotImplementedError(), StopIteration(), AttributeError(f"/path/{CANARY}\n::error::x"),
])  # fmt: skip
def test_something_unforeseen_is_three_and_asks_for_a_report(monkeypatch, capsys, error, language):
    raising(monkeypatch, error)
    assert run(["parks", "--lang", language]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert type(error).__name__ in err
    assert "geokit/cli/_options.py:" in err
    assert "GEOKIT_DEBUG" in err
    assert ("请报告" if language == "zh" else "please report") in err
    assert CANARY not in err


def test_the_traceback_is_printed_where_it_is_asked_for(monkeypatch, capsys):
    monkeypatch.setenv("GEOKIT_DEBUG", "1")
    raising(monkeypatch, KeyError("\x1b[31m"))
    assert run(["parks"]) == 3
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "\x1b" not in err


@pytest.mark.parametrize("error", [
    MemoryError(), OSError(errno.ENOMEM, "Cannot allocate memory"), RuntimeError("std::bad_alloc"),
    RuntimeError("can't start new thread"), ImportError("x.so: failed to map segment from shared object"),
])  # fmt: skip
def test_not_enough_memory_says_for_how_many_parcels(monkeypatch, capsys, error):
    raising(monkeypatch, error)
    assert run(["parks", "--lang", "en"]) == 2
    assert capsys.readouterr().err == (
        "geokit: not enough memory; do it in parts, read a smaller layer, or use a machine with more memory\n"
    )

    def broken(*_args, **_options):
        record_table_size(300_000)
        raise FormatError(DAMAGED) from error

    monkeypatch.setattr("geokit.load_catalog", broken)
    assert run(["parks", "--lang", "en"]) == 2
    assert "not enough memory for 300,000 parcels: " in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space in full")
def test_an_audit_in_too_little_memory_is_one_sentence(tmp_path):
    count = 60_000
    shapes = [square(20 * (at % 300), 20 * (at // 300), 19) for at in range(count)]
    make_park(tmp_path, toml='[[parcels]]\nfile = "x.parquet"\n')
    make_parcels(shapes).assign(id=[str(at) for at in range(count)]).to_parquet(
        tmp_path / "park" / "x.parquet"
    )
    limited = (
        "import resource, sys\n"
        "import geokit, geopandas, pyogrio, pyarrow.parquet, geokit.auditing.engine\n"
        "from geokit.cli._program import run\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 48_000_000, resource.RLIM_INFINITY))\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", limited, "audit", str(tmp_path), "--lang", "en"],
        check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    # The loader of GNU's C library leaves with 127 where a thread's own variables find no room.
    if done.returncode < 0 or done.returncode == 127:
        pytest.skip("a library ended the process before Python could say anything")
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines()[-1].startswith("geokit: not enough memory")
    assert "Traceback" not in done.stderr


def test_nesting_beyond_the_stack_is_the_inputs_fault(monkeypatch, capsys):
    raising(monkeypatch, RecursionError())
    assert run(["parks", "--lang", "en"]) == 2
    assert "nested too deeply" in capsys.readouterr().err


def test_what_the_system_reports_is_said_without_the_folder(monkeypatch, capsys, tmp_path):
    raising(monkeypatch, OSError(errno.EIO, "Input/output error", str(tmp_path / "x.shp")))
    assert run(["parks", "--lang", "en"]) == 2
    err = capsys.readouterr().err
    assert "Input/output error (x.shp)" in err
    assert str(tmp_path) not in err


def test_a_full_disk_of_the_system_is_not_taken_for_that_of_the_output(monkeypatch, capsys):
    raising(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))
    assert run(["parks", "--lang", "en"]) == 2
    assert "the system reports: No space left on device" in capsys.readouterr().err


def test_where_nobody_reads_on_nothing_is_said(tmp_path):
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "geokit", "parks"],
            check=False,
            stdout=write,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
        )
    finally:
        os.close(write)
    assert done.returncode == 141
    assert done.stderr == b""


def test_warnings_and_logs_of_libraries_are_not_shown():
    code = (
        "import logging, warnings, sys\n"
        "from geokit.cli._program import run\n"
        "import geokit as catalog\n"
        "whole = catalog.load_catalog\n"
        "def loud(*args, **options):\n"
        "    warnings.warn('raw'); logging.getLogger('ezdxf').error('raw'); return whole(*args, **options)\n"
        "catalog.load_catalog = loud\n"
        "sys.exit(run(['parks']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.filterwarnings("default")
def test_what_would_be_faster_is_said_after_the_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(*_: object) -> int:
        warnings.warn("numba would be faster", SpeedWarning, stacklevel=1)
        warnings.warn("what a library says", UserWarning, stacklevel=1)
        sys.stderr.write("done\n")
        return 0

    monkeypatch.setattr(_program, "_run", work)
    assert _program.run(["parks"]) == 0
    assert capsys.readouterr().err == "done\nnumba would be faster\n"


def test_what_is_left_to_the_end_of_the_process_is_done_and_all_is_written() -> None:
    code = "import atexit; atexit.register(print, 'tidied'); from geokit.cli import main; main()"
    command = [sys.executable, "-c", code, "audit", "nowhere.txt"]
    left = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (left.returncode, left.stdout) == (2, "tidied\n")
    assert "nowhere.txt" in left.stderr


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_what_was_closed_before_it_began_stops_no_command(closed: tuple[int, ...], tmp_path: Path) -> None:
    shut = " ".join(f"{number}>&-" for number in closed)
    command = f"exec {shlex.quote(sys.executable)} -m geokit convert - written.csv --lang en {shut}"
    piped = (example_folder() / "example-park" / "phase-1.txt").read_bytes()
    done = subprocess.run(["sh", "-c", command], check=False, input=piped, capture_output=True, cwd=tmp_path)
    is_read = 0 not in closed
    assert done.returncode == (0 if is_read else 2)
    assert [each.name for each in tmp_path.iterdir()] == ["written.csv"] * is_read

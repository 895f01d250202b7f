"""A full disk, a folder that may not be written, a workbook open elsewhere, a killed process: the old file stands."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.errors import OutputError
from geokit.programme.catalog import example_folder
from geokit.reports import format_names
from geokit.reports._base import find_format

SUFFIXES = [find_format(name).suffixes[0] for name in format_names() if find_format(name).suffixes]
AUDIT = ["audit", str(example_folder()), "--today", "2026-06-01"]
_KILLED = """
import os, pathlib, signal, sys
from geokit.cli._program import run
def half(path, content):
    with path.open("wb") as file:
        file.write(content[: len(content) // 2])
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)
pathlib.Path.write_bytes = half
run(sys.argv[1:])
"""


@pytest.fixture
def old(tmp_path):
    """Return a file of a suffix, as an earlier run left it."""

    def made(suffix):
        file = tmp_path / f"核查{suffix}"
        file.write_bytes(b"old")
        return file

    return made


def refuse(code):
    def refused(*_, **__):
        raise OSError(code, os.strerror(code))

    return refused


def filling(path, content):
    """Write what there is room for, as a disk does that fills up."""
    with path.open("wb") as file:
        file.write(content[:100])
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("failing", "remedy"),
    [
        ((Path, "write_bytes", filling), "make room"),
        ((tempfile, "mkdtemp", refuse(errno.EROFS)), "read-only"),
        ((tempfile, "mkdtemp", refuse(errno.EACCES)), "read-only"),
        # Windows says so of a workbook that Excel has open.
        ((os, "replace", refuse(errno.EACCES)), "Close the program that has it open (Excel, say)"),
    ],
    ids=["full", "read-only", "forbidden", "open"],
)
def test_the_old_file_stands_and_the_sentence_says_what_to_do(
    planted, old, monkeypatch, suffix, failing, remedy
):
    file = old(suffix)
    if suffix in (".parquet", ".json") and failing[1] == "write_bytes":
        # They are written part by part.
        failing = (f"geokit.reports.{suffix[1:]}._write", refuse(errno.ENOSPC))
    monkeypatch.setattr(*failing)
    with pytest.raises(OutputError) as refused:
        planted.save(file, language="en")
    monkeypatch.undo()
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]
    assert remedy in refused.value.localize("en")
    assert str(refused.value.localize("zh")).startswith(f"无法写入 核查{suffix}（")


def test_a_missing_folder_is_to_be_made(planted, tmp_path):
    with pytest.raises(OutputError, match="make it first"):
        planted.save(tmp_path / "missing" / "audit.json", language="en")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills otherwise")
@pytest.mark.parametrize("suffix", [".xlsx", ".html"])
def test_a_process_killed_in_mid_write_leaves_the_old_file(old, suffix):
    file = old(suffix)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, *AUDIT, "-o", str(file)], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL
    assert file.read_bytes() == b"old"
    assert run([*AUDIT, "-o", str(file)]) == 1
    assert file.stat().st_size > len(b"old")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are another matter there")
def test_of_several_outputs_none_is_written_where_one_has_no_place(tmp_path, capsys):
    (tmp_path / "b.json").mkdir()
    status = run([*AUDIT, "-o", str(tmp_path / "a.json"), "-o", str(tmp_path / "b.json")])
    assert status == 2
    assert not (tmp_path / "a.json").exists()
    assert "b.json is a folder" in capsys.readouterr().err


@pytest.mark.slow
def test_a_full_standard_output_is_a_sentence():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    command = [sys.executable, "-m", "geokit", "--lang", "en", *AUDIT]
    for name in ("json", "xlsx", "text"):
        with full.open("wb") as output:
            done = subprocess.run(
                [*command, "--format", name], check=False, stdout=output, stderr=subprocess.PIPE, text=True
            )
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "standard output cannot be written" in done.stderr


@pytest.mark.slow
def test_a_reader_that_leaves_early_is_no_error():
    command = [sys.executable, "-m", "geokit", *AUDIT, "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode != 0


def test_the_public_names_raise_the_same(tmp_path):
    report = gk.audit(gk.load_catalog().park("longhu"))
    with pytest.raises(OSError, match="cannot be written"):
        report.save(tmp_path / "missing" / "a.txt", language="en")

"""Where compiled loops are kept for the next process, and that no other user's are loaded."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba")

from geokit.coverage import compiled

posix = pytest.mark.skipif(
    not hasattr(os, "geteuid"), reason="the system has no owners and modes as POSIX has"
)

_SUMS = """
import json, sys
import numpy as np
from geokit.coverage import compiled, loop_kernel
square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float)
table = loop_kernel.EdgeTable()
table.add(np.concatenate([square, square + [1, 0]]), np.array([0, 5, 10]), np.array([1, 1]))
area_m2, _ = loop_kernel.measure_rings(square, np.array([0, 5]))
print(json.dumps([len(table), area_m2.tolist(), str(compiled.cache_folder())]))
"""


def start(tmp_path: Path, **environment: str) -> subprocess.Popen[str]:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    kept = {
        name: value for name, value in os.environ.items() if name not in ("XDG_CACHE_HOME", "NUMBA_CACHE_DIR")
    }
    variables = {**kept, "HOME": str(home), "TMPDIR": str(tmp_path), **environment}
    command = [sys.executable, "-c", _SUMS]
    return subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def folder_of(process: subprocess.Popen[str]) -> Path:
    """Return the folder that a process kept its code in, once it has the right sums."""
    said, errors = process.communicate(timeout=300)
    assert (process.returncode, errors) == (0, "")
    edges, area_m2, folder = json.loads(said)
    assert (edges, area_m2) == (6, [1.0])
    return Path(folder)


def kept_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.nb[ic]"))


@pytest.mark.slow
@posix
def test_workers_share_one_folder_of_the_user(tmp_path: Path) -> None:
    folders = {folder_of(worker) for worker in [start(tmp_path) for _ in range(3)]}
    (folder,) = folders
    assert folder.is_relative_to(tmp_path / "home")
    assert folder.stat().st_mode & 0o777 == 0o700
    files = {file: file.stat().st_mtime_ns for file in kept_files(folder)}
    assert len(files) == 4  # an index and the code of the two loops that were called
    assert folder_of(start(tmp_path)) == folder
    assert {file: file.stat().st_mtime_ns for file in kept_files(folder)} == files


@pytest.mark.slow
@posix
def test_a_home_that_cannot_be_written_leaves_the_temporary_folder(tmp_path: Path) -> None:
    beside_source = kept_files(Path(compiled.__file__).parent)
    (tmp_path / "home").mkdir(mode=0o500)
    # Root may write anywhere but below what is no folder.
    (tmp_path / "file").touch()
    home = str(tmp_path / ("file" if os.geteuid() == 0 else "home"))
    folder = folder_of(start(tmp_path, HOME=home))
    assert folder.is_relative_to(tmp_path / f"geokit-{os.geteuid()}")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert kept_files(folder)
    assert kept_files(Path(compiled.__file__).parent) == beside_source


@pytest.mark.slow
@posix
def test_code_that_was_cut_short_is_compiled_again(tmp_path: Path) -> None:
    folder = folder_of(start(tmp_path))
    for file in kept_files(folder):
        file.write_bytes(file.read_bytes()[:100])
    folder_of(start(tmp_path))


@posix
def test_a_folder_that_others_can_change_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(compiled.sys, "platform", "linux")
    (tmp_path / "file").touch()
    monkeypatch.setattr(compiled.tempfile, "tempdir", str(tmp_path / "file"))
    find = compiled.cache_folder.__wrapped__
    found = find()
    assert found is not None
    assert found.is_relative_to(tmp_path / "cache" / "geokit")
    for folder in (found, found.parents[2]):
        folder.chmod(0o777)
        assert find() is None
        folder.chmod(0o700)
    assert find() == found
    # As in /tmp: others may make files beside it, but not replace it.
    found.parents[2].chmod(0o1777)
    assert find() == found
    monkeypatch.setattr(compiled.os, "geteuid", lambda: 12_345)
    assert not compiled.is_private(found)


@posix
def test_a_folder_that_is_named_without_its_root_is_not_the_user_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled.sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    for chosen in ("cache", ""):
        monkeypatch.setenv("XDG_CACHE_HOME", chosen)
        assert compiled._user_cache() == tmp_path / ".cache" / "geokit"


def test_nothing_is_kept_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(compiled.tempfile, "gettempdir", lambda: str(Path.cwd()))
    assert compiled._temporary() is None
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    monkeypatch.setattr(compiled.tempfile, "gettempdir", lambda: str(tmp_path))
    assert compiled._temporary() is not None


@pytest.mark.parametrize("name", ["TMPDIR", "TEMP", "TMP"])
def test_whoever_works_in_the_folder_of_temporary_files_has_one_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(compiled.tempfile, "gettempdir", lambda: str(Path.cwd()))
    monkeypatch.setenv(name, str(tmp_path))
    assert compiled._temporary() == tmp_path / f"geokit-{compiled._user()}"


@posix
@pytest.mark.parametrize(
    ("mode", "is_the_system_s"), [(0o1777, True), (0o777, False), (0o1770, False), (0o1775, False)]
)
def test_the_system_s_folder_is_one_for_whoever_works_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, *, is_the_system_s: bool
) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    tmp_path.chmod(mode)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(compiled.tempfile, "gettempdir", lambda: str(Path.cwd()))
    assert compiled._temporary() == (tmp_path / f"geokit-{compiled._user()}" if is_the_system_s else None)


@posix
def test_where_there_is_no_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "cache_folder", lambda: None)
    loop = compiled.compiled(lambda number: number + 1)
    assert loop(1) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_costs_the_compiler_s_time_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    loop = compiled.compiled(_doubled)
    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile._dump", _no_room)
    assert loop(21) == 42
    assert loop(4) == 8


def _doubled(number: int) -> int:
    return 2 * number


def _no_room(*_: object) -> bytes:
    raise OSError(28, "No space left on device")

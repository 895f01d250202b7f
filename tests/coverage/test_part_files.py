"""Parts in temporary folders: what is left of them by a process that ended, and a disk that fills."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from geokit.coverage.part_files import PartFolder
from geokit.errors import OutputError
from geokit.folders import HeldFolder
from geokit.geometry.wkb import wkb_of

KILLED = """
import os, signal, sys
from geokit.folders import HeldFolder, temporary_folder
folder = HeldFolder("parts")
unpacked = temporary_folder()
for path in (folder.path, unpacked.__enter__()):
    (path / "0.arrow").write_bytes(b"polygons")
    print(path)
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(name="temporary")
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="Windows kills no process by a signal")
@pytest.mark.slow
def test_the_folder_of_a_killed_process_goes_with_the_next(temporary: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, check=False)
    left = [Path(line) for line in killed.stdout.splitlines()]
    assert [temporary in each.parents for each in left] == [True, True]
    assert all((each / "0.arrow").is_file() for each in left)
    held = HeldFolder("parts")
    assert list(temporary.iterdir()) == [held.path]


def test_a_folder_goes_with_what_refers_to_it_and_no_other(temporary: Path) -> None:
    first, second = HeldFolder("parts"), HeldFolder("workers")
    assert {first.path, second.path} == set(temporary.iterdir())
    gone = first.path
    del first
    assert not gone.exists()
    assert second.path.is_dir()


@pytest.mark.skipif(os.name == "nt", reason="a user of Windows makes no links")
def test_only_folders_of_ours_are_removed(temporary: Path) -> None:
    mine = temporary / "mine"
    mine.mkdir()
    (mine / "held").write_text("1")
    (temporary / "geokit-parts-abcdefgh").symlink_to(mine)
    open_to_all = temporary / "geokit-parts-open0000"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    (open_to_all / "held").write_text("1")
    linked = temporary / "geokit-parts-linked00"
    linked.mkdir(mode=0o700)
    (linked / "held").symlink_to(mine / "held")
    other = temporary / "geokit-parts-of-an-office"
    other.mkdir(mode=0o700)
    (other / "held").write_text("1")
    coming = temporary / "geokit-parts-coming00"
    coming.mkdir(mode=0o700)
    (coming / "held").touch(mode=0o600)
    before = set(temporary.iterdir())
    left = temporary / "geokit-parts-left0000"
    left.mkdir(mode=0o700)
    (left / "held").write_text("1")
    held = HeldFolder("parts")
    assert set(temporary.iterdir()) == {*before, held.path}
    assert (mine / "held").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.usefixtures("temporary")
def test_a_disk_that_fills_is_one_sentence_that_says_where_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PartFolder, "file", lambda *_: Path("/dev/full"))
    with pytest.raises(OutputError, match=r"disk of the temporary folder is full.*TMPDIR.*TEMP"):
        PartFolder().store(0, wkb_of(np.array([shapely.box(0, 0, 1, 1)])))


@pytest.mark.parametrize("place", ["given", "looked for"])
def test_a_folder_that_has_no_room_for_its_lock_is_one_sentence(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    if place == "given":
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OutputError, match="no temporary folder can be made"):
        HeldFolder("parts")
    assert not list(temporary.iterdir())


def test_no_temporary_folder_is_one_sentence(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "missing"))
    with pytest.raises(OutputError, match="no temporary folder can be made"):
        PartFolder()

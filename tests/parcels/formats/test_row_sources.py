"""Files whose rows are read in windows: which rows a window holds, and when a file is no longer the one it was."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass

import numpy as np
import pytest

from geokit.errors import FormatError
from geokit.parcels.formats._reading import Reading
from geokit.parcels.formats._rows import Rows, RowSource, require_rows


@dataclass(frozen=True)
class Source(RowSource):
    def columns(self, needed):
        raise NotImplementedError

    def shapes(self, rows):
        raise NotImplementedError


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"12345")
    return path


def is_checked(source: Source) -> bool:
    said: list[bool] = []
    source.require_sound(lambda: said.append(True))
    return bool(said)


@pytest.mark.parametrize(
    ("records", "rows", "windows"),
    [
        ([], 2, []),
        ([7], 2, [Rows(0, 1, 7, 7)]),
        ([7, 9], 2, [Rows(0, 2, 7, 9)]),
        ([7, 9, 12], 2, [Rows(0, 2, 7, 9), Rows(2, 1, 12, 12)]),
        ([7, 9, 12, 13], 2, [Rows(0, 2, 7, 9), Rows(2, 2, 12, 13)]),
        ([7, 9, 12], 1, [Rows(0, 1, 7, 7), Rows(1, 1, 9, 9), Rows(2, 1, 12, 12)]),
        ([7, 9, 12], 5, [Rows(0, 3, 7, 12)]),
    ],
)
def test_windows_follow_each_other_to_the_last_record(file, records, rows, windows):
    assert Source(file, 3).windows(np.array(records, dtype=np.int64), rows) == windows


def test_a_file_is_checked_again_once_it_has_changed(file):
    source = Source(file, 1)
    assert source.size == 5
    assert not is_checked(source)
    assert not is_checked(pickle.loads(pickle.dumps(source)))  # noqa: S301 - its own
    stat = file.stat()
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1000))
    assert is_checked(source)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert not is_checked(source)
    file.write_bytes(b"123456")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert is_checked(source)
    assert Source(file, 1).size == 6


def test_a_folder_is_another_with_any_of_its_files(tmp_path):
    for name, data in {"a.bin": b"12345", "b.bin": b"123"}.items():
        (tmp_path / name).write_bytes(data)
    source = Source(tmp_path, 1)
    assert source.size == 8
    assert not is_checked(source)
    (tmp_path / "c.bin").write_bytes(b"")
    assert is_checked(source)
    (tmp_path / "c.bin").unlink()
    (tmp_path / "b.bin").rename(tmp_path / "d.bin")
    assert is_checked(source)


@pytest.mark.parametrize(
    ("held", "rows", "is_asked_for"),
    [
        ([3, 4, 6], Rows(1, 3, 3, 6), True),
        ([], Rows(0, 0, 3, 6), True),
        ([5], Rows(0, 1, 5, 5), True),
        ([3, 4, 6], Rows(1, 2, 3, 6), False),
        ([3, 4, 6], Rows(1, 4, 3, 6), False),
        ([3, 4, 6], Rows(1, 3, 2, 6), False),
        ([3, 4, 6], Rows(1, 3, 3, 7), False),
        ([], Rows(0, 1, 3, 3), False),
    ],
)
def test_a_reading_of_other_rows_is_of_a_changed_file(held, rows, is_asked_for):
    record = np.array(held, dtype=np.int64)
    reading = Reading(columns={}, geometry=np.full(len(held), None, dtype=object), record=record)
    if is_asked_for:
        assert require_rows(reading, rows) is reading
        return
    with pytest.raises(FormatError) as raised:
        require_rows(reading, rows)
    assert raised.value.localize("en") == (
        "the file was changed while it was read; read it again when nobody writes to it"
    )

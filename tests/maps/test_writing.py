from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from geokit.errors import OutputError
from geokit.maps.writing import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "图.html"
    file.write_bytes(b"old")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert [file] == list(tmp_path.iterdir())


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.html"):
        write_whole(tmp_path / "none" / "a.html", b"new")


def test_what_stood_there_stands_when_the_name_is_taken_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    with pytest.raises(OutputError):
        write_whole(tmp_path / "a.html", b"new")
    assert [tmp_path / "a.html"] == list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_a_new_file_is_readable_as_if_written_plainly(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    write_whole(tmp_path / "whole", b"")
    assert (tmp_path / "whole").stat().st_mode == plain.stat().st_mode

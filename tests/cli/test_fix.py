"""``geokit fix``: what it says, writes, and leaves with."""

from __future__ import annotations

import pytest

from geokit.cli._program import run
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.programme.catalog import example_folder
from geokit.testing import make_parcels, square


@pytest.fixture
def geokit(capsys):
    def call(*arguments):
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "地块.geojson"
    write_parcels(make_parcels([square(0, 0, 100), square(99.95, 0, 100)]), path)
    return path


def test_the_proposal_is_printed_and_nothing_is_written(geokit, file):
    before = file.read_bytes()
    status, out, _ = geokit("fix", "--parcels", file)
    assert status == 0
    assert out.startswith("Slivers: 1, mended: 1, left: 0; parcels that change: 1")
    assert "before: parcels: 2; warning 1" in out
    assert "after: parcels: 2; no findings" in out
    assert file.read_bytes() == before


def test_the_new_table_is_written_and_audits_clean(geokit, file, tmp_path):
    status, _, err = geokit("fix", "--parcels", file, "-o", tmp_path / "修复.gpkg")
    assert status == 0
    assert "修复.gpkg" in err
    assert read_parcels(tmp_path / "修复.gpkg").geometry[1].bounds[0] == 470_100
    assert geokit("fix", "--parcels", tmp_path / "修复.gpkg")[1].startswith("There are no slivers to mend.")


def test_the_parcels_of_a_park(geokit):
    status, out, _ = geokit(
        "--lang", "zh", "fix", example_folder(), "--park", "示例", "--today", "2026-06-01"
    )
    assert status == 0
    assert "已修复：地块 P3-01 与 P3-02 之间有重叠碎面 7.60 平方米（0.011 亩）" in out


def test_what_is_left_leaves_with_one(geokit, tmp_path):
    path = tmp_path / "a.geojson"
    write_parcels(make_parcels([square(0, 0, 100, 0.9), square(0, 0.5, 0.9, 0.9)]), path)
    status, out, _ = geokit("fix", "--parcels", path)
    assert status == 1
    assert "left: parcels A and B overlap in a sliver" in out


def test_a_lesser_accuracy_allows_a_larger_snap_distance(geokit, file):
    assert geokit("fix", "--parcels", file, "--snap", "0.2", "--set", "accuracy_class=3")[0] == 0


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (["--snap", "1"], "no more than 0.14 m"),
        (["--set", "accuracy_class=4"], "accuracy_class cannot be 4"),
        (["-o", "x.doc"], "“.doc” names no format that geokit writes"),
        (["-o", "no/such/folder/x.gpkg"], "cannot be written"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_with_two(geokit, file, extra, sentence):
    status, out, err = geokit("fix", "--parcels", file, *extra)
    assert status == 2
    assert sentence in err
    assert "Traceback" not in out + err


def test_something_to_mend_is_needed(geokit):
    status, _, err = geokit("fix")
    assert status == 2
    assert "name files, as in geokit fix" in err

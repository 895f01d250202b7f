"""``geokit diff``: sentences, a CSV file, and the exit status."""

from __future__ import annotations

import pytest

from geokit.cli._program import run
from geokit.parcels.writing import write_parcels
from geokit.testing import make_parcels, square


@pytest.fixture
def geokit(capsys):
    def call(*arguments):
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def files(tmp_path):
    old, new = tmp_path / "旧.geojson", tmp_path / "新.geojson"
    write_parcels(make_parcels([square(0, 0, 100)], village=["=1"]), old)
    write_parcels(make_parcels([square(0, 0, 102, 100)], village=["=1"]), new)
    return old, new


def test_no_difference_leaves_with_nothing(geokit, files):
    assert geokit("diff", files[0], files[0])[0] == 0


def test_a_difference_leaves_with_one(geokit, files, tmp_path):
    status, out, _ = geokit("diff", *files, "-o", tmp_path / "差别.csv")
    assert status == 1
    assert out.startswith("changed: parcel A: redrawn, +0.300 mu")
    rows = (tmp_path / "差别.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[1].startswith("changed,,,A,10000.0,10200.0,0.300,")
    assert geokit("diff", *files, "--lang", "zh")[1].startswith("变化：地块 A：图形改变，面积 +0.300 亩")


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [(["-o", "x.doc"], "differences are written as .csv"), (["--crs", "nowhere"], "nowhere")],
)
def test_a_mistake_is_one_sentence_and_leaves_with_two(geokit, files, extra, sentence):
    status, out, err = geokit("diff", *files, *extra)
    assert status == 2
    assert sentence in err
    assert "Traceback" not in out + err


def test_a_missing_file(geokit, files):
    status, _, err = geokit("diff", files[0], "nothing.json")
    assert status == 2
    assert "nothing.json: there is no such file" in err

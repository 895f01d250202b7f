"""A value that fills pages is quoted by how it begins, wherever a sentence is about it."""

from __future__ import annotations

import json

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.i18n import LONGEST_FIELD, Words
from geokit.parcels.diagnostics import Notice

LONG = "9" * 100_000
ABOUT = Words(zh="值“{value}”", en="the value “{value}”")
# A sentence about one value, with room for what is said of it.
MOST = 2 * LONGEST_FIELD
POINTS = "点号,X,Y\nJ1,2580000,39462000\nJ2,2580100,39462000\nJ3,2580100,39462080\n"


@pytest.mark.parametrize("value", [LONG, int(LONG[:4000]), [LONG], {LONG: 1}], ids=type)
def test_a_field_is_cut(value):
    said = ABOUT.render("en", value=value)
    assert len(said) < MOST
    assert "…" in said


def test_the_names_of_a_long_list_are_counted():
    said = ABOUT.render("en", value=[f"c{number}" for number in range(16_384)])
    assert len(said) < 2000
    assert "16184 more" in said


def test_a_sentence_within_a_sentence_is_whole():
    names = [f"column-{number}" for number in range(100)]
    assert Notice.of("x", ABOUT, line=3, value=names).localize("en").endswith("column-99”")
    assert gk.InputError(ABOUT, file="a.csv", value=names).localize("zh").endswith("column-99”")


@pytest.mark.parametrize("cell", [f"{LONG}x", f"{LONG},5", f"{LONG}e5"])
def test_a_coordinate(tmp_path, cell):
    path = tmp_path / "x.csv"
    path.write_text(f'{POINTS}J4,"{cell}",39462080\n', encoding="utf-8")
    with pytest.raises(gk.InputError) as raised:
        gk.read_parcels(path)
    assert len(str(raised.value)) < MOST


def test_ids_and_columns(tmp_path, capfd):
    ring = [[462000, 2580000], [462100, 2580000], [462100, 2580080], [462000, 2580000]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"id": LONG, f"名{LONG}": LONG}, "geometry": shape}
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature, feature]}), "utf-8")
    assert run(["inspect", str(path)]) == 0
    assert run(["audit", str(path), "--zone", "39", "--all"]) in (0, 1)
    said = capfd.readouterr()
    assert max(map(len, f"{said.out}{said.err}".splitlines())) < 3 * LONGEST_FIELD


@pytest.mark.parametrize(
    "option",
    [["--zone", LONG + "x"], ["--layer", LONG], [f"--{LONG}"], ["--column", f"{LONG} {LONG}"]],
    ids=lambda option: option[0][:8],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_option(tmp_path, capfd, option, language):
    path = tmp_path / "x.csv"
    path.write_text(f"{POINTS}J4,2580000,39462080\n", encoding="utf-8")
    assert run(["--lang", language, "inspect", str(path), *option]) in (0, 2)
    said = capfd.readouterr()
    assert max(map(len, f"{said.out}{said.err}".splitlines())) < 3 * LONGEST_FIELD

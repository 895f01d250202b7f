"""Values that fit no option and files that are not what they are taken for: a sentence, never something unforeseen."""

from __future__ import annotations

import json

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

BAD = (None, 1, "x", [], {}, [1], {"a": 1}, True, 1e308)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = make_parcels([square(0, 0, 100), square(50, 0, 100)])
    write_parcels(frame, "x.gpkg")
    gk.audit(parcels=frame).save("ok.json")
    return tmp_path


def mutations(report):
    yield from ({"findings": value} for value in (*BAD, [{}]))
    for value in BAD:
        for key in report:
            yield {**report, key: value}
        first, *rest = report["findings"]
        for key in first:
            yield {**report, "findings": [{**first, key: value}, *rest]}
    for key in first:
        yield {**report, "findings": [{name: kept for name, kept in first.items() if name != key}, *rest]}


def test_a_report_that_is_not_one(folder, capsys):
    report = json.loads((folder / "ok.json").read_text(encoding="utf-8"))
    for made in mutations(report):
        (folder / "bad.json").write_text(json.dumps(made), encoding="utf-8")
        assert run(["diff", "ok.json", "bad.json"]) != 3, json.dumps(made)[:200]
        capsys.readouterr()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("arguments", [
    *(["inspect", "x.gpkg", "--encoding", name] for name in ("undefined", "idna", "punycode", "base64", "")),
    *(["convert", "x.gpkg", "o.txt", "--to-encoding", name] for name in ("idna", "punycode", "unicode_escape", "hex")),
    *(["inspect", "x.gpkg", "--zone", zone] for zone in ("99999999999999999999", "-1", "0", "x")),
    *(["convert", "x.gpkg", target] for target in ("", ".", "..", "/", ".gpkg", "no/where.gpkg")),
    *(["reconcile", "x.gpkg", "--control", area] for area in ("", "0", "1e999m2", "-5亩", "x")),
    *(["audit", "--set", text] for text in ("snap_m=nan", "=1", "rules.gap=1", "a.b.c=1", "x=" + "[" * 9_000)),
    *(["map", "links", "-o", target] for target in ("", ".")),
    *([name, ""] for name in ("inspect", "outline")),
    ["inspect", "x.gpkg", "--crs", "EPSG:999999999999999999999"], ["fix", "--parcels", "x.gpkg", "--snap", "nan"],
])  # fmt: skip
def test_a_value_that_cannot_be(arguments):
    assert run(arguments) in {0, 1, 2}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "text", ['kind = ["x"]', "kind = 1", "kind = {}", "", "\x00", 'kind = "planar"\nsource = 1']
)
def test_parameters_that_are_none(folder, capsys, text):
    (folder / "p.toml").write_text(text, encoding="utf-8")
    assert run(["convert", "x.gpkg", "o.gpkg", "--to-crs", "EPSG:4547", "--parameters", "p.toml"]) == 2
    assert capsys.readouterr().err.count("\n") == 1

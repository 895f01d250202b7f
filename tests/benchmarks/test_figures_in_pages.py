"""What pages say of speed is what one run of all benchmarks measured: tables and claims are written from its figures."""

from __future__ import annotations

import copy
import importlib
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
MODULES = (
    "measured",
    "tables",
    "claims",
    "write",
    "counting",
    "everything",
    "peers_given",
    "peers_interlis",
    "model",
)


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    yield SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})
    for name in MODULES:
        del sys.modules[name]


@pytest.fixture
def figures(scripts):
    return json.loads(scripts.write.FIGURES.read_text(encoding="utf-8"))


def test_every_page_has_the_figures_of_the_run(scripts, figures):
    for name, language in scripts.write.PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert scripts.write.places(text), name
        assert scripts.write.written(text, language, figures) == text, (
            f"python benchmarks/write.py writes {name}"
        )


def test_every_table_and_every_claim_has_its_place(scripts):
    placed = {
        name: scripts.write.places((ROOT / name).read_text(encoding="utf-8")) for name in scripts.write.PAGES
    }
    assert sorted(placed["benchmarks/README.md"]) == sorted(scripts.tables.TABLES)
    for language in ("en", "zh"):
        pages = [name for name, told in scripts.write.PAGES.items() if told == language]
        assert sorted(place for name in pages for place in placed[name]) == sorted(scripts.claims.CLAIMS)


def test_the_run_was_of_everything(scripts, figures):
    names = [step.name for step in scripts.everything.steps(scripts.everything.FULL, Path("a"), Path("b"))]
    assert sorted(figures["figures"]) == sorted(names)
    assert not [name for name, step in figures["steps"].items() if step["failed"]]


def test_a_figure_that_changes_changes_what_pages_say(scripts, figures):
    changed = copy.deepcopy(figures)
    changed["figures"]["reading"]["rows"]["GeoPackage"]["geokit_s"] *= 3
    for name in ("benchmarks/README.md", "README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert scripts.write.written(text, scripts.write.PAGES[name], changed) != text


def test_a_missed_overlap_stops_the_claim_that_all_are_named(scripts, figures):
    row = next(iter(figures["figures"]["audits-usual"]["rows"].values()))
    row["counts"]["found"] -= 1
    with pytest.raises(SystemExit, match="missed a planted overlap"):
        list(scripts.claims.audits(figures, "en"))


def test_a_run_with_a_benchmark_that_failed_is_not_taken(scripts, tmp_path):
    steps = {"offset": {"failed": "ended with 1"}, "schema": {"failed": ""}}
    (tmp_path / "run.json").write_text(json.dumps({"steps": steps}), encoding="utf-8")
    with pytest.raises(SystemExit, match="did not end well: offset;"):
        scripts.write.gathered(tmp_path)


def test_the_runner_says_which_benchmark_failed(scripts, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(3)", encoding="utf-8")
    assert (
        scripts.everything.run(scripts.everything.Step("broken", (str(broken),)), tmp_path)["failed"]
        == "ended with 3"
    )
    silent = tmp_path / "silent.py"
    silent.write_text("print('no figures')", encoding="utf-8")
    assert scripts.everything.run(scripts.everything.Step("silent", (str(silent),)), tmp_path)["failed"]
    assert (tmp_path / "silent.txt").read_text(encoding="utf-8") == "no figures\n"


def test_pairs_and_gaps_are_counted_against_the_truth(scripts, tmp_path):
    import pandas as pd

    found = tmp_path / "found"
    true = {frozenset("ab"): 100.0, frozenset("ac"): 3.0}
    within = scripts.counting.inside(true, {"a": 400.0, "b": 100.0, "c": 50.0})
    assert within == {frozenset("ab")}
    pairs = {"left": ["c", "b"], "right": ["a", "c"], "area_m2": [3.5, 1.0]}
    pd.DataFrame(pairs).to_parquet(found)
    counts = scripts.counting.of_pairs(found, true, within)
    assert counts == {"true": 2, "found": 1, "inside": 1, "inside_found": 0, "untrue": 1, "worst_m2": 0.5}
    pd.DataFrame({"area_m2": [5.0, 7.0, 7.5]}).to_parquet(found)
    assert scripts.counting.of_gaps(found, {"gaps_m2": [7.0, 7.0, 5.0, 9.0]}) == {
        "true": 4,
        "found": 2,
        "all": 3,
    }


LOG = """Info: validate AREA Parcels.Layer.Parcel.Shape...
Error: Parcels.Layer.Parcel: tid P2: Intersection coord1 (440911.909, 2560557.490), tids P2, P1-1
Error: Parcels.Layer.Parcel: tid P2: Intersection overlap 0.2, coord1 (1.0, 2.0), coord2 (3.0, 4.0), tids P2, P1-1
Error: polygons overlay tid1 P8, tid2 P8-1
Error: failed to validate AREA Parcels.Layer.Parcel.Shape
Info: ...validation failed
"""


def test_pairs_are_read_from_a_log_of_interlis_and_nothing_else_is_taken_for_one(scripts):
    assert scripts.peers_interlis.pairs_in(LOG, is_valid=False) == {("P1-1", "P2"), ("P8", "P8-1")}
    assert scripts.peers_interlis.pairs_in("Info: ...validation done", is_valid=True) == set()
    missing = ValueError
    with pytest.raises(missing, match="no error"):
        scripts.peers_interlis.pairs_in("Info: ended", is_valid=False)
    with pytest.raises(missing, match="line 7: value"):
        scripts.peers_interlis.pairs_in(LOG + "Error: line 7: value out of range", is_valid=False)


def test_reports_that_differ_fail_the_run_and_stop_the_claim(scripts, figures, tmp_path):
    reports = scripts.counting.Reports()
    for name, text in (("geokit audit", "{}"), ("geokit audit --workers 1", "{}")):
        (tmp_path / "report.json").write_text(text, encoding="utf-8")
        reports.take(name, tmp_path / "report.json")
    reports.require_one()
    assert reports.counts == {"compared": 2, "different": 1}
    figures["figures"]["audits-usual"]["reports"] = reports.counts
    parcels = figures["figures"]["audits-usual"]["parcels"]
    assert any(f"2 of {parcels:,} parcels" in line for line in scripts.tables.audits(figures))
    (tmp_path / "report.json").write_text("{ }", encoding="utf-8")
    reports.take("geokit audit --memory 1GB", tmp_path / "report.json")
    with pytest.raises(SystemExit, match=r"reports differ: .*--workers 1 \| geokit audit --memory 1GB"):
        reports.require_one()
    figures["figures"]["audits-usual"]["reports"] = reports.counts
    with pytest.raises(SystemExit, match="2 different reports"):
        list(scripts.tables.audits(figures))


def test_a_place_in_a_sentence_is_written_as_one_of_its_own_lines_is(scripts, figures):
    said = "\n".join(scripts.claims.page_size(figures, "en"))
    place = "<!-- measured: page-size -->{}<!-- /measured -->"
    assert (
        scripts.write.written(f"So {place.format('old')}, and", "en", figures)
        == f"So {place.format(said)}, and"
    )
    lines = "<!-- measured: page-size -->\n{}<!-- /measured -->"
    assert scripts.write.written(lines.format("old\n"), "en", figures) == lines.format(f"\n{said}\n\n")


@pytest.mark.parametrize(
    ("name", "question"), [("usual", "overlaps"), ("small", "gaps"), ("tiny", "overlaps")]
)
def test_what_geokit_missed_stops_the_claim_that_it_finds_all(scripts, figures, name, question):
    figures["figures"][f"peers-{name}"]["rows"][scripts.tables.OWN[question]]["counts"]["found"] -= 1
    with pytest.raises(SystemExit, match=f"missed some {question}"):
        list(scripts.claims.comparison(figures, "zh"))


def test_the_ends_and_what_did_not_run_are_told_from_the_figures(scripts, figures):
    tiny, usual = (figures["figures"][f"peers-{name}"] for name in ("tiny", "usual"))
    tiny["rows"]["DuckDB"]["wall_s"] = tiny["rows"]["geokit find_overlaps"]["wall_s"] / 2
    usual["rows"]["PostGIS, with loading"]["memory_gb"] = 0.7
    usual["rows"]["SedonaDB"]["note"] = "did not end within 600 s"
    for language, said in {
        "en": ["DuckDB, takes 0.5 times", "PostGIS, 0.7 GB", "in 600 s on 1,004,639 parcels SedonaDB"],
        "zh": ["DuckDB，用时为 0.5 倍", "PostGIS 占 0.7 GB", "1,004,639 宗时超过 600 秒的 SedonaDB"],
    }.items():
        told = "\n".join(scripts.claims.comparison(figures, language))
        for text in said:
            assert text in told
    assert "SedonaDB" not in told.splitlines()[2]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_no_readme_has_a_figure_of_speed_by_hand(scripts, name):
    by_hand = scripts.write._PLACE.sub("", (ROOT / name).read_text(encoding="utf-8"))
    assert not re.findall(r"\d[\d.,]* ?(?:ms|s|GB|MB|times|毫秒|秒|倍)(?![a-zA-Z])", by_hand)
    assert not re.findall(r"times as (?:long|large)|as long as", by_hand)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_on_scale_has_the_constants_of_the_model(scripts, language):
    text = (ROOT / "docs" / language / "explanation" / "scale.md").read_text(encoding="utf-8")
    model = scripts.model
    for formula in (
        f"{model.FILE_BYTES} *n*",
        f"{model.FAULTS} *n* + 4 · {model.SIDE} · *h* · √(*n P*)",
        f"{model.FAULTS} *n* + 4 · {model.SIDE} · √*n*",
    ):
        assert f"| {formula} |" in text
    assert re.search(rf"\*h\* = 1\D*{model.CURVE}\D", text) or re.search(rf"\*h\*.*{model.CURVE}\D", text)
    assert re.search(rf"{model.EDGE_BYTES} (?:bytes|字节)|每条边 {model.EDGE_BYTES} ", text)


def test_no_place_in_a_paragraph_begins_a_line(scripts):
    for name in scripts.write.PAGES:
        assert not re.findall(
            r"^ *<!-- measured: .* -->.+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
        )

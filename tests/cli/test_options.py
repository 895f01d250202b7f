"""Options of the command line are looked at before any work begins."""

from __future__ import annotations

import pytest

from geokit.cli._program import run
from geokit.programme.catalog import example_folder


@pytest.fixture
def geokit(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, list[str]]:
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out + err, sorted(path.name for path in tmp_path.iterdir())

    return call


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["map", "links", "-o", "m.docx"], ".html, .pdf, .png, .svg"),
        (["map", "park", "longhu", "-o", "m"], ".html, .pdf, .png, .svg"),
        (["map", "park", "longhu", "--scale", "0", "-o", "m.pdf"], "1:500, 1:1000, 1:2000"),
        (["map", "park", "longhu", "--scale", "500", "-o", "m.png"], "--scale: for a .pdf only"),
        (["map", "park", "longhu", "--scale", "1:200", "-o", "m.png"], "--scale: for a .pdf only"),
        (["map", "park", "longhu", "--scale", "1：0", "-o", "m.pdf"], "1:500, 1:1000, 1:2000"),
        (["map", "park", "longhu", "--scale", "2000:1", "-o", "m.pdf"], "2000:1"),
        (["map", "links", "--parks", "parcels", "-o", "m.png"], "only a .html holds the parks' maps"),
        (["map", "nowhere", "-o", "no/such/m.html"], "The folder does not exist"),
        (["audit", "nowhere", "-o", "no/such/m.xlsx"], "The folder does not exist"),
        (["map", "nowhere", "--size", "1:4", "-o", "m.png"], "no more than 3 times the shorter"),
        (["map", "nowhere", "--size", "1920", "-o", "m.svg"], "16:9, 9:16, 1920x1080"),
        (["map", "nowhere", "--size", "4:3", "-o", "m.pdf"], "is for a .png or .svg"),
        (["map", "nowhere", "--basemap", "osm", "-o", "m.png"], "only a .html has a basemap"),
        (["map", "nowhere", "--basemap", "osmm", "-o", "m.html"], "Did you mean osm"),
        (["map", "links", "--parks", "outline", "-o", "m.html"], "outlines"),
        (["sheets", "none.txt", "-o", "m.png"], "this writes .pdf"),
        (["map", "audit", "--park", "longhu", "-o", "m.htmll"], ".html, .pdf, .png, .svg"),
        # What else is wrong is not reached.
        (["map", "park", "nowhere", "-o", "m.docx"], ".html, .pdf, .png, .svg"),
        (["convert", "nowhere.txt", "m.docx"], ".docx"),
        (["fix", "--park", "nowhere", "-o", "m.docx"], ".docx"),
        (["ledger", "--park", "nowhere", "-o", "m.docx"], ".docx"),
        (["diff", "a.txt", "b.txt", "-o", "m.docx"], ".docx"),
        (["reconcile", "a.txt", "--control", "3亩", "-o", "m.docx"], ".csv"),
        (["audit", "nowhere", "-o", "m.docx"], ".docx"),
        (["audit", "nowhere", "--format", "jsn"], "json"),
        (["audit", "nowhere", "--audience", "publik"], "internal"),
        (["map", "links", "--audience", "publik", "-o", "m.html"], "internal"),
        (["audit", "nowhere", "--fail-on", "eror"], "warning"),
        (["audit", "nowhere", "--lang", "fr"], "zh"),
        (["--lang", "fr", "parks"], "zh"),
        (["ledger", "--park", "longhu", "--method", "flat"], "ellipsoidal"),
        (["ledger", "--park", "longhu", "--by", "fase"], "phase"),
        (["reconcile", "a.txt", "--control", "3亩", "--unit", "acre"], "mu"),
        (["audit", "--audiance", "public"], "--audience"),
        (["map", "links", "--langg", "zh", "-o", "m.html"], "--lang"),
    ],
)
def test_what_is_none_is_refused_before_any_work(geokit, arguments, words):
    status, said, files = geokit(*arguments)
    assert (status, files) == (2, [])
    assert words in said
    assert "nowhere" not in said.replace("fix --park nowhere", "")


@pytest.mark.parametrize("language", ["zh-CN", "zh_CN.UTF-8", "zh-Hans", "Chinese"])
def test_a_language_is_taken_as_systems_write_it(geokit, language):
    status, said, _ = geokit("parks", "--lang", language)
    assert (status, said) == geokit("parks", "--lang", "zh")[:2]
    assert "公布" in said


@pytest.mark.parametrize(
    ("suffix", "start"),
    [(".pdf", b"%PDF"), (".png", b"\x89PNG"), (".svg", b"<?xml"), (".html", b"<!DOCTYPE")],
)
def test_a_map_is_what_its_suffix_says(geokit, suffix, start, tmp_path):
    assert geokit("map", "park", "example-park", example_folder(), "-o", f"m{suffix}")[0] == 0
    assert (tmp_path / f"m{suffix}").read_bytes().startswith(start)


def test_a_map_carries_its_marks(geokit, tmp_path):
    marks = ("--audience", "public", "--review-number", "GS(2026)1号", "--classification", "公开")
    assert geokit("map", "links", *marks, "-o", "m.html")[0] == 0
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "GS(2026)1号" in page
    assert "内部用图" not in page

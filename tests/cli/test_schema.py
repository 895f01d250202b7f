"""``geokit schema``: what it prints, writes and exits with, and each mistake as one sentence."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.cli._program import run

LINES = str(gk.example_folder() / "bureau" / "control-lines.gpkg")
NAME = "control-lines-2021"


def test_findings_are_printed_and_written_and_give_status_1(tmp_path, capsys):
    book = tmp_path / "acceptance.xlsx"
    assert run(["schema", LINES, "--schema", NAME, "--lang", "en", "-o", str(book)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "control-lines.gpkg: layers: 4, records: 5" in said
    assert "the layer “生态保护红线” should be called STBHHX" in said
    assert book.stat().st_size


def test_a_template_comes_back_with_the_same_findings(tmp_path, capsys):
    schema = tmp_path / "schema.xlsx"
    assert run(["schema", "--template", NAME, "-o", str(schema)]) == 0
    assert gk.load_schema(schema).layers == gk.load_schema(NAME).layers
    capsys.readouterr()
    for language, said in (("zh", "仅目录已核实"), ("en", "Verified is the table of contents alone")):
        assert run(["schema", "--list", "--lang", language]) == 0
        name, read = capsys.readouterr().out.splitlines()[:2]
        assert name.startswith(NAME)
        assert read.strip().startswith(said)


@pytest.mark.parametrize("arguments", [[], [LINES], ["--template", NAME], [LINES, "--schema", "no-such"]])
def test_a_mistake_is_one_sentence(arguments, capsys):
    assert run(["schema", *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_what_databases_are_checked_for_is_explained(capsys):
    assert run(["explain", "value_outside_domain", "--lang", "en"]) == 0
    assert "Fails:" in capsys.readouterr().out

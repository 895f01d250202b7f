"""What the pages are made of: every rule's example shows what it says, and the makers' own examples hold."""

from __future__ import annotations

import doctest
import importlib
import re
import sys
from pathlib import Path

import pytest

from geokit.auditing.findings import Severity
from geokit.auditing.registry import rule_names
from geokit.languages import use_language

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def makers():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")
        yield
    for name in [each for each in sys.modules if each.split(".")[0] == "making"]:
        del sys.modules[name]


@pytest.mark.parametrize("name", rule_names())
def test_the_first_picture_of_a_rule_fails_and_the_second_passes(tmp_path, name):
    example = importlib.import_module("making.examples").all_examples().get(name)
    assert example, f"{name} has no example in docs/making/examples"
    (tmp_path / "fails").mkdir()
    (tmp_path / "passes").mkdir()
    found = {
        which: [
            each for each in getattr(example, which).audit(tmp_path / which).findings if each.rule == name
        ]
        for which in ("fails", "passes")
    }
    assert found["fails"]
    # A reference layer that is not touched says so, as information.
    assert [each for each in found["passes"] if each.severity is not Severity.INFO] == []


@pytest.mark.parametrize("name", ["chinese_search", "links", "markdown", "stage", "theme_words"])
def test_the_examples_of_the_makers(name):
    pytest.importorskip("sphinx")
    failed, tried = doctest.testmod(importlib.import_module(f"making.{name}"))
    assert tried
    assert not failed


@pytest.mark.parametrize("name", ["commands", "formats", "names", "settings"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tables_of_a_page_keep_their_rows(name, language):
    with use_language(language):
        pages = importlib.import_module(f"making.{name}").pages(language)
    for text in pages.values():
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert all(line.endswith("|") and len(line) < 2000 for line in rows)
        assert "| |" not in text.replace("|  |", "")


def test_the_page_of_symbols_shows_every_one():
    from geokit.symbols import SYMBOLS

    maker = importlib.import_module("making.symbols")
    with use_language("zh"):
        made = maker.pages("zh")
    assert {name.removesuffix(".svg") for name in made if name.endswith(".svg")} == {
        f"symbols/{key}" for key in SYMBOLS
    }
    assert set(maker.NAMES) == set(SYMBOLS)
    assert all(f"`{key}`" in made["symbols.md"] for key in SYMBOLS)
    figures = [
        cell for row in re.findall(r"(?m)^\| !.*$", made["symbols.md"]) for cell in row.split(" | ")[3:]
    ]
    assert len(figures) >= 3 * len(SYMBOLS)
    assert not [cell for cell in figures if " " in cell.strip(" |")]
    assert maker.picture(SYMBOLS["lost"]) == made["symbols/lost.svg"]

"""The command line on consoles that are not UTF-8: a Chinese Windows, an older German or American one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from geokit.cli._console import print_sentences

pytestmark = pytest.mark.slow


def printed(encoding: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "geokit", *arguments], check=False, capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    return done.stdout.decode(encoding)


def test_a_chinese_console_shows_chinese_and_squares_it_has_no_sign_for():
    chinese = printed("cp936", "--lang", "zh", "parks")
    assert "亩" in chinese
    assert "?" not in chinese

    english = printed("cp936", "--lang", "en", "parks", "--sources")
    assert "(2,048.92 m2 of floor area)" in english
    assert "?" not in english


@pytest.mark.parametrize("encoding", ["cp437", "cp1252"])
def test_a_console_without_chinese_still_shows_the_figures(encoding):
    assert "330" in printed(encoding, "--lang", "zh", "parks")
    assert "(17,600 mu)" in printed(encoding, "--lang", "en", "parks")


def test_a_sentence_is_broken_between_words_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr("geokit.cli._console.terminal_room", lambda: 20)
    print_sentences(["    二期地块与三期地块重叠，允许 0.01", "short"])
    assert capsys.readouterr().out.splitlines() == [
        "    二期地块与三期地",
        "    块重叠，允许",
        "    0.01",
        "short",
    ]

"""A wrong command line is told in the reader's language."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from geokit.cli._program import run

WRONG = [
    (["audit", "--foo"], "没有选项 '--foo'；是否指：'--format'？"),
    (["audit", "--qqqqqq"], "没有选项 '--qqqqqq'"),
    (["audit", "--par", "x"], "没有选项 '--par'；是否指：'--parcels', '--park', '--phase'？"),
    (["audit", "--today", "2020"], "'--today' 的值无效：'2020' 不合格式 '%Y-%m-%d'"),
    ([], "缺少命令"),
    (["parks", "a", "b"], "多余的参数：(b)"),
    (["parks", "a", "b", "c"], "多余的参数：(b c)"),
    (["explain", "--park"], "选项 '--park' 需要一个值"),
    (["audit", "--all=3"], "选项 '--all' 不带值"),
    (["ledger"], "请给出地块文件，如 geokit ledger 一期.txt，或用 --park 给出园区"),
    (["convert", "a.txt"], "请给出来源与输出"),
    (["reconcile"], "缺少 'PARCELS'"),
    (["audit", "--fail-on", "x"], "'--fail-on' 的值无效：'x' 不是 'info', 'warning', 'review', 'error' 之一"),
    (["audit", "--zone", "x"], "'--zone' 的值无效：'x' 不是整数"),
    (["fix", "--snap", "x"], "'--snap' 的值无效：'x' 不是数字"),
    (["reconcile", "a", "--control", "1", "--decimals", "10"], "'--decimals' 的值无效：10 不在 0<=x<=8 之内"),
    (["audit", "--column", "x"], "值无效：“x”应写成"),
    (["map", "a.txt"], "缺少 '-o' / '--output'"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=lambda given: " ".join(given) or "none")
def test_in_chinese(capfd, arguments, sentence):
    assert run(["--lang", "zh", *arguments]) == 2
    said = capfd.readouterr().err
    assert sentence in said
    assert not re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", said), said


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=lambda given: " ".join(given) or "none")
def test_in_english_as_click_says_it(capfd, arguments, sentence):
    assert run(["--lang", "en", *arguments]) == 2
    said = capfd.readouterr().err
    assert sentence not in said
    assert "Error: " in said


def test_what_was_typed_is_not_translated(capfd):
    run(["--lang", "zh", "audit", "--zone", "Missing command."])
    assert "'Missing command.' 不是整数" in capfd.readouterr().err


def help_of(language, command):
    """Help is put into words once a process, when a command is loaded: each language has its own."""
    line = [sys.executable, "-m", "geokit", "--lang", language, *command, "--help"]
    return subprocess.run(line, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [[], ["audit"], ["ledger"], ["diff"], ["map"], ["map", "park"]],
    ids=lambda given: " ".join(given) or "none",
)
def test_help_has_headings_in_the_readers_language(command):
    chinese = help_of("zh", command)
    assert chinese.startswith("用法：geokit")
    assert "\n选项:\n" in chinese
    assert "显示帮助" in chinese
    assert not re.search(
        r"Usage|Options:|Commands:|Show this|default:|required\]|\.\.\.\n", chinese.split("\n", 1)[1]
    )
    english = help_of("en", command)
    assert english.startswith("Usage: geokit")
    assert "\nOptions:\n" in english

"""The README says what is: every rule and command stands in it; tests/docs runs its blocks and follows its links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geokit.auditing.registry import rule_names
from geokit.plugins import plugin_names

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text_of(name), flags=re.DOTALL)


@pytest.mark.parametrize("name", READMES)
def test_every_rule_stands_in_the_table_and_every_command_exists(name):
    named = set(re.findall(r"`([a-z_]+)`", text_of(name)))
    assert set(rule_names()) <= named
    for line in "\n".join(blocks(name, "bash")).splitlines():
        if match := re.match(r"geokit (?:--lang zh )?(\w+)", line):
            assert match[1] in plugin_names("geokit.cli")


@pytest.mark.parametrize("name", READMES)
def test_what_is_compared_differs(name):
    lines = [line for block in blocks(name, "bash") for line in block.splitlines() if " diff " in line]
    assert lines
    assert all(re.search(r"#.*(exit status|退出状态) 1", line) for line in lines)

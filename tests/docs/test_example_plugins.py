"""The plug-ins that the how-to pages write are code of this house: its linter and formatter have nothing to say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*/how-to/add-*.md"))
_EXAMPLE = re.compile(r'```\{code-block\} python\n:caption: "(geokit/[\w/]+\.py)"\n\n(.*?)```', re.DOTALL)
EXAMPLES = [
    pytest.param(name, code, id=f"{page.parts[-3]}-{Path(name).stem}")
    for page in PAGES
    for name, code in _EXAMPLE.findall(page.read_text(encoding="utf-8"))
]


def ruff(*arguments: str, name: str, code: str) -> str:
    command = [sys.executable, "-m", "ruff", *arguments, "--stdin-filename", name, "-"]
    done = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, encoding="utf-8", check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(("name", "code"), EXAMPLES)
def test_an_example_is_written_as_the_house_writes(name: str, code: str) -> None:
    assert ruff("check", "--no-cache", name=name, code=code) == ""
    assert ruff("format", "--check", "--no-cache", name=name, code=code) == ""


def test_each_kind_of_plugin_has_its_example_in_both_languages() -> None:
    assert sorted(each.id for each in EXAMPLES) == [
        f"{language}-{name}" for language in ("en", "zh") for name in ("lines", "long_name", "wktlines")
    ]

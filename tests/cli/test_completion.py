"""What the shell is offered."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def offered(typed: str) -> list[str]:
    words = typed.split(" ")
    done = subprocess.run(
        [sys.executable, "-c", "from geokit.cli import main; main()"], check=False, capture_output=True, text=True,
        env={
            **os.environ, "_GEOKIT_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1),
        },
    )  # fmt: skip
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("geokit au", ["audit"]),
        ("geokit explain over", ["overlap"]),
        ("geokit explain overlap --park lo", ["longhu"]),
        ("geokit map park ling", ["linghai"]),
    ],
)
def test_names_are_completed(typed, names):
    assert offered(typed) == names

"""Which tests are asked about a change, and in which order."""

from __future__ import annotations

import pytest
from reached_lines import Reached, digest
from small_changes import changes_of

TEXT = "def f(x):\n    if x < 2:\n        return 3\n    return -x\n"
SECONDS = {
    "tests/test_a.py::quick": 0.1,
    "tests/test_a.py::slow": 9.0,
    "tests/test_b.py::near": 1.0,
    "tests/test_b.py::elsewhere": 0.2,
}


@pytest.fixture
def reached(tmp_path):
    (tmp_path / "a.py").write_text(TEXT, encoding="utf-8")
    lines = {
        "a.py": {
            2: ["tests/test_a.py::slow", "tests/test_b.py::near"],
            3: ["tests/test_b.py::near"],
            4: ["tests/test_a.py::slow"],
        }
    }
    return Reached(dict(SECONDS), lines, {"a.py": digest(tmp_path / "a.py")})


def asked(reached, root, line):
    change = next(each for each in changes_of("a.py", TEXT) if each.line == line)
    return [test.partition("::")[2] for test in reached.tests_of(change, root)]


def test_what_reaches_the_line_is_asked_before_what_has_the_name_of_the_file(reached, tmp_path):
    assert asked(reached, tmp_path, 4) == ["slow", "quick"]
    assert asked(reached, tmp_path, 3) == ["near", "slow", "quick"]
    assert asked(reached, tmp_path, 2) == ["slow", "near", "quick"]


def test_of_a_file_that_has_changed_all_that_reached_it_are_asked(reached, tmp_path):
    (tmp_path / "a.py").write_text(TEXT + "\n", encoding="utf-8")
    assert asked(reached, tmp_path, 3) == ["slow", "quick", "near"]

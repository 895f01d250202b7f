"""The language that is spoken: from now on, or in a block alone."""

from __future__ import annotations

import contextvars
import subprocess
import sys

import geokit as gk
from geokit.i18n import current_language


def test_a_language_holds_from_now_on_in_the_next_cell_too() -> None:
    # Each cell of a notebook runs in a copy of the context.
    contextvars.copy_context().run(gk.use_language, "zh")
    assert contextvars.copy_context().run(current_language) == "zh"
    gk.use_language("en")
    assert current_language() == "en"


def test_a_block_speaks_its_own_and_then_as_before() -> None:
    gk.use_language("en")
    with gk.use_language("zh"):
        assert current_language() == "zh"
        with gk.use_language("en"):
            assert current_language() == "en"
        assert current_language() == "zh"
    assert current_language() == "en"


def test_a_language_may_be_kept_for_blocks() -> None:
    chinese = gk.use_language("zh")
    gk.use_language("en")
    with chinese:
        assert current_language() == "zh"
    assert current_language() == "en"
    assert repr(chinese) == "<SpokenLanguage: zh>"


def test_a_new_process_knows_nothing_of_it() -> None:
    gk.use_language("zh")
    code = "import geokit.i18n as i; print(i.usual.language)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "None"

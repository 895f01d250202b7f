"""Every public name has an example in its docstring, which the tests of docstrings run."""

from __future__ import annotations

import inspect

import pytest

import geokit as gk


@pytest.mark.parametrize("name", sorted(set(gk.__all__) - {"__version__"}))
def test_a_public_name_has_an_example(name: str) -> None:
    documented = getattr(gk, name).__doc__ or ""
    assert "Examples\n--------\n>>> " in inspect.cleandoc(documented), name
    # One that is never run may be wrong.
    lines = [line for line in documented.splitlines() if line.strip().startswith(">>>")]
    assert any("+SKIP" not in line for line in lines), name

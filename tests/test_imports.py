"""Imports run one way: no module of the house imports what imports it, for its types neither."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "geokit").rglob("*.py"))
}


def imported(tree: ast.AST, known: set[str]) -> set[str]:
    """Return the modules of the house that a module imports anywhere: at its top, in a function, for types alone."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (names & known) or {node.module}
    return found & known


def circle_among(imports: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle, none where there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_what_imports_it():
    imports = {
        name: imported(ast.parse(path.read_text(encoding="utf-8")), set(SOURCES))
        for name, path in SOURCES.items()
    }
    assert sum(map(len, imports.values())) > len(SOURCES)
    assert circle_among(imports) == []


@pytest.mark.parametrize(
    "text",
    [
        "from house.b import thing",
        "from house import b",
        "import house.b",
        "def later():\n    from house.b import thing",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.b import Thing",
    ],
)
def test_every_kind_of_import_counts(text):
    found = imported(ast.parse(text), {"house.a", "house.b"})
    assert found == {"house.b"}
    assert set(circle_among({"house.a": found, "house.b": {"house.a"}})) == {"house.a", "house.b"}

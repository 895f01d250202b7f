"""Arguments come in one order everywhere: what is worked on, what it is held against, where it goes; the rest has a name."""

from __future__ import annotations

import inspect

import pytest

import geokit as gk

# From first to last. What stands in no place here must be given by its name.
ORDER = (
    "catalog", "park", "database", "actual", "steps", "frame", "geometries", "parts_m2", "report", "old",
    "tables", "area", "ledger", "value", "folder", "language", "stream", "parcels", "survey", "lines",
    "contracts", "plan", "schema", "new", "baseline", "control", "table", "other", "crs", "target", "at",
    "template", "path",
)  # fmt: skip
# `report` stands behind the parcels that it is of; a method is read with its measure, measure_area(shapes, crs, "planar").
KNOWN = {"park_map": {"report"}, "measure_area": {"method"}}


def functions() -> list[str]:
    return [name for name in gk.__all__ if inspect.isfunction(getattr(gk, name))]


@pytest.mark.parametrize("name", functions())
def test_arguments_without_a_name_stand_in_one_order(name: str) -> None:
    parameters = inspect.signature(getattr(gk, name)).parameters.values()
    positional = [
        each.name
        for each in parameters
        if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
        and each.name not in KNOWN.get(name, set())
    ]
    assert set(positional) <= set(ORDER), name
    assert positional == sorted(positional, key=ORDER.index), name
    assert len(positional) <= 3


@pytest.mark.parametrize(
    "name", [name for name in functions() if name.startswith(("write_", "save_", "fill_"))]
)
def test_what_is_written_comes_before_its_path(name: str) -> None:
    parameters = inspect.signature(getattr(gk, name)).parameters.values()
    positional = [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    assert positional[-1] == "path"
    assert len(positional) == 2

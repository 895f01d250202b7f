"""Whatever a public function gives back or raises can be named: ``gk.LedgerMatch``, ``gk.CrsError``."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geokit as gk
from geokit import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is read through the class that has it and never named by itself: sentences, the inner figures of a ledger, the
# page that a map is made of, and the tables of park.toml.
INNER = {
    "BoundaryFile", "DeclaredFigure", "Equation", "Extent", "Figure", "Figures", "Json", "Land", "Name", "Page", "ParkLand",
    "Programme", "Statement", "Text", "Uncounted", "Words", "Anchor", "Basis", "Event", "LandSums", "OwnTables",
    "ParcelFile", "Reference", "IndicatorFigure",
}  # fmt: skip


def classes_of_the_house() -> set[str]:
    found = set()
    for module in pkgutil.walk_packages(gk.__path__, "geokit."):
        if not module.name.startswith(("geokit.cli", "geokit.__main__")):
            members = vars(importlib.import_module(module.name)).values()
            found |= {each.__name__ for each in members if inspect.isclass(each) and is_own(each)}
    return found


def is_own(thing: Any) -> bool:
    return thing.__module__.startswith("geokit.")


def functions_of(thing: Any) -> Iterator[Any]:
    """Yield a function, or the methods and properties of a class."""
    if not inspect.isclass(thing):
        yield thing
        return
    for base in filter(is_own, thing.__mro__):
        for name, member in vars(base).items():
            if not name.startswith("_"):
                yield unwrapped(member)


def unwrapped(member: Any) -> Any:
    if isinstance(member, property):
        return member.fget
    return member.func if isinstance(member, cached_property) else getattr(member, "__func__", member)


def given_back(thing: Any) -> Iterator[str]:
    for function in filter(inspect.isfunction, functions_of(thing)):
        yield from re.findall(r"\b[A-Z]\w+", str(inspect.signature(function).return_annotation))


def test_what_comes_back_from_a_public_function_is_exported() -> None:
    own = classes_of_the_house() - INNER
    things = [getattr(gk, name) for name in gk.__all__ if name != "__version__"]
    missing = {
        (name, getattr(thing, "__name__", ""))
        for thing in things
        for name in given_back(thing)
        if name in own and name not in gk.__all__
    }
    assert missing == set()


def test_every_error_and_warning_is_exported() -> None:
    raised = {
        name
        for name, each in vars(errors).items()
        if inspect.isclass(each) and issubclass(each, Exception) and is_own(each)
    }
    assert len(raised) >= 9
    assert raised <= set(gk.__all__)
    assert all(getattr(gk, name) is getattr(errors, name) for name in raised)

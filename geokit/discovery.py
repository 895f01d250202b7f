"""Plug-ins that are found, not listed: one module of a folder, one class, named after the file.

A rule, a format, a report is one file. The file's name is the plug-in's name, so adding one is adding a file.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TypeVar

Plugin = TypeVar("Plugin")


def plugin_names(package: str) -> list[str]:
    """Return the names of a package's plug-ins, sorted, without importing them.

    Modules whose name starts with an underscore are helpers, not plug-ins.

    Examples
    --------
    >>> "overlap" in plugin_names("geokit.auditing.rules")
    True
    """
    paths = importlib.import_module(package).__path__
    return sorted(module.name for module in pkgutil.iter_modules(paths) if not module.name.startswith("_"))


def load_plugin(package: str, name: str, base: type[Plugin]) -> type[Plugin]:
    """Import one plug-in and return its class.

    Parameters
    ----------
    package : str
        The folder, as a dotted name.
    name : str
        The file's name without its suffix.
    base : type
        What the plug-in must be a subclass of.

    Raises
    ------
    TypeError
        The file holds no such class, or more than one. This is a broken program, not a user's mistake.
    """
    module = importlib.import_module(f"{package}.{name}")
    found = [
        member
        for member in vars(module).values()
        if inspect.isclass(member)
        and issubclass(member, base)
        and not inspect.isabstract(member)
        and member.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise TypeError(f"{module.__name__} must hold exactly one {base.__name__}, and holds {len(found)}")
    return found[0]


def load_plugins(package: str, base: type[Plugin]) -> dict[str, type[Plugin]]:
    """Import all plug-ins of a package: name to class, in the order of their names."""
    return {name: load_plugin(package, name, base) for name in plugin_names(package)}

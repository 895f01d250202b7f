"""Plug-ins that are found, not listed: one module of a folder, one class, named after the file.

A rule, a format, a report is one file. The file's name is the plug-in's name, so adding one is adding a file: to
geokit's own folder, or to a package of somebody else's that names it as an entry point.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from geokit.errors import GeokitError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from importlib.metadata import EntryPoint

Plugin = TypeVar("Plugin")

# Where other packages name plug-ins of the kind that a folder of geokit's holds.
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "geokit.auditing.rules": "geokit.rules",
        "geokit.parcels.formats": "geokit.formats",
        "geokit.reports": "geokit.reports",
    }
)

_TAKEN = Words(
    zh="扩展包 {package} 的“{name}”（{group}）与已有的同名；请更名或卸载该包",
    en="“{name}” ({group}) of the package {package} has a name that is taken; rename it, or uninstall the package",
)
_BROKEN = Words(
    zh="扩展包 {package} 的“{name}”（{group}）无法载入（{problem}）；请更新或卸载该包",
    en="“{name}” ({group}) of the package {package} cannot be loaded ({problem}); update or uninstall the package",
)
_NOT_ONE = Words(
    zh="扩展包 {package} 的“{name}”（{group}）指向 {value}，其中应恰有一个 {kind}；请更新或卸载该包",
    en="“{name}” ({group}) of the package {package} names {value}, which should hold exactly one {kind}; update or "
    "uninstall the package",
)
_NOT_ITS_FILE = Words(
    zh="扩展包 {package} 的“{name}”（{group}）位于 {module}；扩展须与其文件同名，请更新或卸载该包",
    en="“{name}” ({group}) of the package {package} lies in {module}, and a plug-in is called as its file is; update or "
    "uninstall the package",
)


class PluginError(GeokitError, ImportError):
    """A plug-in of another package that cannot be used; the sentence names the package."""


def plugin_names(package: str) -> list[str]:
    """Return the names of all plug-ins of a kind, sorted, without importing them.

    Modules whose name starts with an underscore are helpers, not plug-ins.

    Parameters
    ----------
    package : str
        geokit's own folder of them, as a dotted name.

    Examples
    --------
    >>> "overlap" in plugin_names("geokit.auditing.rules")
    True
    """
    return sorted({*module_names(package), *(entry.name for entry in entry_points_of(package))})


def module_names(package: str) -> list[str]:
    """Return the names of the plug-ins in a folder, sorted."""
    paths = importlib.import_module(package).__path__
    return sorted(module.name for module in pkgutil.iter_modules(paths) if not module.name.startswith("_"))


@cache
def entry_points_of(package: str) -> tuple[EntryPoint, ...]:
    """Return the plug-ins that other packages add to a folder: every installed package is looked through once."""
    if package not in GROUPS:
        return ()
    from importlib.metadata import entry_points

    return tuple(sorted(entry_points(group=GROUPS[package]), key=lambda entry: (entry.name, entry.value)))


def load_plugin(package: str, name: str, base: type[Plugin]) -> type[Plugin]:
    """Import one plug-in and return its class.

    Parameters
    ----------
    package : str
        geokit's own folder, as a dotted name.
    name : str
        The file's name without its suffix.
    base : type
        What the plug-in must be a subclass of.

    Raises
    ------
    TypeError
        geokit's own file holds no such class, or more than one. This is a broken program, not a user's mistake.
    PluginError
        It is another package's, and broken.
    """
    for entry in entry_points_of(package):
        if entry.name == name and name not in module_names(package):
            return _load(entry, base)
    module = importlib.import_module(f"{package}.{name}")
    found = classes_in(module, base)
    if len(found) != 1:
        raise TypeError(f"{module.__name__} must hold exactly one {base.__name__}, and holds {len(found)}")
    return found[0]


def load_plugins(package: str, base: type[Plugin]) -> dict[str, type[Plugin]]:
    """Import all plug-ins of a kind: name to class, in the order of their names.

    Raises
    ------
    PluginError
        One of another package's is broken, or has a name that is taken.
    """
    own = {name: load_plugin(package, name, base) for name in module_names(package)}
    return dict(sorted({**own, **load_entry_points(package, base, taken=own)}.items()))


def load_entry_points(package: str, base: type[Plugin], *, taken: Collection[str]) -> dict[str, type[Plugin]]:
    """Import the plug-ins of other packages; `taken` are the names of geokit's own.

    Raises
    ------
    PluginError
        One is broken, or has a name that is taken.
    """
    found: dict[str, type[Plugin]] = {}
    for entry in entry_points_of(package):
        if entry.name in taken or entry.name in found:
            raise _error(_TAKEN, entry)
        found[entry.name] = _load(entry, base)
    return found


def classes_in(module: ModuleType, base: type[Plugin]) -> list[type[Plugin]]:
    """Return the plug-ins that a module holds, as far as they were written in it."""
    return [
        member
        for member in vars(module).values()
        if inspect.isclass(member)
        and issubclass(member, base)
        and not inspect.isabstract(member)
        and member.__module__ == module.__name__
    ]


def _load(entry: EntryPoint, base: type[Plugin]) -> type[Plugin]:
    try:
        loaded = entry.load()
    except Exception as problem:
        # Other people's code may raise anything while it is imported.
        raise _error(_BROKEN, entry, problem=_summary(problem)) from problem
    found = classes_in(loaded, base) if isinstance(loaded, ModuleType) else [loaded]
    if len(found) != 1 or not (inspect.isclass(found[0]) and issubclass(found[0], base)):
        raise _error(_NOT_ONE, entry, value=entry.value, kind=base.__name__)
    if found[0].__module__.rpartition(".")[2] != entry.name:
        raise _error(_NOT_ITS_FILE, entry, module=found[0].__module__)
    return found[0]


def _summary(problem: Exception) -> str:
    # The message itself may hold the path of a file on this machine.
    name = getattr(problem, "name", None) if isinstance(problem, ImportError) else None
    return f"{type(problem).__name__}: {name}" if name else type(problem).__name__


def _error(words: Words, entry: EntryPoint, **fields: Any) -> PluginError:
    package = entry.dist.name if entry.dist else entry.module
    return PluginError(words, name=entry.name, group=entry.group, package=package, **fields)

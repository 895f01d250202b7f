"""Plug-ins that are found, not listed: one module of a folder, one class, named after the file.

A rule, a format, a report is one file. The file's name is the plug-in's name, so adding one is adding a file: to
geokit's own folder, or to a package of somebody else's that names it as an entry point.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from contextlib import contextmanager
from functools import cache, wraps
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from geokit.errors import GeokitError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from importlib.metadata import EntryPoint

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
_TAKEN_BY = Words(
    zh="扩展包 {package} 的“{name}”（{group}）与扩展包 {other} 的同名；请卸载其中之一",
    en="“{name}” ({group}) of the package {package} has a name that is taken by the package {other}; uninstall one of "
    "them",
)
_SUFFIX_TAKEN = Words(
    zh="扩展包 {package} 的“{name}”（{group}）使用的后缀 {suffix} 已属于“{owner}”；请换一个后缀或卸载该包",
    en="“{name}” ({group}) of the package {package} takes the suffix {suffix}, which is that of “{owner}”; give it "
    "another, or uninstall the package",
)
_BROKEN = Words(
    zh="扩展包 {package} 的“{name}”（{group}）无法载入（{problem}）；请更新或卸载该包",
    en="“{name}” ({group}) of the package {package} cannot be loaded ({problem}); update or uninstall the package",
)
_UNFIT = Words(
    zh="扩展包 {package} 的“{name}”（{group}）不完整（{problem}）；请更新或卸载该包",
    en="“{name}” ({group}) of the package {package} is not complete ({problem}); update or uninstall the package",
)
_FAILED = Words(
    zh="扩展包 {package} 的“{name}”（{group}）运行出错（{problem}）；请告知其作者，或卸载该包",
    en="“{name}” ({group}) of the package {package} failed ({problem}); tell its author, or uninstall the package",
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
# As much of what an exception says as a sentence can hold.
_SHOWN = 200


class PluginError(GeokitError, ImportError):
    """A plug-in of another package that cannot be used; the sentence names the package."""


class Contract(NamedTuple):
    """What is asked of a plug-in that another package brings.

    Parameters
    ----------
    attributes : mapping of str to type
        What its class must have; validated when it is loaded.
    methods : mapping of str to function
        What geokit calls, each with what validates the result: it takes the plug-in, the result and the arguments of
        the call, returns the result, and raises what it finds wrong.
    trial : function
        What makes of the class all that geokit makes of it without arguments.
    may_refuse : bool
        Whether its errors of geokit's and of the system are about the user's file, as a built-in's are.
    """

    attributes: Mapping[str, type]
    methods: Mapping[str, Callable[..., Any]]
    trial: Callable[[Any], object] = lambda plugin: plugin()
    may_refuse: bool = False


class Extensible:
    """The base of what other packages may add.

    Attributes
    ----------
    contract : Contract
        What is asked of those that are added.
    origin : EntryPoint or None
        Where one of another package was named.
    """

    contract: ClassVar[Contract]
    origin: ClassVar[EntryPoint | None] = None


Plugin = TypeVar("Plugin")


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
    if name not in module_names(package):
        for entry in entry_points_of(package):
            if entry.name == name:
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
    entries: dict[str, EntryPoint] = {}
    for entry in entry_points_of(package):
        if entry.name in taken:
            raise _error(_TAKEN, entry)
        if other := entries.get(entry.name):
            raise _error(_TAKEN_BY, entry, other=_package_of(other))
        entries[entry.name] = entry
    return {name: _load(entry, base) for name, entry in entries.items()}


def refuse_shared_suffixes(
    plugins: Mapping[str, Extensible | type[Extensible]], suffixes: Mapping[str, Collection[str]]
) -> None:
    """Refuse a plug-in of another package whose suffix is that of a built-in, or of another package's.

    Parameters
    ----------
    plugins : mapping of str to plug-in
        All of a kind, by name.
    suffixes : mapping of str to collection of str
        The suffixes that each has for itself, by name.

    Raises
    ------
    PluginError
        A suffix is taken.
    """
    owners: dict[str, str] = {}
    for name in sorted(plugins, key=lambda name: plugins[name].origin is not None):
        entry = plugins[name].origin
        for suffix in suffixes[name]:
            owner = owners.setdefault(suffix, name)
            if entry and owner != name:
                raise _error(_SUFFIX_TAKEN, entry, suffix=suffix, owner=owner)


def unvalidated(_: object, result: Any, *__: object, **___: object) -> Any:
    """Return a result as it is: that of a method of a :class:`Contract` which may be anything."""
    return result


def instance_of(kind: type) -> Callable[..., Any]:
    """Return what validates the result of a method of a :class:`Contract` by its type."""

    def validate(_: object, result: Any, *__: object, **___: object) -> Any:
        if not isinstance(result, kind):
            raise TypeError(f"it returns {type(result).__name__}, not {kind.__name__}")
        return result

    return validate


def require_suffixes(*suffixes: object) -> None:
    """Refuse suffixes that no file name is compared with.

    Raises
    ------
    TypeError
        One is no lower-case text that begins with a point.
    """
    for each in suffixes:
        if not isinstance(each, str) or each != each.lower() or not each.startswith("."):
            raise TypeError(f"a suffix is lower-case text that begins with a point, not {each!r}")


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
    with _errors_named(_BROKEN, entry, _summary):
        loaded = entry.load()
    found = classes_in(loaded, base) if isinstance(loaded, ModuleType) else [loaded]
    if len(found) != 1 or not (inspect.isclass(found[0]) and issubclass(found[0], base)):
        raise _error(_NOT_ONE, entry, value=entry.value, kind=base.__name__)
    if found[0].__module__.rpartition(".")[2] != entry.name:
        raise _error(_NOT_ITS_FILE, entry, module=found[0].__module__)
    with _errors_named(_UNFIT, entry, _described):
        guarded: type[Plugin] = _guarded(entry, found[0])
    return guarded


def _guarded(entry: EntryPoint, plugin: Any) -> Any:
    """Return a subclass whose methods say of which package they are where they fail, made once for trial.

    Raises
    ------
    TypeError
        The class lacks what the contract asks for, is abstract, or its constructor takes arguments.
    """
    contract: Contract = plugin.contract
    for name, kind in contract.attributes.items():
        if not isinstance(getattr(plugin, name, None), kind):
            raise TypeError(f"{plugin.__name__}.{name} should be of type {kind.__name__}")
    contract.trial(plugin)
    methods = {
        name: _guarded_method(entry, getattr(plugin, name), validate, may_refuse=contract.may_refuse)
        for name, validate in contract.methods.items()
    }
    own = {"__module__": plugin.__module__, "__doc__": plugin.__doc__, "origin": entry}
    return type(plugin)(plugin.__name__, (plugin,), {**own, **methods})


def _guarded_method(
    entry: EntryPoint, method: Callable[..., Any], validate: Callable[..., Any], *, may_refuse: bool
) -> Callable[..., Any]:
    @wraps(method)
    def call(self: object, *arguments: Any, **options: Any) -> Any:
        with _errors_named(_FAILED, entry, _described, may_refuse=may_refuse):
            return validate(self, method(self, *arguments, **options), *arguments, **options)

    return call


@contextmanager
def _errors_named(
    words: Words, entry: EntryPoint, describe: Callable[[BaseException], str], *, may_refuse: bool = False
) -> Iterator[None]:
    """Name the package of other people's code, which may raise anything, and may try to end the program."""
    try:
        yield
    except (PluginError, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as problem:
        if may_refuse and (isinstance(problem, GeokitError) or getattr(problem, "errno", None) is not None):
            raise
        raise _error(words, entry, problem=describe(problem)) from problem


def _described(problem: BaseException) -> str:
    try:
        text = str(problem)
    except Exception:  # noqa: BLE001 - other people's code too
        text = ""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"{type(problem).__name__}: {shown}" if shown else type(problem).__name__


def _summary(problem: BaseException) -> str:
    # The message itself may hold the path of a file on this machine.
    name = getattr(problem, "name", None) if isinstance(problem, ImportError) else None
    return f"{type(problem).__name__}: {name}" if name else type(problem).__name__


def _error(words: Words, entry: EntryPoint, **fields: Any) -> PluginError:
    return PluginError(words, name=entry.name, group=entry.group, package=_package_of(entry), **fields)


def _package_of(entry: EntryPoint) -> str:
    return (entry.dist.name if entry.dist else "") or entry.value

"""Input that is opened or parsed before anything is known of it: bounded, so that nothing waits, overflows or never ends."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from geokit.atomic import display_path
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.toml_faults import toml_fault

if TYPE_CHECKING:
    from pathlib import Path

# What is nested deeper is no file of settings; what reads the tables one in the other would run out of stack.
_DEEPEST: Final = 32
_LONG_KEY: Final = re.compile(
    rf"""^[ \t]*\[{{0,2}}(?:[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.){{{_DEEPEST}}}""", re.MULTILINE
)
_TOO_DEEP: Final = "nested deeper"
KeyPath: TypeAlias = tuple[str | int, ...]
# One repetition each: two that may share blanks take quadratic time over a line of them.
_TABLE = re.compile(r"^\s*(\[\[?)([^\]]+)\]")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_SPECIAL = Words(
    zh="是管道、套接字或设备，不是文件；请先存为文件",
    en="is a pipe, a socket or a device and no file; save what it says to a file first",
)
_TO_NOTHING = Words(
    zh="是一个链接，指向“{target}”，而那里什么也没有",
    en="is a link to nothing: it points to “{target}”",
)


def refuse_special(path: Path, name: str | None = None, kind: type[InputError] = InputError) -> None:
    """Refuse what is neither a file nor a folder, or a link to nothing; what is not there, or may not be looked at, passes.

    Parameters
    ----------
    path : Path
        What is about to be opened; a link counts as what it leads to.
    name : str, optional
        What the error calls it.
    kind : type
        Of the error.

    Raises
    ------
    InputError
        Opening it could wait for ever; or somebody linked it to what is not there.
    """
    if leads_nowhere(path):
        raise kind(_TO_NOTHING, file=name or display_path(path), target=str(path.readlink()))
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise kind(_SPECIAL, file=name or display_path(path))


def leads_nowhere(path: Path) -> bool:
    """Tell whether a path is a link to what is not there: somebody put it there, and nobody mistyped it."""
    try:
        return path.is_symlink() and not path.exists()
    except (OSError, ValueError):
        return False


def file_named(folder: Path, name: str) -> Path:
    """Return where a file lies that a text names, whether it is there or not.

    pip, git and zip write names in UTF-8, also where the locale (GB18030, say) reads them as other letters.

    Examples
    --------
    >>> from pathlib import Path
    >>> file_named(Path("park"), "outline.geojson").as_posix()
    'park/outline.geojson'
    """
    path = folder / name
    unpacked = folder / os.fsdecode(name.encode())
    return unpacked if not is_there(path) and is_there(unpacked) else path


def is_there(path: Path) -> bool:
    """Tell whether a file or folder lies there; one whose name is too long for the system, or no name at all, does not.

    Examples
    --------
    >>> from pathlib import Path
    >>> [is_there(Path(name)) for name in (".", "x" * 5000, chr(0))]
    [True, False, False]
    """
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def parse_toml(text: str, kind: type[InputError] = InputError) -> dict[str, Any]:
    """Return what a TOML text says.

    Parameters
    ----------
    text : str
    kind : type
        Of the error.

    Raises
    ------
    InputError
        It is no TOML, or nested deeper than anything that geokit reads; with line and column.

    Examples
    --------
    >>> parse_toml("a.b = 1")
    {'a': {'b': 1}}
    """
    try:
        return _parsed(text)
    except RecursionError:
        raise toml_fault(_TOO_DEEP, text, kind) from None
    except ValueError as error:
        # Of tomllib, or of a number of more digits than Python converts.
        raise toml_fault(str(error), text, kind) from None


def _parsed(text: str) -> dict[str, Any]:
    if _LONG_KEY.search(text):
        # It takes time by the square of a key's parts.
        raise RecursionError
    data = tomllib.loads(text)
    level: list[Any] = [data]
    for _ in range(_DEEPEST):
        level = [value for each in level for value in _within(each) if isinstance(value, dict | list)]
        if not level:
            return data
    raise RecursionError


def _within(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def locate_keys(text: str) -> dict[KeyPath, int]:
    r"""Return the line of every key and table header of a TOML text.

    Examples
    --------
    >>> locate_keys("a = 1\n[[zones]]\nid = 'x'\n[zones.name]\nzh = '期'")
    {('a',): 1, ('zones', 0): 2, ('zones', 0, 'id'): 3, ('zones', 0, 'name'): 4, ('zones', 0, 'name', 'zh'): 5}
    """
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    # Only these end a line of TOML; a text may hold what Python takes for an end besides.
    for number, line in enumerate(text.split("\n"), 1):
        if header := _TABLE.match(line):
            table = _table_path(header[2], counts, is_array=header[1] == "[[")
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_split(key[1])), number)
    return lines


def _table_path(dotted: str, counts: dict[KeyPath, int], *, is_array: bool) -> KeyPath:
    path: KeyPath = ()
    parts = _split(dotted)
    for depth, part in enumerate(parts, 1):
        path = (*path, part)
        if is_array and depth == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _split(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", dotted)]

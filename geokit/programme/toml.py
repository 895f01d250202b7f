"""TOML with the line of every key, so that a fault can be found where it stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geokit.errors import CatalogError, InputError
from geokit.inputs import parse_toml, refuse_special
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

KeyPath = tuple[str | int, ...]

# One repetition each: two that may share blanks take quadratic time over a line of them.
_TABLE = re.compile(r"^\s*(\[\[?)([^\]]+)\]")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")

_NO_FILE = Words(zh="找不到文件", en="there is no such file")
_NOT_UTF8 = Words(zh="不是 UTF-8 文本；请另存为 UTF-8", en="is not UTF-8 text; save it as UTF-8")
_BROKEN = Words(zh="TOML 语法错误：{problem}", en="the TOML is broken: {problem}")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file and where its keys stand.

    Attributes
    ----------
    name : str
        The file as a reader would name it.
    data : dict
        What :mod:`tomllib` makes of it.
    lines : dict
        The line, from 1, of each key and table header, by its path.
    """

    name: str
    data: dict[str, object]
    lines: dict[KeyPath, int]

    def line_of(self, path: KeyPath) -> int | None:
        """Return the line of a key, or of the nearest table around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


def read_toml(path: Path, name: str | None = None) -> TomlFile:
    """Read a TOML file.

    Raises
    ------
    CatalogError
        The file is missing, not UTF-8, or not TOML; names file and line.
    """
    name = name or path.name
    refuse_special(path, name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CatalogError(_NO_FILE, file=name) from None
    except UnicodeDecodeError:
        raise CatalogError(_NOT_UTF8, file=name) from None
    except OSError as error:
        raise unreadable(error, name) from None
    try:
        data = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(_BROKEN, file=name, problem=error) from None
    return TomlFile(name, data, locate_keys(text))


def unreadable(error: OSError, name: str) -> InputError:
    """Return the sentence for a file that the system will not open."""
    words = Words(zh="无法打开：{reason}", en="cannot be opened: {reason}")
    return CatalogError(words, file=name, reason=error.strerror)


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
    for number, line in enumerate(text.splitlines(), 1):
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

"""A TOML file that was read, with the line of each of its keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geokit.inputs import KeyPath


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
        """Return the line of a key, or of the nearest table around it; of a list of tables, that of the first."""
        for end in range(len(path), 0, -1):
            # A table may have no header of its own, but those of tables in it.
            found = [line for key, line in self.lines.items() if key[:end] == path[:end]]
            if found:
                return self.lines.get(path[:end], min(found))
        return None

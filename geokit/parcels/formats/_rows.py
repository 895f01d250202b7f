"""The rows of a file in windows: its columns read without the shapes, and the shapes of some rows without the columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from geokit.errors import FormatError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    import numpy as np
    import pyarrow as pa

    from geokit.geometry.arrays import Ints
    from geokit.parcels.formats._reading import Reading

_CHANGED = Words(
    zh="读取过程中文件被改动；请在无人写入时重新读取",
    en="the file was changed while it was read; read it again when nobody writes to it",
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file, and the numbers of the first and the last of these records."""

    first: int
    count: int
    lowest: int
    highest: int


@dataclass(frozen=True)
class RowSource(ABC):
    """A file, or a layer of one, that is read in windows of rows; it can be pickled.

    Parameters
    ----------
    path : Path
        The file or folder.
    count : int
        How many rows it says it holds.

    Attributes
    ----------
    was_checked : bool
        Whether it was found sound before; otherwise that is asked when its columns are read.
    is_columnar : bool
        Whether its columns and its shapes are read apart as fast as together.
    """

    was_checked: ClassVar[bool] = True
    is_columnar: ClassVar[bool] = False
    path: Path
    count: int
    _sound: tuple[tuple[str, int, int], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._set_sound(_state_of(self.path) if self.was_checked else ())

    def _set_sound(self, state: tuple[tuple[str, int, int], ...]) -> None:
        object.__setattr__(self, "_sound", state)

    @property
    def size(self) -> int:
        """How many bytes it takes on the disk."""
        return sum(size for _, size, _ in _state_of(self.path))

    @abstractmethod
    def columns(self, needed: Callable[[Sequence[str]], Collection[str]]) -> Reading:
        """Return the columns of all rows, as a reading of the whole file has them; in it is no shape.

        Parameters
        ----------
        needed : callable
            Returns which of the file's columns are wanted. Of others there is None in their place, where nothing is to be
            said of their values.
        """

    @abstractmethod
    def shapes(self, rows: Rows) -> Reading:
        """Return the shapes of some rows, as a reading of the whole file has them; in it is no column."""

    def encoded(self, rows: Rows) -> pa.Array | None:  # noqa: ARG002 - of a file that has them so
        """Return the shapes of some rows as well-known binary, or null; None where the file has them in another form."""
        return None

    def require_sound(self, check: Callable[[], object]) -> None:
        """Check a file where it is not the one that was found sound: on another machine, say, or once it was changed."""
        state = _state_of(self.path)
        if state != self._sound:
            check()
            self._set_sound(self._sound or state)

    def windows(self, records: np.ndarray[tuple[int], np.dtype[np.int64]], rows: int) -> list[Rows]:
        """Return windows of so many rows, the last of fewer, given the number of each record."""
        # Other programs do not keep the count that a database says it holds.
        firsts = range(0, len(records), rows)
        return [
            Rows(first, len(held := records[first : first + rows]), int(held[0]), int(held[-1]))
            for first in firsts
        ]


def require_rows(reading: Reading, rows: Rows) -> Reading:
    """Return a reading that holds the rows that were asked for.

    Raises
    ------
    FormatError
        It holds others: the file has been changed.
    """
    require_records(reading.record, rows)
    return reading


def require_records(held: Ints, rows: Rows) -> None:
    """Require the numbers of the records that were asked for, as :func:`require_rows` does."""
    if len(held) != rows.count or (len(held) and (held[0], held[-1]) != (rows.lowest, rows.highest)):
        raise FormatError(_CHANGED)


def require_count(column: pa.Array, rows: Rows) -> pa.Array:
    """Return a column that holds as many rows as were asked for.

    Raises
    ------
    FormatError
        It holds others: the file has been changed.
    """
    if len(column) != rows.count:
        raise FormatError(_CHANGED)
    return column


def _state_of(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells that a file, or any in a folder, is still the same."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    states = [(file.name, file.stat()) for file in files]
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)

"""How large the work is that is being done, for a sentence when memory does not do."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_largest: ContextVar[int] = ContextVar("geokit_largest", default=0)


def note_table(records: int) -> None:
    """Remember the size of a table of parcels, if none before it was larger."""
    _largest.set(max(records, _largest.get()))


def largest_table() -> int:
    """Return how many records the largest table has had; 0 where none has been seen."""
    return _largest.get()


@contextmanager
def from_nothing() -> Iterator[None]:
    """Forget, within a ``with`` block, what was seen before it.

    Examples
    --------
    >>> with from_nothing():
    ...     note_table(12)
    ...     note_table(3)
    ...     largest_table()
    12
    """
    token = _largest.set(0)
    try:
        yield
    finally:
        _largest.reset(token)

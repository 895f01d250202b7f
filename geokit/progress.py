"""How far long work has come: told to whoever listens, and by default nobody does.

Work says :func:`working` and counts its steps; the command line listens with a bar (:mod:`geokit.bars`). Nothing is
printed, and nothing is imported, where nobody listens.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.words import Speaks

Item = TypeVar("Item")


class Listener(Protocol):
    """Who is told how far work has come. Work may stand within work."""

    def begin(self, doing: Speaks, steps: int | None) -> None:
        """Hear that work begins: what it is, and how many steps it has where that is known."""

    def advance(self) -> None:
        """Hear that a step of the innermost work is done."""

    def end(self) -> None:
        """Hear that the innermost work has ended, well or not."""


_listener: ContextVar[Listener | None] = ContextVar("geokit_progress", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell `listener` of all work within a ``with`` block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def working(doing: Speaks, steps: int | None = None) -> Iterator[None]:
    """Say what is being done within a ``with`` block, and that it has ended.

    Parameters
    ----------
    doing : Words
        What a person would call it, without fields.
    steps : int, optional
        How many times :func:`stepped` will be called.
    """
    listener = _listener.get()
    if listener is None:
        yield
        return
    listener.begin(doing, steps)
    try:
        yield
    finally:
        listener.end()


def stepped() -> None:
    """Say that a step of the innermost work is done."""
    if (listener := _listener.get()) is not None:
        listener.advance()


def steps_of(items: Sequence[Item], doing: Speaks) -> Iterator[Item]:
    """Yield items, and say after each that a step is done.

    Examples
    --------
    >>> from geokit.words import Words
    >>> list(steps_of([1, 2], Words(zh="计数", en="counting")))
    [1, 2]
    """
    with working(doing, len(items)):
        for item in items:
            yield item
            stepped()

"""How far long work has come: reported to a listener, by default none, and drawn as a bar on a terminal.

Work opens a :func:`task` and counts its steps. Nothing is printed, and rich is not imported, where nobody listens. The
size of the largest table is kept too, for the sentence when memory does not do.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO, TypeVar

from geokit.arguments import public
from geokit.escape import printable
from geokit.i18n import Localizable, current_language
from geokit.libraries import has_library, require

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.progress import Progress, TaskID


Item = TypeVar("Item")

PATIENCE_S = 2.0
LINES = "lines"
_LINE_EVERY_S = 0.2


class ProgressListener(Protocol):
    """What is notified of how far work has come. Work may be nested."""

    def begin(self, doing: Localizable, steps: int | None) -> None:
        """Hear that work begins: what it is, and how many steps it has where that is known."""

    def advance(self) -> None:
        """Hear that a step of the innermost work is done."""

    def end(self) -> None:
        """Hear that the innermost work has ended, well or not."""


_listener: ContextVar[ProgressListener | None] = ContextVar("geokit_progress", default=None)
_largest: ContextVar[int] = ContextVar("geokit_largest", default=0)


@contextmanager
def listen(listener: ProgressListener) -> Iterator[None]:
    """Notify `listener` of all work within a ``with`` block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def task(doing: Localizable, steps: int | None = None) -> Iterator[None]:
    """Say what is being done within a ``with`` block, and that it has ended.

    Parameters
    ----------
    doing : Words
        What a person would call it, without fields.
    steps : int, optional
        How many times :func:`advance` will be called.
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


def advance() -> None:
    """Say that a step of the innermost work is done."""
    if (listener := _listener.get()) is not None:
        listener.advance()


def track(items: Sequence[Item], doing: Localizable) -> Iterator[Item]:
    """Yield items, and say after each that a step is done.

    Examples
    --------
    >>> from geokit.i18n import Words
    >>> list(track([1, 2], Words(zh="计数", en="counting")))
    [1, 2]
    """
    with task(doing, len(items)):
        for item in items:
            yield item
            advance()


@public
@contextmanager
def show_progress(stream: TextIO | None = None) -> Iterator[None]:
    """Show a bar for geokit's long work within a ``with`` block, wherever the output goes.

    The command line does so by itself on a terminal; a notebook is quiet unless it asks. The bar stands on standard
    error, comes after two seconds and goes when the work is done.

    Parameters
    ----------
    stream : text stream, optional
        Where the bar is drawn; standard error if left out.

    Raises
    ------
    MissingLibraryError
        rich, which draws the bar, is not installed.

    Examples
    --------
    >>> import geokit as gk
    >>> with gk.show_progress():
    ...     report = gk.audit(gk.load_catalog().park("longhu"))
    """
    require("rich")
    drawn_on = stream or sys.stderr
    # A program with windows, such as QGIS, may have no standard error at all.
    with nullcontext() if drawn_on is None else _bar_on(drawn_on):
        yield


@contextmanager
def _bar_on(stream: TextIO) -> Iterator[None]:
    bar = ProgressBar(stream)
    try:
        with listen(bar):
            yield
    finally:
        bar.close()


def is_bar_wanted(stream: TextIO) -> bool:
    """Tell whether the command line draws a bar: on a terminal that no machine reads, or where it is asked for.

    ``GEOKIT_PROGRESS`` decides where it is set: 0 is never, ``lines`` is lines instead, anything else is always.
    """
    asked = os.environ.get("GEOKIT_PROGRESS")
    if asked:
        return asked != "0"
    return stream.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_on(stream: TextIO) -> Iterator[None]:
    """Report the work within a ``with`` block as fits a stream: by a bar, by lines, or not at all."""
    if os.environ.get("GEOKIT_PROGRESS") == LINES:
        with listen(ProgressLines(stream)):
            yield
    elif is_bar_wanted(stream):
        # Nobody asked a terminal for its bar: where rich is left out, there is none.
        with show_progress(stream) if os.environ.get("GEOKIT_PROGRESS") else _bar_on(stream):
            yield
    else:
        yield


@dataclass
class _Work:
    doing: str
    steps: int | None
    done: int = 0
    line: TaskID | None = None


class ProgressBar:
    """Draws what it hears, from two seconds after it was made on: a line for each work within work.

    Between works nothing is drawn, so that a command may print.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._language = current_language()
        self._due = time.monotonic() + PATIENCE_S
        self._works: list[_Work] = []
        self._timer: threading.Timer | None = None
        self._drawn: Progress | None = None
        # The timer draws while the work goes on.
        self._lock = threading.RLock()

    def begin(self, doing: Localizable, steps: int | None) -> None:
        """Add a line, and draw it once the patience is over."""
        with self._lock:
            self._works.append(_Work(printable(doing.localize(self._language)), steps))
            if self._drawn is not None:
                self._add_line(self._drawn, self._works[-1])
            elif self._timer is None:
                self._timer = threading.Timer(max(0.0, self._due - time.monotonic()), self._draw)
                self._timer.daemon = True
                self._timer.start()

    def advance(self) -> None:
        """Move the innermost line by a step."""
        with self._lock:
            work = self._works[-1]
            work.done += 1
            if self._drawn is not None and work.line is not None:
                self._drawn.update(work.line, completed=work.done)

    def end(self) -> None:
        """Take the innermost line away; with the last of them the bar goes."""
        with self._lock:
            work = self._works.pop()
            if self._drawn is not None and work.line is not None:
                self._drawn.remove_task(work.line)
            if not self._works:
                self.close()

    def close(self) -> None:
        """Leave the terminal as it was."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._drawn is not None:
                self._drawn.stop()
            self._timer = self._drawn = None

    def _draw(self) -> None:
        if not has_library("rich"):
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if not self._works:
                return
            self._drawn = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(file=self._stream, force_terminal=True),
                transient=True,
                # What a command prints goes where it went before.
                redirect_stdout=False,
                redirect_stderr=False,
            )
            for work in self._works:
                self._add_line(self._drawn, work)
            self._drawn.start()

    @staticmethod
    def _add_line(drawn: Progress, work: _Work) -> None:
        work.line = drawn.add_task(work.doing, total=work.steps, completed=work.done)


class ProgressLines:
    """Writes what it hears as lines, ``[3/10] auditing parcels``, for a program that shows it in its own way.

    Of steps that follow each other faster than anybody reads, some are left out; of unknown number they are of 0.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._works: list[_Work] = []
        self._next = 0.0

    def begin(self, doing: Localizable, steps: int | None) -> None:
        """Write that a work begins."""
        self._works.append(_Work(printable(doing.localize(current_language())), steps))
        self._write()

    def advance(self) -> None:
        """Write how far the innermost work has come."""
        work = self._works[-1]
        work.done += 1
        if work.done == work.steps or time.monotonic() >= self._next:
            self._write()

    def end(self) -> None:
        """Go back to the work around it."""
        self._works.pop()

    def _write(self) -> None:
        work = self._works[-1]
        print(f"[{work.done}/{work.steps or 0}] {work.doing}", file=self._stream, flush=True)
        self._next = time.monotonic() + _LINE_EVERY_S


def record_table_size(records: int) -> None:
    """Remember the size of a table of parcels, if none before it was larger."""
    _largest.set(max(records, _largest.get()))


def largest_table_size() -> int:
    """Return how many records the largest table has had; 0 where none has been seen."""
    return _largest.get()


@contextmanager
def fresh_table_sizes() -> Iterator[None]:
    """Forget, within a ``with`` block, what was seen before it.

    Examples
    --------
    >>> with fresh_table_sizes():
    ...     record_table_size(12)
    ...     record_table_size(3)
    ...     largest_table_size()
    12
    """
    token = _largest.set(0)
    try:
        yield
    finally:
        _largest.reset(token)

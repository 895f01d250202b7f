"""What a command does when it is told to end: what it leaves open is closed, and what is temporary removed, as at Ctrl-C."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

# A service that is stopped, a job that is cancelled; a terminal that is closed, which Windows knows nothing of.
_SIGNALS: Final = ("SIGTERM", "SIGHUP")

# Shells add it to the number of a signal.
_BY_SIGNAL: Final = 128


class Ended(SystemExit):
    """The command was told to end; `code` is its exit status."""


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Raise `Ended` within the block where a signal tells the process to end, and nobody else listens to it."""
    listened: list[int] = []
    if threading.current_thread() is threading.main_thread():
        known = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
        # What was told to ignore a signal (nohup) does.
        listened = [number for number in known if signal.getsignal(number) == signal.SIG_DFL]
    for number in listened:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in listened:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: object) -> NoReturn:
    # Told again, it is not to wait.
    signal.signal(number, signal.SIG_DFL)
    raise Ended(_BY_SIGNAL + number)

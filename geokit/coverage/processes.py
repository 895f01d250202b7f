"""Work shared out among processes of this machine, for the time of one search."""

from __future__ import annotations

import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, TypeVar

from geokit.errors import InputError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Task = TypeVar("Task")
Result = TypeVar("Result")

# Tasks that wait for each process.
_TASKS_A_PROCESS: Final = 2
# Windows waits for no more of them at once.
_MOST: Final = 61

_ENDED = Words(
    zh='{count} 个进程中有一个没有做完就结束了；在脚本中须写在 if __name__ == "__main__": 之下，内存不足时请减少进程（processes=）',
    en="one of {count:process|processes} ended before its work was done; a script asks for them below its "
    'if __name__ == "__main__":, and where memory runs short fewer are needed (processes=)',
)


def shared_out(function: Callable[[Task], Result], tasks: Iterable[Task], processes: int) -> Iterator[Result]:
    """Yield what a function gives of tasks, in their order, with no more of them under way than keeps the processes busy.

    Raises
    ------
    InputError
        A process ended before its work was done.
    """
    count = min(processes, _MOST)
    # Spawned on every system: a forked child inherits locks that other threads hold.
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_leave_interrupts)
    waiting: deque[Future[Result]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(function, task))
            if len(waiting) > _TASKS_A_PROCESS * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise InputError(_ENDED, count=count) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Let Ctrl-C interrupt the process that shares the work out: it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

"""Work on many blocks at once, in threads: for calls that release the interpreter's lock, as shapely's and the loops' do.

There is no pool that outlives a call: processes can be forked between two calls, and an interrupted call leaves none behind.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")

# Where a lock cannot be interrupted (Windows), Ctrl-C is heard after so many seconds.
_LISTEN_EVERY_S = 0.2
# Fewer values are not worth a thread.
_FEW = 20_000

_allowed: ContextVar[int | None] = ContextVar("geokit_threads", default=None)


def thread_count() -> int:
    """Return how many threads work is shared among: a core each, as far as this process may use them."""
    allowed = _allowed.get()
    return _core_count() if allowed is None else allowed


@contextmanager
def threads_limited(count: int) -> Iterator[None]:
    """Share work among so many threads within a ``with`` block, however many cores there are.

    Examples
    --------
    >>> with threads_limited(1):
    ...     thread_count()
    1
    """
    token = _allowed.set(count)
    try:
        yield
    finally:
        _allowed.reset(token)


def in_threads(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Return what a function gives of each item, in their order, computed in as many threads as there are cores.

    Where one fails, or the user interrupts, no other is begun, and those that run are waited for. The earliest item that
    failed raises its error. What is called in a thread does not start threads of its own.

    Parameters
    ----------
    function : callable
        Worth a thread where it releases the interpreter's lock.
    items : iterable
        What it takes, one after the other.

    Examples
    --------
    >>> in_threads(abs, [-2, 1, -3])
    [2, 1, 3]
    """
    todo = list(items)
    threads = min(thread_count(), len(todo))
    if threads <= 1:
        return [function(item) for item in todo]
    with threads_limited(1):
        # The language and whoever listens to progress are known in each thread too.
        contexts = [copy_context() for _ in todo]
    pool = ThreadPoolExecutor(threads, thread_name_prefix="geokit")
    try:
        begun = [
            pool.submit(context.run, function, item) for context, item in zip(contexts, todo, strict=True)
        ]
        return [_result(future) for future in begun]
    finally:
        pool.shutdown(cancel_futures=True)


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items one after the other; while one is worked on, the next is made in a thread where there are two cores.

    Examples
    --------
    >>> list(ahead(range(3)))
    [0, 1, 2]
    """
    made = iter(items)
    if thread_count() <= 1:
        yield from made
        return
    with threads_limited(1):
        context = copy_context()
    none = object()
    with ThreadPoolExecutor(1, thread_name_prefix="geokit") as pool:
        coming = pool.submit(context.run, lambda: next(made, none))
        while (item := _result(coming)) is not none:
            coming = pool.submit(context.run, lambda: next(made, none))
            yield item  # type: ignore[misc]


@contextmanager
def in_background(function: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Let a thread compute what a function gives while a ``with`` block runs, where there are two cores.

    Yields
    ------
    callable
        Returns what the function gave, once it is done; where it failed, raises its error.

    Examples
    --------
    >>> with in_background(lambda: sum(range(10))) as total:
    ...     largest = max(range(10))
    ...     largest, total()
    (9, 45)
    """
    with calls_ahead([function]) as calls:
        yield next(calls)


@contextmanager
def calls_ahead(calls: Iterable[Callable[[], Result]]) -> Iterator[Iterator[Callable[[], Result]]]:
    """Give calls one after the other, the next of which are made in threads meanwhile, one for each core.

    What is given in the place of each call waits for its result, or raises its error. The calls that nobody asks for are not
    begun, but for those next ones; none runs on after the ``with`` block.

    Parameters
    ----------
    calls : iterable of callable
        Worth a thread where they release the interpreter's lock.

    Examples
    --------
    >>> with calls_ahead([dict, list]) as calls:
    ...     [call() for call in calls]
    [{}, []]
    """
    threads = thread_count()
    if threads <= 1:
        yield iter(calls)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="geokit")
    try:
        yield _begun(pool, calls, threads)
    finally:
        pool.shutdown(cancel_futures=True)


def _begun(
    pool: ThreadPoolExecutor, calls: Iterable[Callable[[], Result]], most: int
) -> Iterator[Callable[[], Result]]:
    begun: deque[Future[Result]] = deque()
    for call in calls:
        with threads_limited(1):
            context = copy_context()
        begun.append(pool.submit(context.run, call))
        if len(begun) > most:
            yield partial(_result, begun.popleft())
    while begun:
        yield partial(_result, begun.popleft())


def each_in_threads(function: Callable[[Any], Any], values: Any) -> Any:
    """Return what a function gives of each value of an array, computed in as many threads as there are cores.

    Parameters
    ----------
    function : callable
        Takes an array and returns one as long; what it gives of a value depends on no other.
    values : ndarray
        Polygons, mostly.

    Examples
    --------
    >>> import numpy as np
    >>> each_in_threads(np.sqrt, np.array([4.0, 9.0]))
    array([2., 3.])
    """
    import numpy as np

    if len(values) < _FEW:
        return function(values)
    return np.concatenate(in_threads(function, np.array_split(values, thread_count())))


def _result(future: Future[Result]) -> Result:
    while not future.done():
        wait([future], timeout=_LISTEN_EVERY_S)
    return future.result()


def _core_count() -> int:
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

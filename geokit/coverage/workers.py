"""A Dask cluster for the time of a search: one that runs, by its scheduler's address, or one of this machine's processes.

On Linux these are forked of a process that has imported what all of them need, while the first imports what it needs itself.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import InputError, OptionError
from geokit.folders import HeldFolder
from geokit.i18n import Words
from geokit.libraries import require
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Seconds until a scheduler that does not answer is given up.
_PATIENCE_S = 10

# Processes of this machine talk to no other.
_HERE = "127.0.0.1"

# Elsewhere what is imported may have threads that no fork takes along, or there is none.
_FORKS: Final = sys.platform.startswith("linux")
_IMPORTED: Final = ("distributed", "geokit.auditing.worker_start")

# Dask lets the C library of GNU give back each block above 64 kB that is free: to get it again takes as long as the work.
_ALLOCATION: Final = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}

# What a process takes with its libraries, and a part; Dask would end one that may take less, and start it anew for ever.
_MB: Final = 10**6
_LEAST_BYTES: Final = 350 * _MB

# A worker that is paused waits for memory that nothing would free: what its libraries take alone may be too much. One that
# goes on spills, or is ended and replaced, and in the end that is said.
_MEMORY: Final = {"distributed.worker.memory.pause": False}

# There are as many processes as are wanted, and no thread of ours is there to be forked (Arrow's allocator looks after its own).
_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")

_BOTH = Words(
    zh="scheduler 与 workers 只能给出一个：前者连接已有的集群，后者在本机启动进程{option:scheduler}",
    en="either scheduler or workers: the one connects to a cluster that runs, the other starts processes on this "
    "machine{option:scheduler}",
)
_NO_WORKERS = Words(
    zh="workers 须为不小于 1 的整数，而不是 {value}{option:workers}",
    en="workers is a whole number of at least 1, not {value}{option:workers}",
)
_TOO_LITTLE = Words(
    zh="{processes} 个进程（工作进程 {workers} 个，加上本进程）至少需要内存 {least} MB，而给出的是 {given} MB；请减少工作进程，或加大内存"
    "{option:memory}",
    en="{processes} processes, {workers} of them workers, take at least {least} MB of memory, and {given} MB is allowed: "
    "start fewer workers, or allow more{option:memory}",
)
_NOT_STARTED = Words(
    zh='工作进程未能启动（{reason}）；在脚本中须写在 if __name__ == "__main__": 之下，Linux 上 /dev/shm 须可写{option:workers}',
    en='the worker processes did not start ({reason}); a script asks for them below its if __name__ == "__main__":, and on '
    "Linux they need a /dev/shm that can be written{option:workers}",
)
_NOT_THERE = Words(
    zh="连接不上调度器 {address}（{reason}）；请确认 dask scheduler 正在运行、地址与端口无误{option:scheduler}",
    en="no scheduler answers at {address} ({reason}); see that dask scheduler runs there, at this port{option:scheduler}",
)
_NO_WORKER_THERE = Words(
    zh="调度器 {address} 没有工作进程；请用 dask worker {address} 启动{option:scheduler}",
    en="the scheduler at {address} has no workers; dask worker {address} starts one{option:scheduler}",
)


@contextmanager
def connected(*, workers: int | None, scheduler: str | None, memory: int) -> Iterator[bool]:
    """Work with a cluster, if one is asked for, and say whether it is; what was started ends with the block.

    Parameters
    ----------
    workers : int or None
        How many processes of this machine to start.
    scheduler : str or None
        The address of a scheduler that runs, such as ``tcp://10.0.0.5:8786``.
    memory : int
        How many bytes all processes of this machine may take together; beyond them Dask spills to the disk.

    Raises
    ------
    OptionError
        Both are given, no process is to work, or the memory is too little for so many.
    InputError
        No scheduler answers, or it has no workers.
    MissingLibraryError
        Dask is not installed.
    """
    if scheduler is None and workers is None:
        yield False
        return
    if scheduler is not None and workers is not None:
        raise OptionError(_BOTH)
    if workers is not None and workers < 1:
        raise OptionError(_NO_WORKERS, value=workers)
    if workers is not None and memory < (least := _LEAST_BYTES * (workers + 1)):
        fields: dict[str, Any] = {
            "processes": workers + 1,
            "workers": workers,
            "least": least // _MB,
            "given": memory // _MB,
        }
        raise OptionError(_TOO_LITTLE, **fields)
    is_forked = scheduler is None and prepare()
    require("distributed")
    distributed: Any = importlib.import_module("distributed")
    with ExitStack() as open_ones:
        if scheduler is not None:
            open_ones.enter_context(_client_of(distributed, scheduler))
        else:
            cluster = open_ones.enter_context(
                _processes(distributed, workers or 1, memory, is_forked=is_forked)
            )
            # What they give need not pass the scheduler, which is a thread of this process.
            open_ones.enter_context(distributed.Client(cluster, direct_to_workers=True))
        yield True


def _client_of(distributed: Any, address: str) -> Any:
    try:
        # A client has no patience of its own with a service that answers to nothing; nor may a notebook's loop wait here.
        with ThreadPoolExecutor(1) as other:
            other.submit(asyncio.run, _shake_hands(address)).result()
        client = distributed.Client(address, timeout=_PATIENCE_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(_NOT_THERE, address=address, reason=system_reason(error)) from error
    if not client.scheduler_info()["workers"]:
        client.close()
        raise InputError(_NO_WORKER_THERE, address=address)
    return client


async def _shake_hands(address: str) -> None:
    comms: Any = importlib.import_module("distributed.comm")
    security: Any = importlib.import_module("distributed.security")
    own = security.Security().get_connection_args("client")
    comm = await asyncio.wait_for(comms.connect(address, timeout=_PATIENCE_S, **own), _PATIENCE_S)
    await comm.close()


def prepare() -> bool:
    """Let the process start of which workers are forked, and say whether there is one; it ends with this one."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        # A worker that imports a script without its guard: the process that started it says so, once.
        raise SystemExit(1)
    if not _FORKS:
        return False
    forkserver: Any = importlib.import_module("multiprocessing.forkserver")
    forkserver.set_forkserver_preload([*_IMPORTED])
    # It imports from where this process does, and from nowhere else.
    paths = {
        "PYTHONPATH": os.pathsep.join(each for each in sys.path if isinstance(each, str)),
        "PYTHONSAFEPATH": "1",
    }
    try:
        with _uninterrupted(), _environment(_ALLOCATION | _ONE_THREAD | paths):
            forkserver.ensure_running()
    except OSError:
        # Its socket lies in the temporary folder, whose name may be too long for that.
        return False
    return True


@contextmanager
def _processes(distributed: Any, workers: int, memory: int, *, is_forked: bool) -> Iterator[Any]:
    import dask

    method = "forkserver" if is_forked else "spawn"
    with ExitStack() as open_ones:
        # For those, too, that take the place of one that has died.
        open_ones.enter_context(dask.config.set({"distributed.worker.multiprocessing-method": method}))
        # Where workers spill.
        folder = HeldFolder("workers")
        open_ones.callback(folder.remove)
        with _uninterrupted():
            cluster = _started(distributed, workers, memory, str(folder.path))
            open_ones.callback(_close, cluster)
        yield cluster


def _started(distributed: Any, workers: int, memory: int, folder: str) -> Any:
    import dask

    try:
        # A process for itself has the interpreter for itself; this one holds the table and the faces.
        with dask.config.set({"temporary-directory": folder} | _MEMORY), _environment(_ALLOCATION):
            return distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=memory // (workers + 1),
                host=_HERE,
                dashboard_address=f"{_HERE}:0",
                silence_logs=logging.CRITICAL,
                local_directory=folder,
            )
    except (OSError, RuntimeError, TimeoutError) as error:
        raise InputError(_NOT_STARTED, reason=system_reason(error)) from error


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Let the processes that start in the block find variables; afterwards there are those that were before it.

    Dask takes what is there before its own, and leaves there what it starts a process with.
    """
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


def _close(cluster: Any) -> None:
    with _uninterrupted():
        cluster.sync(_end_workers, cluster)
        cluster.close()


async def _end_workers(cluster: Any) -> None:
    """End the processes at once: asked to, each lets go of what it holds first, and a cluster that closes moves it."""
    await asyncio.gather(*map(_end, cluster.workers.values()), return_exceptions=True)


async def _end(nanny: Any) -> None:
    closed = asyncio.ensure_future(nanny.close())
    # Once it has heard it, no other process takes the place of the one that ends.
    await asyncio.sleep(0)
    try:
        if nanny.process is not None and nanny.process.process is not None:
            await nanny.process.process.kill()
    finally:
        await closed


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let an interrupt wait until the block has ended; processes and threads that start in it never see one.

    A terminal sends it to all of them. This process ends the others, which half started or half ended could not be.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Whoever starts the first process starts this too, which lets interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with _ending_later():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _ending_later() -> Iterator[None]:
    """Let what listens to the signal to end hear it after the block; the processes that start in it end by it."""
    listener = signal.getsignal(signal.SIGTERM)
    if not callable(listener) or threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, listener)
    if heard:
        signal.raise_signal(signal.SIGTERM)

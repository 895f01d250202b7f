"""What a command takes with all processes it starts: seconds by the wall and of the processor, and memory.

Linux only: it is read from ``/proc``. The memory is the sum of the highest of each process; what lies in files that are
mapped or in memory that processes share, such as the buffers of PostgreSQL, is counted in each of them. Their own memory
does without both.
"""

from __future__ import annotations

import os
import select
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOOK_EVERY_S = 0.1
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
# The fields of /proc/PID/stat after the name in brackets.
_USER, _SYSTEM = 11, 12


@dataclass
class Taken:
    """What a command took, and what it printed; ``first_s`` is what the process took of the processor that was started."""

    wall_s: float = 0.0
    processor_s: float = 0.0
    first_s: float = 0.0
    highest_bytes: dict[int, int] = field(default_factory=dict)
    own_bytes: dict[int, int] = field(default_factory=dict)
    code: int | None = None
    output: str = ""

    def look_at(self, pid: int) -> None:
        """Take in what a process has of memory."""
        sizes = _memory_bytes(pid)
        for kept, name in ((self.highest_bytes, "VmHWM"), (self.own_bytes, "RssAnon")):
            kept[pid] = max(kept.get(pid, 0), sizes.get(name, 0))

    @property
    def memory_gb(self) -> float:
        """Return the sum of the highest memory of each process."""
        return sum(self.highest_bytes.values()) / 1e9

    @property
    def own_gb(self) -> float:
        """Return the sum of the highest memory of each process, without mapped files and shared memory."""
        return sum(self.own_bytes.values()) / 1e9

    @property
    def each_gb(self) -> list[float]:
        """Return the highest memory of each process: of the first that was started, then of the others from the largest."""
        first, *others = self.highest_bytes.values()
        return [size / 1e9 for size in (first, *sorted(others, reverse=True))]


def take(command: Sequence[str], limit_s: float, cores: int | None = None) -> Taken:
    """Run a command to its end, or to the limit: then its code is none, and its processes are ended.

    Where it is said how many cores, all its processes share so many.
    """
    taken = Taken()
    processor_s: dict[int, float] = {}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(list(command), stdout=output, stderr=subprocess.STDOUT)  # noqa: S603 - of these files
        os.sched_setaffinity(process.pid, sorted(os.sched_getaffinity(0))[:cores])
        taken.highest_bytes[process.pid] = 0  # the first of all
        family: Mapping[int, float] = {process.pid: 0.0}
        end = os.pidfd_open(process.pid)
        try:
            while not _comes(end, 0) and time.perf_counter() - start <= limit_s:
                family = _family(process.pid)
                for pid, seconds in family.items():
                    processor_s[pid] = seconds
                    taken.look_at(pid)
                _comes(end, LOOK_EVERY_S)
        finally:
            if not _comes(end, 0):
                _end(family)
            os.close(end)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        taken.wall_s = time.perf_counter() - start
        output.seek(0)
        taken.output = output.read().decode(errors="replace")
    if taken.wall_s <= limit_s:
        taken.code = process.returncode
    taken.first_s = processor_s.get(process.pid, 0.0)
    # A process that its parent did not wait for is missing from the one sum, the last moments from the other.
    taken.processor_s = max(usage.ru_utime + usage.ru_stime, sum(processor_s.values()))
    return taken


def _comes(end: int, within_s: float) -> bool:
    """Wait for the end of a process, no longer than it takes to come: a clock would see it late."""
    return bool(select.select([end], [], [], within_s)[0])


def _family(root: int) -> dict[int, float]:
    """Return a process and all below it, with their seconds of the processor."""
    seconds: dict[int, float] = {}
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            waiting += [child for task in Path(f"/proc/{pid}/task").iterdir() for child in _children(task)]
        except OSError:
            continue
        seconds[pid] = (int(fields[_USER]) + int(fields[_SYSTEM])) * _TICK_S
    return seconds


def _children(task: Path) -> list[int]:
    try:
        return [*map(int, (task / "children").read_text(encoding="utf-8").split())]
    except OSError:
        return []


def _memory_bytes(pid: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    fields = (line.split() for line in lines if line.startswith(("VmHWM:", "RssAnon:")))
    return {name.rstrip(":"): int(size) * 1024 for name, size, _ in fields}


def _end(family: Mapping[int, float]) -> None:
    for pid in family:
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            continue

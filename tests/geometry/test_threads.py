import os
import signal
import subprocess
import sys
import threading
from time import monotonic, sleep

import numpy as np
import pytest

from geokit.geometry.threads import (
    ahead,
    calls_ahead,
    each_in_threads,
    in_threads,
    thread_count,
    threads_limited,
)
from geokit.i18n import Words, speaking_to


def test_results_come_in_the_order_of_the_items() -> None:
    with threads_limited(4):
        assert in_threads(lambda wait: (sleep(wait / 100), wait)[1], [3, 0, 2, 1]) == [3, 0, 2, 1]
    assert in_threads(str, []) == []


def test_items_are_worked_on_at_once() -> None:
    together = threading.Barrier(3)
    with threads_limited(3):
        # Each waits for the two others: one after the other none would end.
        in_threads(lambda _: together.wait(timeout=20), range(3))


def test_one_thread_is_the_caller_s() -> None:
    with threads_limited(1):
        assert in_threads(lambda _: threading.current_thread(), [1, 2]) == [threading.current_thread()] * 2


def test_a_thread_starts_none_of_its_own() -> None:
    with threads_limited(2):
        assert in_threads(lambda _: thread_count(), [1, 2]) == [1, 1]
        assert thread_count() == 2


def test_a_thread_speaks_to_the_same_reader() -> None:
    missing = Words(zh="缺少{option:crs}", en="missing{option:crs}")
    with speaking_to("terminal"), threads_limited(2):
        assert in_threads(missing.render, ["zh", "en"]) == ["缺少（--crs）", "missing (--crs)"]


def test_the_earliest_error_is_raised_and_nothing_else_is_begun() -> None:
    begun = []

    def fail(item: int) -> None:
        begun.append(item)
        sleep(0.02 if item == 0 else 0)
        raise ValueError(item)

    with threads_limited(2), pytest.raises(ValueError, match=r"^0$"):
        in_threads(fail, range(1_000))
    assert len(begun) < 1_000
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("geokit")]


def test_calls_are_made_ahead_and_fail_where_they_are_asked_for() -> None:
    made: list[int] = []

    def call(number: int) -> int:
        made.append(number)
        return 12 // (number - 1)

    with (
        threads_limited(2),
        calls_ahead([lambda number=number: call(number) for number in range(100)]) as calls,
    ):
        assert next(calls)() == -12
        broken, after = next(calls), next(calls)
        assert after() == 12
        with pytest.raises(ZeroDivisionError):
            broken()
    # Of those that nobody asked for hardly one is begun.
    assert len(made) < 10
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("geokit")]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no process to a core")
def test_as_many_threads_as_the_process_may_use_cores() -> None:
    assert thread_count() == len(os.sched_getaffinity(0))


@pytest.mark.parametrize(("counted", "threads"), [(6, 6), (None, 1)])
@pytest.mark.parametrize("name", ["process_cpu_count", "cpu_count"])
def test_where_nobody_tells_the_cores_one_thread_works(
    monkeypatch: pytest.MonkeyPatch, name: str, counted: int | None, threads: int
) -> None:
    for other in ("process_cpu_count", "sched_getaffinity"):
        monkeypatch.delattr(os, other, raising=False)
    monkeypatch.setattr(os, name, lambda: counted, raising=False)
    assert thread_count() == threads


_WAITS = """
import signal, sys
from time import sleep
from geokit.geometry.threads import in_threads, threads_limited

def work(item):
    print("begun", flush=True)
    sleep(0.2)

# Who starts the tests may have told them to ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)

with threads_limited(2):
    try:
        in_threads(work, range(1_000))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to one process")
def test_ctrl_c_ends_the_work() -> None:
    with subprocess.Popen([sys.executable, "-c", _WAITS], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        at = monotonic()
        assert process.wait(timeout=60) == 130
        assert monotonic() - at < 50  # one after the other the items take 200 s


def test_the_next_item_is_made_while_one_is_worked_on() -> None:
    begun = threading.Event()

    def made():
        yield 1
        begun.set()
        yield 2

    with threads_limited(2):
        items = ahead(made())
        assert next(items) == 1
        assert begun.wait(timeout=20)
        assert list(items) == [2]


@pytest.mark.parametrize("threads", [1, 2])
def test_what_fails_on_the_way_fails_where_the_items_are_taken(threads: int) -> None:
    def broken():
        yield 1
        raise ValueError

    with threads_limited(threads), pytest.raises(ValueError, match=r"^$"):
        list(ahead(broken()))


def test_values_keep_their_places() -> None:
    values = np.arange(100_001.0)
    with threads_limited(3):
        assert np.array_equal(each_in_threads(np.sqrt, values), np.sqrt(values))
    assert len(each_in_threads(np.sqrt, values[:0])) == 0


def test_a_thread_beside_others_begins_none_of_its_own() -> None:
    with threads_limited(3):
        assert list(ahead(thread_count() for _ in range(2))) == [1, 1]
        with calls_ahead([thread_count] * 2) as calls:
            assert [call() for call in calls] == [1, 1]


def test_as_many_calls_are_begun_as_there_are_threads() -> None:
    taken: list[int] = []

    def calls():
        for number in range(9):
            taken.append(number)
            yield lambda number=number: number

    with threads_limited(3), calls_ahead(calls()) as ahead_of:
        assert [next(ahead_of)(), next(ahead_of)()] == [0, 1]
        assert taken == [0, 1, 2, 3, 4]

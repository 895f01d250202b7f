import multiprocessing
import os
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
import shapely

from geokit.coverage import overlaps
from geokit.coverage.overlaps import overlapping_pairs
from geokit.coverage.processes import shared_out
from geokit.errors import InputError
from geokit.geometry.arrays import Ints, Shapes

Task = tuple[Shapes, Shapes, Ints, Ints]
BOXES = np.array([shapely.box(x, 0, x + 12, 10) for x in range(0, 400, 10)], dtype=object)


def tasks(count: int) -> Iterator[Task]:
    for at in range(count):
        row = np.array([at])
        yield BOXES[row], BOXES[row + 1], row, row + 1


def test_blocks_come_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlaps, "_BLOCK", 3)
    shared, alone = (overlapping_pairs(BOXES, tolerance_m2=0.01, processes=processes) for processes in (2, 1))
    assert shared.left.tolist() == alone.left.tolist()
    assert shared.right.tolist() == alone.right.tolist()
    assert shared.area_m2.tolist() == alone.area_m2.tolist()


def test_blocks_are_made_no_sooner_than_a_process_can_take_them() -> None:
    made = []

    def counted() -> Iterator[Task]:
        for task in tasks(30):
            made.append(task)
            yield task

    results = shared_out(partial(overlaps._overlay_block, tolerance_m2=0.01), counted(), 2)
    assert next(results).area_m2.tolist() == [20]
    assert len(made) <= 5
    results.close()


def test_an_interruption_ends_the_processes() -> None:
    def interrupted() -> Iterator[Task]:
        yield from tasks(8)
        raise KeyboardInterrupt

    overlay = partial(overlaps._overlay_block, tolerance_m2=0.01)
    with pytest.raises(KeyboardInterrupt):
        list(shared_out(overlay, interrupted(), 2))
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_is_said_with_what_may_be_the_reason() -> None:
    with pytest.raises(
        InputError, match=r"one of 2 processes ended before its work was done.*\(processes=\)"
    ):
        list(shared_out(os._exit, [3], 2))


def test_more_processes_than_a_system_waits_for_are_not_started() -> None:
    assert list(shared_out(abs, [], 10**400)) == []

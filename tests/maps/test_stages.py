from __future__ import annotations

from datetime import date

import shapely

from geokit.ledgers.figures.progress import Progress
from geokit.page.marks import GROUPS, TO_ACQUIRE, group_numbers
from geokit.parcels.table import parcel_frame
from geokit.symbols import STAGES

SQUARE = shapely.box(0, 0, 1, 1)


def test_the_map_and_the_ledger_have_the_same_groups() -> None:
    assert [group.words for group in GROUPS[:4]] == [
        type(group.words)(progress.localize("zh"), progress.localize("en"))
        for group, progress in zip(GROUPS, Progress, strict=False)
    ]
    assert GROUPS[TO_ACQUIRE].key == "to-acquire"


def test_groups_are_told_apart_without_colour() -> None:
    assert len({STAGES[group.key].dash for group in GROUPS}) == len(GROUPS)


def test_a_date_that_has_passed_counts_and_one_to_come_does_not() -> None:
    frame = parcel_frame({"stage": ["approved"], "supplied_on": ["2024-06-01"]}, [SQUARE])
    days = (date(2024, 5, 31), date(2024, 6, 1))
    assert [GROUPS[group_numbers(frame, day)[0]].key for day in days] == ["approved", "supplied"]

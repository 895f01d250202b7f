from __future__ import annotations

import shapely

from geokit.maps.stages import GROUPS, group_numbers
from geokit.parcels.table import parcel_frame
from geokit.parcels.vocabulary import STAGES, STATUSES


def test_every_stage_and_status_has_one_group() -> None:
    codes = [code for group in GROUPS for code in group.codes]
    assert sorted(codes) == sorted({term.code for term in (*STAGES, *STATUSES)})


def test_groups_are_told_apart_without_colour() -> None:
    assert len({(group.dash, group.words.zh) for group in GROUPS}) == len(GROUPS)
    assert len({group.dash for group in GROUPS[:3]}) == 3


def test_a_status_goes_before_a_stage() -> None:
    frame = parcel_frame({"stage": ["supplied"], "status": ["planned"]}, [shapely.box(0, 0, 1, 1)])
    assert [GROUPS[number].key for number in group_numbers(frame)] == ["to-acquire"]

from __future__ import annotations

from datetime import date

import numpy as np
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st

from geokit.ledgers.figures.model import park_land
from geokit.ledgers.figures.progress import TAKEN_BACK, stage_of
from geokit.maps.parcel_figures import counted_thousandths
from geokit.parcels.table import parcel_frame

DAY = date(2024, 1, 1)
STATUSES = ["built", "stored", "planned", None, "withdrawn"]

placed = st.tuples(
    st.integers(0, 60), st.integers(1, 40), st.sampled_from(STATUSES), st.sampled_from(["一期", "二期", None])
)


@given(st.lists(placed, min_size=1, max_size=12))
def test_what_parcels_add_is_what_is_printed_of_each_phase_and_group(
    drawn: list[tuple[int, int, str | None, str | None]],
) -> None:
    shapes = [
        shapely.box(476_600 + west + 0.37, 2_595_800, 476_600 + west + width, 2_595_833.3)
        for west, width, _, _ in drawn
    ]
    columns = {"status": [each[2] for each in drawn], "phase": [each[3] for each in drawn]}
    land = park_land(None, parcel_frame(columns, shapes, crs="EPSG:4548"), DAY)
    counted = counted_thousandths(land)[land.rows]
    groups = stage_of(land.reached)
    assert (counted >= 0).all()
    for phase in range(len(land.groups)):
        for group in range(TAKEN_BACK + 1):
            own = counted[(land.groups.of_parcel == phase) & (groups == group)].sum()
            mu = land.withdrawn_mu[phase] if group == TAKEN_BACK else land.printed["mu"][phase, group]
            assert own == mu * 1000


def test_a_parcel_without_an_area_adds_nothing() -> None:
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    moved = [shapely.affinity.translate(bow, 476_600, 2_595_800), None]
    land = park_land(None, parcel_frame({"status": ["built", "built"]}, moved, crs="EPSG:4548"), DAY)
    assert counted_thousandths(land).tolist() == [0, 0]


def test_land_is_added_once() -> None:
    square = shapely.box(476_600, 2_595_800, 476_700, 2_595_900)
    table = parcel_frame({"status": ["planned", "built", "built"]}, [square] * 3, crs="EPSG:4548")
    assert np.sort(counted_thousandths(park_land(None, table, DAY))).tolist() == [0, 0, 15_000]

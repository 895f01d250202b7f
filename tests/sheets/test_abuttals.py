"""What lies on the four sides of a parcel."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geokit.errors import CrsError
from geokit.sheets.abuttals import Abuttals, columns_of, neighbours_on_sides, told_of
from geokit.sheets.parcel_table import ParcelTable
from geokit.testing import make_parcels, square


def _array(*shapes: object) -> np.ndarray:
    return np.array(shapes, dtype=object)


def test_a_neighbour_is_named_on_the_side_that_has_the_common_line() -> None:
    east, west, south, north_east = (
        box(10, 2, 20, 8),
        box(-5, 0, 0, 10),
        box(0, -9, 10, 0),
        box(10, 10, 20, 20),
    )
    found = neighbours_on_sides(box(0, 0, 10, 10), _array(east, None, west, south, north_east))
    # The one that touches in a corner abuts nowhere.
    assert found == {"east": [0], "south": [3], "west": [2], "north": []}


def test_neighbours_of_a_side_stand_clockwise() -> None:
    found = neighbours_on_sides(
        box(0, 0, 10, 10), _array(box(5, 10, 10, 12), box(0, 10, 5, 12), box(0, -5, 4, 0), box(4, -5, 10, 0))
    )
    assert found["north"] == [1, 0]
    assert found["south"] == [3, 2]


def test_an_older_version_of_the_parcel_and_what_lies_within_it_are_no_neighbours() -> None:
    found = neighbours_on_sides(box(0, 0, 10, 10), _array(box(0, 0, 10, 10), box(0, 0, 5, 5)))
    assert not any(found.values())


def test_a_step_in_a_common_line_turns_it_to_no_other_side() -> None:
    stepped = shapely.Polygon([(0, 0), (100, 0), (100, 10), (50, 10), (50, 11), (0, 11)])
    above = shapely.Polygon([(0, 11), (50, 11), (50, 10), (100, 10), (100, 30), (0, 30)])
    assert neighbours_on_sides(stepped, _array(above)) == {"east": [], "south": [], "west": [], "north": [0]}


@settings(max_examples=20, deadline=None)
@given(gap=st.floats(0, 0.0009), east=st.integers(380_000, 480_000))
def test_a_gap_within_the_tolerance_of_an_audit_parts_no_neighbours(gap: float, east: int) -> None:
    own, other = (
        box(east, 2_500_000, east + 50, 2_500_040),
        box(east + 50 + gap, 2_500_000, east + 90, 2_500_040),
    )
    assert neighbours_on_sides(own, _array(other))["east"] == [0]


def test_what_the_table_says_goes_before_what_lines_show_and_nothing_is_invented() -> None:
    made = Abuttals.of({"east": "创新路"}, {"east": ["P2"], "south": ["P3", "P4"]})
    assert made.texts == {"east": "创新路", "south": "P3、P4", "west": "", "north": ""}
    assert made.is_worked_out
    assert not Abuttals.of({"east": "创新路"}, {}).is_worked_out


def test_columns_and_fields_of_sides_are_known() -> None:
    assert columns_of(["id", "四至-东", "南至", "ZDSZX", "北"]) == {
        "east": "四至-东",
        "south": "南至",
        "west": "ZDSZX",
    }
    table = make_parcels([square(0, 0, 100)], id=["A"])
    table["东至"], table["南至"], table["西至"] = "鹅埠河", None, float("nan")
    assert told_of(table.iloc[0], columns_of(list(table.columns))) == {"east": "鹅埠河"}


def test_a_layer_of_roads_names_sides_too_and_what_has_no_name_none() -> None:
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["A", "B"])
    pieces = [square(0, 100, 50), square(50, 100, 50), square(-100, 0, 100)]
    around = make_parcels(pieces, id=None, name=["产业路", "产业路", None])
    made = ParcelTable.of(parcels, besides=around.to_crs(4490))
    assert made.abuttals(0).texts == {"east": "B", "south": "", "west": "", "north": "产业路"}
    with pytest.raises(CrsError, match="neighbours"):
        ParcelTable.of(parcels, besides=around.set_crs(None, allow_override=True))

"""What a written file carries of a table: ids made up, columns that say something, what is said of the rest."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.errors import CrsError
from geokit.i18n import Words
from geokit.land.crs.transform import local_crs
from geokit.parcels.formats import _output_columns as output
from geokit.parcels.table import PROVENANCE_COLUMNS
from geokit.testing import make_parcels, square

TITLE = Words(zh="甲", en="A")
IDS = {
    "of their own": (["a", "b"], ["a", "b"], []),
    "none": (["", "a", ""], ["1", "a", "3"], ["2 parcels had no id, now given one: 1, 3"]),
    "one missing": (["a", ""], ["a", "2"], ["1 parcel had no id, now given one: 2"]),
    "none, and its place taken": (["", "1", "1-2"], ["1-3", "1", "1-2"], ["1 parcel had no id, now given one: 1-3"]),
    "twice": (["a", "a"], ["a", "a-2"], ["1 parcel has the id of another one before and got a new one: a→a-2"]),
    "thrice, and the next taken": (
        ["a", "a", "a-2", "a"], ["a", "a-3", "a-2", "a-4"],
        ["2 parcels have the id of another one before and got a new one: a→a-3, a→a-4"],
    ),
    "five missing": ([""] * 5, [*"12345"], ["5 parcels had no id, now given one: 1, 2, 3, 4, 5"]),
    "six missing": ([""] * 6, [*"123456"], ["6 parcels had no id, now given one: 1, 2, 3, 4, 5, …"]),
}  # fmt: skip


@pytest.mark.parametrize("name", IDS)
def test_each_parcel_has_an_id_that_no_other_has(name):
    own, expected, said = IDS[name]
    ids, notices = output.unique_ids(own)
    assert (ids, [str(each) for each in notices]) == (expected, said)


def test_numbers_given_are_told_before_ids_changed():
    ids, notices = output.unique_ids(["", "b", "b"])
    assert ids == ["1", "b", "b-2"]
    assert [each.code for each in notices] == ["ids_given", "ids_changed"]


@pytest.mark.parametrize(
    ("columns", "reserved", "renamed"),
    [
        (["a", "b"], (), {}),
        (["a", "A", "a_1"], (), {"A": "A_1", "a_1": "a_1_1"}),
        (["a", "A", "Aa", "aA", "AA"], (), {"A": "A_1", "aA": "aA_1", "AA": "AA_2"}),
        (["FID", "x"], ["fid", "X"], {"FID": "FID_1", "x": "x_1"}),
    ],
)
def test_names_differ_in_more_than_case(columns, reserved, renamed):
    assert output.distinct_names(columns, reserved) == renamed


# A column, and whether files have a type for it.
DAY = pd.Timestamp("2026-01-15")
COLUMNS = {
    "texts": (["a", None], True), "numbers": ([1.5, None], True), "whole numbers": ([1, 2], True),
    "whole numbers as objects": (pd.Series([1, None], dtype=object), True),
    "the largest": (pd.Series([2**63 - 1, -(2**63) + 1], dtype=object), True),
    "larger": (pd.Series([2**63, 0], dtype=object), False), "smaller": (pd.Series([0, -(2**63)], dtype=object), False),
    "unsigned": (np.array([2**64 - 1, 0], dtype=np.uint64), True), "numbers of two kinds": (pd.Series([1, 2.5], dtype=object), True),
    "texts and numbers": (pd.Series(["a", 1], dtype=object), False), "days": ([DAY, None], True), "yes and no": ([True, False], True),
    "dates": ([dt.date(2026, 1, 15), None], True), "spans": ([dt.timedelta(1), None], False),
    "periods": (pd.period_range("2026-01", periods=2), False), "intervals": (pd.interval_range(0, 2), False),
    "decimals": ([Decimal("1.5"), None], True), "shapes": (gpd.GeoSeries([shapely.Point(0, 0), None]), False),
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_what_files_have_no_type_for_becomes_text(name):
    values, is_kept = COLUMNS[name]
    frame = make_parcels([square(0, 0, 100), square(200, 0, 100)]).assign(x=values)
    kept = output.retained_columns(frame)
    if is_kept:
        pd.testing.assert_series_equal(kept["x"], frame["x"])
    else:
        assert {type(value) for value in kept["x"].dropna()} == {str}
    assert kept.active_geometry_name == "geometry"
    assert shapely.equals(kept.geometry, frame.geometry).all()


def test_what_says_nothing_and_where_from_are_left_out():
    frame = make_parcels([square(0, 0, 100)] * 2, name=["", None], village=[None, "甲"]).assign(leer=None)
    frame.attrs["a"] = 1
    kept = output.retained_columns(frame)
    assert {*kept} == {"id", "village", "geometry", "leer"}
    assert not {*kept.columns} & {*PROVENANCE_COLUMNS}
    assert kept.attrs == {}
    assert not output.is_filled(frame, "name")
    assert output.is_filled(frame, "village")


def test_columns_that_are_not_carried_are_named_as_the_reader_calls_them():
    frame = make_parcels([square(0, 0, 100)], name=["甲"], village=["乙"]).assign(bz="c", leer="")
    (notice,) = output.dropped_columns_notices(frame, {"id", "name"}, TITLE)
    assert (notice.code, notice.en, notice.zh) == (
        "columns_dropped", "A cannot carry the columns village, bz", "甲不能表达这些列：村、bz",
    )  # fmt: skip
    assert output.dropped_columns_notices(frame, {"id", "name", "village", "bz"}, TITLE) == []


def test_heights_and_measures_are_counted():
    flat, high = square(0, 0, 100), shapely.force_3d(square(0, 0, 100), 5.0)
    measured = shapely.from_wkt("POLYGON M ((0 0 1, 1 0 1, 1 1 1, 0 0 1))")
    (notice,) = output.dropped_heights_notices(make_parcels([flat, high, high]), TITLE)
    assert (notice.code, notice.en) == (
        "heights_dropped",
        "the heights of 2 parcels were left out: A has none here",
    )
    assert output.dropped_heights_notices(make_parcels([flat]), TITLE) == []
    frame = make_parcels([flat, measured])
    made, (notice,) = output.without_m_values(frame)
    assert (notice.code, notice.en) == (
        "m_dropped",
        "the M values of 1 parcel were left out: geokit writes none",
    )
    assert not shapely.has_m(made.geometry.to_numpy()).any()
    assert made.crs == frame.crs
    assert output.without_m_values(make_parcels([flat]))[1] == []


@pytest.mark.parametrize(("shift", "said"), [(0.0, []), (0.000412, ["by 0.00041 m"]), (-0.5, ["by 0.5 m"])])
def test_the_largest_shift_of_a_coordinate_is_said(shift, said):
    before = np.array([square(0, 0, 100), square(200, 0, 100)], dtype=object)
    after = np.array([before[0], shapely.affinity.translate(before[1], 0, shift)], dtype=object)
    notices = output.rounded_coordinates_notices(before, after, 3)
    assert [str(each) for each in notices] == [
        f"coordinates were rounded to 3 decimals, {each} at most" for each in said
    ]
    assert output.rounded_coordinates_notices(before[:0], after[:0], 3) == []


def test_a_system_that_is_not_kept_is_said_where_there_is_one():
    frame = make_parcels([square(0, 0, 100)], crs=4548)
    (notice,) = output.dropped_crs_notices(frame, TITLE)
    assert notice.en == (
        "A does not keep the coordinate system; this file is in CGCS2000 / 3-degree Gauss-Kruger CM 117E: say so beside it"
    )
    assert output.dropped_crs_notices(frame.set_crs(None, allow_override=True), TITLE) == []


ZONES = {
    "in a zone": ((116.5, 23.1, 117.4, 23.9), 4490, "the zone of 117°E, EPSG:4548"),
    "just west of the middle": ((115.2, 23.1, 115.4, 23.9), 4490, "the zone of 114°E, EPSG:4547"),
    "just east of the middle": ((115.6, 23.1, 115.8, 23.9), 4490, "the zone of 117°E, EPSG:4548"),
    "of another datum": ((116.5, 23.1, 117.4, 23.9), 4610, "the zone of 117°E, EPSG:2384"),
    "elsewhere": ((2.0, 48.0, 2.1, 48.1), 4490, "no zone of China"),
    "of no Chinese datum": ((116.5, 23.1, 117.4, 23.9), 4269, "no zone of China"),
}  # fmt: skip


@pytest.mark.parametrize("name", ZONES)
def test_degrees_are_refused_with_the_zone_that_fits(name):
    bounds, epsg, fitting = ZONES[name]
    frame = gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs=epsg)
    with pytest.raises(CrsError, match="is in degrees and A in metres; reproject first") as caught:
        output.refuse_degrees(frame, TITLE)
    assert caught.value.localize("en").endswith(f"(these parcels lie in {fitting})")


def test_of_parcels_in_several_zones_all_are_named():
    west = [116.6, 113.9, 116.7, 200.0, 119.2]
    shapes = [*(shapely.box(x, 23.3, x + 0.01, 23.31) for x in west), None, shapely.Polygon()]
    frame = gpd.GeoDataFrame(geometry=shapes, crs=4490)
    said = output.FittingZone(frame).localize("en")
    assert said == (
        "the zone of 114°E, EPSG:4547, the zone of 117°E, EPSG:4548, the zone of 120°E, EPSG:4549: "
        "convert and write each zone by itself"
    )
    assert output.FittingZone(frame[1:3]).localize("zh") == (
        "中央子午线 114° 的分带，EPSG:4547、中央子午线 117° 的分带，EPSG:4548，请按分带分别转换、分别写出"
    )


def test_metres_and_no_system_are_not_refused():
    frame = make_parcels([square(0, 0, 100)], crs=4548)
    output.refuse_degrees(frame, TITLE)
    output.refuse_degrees(frame.set_crs(None, allow_override=True), TITLE)
    frame = frame.set_crs(local_crs("某独立坐标系"), allow_override=True)
    assert output.FittingZone(frame).localize("zh") == "中国的分带之外"


def test_other_names_and_letters_without_a_code_are_said():
    (notice,) = output.renamed_notices({"a": "b", "c": "d"})
    assert (notice.code, notice.en) == ("fields_renamed", "fields were renamed: a → b, c → d")
    assert output.renamed_notices({}) == []
    error = output.not_encodable("㐂", "GBK")
    assert error.localize("en") == "“㐂” cannot be written in GBK; write it in UTF-8"
    assert gk.OutputError in type(error).__mro__

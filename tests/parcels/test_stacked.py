"""Columns of large tables take the memory of their values, and say what they said."""

import numpy as np
import pandas as pd
import pytest

from geokit.parcels.stacked import compact, packed, stacked_frames
from geokit.parcels.table import ParcelNames, parcel_frame, parcel_ids
from geokit.parcels.values import to_text
from geokit.testing import square


def frame_of(ids, **columns):
    return parcel_frame({"id": ids, **columns}, [square(at * 10, 0, 10) for at in range(len(ids))])


def test_columns_without_a_value_are_one_array_and_stay_none():
    whole = stacked_frames([frame_of(["A", "B"]), frame_of(["C", None], phase=["1", None])], [])
    assert whole["id"].tolist() == ["A", "B", "C", None]
    assert whole["phase"].tolist() == [None, None, "1", None]
    assert whole["village"].tolist() == [None] * 4
    assert np.shares_memory(whole["village"].to_numpy(), whole["batch"].to_numpy())


def test_texts_with_a_gap_keep_their_none():
    values = np.array([f"P{number}" for number in range(9)] + [None], dtype=object)
    assert compact(values).tolist() == values.tolist()
    assert compact(np.array(["A", None] * 8, dtype=object)).tolist() == ["A", None] * 8


MIXED = [
    [0.0, 1.5],
    [1, True, 1.0] * 9,
    [7, "7"],
    ["A", "\ud800"],
    ["A", np.nan, None, pd.NA],
    [None, None],
    [],
]


@pytest.mark.parametrize("values", MIXED, ids=repr)
def test_what_is_no_text_stays_what_it_is(values):
    held = np.array([*values, None], dtype=object)[:-1]
    column = compact(held)
    make, given = packed(column)
    for found in (column, pd.Series(make(*given))):
        assert list(to_text(found)) == list(to_text(held))
        assert [type(each) for each in found if not pd.isna(each)] == [
            type(each) for each in held if not pd.isna(each)
        ]


def test_texts_of_several_tables_lie_in_one_piece():
    frames = [frame_of([f"{part}-{at}" for at in range(3)]) for part in "XY"]
    for frame in frames:
        frame["id"] = compact(frame["id"].to_numpy(dtype=object))
    ids = stacked_frames(frames, [])["id"]
    assert isinstance(ids.dtype, pd.StringDtype)
    assert ids.array.__arrow_array__().num_chunks == 1
    assert ids.tolist() == ["X-0", "X-1", "X-2", "Y-0", "Y-1", "Y-2"]


def test_names_that_are_asked_for_are_those_of_all():
    ids = ["A", "B", "B", None, "", "row:1", "C"]
    frame = frame_of(ids)
    names = ParcelNames.of(frame)
    assert list(parcel_ids(frame)) == list(names)
    assert list(names) == ["A", "row:1", "row:2", "row:3", "row:4", "row:5", "C"]
    assert names[np.array([6, 1])].tolist() == ["C", "row:1"]
    assert names[-1] == "C"
    assert names[np.array([True] + [False] * 5 + [True])].tolist() == ["A", "C"]

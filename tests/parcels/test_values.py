import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geokit.days import to_iso_date
from geokit.parcels.values import to_text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (pd.Series(["a", None, " "], dtype="str"), ["a", None, None]),
        (np.array(["a", None, float("nan")], dtype=object), ["a", None, None]),
        ([440500001.0, np.nan], ["440500001", None]),
        ([440500001, 2], ["440500001", "2"]),
        # What two tables one below the other leave of a column that was numbers in one and text in the other.
        (
            np.array(["1", 1, 1.0, np.float64(440507001001), 7.5, np.nan, None], dtype=object),
            ["1", "1", "1", "440507001001", "7.5", None, None],
        ),
        (np.array([1.0, None], dtype=object), ["1", None]),
        (np.array(["a\ud800", None, "b"], dtype=object), ["a\ufffd", None, "b"]),
        (np.array(["a\ud800", 1], dtype=object), ["a\ufffd", "1"]),
        (
            [440507001001.0, 4405070010010011.0, 1e10, np.nan],
            ["440507001001", "4405070010010011", "10000000000", None],
        ),
        (pd.array([440507001001000001, None], dtype="Int64"), ["440507001001000001", None]),
        ([True, False], ["True", "False"]),
        (pd.to_datetime(["2026-01-15", None]), ["2026-01-15 00:00:00", None]),
        ([], []),
    ],
)
def test_text(values, text):
    assert list(to_text(values)) == text


@pytest.mark.parametrize(
    "text", ["2026-01-15", "2026/1/15", "2026.01.15", "2026年1月15日", "20260115", "2026-01-15 00:00:00"]
)
def test_days(text):
    assert to_iso_date(text) == dt.date(2026, 1, 15).isoformat()


@pytest.mark.parametrize("text", ["2026", "2026-02-30", "15.01.2026", "2026年", ""])
def test_what_is_no_day(text):
    assert to_iso_date(text) is None


def test_a_long_column_of_few_texts_is_the_same():
    values = [None if at % 7 == 0 else (" " if at % 11 == 0 else f" 村{at % 50} ") for at in range(10_500)]
    expected = [value.strip() or None if value else None for value in values]
    assert list(to_text(np.array(values, dtype=object))) == expected

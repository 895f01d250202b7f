"""A ledger put where parcels say nothing: what they say stands, and nothing is taken from a row that is not theirs alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from geokit.ledgers.joining.filling import FILLED, join_ledger
from geokit.parcels.table import BESIDE_THE_FIGURE
from geokit.testing import make_parcels, ring, square

# Each of 1 ha: 15 mu.
SHAPES = [square(200 * at, 0, 100) for at in range(3)]
SAID = {
    "name": "甲", "phase": "一期", "batch": "第1批", "stage": "supplied", "status": "built", "village": "某村",
    "ownership": "state", "land_use": "工业用地", "land_class": "0601", "approved_on": "2024-01-05",
    "acquired_on": "2024-02-05", "stored_on": "2024-03-05", "supplied_on": "2024-04-05",
}  # fmt: skip


@pytest.mark.parametrize(
    ("ids", "rows", "met"),
    [
        (["A", "B", "C"], ["A", "C", "D"], 2),
        (["A", "A", "C"], ["A", "B", "B"], 2),
        (["A", "B", "C"], ["A", "A", "B"], 2),
        (["A", None, "C"], ["A", "C", None], 2),
    ],
)
def test_a_parcel_is_met_that_has_a_row(ids, rows, met):
    _, join = join_ledger(make_parcels(SHAPES, id=ids), pd.DataFrame({"地块编号": rows}))
    assert join.met == met


@pytest.mark.parametrize("column", SAID)
def test_each_column_is_filled_where_a_parcel_says_nothing(column):
    parcels = make_parcels(SHAPES, **{column: [SAID[column], None, None]})
    # What is written of an area, read or not, says nothing of another column.
    parcels["declared_text"] = ["1公顷", "约1", None]
    made, join = join_ledger(parcels, pd.DataFrame({"id": ["A", "B"], column: [SAID[column]] * 2}))
    assert made[column].tolist() == [SAID[column], SAID[column], None]
    assert (dict(join.filled), dict(join.differing)) == ({column: 1}, {})
    assert column in FILLED
    others = made.columns.difference([column, "geometry"])
    pd.testing.assert_frame_equal(pd.DataFrame(made[others]), pd.DataFrame(parcels[others]))


@pytest.mark.parametrize(
    ("column", "other"), [("stage", "approved"), ("name", "乙"), ("supplied_on", "2020-01-01")]
)
def test_what_a_parcel_says_stands_and_is_listed(column, other):
    parcels = make_parcels(SHAPES, **{column: [SAID[column], other, other]})
    made, join = join_ledger(parcels, pd.DataFrame({"id": ["C", "A", "B"], column: [SAID[column]] * 3}))
    assert made[column].tolist() == parcels[column].tolist()
    assert {name: sorted(at) for name, at in join.differing.items()} == {column: [1, 2]}


def test_a_figure_comes_with_what_stands_beside_it_and_never_over_a_text():
    parcels = make_parcels(SHAPES, declared_m2=[9_000.0, np.nan, np.nan])
    parcels["declared_text"] = [None, "约1", None]
    made, join = join_ledger(parcels, pd.DataFrame({"id": ["A", "B", "C"], "面积（亩）": [15.0, 15.0, 15.0]}))
    assert made["declared_m2"].tolist() == pytest.approx([9_000, np.nan, 10_000], nan_ok=True)
    assert dict(join.filled) == {"declared_m2": 1}
    assert dict(join.differing) == {}
    told = made[sorted(BESIDE_THE_FIGURE)].notna().any(axis=1).tolist()
    assert told == [*parcels[sorted(BESIDE_THE_FIGURE)].notna().any(axis=1).tolist()[:2], True]


def test_a_text_that_was_not_understood_is_no_blank():
    parcels = make_parcels(SHAPES)
    unknown = {"stage": np.array(["整备", None, None], dtype=object)}
    made, join = join_ledger(parcels, pd.DataFrame({"id": ["A", "B"], "阶段": ["供应"] * 2}), unknown=unknown)
    assert made["stage"].tolist() == [None, "supplied", None]
    assert dict(join.filled) == {"stage": 1}


@pytest.mark.parametrize("rows", [["A", "A"], ["D", "E"]])
def test_of_rows_that_are_not_a_parcels_alone_nothing_is_taken(rows):
    book = pd.DataFrame({"id": rows, "stage": ["供应"] * 2})
    made, join = join_ledger(make_parcels(SHAPES, id=["A", "F", "F"]), book, key="id")
    assert made["stage"].isna().all()
    assert dict(join.filled) == {}


def test_parcels_without_a_system_are_filled_and_measure_nothing():
    book = pd.DataFrame({"id": ["A", "B"], "阶段": ["供应"] * 2, "面积（亩）": [15.0, 15.0]})
    made, join = join_ledger(make_parcels(SHAPES, crs=None), book)
    assert made["stage"].tolist() == ["supplied", "supplied", None]
    assert join.match.table["measured_m2"].isna().all()
    assert [match.value for match in join.match.table["match"]] == ["not_compared", "not_compared", "no_row"]


def test_what_the_ledger_says_and_nobody_understands_is_told_with_its_row():
    book = pd.DataFrame(
        {
            "id": ["C", "X", "A", "B"],
            "阶段": ["供应", "整备", "整备", None],
            "面积（亩）": ["15亩", "若干", "若干", "-3亩"],
            "批次": ["1", "2", "3", "4"],
        }
    )
    made, join = join_ledger(make_parcels(SHAPES), book)
    assert made["stage"].tolist() == [None, None, "supplied"]
    assert [(each.code, each.line, each.record) for each in join.notices] == [
        ("declared_not_understood", 3, None),
        ("declared_not_understood", 4, None),
        ("ledger_value", 3, None),
    ]
    assert join.notices[-1].localize("en") == (
        "line 3: the ledger's value “整备” of “stage” is not understood and was not taken"
    )


@pytest.mark.parametrize(
    ("shape", "is_filled"),
    [
        (square(0, 0, 100), True),
        (ring((0, 0), (100, 100), (100, 0), (0, 100)), True),
        (shapely.Polygon([(0, 0), (np.inf, 0), (1, 1)]), False),
        (square(0, 0, 100).boundary, False),
        (shapely.Polygon(), False),
        (None, False),
    ],
)
def test_only_a_parcel_that_is_drawn_is_filled(shape, is_filled):
    parcels = make_parcels([shape, SHAPES[1]])
    made, join = join_ledger(parcels, pd.DataFrame({"id": ["A"], "批次": ["第1批"]}))
    assert made["batch"].tolist() == (["第1批", None] if is_filled else [None, None])
    assert join.met == 1


def test_what_the_ledger_was_read_from_is_not_what_the_parcels_were():
    parcels = make_parcels(SHAPES)
    parcels["source"], parcels["record"] = "红线.shp", [5, 6, 7]
    book = pd.DataFrame({"id": ["C", "A"], "source": "台账.csv", "record": [1, 2], "批次": ["丙", "甲"]})
    made, join = join_ledger(parcels, book)
    assert made["batch"].tolist() == ["甲", None, "丙"]
    assert made["source"].tolist() == ["红线.shp"] * 3
    assert (join.source, join.key, join.by, join.notices) == ("", "id", "id", ())

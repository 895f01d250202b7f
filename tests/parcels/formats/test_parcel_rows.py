"""A table of parcels as an office's rows: what a caller set beside the canonical columns keeps its unit and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import geokit as gk
from geokit.parcels.formats._parcel_rows import parcel_rows
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    import pandas as pd

TABLE = make_parcels([square(0, 0, 100), square(200, 0, 100)])
IN_M2 = ("m²", "平方米")


def columns(table: pd.DataFrame) -> dict[str, list[object]]:
    """Return the cells of each column by its heading."""
    with gk.use_language("en"):
        return {each.heading: each.cells for each in parcel_rows(table).columns}


def in_m2(cells: dict[str, list[object]]) -> list[list[float]]:
    return [
        [float(str(cell)) for cell in held]
        for heading, held in cells.items()
        if any(unit in heading for unit in IN_M2)
    ]


@pytest.mark.parametrize(
    ("heading", "figures", "areas_m2"),
    [
        ("面积（亩）", [15.0, 14.5], [10_000, 9_666.67]),
        ("宗地面积（公顷）", [1.0, 0.97], [10_000, 9_700]),
        ("DKMJ", [1.0, 0.97], [10_000, 9_700]),
        ("面积（平方米）", [10_000.0, 9_700.5], [10_000, 9_700.5]),
    ],
)
def test_areas_beside_the_canonical_columns_have_the_unit_of_their_heading(heading, figures, areas_m2):
    beside = columns(TABLE.assign(**{heading: figures}))
    assert in_m2(beside) == [areas_m2]
    # As in a table that a caller made wholly.
    assert beside == columns(TABLE[["id", "geometry"]].assign(**{heading: figures}))


def test_areas_that_geokit_read_are_square_metres_and_others_stay_as_they_are():
    made = columns(TABLE.assign(declared_m2=[10_000.0, 9_700.0], 复核面积=[15.0, 14.5]))
    assert in_m2(made) == [[10_000, 9_700]]
    assert made["复核面积"] == [15, 14.5]


def test_a_number_beside_an_empty_id_names_the_parcels():
    numbered = TABLE.assign(id=[None, None], 备注=["a", np.nan], DKBH=[440507001001000012, 5])
    rows = parcel_rows(numbered)
    assert columns(numbered)["DKBH"] == ["440507001001000012", "5"]
    assert columns(numbered)["备注"] == ["a", None]
    assert rows.columns[rows.label_at].heading == "DKBH"


@pytest.mark.parametrize(
    ("figures", "printed", "said"),
    [([1.0, 0.97], ["1.00", "0.97"], []), ([1 / 3, 1.0], ["0.3333", "1.0000"], ["decimals_rounded"])],
)
def test_figures_keep_their_decimals_and_computed_ones_have_those_of_their_unit(figures, printed, said):
    table = TABLE[["geometry"]].assign(**{"面积（公顷）": figures})
    assert [str(cell) for cell in columns(table)["面积（公顷）"]] == printed
    assert [each.code for each in parcel_rows(table).notices if each.code == "decimals_rounded"] == said


def test_the_words_of_canonical_columns_are_the_readers_and_other_texts_stay():
    table = TABLE.assign(stage=["approved", "乙"], 备注=["approved", "b"])
    with gk.use_language("zh"):
        made = {each.heading: each.cells for each in parcel_rows(table).columns}
    assert made["阶段"] == ["批准", "乙"]
    assert made["备注"] == ["approved", "b"]


def test_areas_that_are_text_do_not_name_the_parcels():
    rows = parcel_rows(TABLE[["geometry"]].assign(备注=["a", "b"], 面积=["15亩", "约15亩"]))
    assert rows.columns[rows.label_at].heading == "备注"

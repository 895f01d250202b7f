"""Tables of control lines: inside and outside add up as printed, whatever the parcels and the layers."""

from __future__ import annotations

from decimal import Decimal

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.errors import CrsError, InputError, OptionError, UnknownNameError
from geokit.ledgers.control_lines.layout import Occupation
from geokit.ledgers.control_lines.making import occupation_of, sentences_of
from geokit.ledgers.control_lines.shares import FAR_M, Shares
from geokit.ledgers.figures.land import TOLERANCE_M2
from geokit.testing import make_parcels, square

BUREAU = gk.example_folder() / "bureau"
PARCELS, LINES = BUREAU / "parcels.gpkg", BUREAU / "control-lines.gpkg"


def layer(*shapes, day="2024-06-30", **columns):
    return make_parcels(list(shapes)).assign(版本日期=day, **columns)


def body(table: gk.ControlLineTable) -> pd.DataFrame:
    """Return the rows of single parcels, by their ids."""
    frame = table.to_frame()
    return frame[frame["id"].isin(table.parcels["id"])].set_index("id")


def parcels(*shapes, **columns):
    made = make_parcels(list(shapes), **columns)
    return made.assign(declared_m2=shapely.area(made.geometry.to_numpy()).round(2))


boxes = st.builds(
    square,
    st.floats(-50, 250),
    st.floats(-50, 250),
    st.floats(0.5, 200),
    st.floats(0.5, 200),
)


@given(st.lists(boxes, min_size=1, max_size=5), st.lists(boxes, min_size=1, max_size=4), st.integers(0, 4))
@settings(max_examples=15, deadline=None)
def test_inside_and_outside_are_the_parcel_as_printed(shapes, lines, decimals):
    ours = parcels(*shapes, batch=["2023-2", "2023-10", None, "2024-1", "2023-2"][: len(shapes)])
    table = gk.control_line_table(ours, {"a": layer(*lines)}, decimals=decimals, control="measured")
    frame = table.to_frame()
    assert (frame["a_inside"] + frame["a_outside"] == frame["area"]).all()
    assert all(value >= 0 for value in [*frame["a_inside"], *frame["a_outside"]])
    of_parcels = body(table).loc[table.parcels["id"]]
    for column in ("area", "a_inside", "a_outside"):
        assert of_parcels[column].sum() == frame[column].iloc[-1]
    united = shapely.union_all(lines)
    exact = [shapely.area(shapely.intersection(shape, united)) / 10_000 for shape in shapes]
    within = np.array([float(value) for value in of_parcels["a_inside"]])
    # The ellipsoid is another measure; rounding the whole and the part loses a digit.
    assert np.allclose(within, exact, rtol=1e-3, atol=1.01 * 10.0**-decimals)


@given(st.permutations(range(10)), st.permutations(range(3)))
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_does_not_change_a_byte(tmp_path_factory, rows, polygons):
    folder = tmp_path_factory.mktemp("order")
    ours, farmland = gpd.read_file(PARCELS), gpd.read_file(LINES, layer="永久基本农田")
    made = [
        gk.control_line_table(ours, {"farmland": farmland}),
        gk.control_line_table(ours.iloc[rows], {"farmland": farmland.iloc[polygons]}),
    ]
    written = [table.save(folder / f"{at}.xlsx", language="zh").read_bytes() for at, table in enumerate(made)]
    assert written[0] == written[1]


def test_the_example_has_a_parcel_inside_one_across_and_one_outside():
    table = gk.control_line_table(PARCELS, LINES)
    farmland = body(table)["永久基本农田_inside"]
    assert farmland["P01"] == body(table)["area"]["P01"]
    assert 0 < farmland["P02"] < body(table)["area"]["P02"]
    assert farmland["P04"] == 0
    assert body(table)["永久基本农田_polygons"]["P06"] == "YN-01, YN-02, YN-03"


def test_a_layer_that_nothing_touches_is_there_with_0_and_its_date():
    table = gk.control_line_table(PARCELS, LINES)
    listed = table.sheets()[1].to_frame().set_index("layer").loc["历史文化保护线"]
    assert (listed["inside"], listed["version"], listed["parcels"]) == (Decimal("0.0000"), "2022-12-31", 0)
    assert "历史文化保护线" in table.localize("zh")


def test_sums_by_batch_are_printed_and_asked_for():
    table = gk.control_line_table(PARCELS, LINES)
    sheet = table.sheets()[0]
    batches = [sheet.rows[at][2] for at in sorted(sheet.totals)][:3]
    assert batches == ["2023年度第2批次", "2023年度第10批次", "2025年度第1批次"]
    parts = [table.occupied("永久基本农田", batch=batch).exact_m2 for batch in batches]
    assert sum(parts) == table.occupied("永久基本农田").exact_m2
    with pytest.raises(UnknownNameError, match="no batch"):
        table.occupied("永久基本农田", batch="2020")


def test_polygons_that_overlap_count_once_and_that_is_said():
    lines = layer(square(0, 0, 50, 100), square(25, 0, 50, 100))
    table = gk.control_line_table(parcels(square(0, 0, 100)), {"a": lines})
    assert body(table)["a_inside"].tolist() == [Decimal("0.7500")]
    assert "overlap each other" in table.localize("en")


def test_a_layer_far_away_has_no_figures():
    table = gk.control_line_table(parcels(square(0, 0, 100)), {"a": layer(square(60_000, 0, 100))})
    assert body(table)["a_inside"].tolist() == [None]
    assert "60 km" in table.localize("en")
    with pytest.raises(InputError, match="not compared"):
        table.occupied("a")


@pytest.mark.parametrize(("east", "inside"), [(20_100, Decimal("0.0000")), (20_101, None)])
def test_a_layer_is_far_beyond_twenty_kilometres(east, inside):
    table = gk.control_line_table(parcels(square(0, 0, 100)), {"a": layer(square(east, 0, 100))})
    assert body(table)["a_inside"].tolist() == [inside]


@pytest.mark.parametrize(
    ("batches", "heads"),
    [
        ([None, None], ["A", "B", "total"]),
        (["1", "1"], ["A", "B", "total"]),
        (["2", "1"], ["B", "subtotal", "A", "subtotal", "total"]),
        ([None, "1"], ["B", "subtotal", "A", "subtotal", "total"]),
    ],
)
def test_subtotals_stand_where_there_are_several_batches(batches, heads):
    ours = parcels(square(0, 0, 100), square(200, 0, 100), batch=batches)
    table = gk.control_line_table(ours, {"a": layer(square(0, 0, 50))})
    assert table.to_frame()["id"].tolist() == heads
    assert table.sheets()[0].totals == {at for at, head in enumerate(heads) if "total" in head}


def test_an_empty_layer_is_named():
    table = gk.control_line_table(parcels(square(0, 0, 100)), {"a": layer(square(0, 0, 1)).iloc[:0]})
    assert "“a” has no polygons" in table.localize("en")
    assert table.occupied("a").m2 == 0


def test_lines_in_memory_without_a_system_have_the_callers():
    lines = layer(square(0, 0, 100, 30)).set_crs(None, allow_override=True)
    ours, options = parcels(square(0, 0, 100)), {"method": "planar", "lines_crs": "EPSG:4548"}
    assert gk.control_line_table(ours, {"a": lines}, **options).occupied("a").m2 == 3_000


def test_lines_in_degrees_are_brought_to_the_parcels():
    lines = gpd.read_file(LINES, layer="生态保护红线")
    made = [gk.control_line_table(PARCELS, {"a": each}) for each in (lines, lines.to_crs(4490))]
    assert made[0].occupied("a") == made[1].occupied("a")


@pytest.mark.parametrize(
    ("lines", "options", "error", "said"),
    [
        (layer(square(0, 0, 9)).set_crs(None, allow_override=True), {}, CrsError, "lines.crs"),
        (layer(square(0, 0, 9)).set_crs(2435, allow_override=True), {}, CrsError, "datums differ"),
        (
            layer(square(0, 0, 9)).set_crs(4490, allow_override=True),
            {},
            CrsError,
            "layer of control lines “a”",
        ),
        (layer(square(0, 0, 9)), {"roles": {"b": "forbid"}}, UnknownNameError, "“b”"),
        (layer(square(0, 0, 9)), {"roles": {"a": "avoid"}}, UnknownNameError, "“avoid”"),
        (layer(square(0, 0, 9)), {"lines_layers": ["b"]}, UnknownNameError, "“b”"),
        (layer(square(0, 0, 9)), {"tolerance": 2}, OptionError, "between 0 and 1"),
    ],
)
def test_what_is_wrong_with_lines_is_said(lines, options, error, said):
    with pytest.raises(error, match=said):
        gk.control_line_table(parcels(square(0, 0, 100)), {"a": lines}, **options)


@pytest.mark.parametrize(
    ("shape", "declared", "said"),
    [
        (square(0, 0, 100, 0), 1.0, "no area"),
        (square(0, 0, 100), None, "no declared area"),
        # Hectares that were taken for square metres.
        (square(0, 0, 100), 1.0, "differ by more than 1%"),
    ],
)
def test_a_parcel_that_forbids_the_table_is_named(shape, declared, said):
    ours = make_parcels([square(500, 0, 100), shape], id=["A", "B"], declared_m2=[10_000.0, declared])
    with pytest.raises(InputError, match=said) as raised:
        gk.control_line_table(ours, {"a": layer(square(0, 0, 9))})
    assert "B" in str(raised.value)
    assert "A" not in str(raised.value).split(":")[0]


def test_declared_and_measured_areas_may_differ_by_just_the_tolerance():
    ours = make_parcels([square(0, 0, 100)], declared_m2=[8_000.0])
    lines, options = {"a": layer(square(0, 0, 50))}, {"method": "planar"}
    assert gk.control_line_table(ours, lines, tolerance=0.25, **options).occupied("a").m2 == 2_000
    with pytest.raises(InputError, match=r"differ by more than 24\.99%"):
        gk.control_line_table(ours, lines, tolerance=0.2499, **options)


@pytest.mark.parametrize(
    "make",
    [
        lambda parcels: gk.control_line_table(parcels, LINES),
        lambda parcels: gk.land_class_table(parcels, BUREAU / "survey.gpkg"),
    ],
)
def test_a_parcel_without_a_name_has_an_empty_cell(tmp_path, make):
    ours = gk.read_parcels(PARCELS)
    # As pandas holds what is missing.
    ours["name"] = pd.Series([float("nan"), *ours["name"][1:]], dtype=object)
    table = make(ours)
    assert table.to_frame()["name"].iloc[0] is None
    book = openpyxl.load_workbook(table.save(tmp_path / "table.xlsx", language="en"))
    [row] = [row for row in book.worksheets[0].iter_rows() if row[0].value == "P01"]
    assert [cell.value for cell in row[:2]] == ["P01", None]


def test_names_of_layers_stay_text(tmp_path):
    name = "=cmd|{x} & <b>"
    table = gk.control_line_table(parcels(square(0, 0, 100)), {name: layer(square(0, 0, 50))})
    book = openpyxl.load_workbook(table.save(tmp_path / "lines.xlsx", language="zh"))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if name in str(cell.value)]
    assert texts
    assert all(cell.data_type == "s" for cell in texts)


@pytest.mark.parametrize(
    ("ours", "asked", "heading"), [("zh", "en", "parcel"), ("en", "zh", "地块编号"), ("zh", None, "地块编号")]
)
def test_a_table_is_written_in_the_language_that_is_asked_for(tmp_path, ours, asked, heading):
    table = gk.control_line_table(parcels(square(0, 0, 100)), {"a": layer(square(0, 0, 50))})
    with gk.use_language(ours):
        book = openpyxl.load_workbook(table.save(tmp_path / "lines.xlsx", language=asked))
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert heading in texts


@pytest.mark.parametrize(("tolerance", "is_taken"), [(-0.001, False), (0, True), (0.999, True), (1, False)])
def test_a_tolerance_is_a_share_below_one(tolerance, is_taken):
    ours, lines = make_parcels([square(0, 0, 100)], declared_m2=[10_000.0]), {"a": layer(square(0, 0, 50))}
    options = {"method": "planar", "tolerance": tolerance}
    if is_taken:
        assert gk.control_line_table(ours, lines, **options).occupied("a").m2 == 2_500
    else:
        with pytest.raises(OptionError, match=f"0.01\\), not {tolerance}"):
            gk.control_line_table(ours, lines, **options)


def shares(**given):
    one = np.array([60.0])
    usual = {
        "inside_m2": one, "own_m2": one + 40, "twice_m2": 0.0, "polygons": {0: ("1",)}, "touched": 1, "apart_m": 0.0,
        "left_out": 0,
    }  # fmt: skip
    return Shares(**usual | given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, []),
        ({"twice_m2": TOLERANCE_M2}, []),
        (
            {"twice_m2": 12.5},
            [
                "polygons of “a” overlap each other; within the parcels 12.50 m² (0.019 mu) of that is counted once"
            ],
        ),
        ({"apart_m": FAR_M}, []),
        ({"apart_m": np.inf, "inside_m2": np.zeros(1)}, []),
        ({"apart_m": 1_234_500.0, "left_out": 3}, ["the layer “a” lies about 1,234 km from all parcels"]),
        (
            {"left_out": 1234, "twice_m2": 5.0},
            ["by the thousand, and up to 1,234 pairs could not be compared: the layer"],
        ),
        ({"left_out": 1}, ["up to 1 pairs"]),
    ],
)
def test_a_layer_has_figures_or_it_is_said_why_not(given, said):
    made = shares(**given)
    told = [each.localize("en") for each in sentences_of("a", made)]
    assert len(told) == len(said)
    assert all(part in whole for part, whole in zip(said, told, strict=True))
    without = Occupation("a", "", "", None, 1, 0, None, {})
    found = occupation_of(made, np.array([100], dtype=object), without)
    is_compared = not made.left_out and not 20_000 < made.apart_m < np.inf
    assert (found.inside is None) != is_compared
    if is_compared and made.inside_m2.any():
        assert (found.inside.tolist(), found.touched, dict(found.polygons)) == ([60], 1, {0: ("1",)})


def test_four_decimals_of_ha_and_the_declared_areas_are_taken_if_nothing_is_said():
    ours = make_parcels([square(0, 0, 100)], declared_m2=[10_050.0])
    table = gk.control_line_table(ours, {"a": layer(square(0, 0, 50))})
    assert (table.printing.unit, table.printing.decimals) == ("ha", 4)
    assert body(table)["area"].tolist() == [Decimal("1.0050")]
    for unit, decimals in (("m2", 2), ("mu", 3), ("ha", 4)):
        made = gk.control_line_table(ours, {"a": layer(square(0, 0, 50))}, unit=unit)
        assert made.printing.decimals == decimals
    measured = gk.control_line_table(
        ours, {"a": layer(square(0, 0, 50))}, control="measured", method="planar"
    )
    assert body(measured)["area"].tolist() == [Decimal("1.0000")]


def test_all_parcels_whose_areas_differ_are_named_and_the_first_with_both():
    shapes = [square(200 * at, 0, 100) for at in range(11)]
    ours = make_parcels(
        shapes, id=[f"P{at:02}" for at in range(11)], declared_m2=[10_000.0, *[10_200.0] * 10]
    )
    with pytest.raises(InputError) as caught:
        gk.control_line_table(ours, {"a": layer(square(0, 0, 50))}, method="planar", tolerance=0.015)
    assert str(caught.value).startswith(
        "P01, P02, P03, P04, P05, P06, P07, P08 and 2 more: declared and measured areas differ by more than 1.5% (P01: 10,200.00 "
        "m² (15.300 mu), measured 10,000.00 m² (15.000 mu));"
    )

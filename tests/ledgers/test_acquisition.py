"""The ledger: each piece of land once, totals that are the sums of their parts, one sentence for a superior."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import CrsError, InputError, SettingsError, UnknownNameError
from geokit.land.declared.area import DeclaredArea
from geokit.land.printing import UNITS
from geokit.land.units import Area
from geokit.ledgers.acquisition.model import ledger
from geokit.ledgers.acquisition.text import share_of, shares_of
from geokit.parcels.given import given_parcels
from geokit.testing import make_parcels, make_park, ring, square

DAY = "2026-06-01"
PHASES = """
[declared_area]
text = "60亩"
kind = "total"
source = "test"
as_of = "2024"

[[zones]]
id = "phase-1"
kind = "phase"
name = { zh = "一期", en = "phase 1" }
[zones.declared_area]
text = "40亩"
kind = "net"
source = "test"
as_of = "2024"

[[zones]]
id = "phase-2"
kind = "phase"
name = { zh = "二期", en = "phase 2" }
"""
# 100 m by 100 m is 15 mu.
PLOT = square(0, 0, 100)
NEXT = square(100, 0, 100)


def column(made, heading):
    return [None if value is None else str(value) for value in made.to_frame("en")[heading]]


def test_a_row_a_phase_in_the_parks_order_and_the_total_below(tmp_path):
    park = make_park(tmp_path, PHASES)
    table = make_parcels(
        [PLOT, NEXT, square(300, 0, 100)], phase=["2期", "一期", None], declared_m2=[9e3, 1e4, np.nan]
    )
    made = ledger(park, table, as_of=DAY)
    assert column(made, "phase") == ["phase 1", "phase 2", "2期", "not stated", "total"]
    assert column(made, "parcels") == ["1", "0", "1", "1", "3"]
    assert column(made, "declared (mu)") == ["15.000", "0.000", "13.500", "0.000", "28.500"]
    assert column(made, "land (ha)") == ["1.0000", "0.0000", "1.0000", "1.0000", "3.0000"]
    assert column(made, "% of the phase") == ["37.5", None, None, None, None]
    assert column(made, "% of the park") == ["25.0", "0.0", "25.0", "25.0", "75.0"]


def test_land_of_two_parcels_is_counted_in_the_first_and_the_rest_is_stated():
    half_over = square(50, 0, 100)
    made = ledger(None, make_parcels([PLOT, half_over], phase=["1", "2"]), as_of=DAY)
    assert column(made, "measured (mu)") == ["15.000", "15.000", "30.000"]
    assert column(made, "land (mu)") == ["15.000", "7.500", "22.500"]
    assert column(made, "counted twice (mu)") == ["0.000", "7.500", "7.500"]
    assert "7.500 mu that stand in two parcels of one stage are counted once" in made.sentence("en")


def test_a_supply_plot_on_an_approval_is_not_counted_twice_but_has_come_farther():
    table = make_parcels([square(0, 0, 200, 100), NEXT], stage=["approved", "supplied"])
    made = ledger(None, table, by="stage", as_of=DAY)
    assert column(made, "counted twice (mu)") == ["0.000"] * 3
    assert column(made, "counted at a later stage (mu)") == ["15.000", "0.000", "15.000"]
    assert column(made, "land (mu)") == ["15.000", "15.000", "30.000"]
    assert "counted once" not in made.sentence("en")


@pytest.mark.parametrize("copies", [2, 40])
def test_copies_count_once_however_many(copies):
    made = ledger(None, make_parcels([PLOT] * copies), as_of=DAY)
    assert made.net.m2 == pytest.approx(10_000)
    assert column(made, "counted twice (mu)")[-1] == f"{15 * (copies - 1):.3f}"


def test_a_parcel_without_an_area_and_one_taken_back_are_counted_apart():
    bow_tie = ring((0, 0), (100, 100), (100, 0), (0, 100))
    table = make_parcels([PLOT, bow_tie, NEXT, None], status=["built", None, "withdrawn", None])
    made = ledger(None, table, as_of=DAY)
    assert made.net.m2 == pytest.approx(10_000)
    assert column(made, "parcels")[-1] == "3"
    assert made.sentence("en").endswith(
        "1 parcel with an invalid outline, 1 parcel without an outline are not counted; 1 parcel that was withdrawn is "
        "left out."
    )


def test_what_a_date_places_later_has_not_happened():
    table = make_parcels([PLOT, NEXT], stage=["supplied", None], supplied_on=["2026-05-01", None],
                         approved_on=["2025-01-01", "2026-03-01"])  # fmt: skip
    assert "15.000 mu supplied, 15.000 mu approved but not supplied" in ledger(
        None, table, as_of=DAY
    ).sentence("en")
    before = ledger(None, table, as_of=date(2026, 4, 30))
    assert ": 30.000 mu approved but not supplied" in before.sentence("en")
    long_before = ledger(None, table, as_of="2024-12-31")
    assert ": 30.000 mu still to acquire" in long_before.sentence("en")


@pytest.mark.parametrize(
    "by", ["batch", "village", "ownership", "land_class", ["stage", "batch"], ("status",)]
)
def test_any_grouping_has_the_same_total(by):
    table = make_parcels([PLOT, NEXT, square(150, 0, 100)], stage=["approved", "planned", "approved"],
                         batch=["第10批", "第2批", None], status=["built", "planned", "built"])  # fmt: skip
    made = ledger(None, table, by=by, as_of=DAY)
    assert made.to_frame("en")["land (mu)"].iloc[-1] == Decimal("37.500")


def test_batches_stand_by_the_size_of_their_numbers_and_stages_by_the_work():
    table = make_parcels(
        [PLOT] * 3, batch=["第10批", "第2批", None], stage=["supplied", "planned", "approved"]
    )
    assert column(ledger(None, table, by="batch", as_of=DAY), "batch")[:3] == [
        "第2批",
        "第10批",
        "not stated",
    ]
    by_stage = ledger(None, table, by="stage", as_of=DAY).to_frame("zh")
    assert list(by_stage["阶段"]) == ["规划", "批准", "供应", "合计"]


def test_the_sentence_of_a_park_in_both_languages(tmp_path):
    park = make_park(tmp_path, PHASES)
    table = make_parcels([PLOT, NEXT], stage=["supplied", "planned"], phase=["一期", "二期"])
    made = ledger(park, table, as_of=DAY)
    assert made.sentence("zh") == (
        "截至2026年6月1日，园区共有地块 2 宗，去重面积 30.000 亩（平面面积，2000国家大地坐标系，高斯—克吕格3°分带，中央子午线117°）："
        "已供应 15.000 亩，待征收 15.000 亩；去重面积占公布的 60 亩的 50.0%。"
    )
    assert made.sentence("en") == (
        "As of 1 June 2026, park has 2 parcels on 30.000 mu of land (planar area, CGCS2000 / 3-degree zone 39): "
        "15.000 mu supplied, 15.000 mu still to acquire; the land is 50.0% of the 60 mu declared."
    )
    assert made.sentence("en") in str(made)


def test_a_bound_is_told_and_no_share_is_made_of_it(tmp_path):
    park = make_park(tmp_path, PHASES.replace("60亩", "不小于60亩"))
    made = ledger(park, make_parcels([PLOT]), as_of=DAY)
    assert "; at least 60 mu are declared" in made.sentence("en")
    assert column(made, "% of the park")[-1] is None


def test_no_parcels_make_an_empty_ledger(tmp_path):
    park = make_park(tmp_path, PHASES)
    made = ledger(park, make_parcels([], crs=None), as_of=DAY)
    assert column(made, "land (mu)") == ["0.000"] * 3
    assert made.sentence("en") == "As of 1 June 2026, park has no parcels."
    assert (
        made.approved_not_supplied().sentence("en")
        == "As of 1 June 2026, no land is approved and not supplied."
    )


def test_degrees_are_measured_in_their_zone():
    degrees = make_parcels([PLOT]).to_crs("EPSG:4490")
    made = ledger(None, degrees, as_of=DAY)
    assert made.net.m2 == pytest.approx(10_000, abs=1e-3)
    assert made.land.crs.to_epsg() == 4548


def test_another_method_is_said():
    made = ledger(None, make_parcels([PLOT, square(50, 0, 100)]), as_of=DAY, method="ellipsoidal")
    plane = ledger(None, make_parcels([PLOT, square(50, 0, 100)]), as_of=DAY)
    assert "(ellipsoidal area" in made.sentence("en")
    assert 0 < plane.net.m2 - made.net.m2 < 0.5


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"by": "fase"}, UnknownNameError, "there is no grouping “fase”. Did you mean phase"),
        ({"as_of": "1 June"}, InputError, "as_of must be a day, such as 2026-06-01, not “1 June”"),
        ({"method": "flat"}, SettingsError, "method is one of .*, not “flat”"),
    ],
)
def test_a_mistake_is_a_sentence(options, error, words):
    with pytest.raises(error, match=words):
        ledger(None, make_parcels([PLOT]), **options)


def test_parcels_without_a_system_are_refused():
    with pytest.raises(CrsError, match="crs="):
        ledger(None, make_parcels([PLOT], crs=None))


boxes = st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(1, 60)] * 2)
stages = st.sampled_from(["planned", "approved", "acquired", "stored", "supplied", None])


@pytest.mark.slow
@given(st.lists(st.tuples(boxes, stages, st.sampled_from(["1", "2", None])), min_size=1, max_size=8))
def test_the_land_is_that_of_the_union_and_all_printed_sums_come_out(drawn):
    shapes = [square(*box) for box, _, _ in drawn]
    table = make_parcels(
        shapes, stage=[stage for _, stage, _ in drawn], phase=[phase for _, _, phase in drawn]
    )
    made = ledger(None, table, as_of=DAY)
    union_m2 = shapely.area(shapely.union_all(shapes))
    assert made.net.m2 == pytest.approx(union_m2, abs=0.2)
    for unit in UNITS:
        assert (
            made.printed[unit].sum()
            == made.printed[unit].sum(axis=0).sum()
            == made.printed[unit].sum(axis=1).sum()
        )
    frame = made.to_frame("en")
    for heading in frame.columns[1:-1]:
        assert sum(frame[heading][:-1]) == frame[heading].iloc[-1]
    parts = ["land (mu)", "counted twice (mu)", "counted at a later stage (mu)"]
    assert (frame[parts].sum(axis=1) == frame["measured (mu)"]).all()
    progress = ["supplied (mu)", "approved, not supplied (mu)", "to acquire (mu)", "progress not stated (mu)"]
    assert (frame[progress].sum(axis=1) == frame["land (mu)"]).all()
    assert float(frame["land (mu)"].iloc[-1]) == pytest.approx(union_m2 * 0.0015, abs=0.02)


@pytest.mark.slow
@given(st.lists(st.tuples(boxes, stages), min_size=1, max_size=6), st.randoms())
def test_progress_does_not_depend_on_the_order_of_the_table(drawn, random):
    again = list(drawn)
    random.shuffle(again)
    first, second = (
        ledger(
            None,
            make_parcels([square(*box) for box, _ in each], stage=[stage for _, stage in each]),
            as_of=DAY,
        )
        for each in (drawn, again)
    )
    assert np.allclose(
        first.figures.parts_m2[:, :4].sum(axis=0), second.figures.parts_m2[:, :4].sum(axis=0), atol=0.1
    )


def test_jupyter_shows_escaped_text(tmp_path):
    park = make_park(tmp_path, PHASES)
    made = ledger(park, make_parcels([PLOT], phase=["<b>期</b>"]), as_of=DAY)
    assert "&lt;b&gt;期&lt;/b&gt;" in made._repr_html_()


def test_land_that_stands_twice_is_counted_in_the_same_parcel_whatever_the_order():
    frame = make_parcels([square(0, 0, 100), square(50, 0, 100)], batch=["2", "1"])
    ours, theirs = (ledger(None, each, by="batch", as_of=DAY) for each in (frame, frame[::-1]))
    assert ours.to_frame().equals(theirs.to_frame())


@pytest.mark.parametrize(("count", "said"), [(0, ""), (1, "; 1 record left"), (2, "; 2 records left")])
def test_records_that_could_not_be_read_are_told_even_where_no_other_is_left(count, said):
    # Without the columns of a reader it is a table that is to be read.
    given = make_parcels([PLOT, *[None] * count]).drop(columns=["source", "record", "line"])
    read = given_parcels(given)
    for table, opening in (
        (given, "has 1 parcel "),
        (read, "has 1 parcel "),
        (read.iloc[:0], "has no parcels"),
    ):
        sentence = ledger(None, table, as_of=DAY).sentence("en")
        assert opening in sentence
        assert sentence.endswith(f"{said} out because unreadable.") if count else "left out" not in sentence


@pytest.mark.parametrize(
    ("shapes", "columns", "said"),
    [
        (
            [PLOT],
            {},
            "1 parcel on 15.000 mu of land (planar area, {crs}): 15.000 mu whose progress is not stated.",
        ),
        (
            [PLOT, NEXT],
            {"stage": ["planned"] * 2, "status": [None, "withdrawn"]},
            (
                "1 parcel on 15.000 mu of land (planar area, {crs}): 15.000 mu still to acquire; 1 parcel that was withdrawn is "
                "left out."
            ),
        ),
        (
            [PLOT, NEXT, NEXT],
            {"stage": ["approved"] * 3, "status": [None, "withdrawn", "withdrawn"]},
            (
                "1 parcel on 15.000 mu of land (planar area, {crs}): 15.000 mu approved but not supplied; 2 parcels that were "
                "withdrawn are left out."
            ),
        ),
        (
            [None, PLOT],
            {"stage": ["supplied", "approved"]},
            (
                "2 parcels on at least 15.000 mu of land (planar area, {crs}): at least 0.000 mu supplied, 15.000 mu approved "
                "but not supplied; 1 parcel without an outline is not counted."
            ),
        ),
        (
            [square(0, 0, 1000), square(999, 0, 1000)],
            {"stage": ["supplied"] * 2},
            (
                "2 parcels on 2,998.500 mu of land (planar area, {crs}): 2,998.500 mu supplied; 1.500 mu that stand in two "
                "parcels of one stage are counted once."
            ),
        ),
    ],
)
def test_the_sentence_says_what_there_is_and_no_more(shapes, columns, said):
    made = ledger(None, make_parcels(shapes, **columns), as_of=DAY)
    whole = said.format(crs="CGCS2000 / 3-degree zone 39")
    assert made.sentence("en") == f"As of 1 June 2026, the table has {whole}"


def test_columns_of_zeros_and_blanks_are_not_shown():
    made = ledger(None, make_parcels([PLOT, NEXT], phase=["1", "2"], stage=["planned"] * 2), as_of=DAY)
    table = made.localize("en").split("\n\n")[-1]
    assert table.splitlines()[0].split("  ") == [
        each for each in table.splitlines()[0].split("  ") if "supplied" not in each and "twice" not in each
    ]
    assert "to acquire (mu)" in table
    assert repr(made) == f"<Ledger of 2 parcels, 2026-06-01: {made.net}>"
    assert made.lines("en")[0] == made.sentence("en")
    assert len(made.lines("en")) == 3


@pytest.mark.parametrize(
    ("mu", "declared", "shares"),
    [
        ([1, 1, 1], "3亩", ["33.4", "33.3", "33.3"]),
        ([1, 2, 4, 0], "60亩", ["1.7", "3.3", "6.7", "0.0"]),
        ([0.01, 0.01], "60亩", ["0.0", "0.0"]),
        ([90], "60亩", ["150.0"]),
        ([1, 2], "不小于60亩", [None, None]),
        ([1, 2], None, [None, None]),
        ([], "60亩", []),
    ],
)
def test_shares_add_up_to_that_of_the_whole(mu, declared, shares):
    whole = None if declared is None else DeclaredArea.parse(declared)
    areas = [Area.from_mu(each) for each in mu]
    made = shares_of(areas, whole)
    assert [None if each is None else str(each) for each in made] == shares
    if None not in shares and shares:
        assert sum(made) == share_of(sum(areas, Area.from_m2(0)), whole)

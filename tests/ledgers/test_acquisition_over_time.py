"""Approved and not supplied: the geometric difference, by batch and age; and the months."""

from __future__ import annotations

from decimal import Decimal

import pytest
import shapely

from geokit.ledgers.acquisition.model import ledger
from geokit.testing import make_parcels, square

DAY = "2026-06-01"
WIDE = square(0, 0, 200, 100)


def approved(shapes, **columns):
    return ledger(None, make_parcels(shapes, **columns), as_of=DAY).approved_not_supplied()


def test_supplied_land_is_taken_off_the_approved_wherever_their_lines_run():
    across = square(150, 0, 100)
    made = approved(
        [WIDE, across],
        stage=["approved", "supplied"],
        batch=["2024-1", None],
        approved_on=["2024-06-01", None],
    )
    (row,) = made.parcels.itertuples()
    assert (row.id, row.batch, row.age_days) == ("A", "2024-1", 730)
    assert shapely.equals(row.geometry, square(0, 0, 150, 100))
    assert row.area_m2 == pytest.approx(15_000)
    assert made.sentence("en") == (
        "As of 1 June 2026, 22.500 mu are approved and not supplied, the oldest approval of 1 June 2024."
    )


@pytest.mark.parametrize(
    ("approved_on", "heading"),
    [
        ("2025-06-02", "under 1 year (mu)"),
        ("2025-06-01", "1 to 2 years (mu)"),
        ("2024-06-02", "1 to 2 years (mu)"),
        ("2024-06-01", "2 to 5 years (mu)"),
        ("2021-06-01", "5 years or more (mu)"),
        (None, "approval not dated (mu)"),
    ],
)
def test_a_year_is_full_on_its_day(approved_on, heading):
    made = approved([WIDE], stage=["approved"], approved_on=[approved_on])
    row = made.to_frame("en").iloc[0]
    assert row[heading] == row["total (mu)"] == Decimal("30.000")


def test_land_under_two_approvals_has_the_age_of_the_older():
    made = approved(
        [WIDE, WIDE, square(100, 0, 200, 100)],
        stage=["approved"] * 3,
        batch=["undated", "new", "old"],
        approved_on=[None, "2026-01-01", "2020-01-01"],
    )
    frame = made.to_frame("en").set_index("batch")
    assert frame["total (mu)"].to_dict() == {
        "new": Decimal("15.000"),
        "old": Decimal("30.000"),
        "total": Decimal("45.000"),
    }
    assert made.oldest == "2020-01-01"
    assert "in 2 batches" in made.sentence("en")


def test_the_total_is_that_of_the_ledger_to_the_last_digit():
    shapes = [square(0, at * 33.333, 100.001, 33.333) for at in range(3)]
    table = make_parcels(shapes, stage=["approved"] * 3, batch=["a", "b", "c"], phase=["1", "2", "3"])
    made = ledger(None, table, as_of=DAY)
    printed = sum(made.to_frame("en")["approved, not supplied (mu)"][:-1])
    frame = made.approved_not_supplied().to_frame("en")
    assert frame["total (mu)"].iloc[-1] == printed
    assert sum(frame["total (mu)"][:-1]) == printed


def test_stored_land_without_a_batch_does_not_hide_the_age_of_its_approval():
    made = approved(
        [WIDE, WIDE], stage=["approved", "stored"], approved_on=["2019-01-01", None], batch=["b", None]
    )
    assert made.to_frame("zh")["5年及以上（亩）"].tolist() == [Decimal("30.000")] * 2


def test_months_add_up_land_from_its_earliest_date():
    table = make_parcels(
        [WIDE, square(100, 0, 200, 100), square(0, 200, 100)],
        approved_on=["2026-02-10", "2026-03-31", "2026-07-01"],
        supplied_on=[None, "2026-05-01", None],
    )
    months = ledger(None, table, as_of=DAY).by_month("en")
    assert months.index.tolist() == ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
    assert [str(value) for value in months["approved (mu)"]] == [
        "30.000",
        "45.000",
        "45.000",
        "45.000",
        "45.000",
    ]
    assert [str(value) for value in months["supplied (mu)"]] == [
        "0.000",
        "0.000",
        "0.000",
        "30.000",
        "30.000",
    ]
    assert list(months) == ["approved (mu)", "supplied (mu)"]


def test_without_dates_there_are_no_months():
    assert len(ledger(None, make_parcels([WIDE]), as_of=DAY).by_month("zh")) == 0


def test_an_approval_without_an_area_makes_the_whole_a_bound():
    made = approved([square(0, 0, 100), None], stage=["approved"] * 2)
    assert made.sentence("en") == (
        "As of 1 June 2026, at least 15.000 mu are approved and not supplied; 1 parcel without an area is not counted."
    )
    nothing = approved([None], stage=["approved"])
    assert nothing.sentence("zh") == "截至2026年6月1日，批而未供至少 0.000 亩；1 宗没有面积，未计入。"


def test_withdrawn_and_planned_land_takes_nothing_off_the_approved():
    made = approved(
        [square(50, 0, 100), square(0, 0, 100), square(100, 0, 100), WIDE],
        id=["planned", "withdrawn", "gone", "approved"],
        stage=["planned", "supplied", "approved", "approved"],
        status=[None, "withdrawn", "withdrawn", None],
    )
    (row,) = made.parcels.itertuples()
    assert (row.id, row.area_m2) == ("approved", pytest.approx(20_000))


@pytest.mark.parametrize(
    ("since", "months"),
    [
        ("2026-06-01", ["2026-06"]),
        ("2026-06-02", []),
        ("2026-05-31", ["2026-05", "2026-06"]),
        ("2025-12-31", ["2025-12", *(f"2026-{month:02}" for month in range(1, 7))]),
        (
            "2024-11-05",
            [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)][10:30],
        ),
    ],
)
def test_each_month_from_the_first_date_to_the_day_has_a_row(since, months):
    made = ledger(None, make_parcels([WIDE], stored_on=[since]), as_of=DAY).by_month()
    assert made.index.tolist() == months
    assert made.to_dict("list") == ({"stored_mu": [Decimal("30.000")] * len(months)} if months else {})
    assert made.index.name == "month"


def test_withdrawn_land_and_land_without_an_area_are_in_no_month():
    table = make_parcels(
        [WIDE, square(0, 200, 100), None, square(0, 400, 100)],
        status=[None, "withdrawn", None, None],
        acquired_on=["2026-05-01", "2026-04-01", "2026-03-01", None],
    )
    made = ledger(None, table, as_of=DAY).by_month("en")
    assert made.index.tolist() == ["2026-05", "2026-06"]
    assert made["acquired (mu)"].tolist() == [Decimal("30.000")] * 2


@pytest.mark.parametrize(
    ("shapes", "columns", "said"),
    [
        ([], {}, "As of 1 June 2026, no land is approved and not supplied."),
        ([WIDE], {"stage": ["supplied"]}, "As of 1 June 2026, no land is approved and not supplied."),
        (
            [WIDE, square(0, 200, 1000)],
            {"stage": ["approved"] * 2, "batch": ["1", "2"], "approved_on": [None, "2020-02-29"]},
            (
                "As of 1 June 2026, 1,530.000 mu are approved and not supplied, in 2 batches, the oldest approval of 29 February "
                "2020."
            ),
        ),
        (
            [WIDE, None, None],
            {"stage": ["approved"] * 3, "batch": ["1"] * 3},
            "As of 1 June 2026, at least 30.000 mu are approved and not supplied; 2 parcels without an area are not counted.",
        ),
    ],
)
def test_one_sentence_says_how_much_is_not_supplied(shapes, columns, said):
    made = approved(shapes, **columns)
    assert made.sentence("en") == said
    assert str(made).startswith(made.sentence())


def test_batches_stand_by_their_numbers_and_parcels_without_one_last():
    made = approved(
        [square(200 * at, 0, 100) for at in range(4)],
        stage=["approved"] * 4,
        batch=["第10批", None, "第2批", "第10批"],
        approved_on=["2024-05-01", None, None, "2023-05-01"],
    )
    frame = made.to_frame()
    assert frame.columns.tolist() == [
        "batch", "parcels", "oldest_approved_on", "under_1_year_mu", "from_1_to_2_years_mu", "from_2_to_5_years_mu",
        "from_5_years_mu", "not_dated_mu", "total_mu",
    ]  # fmt: skip
    assert [list(map(str, row)) for row in frame.to_numpy()] == [
        ["第2批", "1", "None", "0.000", "0.000", "0.000", "0.000", "15.000", "15.000"],
        ["第10批", "2", "2023-05-01", "0.000", "0.000", "30.000", "0.000", "0.000", "30.000"],
        ["None", "1", "None", "0.000", "0.000", "0.000", "0.000", "15.000", "15.000"],
        ["total", "4", "2023-05-01", "0.000", "0.000", "30.000", "0.000", "30.000", "60.000"],
    ]
    assert frame["batch"].tolist()[2:] == [None, "total"]
    assert frame["oldest_approved_on"].tolist() == [None, "2023-05-01", None, "2023-05-01"]
    assert made.to_frame("en")["batch"].tolist()[2:] == ["not stated", "total"]
    assert "not stated" in made._repr_html_()


def test_land_that_is_withdrawn_is_not_uncounted():
    made = approved([WIDE, None, None], stage=["approved"] * 3, status=[None, "withdrawn", None])
    assert (made.uncounted, made.total.mu, len(made.parcels)) == (1, 30.0, 1)


def test_what_is_left_has_the_days_of_its_approval():
    made = approved(
        [WIDE, square(0, 200, 100), square(0, 200, 100)],
        stage=["approved", "approved", "supplied"],
        approved_on=["2026-05-31", "2020-01-01", None],
    )
    assert made.parcels[["id", "age_days"]].to_numpy().tolist() == [["A", 1.0]]
    undated = approved([WIDE], stage=["approved"]).parcels["age_days"]
    assert undated.isna().all()

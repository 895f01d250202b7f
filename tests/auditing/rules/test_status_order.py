from __future__ import annotations

from datetime import timedelta

import pytest
from rule_cases import TODAY, audit_table, table_of

import geokit as gk
from geokit.errors import SettingsError

DAYS = ("approved_on", "acquired_on", "stored_on", "supplied_on")


def dated(*rows, **columns):
    named = {name: [row[at] for row in rows] for at, name in enumerate(DAYS)}
    return table_of(len(rows), **named, **columns)


def test_dates_in_order_pass():
    frame = dated(
        ("2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01"),
        ("2021-01-01", None, None, "2021-01-01"),
        (None, None, "2023-01-01", "2024-01-01"),
        (None, None, None, None),
    )
    assert audit_table(frame, "status_order") == []


def test_dates_that_run_backwards_are_one_finding_a_pair():
    frame = dated(
        (None, None, "2024-05-01", "2024-03-01"),
        (None, None, "2024-06-01", "2024-03-01"),
        ("2024-05-01", "2023-03-01", None, None),
    )
    found = audit_table(frame, "status_order")
    assert [finding.subjects for finding in found] == [("A", "B"), ("C",)]
    assert (
        "“supplied on” comes before “stored on” in A, B (2 in all); A: 2024-03-01 before 2024-05-01"
        in found[0].message("en")
    )


def test_a_parcel_is_named_once_by_the_nearest_pair():
    frame = dated(("2024-05-01", "2023-01-01", "2022-01-01", "2021-01-01"))
    (finding,) = audit_table(frame, "status_order")
    assert "“acquired on” comes before “approved on”" in finding.message("en")


def test_routes_are_a_setting():
    frame = dated(("2024-05-01", None, "2023-01-01", None), (None, "2023-01-01", "2024-01-01", None))
    assert [each.subjects for each in audit_table(frame, "status_order")] == [("A",)]
    (finding,) = audit_table(frame, "status_order", routes=[["stored", "approved", "supplied"]])
    assert finding.subjects == ("B",)
    assert "those of no route in B" in finding.message("en")
    with pytest.raises(SettingsError, match=r"rules\.status_order\.routes"):
        audit_table(frame, "status_order", routes=[["stored", "sold"]])


def test_a_status_later_than_its_dates_allow():
    frame = dated(
        ("2024-05-01", None, None, "2027-01-01"),
        ("2024-05-01", None, None, None),
        ("2024-05-01", None, None, "2025-01-01"),
        (None, None, None, None),
        status=["已供", "在建", "已建成", "已供"],
    )
    found = audit_table(frame, "status_order")
    assert [finding.subjects for finding in found] == [("A",), ("B",)]
    assert "“supplied on” is still to come in A (1 in all); A: 2027-01-01" in found[0].message("en")
    assert "“supplied on”, which others have, is empty in B" in found[1].message("en")


def test_what_was_supplied_today_is_supplied():
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]
    frame = dated(*((None, None, None, str(day)) for day in days), status=["已供"] * 3)
    assert [finding.subjects for finding in audit_table(frame, "status_order")] == [("C",)]


def test_a_date_that_no_parcel_has_is_not_asked_for():
    assert audit_table(dated(("2024-05-01", None, None, None), status=["已供"]), "status_order") == []


def test_what_is_no_date_is_named():
    (finding,) = audit_table(table_of(2, approved_on=["2024-13-01", "2024-05-01"]), "status_order")
    assert (finding.subjects, finding.severity) == (("A",), gk.Severity.WARNING)
    assert "“approved on” is no date in A (1 in all); “2024-13-01”" in finding.message("en")

"""Very many findings, tried with low limits: what a report leaves out it counts, and names the file that holds all."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.reports import find_format, html
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport
    from geokit.i18n import Language

MANY = 30
LANGUAGES: tuple[Language, ...] = ("zh", "en")
WRITES_ALL = "geokit audit … -o audit.gpkg"


@pytest.fixture(scope="module")
def many() -> AuditReport:
    """Thirty areas that differ for one cause, three overlaps, and parcels beside them."""
    shapes = [square(200 * at, 0, 100) for at in range(MANY)]
    shapes += [square(90 * at, 500, 100) for at in range(4)]
    declared = [150_000.0] * MANY + [float("nan")] * 4
    ids = [f"P{at:02d}" for at in range(len(shapes))]
    return gk.audit(make_parcels(shapes, id=ids, declared_m2=declared), today="2026-06-01")


def page(report: AuditReport) -> Any:
    text = find_format("html").render(report, "en").decode()
    found = re.search(r'id="gk-data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])["report"]


def told(notes: Any, language: Language) -> str:
    return " ".join(note[language] for note in notes)


def test_a_page_lists_the_first_of_each_cause_and_counts_the_others(
    many: AuditReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = page(many)
    assert not any("unlisted" in group for group in whole["groups"])
    monkeypatch.setattr(html, "_MOST_LISTED", 12)
    short = page(many)
    count = len(many.findings)
    assert len(short["columns"]["message"]) == short["shapes"]["shapes"] == 12
    by_number = {group["number"]: group for group in short["groups"]}
    for group in many.grouped()[: len(by_number)]:
        listed = short["columns"]["group"].count(group.number)
        assert listed + by_number[group.number].get("unlisted", 0) == group.count
    assert sum(each["count"] for each in short["severities"]) == count
    assert f"12 of {count} findings" in told(short["notes"], "en")
    assert f"共 {count} 条" in told(short["notes"], "zh")
    assert all(WRITES_ALL in told(short["notes"], language) for language in LANGUAGES)


def test_a_map_of_very_many_parcels_draws_those_that_findings_name(
    many: AuditReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "_MOST_PARCELS", 33)
    monkeypatch.setattr(html, "_MOST_LISTED", 3)
    short = page(many)
    named = {name for subjects in short["columns"]["subjects"] for name in subjects}
    assert set(short["columns"]["names"]) == named
    assert short["parcels"]["shapes"] == len(named)
    assert f"{len(named)} of {many.parcels} parcels" in told(short["notes"], "en")
    assert f"共 {many.parcels} 宗" in told(short["notes"], "zh")

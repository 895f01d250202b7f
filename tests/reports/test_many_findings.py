"""Very many findings, tried with low limits: what a report leaves out it counts, and names the file that holds all."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pyarrow.parquet as pq
import pytest

import geokit as gk
from geokit.reports import find_format, github, html, sarif, write_report, xlsx
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "另有 {count} 条未列出"), ("en", "{count} more are not listed here")]
)
def test_a_workbook_ends_its_list_with_what_is_left_out(
    many: AuditReport, language: Language, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 10)
    monkeypatch.setattr(xlsx, "_MOST_FOLDED", 8)
    book = openpyxl.load_workbook(io.BytesIO(find_format("xlsx").render(many, language)))
    causes, findings = book.worksheets[1:3]
    rows = list(findings.iter_rows(min_row=2, values_only=True))
    assert len([row for row in rows if isinstance(row[0], int)]) == 10
    assert said.format(count=len(many.findings) - 10) in rows[-1][0]
    assert WRITES_ALL in rows[-1][0]
    # The filter sorts findings, and not the sentence below them.
    assert findings.auto_filter.ref.endswith("11")
    folded = [row for row in causes.iter_rows(min_row=2, values_only=True) if row[0] is None]
    assert len([row for row in folded if row[3]]) <= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_sarif_has_as_many_results_as_are_taken_the_worst(
    many: AuditReport, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> Any:
        return json.loads(find_format("sarif").render(many, language))["runs"][0]

    assert "invocations" not in run()
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 5)
    short = run()
    assert [each["level"] for each in short["results"]] == ["error"] * 5
    [notice] = short["invocations"][0]["toolExecutionNotifications"]
    assert f"{len(many.findings) - 5}" in notice["message"]["text"]
    assert notice["message"]["text"] == notice["properties"]["messages"][language]
    assert WRITES_ALL in notice["message"]["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_log_says_how_many_annotations_it_leaves_out(
    many: AuditReport, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github, "_MOST", 4)
    *commands, last, summary = find_format("github").render(many, language).decode().splitlines()
    assert len(commands) == 4
    assert last.startswith("::warning::")
    assert f"{len(many.findings) - 4}" in last
    assert WRITES_ALL in last
    assert summary == many.summary(language)


@pytest.mark.parametrize("name", ["json", "geojson", "parquet", "gpkg", "text", "junit", "codequality"])
def test_the_others_are_whole(many: AuditReport, name: str, tmp_path: Path) -> None:
    content = find_format(name).render(many, "en")
    if name == "gpkg":
        path = write_report(many, tmp_path / "audit.gpkg", language="en")
        assert path.read_bytes() == content
        assert len(gpd.read_file(path, layer="findings")) == len(many.findings)
    elif name == "parquet":
        assert pq.read_table(io.BytesIO(content)).num_rows == len(many.findings)
    else:
        assert all(finding.subjects[0].encode() in content for finding in many.findings)

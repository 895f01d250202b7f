from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from geokit.auditing.findings import Severity, sort_findings
from geokit.auditing.report import AuditReport
from geokit.i18n import Words
from geokit.reports import find_format
from geokit.reports.markdown import plain

if TYPE_CHECKING:
    from markdown_it.token import Token

LIMIT = 65_536


def text(report: AuditReport, language: str = "en", **marks: str) -> str:
    return find_format("markdown").render(report, language, **marks).decode()


def tokens(markdown: str) -> list[Token]:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown)


def cells(markdown: str) -> list[str]:
    return [token.content for token in tokens(markdown) if token.type == "inline"]


def test_the_numbers_stand_on_top(planted: AuditReport) -> None:
    lines = text(planted).splitlines()
    assert lines[0] == "## Parcel audit: errors found: 8"
    assert lines[2] == planted.summary("en")
    assert "| error | 8 |" in lines


def test_a_clean_report_says_so(planted: AuditReport) -> None:
    clean = replace(planted, findings=())
    assert text(clean, "zh").startswith("## 地块核查：未发现错误\n")
    assert "|" not in text(clean)


def test_a_row_has_severity_rule_sentence_and_place(planted: AuditReport) -> None:
    row = next(line for line in text(planted).splitlines() if "P1-01 and P1-02" in line)
    assert row.startswith("| error | overlapping parcels | parcels P1-01 and P1-02 overlap by ")
    assert row.endswith(" | phase-1.txt:13 |")


def test_hostile_names_are_no_markup(hostile: AuditReport) -> None:
    inline = [child for token in tokens(text(hostile)) for child in token.children or []]
    assert {child.type for child in inline} == {"text"}
    rows = [token for token in tokens(text(hostile)) if token.type == "tr_open"]
    assert len(rows) == len(hostile.findings) + 3


def test_nobody_is_called() -> None:
    assert "@someone" not in plain("ask @someone")
    assert plain("see #12") == "see \\#12"


def test_ordinary_sentences_are_left_readable(planted: AuditReport) -> None:
    assert "\\" not in text(planted).replace("phase\\_", "")


def test_a_long_report_fits_a_comment_and_keeps_the_worst(planted: AuditReport) -> None:
    info, error = planted.findings[-1], planted.findings[0]
    many = [
        replace(info, subjects=(str(at),), fields={**info.fields, "own": Words(zh=f"{at}", en=f"{at}")})
        for at in range(5000)
    ]
    report = AuditReport(sort_findings([*many, replace(error, park="other")]), planted.audited, planted.today)
    written = text(report)
    assert len(written) < LIMIT
    # Each severity has a row in the table on top, too.
    listed = sum(written.count(f"| {severity} |") for severity in (Severity.INFO, Severity.ERROR)) - 2
    assert f"{5001 - listed} more are not listed" in written
    assert written.count("| error |") == 2


def test_the_foot_is_marked(planted: AuditReport) -> None:
    assert text(planted, "zh", classification="秘密").splitlines()[-1] == (
        "内部资料 · 审图号：（未送审） · 密级：秘密 · 核查日期：2026-02-01"
    )

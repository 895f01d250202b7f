from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geokit.escape import printable
from geokit.reports import find_format
from geokit.terminal import display_width, wrap

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport

COLOUR = re.compile(r"\x1b\[\d+m")


def lines(report: AuditReport, language: str) -> list[str]:
    return find_format("text").render(report, language).decode().splitlines()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_a_terminal(planted: AuditReport, hostile: AuditReport, language: str) -> None:
    assert max(display_width(line) for report in (planted, hostile) for line in lines(report, language)) <= 80


def test_a_finding_has_its_severity_rule_and_place(planted: AuditReport) -> None:
    assert "  [error] overlap overlapping parcels  phase-1.txt:13" in lines(planted, "en")


def test_files_have_no_colours_and_terminals_have(
    planted: AuditReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    text = find_format("text")
    shown, written = text.terminal(planted, "en"), text.render(planted, "en").decode()
    assert "\x1b" not in written
    assert "\x1b[31m[error]\x1b[0m overlap" in shown
    assert COLOUR.sub("", shown) == written


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_can_be_declined(
    planted: AuditReport, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(name, value)
    assert "\x1b" not in find_format("text").terminal(planted, "en")


def test_hostile_names_do_not_reach_the_terminal(hostile: AuditReport) -> None:
    text = "\n".join(lines(hostile, "en"))
    assert printable(text.replace("\n", " ")) == text.replace("\n", " ")


def test_the_last_line_is_marked(planted: AuditReport) -> None:
    assert lines(planted, "zh")[-1] == "内部资料  审图号：（未送审）  密级：（未定）"


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Zs"]) | st.just(" ")))
def test_wrapping_loses_nothing_but_blanks(text: str) -> None:
    wrapped = list(wrap(text, 12))
    assert "".join(wrapped).replace(" ", "") == text.replace(" ", "")
    assert all(display_width(line) <= 12 for line in wrapped)

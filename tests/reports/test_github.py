from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.reports import find_format

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport

COMMAND = re.compile(r"::(error|warning|notice) (?:(\w+)=[^,:]*,?)+::.+")


def lines(report: AuditReport, language: str = "en") -> list[str]:
    return find_format("github").render(report, language).decode().splitlines()


def test_a_finding_is_an_annotation_of_its_line(planted: AuditReport) -> None:
    line = next(line for line in lines(planted) if "title=overlap" in line)
    assert line.startswith(
        "::error file=example-park/phase-1.txt,line=13,title=overlap%3A overlapping parcels::parcels P1-01"
    )


def test_the_worst_come_first_and_the_numbers_last(planted: AuditReport) -> None:
    found = lines(planted)
    kinds = [line.split()[0] for line in found[:-1]]
    assert kinds == sorted(kinds, key=["::error", "::warning", "::notice"].index)
    assert len(kinds) == len(planted.findings)
    assert found[-1] == planted.summary("en")


def test_a_percent_sign_is_escaped(planted: AuditReport) -> None:
    assert next(line for line in lines(planted) if "uncovered" in line).count("%25") == 1


def test_no_name_begins_a_command_of_its_own(hostile: AuditReport) -> None:
    found = lines(hostile)
    assert len(found) == len(hostile.findings) + 1
    assert all(COMMAND.fullmatch(line) for line in found[:-1])


def test_parcels_without_a_file_are_annotations_of_the_run(alone: AuditReport) -> None:
    assert lines(alone)[0].startswith("::warning title=overlap%3A")

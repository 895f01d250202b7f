"""A file is named once, by the place or by the sentence beside it."""

from __future__ import annotations

from datetime import date

import pytest

from geokit.auditing.audited import Audited
from geokit.auditing.findings import Finding, Place, Severity
from geokit.auditing.options import AuditSettings
from geokit.auditing.report import AuditReport
from geokit.i18n import Words
from geokit.reports import find_format
from geokit.testing import make_parcels, square

WORDS = Words(zh="{file}：{why}", en="{file}: {why}")


def finding_in(file, *, line=None, told=None):
    fields = {"file": told or file, "why": "the ring is not closed"}
    subjects = (file,) if file else ()
    return Finding(
        "irregular_file", Severity.WARNING, subjects, WORDS, fields, source=Place(file or None, line)
    )


def report_of(finding):
    audited = Audited(None, make_parcels([square(0, 0, 1)], crs=None), None, AuditSettings())
    return AuditReport((finding,), (audited,), date(2026, 1, 1))


def test_beside_its_place_the_sentence_leaves_the_file_out():
    finding = finding_in("phase-3.txt", line=44)
    assert finding.message("en") == "phase-3.txt: the ring is not closed"
    assert finding.message_at("phase-3.txt:44", "en") == "the ring is not closed"
    assert finding.message_at("phase-3.txt", "zh") == "the ring is not closed"
    assert finding.message_at("elsewhere.txt", "en") == finding.message("en")
    assert finding_in("a.txt", told="b.txt").message_at("a.txt", "en") == "b.txt: the ring is not closed"


@pytest.mark.parametrize("name", ["text", "markdown", "junit"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_names_the_file_once_a_finding(name, language):
    text = find_format(name).render(report_of(finding_in("phase-3.txt", line=44)), language).decode()
    assert "the ring is not closed" in text
    assert text.count("phase-3.txt") == 1


def test_printed_too():
    assert str(report_of(finding_in("phase-3.txt"))).splitlines()[1:] == [
        "warning: irregular_file phase-3.txt: the ring is not closed"
    ]

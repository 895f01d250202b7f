"""The findings of a report that a baseline accepts, for formats that show them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.auditing.baselines.model import Accepted, BaselinedReport
from geokit.auditing.report import AuditReport
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.auditing.baselines.model import Acceptance
    from geokit.words import Language

ACCEPTED = Words(zh="已接受", en="accepted")
REASON = Words(zh="接受理由", en="reason")
UNTIL = Words(zh="接受至", en="accepted until")
_NO_REASON = Words(zh="未写理由", en="no reason given")


def accepted_of(report: AuditReport) -> tuple[Accepted, ...]:
    """Return the accepted findings of a report; none where it is held against no baseline."""
    return report.accepted if isinstance(report, BaselinedReport) else ()


def accepted_part(report: AuditReport) -> AuditReport:
    """Return the accepted findings as a report of their own, in the same order."""
    return AuditReport(tuple(each.finding for each in accepted_of(report)), report.audited, report.today)


def reason_of(entry: Acceptance, language: Language) -> str:
    """Return why a finding was accepted, or that nobody wrote it down."""
    return entry.reason or _NO_REASON.in_words(language)

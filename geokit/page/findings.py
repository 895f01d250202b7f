"""Findings on their way into a page: fact, sentence, group, place and shape, and how each stands to an earlier audit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

from geokit.auditing.baselines.model import Acceptance, BaselinedReport, faults_of, match_faults
from geokit.auditing.facts import fact_of, title_of
from geokit.auditing.findings import Finding, Severity
from geokit.auditing.grouped import group_findings
from geokit.auditing.report import AuditReport
from geokit.auditing.reproject import reproject_or_none
from geokit.auditing.subject_names import SubjectNames
from geokit.geometry.arrays import as_array
from geokit.i18n import LANGUAGES, Words, speaking_to
from geokit.isolates import isolating
from geokit.land.limits import TOPOLOGY_TOLERANCE
from geokit.page.geometry import DISPLAY_CRS, FINDING_PRECISION_M, pack_shapes, shifted
from geokit.page.marks import severity_legend
from geokit.page.payload import Json, LocalizedText, localized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.grouped import Group

# Half a unit of the last digit of a place in a baseline.
_PRINTED_M = 0.0005

_GONE = Words(zh="{subjects}：“{rule}”已不存在", en="{subjects}: “{rule}” is found no more")
_ACCEPTED = Words(zh="{message}（已接受：{reason}）", en="{message} (accepted: {reason})")
_NO_REASON = Words(zh="未写理由", en="no reason given")


class BaselineState(StrEnum):
    """How a finding stands to what was known before."""

    NEW = "new"
    KEPT = "kept"
    ACCEPTED = "accepted"
    GONE = "gone"


STATE_WORDS = {
    BaselineState.NEW: Words(zh="新增", en="new"),
    BaselineState.KEPT: Words(zh="仍存在", en="still there"),
    BaselineState.ACCEPTED: Words(zh="已接受", en="accepted"),
    BaselineState.GONE: Words(zh="已消除", en="gone"),
}


@dataclass(frozen=True, slots=True)
class DrawnFinding:
    """A finding as a map draws it.

    Parameters
    ----------
    finding : Finding
        What was found.
    shape : shapely geometry or None
        Where, in degrees.
    state : BaselineState, optional
        How it stands to a baseline, or to an earlier audit.
    reason : text, optional
        Why it was accepted.
    """

    finding: Finding
    shape: BaseGeometry | None
    state: BaselineState | None = None
    reason: str | Words | None = None

    def payload(self) -> Json:
        """Return it for the page's script, but for its shape."""
        finding = self.finding
        # A page is passed on: to people who have neither the command nor the code that made it.
        with speaking_to("file"):
            message = localized(finding.words, **finding.fields)
        if self.reason is not None:
            said = LocalizedText(**message)
            message = localized(_ACCEPTED, message=said, reason=self.reason)
        state = {} if self.state is None else {"state": self.state.value}
        return {
            "rule": finding.rule,
            "title": localized(title_of(finding.rule)),
            "fact": localized(fact_of(finding)),
            "fingerprint": finding.fingerprint,
            "severity": finding.severity.value,
            "park": finding.park,
            "subjects": list(finding.subjects),
            "message": message,
            "source": str(finding.source),
            **state,
        }


def findings_payload(drawn: Sequence[DrawnFinding]) -> Json:
    """Return findings by number and group, their shapes in the same order, and the legends of severities and of states.

    A group's findings are positions in the list, and so is a finding's number, but from 1.
    """
    # What is new is told from what was there, though the cause be one.
    groups = group_findings([each.finding for each in drawn], apart=[each.state for each in drawn])
    of_each = zip(drawn, groups.numbers.tolist(), strict=True)
    found: dict[str, object] = {
        "severities": severity_legend(each.finding.severity for each in drawn),
        "findings": [
            {"number": number, "group": group, **each.payload()}
            for number, (each, group) in enumerate(of_each, start=1)
        ],
        "groups": groups_payload(groups),
        "finding_shapes": pack_shapes(as_array(each.shape for each in drawn), FINDING_PRECISION_M),
    }
    counts = Counter(each.state for each in drawn if each.state is not None)
    if counts:
        found["states"] = [
            {"key": state.value, "name": localized(STATE_WORDS[state]), "count": counts[state]}
            for state in BaselineState
            if counts[state]
        ]
    return found


def groups_payload(groups: Iterable[Group]) -> list[Json]:
    """Return groups for a page's script, the worst first: `why` is what all have in common, `lead` says it in a sentence."""
    return [
        {
            "number": group.number,
            "rule": group.rule,
            "title": localized(title_of(group.rule)),
            "severity": group.severity.value,
            "park": group.park,
            "findings": list(group.positions),
            "is_many": group.is_many,
            "least": group.least,
            **({"why": _why(group), "lead": _lead(group)} if group.is_many else {}),
        }
        for group in groups
    ]


def _why(group: Group) -> Json | None:
    with isolating():
        return {language: group.why(language) for language in LANGUAGES} if group.why("en") else None


def _lead(group: Group) -> Json:
    with isolating():
        return {language: group.lead(language) for language in LANGUAGES}


def drawn_findings(
    report: AuditReport,
    findings: Sequence[Finding],
    *,
    state: BaselineState | None = None,
    is_gcj02: bool = False,
) -> list[DrawnFinding]:
    """Return findings of a report with their shapes in degrees; None where one has none that can be drawn."""
    shapes = _shapes_of(report, findings, is_gcj02=is_gcj02)
    return [DrawnFinding(finding, shape, state) for finding, shape in zip(findings, shapes, strict=True)]


def compared_findings(
    report: AuditReport, before: AuditReport | None, *, is_gcj02: bool
) -> list[DrawnFinding]:
    """Return the findings of a report with their state beside an earlier audit, or beside its baseline.

    Without either they have no state.
    """
    if before is not None:
        return list(_since(report, before, is_gcj02=is_gcj02))
    if isinstance(report, BaselinedReport):
        return list(_beside_baseline(report, is_gcj02=is_gcj02))
    return drawn_findings(report, report.findings, is_gcj02=is_gcj02)


def _since(report: AuditReport, before: AuditReport, *, is_gcj02: bool) -> Iterator[DrawnFinding]:
    slack_m = TOPOLOGY_TOLERANCE.value + _PRINTED_M
    same = match_faults(faults_of(before), faults_of(report), slack_m=slack_m)
    shapes = _shapes_of(report, report.findings, is_gcj02=is_gcj02)
    for finding, shape, at in zip(report.findings, shapes, same, strict=True):
        yield DrawnFinding(finding, shape, BaselineState.NEW if at < 0 else BaselineState.KEPT)
    kept = set(same.tolist())
    gone = drawn_findings(before, before.findings, state=BaselineState.GONE, is_gcj02=is_gcj02)
    yield from (each for at, each in enumerate(gone) if at not in kept)


def _beside_baseline(report: BaselinedReport, *, is_gcj02: bool) -> Iterator[DrawnFinding]:
    yield from drawn_findings(report, report.findings, state=BaselineState.NEW, is_gcj02=is_gcj02)
    shapes = _shapes_of(report, [each.finding for each in report.accepted], is_gcj02=is_gcj02)
    for each, shape in zip(report.accepted, shapes, strict=True):
        yield DrawnFinding(each.finding, shape, BaselineState.ACCEPTED, each.entry.reason or _NO_REASON)
    names = SubjectNames(report.audited)
    yield from (_gone(entry, names, is_gcj02=is_gcj02) for entry in report.gone)


def _gone(entry: Acceptance, names: SubjectNames, *, is_gcj02: bool) -> DrawnFinding:
    fields = {"subjects": names.of(entry.park, entry.subjects), "rule": title_of(entry.rule)}
    finding = Finding(entry.rule, Severity.INFO, entry.subjects, _GONE, fields, park=entry.park)
    box = shapely.box(*entry.place) if entry.place else None
    [shape] = shifted(reproject_or_none([box], entry.crs, DISPLAY_CRS), is_gcj02=is_gcj02)
    return DrawnFinding(finding, shape, BaselineState.GONE)


def _shapes_of(
    report: AuditReport, findings: Sequence[Finding], *, is_gcj02: bool = False
) -> NDArray[np.object_]:
    listed = (
        report if findings is report.findings else AuditReport(tuple(findings), report.audited, report.today)
    )
    return shifted(listed.geometries(DISPLAY_CRS), is_gcj02=is_gcj02)

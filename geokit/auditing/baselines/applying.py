"""A report held against a baseline: what is accepted is set apart, what no longer fits is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geokit.auditing.baselines.matching import faults_of, match_faults
from geokit.auditing.baselines.model import Accepted, Baseline, BaselinedReport
from geokit.auditing.findings import Finding, Place, Severity, fingerprint
from geokit.auditing.rule import rule_names
from geokit.land.units import Area
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from geokit.auditing.report import AuditReport

# An entry whose day has passed, or whose fault is gone, is a fact that has gone stale.
_RULE: Final = "stale_fact"
# Half a unit of the last digit of what a baseline writes, in metres and square metres.
_PRINTED: Final = 0.0005

_EXPIRED = Words(
    zh="基线对 {rule}（{subjects}）的接受已于 {day} 到期，该问题重新列出",
    en="the baseline accepted {rule} of {subjects} until {day}; that day has passed, and the finding is open again",
)
_STALE = Words(
    zh="基线接受的 {rule}（{subjects}）已不存在；请从基线中删去",
    en="the baseline accepts {rule} of {subjects}, which is found no more; delete it from the baseline",
)
_OUTGROWN = Words(
    zh="基线接受的 {rule}（{subjects}）为 {accepted}，现为 {now}，已超出所接受的范围，该问题重新列出",
    en="the baseline accepts {rule} of {subjects} at {accepted}; it is now {now}, and the finding is open again",
)


def apply_baseline(report: AuditReport, baseline: Baseline, today: date | None = None) -> BaselinedReport:
    """Set the accepted findings of a report apart.

    Parameters
    ----------
    report : AuditReport
        What was found.
    baseline : Baseline
        From :func:`load_baseline`.
    today : date, optional
        The day that ends of acceptances are compared with; that of the audit if left out.

    Returns
    -------
    BaselinedReport
        Its ``findings`` are those that are open, with a warning for each entry that has expired, that has been
        outgrown (the fault is larger than what was accepted), or that is stale: its park was audited and the fault
        is not found. ``accepted`` holds the others.

    Notes
    -----
    A fault of a parcel without an id of its own is recognised by its place, within the snap distance.
    """
    day = today or report.today
    slack_m = max((each.settings.snap_m for each in report.audited), default=0.0) + _PRINTED
    faults = [entry.fault for entry in baseline.entries]
    matched = match_faults(faults, faults_of(report), slack_m=slack_m)
    accepted, opened = [], []
    complaints = list(_stale(report, baseline, set(matched.tolist())))
    for finding, at in zip(report.findings, matched, strict=True):
        complaint = None if at < 0 else _complaint(finding, baseline, int(at), day, report)
        if at < 0 or complaint is not None:
            opened.append(finding)
        else:
            accepted.append(Accepted(finding, baseline.entries[at]))
        complaints += [complaint] if complaint is not None else []
    told = _with_fingerprints(complaints, report.findings)
    findings = tuple(sorted([*opened, *told], key=lambda each: each.sort_key))
    return BaselinedReport(findings, report.audited, report.today, tuple(accepted), tuple(told))


def _complaint(
    finding: Finding, baseline: Baseline, at: int, day: date, report: AuditReport
) -> Finding | None:
    """Return why an entry does not accept the finding that it names; None where it does."""
    entry = baseline.entries[at]
    if entry.expires is not None and day > entry.expires:
        return _about(baseline, at, _EXPIRED, day=entry.expires)
    if finding.measured is None or entry.measured is None:
        return None
    if abs(finding.measured) <= abs(entry.measured) + _slack(finding, report):
        return None
    return _about(
        baseline,
        at,
        _OUTGROWN,
        accepted=_size(entry.measured, entry.unit),
        now=_size(finding.measured, finding.unit),
    )


def _slack(finding: Finding, report: AuditReport) -> float:
    """Return what a fault may grow by without being another: the tolerance, and the snap distance all around it."""
    settings = next(each.settings for each in report.audited if each.name == finding.park)
    around_m = finding.geometry.length if finding.geometry is not None and finding.unit == "m2" else 0.0
    return settings.tolerance_m2 + settings.snap_m * around_m + _PRINTED


def _size(measured: float, unit: str) -> object:
    return Area.from_m2(measured) if unit == "m2" else f"{measured:g} {unit}".strip()


def _stale(report: AuditReport, baseline: Baseline, used: set[int]) -> Iterator[Finding]:
    """Yield a finding for each entry whose rule was run on its park, and found nothing."""
    audited = {each.name: each for each in report.audited}
    known = set(rule_names())
    for at, entry in enumerate(baseline.entries):
        park = audited.get(entry.park)
        if at in used or park is None:
            continue
        if entry.rule not in known or park.settings.options_of(entry.rule).enabled:
            yield _about(baseline, at, _STALE)


def _about(baseline: Baseline, at: int, words: Words, **fields: object) -> Finding:
    entry = baseline.entries[at]
    line = baseline.lines[at] if at < len(baseline.lines) else None
    return Finding(
        rule=_RULE,
        severity=Severity.WARNING,
        subjects=entry.subjects,
        words=words,
        fields={"rule": entry.rule, "subjects": entry.subjects, **fields},
        source=Place(baseline.file or None, line),
        park=entry.park,
    )


def _with_fingerprints(complaints: Sequence[Finding], others: Sequence[Finding]) -> list[Finding]:
    """Return findings with fingerprints that none of the others has."""
    counts = Counter((each.park, each.rule, *sorted(each.subjects)) for each in others if each.rule == _RULE)
    told = []
    for finding in sorted(complaints, key=lambda each: (each.sort_key, str(each.source))):
        identity = (finding.park, finding.rule, *sorted(finding.subjects))
        told.append(replace(finding, fingerprint=fingerprint(identity, counts[identity])))
        counts[identity] += 1
    return told

"""A report held against a baseline: what is accepted is set apart, what no longer fits is said."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from geokit.auditing.baselines.matching import faults_of, match_faults
from geokit.auditing.baselines.model import Accepted, Baseline, BaselinedReport
from geokit.auditing.findings import Finding, Place, fingerprint
from geokit.auditing.rule import rule_names
from geokit.auditing.rules.stale_baseline import EXPIRED, GONE, OUTGROWN, StaleBaseline
from geokit.door import public
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from geokit.auditing.report import AuditReport
    from geokit.auditing.settings import AuditSettings
    from geokit.words import Words

# Half a unit of the last digit of what a baseline writes, in metres, square metres and degrees.
_PRINTED: Final = 0.0005


@public
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
        Its ``findings`` are those that are open, with a ``stale_baseline`` for each entry that has expired, that has
        been outgrown (the fault is worse than what was accepted), or whose park was audited without finding the
        fault. ``accepted`` holds the others.

    Notes
    -----
    A fault of a parcel without an id of its own is recognised by its place, within the snap distance.
    """
    day = today or report.today
    slack_m = max((each.settings.snap_m for each in report.audited), default=0.0) + _PRINTED
    faults = [entry.fault for entry in baseline.entries]
    matched = match_faults(faults, faults_of(report), slack_m=slack_m)
    settings = {each.name: each.settings for each in report.audited}
    gone = list(_gone(settings, baseline, set(matched.tolist())))
    accepted, opened, known = [], [], {}
    complaints = [_about(baseline, at, GONE) for at in gone]
    for finding, at in zip(report.findings, matched.tolist(), strict=True):
        complaint = None if at < 0 else _complaint(finding, baseline, at, day, settings[finding.park])
        if at >= 0 and complaint is None:
            accepted.append(Accepted(finding, baseline.entries[at]))
            continue
        opened.append(finding)
        if complaint is not None:
            complaints.append(complaint)
            known[finding.fingerprint] = baseline.entries[at]
    told = _with_fingerprints(_wanted(complaints, settings), report.findings)
    return BaselinedReport(
        tuple(sorted([*opened, *told], key=lambda each: each.sort_key)),
        report.audited,
        report.today,
        tuple(accepted),
        tuple(told),
        known,
        tuple(baseline.entries[at] for at in gone),
    )


def _complaint(
    finding: Finding, baseline: Baseline, at: int, day: date, settings: AuditSettings
) -> Finding | None:
    """Return why an entry does not accept the finding that it names; None where it does."""
    entry = baseline.entries[at]
    if entry.expires is not None and day > entry.expires:
        return _about(baseline, at, EXPIRED, day=entry.expires)
    if finding.measured is None or entry.measured is None:
        return None
    worse_by = abs(finding.measured) - abs(entry.measured)
    # Of a width or an angle that is too small, less is worse.
    if finding.allowed is not None and abs(finding.measured) < abs(finding.allowed):
        worse_by = -worse_by
    if worse_by <= _slack(finding, settings):
        return None
    return _about(
        baseline,
        at,
        OUTGROWN,
        accepted=_size(entry.measured, entry.unit),
        now=_size(finding.measured, finding.unit),
    )


def _slack(finding: Finding, settings: AuditSettings) -> float:
    """Return what a fault may grow by without being another: the tolerance, and the snap distance all around it."""
    if finding.unit != "m2":
        return settings.snap_m + _PRINTED
    around_m = finding.geometry.length if finding.geometry is not None else 0.0
    return settings.tolerance_m2 + settings.snap_m * around_m + _PRINTED


def _size(measured: float, unit: str) -> object:
    return Area.from_m2(measured) if unit == "m2" else f"{measured:g} {unit}".strip()


def _gone(settings: Mapping[str, AuditSettings], baseline: Baseline, used: set[int]) -> Iterator[int]:
    """Yield the entries whose rule was run on their park, and found nothing."""
    known = set(rule_names())
    for at, entry in enumerate(baseline.entries):
        own = settings.get(entry.park)
        if at in used or own is None:
            continue
        if entry.rule not in known or own.options_of(entry.rule).enabled:
            yield at


def _wanted(complaints: Iterable[Finding], settings: Mapping[str, AuditSettings]) -> Iterator[Finding]:
    """Yield the complaints of parks that want them, with the severity that they set."""
    for complaint in complaints:
        options = settings[complaint.park].options_of(complaint.rule)
        if options.enabled:
            yield replace(complaint, severity=options.severity) if options.severity else complaint


def _about(baseline: Baseline, at: int, words: Words, **fields: object) -> Finding:
    entry = baseline.entries[at]
    line = baseline.lines[at] if at < len(baseline.lines) else None
    return Finding(
        rule=StaleBaseline.name(),
        severity=StaleBaseline.severity,
        subjects=entry.subjects,
        words=words,
        fields={"rule": entry.rule, "subjects": entry.subjects, **fields},
        source=Place(baseline.file or None, line),
        park=entry.park,
    )


def _with_fingerprints(complaints: Iterable[Finding], others: Sequence[Finding]) -> list[Finding]:
    """Return findings with fingerprints that none of the others has."""
    taken = {each.fingerprint for each in others}
    told = []
    for finding in sorted(complaints, key=lambda each: (each.sort_key, str(each.source))):
        identity = (finding.park, finding.rule, *sorted(finding.subjects))
        own = next(found for found in (fingerprint(identity, at) for at in count()) if found not in taken)
        taken.add(own)
        told.append(replace(finding, fingerprint=own))
    return told

"""Baselines as files that people edit (TOML or JSON), and reports compared with them.

What is accepted is set apart; an entry that no longer fits becomes a finding.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from geokit.arguments import public
from geokit.atomic import display_path, write_bytes
from geokit.auditing.baselines.model import (
    Acceptance,
    Accepted,
    Baseline,
    BaselinedReport,
    faults_of,
    match_faults,
)
from geokit.auditing.findings import Finding, Place, Severity, SeverityName, fingerprint
from geokit.auditing.registry import rule_names
from geokit.auditing.rules.stale_baseline import EXPIRED, GONE, OUTGROWN, StaleBaseline
from geokit.days import Day, read_day
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.json_texts import parse_json
from geokit.land.units import Area
from geokit.programme.loading import build, read_toml
from geokit.programme.record import Record
from geokit.programme.toml_file import TomlFile

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from geokit.auditing.options import AuditSettings
    from geokit.auditing.report import AuditReport


SUFFIXES: Final = (".toml", ".json")

_TABLE: Final = "accepted"

_HEADING = Words(
    zh="已接受的核查问题。请在 reason 中写明理由；expires（如 2027-01-01）之后不再接受。\n"
    "问题消失后请删去相应条目；核查会指出多余和过期的条目。",
    en="Findings that were accepted. Say why in reason; after expires (2027-01-01, say) they are open again.\n"
    "Delete what is no longer found: the audit names entries that are stale or expired.",
)

_SUFFIX = Words(zh="基线是 {known} 文件，而不是“{suffix}”", en="a baseline is a {known} file, not “{suffix}”")

_NOT_A_TABLE = Words(zh="应为含有 accepted 的表", en="a table with “accepted” in it is needed")


class _File(Record):
    version: Literal[1] = 1
    accepted: tuple[Acceptance, ...] = ()


@public
def load_baseline(path: str | os.PathLike[str]) -> Baseline:
    """Read a baseline.

    Parameters
    ----------
    path : str or path
        A .toml or .json file.

    Raises
    ------
    InputError
        The file is missing, broken, or says what a baseline cannot say; it names file and line.

    Examples
    --------
    >>> import tempfile
    >>> from geokit.auditing.engine import audit
    >>> from geokit.testing import make_parcels, square
    >>> report = audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_baseline(report, f"{folder}/known.toml", at_least="error")
    ...     load_baseline(f"{folder}/known.toml").entries == written.entries
    True
    """
    found = Path(path)
    toml = _json_file(found) if _suffix(found) == ".json" else read_toml(found, display_path(found))
    made = build(_File, toml, found.parent)
    lines = tuple(toml.line_of((_TABLE, at)) for at in range(len(made.accepted)))
    return Baseline(made.accepted, found.name, lines)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(_SUFFIX, known=SUFFIXES, suffix=path.suffix or path.name)
    return suffix


def _json_file(path: Path) -> TomlFile:
    from geokit.parcels.files import bytes_of, decode, existing_path

    text, _ = decode(bytes_of(existing_path(path)), "utf-8")
    try:
        data = parse_json(text)
    except InputError as error:
        raise error.at(display_path(path)) from None
    if not isinstance(data, dict):
        raise InputError(_NOT_A_TABLE, file=display_path(path))
    return TomlFile(display_path(path), data, {})


@public
def write_baseline(
    report: AuditReport,
    path: str | os.PathLike[str],
    *,
    reason: str = "",
    expires: Day | None = None,
    at_least: Severity | SeverityName = Severity.WARNING,
) -> Baseline:
    """Write the open findings of a report to a baseline, and those that were accepted before as they stand there.

    Parameters
    ----------
    report : AuditReport
        With or without a baseline of its own.
    path : str or path
        A .toml or .json file.
    reason : str
        Why the open findings are accepted; it can be written into the file later.
    expires : date or str, optional
        The last day on which they are.
    at_least : Severity
        Findings below are left out: information fails nowhere.

    Returns
    -------
    Baseline
        What was written.

    Raises
    ------
    InputError
        The suffix is neither .toml nor .json.
    OutputError
        The file cannot be written; what stood there before stands.

    Examples
    --------
    >>> import tempfile
    >>> from geokit.auditing.engine import audit
    >>> from geokit.testing import make_parcels, square
    >>> report = audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     known = write_baseline(report, f"{folder}/known.toml", expires="2027-01-01", at_least="error")
    >>> [entry.rule for entry in known.entries]
    ['overlap']
    """
    target = Path(path)
    entries = tuple(_entries(report, reason, read_day(expires), Severity(at_least)))
    render = _as_json if _suffix(target) == ".json" else _as_toml
    write_bytes(target, render(entries).encode())
    return load_baseline(target)


def _entries(
    report: AuditReport, reason: str, expires: date | None, at_least: Severity
) -> Iterator[Acceptance]:
    complaints: tuple[Finding, ...] = ()
    if isinstance(report, BaselinedReport):
        yield from (each.entry for each in report.accepted)
        complaints = report.complaints
    for finding, fault in zip(report.findings, faults_of(report), strict=True):
        if finding.severity >= at_least and finding not in complaints:
            yield Acceptance.of(finding, fault, reason=reason, expires=expires)


def _plain(entry: Acceptance) -> dict[str, Any]:
    """Return an entry without what it does not say; a reason is there to be written."""
    fields = entry.model_dump(mode="json")
    return {name: value for name, value in fields.items() if name == "reason" or value not in (None, "", ())}


def _as_json(entries: Sequence[Acceptance]) -> str:
    content = {"version": 1, _TABLE: [_plain(entry) for entry in entries]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _as_toml(entries: Sequence[Acceptance]) -> str:
    lines = [f"# {line}" for line in _HEADING.render().split("\n")] + ["version = 1"]
    for entry in entries:
        lines += ["", f"[[{_TABLE}]]"]
        for name, value in _plain(entry).items():
            lines.append(f"{name} = {value if name == 'expires' else _toml_value(value)}")
    return "\n".join(lines) + "\n"


def _toml_value(value: object) -> str:
    # What JSON writes of texts, numbers and lists is TOML too, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


# Half a unit of the last digit of what a baseline writes, in metres, square metres and degrees.
_PRINTED: Final = 0.0005


@public
def apply_baseline(report: AuditReport, baseline: Baseline, *, today: Day | None = None) -> BaselinedReport:
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

    Examples
    --------
    >>> import tempfile
    >>> from geokit.auditing.engine import audit
    >>> from geokit.testing import make_parcels, square
    >>> report = audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     known = write_baseline(report, f"{folder}/known.toml", reason="as surveyed", at_least="error")
    >>> apply_baseline(report, known).ok
    True
    """
    day = read_day(today) or report.today
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
    stale = _with_fingerprints(_wanted(complaints, settings), report.findings)
    return BaselinedReport(
        tuple(sorted([*opened, *stale], key=lambda each: each.sort_key)),
        report.audited,
        report.today,
        tuple(accepted),
        tuple(stale),
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
    stale = []
    for finding in sorted(complaints, key=lambda each: (each.sort_key, str(each.source))):
        identity = (finding.park, finding.rule, *sorted(finding.subjects))
        own = next(found for found in (fingerprint(identity, at) for at in count()) if found not in taken)
        taken.add(own)
        stale.append(replace(finding, fingerprint=own))
    return stale

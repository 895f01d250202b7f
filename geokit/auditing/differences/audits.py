"""Two audits compared: findings that appeared, are gone, or are of another size or severity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import shapely
from pydantic import ConfigDict, ValidationError

from geokit.arguments import public
from geokit.auditing.baselines.model import Box, FaultKey, box_of, faults_of, match_faults
from geokit.auditing.differences.changes import Change, ChangeKind, SignedNumber
from geokit.auditing.differences.model import Difference
from geokit.auditing.findings import SEVERITY_WORDS, Severity
from geokit.auditing.report import AuditReport
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.land.limits import IGNORED_OVERLAP, TOPOLOGY_TOLERANCE
from geokit.land.units import Area
from geokit.ledgers.forms import Sentence
from geokit.parcels.table import is_row_name
from geokit.programme.faults import ValidationProblem
from geokit.strict_fields import StrictFields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


# Half a unit of the last digit of a place in a JSON report.
_PRINTED_M: Final = 0.0005
_SAME_SIZE: Final = 1e-6

_NOT_A_REPORT = Words(
    zh="不是本版本的 JSON 核查报告（{problem}）；请用 geokit audit -o 另写一份",
    en="this is no JSON report of an audit that this version reads ({problem}); write it anew with geokit audit -o",
)
_AT = Words(zh="{place}：{problem}", en="{place}: {problem}")
_NO_SHAPE = Words(zh="其中有无法读取的图形", en="it has a geometry that cannot be read")
_FINDING = Words(zh="[{severity}] {rule} {message}", en="[{severity}] {rule} {message}")
_RESIZED = Words(
    zh="[{severity}] {rule} {message}（{change}，原为 {before}）",
    en="[{severity}] {rule} {message} ({change}; it was {before})",
)
_RANKED = Words(
    zh="[{severity}] {rule} {message}（原级别：{before}）",
    en="[{severity}] {rule} {message} (it was: {before})",
)
_MEASURED = Words(
    zh="[{severity}] {rule} {message}（原为 {before}）", en="[{severity}] {rule} {message} (it was {before})"
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finding as a report holds it, in memory or in a file."""

    fault: FaultKey
    severity: Severity
    message: Words
    measured: float | None
    unit: str


class _Shape(StrictFields):
    model_config = ConfigDict(extra="allow")

    type: str
    coordinates: Any = None


class _Messages(StrictFields):
    zh: str
    en: str


class _Finding(StrictFields):
    park: str
    rule: str
    severity: Severity
    subjects: tuple[str, ...]
    messages: _Messages
    measured: float | None
    unit: str
    geometry: _Shape | None
    fingerprint: str


class _Report(StrictFields):
    schema_: Literal[1]
    crs: str | None
    findings: tuple[_Finding, ...]


def recorded_in(report: AuditReport) -> list[Recorded]:
    """Return the findings of a report."""
    return [
        Recorded(
            fault,
            finding.severity,
            Words(zh=finding.message("zh"), en=finding.message("en")),
            finding.measured,
            finding.unit,
        )
        for finding, fault in zip(report.findings, faults_of(report), strict=True)
    ]


def read_audit(content: dict[str, Any]) -> list[Recorded]:
    """Return the findings of a JSON report.

    Raises
    ------
    FormatError
        It is no report, or of another version.
    """
    try:
        report = _Report.model_validate({**content, "schema_": content.get("schema")})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]).replace("schema_", "schema")
        problem = Sentence.of(_AT, place=place, problem=ValidationProblem(first))
        raise FormatError(_NOT_A_REPORT, problem=problem) from None
    return [
        Recorded(
            FaultKey(each.park, each.rule, each.subjects, each.fingerprint, _box(each), report.crs),
            each.severity,
            Words(zh=each.messages.zh, en=each.messages.en),
            each.measured,
            each.unit,
        )
        for each in report.findings
    ]


def _box(finding: _Finding) -> Box | None:
    # Only where a parcel has no id of its own does the place decide.
    if finding.geometry is None or not any(is_row_name(subject) for subject in finding.subjects):
        return None
    try:
        return box_of(shapely.from_geojson(json.dumps(finding.geometry.model_dump())))
    except shapely.errors.GEOSException as error:
        raise FormatError(_NOT_A_REPORT, problem=_NO_SHAPE) from error


@public
def compare_audits(
    old: AuditReport | Sequence[Recorded], new: AuditReport | Sequence[Recorded]
) -> Difference:
    """Compare two audits.

    Parameters
    ----------
    old, new : AuditReport or sequence of Recorded
        Reports, or what :func:`read_audit` gives.

    Returns
    -------
    Difference
        A finding is the same in both where its fingerprint is, or, for parcels without ids of their own, its
        place; it has changed where its severity or its size (by more than 0.01 m²) is another.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> old, new = (
    ...     gk.audit(parcels=make_parcels([square(0, 0, 100), square(100 - w, 0, 100)])) for w in (2, 3)
    ... )
    >>> print(compare_audits(old, new).sentences("en")[0])
    changed: [error] overlap parcels A and B overlap by 300.00 m² (0.450 mu); allowed 0.01 m² (+0.150 mu; it was
    200.00 m² (0.300 mu))
    """
    before, after = (recorded_in(each) if isinstance(each, AuditReport) else each for each in (old, new))
    slack_m = TOPOLOGY_TOLERANCE.value + _PRINTED_M
    same = match_faults([each.fault for each in before], [each.fault for each in after], slack_m=slack_m)
    kept = set(same.tolist())
    appeared = [_alone(each, ChangeKind.APPEARED) for each, at in zip(after, same, strict=True) if at < 0]
    gone = [_alone(each, ChangeKind.GONE) for at, each in enumerate(before) if at not in kept]
    pairs = [(before[at], each) for each, at in zip(after, same, strict=True) if at >= 0]
    return Difference((*appeared, *gone, *(change for pair in pairs for change in _changes(*pair))))


def _alone(each: Recorded, kind: ChangeKind) -> Change:
    size = _size_m2(each)
    return _change(kind, each, (None, size) if kind is ChangeKind.APPEARED else (size, None), _FINDING)


def _changes(old: Recorded, new: Recorded) -> Iterator[Change]:
    before_m2, after_m2 = sizes = (_size_m2(old), _size_m2(new))
    if before_m2 is not None and after_m2 is not None:
        if _differ(before_m2, after_m2, IGNORED_OVERLAP.value):
            change = SignedNumber(Area.from_m2(after_m2) - Area.from_m2(before_m2))
            yield _change(
                ChangeKind.CHANGED, new, sizes, _RESIZED, before=Area.from_m2(before_m2), change=change
            )
            return
    elif _differ(old.measured, new.measured, _SAME_SIZE):
        yield _change(ChangeKind.CHANGED, new, sizes, _MEASURED, before=_shown(old))
        return
    if old.severity is not new.severity:
        yield _change(ChangeKind.CHANGED, new, sizes, _RANKED, before=SEVERITY_WORDS[old.severity])


def _differ(one: float | None, other: float | None, limit: float) -> bool:
    if one is None or other is None:
        return one is not other
    return not np.isclose(one, other, rtol=0, atol=limit)


def _size_m2(each: Recorded) -> float | None:
    return each.measured if each.unit == "m2" else None


def _shown(each: Recorded) -> str:
    return "—" if each.measured is None else f"{each.measured:g} {each.unit}".strip()


def _change(
    kind: ChangeKind,
    each: Recorded,
    sizes_m2: tuple[float | None, float | None],
    words: Words,
    **fields: object,
) -> Change:
    fault = each.fault
    message_fields = {
        "severity": SEVERITY_WORDS[each.severity],
        "rule": fault.rule,
        "message": each.message,
        **fields,
    }
    return Change(kind, fault.park, fault.rule, fault.subjects, *sizes_m2, words, message_fields)

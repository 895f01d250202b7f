"""Baselines: accepted faults, a report compared with them, and which faults of two audits are the same.

Faults are matched by fingerprint, and by place where parcels have no ids of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import numpy as np
import shapely
from pydantic import StringConstraints

from geokit.arguments import public_result
from geokit.auditing.findings import Finding, fingerprint
from geokit.auditing.report import AuditReport
from geokit.escape import html_paragraphs
from geokit.i18n import Language, Words, current_language
from geokit.parcels.table import is_row_name
from geokit.programme.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry


Box: TypeAlias = tuple[float, float, float, float]

_M_PER_DEGREE: Final = 111_320.0

_LARGEST_DEGREE: Final = 360.0


@dataclass(frozen=True, slots=True)
class FaultKey:
    """What makes a finding the same in two audits.

    Attributes
    ----------
    park, rule, subjects, fingerprint
        As in :class:`~geokit.auditing.findings.Finding`.
    box : tuple of four floats or None
        West, south, east, north of its place.
    crs : str or None
        The system of the box: its code, or the name it goes by.
    """

    park: str
    rule: str
    subjects: tuple[str, ...]
    fingerprint: str
    box: Box | None = None
    crs: str | None = None

    @classmethod
    def of(cls, finding: Finding, crs: str | None) -> FaultKey:
        """Return what makes a finding the same in two audits."""
        return cls(
            finding.park, finding.rule, finding.subjects, finding.fingerprint, box_of(finding.geometry), crs
        )

    @property
    def has_own_names(self) -> bool:
        """Whether all its subjects are called the same in the next audit, where a row may be another parcel's."""
        return not any(is_row_name(subject) for subject in self.subjects)

    @property
    def kind(self) -> tuple[object, ...]:
        """What must be equal where the place decides: all but the rows."""
        named = sorted(subject for subject in self.subjects if not is_row_name(subject))
        return (self.park, self.rule, len(self.subjects), *named, self.crs)


def faults_of(report: AuditReport) -> list[FaultKey]:
    """Return the faults of a report, in the order of its findings."""
    systems = {each.name: system_label(each.crs) for each in report.audited}
    return [FaultKey.of(finding, systems.get(finding.park)) for finding in report.findings]


def box_of(geometry: BaseGeometry | None) -> Box | None:
    """Return the bounds of a shape; None where there is none, or none that is finite."""
    if geometry is None or not np.isfinite(geometry.bounds).all() or geometry.is_empty:
        return None
    west, south, east, north = geometry.bounds
    return (west, south, east, north)


def system_label(crs: CRS | None) -> str | None:
    """Return a system's code, or else its name; never its definition, which may hold transformation parameters."""
    if crs is None:
        return None
    authority = crs.to_authority(min_confidence=100)
    return ":".join(authority) if authority else str(crs.name)


def match_faults(old: Sequence[FaultKey], new: Sequence[FaultKey], *, slack_m: float) -> NDArray[np.intp]:
    """Return for each new fault the position of the old one that it is, -1 where it is none of them.

    Faults whose subjects all have names of their own are the same where their fingerprint, rule and subjects are.
    The others, of the same kind, are where all sides of their boxes lie within `slack_m`, nearest first; without
    a place the fingerprint must do. No old fault is given twice.
    """
    same = np.full(len(new), -1, dtype=np.intp)
    known = {_identity(fault): at for at, fault in enumerate(old) if _is_named(fault)}
    for at, fault in enumerate(new):
        if _is_named(fault):
            same[at] = known.pop(_identity(fault), -1)
    taken: set[int] = set()
    for _, at, before in sorted(_near(old, new, slack_m)):
        if same[at] < 0 and before not in taken:
            same[at] = before
            taken.add(before)
    return same


def _is_named(fault: FaultKey) -> bool:
    return fault.has_own_names or fault.box is None


def _identity(fault: FaultKey) -> tuple[object, ...]:
    return (fault.fingerprint, fault.park, fault.rule, *sorted(fault.subjects))


def _near(
    old: Sequence[FaultKey], new: Sequence[FaultKey], slack_m: float
) -> Iterator[tuple[float, int, int]]:
    """Yield how far apart two faults of one kind without names lie, and their positions in `new` and `old`."""
    before = [at for at, fault in enumerate(old) if not _is_named(fault)]
    after = [at for at, fault in enumerate(new) if not _is_named(fault)]
    if not before or not after:
        return
    old_boxes, new_boxes = (
        np.array([faults[at].box for at in places], dtype=np.float64)
        for faults, places in ((old, before), (new, after))
    )
    in_degrees = np.abs(new_boxes).max() <= _LARGEST_DEGREE
    slack = slack_m / _M_PER_DEGREE if in_degrees else slack_m
    corners = [np.asarray(shapely.points(boxes[:, :2])) for boxes in (old_boxes, new_boxes)]
    # The corner lies within a circle around the square that the slack allows.
    rows, columns = shapely.STRtree(corners[0]).query(corners[1], predicate="dwithin", distance=1.5 * slack)
    apart = np.abs(new_boxes[rows] - old_boxes[columns]).max(axis=1)
    for row, column, distance in zip(rows, columns, apart, strict=True):
        at, was = after[row], before[column]
        if distance <= slack and new[at].kind == old[was].kind:
            yield float(distance), at, was


# Places are written to the millimetre, as survey results are.
DECIMALS: Final = 3

_ACCEPTED = Words(zh="{summary}；已接受 {count}", en="{summary}; accepted {count}")

_ACCEPTED_LINE = Words(
    zh="已接受：{message}（理由：{reason}{until}）", en="accepted: {message} (reason: {reason}{until})"
)

_NO_REASON = Words(zh="未写", en="none given")

_UNTIL = Words(zh="，至 {day}", en=", until {day}")


class Acceptance(Record):
    """One accepted finding.

    Attributes
    ----------
    fingerprint : str or None
        As the audit gives it; made from park, rule and subjects where it is left out.
    park, rule, subjects
        What was found, where.
    measured : float or None
        How large it was, in `unit`: what has grown beyond is not accepted any more.
    place : tuple of four floats or None
        West, south, east, north in `crs`, where a subject is a parcel without an id of its own.
    reason : str
        Why it was accepted.
    expires : date or None
        The last day on which it is.
    """

    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] | None = None
    park: str = ""
    rule: str
    subjects: tuple[str, ...]
    measured: float | None = None
    unit: str = ""
    place: tuple[float, float, float, float] | None = None
    crs: str | None = None
    reason: str = ""
    expires: date | None = None

    @classmethod
    def of(cls, finding: Finding, fault: FaultKey, *, reason: str, expires: date | None) -> Acceptance:
        """Return the acceptance of a finding."""
        box = None if fault.has_own_names or fault.box is None else fault.box
        return cls(
            fingerprint=finding.fingerprint,
            park=finding.park,
            rule=finding.rule,
            subjects=finding.subjects,
            measured=None if finding.measured is None else round(finding.measured, DECIMALS),
            unit=finding.unit,
            place=None if box is None else tuple(round(side, DECIMALS) for side in box),
            crs=None if box is None else fault.crs,
            reason=reason,
            expires=expires,
        )

    @property
    def fault(self) -> FaultKey:
        """What a finding must be to be this one."""
        own = self.fingerprint or fingerprint((self.park, self.rule, *sorted(self.subjects)), 0)
        return FaultKey(self.park, self.rule, self.subjects, own, self.place, self.crs)


@public_result
@dataclass(frozen=True, slots=True)
class Baseline:
    """Accepted findings, and where they stand.

    Attributes
    ----------
    entries : tuple of Acceptance
    file : str
        The file's name, without its folder.
    lines : tuple of int or None
        The line of each entry, from 1.

    Examples
    --------
    >>> import tempfile
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> report = gk.audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     baseline = gk.write_baseline(report, f"{folder}/known.toml", at_least="error")
    >>> baseline.file, [entry.rule for entry in baseline.entries]
    ('known.toml', ['overlap'])
    """

    entries: tuple[Acceptance, ...]
    file: str = ""
    lines: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that is there and was accepted."""

    finding: Finding
    entry: Acceptance

    def localize(self, language: Language) -> str:
        """Return the finding with the reason why it was accepted."""
        until = _UNTIL.render(language, day=self.entry.expires) if self.entry.expires else ""
        reason = self.entry.reason or _NO_REASON
        return _ACCEPTED_LINE.render(
            language, message=self.finding.message(language), reason=reason, until=until
        )


@public_result
@dataclass(frozen=True, repr=False, eq=False)
class BaselinedReport(AuditReport):
    """An audit report whose accepted findings are kept apart: they do not fail, and they do not vanish.

    Attributes
    ----------
    accepted : tuple of Accepted
        What was found and is accepted. ``findings`` holds all the rest, and what is wrong with the baseline.
    complaints : tuple of Finding
        Those of ``findings`` that are about the baseline: ``stale_baseline``.
    reopened : mapping of str to Acceptance
        By the fingerprint of an open finding, the entry that has expired or that it has outgrown.
    gone : tuple of Acceptance
        Entries whose fault is found no more.

    Examples
    --------
    >>> import tempfile
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> report = gk.audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     baseline = gk.write_baseline(report, f"{folder}/known.toml", at_least="error")
    >>> known = gk.apply_baseline(report, baseline)
    >>> report.ok, known.ok, len(known.accepted)
    (False, True, 1)
    """

    accepted: tuple[Accepted, ...] = ()
    complaints: tuple[Finding, ...] = ()
    reopened: Mapping[str, Acceptance] = field(default_factory=dict)
    gone: tuple[Acceptance, ...] = ()

    def _found(self) -> tuple[object, ...]:
        return (*super()._found(), self.accepted, self.reopened, self.gone)

    def summary(self, language: Language | None = None) -> str:
        """Return one line: how many findings of each severity are open, and how many are accepted."""
        words = super().summary(language)
        if not self.accepted:
            return words
        return _ACCEPTED.render(language, summary=words, count=len(self.accepted))

    def accepted_lines(self, language: Language | None = None) -> list[str]:
        """Return a line for each accepted finding, with its reason."""
        return [each.localize(language or current_language()) for each in self.accepted]

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *self.accepted_lines()])

    def _repr_html_(self) -> str:
        lines = html_paragraphs(self.accepted_lines(), "li")
        return super()._repr_html_() + (f"<ul>{lines}</ul>" if lines else "")

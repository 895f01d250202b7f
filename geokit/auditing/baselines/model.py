"""What a baseline is, and a report that is held against one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import StringConstraints

from geokit.auditing.baselines.matching import Fault
from geokit.auditing.findings import Finding, fingerprint
from geokit.auditing.report import AuditReport
from geokit.door import returned
from geokit.escape import html_paragraphs
from geokit.programme.model import Record
from geokit.words import Language, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    def of(cls, finding: Finding, fault: Fault, *, reason: str, expires: date | None) -> Acceptance:
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
    def fault(self) -> Fault:
        """What a finding must be to be this one."""
        own = self.fingerprint or fingerprint((self.park, self.rule, *sorted(self.subjects)), 0)
        return Fault(self.park, self.rule, self.subjects, own, self.place, self.crs)


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
    """

    entries: tuple[Acceptance, ...]
    file: str = ""
    lines: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that is there and was accepted."""

    finding: Finding
    entry: Acceptance

    def in_words(self, language: Language) -> str:
        """Return the finding with the reason why it was accepted."""
        until = _UNTIL.render(language, day=self.entry.expires) if self.entry.expires else ""
        reason = self.entry.reason or _NO_REASON
        return _ACCEPTED_LINE.render(
            language, message=self.finding.message(language), reason=reason, until=until
        )


@returned
@dataclass(frozen=True, repr=False)
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
    """

    accepted: tuple[Accepted, ...] = ()
    complaints: tuple[Finding, ...] = ()
    reopened: Mapping[str, Acceptance] = field(default_factory=dict)
    gone: tuple[Acceptance, ...] = ()

    def summary(self, language: Language | None = None) -> str:
        """Return one line: how many findings of each severity are open, and how many are accepted."""
        words = super().summary(language)
        if not self.accepted:
            return words
        return _ACCEPTED.render(language, summary=words, count=len(self.accepted))

    def accepted_lines(self, language: Language | None = None) -> list[str]:
        """Return a line for each accepted finding, with its reason."""
        return [each.in_words(language or current_language()) for each in self.accepted]

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *self.accepted_lines()])

    def _repr_html_(self) -> str:
        lines = html_paragraphs(self.accepted_lines(), "li")
        return super()._repr_html_() + (f"<ul>{lines}</ul>" if lines else "")

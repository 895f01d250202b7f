"""What findings of one rule have in common: the cause that groups them, as a fact.

Fifty-six areas that differ because one unit was taken for another are one mistake. Findings share a cause where rule,
severity and sentence are the same, and with them everything that the sentence says in words of its own (a field's
heading, a reason, the kind of a remark): ids, numbers and places do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import permutations
from typing import TYPE_CHECKING, Final

from geokit.land.declared.verdict import Verdict
from geokit.land.units import M2_PER, UNIT_WORDS, Area, Unit
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.auditing.findings import Finding

# So many findings of one cause stand as one group; fewer are read faster one by one.
GROUP_FROM: Final = 5
# A figure tells its unit as far as it does when it is read.
_UNIT_TOLERANCE = 0.02

_UNIT = Words(
    zh="各宗均相差约 {factor} 倍：如同以{true}为单位的数字当作了{told}",
    en="all differ by a factor of about {factor}: as if figures in {true} had been taken for {told}",
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why findings are there.

    Parameters
    ----------
    key : tuple of str
        Equal where the cause is the same.
    words : Words or None
        What all of them have in common besides their rule, where there is something to be said.
    """

    key: tuple[str, ...]
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one cause in one park, in the order of the report."""

    cause: Cause
    findings: tuple[Finding, ...]

    @property
    def is_many(self) -> bool:
        """Whether the group stands for its members until they are asked for."""
        return len(self.findings) >= GROUP_FROM

    @property
    def shown_as(self) -> list[Group]:
        """Itself where its findings are many, or else each of them on its own."""
        return [self] if self.is_many else [Group(self.cause, (finding,)) for finding in self.findings]

    @property
    def tally(self) -> str:
        """How many there are, as it stands before the rule's title."""
        return f"{len(self.findings):,} ×"

    @property
    def first(self) -> Finding:
        """The finding that stands first; rule, severity and park are those of all."""
        return self.findings[0]


def grouped(findings: Sequence[Finding]) -> list[Group]:
    """Return findings by park and cause, each group where its first finding stands.

    Examples
    --------
    >>> from geokit.auditing.findings import Finding, Severity
    >>> words = Words(zh="{parcel} 太小", en="{parcel} is too small")
    >>> small = [Finding("small_parcel", Severity.INFO, (name,), words, {"parcel": name}) for name in "ABC"]
    >>> [len(group.findings) for group in grouped(small)]
    [3]
    """
    members: dict[tuple[str, ...], list[Finding]] = {}
    causes: dict[tuple[str, ...], Cause] = {}
    for finding in findings:
        cause = cause_of(finding)
        key = (finding.park, *cause.key)
        causes.setdefault(key, cause)
        members.setdefault(key, []).append(finding)
    return [Group(causes[key], tuple(found)) for key, found in members.items()]


def cause_of(finding: Finding) -> Cause:
    """Return what a finding shares with others of the same cause."""
    key = [finding.rule, str(finding.severity), finding.words.zh]
    words = None
    for name, value in finding.fields.items():
        unit = _wrong_unit(value) if isinstance(value, Verdict) else None
        words = unit or words
        key += [f"{name}={unit.en if unit else part}" for part in _said(value)]
    return Cause(tuple(key), words)


def _said(value: object) -> Iterator[str]:
    """Yield what a field says in words of its own; nothing for a name, a number or a place."""
    if isinstance(value, Verdict):
        yield value.reason.zh
    elif isinstance(value, Words):
        yield value.zh
    elif isinstance(value, Enum):
        yield value.name
    else:
        # A remark of a reader, or a record that it could not read.
        code = getattr(value, "code", None)
        if isinstance(code, str):
            yield code


def _wrong_unit(verdict: Verdict) -> Words | None:
    """Return which unit was taken for which, where that explains the difference."""
    declared = getattr(verdict.fields.get("declared"), "value", None)
    measured = verdict.fields.get("measured")
    if verdict.admitted or not isinstance(declared, Area) or not isinstance(measured, Area):
        return None
    if not (declared.m2 > 0 and measured.m2 > 0):
        return None
    ratio = measured.m2 / declared.m2
    return next(
        (words for factor, words in _FACTORS.items() if abs(ratio / factor - 1) <= _UNIT_TOLERANCE), None
    )


def _about_unit(true: Unit, told: Unit, factor: float) -> Words:
    fields = {"factor": f"{max(factor, 1 / factor):,.4g}", "true": UNIT_WORDS[true], "told": UNIT_WORDS[told]}
    return Words(zh=_UNIT.render("zh", **fields), en=_UNIT.render("en", **fields))


# By how much an area differs, and what is then said, for each pair of units.
_FACTORS = {
    factor: _about_unit(true, told, factor)
    for true, told in permutations(M2_PER, 2)
    for factor in [float(M2_PER[true] / M2_PER[told])]
}

"""Findings: one fault each, facts apart from words; and the causes that group them.

Fifty-six areas that differ because one unit was taken for another are one mistake. Findings share a cause where rule,
severity and sentence are the same, and with them everything that the sentence says in words of its own (a field's
heading, a reason, the kind of a remark): ids, numbers and places do not count.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import total_ordering
from itertools import permutations
from typing import TYPE_CHECKING, Final

from geokit.arguments import public_result
from geokit.errors import choice_error
from geokit.escape import printable
from geokit.i18n import InWords, Language, Words
from geokit.land.declared.verdict import Verdict
from geokit.land.units import M2_PER, UNIT_WORDS, Area, Unit
from geokit.symbols import SEVERITIES, Symbol, tinted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.land.limits import Limit


@public_result
@total_ordering
class Severity(InWords, Enum):
    """How much a finding matters: info < warning < review < error."""

    INFO = "info"
    WARNING = "warning"
    REVIEW = "review"
    ERROR = "error"

    @classmethod
    def _missing_(cls, value: object) -> Severity:
        raise choice_error("severity", value, [severity.value for severity in cls])

    @property
    def rank(self) -> int:
        """0 for information, 3 for an error."""
        return list(Severity).index(self)

    def __lt__(self, other: Severity) -> bool:
        return self.rank < other.rank

    def __str__(self) -> str:
        return self.value

    def localize(self, language: Language) -> str:
        """Return the name of the severity in a language."""
        return SEVERITY_WORDS[self].localize(language)


@dataclass(frozen=True, slots=True)
class SeverityStyle:
    """How a severity is named and shown, in every report; on pages, maps and paper as :mod:`geokit.symbols` says.

    Parameters
    ----------
    words : Words
        Its name.
    ansi : str
        Its number on a terminal.
    symbol : Symbol
        How it is drawn.
    """

    words: Words
    ansi: str
    symbol: Symbol

    @property
    def colour(self) -> str:
        """The colour of its lines and signs on paper, as ``#d55e00``."""
        return self.symbol.line.light

    @property
    def tint(self) -> str:
        """The same behind black text."""
        return tinted(self.symbol.line.light)


# The strongest colours for what matters most.
SEVERITY_STYLES: Mapping[Severity, SeverityStyle] = {
    severity: SeverityStyle(words, ansi, SEVERITIES[severity.value])
    for severity, words, ansi in (
        (Severity.INFO, Words(zh="提示", en="info"), "36"),
        (Severity.WARNING, Words(zh="警告", en="warning"), "33"),
        (Severity.REVIEW, Words(zh="复核", en="review"), "35"),
        (Severity.ERROR, Words(zh="错误", en="error"), "31"),
    )
}

SEVERITY_WORDS = {severity: style.words for severity, style in SEVERITY_STYLES.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: a file's name (never its folder), a line from 1, a record as its format counts."""

    file: str | None = None
    line: int | None = None
    record: int | None = None

    def __str__(self) -> str:
        parts = [self.file or ""]
        if self.line is not None:
            parts.append(str(self.line))
        return ":".join(parts)


NOWHERE = Place()

_COLONS = ("：", ": ")


@public_result
@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One fault.

    Attributes
    ----------
    rule : str
        The rule that found it.
    severity : Severity
        How much it matters.
    subjects : tuple of str
        The ids of the parcels, zones or parks that it is about.
    words : Words
        The sentence's template.
    fields : mapping
        What the sentence is made from.
    measured, allowed : float or None
        What was found and the limit it broke, both in `unit`.
    unit : str
        ``m2``, ``m``, ``deg`` (degrees of angle) or empty.
    geometry : shapely geometry or None
        The place of the fault, in the coordinates of the audit.
    source : Place
        The record that is to be mended.
    limit : Limit or None
        The limit with its source and standing.
    park : str
        The park's id; empty for parcels that belong to none.
    mentions : tuple of str or None
        The ids of all others that it names, or whose land is in its figures: the public edition leaves out a finding
        that concerns what is not public. None where the rule does not say: such a finding is not for the public.
    fingerprint : str
        Stable from run to run: made of park, rule, sorted subjects and an ordinal, never of coordinates.
    """

    rule: str
    severity: Severity
    subjects: tuple[str, ...]
    words: Words
    fields: Mapping[str, object] = field(default_factory=dict)
    measured: float | None = None
    allowed: float | None = None
    unit: str = ""
    geometry: BaseGeometry | None = None
    source: Place = NOWHERE
    limit: Limit | None = None
    park: str = ""
    fingerprint: str = ""
    mentions: tuple[str, ...] | None = None

    def message(self, language: Language | None = None) -> str:
        """Return the sentence in a language, or in the reader's own."""
        return self.words.render(language, **self.fields)

    def message_at(self, place: str, language: Language | None = None) -> str:
        """Return the sentence as it stands beside a `place`: a file that the place names is not named once more.

        Examples
        --------
        >>> words = Words(zh="{file}：{why}", en="{file}: {why}")
        >>> fields = {"file": "三期.txt", "why": "no closing point"}
        >>> finding = Finding(
        ...     "irregular_file", Severity.WARNING, ("三期.txt",), words, fields, source=Place("三期.txt")
        ... )
        >>> finding.message_at("三期.txt:12", "en")
        'no closing point'
        """
        message, file = self.message(language), printable(self.source.file or "")
        if not file or file not in printable(place):
            return message
        for colon in _COLONS:
            message = message.removeprefix(file + colon)
        return message

    def __repr__(self) -> str:
        return f"<Finding: {self.severity} {self.rule}: {self.message()}>"

    @property
    def sort_key(self) -> tuple[str, int, str, tuple[str, ...], float]:
        """Worst first within a park; the order of the input does not count."""
        size = self.measured if self.measured is not None else 0.0
        return (self.park, -self.severity.rank, self.rule, self.subjects, -size)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order of the report, each with its fingerprint."""
    ordinals: dict[tuple[str, ...], int] = {}
    done = []
    for finding in sorted(findings, key=lambda each: each.sort_key):
        identity = (finding.park, finding.rule, *sorted(finding.subjects))
        ordinal = ordinals.get(identity, 0)
        ordinals[identity] = ordinal + 1
        done.append(replace(finding, fingerprint=fingerprint(identity, ordinal)))
    return tuple(done)


def fingerprint(identity: tuple[str, ...], ordinal: int) -> str:
    """Return sixteen hexadecimal digits for a fault, the same in every run."""
    text = "\x1f".join((*identity, str(ordinal)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# So many findings of one cause stand as one group; fewer are read faster one by one.
GROUP_FROM: Final = 5

# A figure tells its unit as far as it does when it is read.
_UNIT_TOLERANCE = 0.02

_UNIT = Words(
    zh="各宗均相差约 {factor} 倍：如同以{true}为单位的数字当作了{assumed}",
    en="all differ by a factor of about {factor}: as if figures in {true} had been taken for {assumed}",
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


def group_findings(findings: Sequence[Finding]) -> list[Group]:
    """Return findings by park and cause, each group where its first finding stands.

    Examples
    --------
    >>> from geokit.auditing.findings import Finding, Severity
    >>> words = Words(zh="{parcel} 太小", en="{parcel} is too small")
    >>> small = [Finding("small_parcel", Severity.INFO, (name,), words, {"parcel": name}) for name in "ABC"]
    >>> [len(group.findings) for group in group_findings(small)]
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
        key += [f"{name}={unit.en if unit else part}" for part in _fixed_words(value)]
    return Cause(tuple(key), words)


def _fixed_words(value: object) -> Iterator[str]:
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


def _about_unit(true: Unit, assumed: Unit, factor: float) -> Words:
    fields = {
        "factor": f"{max(factor, 1 / factor):,.4g}",
        "true": UNIT_WORDS[true],
        "assumed": UNIT_WORDS[assumed],
    }
    return Words(zh=_UNIT.render("zh", **fields), en=_UNIT.render("en", **fields))


# By how much an area differs, and what is then said, for each pair of units.
_FACTORS = {
    factor: _about_unit(true, assumed, factor)
    for true, assumed in permutations(M2_PER, 2)
    for factor in [float(M2_PER[true] / M2_PER[assumed])]
}

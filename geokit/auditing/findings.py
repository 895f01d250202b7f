"""Findings: one fault each, facts apart from words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import total_ordering
from typing import TYPE_CHECKING, Literal, TypeAlias

from geokit.arguments import public_result
from geokit.errors import choice_error
from geokit.escape import printable
from geokit.i18n import InWords, Language, Words
from geokit.symbols import SEVERITIES, Symbol, tinted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geokit.land.limits import Limit


# As a caller may write it.
SeverityName: TypeAlias = Literal["info", "warning", "review", "error"]


@public_result
@total_ordering
class Severity(InWords, Enum):
    """How much a finding matters: info < warning < review < error.

    Examples
    --------
    >>> import geokit as gk
    >>> gk.Severity.ERROR > gk.Severity("review"), gk.Severity.ERROR.localize("zh")
    (True, '错误')
    """

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
        return _RANKS[self]

    def __lt__(self, other: Severity) -> bool:
        return self.rank < other.rank

    def __str__(self) -> str:
        return self.value

    def localize(self, language: Language) -> str:
        """Return the name of the severity in a language."""
        return SEVERITY_WORDS[self].localize(language)


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


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


@public_result
@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: a file's name (never its folder), a line from 1, a record as its format counts.

    Examples
    --------
    >>> import geokit as gk
    >>> str(gk.Place("一期.txt", line=12))
    '一期.txt:12'
    """

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

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> report = gk.audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]))
    >>> finding = report.findings[0]
    >>> finding.rule, str(finding.severity), finding.subjects, finding.measured, finding.unit
    ('overlap', 'error', ('A', 'B'), 1000.0, 'm2')
    >>> print(finding.message("en"))
    parcels A and B overlap by 1,000.00 m² (1.500 mu); allowed 0.01 m²
    """

    rule: str
    severity: Severity
    subjects: tuple[str, ...]
    words: Words
    fields: Mapping[str, object] = field(default_factory=dict, hash=False)
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

"""What a finding says first: its one figure, short enough to stand in bold before the sentence.

"1.500 mu larger than declared" where a figure was compared with another; else the kind of the fault with its size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geokit.auditing.registry import load_documented
from geokit.i18n import Language, Words, localize
from geokit.land.declared.verdict import DECLARED, Verdict
from geokit.land.units import Area

if TYPE_CHECKING:
    from geokit.auditing.findings import Finding

_LARGER = Words(zh="比{figure}大 {size}", en="{size} larger than {figure}")
_SMALLER = Words(zh="比{figure}小 {size}", en="{size} smaller than {figure}")
_METHOD = Words(
    zh="与{figure}差 {size}，因量算方法不同", en="{size} from {figure}, by the method of measuring"
)
_SIZED = Words(zh="{title} {size}", en="{title}: {size}")
_LENGTH = Words(zh="{m} 米", en="{m} m")
_ANGLE = Words(zh="{deg}°", en="{deg}°")


@dataclass(frozen=True, slots=True)
class LeadingArea:
    """An area in one unit, the one that it is spoken of in: mu, and square metres below a hundredth of a mu.

    Examples
    --------
    >>> LeadingArea(Area.from_m2(1000)).localize("en"), LeadingArea(Area.from_m2(1.5)).localize("zh")
    ('1.500 mu', '1.50 平方米')
    """

    area: Area

    def localize(self, language: Language) -> str:
        """Return the area in a language."""
        is_small = abs(self.area.rounded("mu", 3)) < _LEAST_MU
        return self.area.text(language) if is_small else self.area.text(language, "mu", 3)


# Of fewer mu three decimals leave one digit.
_LEAST_MU = 0.01


@dataclass(frozen=True, slots=True)
class Fact:
    """A short sentence with its fields."""

    words: Words
    fields: dict[str, object]

    def localize(self, language: Language) -> str:
        """Return the fact in a language."""
        return self.words.render(language, **self.fields)


def fact_of(finding: Finding) -> Fact:
    """Return what a finding says first.

    Examples
    --------
    >>> from geokit.auditing.findings import Finding, Severity
    >>> words = Words(zh="{parcel}", en="{parcel}")
    >>> found = Finding("overlap", Severity.ERROR, ("A",), words, {"parcel": "A"}, measured=2000, unit="m2")
    >>> fact_of(found).localize("en"), fact_of(found).localize("zh")
    ('overlapping parcels: 3.000 mu', '地块重叠 3.000 亩')
    """
    verdict = finding.fields.get("verdict")
    if isinstance(verdict, Verdict):
        return _compared(verdict)
    title = title_of(finding.rule)
    size = size_of(finding)
    return Fact(_SIZED, {"title": title, "size": size}) if size is not None else Fact(title, {})


def title_of(rule: str) -> Words:
    """Return what a rule is called; its name where a rule of another package is not there."""
    known = load_documented().get(rule)
    return known.title if known else Words(zh=rule, en=rule)


def size_of(finding: Finding) -> LeadingArea | Fact | None:
    """Return how large the fault is, as it is spoken of; None where it has no size."""
    value = finding.measured
    if value is None or not math.isfinite(value):
        return None
    return sized(value, finding.unit)


def sized(value: float, unit: str) -> LeadingArea | Fact | None:
    """Return a measured value in ``m2``, ``m`` or ``deg`` with its unit; None for another unit."""
    if unit == "m2":
        return LeadingArea(Area.from_m2(value))
    if unit == "m":
        return Fact(_LENGTH, {"m": f"{value:,.2f}"})
    return Fact(_ANGLE, {"deg": f"{value:.1f}"}) if unit == "deg" else None


def _compared(verdict: Verdict) -> Fact:
    figure = verdict.fields.get("figure", DECLARED)
    size = LeadingArea(abs(verdict.difference))
    if verdict.severity == "info":
        return Fact(_METHOD, {"figure": figure, "size": size})
    words = _LARGER if verdict.difference.exact_m2 > 0 else _SMALLER
    return Fact(words, {"figure": figure, "size": size})


def in_both(fact: Fact) -> Words:
    """Return a fact as words without fields."""
    return Words(zh=localize(fact, "zh"), en=localize(fact, "en"))

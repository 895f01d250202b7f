"""What a cause is: fifty-six areas that differ because one unit was taken for another are one mistake.

Findings have one cause where these are the same:

* the park, the rule, the severity and the sentence's template;
* which unit was taken for which, where that explains by how much an area differs;
* what the sentence says in words of its own: a reason, the kind of a reader's remark, the heading of a column, a stage;
* the names that the rule says part its causes (``cause_fields``): the layer that parcels lie on, the phase that they are
  entered for.

Ids, figures, dates and places tell the members of a group apart, and no group from another; nor do the files: forty files
of one parcel each in the wrong unit are one mistake. A rule may say of words, too, that they only tell members apart
(``member_fields``): twelve columns that nobody filled in are one cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, Any, TypeAlias

from geokit.auditing.registry import load_documented
from geokit.i18n import Abbreviated, Words, localize
from geokit.land.declared.verdict import Verdict
from geokit.land.units import M2_PER, UNIT_WORDS, Area, Unit

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from geokit.auditing.findings import Finding

Key: TypeAlias = tuple[Any, ...]

# A figure tells its unit as far as it does when it is read.
_UNIT_TOLERANCE = 0.02

_UNIT = Words(
    zh="各宗均相差约 {factor} 倍，如同以{true}为单位的数字当作了{assumed}",
    en="all differ by a factor of about {factor}, as if figures in {true} had been taken for {assumed}",
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why findings are there.

    Parameters
    ----------
    key : tuple
        Equal where the cause is the same.
    words : Words or None
        What all of them have in common besides their rule, where there is something to be said.
    is_told : bool
        Whether each finding says that it comes from this, and it is not seen in their figures alone.
    """

    key: Key
    words: Words | None = None
    is_told: bool = False


def rule_of(finding: Finding) -> Cause:
    """Return what a finding shares with others of its rule and severity."""
    return Cause((finding.rule, finding.severity))


def cause_of(finding: Finding) -> Cause:
    """Return what a finding shares with others of the same cause."""
    parts = parts_of(finding.rule)
    key: list[Hashable] = [finding.rule, finding.severity, finding.words]
    words, is_told = None, False
    for name, value in finding.fields.items():
        if name in parts.cause:
            key += [name, localize(value, "zh")]
        elif type(value) in _TELL_MEMBERS_APART or name in parts.member:
            continue
        elif isinstance(value, Verdict):
            # Where the method explains a difference, or it is small, no unit is wrong.
            unit = _wrong_unit(value) if value.severity == "error" else None
            words = unit or words
            key += [name, unit or value.reason]
        elif (said := _own_words(value)) is not None:
            key += [name, said]
            if name == "cause" and isinstance(said, Words):
                words, is_told = said, True
    return Cause(tuple(key), words, is_told)


# Asked first, as most fields are one of these.
_TELL_MEMBERS_APART = frozenset({str, int, float, Area, tuple, list, Abbreviated})


def _own_words(value: object) -> Hashable | None:
    """Return what a field says in words of its own; None for a name, a number or a place."""
    if isinstance(value, Words | Enum):
        return value
    # A remark of a reader, or a record that it could not read.
    code = getattr(value, "code", None)
    return code if isinstance(code, str) else None


@dataclass(frozen=True, slots=True)
class Parts:
    """The fields of a rule's findings that part causes though they are names, and those that do not though they are words."""

    cause: frozenset[str] = frozenset()
    member: frozenset[str] = frozenset()


@cache
def parts_of(rule: str) -> Parts:
    """Return which fields of a rule's findings part causes and which tell members apart; none of a rule that is not there."""
    known = load_documented().get(rule)
    return Parts(known.cause_fields, known.member_fields) if known else Parts()


def _wrong_unit(verdict: Verdict) -> Words | None:
    """Return which unit was taken for which, where that explains the difference."""
    declared = getattr(verdict.fields.get("declared"), "value", None)
    measured = verdict.fields.get("measured")
    if verdict.admitted or not isinstance(declared, Area) or not isinstance(measured, Area):
        return None
    if not (declared.exact_m2 > 0 and measured.exact_m2 > 0):
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
_FACTORS: Mapping[float, Words] = {
    factor: _about_unit(true, assumed, factor)
    for true, assumed in permutations(M2_PER, 2)
    for factor in [float(M2_PER[true] / M2_PER[assumed])]
}

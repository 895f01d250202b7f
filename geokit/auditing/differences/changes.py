"""One thing that is different between two audits or two tables of parcels, and the facts that its sentence is made from.

Several facts on one parcel are put in one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geokit.arguments import public_result
from geokit.i18n import InWords, Language, Words
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

_MU_DECIMALS: Final = 3
_M2_DECIMALS: Final = 2


# As a caller may write it.
ChangeName: TypeAlias = Literal["appeared", "gone", "changed"]


@public_result
class ChangeKind(StrEnum):
    """What happened.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> old = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    >>> difference = gk.compare_parcels(old, old.iloc[:1])
    >>> [change.subjects for change in difference.of("gone")]
    [('B',)]
    """

    APPEARED = "appeared"
    GONE = "gone"
    CHANGED = "changed"

    def localize(self, language: Language) -> str:
        """Return the kind in a language."""
        return KIND_WORDS[self].localize(language)


KIND_WORDS: Final = {
    ChangeKind.APPEARED: Words(zh="新增", en="appeared"),
    ChangeKind.GONE: Words(zh="消失", en="gone"),
    ChangeKind.CHANGED: Words(zh="变化", en="changed"),
}

_LINE = Words(zh="{kind}：{text}", en="{kind}: {text}")


@public_result
@dataclass(frozen=True, slots=True)
class Change(InWords):
    """One thing that is different.

    Attributes
    ----------
    kind : ChangeKind
    park : str
        The park's id; empty where there is none.
    rule : str
        The rule of a finding; empty for a parcel.
    subjects : tuple of str
        The ids of what it is about.
    before_m2, after_m2 : float or None
        Its size in square metres; None where it has none, or was not there.
    words : Words
        The sentence's template.
    fields : mapping
        What the sentence is made from.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> old, new = (make_parcels([square(0, 0, side)]) for side in (100, 102))
    >>> [change] = gk.compare_parcels(old, new).changes
    >>> change.subjects, change.change.mu
    (('A',), 0.606)
    >>> print(change.localize("en"))
    changed: parcel A: redrawn, +0.606 mu (gained 0.606 mu, lost 0.000 mu)
    """

    kind: ChangeKind
    park: str
    rule: str
    subjects: tuple[str, ...]
    before_m2: float | None
    after_m2: float | None
    words: Words
    fields: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def change(self) -> Area:
        """How much larger it is than before; what was not there before, or is gone, had or has no size."""
        return Area.from_m2(self.after_m2 or 0.0) - Area.from_m2(self.before_m2 or 0.0)

    def localize(self, language: Language) -> str:
        """Return the sentence in a language."""
        text = self.words.render(language, **self.fields)
        return _LINE.render(language, kind=KIND_WORDS[self.kind], text=text)


def in_mu(area: Area) -> Decimal:
    """Return an area in mu as it is printed."""
    return area.rounded("mu", _MU_DECIMALS)


@dataclass(frozen=True, slots=True)
class SignedNumber:
    """A change of area with its sign, in mu; in square metres where the mu would read 0.000.

    Examples
    --------
    >>> SignedNumber(Area.from_mu(2)).localize("en"), SignedNumber(Area.from_mu("-0.5")).localize("zh")
    ('+2.000 mu', '−0.500 亩')
    >>> SignedNumber(Area.from_m2(-0.12)).localize("en"), SignedNumber(Area.from_m2(0)).localize("en")
    ('−0.12 m²', '0.000 mu')
    >>> SignedNumber(Area.from_m2(-1e-9)).localize("en")
    '0.000 mu'
    """

    area: Area

    def localize(self, language: Language) -> str:
        """Return the change in a language."""
        # What sums of floats leave over is no change, and has no sign.
        size = abs(self.area) if self.area.rounded("m2", _M2_DECIMALS) else Area.from_m2(0)
        seen = size.text(language, "mu", _MU_DECIMALS) if in_mu(size) or not size else size.text(language)
        sign = "" if not size else "−" if self.area.exact_m2 < 0 else "+"
        return sign + seen


@dataclass(frozen=True, slots=True)
class Fact:
    """One of them: a template and its fields."""

    words: Words
    fields: Mapping[str, object] = field(hash=False)

    def localize(self, language: Language) -> str:
        """Return the fact in a language."""
        return self.words.render(language, **self.fields)


@dataclass(frozen=True, slots=True)
class Facts:
    """All of them, one after another."""

    facts: tuple[Fact, ...]

    def localize(self, language: Language) -> str:
        """Return the facts in a language."""
        return ("；" if language == "zh" else "; ").join(fact.localize(language) for fact in self.facts)

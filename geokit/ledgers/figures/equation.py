"""Parcels whose land is in no figure, and why: what makes a figure an "at least".

The headline of a park as one equation that adds up as it is printed.

declared = supplied + approved, not supplied + to acquire + in no parcel, and what else there is, by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.i18n import LANGUAGES, InWords, Language, Words, current_language
from geokit.land.declared.area import Bound, DeclaredArea
from geokit.land.printing import converted
from geokit.ledgers.figures.progress import PROGRESS_WORDS, TAKEN_BACK, Progress
from geokit.ledgers.figures.sums import mu_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.figures.land import Extent


class Uncounted(Enum):
    """Why a parcel has no area."""

    INVALID = "invalid"
    NO_OUTLINE = "no_outline"
    NO_SYSTEM = "no_system"
    COORDINATES = "coordinates"


_ONE: Final = {
    Uncounted.INVALID: Words(zh="{count} 宗图形无效", en="{count} parcel with an invalid outline"),
    Uncounted.NO_OUTLINE: Words(zh="{count} 宗没有图形", en="{count} parcel without an outline"),
    Uncounted.NO_SYSTEM: Words(
        zh="{count} 宗没有可量算的坐标系", en="{count} parcel without a system to measure in"
    ),
    Uncounted.COORDINATES: Words(zh="{count} 宗坐标有误", en="{count} parcel with impossible coordinates"),
}

_SEVERAL: Final = {
    Uncounted.INVALID: Words(zh="{count} 宗图形无效", en="{count} parcels with invalid outlines"),
    Uncounted.NO_OUTLINE: Words(zh="{count} 宗没有图形", en="{count} parcels without outlines"),
    Uncounted.NO_SYSTEM: Words(
        zh="{count} 宗没有可量算的坐标系", en="{count} parcels without a system to measure in"
    ),
    Uncounted.COORDINATES: Words(zh="{count} 宗坐标有误", en="{count} parcels with impossible coordinates"),
}

_IS_NOT_COUNTED = Words(zh="{parcels}，未计入", en="{parcels} is not counted")

_ARE_NOT_COUNTED = Words(zh="{parcels}，未计入", en="{parcels} are not counted")


def reasons_of(
    parcels: gpd.GeoDataFrame, uncounted: NDArray[np.bool_], *, has_plane: bool
) -> dict[Uncounted, int]:
    """Return how many parcels are not counted, by the reason.

    Parameters
    ----------
    parcels : GeoDataFrame
        A parcel table.
    uncounted : ndarray of bool
        Those without an area.
    has_plane : bool
        Whether the parcels have a system that can be measured in.
    """
    shapes = parcels.geometry.to_numpy()[uncounted]
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    with np.errstate(invalid="ignore"):
        invalid = ~nothing & ~shapely.is_valid(shapes)
    rest = int((~nothing & ~invalid).sum())
    counts = {
        Uncounted.INVALID: int(invalid.sum()),
        Uncounted.NO_OUTLINE: int(nothing.sum()),
        Uncounted.COORDINATES if has_plane else Uncounted.NO_SYSTEM: rest,
    }
    return {reason: count for reason, count in counts.items() if count}


def not_counted(reasons: Mapping[Uncounted, int], language: Language) -> str:
    """Return the clause that names what is not counted; empty where everything is.

    Examples
    --------
    >>> not_counted({Uncounted.INVALID: 1}, "en"), not_counted({Uncounted.INVALID: 2}, "zh")
    ('1 parcel with an invalid outline is not counted', '2 宗图形无效，未计入')
    >>> not_counted({Uncounted.INVALID: 1, Uncounted.NO_OUTLINE: 2}, "en")
    '1 parcel with an invalid outline, 2 parcels without outlines are not counted'
    """
    if not reasons:
        return ""
    named = [
        (_ONE if count == 1 else _SEVERAL)[reason].render(language, count=count)
        for reason, count in reasons.items()
    ]
    joined = ("、" if language == "zh" else ", ").join(named)
    words = _IS_NOT_COUNTED if sum(reasons.values()) == 1 else _ARE_NOT_COUNTED
    return words.render(language, parcels=joined)


_DECLARED = Words(zh="公布面积", en="declared")

_DECLARED_AS = Words(zh="公布面积（{figure}）", en="declared ({figure})")

_OUTLINE = Words(zh="边界量算", en="outline measured")

_PARCELS = Words(zh="地块用地", en="in parcels")

WITHDRAWN_WORDS = Words(zh="已撤回", en="withdrawn")

_TO_ACQUIRE_SHOWN = Words(zh="待征收（仅所列地块）", en="to acquire, of the parcels shown")

_IN_NO_PARCEL = Words(zh="未纳入地块", en="in no parcel")

_NOT_SHOWN = Words(zh="其余（未列出或未纳入地块）", en="the rest, not shown or in no parcel")

_BEYOND = Words(zh="边界以外的地块", en="in parcels outside the outline")

_LESS_OUTLINE = Words(zh="公布面积与边界量算之差", en="difference: declared less outline measured")

_EXCESS = Words(zh="差额：地块超出公布面积", en="difference: parcels beyond the declared area")

_MU = Words(zh="{mu} 亩", en="{mu} mu")

_BOUNDED: Final = {
    "least": Words(zh="至少 {mu} 亩", en="at least {mu} mu"),
    "most": Words(zh="至多 {mu} 亩", en="at most {mu} mu"),
}

_LEAD = Words(zh="{label} {value}", en="{value} {label}")

_LEFT: Final = frozenset({"declared", "outline", "parcels"})

_FIRST: Final = "supplied"

_NOTHING: Final = Decimal("0.000")


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of an equation.

    Parameters
    ----------
    key : str
        ``declared``, ``outline`` or ``parcels`` on the left; ``supplied``, ``approved``, ``to_acquire``,
        ``not_stated``, ``withdrawn``, ``in_no_parcel``, ``beyond`` or ``difference`` on the right.
    mu : Decimal
        As it is printed, with its sign.
    label : Words
        What it is.
    bound : {"", "least", "most"}
        Whether parcels without an area make it a bound.
    """

    key: str
    mu: Decimal
    label: Words
    bound: str = ""

    @property
    def sign(self) -> str:
        """What stands before the figure: the first term of the right side is never taken off."""
        if self.key in _LEFT:
            return ""
        return "=" if self.key == _FIRST else "−" if self.mu < 0 else "+"

    @property
    def is_nothing(self) -> bool:
        """Whether no land is left: of a figure that is a bound nobody knows."""
        return not self.mu and not self.bound

    def value(self, language: Language) -> str:
        """Return the figure without its sign, in mu."""
        return _BOUNDED.get(self.bound, _MU).render(language, mu=f"{abs(self.mu):,}")

    def localize(self, language: Language) -> str:
        """Return the figure and what it is."""
        return _LEAD.render(language, label=self.label, value=self.value(language))


@dataclass(frozen=True, slots=True)
class Equation(InWords):
    """What a park's land comes to: the left side, the terms of the right, and what is in no figure.

    ``lead.mu`` is the sum of the terms' ``mu`` exactly.
    """

    lead: Term
    terms: tuple[Term, ...]
    uncounted: Mapping[Uncounted, int]
    is_partial: bool = False

    def shown(self, keys: frozenset[str] = frozenset()) -> tuple[Term, ...]:
        """Return the terms that are printed: the usual ones, those that are not zero, and those of `keys`.

        Where parcels were left out, that none is to acquire can not be said.
        """
        usual = _COMPLETE if self.is_partial else _USUAL
        return tuple(term for term in self.terms if term.mu or term.key in usual | keys)

    def not_counted(self, language: Language | None = None) -> str:
        """Return the clause that names the parcels without an area; empty where there are none."""
        return not_counted(self.uncounted, language or current_language())

    def localize(self, language: Language) -> str:
        """Return the equation on one line."""
        terms = [f"{term.sign} {term.localize(language)}" for term in self.shown()]
        note, (mark, stop) = self.not_counted(language), ("；", "。") if language == "zh" else ("; ", ".")
        return " ".join([self.lead.localize(language), *terms]) + (f"{mark}{note}" if note else "") + stop

    def __str__(self) -> str:
        return self.localize(current_language())


_KEYS: Final = {
    Progress.SUPPLIED: "supplied",
    Progress.APPROVED: "approved",
    Progress.TO_ACQUIRE: "to_acquire",
    Progress.NOT_STATED: "not_stated",
}

# What the public may see of these is all there is.
_COMPLETE: Final = frozenset({"supplied", "approved"})

_USUAL: Final = _COMPLETE | {"to_acquire"}


@dataclass(frozen=True, slots=True)
class Balance:
    """What an equation is made of.

    Attributes
    ----------
    declared : DeclaredArea or None
        What the park's document says.
    printed_mu : ndarray of Decimal
        The land of each row by its progress, as every product prints it.
    withdrawn_mu : sequence of Decimal
        The land that was taken back, by row.
    unmeasured : ndarray of int
        How many parcels without an area each progress has.
    uncounted : mapping
        Why parcels are in no figure, and how many.
    extent : Extent or None
        The park's outline beside its parcels.
    is_partial : bool
        Whether parcels were left out that are not for the reader to see.
    """

    declared: DeclaredArea | None
    printed_mu: NDArray[np.object_]
    withdrawn_mu: Sequence[Decimal]
    unmeasured: NDArray[np.intp]
    uncounted: Mapping[Uncounted, int]
    extent: Extent | None
    is_partial: bool


def equation_of(balance: Balance) -> Equation:
    """Return the equation of a park's land, or of a table's that belongs to no park."""
    parcels = list(_parcels(balance))
    total = sum((term.mu for term in parcels), _NOTHING)
    rest = list(_rest(balance, total))
    whole = sum((term.mu for term in rest), total)
    declared = balance.declared
    is_open = "least" if balance.uncounted else ""
    if declared is None:
        lead = (
            Term("outline", whole, _OUTLINE) if balance.extent else Term("parcels", whole, _PARCELS, is_open)
        )
        return Equation(lead, (*parcels, *rest), balance.uncounted, balance.is_partial)
    lead = Term("declared", converted(declared.value.m2, "mu"), _declared_label(declared))
    terms = (*parcels, *rest, *_difference(balance, lead.mu - whole))
    return Equation(lead, terms, balance.uncounted, balance.is_partial)


def is_plain_mu(declared: DeclaredArea) -> bool:
    """Return whether a declared area is one exact figure of mu that is printed as it was written.

    Examples
    --------
    >>> from geokit.land.declared.area import DeclaredArea
    >>> [is_plain_mu(DeclaredArea.parse(text)) for text in ("330亩", "22公顷", "不小于330亩")]
    [True, False, False]
    """
    thousandths = declared.value.exact("mu") * 1000
    return declared.bound is Bound.EXACT and declared.unit == "mu" and thousandths.denominator == 1


def _declared_label(declared: DeclaredArea) -> Words:
    if is_plain_mu(declared):
        return _DECLARED
    return Words(**{language: _DECLARED_AS.render(language, figure=declared) for language in LANGUAGES})


def _parcels(balance: Balance) -> Iterator[Term]:
    """Yield the land of the parcels by its progress, as every product prints it."""
    printed, unmeasured = balance.printed_mu, balance.unmeasured
    for progress, key in _KEYS.items():
        bound = "least" if unmeasured[progress] else ""
        label = PROGRESS_WORDS[progress]
        if balance.is_partial and progress is Progress.TO_ACQUIRE:
            label = _TO_ACQUIRE_SHOWN
        yield Term(key, sum(printed[:, progress], _NOTHING), label, bound)
    bound = "least" if unmeasured[TAKEN_BACK] else ""
    yield Term("withdrawn", sum(balance.withdrawn_mu, _NOTHING), WITHDRAWN_WORDS, bound)


def _rest(balance: Balance, parcels_mu: Decimal) -> Iterator[Term]:
    """Yield what of the outline is in no parcel, and what parcels have beyond it."""
    extent = balance.extent
    if extent is None:
        return
    beyond = mu_of(extent.beyond_m2)
    left = max(mu_of(extent.outline_m2) - parcels_mu + beyond, _NOTHING)
    yield _left(balance, left)
    yield Term("beyond", -beyond, _BEYOND)


def _left(balance: Balance, mu: Decimal) -> Term:
    label = _NOT_SHOWN if balance.is_partial else _IN_NO_PARCEL
    return Term("in_no_parcel", mu, label, "most" if balance.uncounted and mu else "")


def _difference(balance: Balance, mu: Decimal) -> Iterator[Term]:
    """Yield what is left of the declared area: to no measured outline it is land in no parcel, or too much of it."""
    if balance.extent is not None:
        yield Term("difference", mu, _LESS_OUTLINE)
    elif mu >= 0:
        yield _left(balance, mu)
    else:
        yield Term("difference", mu, _EXCESS)

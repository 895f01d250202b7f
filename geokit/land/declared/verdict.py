"""Whether a measured area agrees with a declared one, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from geokit.arguments import public_result
from geokit.errors import InputError
from geokit.i18n import InWords, Language, Words, current_language
from geokit.land.apart import areas_apart
from geokit.land.declared.figure import METHOD_WORDS, AreaKind, DeclaredFigure, Method
from geokit.land.limits import (
    REVIEW_SHARE,
    SURVEY_AGAINST_DATABASE,
    WARNING_SHARE,
    Limit,
    Provenance,
    provenance_limit,
)
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Mapping


Severity = Literal["info", "warning", "review", "error"]

# What a figure is called that a measured area is compared with.
DECLARED = Words(zh="公布面积", en="declared")
OF_PARCEL = Words(zh="地块面积", en="declared")
PUBLISHED = Words(zh="公布面积", en="published")

_NOTHING = Area(Fraction(0))

_AGREES = Words(
    zh="量算面积 {measured}与{figure} {declared}相符，差 {difference}，容许 {allowed}。依据：{limit}{methods}",
    en="the measured {measured} agrees with the {figure} {declared}: they differ by {difference}, "
    "allowed {allowed}. Limit: {limit}{methods}",
)
_LARGER = Words(
    zh="量算面积 {measured}比{figure} {declared}大 {difference}，容许 {allowed}。依据：{limit}{methods}",
    en="the measured {measured} is {difference} larger than the {figure} {declared}, allowed {allowed}. "
    "Limit: {limit}{methods}",
)
_SMALLER = Words(
    zh="量算面积 {measured}比{figure} {declared}小 {difference}，容许 {allowed}。依据：{limit}{methods}",
    en="the measured {measured} is {difference} smaller than the {figure} {declared}, allowed {allowed}. "
    "Limit: {limit}{methods}",
)
_EXPLAINED = Words(
    zh="量算面积 {measured}与{figure} {declared}相差 {difference}，超过容许的 {allowed}，但此差由量算方法不同所致："
    "按另一方法为 {other}。依据：{limit}{methods}",
    en="the measured {measured} and the {figure} {declared} differ by {difference}, allowed {allowed}, "
    "but the method explains it: by the other one the area is {other}. Limit: {limit}{methods}",
)
_METHODS = Words(
    zh="；该数为{declared}，量算为{measured}", en="; the figure is {declared}, the measurement {measured}"
)
_CONVERTED = Words(
    zh="；该数为{declared}，量算为{measured}，已换算为前者比较",
    en="; the figure is {declared}, the measurement {measured}, compared by the former",
)
_FLOOR = Words(
    zh="“{declared}”是建筑面积，不是用地面积，不能与量算的用地面积比较",
    en="“{declared}” is floor area, not land: do not compare it with a measured area of land",
)
_NO_STANDARD_ERROR = Words(
    zh="两次独立测量的比较需要面积中误差，请给出 standard_error_m2",
    en="two surveys are compared by the standard error of the area: give standard_error_m2",
)
_BAD_NOISE = Words(
    zh="误差必须是不小于零的有限数，而不是 {value}", en="a noise must be finite and not negative, not {value}"
)


@public_result
@dataclass(frozen=True, slots=True)
class Verdict(InWords):
    """True or false, with the reason.

    Parameters
    ----------
    admitted : bool
        What ``if verdict:`` asks.
    reason : Words
        The sentence, made from `fields`.
    fields : mapping
        What the sentence is made from.
    difference : Area
        Measured less declared; where the figure is a bound or a range, less the nearest figure that it names.
    allowed : Area
        How large the difference may be.
    limit : Limit
        The limit that decided, with its source.
    severity : {"info", "warning", "review", "error"} or None
        None where admitted; info where the method explains the difference.

    Examples
    --------
    >>> import geokit as gk
    >>> verdict = gk.DeclaredArea("330亩").admits(gk.Area("331亩"))
    >>> bool(verdict), verdict.severity, verdict.difference.mu
    (False, 'review', 1.0)
    """

    admitted: bool
    reason: Words
    fields: Mapping[str, object] = field(hash=False)
    difference: Area
    allowed: Area
    limit: Limit
    severity: Severity | None

    def calling(self, figure: Words) -> Verdict:
        """Return the same verdict whose sentence calls the figure otherwise, such as :data:`PUBLISHED`."""
        return replace(self, fields={**self.fields, "figure": figure})

    def __bool__(self) -> bool:
        return self.admitted

    def localize(self, language: Language) -> str:
        """Return the reason."""
        return self.reason.render(language, **self.fields)

    def __str__(self) -> str:
        return self.localize(current_language())


def margin(provenance: Provenance, print_noise_m2: float, standard_error_m2: float | None) -> Area:
    """Return what a provenance allows beyond the rounding of the figure itself.

    The standard error of the corners never counts for the same coordinates: it would hide an edited point.

    Raises
    ------
    InputError
        A noise is negative or not finite, or two surveys come without a standard error.
    """
    for noise in (print_noise_m2, standard_error_m2):
        if noise is not None and not (math.isfinite(noise) and noise >= 0):
            raise InputError(_BAD_NOISE, value=noise)
    if provenance is Provenance.SAME_COORDINATES:
        return Area.from_m2(print_noise_m2)
    if provenance is Provenance.TWO_SURVEYS:
        if standard_error_m2 is None:
            raise InputError(_NO_STANDARD_ERROR)
        # Surveying standards take twice the standard error (中误差) as the limit (限差).
        return Area.from_m2(standard_error_m2) * 2
    return _NOTHING


def judge(
    declared: DeclaredFigure,
    measured: Area,
    *,
    provenance: Provenance,
    extra: Area,
    measured_method: Method | None,
    method_difference_m2: float | None,
) -> Verdict:
    """Compare a measured area with a declared one; see :meth:`DeclaredArea.admits`.

    Where both methods are known and the difference between them is given, like is compared with like.

    Raises
    ------
    InputError
        The figure is a floor area.
    """
    if declared.kind == AreaKind.FLOOR:
        raise InputError(_FLOOR, declared=declared)
    raw = _compare(declared, measured, provenance, extra)
    if method_difference_m2 is None or measured_method == declared.method:
        return _verdict(raw, _METHODS, declared, measured_method, provenance)
    like = _compare(declared, measured + Area.from_m2(method_difference_m2), provenance, extra)
    if like.agrees and not raw.agrees:
        # By the plan's method the figure is right: a note, so that nobody "corrects" it.
        explained = _verdict(raw, _METHODS, declared, measured_method, provenance)
        fields = {**explained.fields, "other": like.measured}
        return replace(explained, reason=_EXPLAINED, fields=fields, severity="info")
    if declared.method is None or measured_method is None:
        return _verdict(raw, _METHODS, declared, measured_method, provenance)
    return _verdict(like, _CONVERTED, declared, measured_method, provenance)


class _Comparison(NamedTuple):
    measured: Area
    difference: Area
    allowed: Area

    @property
    def agrees(self) -> bool:
        return abs(self.difference) <= self.allowed


def _compare(declared: DeclaredFigure, measured: Area, provenance: Provenance, extra: Area) -> _Comparison:
    nearest, allowed = _nearest(declared, measured)
    if provenance is Provenance.SURVEY_AGAINST_DATABASE:
        allowed = max(allowed, declared.value * Fraction(str(SURVEY_AGAINST_DATABASE.value)))
    return _Comparison(measured, measured - nearest, allowed + extra)


def _nearest(declared: DeclaredFigure, measured: Area) -> tuple[Area, Area]:
    """Return the nearest area that the words name, and how far the figure reaches beyond it."""
    if declared.lower is not None and measured < declared.low:
        return declared.low, declared.low - declared.lower
    if declared.upper is not None and measured > declared.high:
        return declared.high, declared.upper - declared.high
    # Within a bound or a range every area is one that the words name; of one figure only this area is left.
    return measured, declared.half_unit


def _verdict(
    compared: _Comparison,
    note: Words,
    declared: DeclaredFigure,
    measured_method: Method | None,
    provenance: Provenance,
) -> Verdict:
    larger = compared.difference.exact_m2 > 0
    reason = _AGREES if compared.agrees else _LARGER if larger else _SMALLER
    limit = provenance_limit(provenance, compared.allowed)
    size = (abs(compared.difference), compared.allowed)
    difference, allowed = size if compared.agrees else areas_apart(*size)
    fields = {
        "measured": compared.measured,
        "declared": declared,
        "figure": DECLARED,
        "difference": difference,
        "allowed": allowed,
        "limit": limit,
        "methods": _methods(note, declared.method, measured_method),
    }
    severity = None if compared.agrees else _severity(compared.difference, declared.value)
    return Verdict(compared.agrees, reason, fields, compared.difference, compared.allowed, limit, severity)


def _methods(note: Words, declared: Method | None, measured: Method | None) -> Words:
    """Return the note that two methods were met; nothing where they are the same or one is not known."""
    if declared is None or measured is None or declared == measured:
        return Words(zh="", en="")
    methods = {"declared": METHOD_WORDS[declared], "measured": METHOD_WORDS[measured]}
    return Words(zh=note.render("zh", **methods), en=note.render("en", **methods))


def _severity(difference: Area, declared: Area) -> Severity:
    # Fractions: 1% of a figure in mu is not exact in binary, and a difference of just that must not depend on rounding.
    share = abs(difference).exact_m2 / declared.exact_m2
    if share <= Fraction(str(WARNING_SHARE.value)):
        return "warning"
    return "review" if share <= Fraction(str(REVIEW_SHARE.value)) else "error"

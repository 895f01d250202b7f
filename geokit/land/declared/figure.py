"""A declared figure as numbers: its value, how far it is rounded, and how far its words reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from geokit.errors import InputError
from geokit.land.declared.terms import AreaKind, Bound, Method
from geokit.land.limits import ABOUT_SHARE, ABOVE_SHARE, JUST_BELOW_SHARE
from geokit.land.units import Area, Unit
from geokit.words import Words

_NOTHING = Area(Fraction(0))
_SHARES = {
    Bound.ABOUT: ABOUT_SHARE.value,
    Bound.JUST_BELOW: JUST_BELOW_SHARE.value,
    Bound.ABOVE: ABOVE_SHARE.value,
}

_NOT_POSITIVE = Words(
    zh="申报面积必须大于零，而不是 {value}", en="a declared area must be greater than zero, not {value}"
)
_NEGATIVE_SPREAD = Words(
    zh="申报面积的误差不能是负数", en="the rounding of a declared area cannot be negative"
)
_NO_DATE = Words(
    zh="日期“{value}”无法识别。可写作 2023、2023-12 或 2023-12-31",
    en="the date “{value}” is not understood. Write 2023, 2023-12 or 2023-12-31",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFigure:
    """What :class:`~geokit.land.declared.area.DeclaredArea` holds; reading, comparing and adding are built on it."""

    value: Area
    half_unit: Area
    bound: Bound = Bound.EXACT
    kind: AreaKind = AreaKind.UNSPECIFIED
    method: Method | None = None
    as_of: str | None = None
    text: str = ""
    unit: Unit = "mu"
    reach: Area | None = None
    restated: DeclaredFigure | None = None

    def __post_init__(self) -> None:
        if self.value.exact_m2 <= 0:
            raise InputError(_NOT_POSITIVE, value=self.value)
        if self.half_unit.exact_m2 < 0 or (self.reach is not None and self.reach.exact_m2 < 0):
            raise InputError(_NEGATIVE_SPREAD)
        if self.as_of is not None and not _is_date(self.as_of):
            raise InputError(_NO_DATE, value=self.as_of)

    @property
    def low(self) -> Area:
        """The smallest figure that the words name: the value, or the lower end of a range."""
        return self.value - self.spread if self.bound is Bound.RANGE else self.value

    @property
    def high(self) -> Area:
        """The largest figure that the words name: the value, or the upper end of a range."""
        return self.value + self.spread if self.bound is Bound.RANGE else self.value

    @property
    def spread(self) -> Area:
        """How far the words reach: `reach`, or the usual share of the figure, or half a unit."""
        if self.reach is not None:
            return self.reach
        if share := _SHARES.get(self.bound):
            return max(self.half_unit, self.value * Fraction(str(share)))
        return self.half_unit

    @property
    def lower(self) -> Area | None:
        """The smallest area that agrees with the figure; None under an upper bound."""
        below = {
            Bound.AT_MOST: None,
            Bound.ABOUT: self.spread,
            Bound.JUST_BELOW: self.spread,
            Bound.ABOVE: _NOTHING,
        }.get(self.bound, self.half_unit)
        return None if below is None else max(self.low - below, _NOTHING)

    @property
    def upper(self) -> Area | None:
        """The largest area that agrees with the figure; None under a lower bound."""
        over = {
            Bound.AT_LEAST: None,
            Bound.ABOUT: self.spread,
            Bound.JUST_BELOW: _NOTHING,
            Bound.ABOVE: self.spread,
        }.get(self.bound, self.half_unit)
        return None if over is None else self.high + over


def _is_date(text: str) -> bool:
    """Whether a text is a year, a month or a day in ISO form."""
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return len(text) in (len("2023"), len("2023-12"), len("2023-12-31"))

"""A declared figure as numbers: its value, its rounding and how far its words reach; and the sum of several.

The vocabulary of such figures is here too: what kind of area, how far the figure binds, how it was measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from geokit.errors import InputError, choice_error
from geokit.i18n import Words
from geokit.land.limits import ABOUT_SHARE, ABOVE_SHARE, JUST_BELOW_SHARE
from geokit.land.units import Area, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


Method = Literal["statutory", "ellipsoidal", "planar", "geodesic"]

METHOD_WORDS: dict[Method, Words] = {
    "statutory": Words(zh="图斑椭球面积", en="statutory ellipsoidal"),
    "ellipsoidal": Words(zh="椭球面积", en="ellipsoidal"),
    "planar": Words(zh="平面面积", en="planar"),
    "geodesic": Words(zh="大地线面积", en="geodesic"),
}


# As a caller may write them.
KindName: TypeAlias = Literal[
    "total", "gross_planned", "net", "start_zone", "approved", "in_stock", "floor", "unspecified"
]
BoundName: TypeAlias = Literal["exact", "at_least", "at_most", "about", "just_below", "above", "range"]


class AreaKind(StrEnum):
    """What a figure counts. Figures of different kinds are neither compared nor added by default.

    Examples
    --------
    >>> import geokit as gk
    >>> gk.DeclaredArea("建筑面积2048.92平方米").kind
    <AreaKind.FLOOR: 'floor'>
    >>> gk.AreaKind("start_zone")
    <AreaKind.START_ZONE: 'start_zone'>
    """

    TOTAL = "total"
    GROSS_PLANNED = "gross_planned"
    NET = "net"
    START_ZONE = "start_zone"
    APPROVED = "approved"
    IN_STOCK = "in_stock"
    FLOOR = "floor"
    UNSPECIFIED = "unspecified"

    @classmethod
    def _missing_(cls, value: object) -> AreaKind:
        raise choice_error("kind", value, [kind.value for kind in cls])


KIND_WORDS: dict[AreaKind, Words] = {
    AreaKind.TOTAL: Words(zh="总用地面积", en="total land"),
    AreaKind.GROSS_PLANNED: Words(zh="规划面积", en="gross planned area"),
    AreaKind.NET: Words(zh="净用地面积", en="net land"),
    AreaKind.START_ZONE: Words(zh="启动区面积", en="start zone"),
    AreaKind.APPROVED: Words(zh="批准面积", en="approved area"),
    AreaKind.IN_STOCK: Words(zh="在库面积", en="land in stock"),
    AreaKind.FLOOR: Words(zh="建筑面积", en="floor area"),
    AreaKind.UNSPECIFIED: Words(zh="未说明类别的面积", en="area of unspecified kind"),
}


class Bound(StrEnum):
    """How far a figure binds: "at least 3,808 mu" is met by anything larger.

    Examples
    --------
    >>> import geokit as gk
    >>> gk.DeclaredArea("不小于3808亩").bound
    <Bound.AT_LEAST: 'at_least'>
    """

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    JUST_BELOW = "just_below"
    ABOVE = "above"
    RANGE = "range"


BOUND_WORDS: dict[Bound, Words] = {
    Bound.EXACT: Words(zh="{amount}", en="{amount}"),
    Bound.AT_LEAST: Words(zh="不小于{amount}", en="at least {amount}"),
    Bound.AT_MOST: Words(zh="不超过{amount}", en="at most {amount}"),
    Bound.ABOUT: Words(zh="约{amount}", en="about {amount}"),
    Bound.JUST_BELOW: Words(zh="近{amount}", en="nearly {amount}"),
    Bound.ABOVE: Words(zh="逾{amount}", en="more than {amount}"),
    Bound.RANGE: Words(zh="{amount}", en="{amount}"),
}

# Words for a figure whose printed digits had to be rounded away.
ROUNDED_WORDS: dict[Bound, Words] = BOUND_WORDS | {
    Bound.EXACT: BOUND_WORDS[Bound.ABOUT],
    Bound.AT_LEAST: Words(zh="至少约{amount}", en="at least about {amount}"),
    Bound.AT_MOST: Words(zh="至多约{amount}", en="at most about {amount}"),
    Bound.JUST_BELOW: BOUND_WORDS[Bound.ABOUT],
    Bound.ABOVE: BOUND_WORDS[Bound.ABOUT],
    Bound.RANGE: BOUND_WORDS[Bound.ABOUT],
}

_NOTHING = Area(Fraction(0))

_SHARES = {
    Bound.ABOUT: ABOUT_SHARE.value,
    Bound.JUST_BELOW: JUST_BELOW_SHARE.value,
    Bound.ABOVE: ABOVE_SHARE.value,
}

_NOT_POSITIVE = Words(
    zh="公布面积必须大于零，而不是 {value}", en="a declared area must be greater than zero, not {value}"
)

_NEGATIVE_SPREAD = Words(
    zh="公布面积的误差不能是负数", en="the rounding of a declared area cannot be negative"
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
    # A year or a month is completed to its first day.
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return len(text) in (len("2023"), len("2023-12"), len("2023-12-31"))


Value = TypeVar("Value")

Declared = TypeVar("Declared", bound=DeclaredFigure)

_WHOLES = {AreaKind.TOTAL, AreaKind.GROSS_PLANNED}

_CONTRADICTION = Words(
    zh="“{text}”自相矛盾：{one}与{other}不是同一面积。请改正其一",
    en="“{text}” contradicts itself: {one} and {other} are not the same area. Correct one of them",
)

_EMPTY = Words(zh="没有可以相加的面积", en="there are no areas to add")

_FLOOR = Words(
    zh="建筑面积不是用地面积，不能相加。请分开合计",
    en="floor area is not land and is not added to it: total them apart",
)

_PART = Words(
    zh="启动区包含在{whole}之内，相加会重复计算。请只合计{whole}",
    en="a start zone is part of the {whole}, and adding them counts it twice: total the {whole} alone",
)

_KINDS = Words(
    zh="类别不同的面积不相加：{kinds}。确需相加请给出 across_kinds=True",
    en="areas of different kinds are not added: {kinds}. Say across_kinds=True if you mean it",
)

_METHODS = Words(
    zh="量算方法不同的面积不相加：{methods}。确需相加请给出 across_methods=True",
    en="areas measured by different methods are not added: {methods}. Say across_methods=True if you mean it",
)

_NO_BOUND = Words(
    zh="有的面积只有下限，有的只有上限，合计没有意义",
    en="some of the areas have only a lower bound and some only an upper one: their sum says nothing",
)


def sum_figures(figures: Sequence[Declared], *, across_kinds: bool, across_methods: bool) -> Declared:
    """Add figures with their bounds; see :meth:`DeclaredArea.total`.

    Raises
    ------
    InputError
        There is no figure, or the figures must not be added.
    """
    if not figures:
        raise InputError(_EMPTY)
    _refuse_kinds({figure.kind for figure in figures}, across_kinds=across_kinds)
    methods = {figure.method for figure in figures if figure.method is not None}
    if len(methods) > 1 and not across_methods:
        raise InputError(_METHODS, methods=[METHOD_WORDS[method] for method in sorted(methods)])
    if len(figures) == 1:
        return figures[0]
    return replace(
        _sum(figures),
        kind=_common((figure.kind for figure in figures), AreaKind.UNSPECIFIED),
        method=_common((figure.method for figure in figures), None),
        as_of=_oldest([figure.as_of for figure in figures]),
        text=" + ".join(figure.text for figure in figures),
        unit=_common((figure.unit for figure in figures), "mu"),
        restated=None,
    )


def _refuse_kinds(kinds: set[AreaKind], *, across_kinds: bool) -> None:
    if len(kinds) == 1:
        return
    # These two not even across_kinds allows: the sum would be of no land, or count land twice.
    if AreaKind.FLOOR in kinds:
        raise InputError(_FLOOR)
    if AreaKind.START_ZONE in kinds and (wholes := kinds & _WHOLES):
        raise InputError(_PART, whole=KIND_WORDS[min(wholes)])
    if not across_kinds:
        raise InputError(_KINDS, kinds=[KIND_WORDS[kind] for kind in sorted(kinds)])


def _sum(figures: Sequence[Declared]) -> Declared:
    """Return the first figure with the value, the rounding and the bound of the sum."""
    bounds = {figure.bound for figure in figures}
    if {Bound.AT_LEAST, Bound.AT_MOST} <= bounds:
        raise InputError(_NO_BOUND)
    # With one lower bound among them the sum has no upper end: only the lower ends are added.
    if Bound.AT_LEAST in bounds:
        low = _added(figure.low for figure in figures)
        rounding = low - _added(figure.lower for figure in figures)
        return replace(figures[0], value=low, half_unit=rounding, bound=Bound.AT_LEAST, reach=None)
    if Bound.AT_MOST in bounds:
        high = _added(figure.high for figure in figures)
        rounding = _added(figure.upper for figure in figures) - high
        return replace(figures[0], value=high, half_unit=rounding, bound=Bound.AT_MOST, reach=None)
    return _closed_sum(figures, bounds)


def _closed_sum(figures: Sequence[Declared], bounds: set[Bound]) -> Declared:
    """Return the sum of figures that all have a lower and an upper end."""
    # Half-units are added, not their squares: figures of one document may all be rounded the same way.
    if bounds == {Bound.EXACT}:
        value = _added(figure.value for figure in figures)
        rounding = _added(figure.half_unit for figure in figures)
        return replace(figures[0], value=value, half_unit=rounding, reach=None)
    if bounds <= {Bound.EXACT, Bound.RANGE}:
        middle, reach = _middle([figure.low for figure in figures], [figure.high for figure in figures])
        rounding = _added(figure.half_unit for figure in figures)
        return replace(figures[0], value=middle, half_unit=rounding, bound=Bound.RANGE, reach=reach)
    middle, reach = _middle([figure.lower for figure in figures], [figure.upper for figure in figures])
    return replace(figures[0], value=middle, half_unit=reach, bound=Bound.ABOUT, reach=reach)


def _middle(lows: Iterable[Area | None], highs: Iterable[Area | None]) -> tuple[Area, Area]:
    """Return the middle of the added ends, and half the way between them."""
    low, high = _added(lows), _added(highs)
    half = Fraction(1, 2)
    return (low + high) * half, (high - low) * half


def _added(ends: Iterable[Area | None]) -> Area:
    """Return the sum of ends, none of them open: the callers have examined the bounds."""
    return sum((end for end in ends if end is not None), start=_NOTHING)


def _common(values: Iterable[Value], otherwise: Value) -> Value:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else otherwise


def _oldest(dates: Sequence[str | None]) -> str | None:
    """Return the date of the oldest figure: a sum is as old as that; None where one is not dated."""
    known = [day for day in dates if day is not None]
    return min(known) if len(known) == len(dates) else None


def reconcile(figures: Sequence[Declared]) -> Declared:
    """Return the most exact of figures for the same land, with the others beside it, in their order.

    Raises
    ------
    InputError
        No area agrees with two of them, and so with all.
    """
    for one, other in combinations(figures, 2):
        if not _agree(one, other):
            raise InputError(_CONTRADICTION, text=one.text, one=one, other=other)
    exact = min(figures, key=_width)
    restated = None
    for each in reversed([figure for figure in figures if figure is not exact]):
        restated = replace(each, restated=restated)
    return replace(exact, restated=restated)


def _agree(one: DeclaredFigure, other: DeclaredFigure) -> bool:
    """Whether an area exists that both figures admit."""
    # An open end agrees with everything on its side.
    starts = [figure.lower for figure in (one, other) if figure.lower is not None]
    stops = [figure.upper for figure in (one, other) if figure.upper is not None]
    return not starts or not stops or max(starts) <= min(stops)


def _width(figure: DeclaredFigure) -> float:
    if figure.lower is None or figure.upper is None:
        return math.inf
    return (figure.upper - figure.lower).m2

"""Adding declared areas without saying more than they say."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from geokit.errors import InputError
from geokit.land.declared.figure import DeclaredFigure
from geokit.land.declared.terms import KIND_WORDS, METHOD_WORDS, AreaKind, Bound
from geokit.land.units import Area
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value = TypeVar("Value")
Declared = TypeVar("Declared", bound=DeclaredFigure)

_NOTHING = Area(Fraction(0))
_WHOLES = {AreaKind.TOTAL, AreaKind.GROSS_PLANNED}

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


def total_of(figures: Sequence[Declared], *, across_kinds: bool, across_methods: bool) -> Declared:
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
    """Return the sum of ends, none of them open: the callers looked at the bounds."""
    return sum((end for end in ends if end is not None), start=_NOTHING)


def _common(values: Iterable[Value], otherwise: Value) -> Value:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else otherwise


def _oldest(dates: Sequence[str | None]) -> str | None:
    """Return the date of the oldest figure: a sum is as old as that; None where one is not dated."""
    known = [day for day in dates if day is not None]
    return min(known) if len(known) == len(dates) else None

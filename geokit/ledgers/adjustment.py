"""Control area (控制面积) and adjustment (平差): printed parts that add up to the printed whole.

The residual between the parts and the control area is shared in proportion to area; the units of the last
digit that rounding leaves over go to the largest parts. An adjustment spreads rounding noise. It must not
hide an overlap or a gap, so a residual beyond the tolerance is refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import numpy as np

from geokit.arguments import public, public_result
from geokit.errors import InputError
from geokit.i18n import InWords, Language, Words, current_language
from geokit.land.apart import areas_apart
from geokit.land.limits import ROUNDING_WORDS
from geokit.land.units import M2_PER, UNIT_WORDS, Area, Rounding, Unit
from geokit.ledgers.balancing import exact_shares
from geokit.notebook import frame_html
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

_NOT_AREAS = Words(
    zh="各部分面积必须是一列数（平方米）",
    en="the parts must be one row of numbers, in square metres",
)
_EMPTY = Words(zh="没有可平差的部分", en="there are no parts to adjust")
_BAD_PART = Words(
    zh="第 {position} 个部分的面积是 {value}，必须是不小于零的有限数",
    en="part {position} has the area {value}: it must be finite and not negative",
)
_NO_AREA = Words(zh="各部分面积之和为零，无法按面积分配", en="the parts have no area to share a residual by")
_BAD_CONTROL = Words(
    zh="控制面积必须大于零，而不是{value}", en="the control area must be greater than zero, not {value}"
)
_BAD_TOLERANCE = Words(
    zh="容差不能是负数，而不是{value}", en="the tolerance must not be negative, and is {value}"
)
_BAD_OPTION = Words(zh="{name} 不能是 {value}。可用：{known}", en="{name} cannot be {value}. Known: {known}")
_NAMES = Words(
    zh="给出了 {given} 个名称，而有 {needed} 个部分", en="{given} names were given for {needed} parts"
)
_TOO_FAR = Words(
    zh="各部分之和与控制面积 {control}相差 {residual}，超过容差 {tolerance}，不是舍入误差。"
    "请先检查重叠和缝隙，再平差；控制面积本身已取位的，请给出容差{option:tolerance}",
    en="the parts differ from the control area of {control} by {residual}, more than the "
    "tolerance of {tolerance}: this is no rounding noise. Look for overlaps and gaps before adjusting; "
    "of a control area that is rounded itself give the tolerance{option:tolerance}",
)
_SUMMARY = Words(
    zh="{count} 个部分按控制面积 {control} {unit}平差，闭合差 {residual}（容差 {tolerance}），{rounding}",
    en="{count:part|parts} adjusted to the control area of {control} {unit}: residual {residual}, "
    "tolerance {tolerance}, rounded {rounding}",
)
_COLUMNS = {
    "part": Words(zh="地块", en="part"),
    "before_{unit}": Words(zh="平差前（{unit}）", en="before ({unit})"),
    "correction_{unit}": Words(zh="改正数（{unit}）", en="correction ({unit})"),
    "after_{unit}": Words(zh="平差后（{unit}）", en="after ({unit})"),
}


@dataclass(frozen=True, slots=True)
class Printing:
    """How areas are printed: the unit, its decimals, and how the last digit is rounded.

    Parameters
    ----------
    unit : {"m2", "ha", "mu", "km2"}
    decimals : int
        From 0 to 8.
    rounding : {"half-up", "half-even"}
        As the survey procedure has it, or as GB/T 8170 does.

    Raises
    ------
    InputError
        One of them is none of these.
    """

    unit: Unit = "m2"
    decimals: int = 2
    rounding: Rounding = "half-up"

    def __post_init__(self) -> None:
        _check("unit", self.unit, list(M2_PER))
        _check("decimals", self.decimals, list(range(9)))
        _check("rounding", self.rounding, list(get_args(Rounding)))

    @property
    def last_digit(self) -> Area:
        """One unit of the last digit."""
        return Area(M2_PER[self.unit] / 10**self.decimals)

    def counts(self, shares: NDArray[np.object_], whole: Area) -> NDArray[np.object_]:
        """Return shares of a whole in units of the last digit, rounded.

        Parameters
        ----------
        shares : ndarray of int, shape (n,)
            Not negative. Python's own integers, which do not overflow.
        whole : Area
            What one share is, exactly.
        """
        scale = whole.exact_m2 / self.last_digit.exact_m2
        counts: NDArray[np.object_] = shares * scale.numerator // scale.denominator
        rest = shares * scale.numerator % scale.denominator
        above, at_half = 2 * rest > scale.denominator, 2 * rest == scale.denominator
        up = above | (at_half & ((self.rounding == "half-up") | (counts % 2 == 1)))
        counts[up] += 1
        return counts

    def printed(self, counts: NDArray[np.object_]) -> tuple[Decimal, ...]:
        """Return numbers of units of the last digit as they are printed."""
        return tuple(Decimal(count).scaleb(-self.decimals) for count in counts)


def _check(name: str, value: object, known: list[object]) -> None:
    if value not in known:
        raise InputError(_BAD_OPTION, name=name, value=value, known=known)


@public_result
@dataclass(frozen=True, slots=True)
class Adjustment(InWords):
    """Parts before and after an adjustment, in the order they came.

    Parameters
    ----------
    raw_m2 : ndarray of float64, shape (n,)
        The parts as they came, in square metres.
    raw : tuple of Decimal
        Each part as it would be printed without an adjustment.
    adjusted : tuple of Decimal
        Each part as it is printed; their sum is `control` exactly.
    control : Decimal
        The printed control area.
    residual : Area
        The control area less the sum of the parts, both unrounded.
    tolerance : Area
        What the residual was held to.
    printing : Printing
        Unit, decimals and rounding of all that is printed.

    Examples
    --------
    >>> import geokit as gk
    >>> made = gk.adjust_to_control([600.0, 1400.0], gk.Area("3亩"))
    >>> made.adjusted
    (Decimal('600.00'), Decimal('1400.00'))
    """

    raw_m2: NDArray[np.float64] = field(repr=False, compare=False)
    raw: tuple[Decimal, ...]
    adjusted: tuple[Decimal, ...]
    control: Decimal
    residual: Area
    tolerance: Area
    printing: Printing

    @property
    def correction(self) -> tuple[Decimal, ...]:
        """Adjusted less raw, for each part."""
        return tuple(after - before for before, after in zip(self.raw, self.adjusted, strict=True))

    def to_frame(
        self, names: Sequence[object] | None = None, *, language: Language | None = None
    ) -> pd.DataFrame:
        """Return a table of one row a part: name, before, correction, after.

        Parameters
        ----------
        names : sequence, optional
            What to call the parts; 1, 2, 3 … where none are given.
        language : {"zh", "en"}, optional
            Of the headings. If left out, they are the same to every reader: ``part``, ``before_m2``,
            ``correction_m2``, ``after_m2``, by the unit that is printed.

        Returns
        -------
        pandas.DataFrame
            Areas are ``Decimal``, so that a column still adds up exactly.

        Raises
        ------
        InputError
            There is not one name for each part.
        """
        import pandas as pd

        labels = list(range(1, len(self.raw) + 1)) if names is None else list(names)
        if len(labels) != len(self.raw):
            raise InputError(_NAMES, given=len(labels), needed=len(self.raw))
        unit = self.printing.unit
        headings = [
            words.render(language, unit=UNIT_WORDS[unit]) if language else name.format(unit=unit)
            for name, words in _COLUMNS.items()
        ]
        columns = (labels, self.raw, self.correction, self.adjusted)
        return pd.DataFrame(dict(zip(headings, columns, strict=True)))

    def localize(self, language: Language) -> str:
        """Return one sentence on what was adjusted, and how."""
        return _SUMMARY.render(
            language,
            count=len(self.raw),
            control=f"{self.control:,f}",
            unit=UNIT_WORDS[self.printing.unit],
            residual=self.residual,
            tolerance=self.tolerance,
            rounding=ROUNDING_WORDS[self.printing.rounding],
        )

    def __str__(self) -> str:
        return self.localize(current_language())

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        return frame_html(self.to_frame(language=current_language()))


@public
def adjust_to_control(
    parts_m2: ArrayLike,
    control: Area,
    *,
    unit: Unit = "m2",
    decimals: int = 2,
    tolerance: Area | None = None,
    rounding: Rounding = "half-up",
) -> Adjustment:
    """Round parts so that they add up to their control area exactly.

    Parameters
    ----------
    parts_m2 : array_like, shape (n,)
        Areas of the parts in square metres, none of them negative.
    control : Area
        The area of the whole, which stands fast; it is printed rounded to `decimals`.
    unit : {"m2", "ha", "mu", "km2"}
        The unit that is printed.
    decimals : int
        Decimals that are printed, from 0 to 8.
    tolerance : Area, optional
        The largest residual that is adjusted. Where none is given, what the rounding of the parts and of
        the control area explains.
    rounding : {"half-up", "half-even"}
        As the survey procedure has it, or as GB/T 8170 does.

    Raises
    ------
    InputError
        The residual is beyond the tolerance, a part is negative or not finite, there is nothing to share, or
        an option has a value that it cannot have.

    Notes
    -----
    The arithmetic is exact. Among parts of one size, the first in the row is served first.

    Examples
    --------
    >>> thirds = adjust_to_control([1000 / 3] * 3, Area.from_m2(1000), decimals=1)
    >>> [str(part) for part in thirds.adjusted], str(sum(thirds.adjusted))
    (['333.4', '333.3', '333.3'], '1000.0')
    """
    printing = Printing(unit, decimals, rounding)
    raw_m2 = _checked_parts(parts_m2)
    shares, unit_share = exact_shares(raw_m2)
    share = Area(unit_share)
    if tolerance is None:
        tolerance = _rounding_noise(len(raw_m2), printing.last_digit)
    residual = _checked_residual(share * int(shares.sum()), control, tolerance)
    return Adjustment(
        raw_m2=raw_m2,
        raw=printing.printed(printing.counts(shares, share)),
        adjusted=printing.printed(_adjusted(shares, control, printing)),
        control=control.rounded(unit, decimals, rounding),
        residual=residual,
        tolerance=tolerance,
        printing=printing,
    )


def _checked_parts(parts_m2: ArrayLike) -> NDArray[np.float64]:
    try:
        parts = np.array(parts_m2, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(_NOT_AREAS) from None
    if parts.ndim != 1:
        raise InputError(_NOT_AREAS)
    if not parts.size:
        raise InputError(_EMPTY)
    bad = np.flatnonzero(~(np.isfinite(parts) & (parts >= 0)))
    if bad.size:
        raise InputError(_BAD_PART, position=int(bad[0]) + 1, value=float(parts[bad[0]]))
    if not parts.any():
        raise InputError(_NO_AREA)
    return parts


def _checked_residual(total: Area, control: Area, tolerance: Area) -> Area:
    if control.exact_m2 <= 0:
        raise InputError(_BAD_CONTROL, value=control)
    if tolerance.exact_m2 < 0:
        raise InputError(_BAD_TOLERANCE, value=tolerance)
    residual = control - total
    if abs(residual) > tolerance:
        said, limit = areas_apart(residual, tolerance)
        raise InputError(_TOO_FAR, control=control, residual=said, tolerance=limit)
    return residual


def _rounding_noise(count: int, last_digit: Area) -> Area:
    """Return what the rounding of `count` parts and their whole explains.

    Each is wrong by at most half a unit, evenly spread (variance 1/12): three standard deviations of the
    sum, or all of them wrong by half a unit where that is less.
    """
    return last_digit * min((count + 1) / 2, 3 * math.sqrt((count + 1) / 12))


def _adjusted(shares: NDArray[np.object_], control: Area, printing: Printing) -> NDArray[np.object_]:
    """Return the parts in units of the last digit, adding up to the control area."""
    counts = printing.counts(shares, control * Fraction(1, int(shares.sum())))
    whole = control.rounded(printing.unit, printing.decimals, printing.rounding)
    leftover = int(whole.scaleb(printing.decimals)) - int(counts.sum())
    # Rounding leaves over at most half a unit for each part and the whole, so no part is served twice.
    largest_first = np.argsort(-shares, kind="stable")
    counts[largest_first[: abs(leftover)]] += 1 if leftover > 0 else -1
    return counts

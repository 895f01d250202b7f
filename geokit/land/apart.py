"""A figure beside the limit that it breaks, in as many digits as tell them apart: 0.03 does not exceed 0.03."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING

from geokit.land.units import Area

if TYPE_CHECKING:
    from geokit.i18n import Language, Localizable

# What a difference is told from, so that it does not read 0.00.
NO_LAND = Area.from_m2(0)
_USUAL = 2
_USUAL_STEP = Fraction(1, 10**_USUAL)
_FLOAT_DIGITS = 18


@dataclass(frozen=True, slots=True)
class FineArea:
    """An area in square metres to more decimals than areas usually have; mu beside them would read the same as the other's.

    Parameters
    ----------
    area : Area
    decimals : int
    """

    area: Area
    decimals: int

    def localize(self, language: Language) -> str:
        """Return square metres, such as ``0.0312 m²``."""
        return self.area.text(language, "m2", self.decimals)


def areas_apart(area: Area, limit: Area) -> tuple[Localizable, Localizable]:
    """Return two areas as a sentence says them of which one is larger; the sign of a difference does not count.

    Examples
    --------
    >>> [each.localize("en") for each in areas_apart(Area.from_m2("0.0312"), Area.from_m2("0.0298"))]
    ['0.031 m²', '0.030 m²']
    >>> [each.localize("en") for each in areas_apart(Area.from_m2(12), Area.from_m2("0.01"))]
    ['12.00 m² (0.018 mu)', '0.01 m²']
    """
    sizes = abs(area), abs(limit)
    apart = abs(sizes[0] - sizes[1]).exact_m2
    # A whole step apart they are never rounded to the same figure.
    if apart == 0 or apart >= _USUAL_STEP:
        return area, limit
    decimals = next(each for each in count(_USUAL) if _differ(*sizes, each))
    return (area, limit) if decimals == _USUAL else (FineArea(area, decimals), FineArea(limit, decimals))


def _differ(one: Area, other: Area, decimals: int) -> bool:
    return one.rounded("m2", decimals) != other.rounded("m2", decimals)


def figures_apart(value: float, limit: float, decimals: int, *, digits: int = 6) -> tuple[str, str]:
    """Return a figure of so many decimals and a limit of so many digits, more of both where they would not tell which is larger.

    Examples
    --------
    >>> figures_apart(4.96, 5.0, 1), figures_apart(3.21, 5.0, 1)
    (('4.96', '5'), ('3.2', '5'))
    """
    order = Decimal(value).compare(Decimal(limit))
    # The first of them mostly tell: what is asked of each of many findings is made no further.
    texts = (_shown(value, limit, decimals + more, digits + more) for more in range(_FLOAT_DIGITS))
    told = next((each for each in texts if _read(each[0]).compare(_read(each[1])) == order), None)
    # What is no number differs from nothing.
    return told or _shown(value, limit, decimals, digits)


def _shown(value: float, limit: float, decimals: int, digits: int) -> tuple[str, str]:
    return f"{value:,.{decimals}f}", f"{limit:.{digits}g}"


def _read(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))

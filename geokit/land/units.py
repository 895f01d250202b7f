"""Areas that are exact: one mu is 2000/3 m², not 667.

A scalar area is an :class:`Area`; an array of areas is float64 with its unit in its name (``area_m2``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, total_ordering
from typing import Any, Final, Literal

from geokit.arguments import public_result
from geokit.errors import Given, InputError, OptionError
from geokit.escape import html_table
from geokit.i18n import InWords, Language, Words, current_language
from geokit.land.unit_figures import Unit as Unit  # noqa: PLC0414 - others take it from here
from geokit.land.unit_figures import read_unit_figure

Rounding = Literal["half-up", "half-even"]
Number = int | float | Decimal | Fraction | str

# 1 mu (亩) = 2000/3 m² exactly: 15 mu are 1 ha (land-use statistics, all three national surveys).
M2_PER: dict[Unit, Fraction] = {
    "m2": Fraction(1),
    "ha": Fraction(10_000),
    "mu": Fraction(2000, 3),
    "km2": Fraction(1_000_000),
}
MU_PER_M2 = 0.0015
_NO_MU: Final = "0.000"

UNIT_WORDS: dict[Unit, Words] = {
    "m2": Words(zh="平方米", en="m²"),
    "ha": Words(zh="公顷", en="ha"),
    "mu": Words(zh="亩", en="mu"),
    "km2": Words(zh="平方公里", en="km²"),
}

_NOT_FINITE = Words(
    zh="面积必须是有限的数，而不是 {value}", en="an area must be a finite number, not {value}"
)

_NOT_EXACT = Words(
    zh="Area() 须为带单位的文字（如 330亩）或分数（Fraction），而不是{value}；数请用 Area.from_m2、from_ha、from_mu 或 from_km2",
    en="Area() takes text with a unit, such as 330 mu, or a Fraction, not {value}; for a number use Area.from_m2, "
    "from_ha, from_mu or from_km2",
)
_NO_FIGURE = Words(
    zh="Area() 须为一个确切的数与单位，如 330亩、1.76万亩、22公顷、2048.92平方米，而不是“{text}”；"
    "约、余、不小于、区间等说法请用 DeclaredArea()",
    en="Area() takes one exact number with its unit, such as 330 mu, 1.76万亩, 22 ha or 2,048.92 m², not “{text}”; "
    "for about, at least or a range use DeclaredArea()",
)


@public_result
@total_ordering
@dataclass(frozen=True, slots=True, init=False)
class Area(InWords):
    """An exact area.

    Parameters
    ----------
    exact_m2 : str or fractions.Fraction
        One exact figure with its unit, as people write it, or a fraction of square metres. Numbers go through
        :meth:`from_m2` and its siblings, a figure that is about or at least so much through
        :class:`geokit.DeclaredArea`.

    Raises
    ------
    InputError
        The text is not one exact figure with its unit.
    OptionError
        It is neither text nor a fraction.

    Examples
    --------
    >>> Area("330亩") == Area("22公顷") == Area.from_mu(330)
    True
    >>> linghai = Area("330亩")
    >>> linghai.m2, linghai.ha, linghai.mu
    (220000.0, 22.0, 330.0)
    >>> Area.from_mu(1) * 15 == Area.from_ha(1)
    True
    >>> print(linghai)
    220,000.00 m² (330.000 mu)
    """

    exact_m2: Fraction

    def __init__(self, exact_m2: Fraction | str) -> None:
        # A bare number would be taken for square metres without a word.
        value = exact_m2 if isinstance(exact_m2, Fraction) else _read(exact_m2)
        object.__setattr__(self, "exact_m2", value)

    @classmethod
    def of(cls, value: Number, unit: Unit) -> Area:
        """Return `value` of `unit` as an area.

        Raises
        ------
        InputError
            The value is NaN or infinite.
        """
        # A number of numpy's is none to a Fraction.
        value = getattr(value, "item", lambda: value)()
        if isinstance(value, float | Decimal) and not math.isfinite(value):
            raise InputError(_NOT_FINITE, value=value)
        return cls(Fraction(value) * M2_PER[unit])

    @classmethod
    def from_m2(cls, value: Number) -> Area:
        """Return an area of `value` square metres."""
        return cls.of(value, "m2")

    @classmethod
    def from_ha(cls, value: Number) -> Area:
        """Return an area of `value` hectares."""
        return cls.of(value, "ha")

    @classmethod
    def from_mu(cls, value: Number) -> Area:
        """Return an area of `value` mu (亩)."""
        return cls.of(value, "mu")

    @classmethod
    def from_km2(cls, value: Number) -> Area:
        """Return an area of `value` square kilometres."""
        return cls.of(value, "km2")

    def exact(self, unit: Unit) -> Fraction:
        """Return the area in `unit`, exactly."""
        return self.exact_m2 / M2_PER[unit]

    @property
    def m2(self) -> float:
        """Square metres."""
        return float(self.exact_m2)

    @property
    def ha(self) -> float:
        """Hectares."""
        return float(self.exact("ha"))

    @property
    def mu(self) -> float:
        """Mu (亩), of 2000/3 m² each."""
        return float(self.exact("mu"))

    @property
    def km2(self) -> float:
        """Square kilometres."""
        return float(self.exact("km2"))

    def rounded(self, unit: Unit, decimals: int, rounding: Rounding = "half-up") -> Decimal:
        """Return the area in `unit`, rounded to `decimals` places.

        Half-up is what the land survey prints; half-even is GB/T 8170.

        Examples
        --------
        >>> Area.from_m2("0.125").rounded("m2", 2), Area.from_m2("0.125").rounded("m2", 2, "half-even")
        (Decimal('0.13'), Decimal('0.12'))
        """
        return self._figure(unit, decimals, rounding)

    def _figure(self, unit: Unit, decimals: int, rounding: Rounding = "half-up") -> Decimal:
        # Without a fraction in between, which would look for common factors: reports round by the ten thousand.
        exact, per = self.exact_m2, M2_PER[unit]
        return _rounded(
            exact.numerator * per.denominator, exact.denominator * per.numerator, decimals, rounding
        )

    def text(self, language: Language, unit: Unit = "m2", decimals: int = 2) -> str:
        """Return the area in one unit with thousands separators, such as ``17,600 mu``."""
        return self._text(language, unit, decimals)

    def _text(self, language: Language, unit: Unit = "m2", decimals: int = 2) -> str:
        return _with_unit(self._grouped(unit, decimals), unit, language)

    def _grouped(self, unit: Unit, decimals: int) -> str:
        exact, per = self.exact_m2, M2_PER[unit]
        return _grouped(exact.numerator * per.denominator, exact.denominator * per.numerator, decimals)

    def localize(self, language: Language) -> str:
        """Return square metres with mu beside them, unless so few that the mu would read 0.000."""
        # What is asked within is right, and need not be checked as what a caller hands in.
        m2, mu = self._text(language), self._grouped("mu", 3)
        if self.exact_m2 and mu == _NO_MU:
            return m2
        beside = _with_unit(mu, "mu", language)
        return f"{m2}（{beside}）" if language == "zh" else f"{m2} ({beside})"

    def __str__(self) -> str:
        return self.localize("en")

    def __repr__(self) -> str:
        return f"<Area {self}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001, ARG002 - IPython's signature
        printer.text(self.localize(current_language()))

    def __lt__(self, other: Area) -> bool:
        return self.exact_m2 < other.exact_m2

    def __add__(self, other: Area) -> Area:
        return Area(self.exact_m2 + other.exact_m2)

    def __sub__(self, other: Area) -> Area:
        return Area(self.exact_m2 - other.exact_m2)

    def __mul__(self, factor: float | Fraction) -> Area:
        return Area(self.exact_m2 * Fraction(factor))

    __rmul__ = __mul__

    def __abs__(self) -> Area:
        return Area(abs(self.exact_m2))

    def __bool__(self) -> bool:
        return self.exact_m2 != 0

    def _repr_html_(self) -> str:
        shown: tuple[tuple[Unit, int], ...] = (("mu", 3), ("m2", 2), ("ha", 4))
        language = current_language()
        return html_table([[self.text(language, unit, decimals) for unit, decimals in shown]])


def _with_unit(figure: str, unit: Unit, language: Language) -> str:
    return f"{figure} {UNIT_WORDS[unit].localize(language)}"


@lru_cache(maxsize=1024)
def _grouped(numerator: int, divisor: int, decimals: int) -> str:
    # A finding is said in both languages, and the tolerance of a rule in each of its findings.
    return f"{_rounded(numerator, divisor, decimals, 'half-up'):,}"


def _read(text: object) -> Fraction:
    if not isinstance(text, str):
        raise OptionError(_NOT_EXACT, value=Given(text))
    figure = read_unit_figure(text)
    if figure is None:
        raise InputError(_NO_FIGURE, text=text)
    value, unit = figure
    return value * M2_PER[unit]


def round_fraction(value: Fraction, decimals: int, rounding: Rounding = "half-up") -> Decimal:
    """Return an exact value rounded to `decimals` places, half away from zero or half to even.

    Examples
    --------
    >>> from fractions import Fraction
    >>> round_fraction(Fraction(5, 2), 0), round_fraction(Fraction(5, 2), 0, "half-even")
    (Decimal('3'), Decimal('2'))
    >>> round_fraction(Fraction(7, 2), 0), round_fraction(Fraction(7, 2), 0, "half-even")
    (Decimal('4'), Decimal('4'))
    """
    return _rounded(value.numerator, value.denominator, decimals, rounding)


def _rounded(numerator: int, divisor: int, decimals: int, rounding: Rounding) -> Decimal:
    # A fraction may have no finite decimal form: divide in integers, and compare twice the rest with the divisor.
    numerator *= 10**decimals
    whole, rest = divmod(abs(numerator), divisor)
    is_up = 2 * rest > divisor or (2 * rest == divisor and (rounding == "half-up" or whole % 2 == 1))
    units = (whole + is_up) * (1 if numerator >= 0 else -1)
    return Decimal(units).scaleb(-decimals)

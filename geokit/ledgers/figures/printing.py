"""How figures are printed: measured sums are balanced so that they add up; what is declared is only converted."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.land.units import M2_PER, Area, Unit
from geokit.ledgers.adjustment import adjust_to_control
from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray


UNITS: Final[dict[Unit, int]] = {"m2": 2, "ha": 4, "mu": 3}
BALANCED = Words(
    zh="量算面积按末位调平，使各分项之和等于合计；申报面积只作单位换算，不调平。",
    en="Measured sums are balanced in their last digit, so that the parts add up; declared areas are converted, never "
    "balanced.",
)


def mu_of(area_m2: float) -> Decimal:
    """Return a measured area in mu as it is printed.

    Examples
    --------
    >>> print(mu_of(1000.0))
    1.500
    """
    return Area.from_m2(float(area_m2)).rounded("mu", UNITS["mu"])


def converted(declared_m2: float, unit: Unit) -> Decimal:
    """Return a declared area in a unit, its last digit half-up.

    A figure that was declared in mu is a fraction in square metres, and a float near it: five more digits than are
    printed give back what was declared.

    Examples
    --------
    >>> print(converted(23_076.08, "mu"), converted(23_076.08, "ha"))
    34.614 2.3076
    >>> print(converted(34.6145 * 2000 / 3, "mu"))
    34.615
    """
    decimals = UNITS[unit]
    figure = Decimal(repr(round(declared_m2 / float(M2_PER[unit]), decimals + 5)))
    return figure.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def printed(values_m2: NDArray[np.float64], unit: Unit, whole: Area | None = None) -> NDArray[np.object_]:
    """Return measured areas as Decimals in a unit, rounded so that they add up to their rounded whole.

    Examples
    --------
    >>> [str(value) for value in printed(np.array([1 / 3] * 3), "m2")]
    ['0.34', '0.33', '0.33']
    """
    decimals, flat = UNITS[unit], values_m2.reshape(-1)
    total = Area(sum(map(Fraction, flat.tolist()), Fraction(0))) if whole is None else whole
    if not flat.any() or not total:
        return np.full(values_m2.shape, Decimal(0).scaleb(-decimals), dtype=object)
    # The whole may be printed itself, and be off by what its own balancing moved.
    slack = Area.of(Fraction(len(flat) + 2, 10**decimals), unit)
    made = adjust_to_control(flat, total, unit=unit, decimals=decimals, tolerance=slack)
    shown: NDArray[np.object_] = np.array(made.adjusted, dtype=object).reshape(values_m2.shape)
    return shown


def printed_table(
    rows_m2: NDArray[np.float64], totals_m2: NDArray[np.float64], unit: Unit
) -> NDArray[np.object_]:
    """Return rows as Decimals whose columns add up to their printed totals.

    The totals are balanced first and do not depend on how the rows divide them: by phase or by batch, supplied land
    is one figure.

    Examples
    --------
    >>> halves = printed_table(np.array([[0.005], [0.005]]), np.array([0.01]), "m2")
    >>> [[str(value) for value in row] for row in halves]
    [['0.00'], ['0.01']]
    """
    totals = printed(totals_m2, unit)
    columns = [
        printed(np.ascontiguousarray(column), unit, Area.of(total, unit))
        for column, total in zip(rows_m2.T, totals, strict=True)
    ]
    return np.stack(columns, axis=1) if len(rows_m2) else np.empty(rows_m2.shape, dtype=object)

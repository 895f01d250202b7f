"""To how many decimals areas are printed, and what is declared in one unit printed in another."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from geokit.land.units import M2_PER, Unit

UNITS: Final[dict[Unit, int]] = {"m2": 2, "ha": 4, "mu": 3}


def converted(declared_m2: float, unit: Unit, decimals: int | None = None) -> Decimal:
    """Return a declared area in a unit, its last digit half-up; with other decimals than are printed where asked.

    A figure that was declared in mu is a fraction in square metres, and a float near it: five more digits than are
    printed give back what was declared.

    Examples
    --------
    >>> print(converted(23_076.08, "mu"), converted(23_076.08, "ha"))
    34.614 2.3076
    >>> print(converted(34.6145 * 2000 / 3, "mu"))
    34.615
    """
    decimals = UNITS[unit] if decimals is None else decimals
    figure = Decimal(repr(round(declared_m2 / float(M2_PER[unit]), decimals + 5)))
    return figure.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)

"""How a ledger is set: days, shares, tables as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.escape import printable
from geokit.land.declared.area import Bound
from geokit.land.units import Area, round_fraction
from geokit.ledgers.adjustment import adjust_to_control
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    import pandas as pd

    from geokit.land.declared.area import DeclaredArea

_PERCENT_DECIMALS: Final = 1
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def day_words(day: date) -> Words:
    """Return a day as a reader writes it.

    Examples
    --------
    >>> from datetime import date
    >>> day_words(date(2026, 6, 1))
    Words(zh='2026年6月1日', en='1 June 2026')
    """
    return Words(
        zh=f"{day.year}年{day.month}月{day.day}日", en=f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    )


def share_of(area: Area, whole: DeclaredArea | None) -> Decimal | None:
    """Return per cent of a declared area, to one decimal; None where that is a bound, a range or nothing.

    Examples
    --------
    >>> from geokit.land.declared.area import DeclaredArea
    >>> from geokit.land.units import Area
    >>> print(share_of(Area.from_mu(33), DeclaredArea.parse("330亩")))
    10.0
    >>> print(share_of(Area.from_mu(33), DeclaredArea.parse("不小于3808亩")))
    None
    """
    if whole is None or whole.bound is not Bound.EXACT:
        return None
    return round_fraction(area.exact_m2 / whole.value.exact_m2 * 100, _PERCENT_DECIMALS)


def as_text(table: pd.DataFrame) -> str:
    """Return a table as text; a Chinese letter takes two columns, and a blank stays one."""
    import pandas as pd

    with pd.option_context("display.unicode.east_asian_width", True):  # noqa: FBT003 - pandas' signature
        return str(_shown(table).to_string(index=False))


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts cannot leave their cells."""
    filled = table.where(table.notna(), "").map(
        lambda value: printable(value) if isinstance(value, str) else value
    )
    return filled.set_axis([printable(str(name)) for name in filled.columns], axis=1)


def shares_of(areas: Sequence[Area], whole: DeclaredArea | None) -> list[Decimal | None]:
    """Return per cent of a declared area for each of several areas, rounded so that they add up to the whole's.

    Examples
    --------
    >>> from geokit.land.declared.area import DeclaredArea
    >>> from geokit.land.units import Area
    >>> print(*shares_of([Area.from_mu(1)] * 3, DeclaredArea.parse("3亩")))
    33.4 33.3 33.3
    """
    total = share_of(sum(areas, Area.from_m2(0)), whole)
    if whole is None or not total:
        return [total] * len(areas)
    percent = np.array([float(area.exact_m2 / whole.value.exact_m2 * 100) for area in areas])
    slack = Area.from_m2(len(areas))
    made = adjust_to_control(percent, Area.from_m2(total), decimals=_PERCENT_DECIMALS, tolerance=slack)
    return list(made.adjusted)


def without_zeros(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the columns that hold nothing but zeros and blanks."""
    filled = [any(bool(value) for value in table[name] if value is not None) for name in table]
    return table.loc[:, filled]

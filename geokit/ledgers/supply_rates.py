"""The rates of a table of supply, and why one of them has no figure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from geokit.i18n import Words
from geokit.land.units import Area
from geokit.ledgers.figures.model import printed_part
from geokit.ledgers.figures.progress import Progress
from geokit.ledgers.forms import Sentence
from geokit.ledgers.indicators.table import IndicatorTable, indicator_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from geokit.land.units import Unit
    from geokit.ledgers.acquisition.model import Ledger
    from geokit.ledgers.acquisition.over_time import Unsupplied

_UNUSED: Final = "unused_m2"
_NO_CONTRACTS = Words(
    zh="没有给出供地合同{option:contracts}", en="no contracts of supply are given{option:contracts}"
)
_SHORT_CONTRACTS = Words(
    zh="供地合同缺少算出供而未用的字段", en="the contracts lack a column that tells what is not used"
)


def supply_rates(
    now: Ledger,
    unsupplied: Unsupplied,
    since: date,
    wholes: Mapping[str, Mapping[Unit, Decimal]],
    *,
    has_contracts: bool,
) -> IndicatorTable:
    """Return the disposal rate and the others, as the settings define them.

    Of land that is not used nothing is known without contracts, or where these lack a column: that is said, and not
    which of the columns made here is empty.
    """
    rates = indicator_table({"stock": _stock(now, unsupplied, since, wholes)}, settings="supply")
    if "unused" in wholes:
        return rates
    why = Sentence.of(_SHORT_CONTRACTS if has_contracts else _NO_CONTRACTS)
    figures = (
        replace(each, missing=(why,))
        if any(term.sum == _UNUSED for term in (*each.indicator.numerator, *each.indicator.denominator))
        else each
        for each in rates.figures
    )
    return replace(rates, figures=tuple(figures))


def _stock(
    now: Ledger, unsupplied: Unsupplied, since: date, wholes: Mapping[str, Mapping[Unit, Decimal]]
) -> pd.DataFrame:
    """Return the figures that rates are made of, exact as printed in mu; a column that is not known is left out."""
    before = now.on(since)
    opening = before.approved_not_supplied()
    left = dict(zip(unsupplied.parcels["id"], unsupplied.parcels["area_m2"], strict=True))
    disposed_m2 = sum(
        max(0.0, area - left.get(name, 0.0))
        for name, area in sorted(zip(opening.parcels["id"], opening.parcels["area_m2"], strict=True))
    )
    supplied = Fraction(now.to_frame(units=["mu"]).iloc[-1]["supplied_mu"]) * Fraction(2000, 3)
    known = {
        "opening_m2": opening.total.exact_m2,
        "disposed_m2": Area.from_mu(printed_part(before, disposed_m2, [Progress.APPROVED])).exact_m2,
        "unsupplied_m2": unsupplied.total.exact_m2,
        "supplied_m2": supplied,
        "approved_m2": unsupplied.total.exact_m2 + supplied,
    }
    if "unused" in wholes:
        known[_UNUSED] = Area.from_mu(wholes["unused"]["mu"]).exact_m2
    return pd.DataFrame({name: pd.Series([value], dtype=object) for name, value in known.items()})

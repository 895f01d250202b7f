"""What stands below a table of land classes on its figures: what balancing moved, and what rounding did."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np

from geokit.i18n import Words
from geokit.land.units import M2_PER, UNIT_WORDS, Area, Unit
from geokit.ledgers.forms import Sentence
from geokit.ledgers.land_classes.faults import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geokit.land.limits import Limit
    from geokit.ledgers.adjustment import Printing

DECIMALS: Final[Mapping[str, int]] = {"m2": 2, "ha": 4, "mu": 3, "km2": 6}
_RESIDUAL = Words(
    zh="平差前：控制面积与各地类之和最大相差 {area}（地块 {parcel}，{percent}%），容差 {limit}",
    en="before balancing, classes and control area differ most by {area} (parcel {parcel}, {percent}%); tolerance {limit}",
)
_WHOLE = Words(
    zh="合计 {m2} 平方米 = {mu} 亩 = {ha} 公顷（由合计换算）",
    en="in all {m2} m² = {mu} mu = {ha} ha (converted from the sum)",
)
_ROUNDED = Words(
    zh="合计 {printed} {unit}是各地块取位后的控制面积之和；先加后取位为 {exact} {unit}",
    en="the sum of {printed} {unit} is that of the parcels' control areas as printed; added up before they are rounded they "
    "come to {exact} {unit}",
)
_PRINTS_AS_NONE = Words(
    zh="地块 {ids} 的控制面积不足 {least} {unit}，表中为 0",
    en="{ids}: a control area of less than {least} {unit}, which is 0 here",
)


def lines_on_figures(
    about: pd.DataFrame, cells: pd.DataFrame, printing: Printing, limit: Limit
) -> Iterator[Sentence]:
    """Yield the largest residual, the whole in each unit, and where rounding can be seen.

    Parameters
    ----------
    about, cells : DataFrame
        As ``parcels`` and ``cells`` of :class:`geokit.LandClassTable`.
    printing : Printing
    limit : Limit
        By which share control and classes may differ.
    """
    yield _residual_line(about, limit)
    yield _whole_line(cells, printing)
    yield from _rounded_line(about, cells, printing)
    yield from _none_line(about, cells, printing)


def _residual_line(about: pd.DataFrame, limit: Limit) -> Sentence:
    residual = (about["control_m2"] - about["sum_m2"]).to_numpy()
    share = np.abs(residual) / about["control_m2"].to_numpy()
    at = int(np.argmax(share))
    return Sentence.of(
        _RESIDUAL,
        area=Area.from_m2(float(abs(residual[at]))),
        parcel=about["id"].iloc[at],
        percent=f"{share[at] * 100:.4f}",
        limit=limit,
    )


def _whole_line(cells: pd.DataFrame, printing: Printing) -> Sentence:
    total = Area(M2_PER[printing.unit] * int(cells["count"].sum()) / 10**printing.decimals)
    shown: dict[str, Any] = {
        each: f"{total.rounded(each, DECIMALS[each]):,f}" for each in get_args(Unit) if each != "km2"
    }
    return Sentence.of(_WHOLE, **shown)


def _rounded_line(about: pd.DataFrame, cells: pd.DataFrame, printing: Printing) -> Iterator[Sentence]:
    """Say by how much rounding each parcel's control moves the sum, where that can be seen."""
    exact = Area.from_m2(float(np.sort(about["control_m2"].to_numpy()).sum()))
    whole = exact.rounded(printing.unit, printing.decimals, printing.rounding)
    printed = Decimal(int(cells["count"].sum())).scaleb(-printing.decimals)
    if whole != printed:
        yield Sentence.of(
            _ROUNDED, printed=f"{printed:,f}", exact=f"{whole:,f}", unit=UNIT_WORDS[printing.unit]
        )


def _none_line(about: pd.DataFrame, cells: pd.DataFrame, printing: Printing) -> Iterator[Sentence]:
    """Say which parcels are too small for the last digit."""
    none = (cells.groupby("parcel")["count"].sum() == 0).to_numpy()
    if none.any():
        ids, least = about["id"].to_numpy(dtype=object)[none], Decimal(1).scaleb(-printing.decimals)
        yield Sentence.of(
            _PRINTS_AS_NONE, ids=listed(ids), least=f"{least:f}", unit=UNIT_WORDS[printing.unit]
        )

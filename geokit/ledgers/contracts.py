"""What contracts of supply tell of parcels: which are supplied and not used, and which are suspected of lying idle."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.days import read_day
from geokit.i18n import Words
from geokit.ledgers.contract_faults import odd_contracts
from geokit.ledgers.figures.progress import Progress, progress_of
from geokit.ledgers.figures.sums import order_of
from geokit.ledgers.forms import Sentence
from geokit.ledgers.idle import IdleRule, is_by, note_missing_fields, suspected
from geokit.ledgers.records import first_of
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.ledgers.acquisition.model import Ledger
    from geokit.ledgers.records import Records

_NO_START = Words(zh="供而未用不能算出", en="land that is not used cannot be told")
_NO_ID = Words(zh="合同不能与地块对上", en="contracts cannot be joined to parcels")
_UNMATCHED = Words(
    zh="合同中的地块编号在地块中没有：{ids}", en="contracts name parcels that there are none of: {ids}"
)
_WITHOUT = Words(
    zh="已供地块没有合同，未计入供而未用：{ids}",
    en="parcels supplied without a contract are not counted as not used: {ids}",
)
_AGAIN = Words(
    zh="同一地块有几份合同，采用约定开工最晚的一份：{ids}",
    en="parcels with several contracts, of which the one with the latest agreed start is used: {ids}",
)
_SHARED = Words(
    zh="合同中的地块编号有几宗地块共用，不能对上：{ids}",
    en="contracts name numbers that several parcels share and cannot be joined: {ids}",
)
_NOT_SUPPLIED = Words(
    zh="合同所指地块截至当日未供应，未计入：{ids}",
    en="contracts of parcels that are not supplied by the day are not counted: {ids}",
)


def by_contracts(
    records: Records, now: Ledger, rule: IdleRule, day: date
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Return what is supplied and not used, and what is suspected; None where a column is missing.

    Only parcels that are supplied by the day take part; land counts once, and land that another parcel uses is used.
    """
    note_missing_fields(records)
    if not records.has("id"):
        records.note_missing("id", _NO_ID)
        return None, None
    names = now.names
    rows_of = {name: at for at, name in enumerate(names)}
    supplied = (progress_of(now.reached) == Progress.SUPPLIED) & ~now.withdrawn
    known = _known(records, rows_of, now, supplied)
    areas = dict(zip(names, np.nan_to_num(now.land.area_m2).tolist(), strict=True))
    for words, ids in odd_contracts(records, known, areas, _supplied_on(now, rows_of), day):
        _note(records, words, ids)
    reasons = dict(suspected(records, list(known.values()), areas, rule, day))
    suspects = [rows_of[name] for name, row in known.items() if row in reasons]
    by_row = {rows_of[name]: reasons.get(row) for name, row in known.items()}
    _note(records, _WITHOUT, set(names[supplied]) - set(known))
    if not records.has("actual_start") or (not known and supplied.any()):
        # A sum of 0 would read as if there were none.
        return None, None
    tells = records.has("agreed_start") or records.has("stopped_on")
    idle = _listed(now, suspects, supplied, {"reason": by_row}) if tells else None
    agreed, unused = records.days("agreed_start"), _unused(records, known, day)
    due = {rows_of[name]: each.isoformat() if (each := agreed[known[name]]) else None for name in unused}
    return _listed(now, [rows_of[name] for name in unused], supplied, {"agreed_start": due}), idle


def _known(
    records: Records, rows_of: dict[str, int], now: Ledger, supplied: NDArray[np.bool_]
) -> dict[str, int]:
    """Return the contract of each parcel that is supplied; others are named."""
    of: dict[str, list[int]] = {}
    for row, name in enumerate(records.texts("id")):
        if name is not None:
            of.setdefault(name, []).append(row)
    numbers = now.parcels["id"].astype(str)
    shared = set(of) & set(numbers[numbers.duplicated()])
    strange = set(of) - set(rows_of) - shared
    early = {name for name in of if name in rows_of and not supplied[rows_of[name]]}
    known = sorted(set(of) - strange - shared - early, key=natural_key)
    for words, ids in (
        (_UNMATCHED, strange),
        (_SHARED, shared),
        (_NOT_SUPPLIED, early),
        (_AGAIN, {name for name in known if len(of[name]) > 1}),
    ):
        _note(records, words, ids)
    agreed = records.days("agreed_start")
    # By what the rows say, not by where they stand.
    return {
        name: max(of[name], key=lambda row: (agreed[row] or date.min, records.said(row))) for name in known
    }


def _supplied_on(now: Ledger, rows_of: dict[str, int]) -> dict[str, date | None]:
    days = now.parcels["supplied_on"].to_numpy(dtype=object)
    return {name: read_day(days[at]) for name, at in rows_of.items()}


def _note(records: Records, words: Words, ids: set[str]) -> None:
    if ids:
        records.remark(Sentence.of(words, ids=first_of(sorted(ids, key=natural_key))))


def _unused(records: Records, known: dict[str, int], day: date) -> list[str]:
    started, completed = records.days("actual_start"), records.days("completed")
    return [
        name for name, row in known.items() if not is_by(completed[row], day) and not is_by(started[row], day)
    ]


def _listed(
    now: Ledger, rows: list[int], supplied: NDArray[np.bool_], more: dict[str, dict[int, Any]]
) -> pd.DataFrame:
    """Return the parcels of a list, each piece of land once: supplied land that is not on the list goes before."""
    on_list = np.zeros(len(now.parcels), bool)
    on_list[rows] = True
    taken = now.land.shared_before(order_of(on_list), supplied)
    area_m2 = np.maximum(np.nan_to_num(now.land.area_m2) - now.land.measured_m2(taken), 0.0)
    names, table = now.names, now.parcels
    ordered = sorted(rows, key=lambda at: (natural_key(str(names[at])), str(names[at])))
    made = {
        "id": names[ordered],
        "batch": table["batch"].to_numpy(dtype=object)[ordered],
        "supplied_on": table["supplied_on"].to_numpy(dtype=object)[ordered],
        **{name: pd.Series([values[at] for at in ordered], dtype=object) for name, values in more.items()},
        "area_m2": area_m2[ordered],
    }
    return pd.DataFrame(made)

"""What contracts of supply tell of parcels: which are supplied and not used, and which are suspected of lying idle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.i18n import Words
from geokit.ledgers.forms import Sentence
from geokit.ledgers.idle import IdleRule, note_missing_fields, suspected
from geokit.parcels.table import parcel_ids
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

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
    zh="同一地块有几份合同，只用第一份：{ids}",
    en="parcels with several contracts, of which the first is used: {ids}",
)
_NAMED = 8


def by_contracts(
    records: Records, now: Ledger, rule: IdleRule, day: date
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Return what is supplied and not used, and what is suspected; None where a column is missing."""
    note_missing_fields(records)
    if not records.has("id"):
        records.note_missing("id", _NO_ID)
        return None, None
    names = parcel_ids(now.parcels)
    areas = dict(zip(names, np.nan_to_num(now.land.area_m2).tolist(), strict=True))
    about = dict(zip(names, now.parcels.to_dict("records"), strict=True))
    known = _known(records, areas)
    reasons = dict(suspected(records, areas, rule, day))
    idle = [
        {"id": name, "batch": about[name]["batch"], "reason": reasons[row], "area_m2": areas[name]}
        for name, row in known.items()
        if row in reasons
    ]
    unused = _unused(records, known, about, areas, day) if records.has("actual_start") else None
    if unused is not None:
        _note_without(records, now, set(known))
    return unused, _listed(idle, ("id", "batch", "reason", "area_m2"))


def _known(records: Records, areas: dict[str, float]) -> dict[str, int]:
    """Return the first contract of each parcel; those of no parcel and second ones are named."""
    first: dict[str, int] = {}
    strange, again = set(), set()
    for row, name in enumerate(records.texts("id")):
        if name is None:
            continue
        if name not in areas:
            strange.add(name)
        elif name in first:
            again.add(name)
        else:
            first[name] = row
    for words, ids in ((_UNMATCHED, strange), (_AGAIN, again)):
        if ids:
            records.remark(Sentence.of(words, ids=sorted(ids, key=natural_key)[:_NAMED]))
    return first


def _unused(
    records: Records, known: dict[str, int], about: dict[str, Any], areas: dict[str, float], day: date
) -> pd.DataFrame:
    agreed, started = records.days("agreed_start"), records.days("actual_start")
    completed = records.days("completed")
    rows = []
    for name, row in known.items():
        began, due = started[row], agreed[row]
        if completed[row] is None and (began is None or began > day):
            parcel = about[name]
            rows.append(
                {
                    "id": name,
                    "batch": parcel["batch"],
                    "supplied_on": parcel["supplied_on"],
                    "agreed_start": due.isoformat() if due else None,
                    "area_m2": areas[name],
                }
            )
    return _listed(rows, ("id", "batch", "supplied_on", "agreed_start", "area_m2"))


def _listed(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    ordered = sorted(rows, key=lambda row: natural_key(str(row["id"])))
    return pd.DataFrame(ordered, columns=list(columns))


def _note_without(records: Records, now: Ledger, known: set[str]) -> None:
    """Say which parcels are supplied and have no contract."""
    names, table = parcel_ids(now.parcels), now.parcels
    supplied = table["supplied_on"].notna().to_numpy() | (table["stage"] == "supplied").to_numpy()
    without = sorted(set(names[supplied]) - known, key=natural_key)
    if without:
        records.remark(Sentence.of(_WITHOUT, ids=without[:_NAMED]))

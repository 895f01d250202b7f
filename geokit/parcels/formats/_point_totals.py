"""The areas that stand beside the parcels of a table of points: whose they are, and whether they contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.columns import map_columns
from geokit.parcels.field_names import DECLARED
from geokit.parcels.formats._point_notes import Total, declared_of, disagree
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.parcels.formats._point_grouping import TableParcel
    from geokit.parcels.notices import Remarks

_DECLARED = "申报面积"

_OF_ALL = Words(
    zh="“{text}”是全表合计，未与任何单个地块比对",
    en="“{text}” is of the whole table and was held against no single parcel",
)


def declare(parcels: Sequence[TableParcel], above: Sequence[Total], remarks: Remarks) -> None:
    """Give each parcel the area that is stated beside it."""
    own = _own_totals(parcels, above)
    for at, total in own.items():
        parcel = parcels[at]
        text = declared_of(total, remarks)
        targets = map_columns(parcel.attributes)
        has = next((name for name, target in targets.targets.items() if target == DECLARED), None)
        if has is None:
            parcel.attributes[_DECLARED] = text
        else:
            disagree(parcel.attributes[has], targets.unit, total, remarks)
    used = {id(total) for total in own.values()}
    if len(parcels) > 1:
        for total in (*above, *(each for parcel in parcels for each in parcel.totals)):
            if id(total) not in used:
                remarks.add("total_of_table", _OF_ALL, line=total.line, text=total.text)


def _own_totals(parcels: Sequence[TableParcel], above: Sequence[Total]) -> dict[int, Total]:
    """Return the area that is stated beside each parcel, by its position: not that of the whole table.

    Parameters
    ----------
    parcels : sequence of TableParcel
        Of one table.
    above : sequence of Total
        Areas that stand above all points: those of the parcel where there is one.
    """
    if len(parcels) == 1:
        all_of_it = [*above, *parcels[0].totals]
        return {0: _joined(all_of_it)} if all_of_it else {}
    found = {at: parcel.totals[0] for at, parcel in enumerate(parcels) if parcel.totals}
    last = len(parcels) - 1
    # Of several parcels only the last has a total below it: that is the table's.
    if set(found) == {last} and not found[last].is_own:
        return {}
    return found


def _joined(totals: Sequence[Total]) -> Total:
    first = totals[0]
    figures = tuple(dict.fromkeys(figure for total in totals for figure in total.figures))
    return Total(first.line, " ".join(total.text for total in totals), figures, first.is_own)

"""What the columns of a parcel table are called in a shapefile: ten bytes of pinyin initials, as offices have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each is read again as the column it came from.
_PINYIN = {
    "id": "DKBH",
    "name": "DKMC",
    "phase": "QC",
    "batch": "PCMC",
    "stage": "JD",
    "status": "ZT",
    "declared_m2": "DKMJ",
    "village": "ZLDWMC",
    "ownership": "QSXZ",
    "land_use": "DKYT",
    "land_class": "DLBM",
    "approved_on": "PZRQ",
    "acquired_on": "ZSRQ",
    "stored_on": "RKRQ",
    "supplied_on": "GDRQ",
}
# Said by the figure itself once it is in m² with its decimals, or without a field that offices know.
LEFT_OUT = frozenset({"declared_half_unit_m2", "declared_text", "declared_method"})
_WIDTH = 10


def field_names(columns: Sequence[str], encoding: str) -> dict[str, str]:
    """Return each column's name in a shapefile: unique, and ten bytes at most in the encoding.

    Examples
    --------
    >>> field_names(["id", "declared_m2", "remarks_of_the_village", "remarks_of_the_office"], "gbk")
    {'id': 'DKBH', 'declared_m2': 'DKMJ', 'remarks_of_the_village': 'remarks_of', 'remarks_of_the_office': 'remarks__1'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        wanted = _cut(_PINYIN.get(column, column), encoding, _WIDTH)
        name, number = wanted, 0
        while name.upper() in taken:
            number += 1
            ending = f"_{number}"
            name = _cut(wanted, encoding, _WIDTH - len(ending)) + ending
        taken.add(name.upper())
        names[column] = name
    return names


def _cut(name: str, encoding: str, width: int) -> str:
    while len(name.encode(encoding, "replace")) > width:
        name = name[:-1]
    return name

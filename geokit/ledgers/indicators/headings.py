"""Headings of tables: which column of the settings a heading is, and in which unit its figures are."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from geokit.ledgers.indicators.model import Kind, kind_of
from geokit.parcels import heading_units
from geokit.parcels.codes import fold
from geokit.parcels.heading_units import AREA_M2

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geokit.ledgers.indicators.model import ColumnNames

# How many square metres, yuan or metres a unit is.
UNITS: Final[Mapping[Kind, Mapping[str, Fraction]]] = {
    "area": AREA_M2,
    "money": {
        **dict.fromkeys(("yuan", "元"), Fraction(1)),
        **dict.fromkeys(("wanyuan", "万元"), Fraction(10_000)),
        **dict.fromkeys(("yiyuan", "亿元"), Fraction(100_000_000)),
    },
    "length": dict.fromkeys(("m", "米"), Fraction(1)),
}
_LONGEST_FIRST: Final = {kind: sorted(units, key=len, reverse=True) for kind, units in UNITS.items()}
# The pattern tries every place for the unit's beginning; no heading is so long.
_LONGEST: Final = 200
# Titles and the name of the office stand above the headings.
_HIGHEST_HEADING: Final = 20
_ENDING: Final = re.compile(r"_(m2|yuan|m)$")


class Recognised(NamedTuple):
    """What a heading is: its column, how far down the list its spelling stands, and the size of its unit, if it says one."""

    column: str
    rank: int
    size: Fraction | None


def recognise(heading: str, columns: Mapping[str, ColumnNames]) -> list[Recognised]:
    """Return the columns that a heading may be, the nearest first.

    Examples
    --------
    >>> from geokit.ledgers.indicators.model import ColumnNames
    >>> from geokit.programme.record import Name
    >>> columns = {"area_m2": ColumnNames(name=Name(zh="面积", en="area"), headings=["面积"])}
    >>> (
    ...     recognise("面积（亩）", columns)[0].size,
    ...     recognise("面积", columns)[0].size,
    ...     recognise("备注", columns),
    ... )
    (Fraction(2000, 3), None, [])
    """
    if len(heading) > _LONGEST:
        return []
    folded = fold(heading).strip("*:")
    found = [
        Recognised(column, rank, size)
        for column, names in columns.items()
        if (match := _match(folded, heading.strip(), column, names)) is not None
        for rank, size in [match]
    ]
    return sorted(found, key=lambda each: each.rank)


def _match(folded: str, heading: str, column: str, names: ColumnNames) -> tuple[int, Fraction | None] | None:
    kind = kind_of(column)
    if heading == column:
        return 0, Fraction(1)
    spelled = [
        fold(each) for each in (_ENDING.sub("", column), names.name.zh, names.name.en, *names.headings)
    ]
    base, size = split_unit(folded, kind)
    if folded in spelled:
        return spelled.index(folded) + 1, Fraction(1) if kind in ("number", "count") else None
    if size is not None and base in spelled:
        return spelled.index(base) + 1, size
    return None


def split_unit(folded: str, kind: Kind) -> tuple[str, Fraction | None]:
    """Return what stands before a unit of a kind at the end of a heading or a cell, and how large the unit is.

    Examples
    --------
    >>> split_unit("投资总额(万元)", "money"), split_unit("面积", "area")
    (('投资总额', Fraction(10000, 1)), ('面积', None))
    """
    for unit in _LONGEST_FIRST.get(kind, ()):
        bare = folded.rstrip(")]")
        if bare.endswith(unit) and bare != unit:
            base = bare.removesuffix(unit)
            return re.sub(r"[(\[,/:]*(?:单位[:=]?)?$", "", base), UNITS[kind][unit]
    return folded, None


def units_above(titles: Iterable[str]) -> dict[Kind, Fraction]:
    """Return by kind the units that stand above a table's headings: 单位：公顷、万元; none where there are two of a kind.

    Examples
    --------
    >>> units_above(["园区用地情况", "单位：公顷、万元"])
    {'area': Fraction(10000, 1), 'money': Fraction(10000, 1)}
    """
    said = heading_units.units_above(titles)
    sizes = {
        kind: {units[part] for part in said if part in units}
        for kind, units in UNITS.items()
        if kind != "length"
    }
    return {kind: min(found) for kind, found in sizes.items() if len(found) == 1}


def heading_block(
    rows: Sequence[Sequence[str]], columns: Mapping[str, ColumnNames]
) -> tuple[int, int, list[str]]:
    """Return the first row of a table's headings, the row below them, and the headings.

    The row that reads most like headings, or the first that says anything where none does. Headings may be of two rows, as where
    投资 stands above 计划投资 and 已投资; what is above counts for itself where nothing is below it, and with what is below it
    where both make one heading.

    Parameters
    ----------
    rows : sequence of sequence of str
        The sheet's first rows; an empty cell is an empty text.
    columns : mapping of str to ColumnNames

    Examples
    --------
    >>> from geokit.ledgers.indicators.model import ColumnNames
    >>> from geokit.programme.record import Name
    >>> columns = {
    ...     "planned_supplied_m2": ColumnNames(name=Name(zh="计划供应", en="supply"), headings=[]),
    ...     "year": ColumnNames(name=Name(zh="年度", en="year"), headings=[]),
    ... }
    >>> heading_block([["年度", "计划", ""], ["", "供应（亩）", "其他"], ["2025", "3", ""]], columns)
    (0, 2, ['年度', '计划供应（亩）', '其他'])
    >>> heading_block([["年度", "计划", ""], ["", "供应（亩）", "其他"]], columns)[:2]
    (0, 2)
    """
    is_known = [
        [bool(cell) and bool(recognise(cell, columns)) for cell in row] for row in rows[:_HIGHEST_HEADING]
    ]
    known = [sum(row) for row in is_known]
    at = known.index(max(known)) if any(known) else next((i for i, row in enumerate(rows) if any(row)), 0)
    if not rows:
        return 0, 1, []
    for upper in (at, at - 1):
        if 0 <= upper < len(rows) - 1 and (made := _two_rows(rows[upper], rows[upper + 1], columns)):
            return upper, upper + 2, made
    return at, at + 1, list(rows[at])


def _two_rows(
    upper: Sequence[str], lower: Sequence[str], columns: Mapping[str, ColumnNames]
) -> list[str] | None:
    """Return the headings of two rows; None where the second is no part of the headings."""
    width = max(len(upper), len(lower))
    above, below = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    made: list[str] = []
    groups, group = 0, ""
    for one, other in zip(above, below, strict=True):
        group = one or group
        if not other:
            made.append(one)
            continue
        if any(sign.isdigit() for sign in other):
            return None
        # 面积 below 规划 and below 现状 is neither by itself.
        offers = (group + other,) if below.count(other) > 1 else (group + other, other)
        whole = next((each for each in offers if recognise(each, columns)), offers[-1])
        # A row of data below its headings: each cell stands below a heading of its own.
        if one and recognise(one, columns) and not recognise(whole, columns):
            return None
        groups += bool(recognise(whole, columns))
        made.append(whole)
    return made if groups and any(not other for one, other in zip(above, below, strict=True) if one) else None


def taken_headings(
    headings: Iterable[str], columns: Mapping[str, ColumnNames]
) -> tuple[dict[str, tuple[str, Fraction | None]], list[tuple[str, str]]]:
    """Return by column the heading that is taken and its unit, and each heading that lost with the one that was taken.

    Of several for one column, the one that names a unit is taken, then the one further up the list. A heading may be two
    columns: 年度 is a year, and the day of a supply as far as it is known.
    """
    offers: dict[str, list[tuple[bool, int, str, Fraction | None]]] = {}
    for heading in headings:
        for column, rank, size in recognise(heading, columns):
            offers.setdefault(column, []).append((size is None, rank, heading, size))
    taken: dict[str, tuple[str, Fraction | None]] = {}
    lost = []
    for column, offered in offers.items():
        _, _, heading, size = min(offered, key=lambda each: each[:3])
        taken[column] = heading, size
        lost += [(other, heading) for _, _, other, _ in offered if other != heading]
    return taken, lost

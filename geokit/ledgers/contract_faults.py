"""What cannot be in a contract of supply: days in the wrong order, days to come, more developed than there is land."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from geokit.ledgers.records import Records

_ORDERS: Final = (
    ("actual_start", "completed", Words(zh="竣工早于实际开工：{ids}", en="completed before it was started: {ids}")),
    ("actual_start", "stopped_on", Words(zh="停工早于实际开工：{ids}", en="stopped before it was started: {ids}")),
)  # fmt: skip
_BEFORE_SUPPLY: Final = Words(zh="实际开工早于供地日期：{ids}", en="started before it was supplied: {ids}")
_NEVER_STARTED: Final = Words(
    zh="已竣工而没有实际开工日期，按已用计：{ids}",
    en="completed without an actual start, and counted as used: {ids}",
)
_TO_COME: Final = Words(
    zh="{column}在截至日期之后，按尚未发生计：{ids}",
    en="{column} lies after the day of the table, and counts as not yet so: {ids}",
)
_FUTURES: Final = {
    "actual_start": Words(zh="实际开工日期", en="the actual start"),
    "completed": Words(zh="竣工日期", en="the completion"),
    "stopped_on": Words(zh="停工日期", en="the stop"),
}
_MORE_LAND: Final = Words(
    zh="已开发面积大于地块面积，请核对：{ids}",
    en="more is developed than the parcel has, look at the table again: {ids}",
)


def odd_contracts(
    records: Records,
    known: Mapping[str, int],
    areas_m2: Mapping[str, float],
    supplied_on: Mapping[str, date | None],
    day: date,
) -> Iterator[tuple[Words, set[str]]]:
    """Yield what is odd and the parcels whose contracts it is odd of, where there are any.

    Parameters
    ----------
    records : Records
        Contracts.
    known : mapping of str to int
        The contract's row of each parcel.
    areas_m2 : mapping of str to float
    supplied_on : mapping of str to date or None
    day : date
        The day that the table speaks of.
    """
    days = {name: records.days(name) for name in _FUTURES}
    started, completed = days["actual_start"], days["completed"]
    for first, second, words in _ORDERS:
        ends, begins = days[second], days[first]
        yield (
            words,
            {name for name, row in known.items() if (a := begins[row]) and (b := ends[row]) and b < a},
        )
    yield (
        _BEFORE_SUPPLY,
        {name for name, row in known.items() if (a := started[row]) and (b := supplied_on[name]) and a < b},
    )
    if records.has("actual_start"):
        yield (
            _NEVER_STARTED,
            {
                name
                for name, row in known.items()
                if started[row] is None and (done := completed[row]) and done <= day
            },
        )
    for column, called in _FUTURES.items():
        late = {name for name, row in known.items() if (each := days[column][row]) and each > day}
        yield _to_come(called), late
    # A hundredth more is how areas are rounded.
    developed = records.figures("developed_m2")
    yield (
        _MORE_LAND,
        {
            name
            for name, row in known.items()
            if developed[row] is not None
            and areas_m2[name] > 0
            and developed[row] > Fraction(areas_m2[name]) * Fraction(101, 100)
        },
    )


def _to_come(called: Words) -> Words:
    return Words(zh=_TO_COME.zh.replace("{column}", called.zh), en=_TO_COME.en.replace("{column}", called.en))

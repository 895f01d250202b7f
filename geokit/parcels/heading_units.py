"""The units of areas that headings name, or a line above them: 面积（亩）, 面积（万平方米）, Area (10,000 mu), 单位：亩."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from geokit.land.unit_figures import UNIT_AS_LABEL, UNITS
from geokit.land.units import M2_PER
from geokit.parcels.codes import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from geokit.land.units import Unit

# As headings are folded; 平 and 平方 are words of other headings too.
UNIT_WORDS: Mapping[str, tuple[Unit, Fraction]] = MappingProxyType(
    {fold(word): unit for word, unit in UNITS.items() if word not in ("平", "平方")}
)

# What a heading counts its unit in: 万平方米, 10,000 mu.
_TIMES: Mapping[str, int] = MappingProxyType(
    {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "亿": 10**8}
    | {f"{count:{form}}": count for count in (1000, 10**4) for form in ("", ",")}
)

# How many square metres each is.
AREA_M2: Mapping[str, Fraction] = MappingProxyType(
    {
        times + word: count * size * M2_PER[unit]
        for times, count in _TIMES.items()
        for word, (unit, size) in UNIT_WORDS.items()
    }
)

# A line that says 长度单位 too goes on behind it.
_UNIT_LINE = re.compile(r"(?:单位|units?)[:：]\s*((?:(?!单位|units?[:：]).)+)", re.IGNORECASE)

# What a price or a density is of is the unit of no area: 元/平方米.
_OF_A_RATE = re.compile(r"(?<=[元人户吨株])\s?[/／每]\s?[^、，,/;；\s)）]+")

# The pattern tries every place for the unit's beginning; no heading is so long.
_LONGEST = 200

_WITH_UNIT = re.compile(
    rf"^(?P<base>.+?)[(\[,/:]*(?:单位[:=]?)?(?P<times>{'|'.join(sorted(_TIMES, key=len, reverse=True))})"
    rf"(?P<unit>{'|'.join(map(re.escape, sorted(UNIT_WORDS, key=len, reverse=True)))})[)\]]*$"
)


def with_unit(name: str) -> re.Match[str] | None:
    """Return a folded heading as the name of an area with its unit behind it; 亩数 is 面积（亩）."""
    return _WITH_UNIT.match(UNIT_AS_LABEL.sub(r"面积\1", name)) if len(name) <= _LONGEST else None


def counted_in(match: re.Match[str]) -> Unit | float:
    """Return the unit that a heading names, or how many square metres it counts in."""
    return _named(match["times"] + match["unit"])


def units_above(titles: Iterable[str]) -> set[str]:
    """Return the units, folded, that stand above a table's headings.

    Examples
    --------
    >>> sorted(units_above(["园区用地情况", "单位：公顷、万元"]))
    ['万元', '公顷']
    """
    return {
        fold(part)
        for title in titles
        for match in _UNIT_LINE.finditer(title[:_LONGEST])
        for part in re.split(r"[、，,/;；\s]+", match[1].rstrip(")）"))
    }


def area_unit_above(titles: Iterable[str]) -> Unit | float | None:
    """Return the unit of areas that stands above a table's headings, or how many square metres it is; None where there are two.

    Examples
    --------
    >>> area_unit_above(["收储地块台账", "（单位：亩、万元）"]), area_unit_above(["单位：万平方米"])
    ('mu', 10000.0)
    >>> area_unit_above(["单位：米"]) is area_unit_above(["单位：亩/公顷"]) is area_unit_above(
    ...     ["单位：元/亩"]
    ... ) is None
    True
    """
    plain = (_OF_A_RATE.sub("", title[:_LONGEST]) for title in titles)
    units = {_named(unit) for unit in units_above(plain) if unit in AREA_M2}
    return units.pop() if len(units) == 1 else None


def _named(word: str) -> Unit | float:
    """Return a unit; where it is none of geokit's own, how many square metres it is."""
    m2 = AREA_M2[word]
    own = UNIT_WORDS.get(word)
    return own[0] if own is not None and own[1] == 1 else float(m2)

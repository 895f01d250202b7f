"""The units of areas that headings name: 面积（亩）, 面积（万平方米）, Area (10,000 mu), 亩数."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from geokit.land.unit_figures import UNIT_AS_LABEL, UNITS
from geokit.land.units import M2_PER
from geokit.parcels.codes import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    unit, size = UNIT_WORDS[match["unit"]]
    count = _TIMES[match["times"]] * size
    return unit if count == 1 else float(count * M2_PER[unit])

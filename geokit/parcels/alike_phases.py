"""Phases of one table that differ only in how they are written: sums part what is one phase to a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geokit.i18n import Abbreviated, Words
from geokit.parcels.alike_ids import compared
from geokit.parcels.diagnostics import Notice
from geokit.parcels.phases import phase_number

if TYPE_CHECKING:
    from typing import Any

_ALIKE = Words(
    zh="期次只是写法不同：{phases}；现分开统计，若为同一期，请统一写法",
    en="phases differ only in how they are written: {phases}; they are counted apart: write them alike where they are one",
)


def about_alike_phases(phases: Any) -> list[Notice]:
    """Return a remark on phases that differ only in how they are written; none where there are none.

    Examples
    --------
    >>> [notice.en.partition(";")[0] for notice in about_alike_phases(["一期", "1期", "二期", None])]
    ['phases differ only in how they are written: 一期 = 1期']
    """
    groups: dict[int | str, list[str]] = {}
    for text in map(str, pd.unique(pd.Series(phases, dtype=object).dropna())):
        plain = "".join(text.split())
        groups.setdefault(phase_number(plain) or compared(plain), []).append(text)
    alike = [" = ".join(names) for names in groups.values() if len(names) > 1]
    return [Notice.of("phases_alike", _ALIKE, phases=Abbreviated(alike))] if alike else []

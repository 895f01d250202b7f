"""How far each phase has come, today and on the days that dates of the parcels name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import pandas as pd

from geokit.land.units import MU_PER_M2
from geokit.maps import site_words as say
from geokit.maps.dates import date_words
from geokit.maps.payload import Json, Said, Text, both
from geokit.maps.stages import GROUPS, TO_ACQUIRE, group_numbers
from geokit.parcels.table import DATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray


class Moment(TypedDict):
    """What a map shows on a day.

    Attributes
    ----------
    name : mapping
        The day, in both languages.
    bars : list
        From :func:`phase_bars`.
    headline : mapping
        What is still to acquire.
    at, groups : list of int
        The parcels that were in another group than on the last day, and in which.
    """

    name: Json
    bars: list[Json]
    headline: Json
    at: list[int]
    groups: list[int]


# So many days can be told apart on a slider; of more, some are left out, evenly.
MOST_DAYS = 12


def mu_text(mu: float) -> str:
    """Return mu for a reader: one decimal, or whole from a thousand.

    Examples
    --------
    >>> mu_text(12.34), mu_text(12345.6)
    ('12.3', '12,346')
    """
    return f"{mu:,.0f}" if mu >= 1000 else f"{mu:,.1f}"  # noqa: PLR2004 - as the docstring says


def phase_bars(
    phases: NDArray[np.intp], groups: NDArray[np.intp], area_m2: NDArray[np.float64], names: Sequence[Text]
) -> list[Json]:
    """Return one bar a phase that has parcels: its mu, and the share of each group.

    Parameters
    ----------
    phases : ndarray of int, shape (n,)
        The position of each parcel's phase in `names`.
    groups : ndarray of int, shape (n,)
        The position of each parcel in :data:`~geokit.maps.stages.GROUPS`.
    area_m2 : ndarray of float64, shape (n,)
        NaN where a parcel cannot be measured; it is not counted.
    names : sequence of text
        The names of the phases.
    """
    cells, shape = phases * len(GROUPS) + groups, (len(names), len(GROUPS))
    size = len(names) * len(GROUPS)
    mu = np.bincount(cells, np.nan_to_num(area_m2) * MU_PER_M2, size).reshape(shape)
    counts = np.bincount(cells, ~np.isnan(area_m2), size).astype(int).reshape(shape)
    present = np.flatnonzero(np.bincount(phases, minlength=len(names)))
    return [
        {
            "phase": phase,
            "name": both(names[phase]),
            "total": mu_text(float(mu[phase].sum())),
            "parts": [
                {
                    "group": group,
                    "share": round(float(mu[phase, group] / mu[phase].sum()), 4),
                    "mu": round(float(mu[phase, group]), 3),
                    "count": int(counts[phase, group]),
                }
                for group in np.flatnonzero(mu[phase]).tolist()
            ],
        }
        for phase in present.tolist()
    ]


def days_between(parcels: gpd.GeoDataFrame, as_of: date) -> list[date]:
    """Return the days on which a parcel got further, the last one being `as_of`; none where there are no dates.

    Days after `as_of` are plans and are left out; of very many days, some are.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels([square(0, 0, 1)] * 2, supplied_on=["2023-05-01", "2027-01-01"])
    >>> [str(day) for day in days_between(table, date(2024, 1, 1))]
    ['2023-04-30', '2023-05-01', '2024-01-01']
    """
    written = pd.concat([parcels[name] for name in DATE_COLUMNS]).dropna().unique()
    dated = pd.to_datetime(pd.Series(written, dtype=object), format="%Y-%m-%d", errors="coerce").dropna()
    days = sorted(each.date() for each in dated if each.date() <= as_of)
    if not days:
        return []
    chosen = np.unique(np.linspace(0, len(days) - 1, MOST_DAYS - 2).round().astype(int))
    before = date.fromordinal(max(days[0].toordinal() - 1, 1))
    return sorted({before, *(days[at] for at in chosen), as_of})


def moments(
    parcels: gpd.GeoDataFrame,
    as_of: date,
    *,
    phases: NDArray[np.intp],
    area_m2: NDArray[np.float64],
    names: Sequence[Text],
) -> list[Moment]:
    """Return what a map shows on each day of :func:`days_between`."""
    last = group_numbers(parcels, as_of)
    found: list[Moment] = []
    for day in days_between(parcels, as_of):
        groups = group_numbers(parcels, day)
        others = np.flatnonzero(groups != last)
        name = date_words(day.isoformat())
        to_go = float(np.nansum(area_m2[groups == TO_ACQUIRE])) * MU_PER_M2
        found.append(
            {
                "name": both(name),
                "bars": phase_bars(phases, groups, area_m2, names),
                "headline": {
                    "value": both(Said.of(say.MU, mu=mu_text(to_go))),
                    "label": both(Said.of(say.TO_GO_ON, day=name)),
                },
                "at": others.tolist(),
                "groups": groups[others].tolist(),
            }
        )
    return found

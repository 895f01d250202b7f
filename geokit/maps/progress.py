"""How far each phase has come, today and on the days that dates of the parcels name: the figures of the ledger."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import pandas as pd

from geokit.dates import date_words
from geokit.i18n import LANGUAGES, Words
from geokit.land.printing import converted
from geokit.ledgers.figures.groups import BLANK
from geokit.ledgers.figures.model import ParkLand, in_given_order
from geokit.ledgers.figures.progress import Progress, stage_of
from geokit.maps.cards import figure_text
from geokit.maps.parcel_figures import Changes, changes, counted_thousandths
from geokit.page.marks import GROUPS
from geokit.page.payload import Json, LocalizedText, Text, localized
from geokit.parcels.table import DATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.figures.equation import Term

_WITH_NOTE = Words(zh="{label}（{note}）", en="{label}; {note}")
_TO_GO = Words(zh="尚待征收", en="still to acquire")
_TO_GO_SHOWN = Words(zh="尚待征收（仅所列地块）", en="still to acquire, of the parcels shown")
_TO_GO_ON = Words(zh="尚待征收（截至{day}）", en="still to acquire on {day}")
_TO_GO_SHOWN_ON = Words(
    zh="尚待征收（截至{day}，仅所列地块）", en="still to acquire on {day}, of the parcels shown"
)
_NO_PHASE = Words(zh="未注明期次", en="phase not stated")
_PUBLISHED = Words(zh="公布 {figure}", en="published: {figure}")
_BY_PARCELS = Words(zh="地块面积共 {mu} 亩", en="declared by its parcels: {mu} mu")


class Moment(TypedDict):
    """What a map shows on a day.

    Attributes
    ----------
    name : mapping
        The day, in both languages.
    bars : list
        From :func:`phase_bars`.
    headlines : list
        From :func:`equation_headlines`.
    at, groups : list of int
        The parcels that were in another group than on the last day, and in which.
    counted : mapping
        The parcels of which more or less is counted than on the last day, in thousandths of a mu.
    """

    name: Json
    bars: list[Json]
    headlines: list[Json]
    at: list[int]
    groups: list[int]
    counted: Changes


# So many days can be told apart on a slider; of more, some are left out, evenly.
MOST_DAYS = 12


def phase_bars(figures: ParkLand) -> list[Json]:
    """Return one bar a phase that has parcels: its mu, what of it each group has, and the area that it is to have.

    Land that was taken back has a part without a share: it is in no total.
    """
    sums, mu = figures.figures, figures.printed["mu"]
    present = np.flatnonzero(sums.counts.sum(axis=1)).tolist()
    return [
        {
            "phase": phase,
            "id": figures.groups.codes()[phase][0],
            "name": localized(_phase_name(figures, phase)),
            "total": f"{mu[phase, : len(Progress)].sum():,}",
            "uncounted": int(sums.uncounted[phase]),
            "frame": _frame(figures, phase),
            "parts": [_part(figures, phase, group) for group in np.flatnonzero(sums.counts[phase]).tolist()],
        }
        for phase in present
    ]


def _frame(figures: ParkLand, phase: int) -> Json | None:
    """Return the area that was published of a phase, or else what its parcels declare, all of them."""
    zone, sums = figures.groups.phases[phase], figures.figures
    if zone is not None and zone.declared_area is not None:
        declared = zone.declared_area
        text = LocalizedText.of(_PUBLISHED, figure=figure_text(declared))
        return {"mu": float(converted(declared.value.m2, "mu")), "text": localized(text)}
    if sums.undeclared[phase] or not sums.declared_m2[phase]:
        return None
    mu = sums.printed_declared("mu")[phase]
    return {"mu": float(mu), "text": localized(_BY_PARCELS, mu=f"{mu:,}")}


def _phase_name(figures: ParkLand, phase: int) -> Text:
    label = figures.groups.labels[phase][0]
    return _NO_PHASE if label is BLANK else label


def _part(figures: ParkLand, phase: int, group: int) -> Json:
    whole = float(figures.printed["mu"][phase, : len(Progress)].sum())
    mu = float(_mu_of(figures, phase, group))
    return {
        "group": group,
        "share": round(mu / whole, 4) if whole and group < len(Progress) else 0,
        "mu": mu,
        "count": int(figures.figures.counts[phase, group]),
        "uncounted": int(figures.figures.unmeasured[phase, group]),
    }


def _mu_of(figures: ParkLand, phase: int, group: int) -> Decimal:
    if group < len(Progress):
        found: Decimal = figures.printed["mu"][phase, group]
        return found
    return figures.withdrawn_mu[phase]


def legend_lines(figures: ParkLand, present: Sequence[int]) -> list[Json]:
    """Return the groups in `present` as the legend names them: how many parcels they have, and their mu."""
    counts, unmeasured = (each.sum(axis=0) for each in (figures.figures.counts, figures.figures.unmeasured))
    return [
        {
            "group": number,
            "key": GROUPS[number].key,
            "name": localized(GROUPS[number].words),
            "count": int(counts[number]),
            "uncounted": int(unmeasured[number]),
            "mu": f"{sum(_mu_of(figures, phase, number) for phase in range(len(figures.groups))):,}",
        }
        for number in present
    ]


def equation_headlines(figures: ParkLand, day: Text | None, keys: frozenset[str]) -> list[Json]:
    """Return the right side of the equation as headlines; what is still to acquire, if anything, is the main one.

    Parameters
    ----------
    figures : ParkLand
        Of the day.
    day : text or None
        Named where the day matters.
    keys : frozenset of str
        Terms that are shown even where they are zero, so that every day has the same.
    """
    equation = figures.equation
    note = LocalizedText(equation.not_counted("zh"), equation.not_counted("en"))
    plain, dated = (_TO_GO_SHOWN, _TO_GO_SHOWN_ON) if equation.is_partial else (_TO_GO, _TO_GO_ON)
    to_go: Text = LocalizedText.of(dated, day=day) if day is not None else plain
    return [
        _headline(term, to_go if term.key == _MAIN else term.label, note) for term in equation.shown(keys)
    ]


_MAIN = "to_acquire"


def _headline(term: Term, label: Text, note: LocalizedText) -> Json:
    named = LocalizedText.of(_WITH_NOTE, label=label, note=note) if term.bound == "least" else label
    return {
        "term": term.key,
        "sign": term.sign,
        "value": {language: term.value(language) for language in LANGUAGES},
        "label": localized(named),
        "is_main": term.key == _MAIN and not term.is_nothing,
    }


def moments(today: ParkLand, counted: NDArray[np.intp]) -> list[Moment]:
    """Return what a map shows on each day of :func:`days_between`.

    Parameters
    ----------
    today : ParkLand
        The figures of the last day.
    counted : ndarray of int
        What each parcel adds to them, from :func:`geokit.maps.parcel_figures.counted_thousandths`.
    """
    days = days_between(today.parcels, today.as_of)
    then = [today.on(day) for day in days]
    keys = frozenset(term.key for figures in then for term in figures.equation.shown())
    last = _groups(today)
    found: list[Moment] = []
    for figures in then:
        groups, name = _groups(figures), date_words(figures.as_of.isoformat())
        others = np.flatnonzero(groups != last)
        found.append(
            {
                "name": localized(name),
                "bars": phase_bars(figures),
                "headlines": equation_headlines(figures, name, keys),
                "at": others.tolist(),
                "groups": groups[others].tolist(),
                "counted": changes(counted_thousandths(figures), counted),
            }
        )
    return found


def _groups(figures: ParkLand) -> NDArray[np.intp]:
    return in_given_order(figures, stage_of(figures.reached))


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

"""How far parcels had come by a day: by their status, or else by their stage, and by their dates."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geokit.days import to_iso_date
from geokit.i18n import Language, Words
from geokit.parcels.codes import STAGES, stage_code, status_code
from geokit.parcels.values import to_text, translate_values

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

# Positions in STAGES, below which stand parcels that say nothing, and those that were taken back.
NOT_STATED: Final = -1
WITHDRAWN: Final = -2
_AT: Final = {term.code: position for position, term in enumerate(STAGES)}
_OF_STATUS: Final = {
    "planned": _AT["planned"],
    "pre_announced": _AT["planned"],
    "agreed": _AT["planned"],
    "submitted": _AT["planned"],
    "approved": _AT["approved"],
    "acquired": _AT["acquired"],
    "delivered": _AT["acquired"],
    "stored": _AT["stored"],
    "serviced": _AT["stored"],
    "supplied": _AT["supplied"],
    "under_construction": _AT["supplied"],
    "built": _AT["supplied"],
    "withdrawn": WITHDRAWN,
}
_OF_DATE: Final = {
    "approved_on": _AT["approved"],
    "acquired_on": _AT["acquired"],
    "stored_on": _AT["stored"],
    "supplied_on": _AT["supplied"],
}
_CODES: Final = {"stage": stage_code, "status": status_code}


class Progress(IntEnum):
    """Three strong groups, and land of which nothing is said."""

    SUPPLIED = 0
    APPROVED = 1
    TO_ACQUIRE = 2
    NOT_STATED = 3

    def localize(self, language: Language) -> str:
        """Return the group's name in a language."""
        return PROGRESS_WORDS[self].localize(language)


_SUPPLIED: Final = (Progress.SUPPLIED,)
_APPROVED: Final = (Progress.SUPPLIED, Progress.APPROVED)
# How far land has come, at least, on which a date has passed.
DATED: Final = {
    "approved_on": _APPROVED,
    "acquired_on": _APPROVED,
    "stored_on": _APPROVED,
    "supplied_on": _SUPPLIED,
}


PROGRESS_WORDS = {
    Progress.SUPPLIED: Words(zh="已供应", en="supplied"),
    Progress.APPROVED: Words(zh="批而未供", en="approved, not supplied"),
    Progress.TO_ACQUIRE: Words(zh="待征收", en="to acquire"),
    Progress.NOT_STATED: Words(zh="进度未注明", en="progress not stated"),
}


# The number of land that was taken back, after those of Progress.
TAKEN_BACK: Final = len(Progress)


def with_terms(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a parcel table whose stages and statuses are codes and whose dates are ISO dates.

    A stage or status that is no term stays as it is written; a date that is none is left out.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels([square(0, 0, 1)], stage=["供地"], approved_on=["2026年1月5日"])
    >>> with_terms(table).loc[0, ["stage", "approved_on"]].tolist()
    ['supplied', '2026-01-05']
    """
    normalized = parcels.copy()
    for name in (*_CODES, *_OF_DATE):
        # A column of a hundred thousand parcels has a handful of values.
        codes, distinct = pd.factorize(parcels[name])
        written = to_text(pd.Series(distinct, dtype=object))
        terms, _ = translate_values(written, _CODES.get(name, to_iso_date))
        if name in _CODES:
            terms = np.where(pd.isna(terms), written, terms)
        normalized[name] = pd.Series([*terms, None], dtype=object).to_numpy()[codes]
    return normalized


def stages_reached(parcels: gpd.GeoDataFrame, as_of: date) -> NDArray[np.intp]:
    """Return the position in ``vocabulary.STAGES`` of the stage that each parcel had reached.

    A status wins over the stage of the layer that a parcel lies on. A date that lies after `as_of` has not
    happened yet, whatever the status says; one that has passed has.

    Parameters
    ----------
    parcels : GeoDataFrame
        A parcel table.
    as_of : date
        The day that is asked about.

    Returns
    -------
    ndarray of int, shape (n,)
        :data:`NOT_STATED` where nothing is said, :data:`WITHDRAWN` where the parcel was taken back.

    Examples
    --------
    >>> from datetime import date
    >>> from geokit.testing import make_parcels, square
    >>> columns = {"status": ["built", None, None], "stage": ["planned", "supplied", None]}
    >>> table = make_parcels([square(0, 0, 1)] * 3, **columns, supplied_on=[None, "2026-05-01", None])
    >>> stages_reached(table, date(2026, 6, 1)).tolist(), stages_reached(table, date(2026, 4, 1)).tolist()
    ([4, 4, -1], [4, 3, -1])
    """
    given = parcels["status"].map(_OF_STATUS).fillna(parcels["stage"].map(_AT))
    reached: NDArray[np.intp] = given.fillna(NOT_STATED).to_numpy(dtype=np.intp)
    kept, day = reached != WITHDRAWN, as_of.isoformat()
    dates = {name: _compared(parcels[name], day) for name in _OF_DATE}
    for name, stage in _OF_DATE.items():
        reached = np.where(kept & dates[name].later, np.minimum(reached, stage - 1), reached)
    # What is still to be approved is planned, even where nothing else is said of it.
    reached = np.where(kept & dates["approved_on"].later, _AT["planned"], reached)
    for name, stage in _OF_DATE.items():
        reached = np.where(kept & dates[name].passed, np.maximum(reached, stage), reached)
    return reached


def progress_of(reached: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the number of each parcel's :class:`Progress`; a parcel that was taken back states none.

    Examples
    --------
    >>> progress_of(np.array([4, 3, 1, 0, -1])).tolist()
    [0, 1, 1, 2, 3]
    """
    groups = [reached == _AT["supplied"], reached >= _AT["approved"], reached == _AT["planned"]]
    found: NDArray[np.intp] = np.select(groups, list(Progress)[:3], default=Progress.NOT_STATED)
    return found


def stage_of(reached: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the number of each parcel's :class:`Progress`, or :data:`TAKEN_BACK`.

    Examples
    --------
    >>> stage_of(np.array([4, 0, WITHDRAWN])).tolist()
    [0, 2, 4]
    """
    return np.where(reached == WITHDRAWN, TAKEN_BACK, progress_of(reached))


class _Compared(NamedTuple):
    """Whether each date of a column lies after a day, and whether it has come."""

    later: NDArray[np.bool_]
    passed: NDArray[np.bool_]


def _compared(column: pd.Series, day: str) -> _Compared:
    # ISO dates stand in the order of their text. Many parcels have few dates; the last place is for none.
    codes, distinct = pd.factorize(column)
    texts = np.array([*map(str, distinct), ""], dtype=np.str_)
    return _Compared((texts > day)[codes], ((texts != "") & (texts <= day))[codes])

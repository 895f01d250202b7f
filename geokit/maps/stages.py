"""How far land has come, in three strong groups: supplied; approved, not supplied; to acquire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.words import Words

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class StageGroup:
    """A group of stages and statuses that are drawn alike.

    Parameters
    ----------
    key : str
        Its name in the page's style.
    words : Words
        Its name in the legend.
    colour : str
        One of Okabe and Ito's.
    dash : str
        The dash of its outline, as in SVG; empty is a full line.
    codes : frozenset of str
        The stages and statuses of :mod:`geokit.parcels.vocabulary` that belong to it.
    """

    key: str
    words: Words
    colour: str
    dash: str
    codes: frozenset[str]


SUPPLIED = StageGroup(
    "supplied",
    Words(zh="已供应", en="supplied"),
    "#009E73",
    "",
    frozenset({"supplied", "under_construction", "built"}),
)
APPROVED = StageGroup(
    "approved",
    Words(zh="已批未供", en="approved, not supplied"),
    "#0072B2",
    "9 4",
    frozenset({"approved", "acquired", "delivered", "stored", "serviced"}),
)
TO_ACQUIRE = StageGroup(
    "to-acquire",
    Words(zh="待征收", en="to acquire"),
    "#D55E00",
    "2 4",
    frozenset({"planned", "pre_announced", "agreed", "submitted"}),
)
WITHDRAWN = StageGroup(
    "withdrawn", Words(zh="已撤回", en="withdrawn"), "#7A7A7A", "1 6", frozenset({"withdrawn"})
)
NOT_STATED = StageGroup(
    "not-stated", Words(zh="进度未注明", en="progress not stated"), "#8C8C8C", "", frozenset()
)

GROUPS = (SUPPLIED, APPROVED, TO_ACQUIRE, WITHDRAWN, NOT_STATED)


def group_numbers(parcels: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Return the position in :data:`GROUPS` of each parcel: by its status, or else by its stage.

    Examples
    --------
    >>> import shapely
    >>> from geokit.parcels.table import parcel_frame
    >>> columns = {"status": ["built", None, None], "stage": ["planned", "stored", None]}
    >>> group_numbers(parcel_frame(columns, [shapely.box(0, 0, 1, 1)] * 3)).tolist()
    [0, 1, 4]
    """
    numbers = {code: number for number, group in enumerate(GROUPS) for code in group.codes}
    known = parcels["status"].map(numbers).fillna(parcels["stage"].map(numbers))
    result: NDArray[np.intp] = known.fillna(GROUPS.index(NOT_STATED)).to_numpy(dtype=np.intp)
    return result

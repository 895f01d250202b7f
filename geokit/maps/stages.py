"""How far land has come, in three strong groups: supplied; approved, not supplied; to acquire.

The groups are those of the ledger, so that a map and a ledger of one day say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geokit.ledgers.figures.equation import WITHDRAWN_WORDS
from geokit.ledgers.figures.progress import (
    PROGRESS_WORDS,
    Progress,
    stages_reached,
    standing_of,
    with_terms,
)

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from geokit.words import Words


@dataclass(frozen=True, slots=True)
class StageGroup:
    """Parcels that are drawn alike.

    Parameters
    ----------
    key : str
        The group's name in the page's style.
    words : Words
        Its name in the legend.
    colour : str
        One of Okabe and Ito's.
    dash : str
        The dash of its outline, as in SVG; empty is a full line.
    """

    key: str
    words: Words
    colour: str
    dash: str


# In the order of Progress; land that was taken back comes after.
GROUPS = (
    StageGroup("supplied", PROGRESS_WORDS[Progress.SUPPLIED], "#009E73", ""),
    StageGroup("approved", PROGRESS_WORDS[Progress.APPROVED], "#0072B2", "9 4"),
    StageGroup("to-acquire", PROGRESS_WORDS[Progress.TO_ACQUIRE], "#D55E00", "2 4"),
    StageGroup("not-stated", PROGRESS_WORDS[Progress.NOT_STATED], "#8C8C8C", "6 2 1 2"),
    StageGroup("withdrawn", WITHDRAWN_WORDS, "#7A7A7A", "1 6"),
)
TO_ACQUIRE = int(Progress.TO_ACQUIRE)


def group_numbers(parcels: gpd.GeoDataFrame, as_of: date) -> NDArray[np.intp]:
    """Return the position in :data:`GROUPS` of each parcel on a day.

    Examples
    --------
    >>> from datetime import date
    >>> import shapely
    >>> from geokit.parcels.table import parcel_frame
    >>> columns = {"status": ["built", None, "withdrawn"], "stage": ["planned", "stored", None]}
    >>> group_numbers(parcel_frame(columns, [shapely.box(0, 0, 1, 1)] * 3), date(2024, 1, 1)).tolist()
    [0, 1, 4]
    """
    return standing_of(stages_reached(with_terms(parcels), as_of))

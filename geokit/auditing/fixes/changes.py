"""What a proposal changes, as a table: a row a parcel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geokit.coverage.overlay import robust_difference
from geokit.geometry.arrays import as_array
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.auditing.audited import Audited

    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

COLUMNS: Final = (
    "park", "id", "before_m2", "after_m2", "gained_m2", "lost_m2", "moved_m", "declared_before", "declared_after", "row",
)  # fmt: skip
# The part of an edge after which its distance from the other line is looked at again.
_EVERY: Final = 0.1


def changes_of(audited: Audited, rows: Ints, before: Shapes, after: Shapes) -> pd.DataFrame:
    """Return a row for each redrawn parcel, by its position; declared areas are still those of before.

    Parameters
    ----------
    audited : Audited
        The park.
    rows : ndarray of int
        The redrawn parcels.
    before, after : ndarray of shapely polygons
        Their old and new outlines, in metres.
    """
    columns = {
        "park": audited.name,
        "id": parcel_ids(audited.parcels)[rows],
        "before_m2": shapely.area(before),
        "after_m2": shapely.area(after),
        "gained_m2": shapely.area(robust_difference(after, before)),
        "lost_m2": shapely.area(robust_difference(before, after)),
        "moved_m": moved_m(before, after),
        "declared_before": None,
        "declared_after": None,
        "row": as_array(audited.own_tables.labels(rows)),
    }
    return pd.DataFrame(columns, index=rows)


def moved_m(before: Shapes, after: Shapes) -> NDArray[np.float64]:
    """Return how far the line of each outline has moved, in metres."""
    moved: NDArray[np.float64] = shapely.hausdorff_distance(
        shapely.boundary(before), shapely.boundary(after), densify=np.full(len(before), _EVERY)
    )
    return moved


def joined_changes(changes: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the changes of several parks as one table."""
    changed = [each for each in changes if len(each)]
    return pd.concat(changed, ignore_index=True) if changed else pd.DataFrame(columns=list(COLUMNS))

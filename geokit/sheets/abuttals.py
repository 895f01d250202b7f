"""The four abuttals of a parcel (四至): what lies east, south, west and north of it, as the table says or the lines show."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd
import shapely

from geokit.geometry.rings import Rings
from geokit.i18n import Words
from geokit.land.limits import TOPOLOGY_TOLERANCE
from geokit.parcels.codes import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

Side = Literal["east", "south", "west", "north"]
# In the order in which they are read out: 东、南、西、北.
SIDES: Final[tuple[Side, ...]] = ("east", "south", "west", "north")
SIDE_WORDS: Final[Mapping[Side, Words]] = MappingProxyType(
    {
        "east": Words(zh="东至", en="east"),
        "south": Words(zh="南至", en="south"),
        "west": Words(zh="西至", en="west"),
        "north": Words(zh="北至", en="north"),
    }
)
# Folded names of columns: how tables head them, and the fields of the registration database.
_COLUMNS: Final[Mapping[Side, frozenset[str]]] = MappingProxyType(
    {
        "east": frozenset({"东至", "四至东", "宗地四至东", "zdszd", "abutseast"}),
        "south": frozenset({"南至", "四至南", "宗地四至南", "zdszn", "abutssouth"}),
        "west": frozenset({"西至", "四至西", "宗地四至西", "zdszx", "abutswest"}),
        "north": frozenset({"北至", "四至北", "宗地四至北", "zdszb", "abutsnorth"}),
    }
)
_WITHIN_M: Final = TOPOLOGY_TOLERANCE.value
# What touches in a corner is no neighbour, and a step in a long common line turns it to no other side.
_LEAST_M, _LEAST_SHARE = 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Abuttals:
    """What lies on the four sides of one parcel.

    Attributes
    ----------
    texts : dict of str to str
        ``east``, ``south``, ``west``, ``north``; empty where nobody knows.
    is_worked_out : bool
        Whether one of them was worked out from common lines.
    """

    texts: Mapping[Side, str]
    is_worked_out: bool

    @classmethod
    def of(cls, told: Mapping[Side, str], found: Mapping[Side, Sequence[str]]) -> Abuttals:
        """Take what the table says, and where it says nothing what common lines show."""
        texts = {side: told.get(side) or "、".join(found.get(side, ())) for side in SIDES}
        return cls(texts, any(texts[side] and not told.get(side) for side in SIDES))


def columns_of(names: Sequence[object]) -> dict[Side, str]:
    """Return which columns of a table say what lies on a side.

    Examples
    --------
    >>> columns_of(["id", "东至", "北 至", "ZDSZX"])
    {'east': '东至', 'west': 'ZDSZX', 'north': '北 至'}
    """
    plain = {str(name): fold(str(name)).translate(_MARKS) for name in names}
    found = {side: next((name for name in plain if plain[name] in _COLUMNS[side]), None) for side in SIDES}
    return {side: name for side, name in found.items() if name is not None}


_MARKS: Final = str.maketrans("", "", " -_:()")


def told_of(row: pd.Series[str], columns: Mapping[Side, str]) -> dict[Side, str]:
    """Return what a parcel's own columns say."""
    texts = {side: row[name] for side, name in columns.items()}
    return {side: str(text).strip() for side, text in texts.items() if not pd.isna(text)}


def neighbours_on_sides(
    shape: shapely.Polygon | shapely.MultiPolygon, others: NDArray[np.object_]
) -> dict[Side, list[int]]:
    """Return which shapes abut on each side, each once a side, clockwise along the outline.

    A side is the compass point that the outline faces where both have a line in common. What only touches in a corner abuts
    nowhere, and what lies on the parcel itself, such as an older version of it, neither.

    Parameters
    ----------
    shape : Polygon or MultiPolygon
        In metres.
    others : ndarray of shapely geometries
        In the same plane; None for what is none.

    Examples
    --------
    >>> from shapely import box
    >>> around = np.array(
    ...     [box(10, 0, 20, 10), box(0, 10, 5, 20), box(5, 10, 9, 20), box(10, 10, 20, 20), box(0, 0, 10, 10)]
    ... )
    >>> neighbours_on_sides(box(0, 0, 10, 10), around)
    {'east': [0], 'south': [], 'west': [], 'north': [1, 2]}
    """
    edges, faces = _outer_edges(shape)
    # Just outside, since what lies on the other side of the line has the line too.
    beside: NDArray[np.object_] = np.asarray(
        shapely.linestrings(edges + faces[:, None, :] * 2 * _WITHIN_M), dtype=object
    )
    edge, other = shapely.STRtree(others).query(beside, predicate="dwithin", distance=_WITHIN_M)
    grown = np.asarray(shapely.buffer(others[other], _WITHIN_M, quad_segs=2), dtype=object)
    length_m: NDArray[np.float64] = np.asarray(shapely.length(shapely.intersection(beside[edge], grown)))
    side = _sides(faces)[edge]
    found: dict[Side, list[int]] = {}
    whole = np.bincount(other, length_m, minlength=len(others))
    for at, name in enumerate(SIDES):
        here = np.flatnonzero(side == at)
        along = np.bincount(other[here], length_m[here], minlength=len(others))
        is_long = (along >= _LEAST_M) & (along >= whole * _LEAST_SHARE)
        # By edges, and of one edge by the place along it.
        at_start = shapely.line_locate_point(
            beside[edge[here]], shapely.centroid(shapely.intersection(beside[edge[here]], grown[here]))
        )
        order = np.lexsort((other[here], np.nan_to_num(at_start), edge[here]))
        found[name] = [each for each in dict.fromkeys(other[here][order].tolist()) if is_long[each]]
    return found


def _outer_edges(
    shape: shapely.Polygon | shapely.MultiPolygon,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the edges of outer rings, clockwise, and the direction that each faces, of length 1."""
    rings = Rings.of(np.array([shapely.orient_polygons(shape, exterior_cw=True)], dtype=object))
    starts = rings.edge_starts[~rings.is_hole[rings.rings_of(rings.edge_starts)]]
    edges = np.stack([rings.coordinates[starts], rings.coordinates[starts + 1]], axis=1)
    along = edges[:, 1] - edges[:, 0]
    length = np.hypot(*along.T)
    edges, along = edges[length > 0], along[length > 0] / length[length > 0, None]
    return edges, np.column_stack([-along[:, 1], along[:, 0]])


def _sides(faces: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the position in :data:`SIDES` of the side that each direction is nearest to."""
    # East, south, west and north by quarters from north-east on; a diagonal goes with north and south.
    east, north = faces.T
    is_upright = np.abs(north) >= np.abs(east) - 1e-9
    chosen: NDArray[np.intp] = np.where(
        is_upright, np.where(north > 0, 3, 1), np.where(east > 0, 0, 2)
    ).astype(np.intp)
    return chosen

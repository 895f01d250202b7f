"""Parcels whose land is in no figure, and why: what makes a figure an "at least"."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.words import Language


class Uncounted(Enum):
    """Why a parcel has no area."""

    INVALID = "invalid"
    NO_OUTLINE = "no_outline"
    NO_SYSTEM = "no_system"
    COORDINATES = "coordinates"


_ONE: Final = {
    Uncounted.INVALID: Words(zh="{count} 宗图形无效", en="{count} parcel with an invalid outline"),
    Uncounted.NO_OUTLINE: Words(zh="{count} 宗没有图形", en="{count} parcel without an outline"),
    Uncounted.NO_SYSTEM: Words(
        zh="{count} 宗没有可量算的坐标系", en="{count} parcel without a system to measure in"
    ),
    Uncounted.COORDINATES: Words(zh="{count} 宗坐标有误", en="{count} parcel with impossible coordinates"),
}
_SEVERAL: Final = {
    Uncounted.INVALID: Words(zh="{count} 宗图形无效", en="{count} parcels with invalid outlines"),
    Uncounted.NO_OUTLINE: Words(zh="{count} 宗没有图形", en="{count} parcels without outlines"),
    Uncounted.NO_SYSTEM: Words(
        zh="{count} 宗没有可量算的坐标系", en="{count} parcels without a system to measure in"
    ),
    Uncounted.COORDINATES: Words(zh="{count} 宗坐标有误", en="{count} parcels with impossible coordinates"),
}
_IS_NOT_COUNTED = Words(zh="{parcels}，未计入", en="{parcels} is not counted")
_ARE_NOT_COUNTED = Words(zh="{parcels}，未计入", en="{parcels} are not counted")


def reasons_of(
    parcels: gpd.GeoDataFrame, uncounted: NDArray[np.bool_], *, has_plane: bool
) -> dict[Uncounted, int]:
    """Return how many parcels are not counted, by the reason.

    Parameters
    ----------
    parcels : GeoDataFrame
        A parcel table.
    uncounted : ndarray of bool
        Those without an area.
    has_plane : bool
        Whether the parcels have a system that can be measured in.
    """
    shapes = parcels.geometry.to_numpy()[uncounted]
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    with np.errstate(invalid="ignore"):
        invalid = ~nothing & ~shapely.is_valid(shapes)
    rest = int((~nothing & ~invalid).sum())
    counts = {
        Uncounted.INVALID: int(invalid.sum()),
        Uncounted.NO_OUTLINE: int(nothing.sum()),
        Uncounted.COORDINATES if has_plane else Uncounted.NO_SYSTEM: rest,
    }
    return {reason: count for reason, count in counts.items() if count}


def not_counted(reasons: Mapping[Uncounted, int], language: Language) -> str:
    """Return the clause that names what is not counted; empty where everything is.

    Examples
    --------
    >>> not_counted({Uncounted.INVALID: 1}, "en"), not_counted({Uncounted.INVALID: 2}, "zh")
    ('1 parcel with an invalid outline is not counted', '2 宗图形无效，未计入')
    >>> not_counted({Uncounted.INVALID: 1, Uncounted.NO_OUTLINE: 2}, "en")
    '1 parcel with an invalid outline, 2 parcels without outlines are not counted'
    """
    if not reasons:
        return ""
    named = [
        (_ONE if count == 1 else _SEVERAL)[reason].render(language, count=count)
        for reason, count in reasons.items()
    ]
    joined = ("、" if language == "zh" else ", ").join(named)
    words = _IS_NOT_COUNTED if sum(reasons.values()) == 1 else _ARE_NOT_COUNTED
    return words.render(language, parcels=joined)

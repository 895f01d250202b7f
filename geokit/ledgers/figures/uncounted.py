"""Parcels whose land is in no figure, and why: what makes a figure an "at least"."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.words import Language


class Uncounted(Enum):
    """Why a parcel has no area. One parcel, then several."""

    INVALID = (
        Words(zh="{count} 宗图形无效", en="{count} parcel with an invalid outline"),
        Words(zh="{count} 宗图形无效", en="{count} parcels with invalid outlines"),
    )
    NO_OUTLINE = (
        Words(zh="{count} 宗没有图形", en="{count} parcel without an outline"),
        Words(zh="{count} 宗没有图形", en="{count} parcels without outlines"),
    )
    NO_SYSTEM = (
        Words(zh="{count} 宗没有可量算的坐标系", en="{count} parcel without a system to measure in"),
        Words(zh="{count} 宗没有可量算的坐标系", en="{count} parcels without a system to measure in"),
    )
    COORDINATES = (
        Words(zh="{count} 宗坐标有误", en="{count} parcel with impossible coordinates"),
        Words(zh="{count} 宗坐标有误", en="{count} parcels with impossible coordinates"),
    )


_NOT_COUNTED = (
    Words(zh="{parcels}，未计入", en="{parcels} is not counted"),
    Words(zh="{parcels}，未计入", en="{parcels} are not counted"),
)
_SHORT = Words(zh="{count} 宗未计入", en="{count} not counted")


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
        words[count > 1].render(language, count=count)
        for words, count in ((reason.value, count) for reason, count in reasons.items())
    ]
    joined = ("、" if language == "zh" else ", ").join(named)
    return _NOT_COUNTED[sum(reasons.values()) > 1].render(language, parcels=joined)


def short_note(count: int, language: Language) -> str:
    """Return how many are not counted where there is no room for the reason."""
    return _SHORT.render(language, count=count)

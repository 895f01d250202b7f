"""Which shapes can be parcels: polygons that are not empty, and whose coordinates are finite numbers; which are invalid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.validity import REASONS, why_invalid
from geokit.geometry.rings import is_polygonal
from geokit.i18n import Abbreviated, Words
from geokit.parcels.diagnostics import Notice

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.geometry.encoded import EncodedShapes
    from geokit.i18n import Language

ONE_INVALID = Words(
    zh="地块 {parcel} 的图形无效：{reason}", en="the outline of parcel {parcel} is invalid: {reason}"
)
MANY_INVALID = Words(
    zh="{count} 宗地块的图形无效：{reason}（{parcels}）",
    en="the outlines of {count} parcels are invalid: {reason} ({parcels})",
)
_RECORD = Words(zh="第 {record} 号记录", en="record {record}")

# Of smaller coordinates no sum of products is too large for a double.
_SURELY_FINITE = 1e100


def faulty_among(geometry: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes are no polygons, have no area because they are empty, or are not finite."""
    # The area is a sum over all coordinates, so that one of them that is not finite shows in it.
    with np.errstate(over="ignore", invalid="ignore"):
        areas = shapely.area(geometry)
    faulty: NDArray[np.bool_] = ~is_polygonal(geometry) | ~np.isfinite(areas)
    without_area = np.flatnonzero(areas == 0)
    faulty[without_area] |= shapely.is_empty(geometry[without_area])
    return faulty


def are_sound(shapes: EncodedShapes) -> bool:
    """Return whether :func:`faulty_among` would find nothing in shapes; where coordinates are huge, that is not said.

    Examples
    --------
    >>> from geokit.geometry.encoded import EncodedShapes
    >>> from geokit.geometry.wkb import wkb_of
    >>> square, none = shapely.box(0, 0, 9, 9), shapely.box(0, 0, 9, np.nan)
    >>> [are_sound(EncodedShapes.of(wkb_of(np.array([square, other])))) for other in (square, none, None)]
    [True, False, False]
    """
    extremes = np.abs([shapes.coordinates.min(initial=0.0), shapes.coordinates.max(initial=0.0)])
    return bool((extremes < _SURELY_FINITE).all()) and not faulty_among(shapes.others).any()


def invalid_outlines(frame: gpd.GeoDataFrame) -> list[Notice]:
    """Return what makes outlines of a parcel table invalid, as an audit says it: a remark a reason.

    Parameters
    ----------
    frame : GeoDataFrame
        A canonical table, in any coordinate system or none.
    """
    shapes = frame.geometry.to_numpy()
    with np.errstate(invalid="ignore"):
        at = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    reasons = np.array(why_invalid(shapes[at]), dtype=object)
    return [_invalid(frame, at[reasons == reason], reason) for reason in dict.fromkeys(reasons)]


def _invalid(frame: gpd.GeoDataFrame, at: NDArray[np.intp], reason: str) -> Notice:
    members = frame.iloc[at]
    names = [
        name if isinstance(name, str) else _Record(int(record))
        for name, record in zip(members["id"], members["record"], strict=True)
    ]
    fields: dict[str, Any] = {
        "parcel": names[0],
        "count": len(names),
        "parcels": Abbreviated(names),
        "reason": REASONS[reason],
    }
    return Notice.of("invalid_geometry", ONE_INVALID if len(names) == 1 else MANY_INVALID, **fields)


@dataclass(frozen=True, slots=True)
class _Record:
    number: int

    def localize(self, language: Language) -> str:
        return _RECORD.render(language, record=self.number)

"""Parcels that no table can be made of: not read, not measured, no area to control by; each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.i18n import Words
from geokit.land.measure.polygons import Method, find_unmeasurable
from geokit.ledgers.forms import Sentence
from geokit.ledgers.land_classes.faults import listed
from geokit.ledgers.land_classes.survey import about_areas
from geokit.parcels.diagnostics import unreadable_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

OF_PARCELS = Words(zh="地块：{remark}", en="parcels: {remark}")
_UNREAD = Words(zh="地块 {remark}", en="parcel {remark}")
_UNMEASURABLE = Words(zh="地块 {ids} 无法量算：{reason}", en="{ids} cannot be measured: {reason}")
_NO_LAND = Words(
    zh="地块 {ids} 没有有效图形或面积为零",
    en="{ids}: no valid outline, or no area",
)
_NO_CONTROL = Words(
    zh="地块 {ids} 没有地块面积，不能作控制面积；请补上，或改按量算面积控制{option:control measured}",
    en="{ids}: no declared area to control by; add it, or control by measured areas{option:control measured}",
)
_INFERRED: Final = ("declared_unit_inferred", "declared_unit_by_rule")


def faults_of_parcels(
    frame: gpd.GeoDataFrame, own_m2: NDArray[np.float64], control_m2: NDArray[np.float64], method: Method
) -> Iterator[Sentence]:
    """Yield what is wrong with parcels before they are laid over anything.

    Parameters
    ----------
    frame : GeoDataFrame
        Canonical parcels with their names in ``_id`` and a coordinate system.
    own_m2, control_m2 : ndarray of float64
        What they measure, 0 where they do not, and what their parts must add up to, NaN where nothing is declared.
    method : {"statutory", "ellipsoidal", "planar", "geodesic"}
    """
    # A table without them would look whole.
    yield from (Sentence.of(_UNREAD, remark=each) for each in unreadable_of(frame))
    ids, is_land = frame["_id"].to_numpy(dtype=object), own_m2 > 0
    yield from _without_land(frame[~is_land], method)
    lacking = is_land & np.isnan(control_m2)
    if lacking.any():
        yield Sentence.of(_NO_CONTROL, ids=listed(ids[lacking]))
        # A figure may well be there, and be of no use.
        remarks = (each for each in about_areas(frame) if each.code not in _INFERRED)
        yield from (Sentence.of(OF_PARCELS, remark=each) for each in remarks)


def _without_land(frame: gpd.GeoDataFrame, method: Method) -> Iterator[Sentence]:
    ids = frame["_id"].to_numpy(dtype=object)
    with np.errstate(invalid="ignore"):
        reasons = find_unmeasurable(frame.geometry.to_numpy(), frame.crs, method)
    # In the order of the parcels.
    for reason in dict.fromkeys(reasons):
        words = _NO_LAND if reason is None else _UNMEASURABLE
        yield Sentence.of(words, ids=listed(ids[reasons == reason]), reason=reason)

"""How far a vertex may move: never more than the limit of slivers, and nowhere without a system to measure in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.errors import CrsError, SettingsError
from geokit.i18n import Words

if TYPE_CHECKING:
    from geokit.auditing.audited import Audited

_NO_CRS = Words(
    zh="地块没有坐标系，无法查找碎面；请给出坐标系{option:crs}或带号{option:zone}",
    en="the parcels have no coordinate system, so that slivers cannot be looked for; give it{option:crs} or the "
    "zone{option:zone}",
)
_BAD_SNAP = Words(
    zh="捕捉距离须大于 0 且不超过碎面限值 {limit} 米，而不是 {value}：更宽的不是测量误差",
    en="the snap distance must be above 0 and no more than {limit} m, the limit of slivers, not {value}: what is wider "
    "is no difference of two surveys",
)


def snap_distance_m(snap_m: float | None, audited: Audited) -> float:
    """Return the distance that is asked for, or that of the settings.

    Raises
    ------
    CrsError
        The parcels have no coordinate system.
    SettingsError
        It is not above 0, or above the limit of slivers.
    """
    if len(audited.parcels) and audited.parcels.crs is None:
        # No slivers were found, for want of a system to measure in: that is not said as "nothing to mend".
        raise CrsError(_NO_CRS)
    limit_m = float(audited.settings.sliver.value)
    if snap_m is None:
        return min(audited.settings.snap_m, limit_m)
    if not 0 < snap_m <= limit_m:
        raise SettingsError(_BAD_SNAP, limit=f"{limit_m:.2f}", value=f"{snap_m:g}")
    return snap_m

"""What mending leaves as it was without a finding of its own to say so, and what it moves below the limit of an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.auditing.fixes.known import Known
from geokit.auditing.registry import rules_setting_aside
from geokit.i18n import Abbreviated, Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.auditing.findings import Finding
    from geokit.auditing.fixes.park_repair import ParkRepair

_INVALID: Final = Words(
    zh="{count} 宗地块的图形无效，原样留下，与相邻地块之间的重叠和缝隙也未修复：{parcels}",
    en="invalid outlines that stay as they are, with whatever they share with neighbours or leave between: {count} ({parcels})",
)
_NOT_COMPARED: Final = Words(
    zh="坐标不在所标坐标系内的 {count} 宗地块既未量算也未比较，其间的碎面无从得知：{parcels}",
    en="parcels whose coordinates cannot be in their system, which were neither measured nor compared; what lies between them is "
    "not known: {count} ({parcels})",
)
_LARGER: Final = Words(
    zh="修复使 {count} 个未修复问题的面积略有增大，每个最多 {most} 平方米，不超过核查所忽略的 {limit} 平方米",
    en="findings that are left and that mending makes larger: {count}, each by {most} m² at most, no more than the {limit} m² "
    "that the audit ignores",
)
# What four decimals of a square metre do not print is rounding.
_PRINTED_M2: Final = 0.000_05


def remarks_on(state: ParkRepair, before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[Notice]:
    """Yield what is to be said of a mended park besides its slivers.

    Parameters
    ----------
    state : ParkRepair
        The park as it is proposed.
    before, after : sequence of Finding
        What was found in it at first, and what is found in the proposal.
    """
    table = state.audited.parcels
    shapes = table.geometry.to_numpy()
    invalid = np.flatnonzero(
        shapely.is_missing(state.shapes) & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    )
    if len(invalid):
        names = Abbreviated(parcel_ids(table)[invalid].tolist())
        yield Notice.of("invalid_left", _INVALID, count=len(invalid), parcels=names)
    aside = [name for finding in before if finding.rule in rules_setting_aside() for name in finding.subjects]
    if aside:
        yield Notice.of("not_compared", _NOT_COMPARED, count=len(aside), parcels=Abbreviated(aside))
    grown = Known.of(before).growth_m2(after, _PRINTED_M2)
    if grown:
        limit = f"{state.audited.settings.tolerance_m2:g}"
        yield Notice.of("land_larger", _LARGER, count=len(grown), most=f"{max(grown):.4f}", limit=limit)

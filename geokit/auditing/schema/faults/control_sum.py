"""The areas of a layer do not add up to its control area."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words
from geokit.land.apart import NO_LAND, areas_apart
from geokit.land.measure.polygons import measure_area, possible_method
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Records

_WORDS = Words(
    zh="图层 {layer} 的面积合计 {found} 与控制面积 {control} 相差 {difference}",
    en="the areas of {layer} sum up to {found}; the control area is {control}, the difference {difference}",
)


class ControlSum(Fault):
    """The areas of a layer do not add up to its control area.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: control areas are handed down; a layer that does not add up to its own is sent back.
    Fails: the areas as printed sum up to 276,912.85 m², and the control area is 276,912.96 m².
    Passes: both agree to the last printed digit.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="面积合计与控制面积不符", en="sums against control areas")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """图层面积合计与控制面积不符。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：控制面积由上级下达，合计不符的图层会被退回。
    不通过：打印面积合计 276,912.85 平方米，控制面积 276,912.96 平方米。
    通过：两者打印的每一位都一致。
    选项：无。
    """

    def of_records(self, layout: Layout, records: Records) -> Iterator[Finding]:
        """Yield a finding where the sum as printed is not the control area as printed."""
        asked = records.pair.asked
        if not asked.control_m2:
            return
        control = Decimal(asked.control_m2)
        places = -int(control.as_tuple().exponent)
        if asked.area_field in records.columns:
            found = records.columns[asked.area_field].numbers
        elif (
            records.shapes is not None
            and records.pair.found is not None
            and records.pair.found.crs is not None
        ):
            crs = records.pair.found.crs
            found = measure_area(
                records.shapes, crs, possible_method(records.shapes[:1], crs), on_problem="nan"
            )
        else:
            return
        # Whole units of the last printed digit: sums of them are exact, in any order.
        units = np.round(np.nan_to_num(found) * 10.0**places).astype(np.int64)
        total = Decimal(int(units.sum())).scaleb(-places)
        if total != control:
            found_area, asked_area = areas_apart(Area.from_m2(total), Area.from_m2(control))
            difference, _ = areas_apart(Area.from_m2(total - control), NO_LAND)
            fields = {"found": found_area, "control": asked_area, "difference": difference}
            size = {"measured": float(total), "allowed": float(control), "unit": "m2"}
            yield self.found(layout, _WORDS, (asked.name,), layer=asked.name, **fields, **size)

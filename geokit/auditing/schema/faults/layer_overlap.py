"""Polygons of one layer overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Records

_WORDS = Words(
    zh="图层 {layer} 的 {left} 与 {right} 重叠 {area}", en="{left} and {right} of {layer} overlap by {area}"
)


class LayerOverlap(Fault):
    """Polygons of one layer overlap.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: land that lies under two of them is counted twice.
    Fails: two polygons share 12.50 m².
    Passes: no two polygons of the layer share more than 0.01 m² (advice).
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="图层内图形重叠", en="overlaps within a layer")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """同一图层内的面重叠。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：重叠的土地会计算两次。
    不通过：两个面重叠 12.50 平方米。
    通过：任何两个面的重叠都不超过 0.01 平方米（本工具建议）。
    选项：无。
    """

    def of_records(self, layout: Layout, records: Records) -> Iterator[Finding]:
        """Yield one finding for each pair, where the schema asks for it."""
        if records.coverage is None or "overlaps" not in records.pair.asked.topology:
            return
        found, layer = records.coverage, records.pair.asked.name
        lefts, rights = records.names(found.left), records.names(found.right)
        for at, pair in enumerate(zip(lefts, rights, strict=True)):
            left, right = sorted(pair)
            fields = {
                "layer": layer,
                "left": left,
                "right": right,
                "area": Area.from_m2(float(found.area_m2[at])),
            }
            place = {"geometry": found.shapes[at], "measured": float(found.area_m2[at]), "unit": "m2"}
            record = int(records.fids[found.left[at]])
            yield self.found(
                layout, _WORDS, (f"{layer}:{left}", f"{layer}:{right}"), record=record, **fields, **place
            )

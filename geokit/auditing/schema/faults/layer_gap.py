"""Land between the polygons of a layer is covered by none."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.schema.fault import Abbreviated, Fault, Finding, Severity, Words
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Records

_WORDS = Words(
    zh="图层 {layer} 的 {rows} 之间有缝隙 {area}", en="there is a gap of {area} between {rows} of {layer}"
)


class LayerGap(Fault):
    """Land between the polygons of a layer is covered by none.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: a layer that has to cover its land without gaps loses area there.
    Fails: a crack of 3.20 m² between two polygons.
    Passes: no land is enclosed by polygons and covered by none.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="图层内缝隙", en="gaps within a layer")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """图层的面之间有缝隙。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：应无缝覆盖的图层在此丢失面积。
    不通过：两个面之间有 3.20 平方米的缝隙。
    通过：面之间没有缝隙。
    选项：无。
    """

    def of_records(self, layout: Layout, records: Records) -> Iterator[Finding]:
        """Yield one finding for each gap, where the schema asks for it."""
        if records.coverage is None or "gaps" not in records.pair.asked.topology:
            return
        gaps, layer = records.coverage.gaps, records.pair.asked.name
        for at, around in enumerate(gaps.neighbours):
            rows = np.asarray(around, dtype=np.int64)
            names = tuple(sorted(records.names(rows)))
            fields = {
                "layer": layer,
                "rows": Abbreviated(names),
                "area": Area.from_m2(float(gaps.area_m2[at])),
            }
            place = {"geometry": gaps.shapes[at], "measured": float(gaps.area_m2[at]), "unit": "m2"}
            yield self.found(layout, _WORDS, tuple(f"{layer}:{each}" for each in names), **fields, **place)

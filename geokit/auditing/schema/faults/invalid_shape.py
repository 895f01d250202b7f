"""A record has no valid polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words
from geokit.coverage.validity import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Records

_WORDS = Words(
    zh="图层 {layer} 的 {row} 图形无效：{reason}", en="{row} of {layer} has no valid shape: {reason}"
)
# A layer of broken shapes has one cause.
_MOST = 1000
_MORE = Words(
    zh="图层 {layer} 另有 {count} 条记录图形无效", en="{layer} has {count} more records without a valid shape"
)


class InvalidShape(Fault):
    """A record has no valid polygon.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: what crosses itself has no area that two programs agree on.
    Fails: a ring that crosses itself; a record without geometry.
    Passes: every record has a valid polygon.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="图形无效", en="shapes that are none")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """记录没有有效的面。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：自相交的图形，各软件算出的面积不同。
    不通过：边界自相交；记录没有图形。
    通过：每条记录都有有效的面。
    选项：无。
    """

    def of_records(self, layout: Layout, records: Records) -> Iterator[Finding]:
        """Yield one finding for each record, where the schema asks for it."""
        if records.coverage is None or "valid" not in records.pair.asked.topology:
            return
        faults, layer = records.coverage.faults, records.pair.asked.name
        names = records.names(faults.positions)
        order = sorted(range(len(names)), key=lambda at: (names[at], faults.reasons[at]))
        for at in order[:_MOST]:
            fields = {"layer": layer, "row": names[at], "reason": REASONS[faults.reasons[at]]}
            record = int(records.fids[faults.positions[at]])
            place = {"geometry": faults.places[at], "record": record}
            yield self.found(layout, _WORDS, (f"{layer}:{names[at]}",), **fields, **place)
        if len(order) > _MOST:
            yield self.found(layout, _MORE, (layer,), layer=layer, count=f"{len(order) - _MOST:,}")

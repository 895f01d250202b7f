"""A layer that the schema asks for is not in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Abbreviated, Fault, Finding, Severity, Words
from geokit.auditing.schema.layout import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout

_WORDS = Words(
    zh="缺少图层 {layer}（{title}）；库中有：{there}",
    en="the layer {layer} ({title}) is missing; the database has: {there}",
)
_NEAR = Words(
    zh="缺少图层 {layer}（{title}）；是否为 {near}？",
    en="the layer {layer} ({title}) is missing; is it {near}?",
)


class MissingLayer(Fault):
    """A layer that the schema asks for is not in the database.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: whoever takes the database in looks for each layer by its name.
    Fails: the schema has STBHHX, and the database has none of this name.
    Passes: every layer with M is there.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="缺少图层", en="missing layers")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """规范要求的图层，数据库中没有。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：接收方按名称查找每个图层。
    不通过：规范有 STBHHX，库中没有此名的图层。
    通过：约束条件为 M 的图层都在。
    选项：无。
    """

    def of_database(self, layout: Layout) -> Iterator[Finding]:
        """Yield one finding for each mandatory layer that is not there."""
        there = [each.name for each in layout.extra]
        for pair in layout.pairs:
            if pair.found is None and pair.asked.constraint == "M":
                close = near(pair.asked.name, pair.asked.title, there)
                yield self.found(
                    layout,
                    _NEAR if close else _WORDS,
                    (pair.asked.name,),
                    layer=pair.asked.name,
                    title=pair.asked.title or pair.asked.name,
                    **({"near": close} if close else {"there": Abbreviated(tuple(there) or ("—",))}),
                )

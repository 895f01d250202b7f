"""A field that the schema asks for is not in the layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words
from geokit.auditing.schema.layout import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Pair

_WORDS = Words(zh="图层 {layer} 缺少字段 {field}（{title}）", en="{layer} lacks the field {field} ({title})")
_NEAR = Words(
    zh="图层 {layer} 缺少字段 {field}（{title}）；是否为 {near}？",
    en="{layer} lacks the field {field} ({title}); is it {near}?",
)


class MissingColumn(Fault):
    """A field that the schema asks for is not in the layer.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: what has no field cannot be filled in.
    Fails: the schema has YSDM, and the layer has none of this name.
    Passes: every field is there; one with O may be left out.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="缺少字段", en="missing columns")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """规范要求的字段，图层中没有。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：没有字段就无法填写。
    不通过：规范有 YSDM，图层没有此字段。
    通过：字段齐全；约束条件为 O 的可以没有。
    选项：无。
    """

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for each field that is not there."""
        there = [each.name for each in pair.extra]
        for each in pair.fields if pair.found else ():
            if each.found is None and each.asked.constraint != "O":
                layer, code = pair.asked.name, each.asked.code
                close = near(code, each.asked.title, there)
                more = {"near": close} if close else {}
                fields = {"layer": layer, "field": code, "title": each.asked.title or code, **more}
                yield self.found(layout, _NEAR if close else _WORDS, (f"{layer}.{code}",), **fields)

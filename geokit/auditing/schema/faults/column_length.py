"""A field is declared longer or shorter than the schema says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Pair

_WORDS = Words(
    zh="图层 {layer} 的字段 {field} 长度为 {found}，应为 {asked}",
    en="{field} of {layer} is declared with {found}, and should be with {asked}",
)


class ColumnLength(Fault):
    """A field is declared longer or shorter than the schema says.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: a longer field lets values in that the receiving database cuts off.
    Fails: the schema says 18, and the field is declared with 254.
    Passes: the lengths agree, or the database declares none.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="字段长度不符", en="lengths of columns")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """字段声明的长度或小数位数与规范不符。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：过长的字段会存入接收库要截断的值。
    不通过：规范长度为 18，字段声明为 254。
    通过：长度一致，或数据库未声明长度。
    选项：无。
    """

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for each length, or number of decimals, that is declared and differs."""
        for each in pair.fields:
            if each.found is None or each.found.width is None:
                continue
            text = each.asked.type == "text"
            asked = each.asked.length if text else each.asked.decimals
            found = each.found.width if text else each.found.decimals
            if asked is not None and found is not None and asked != found:
                fields = {"layer": pair.asked.name, "field": each.asked.code, "found": found, "asked": asked}
                yield self.found(layout, _WORDS, (f"{pair.asked.name}.{each.asked.code}",), **fields)

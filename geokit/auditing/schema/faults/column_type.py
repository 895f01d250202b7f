"""A field has another type than the schema says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Pair

_WORDS = Words(
    zh="图层 {layer} 的字段 {field} 为{found}，应为{asked}",
    en="{field} of {layer} is {found}, and should be {asked}",
)
_TYPES = {
    "text": Words(zh="字符型", en="text"),
    "int": Words(zh="整型", en="a whole number"),
    "float": Words(zh="浮点型", en="a decimal number"),
    "date": Words(zh="日期型", en="a date"),
    "other": Words(zh="其他类型", en="of another type"),
}


class ColumnType(Fault):
    """A field has another type than the schema says.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: a code that is held as a number loses its leading zeros.
    Fails: the schema says Char, and the field is a whole number.
    Passes: the types agree; a whole number may stand in a field of decimals.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="字段类型不符", en="types of columns")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """字段类型与规范不符。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：以数值保存的代码会丢失前导零。
    不通过：规范为字符型，字段为整型。
    通过：类型一致；整型可以用于浮点型字段。
    选项：无。
    """

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for each type that differs."""
        for each in pair.fields:
            asked = each.asked.type
            if each.found is None or asked in (None, "other", each.found.kind):
                continue
            if (asked, each.found.kind) == ("float", "int"):
                continue
            fields = {"layer": pair.asked.name, "field": each.asked.code}
            types = {"found": _TYPES[each.found.kind], "asked": _TYPES[asked]}
            yield self.found(layout, _WORDS, (f"{pair.asked.name}.{each.asked.code}",), **fields, **types)

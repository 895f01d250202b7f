"""A field is there under another name: in other letters, or by its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Pair

_WORDS = Words(
    zh="图层 {layer} 的字段“{found}”应名为 {field}",
    en="the field “{found}” of {layer} should be called {field}",
)


class ColumnName(Fault):
    """A field is there under another name: in other letters, or by its title.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: programs find a field by its name, letter by letter.
    Fails: the field is called bsm or 标识码 where the schema says BSM.
    Passes: each field is called as the schema says.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="字段代码不符", en="names of columns")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """字段存在，但代码不同：大小写不同，或用了中文名称。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：程序按代码逐字查找字段。
    不通过：规范为 BSM，字段名为 bsm 或“标识码”。
    通过：字段代码与规范一致。
    选项：无。
    """

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for each name that differs."""
        for each in pair.fields:
            if each.found is not None and each.found.name != each.asked.code:
                fields = {"layer": pair.asked.name, "field": each.asked.code, "found": each.found.name}
                yield self.found(layout, _WORDS, (f"{pair.asked.name}.{each.asked.code}",), **fields)

"""A layer has fields that the schema does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Abbreviated, Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Pair

_WORDS = Words(
    zh="图层 {layer} 有规范以外的字段：{fields}", en="{layer} has fields that are not in the schema: {fields}"
)


class ExtraColumn(Fault):
    """A layer has fields that the schema does not know.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: fields of a working copy are handed in with it; an acceptance may refuse them.
    Fails: a field 备注2 that the schema does not have.
    Passes: the fields are those of the schema; what each database keeps for itself (OBJECTID, Shape_Area) is none.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="多余字段", en="columns beyond the schema")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """图层中有规范以外的字段。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：工作用的字段会一并提交，验收可能不予通过。
    不通过：规范中没有的字段“备注2”。
    通过：字段与规范一致；数据库自带的字段（OBJECTID、Shape_Area）不计。
    选项：无。
    """

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield one finding for a layer with such fields."""
        names = tuple(sorted(each.name for each in pair.extra))
        if names:
            yield self.found(
                layout, _WORDS, (pair.asked.name,), layer=pair.asked.name, fields=Abbreviated(names)
            )

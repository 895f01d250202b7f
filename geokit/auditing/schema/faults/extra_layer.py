"""The database has a layer that the schema does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout

_WORDS = Words(zh="图层 {layer} 不在规范中", en="the layer {layer} is not in the schema")


class ExtraLayer(Fault):
    """The database has a layer that the schema does not know.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: an acceptance counts the layers; a working copy left behind is handed in with them.
    Fails: a layer STBHHX_1 beside STBHHX.
    Passes: the layers are those of the schema.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="多余图层", en="layers beyond the schema")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """数据库中有规范以外的图层。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：验收时清点图层；遗留的工作副本会一并提交。
    不通过：STBHHX 之外另有图层 STBHHX_1。
    通过：图层与规范一致。
    选项：无。
    """

    def of_database(self, layout: Layout) -> Iterator[Finding]:
        """Yield one finding for each layer that the schema does not have."""
        for table in layout.extra:
            yield self.found(layout, _WORDS, (table.name,), layer=table.name)

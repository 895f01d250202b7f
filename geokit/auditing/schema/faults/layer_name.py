"""A layer is there under another name: in other letters, or by its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Pair

_WORDS = Words(zh="图层“{found}”应名为 {layer}", en="the layer “{found}” should be called {layer}")


class LayerName(Fault):
    """A layer is there under another name: in other letters, or by its title.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: programs find a layer by its name, letter by letter.
    Fails: the layer is called 生态保护红线 where the schema says STBHHX.
    Passes: each layer is called as the schema says.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="图层名称不符", en="names of layers")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """图层存在，但名称不同：大小写不同，或用了中文名称。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：程序按名称逐字查找图层。
    不通过：规范为 STBHHX，图层名为“生态保护红线”。
    通过：图层名称与规范一致。
    选项：无。
    """

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield a finding where the name differs."""
        if pair.found is not None and pair.found.name != pair.asked.name:
            yield self.found(layout, _WORDS, (pair.asked.name,), layer=pair.asked.name, found=pair.found.name)

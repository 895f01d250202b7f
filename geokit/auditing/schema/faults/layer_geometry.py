"""A layer has another type of geometry than the schema says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.schema.fault import Layout, Pair

_WORDS = Words(
    zh="图层 {layer} 的几何类型为 {found}，应为 {asked}",
    en="the geometry of {layer} is {found}, and should be {asked}",
)
_NONE = "None"


class LayerGeometry(Fault):
    """A layer has another type of geometry than the schema says.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: a line encloses no area, and a table without geometry lies nowhere.
    Fails: the schema says Polygon, and the layer holds LineString.
    Passes: both are of one type; a multipart polygon is a polygon.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="图层几何类型不符", en="types of geometry")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """图层的几何类型与规范不符。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：线不围成面积，没有图形的表没有位置。
    不通过：规范为面，图层为线。
    通过：类型一致；多部件面也是面。
    选项：无。
    """

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield a finding where the type differs."""
        if pair.found is None or pair.asked.geometry is None:
            return
        plain = (
            (pair.found.geometry or _NONE)
            .removeprefix("Multi")
            .split(" ")[0]
            .removesuffix("Z")
            .removesuffix("M")
        )
        if plain.removeprefix("3D").casefold() != pair.asked.geometry.casefold() and plain != "Unknown":
            fields = {
                "layer": pair.asked.name,
                "found": pair.found.geometry or _NONE,
                "asked": pair.asked.geometry,
            }
            yield self.found(layout, _WORDS, (pair.asked.name,), **fields)

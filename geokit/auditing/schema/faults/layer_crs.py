"""A layer names no coordinate system, or another than the schema says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.schema.fault import Fault, Finding, Severity, Words
from geokit.land.crs.titles import crs_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyproj import CRS

    from geokit.auditing.schema.fault import Layout, Pair

_WORDS = Words(
    zh="图层 {layer} 的坐标系为 {found}，应为 {asked}", en="{layer} is in {found}, and should be in {asked}"
)
_NONE = Words(
    zh="图层 {layer} 没有坐标系，应为 {asked}", en="{layer} names no coordinate system; it should be {asked}"
)
_DATUM = "CGCS2000"
_GEOGRAPHIC = 4490


class LayerCrs(Fault):
    """A layer names no coordinate system, or another than the schema says.

    Law: the schema that is used, which names its source and what of it was read; geokit knows no other.
    Why: in another system all areas and places are others.
    Fails: the schema says CGCS2000, and the layer is in WGS 84.
    Passes: the system is the one that the schema names, or of its datum.
    Options: none.
    """

    title: ClassVar[Words] = Words(zh="图层坐标系不符", en="coordinate systems of layers")
    severity: ClassVar[Severity] = Severity.ERROR
    manual_zh: ClassVar[str] = """图层没有坐标系，或与规范不符。

    依据：所用的规范表（表中写明来源与核实程度）；没有国家统一的条文可引。
    为何：坐标系不同，面积和位置都不同。
    不通过：规范为 CGCS2000，图层为 WGS 84。
    通过：坐标系与规范一致，或属其基准。
    选项：无。
    """

    def of_layer(self, layout: Layout, pair: Pair) -> Iterator[Finding]:
        """Yield a finding where the system is missing or differs."""
        if pair.found is None or pair.found.geometry is None or not pair.asked.crs:
            return
        fields = {"layer": pair.asked.name, "asked": pair.asked.crs}
        if pair.found.crs is None:
            yield self.found(layout, _NONE, (pair.asked.name,), **fields)
        elif not _is(pair.found.crs, pair.asked.crs):
            yield self.found(layout, _WORDS, (pair.asked.name,), found=crs_name(pair.found.crs), **fields)


def _is(crs: CRS, asked: str) -> bool:
    import pyproj

    if asked.upper() == _DATUM:
        plane = crs.geodetic_crs
        return plane is not None and plane.to_2d().equals(pyproj.CRS(_GEOGRAPHIC), ignore_axis_order=True)
    return crs.equals(pyproj.CRS(asked), ignore_axis_order=True)

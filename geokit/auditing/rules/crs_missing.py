"""Coordinates without a system."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.rule import Context, Finding, Options, Rule, Words
from geokit.parcels.screening import CRS_MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{count} 宗地块没有坐标系，无法量算面积，也无法与园区比较；请给出坐标系{option:crs}或带号{option:zone}",
    en="{count:parcel|parcels} without a coordinate system: nothing can be measured, nor compared with the park; give "
    "the system{option:crs} or the zone{option:zone}",
)


class CrsMissing(Rule[Options]):
    """The parcels' coordinate system is unknown.

    Law: none (advice); an area is one in a coordinate system.
    Why: the wrong zone is worth 33 mu on 17,600, a wrong datum moves the land by 50 to 100 m. It is asked for, never
    guessed.
    Fails: a GeoJSON in metres without ``crs``; a shapefile without .prj.
    Passes: the file names its system, or it is given with the file, or park.toml names it.
    Options: none of its own. Overlaps and gaps are still looked for in the coordinates as they are.
    """

    replaces_remarks = frozenset({CRS_MISSING})
    title: ClassVar[Words] = Words(zh="坐标系缺失", en="missing coordinate system")
    manual_zh: ClassVar[str] = """地块的坐标系未知。

    依据：无依据（经验）；面积须注明坐标系。
    为何：带号错误在 1.76 万亩上相差 33 亩，基准错误使土地移动 50 至 100 米。须询问，决不猜测。
    不通过：以米为单位而没有 crs 的 GeoJSON；没有 .prj 的 Shapefile。
    通过：文件自带坐标系，或读取时给出，或在 park.toml 中写明。
    选项：无。重叠与缝隙仍按原坐标核查。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield one finding for all parcels without a system."""
        if len(context.parcels) == 0 or context.parcels.crs is not None:
            return
        count = len(context.parcels)
        sources = sorted({source for source in context.parcels["source"] if source})
        place = context.first_place(np.arange(count))
        yield Finding(self.name(), self.severity, tuple(sources), _WORDS, {"count": count}, source=place)

"""VCT, the exchange format of Chinese spatial data (GB/T 17798)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.formats._refused import Refused
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.parcels.formats._base import Opening

_HEADS = (b"headbegin", b"datamark")


class Vct(Refused):
    """VCT 1 to 3."""

    title = Words(zh="VCT", en="VCT")
    suffixes = (".vct",)
    remedy = Words(
        zh="VCT 尚无可靠的开放读取方式；请在 ArcGIS 或 MapGIS 中导出为 Shapefile 或 GeoPackage",
        en="there is no reliable open reader of VCT; export it from ArcGIS or MapGIS as shapefile or GeoPackage",
    )

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins with the head of a VCT."""
        return opening.beginning[:16].lower().startswith(_HEADS)

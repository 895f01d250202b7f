"""MapGIS 6x files of points, lines and regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.formats._refused import Refused
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.parcels.formats._base import Opening

_MAGIC = b"WMAP"


class MapGis(Refused):
    """MapGIS 6x: WP (regions), WL (lines), WT (points)."""

    title = Words(zh="MapGIS 6x", en="MapGIS 6x")
    suffixes = (".wp", ".wl", ".wt")
    remedy = Words(
        zh="MapGIS 6x 文件不能直接读取；请在 MapGIS 中导出为 Shapefile，或用 Python 包 mapgis2shp 转换",
        en="MapGIS 6x is not read; export a shapefile from MapGIS, or convert it with the Python package mapgis2shp",
    )

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins as MapGIS files do."""
        return opening.head.startswith(_MAGIC)

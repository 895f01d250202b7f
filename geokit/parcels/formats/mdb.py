"""Personal geodatabase and other Access databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.formats._refused import Refused
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.parcels.formats._base import Opening


class Mdb(Refused):
    """Access database, such as an Esri personal geodatabase."""

    title = Words(zh="MDB（个人地理数据库）", en="MDB (personal geodatabase)")
    suffixes = (".mdb", ".accdb")
    remedy = Words(
        zh="MDB 需要 Windows 的 Access 驱动，无法读取；请在 ArcGIS 中导出为 File Geodatabase 或 GeoPackage",
        en="MDB needs the Access driver of Windows and cannot be read; export it from ArcGIS as a file geodatabase "
        "or GeoPackage",
    )

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is an Access database."""
        return opening.head[4:19] in {b"Standard Jet DB", b"Standard ACE DB"}

"""AutoCAD DWG: a closed format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.parcels.formats._refused import Refused
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.parcels.formats._base import Opening

_VERSION = re.compile(rb"AC10\d\d|AC1\.\d|AC2\.\d\d|MC0\.0")


class Dwg(Refused):
    """AutoCAD drawing."""

    title = Words(zh="DWG", en="DWG")
    suffixes = (".dwg",)
    remedy = Words(
        zh="DWG 是封闭格式，无法读取；请在 CAD 中另存为 DXF（AutoCAD 2018 或更早版本）",
        en="DWG is a closed format and cannot be read; save it as DXF in CAD (AutoCAD 2018 or earlier)",
    )

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins with a version of DWG."""
        return bool(_VERSION.match(opening.head))

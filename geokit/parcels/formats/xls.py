"""Excel workbooks of before 2007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.parcels.formats._refused import Refused
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.parcels.formats._base import Opening


class OldWorkbook(Refused):
    """Excel 97–2003 workbook, and other compound files of that time."""

    title = Words(zh="Excel 97–2003 工作簿", en="Excel 97–2003 workbook")
    suffixes = (".xls", ".et")
    remedy = Words(
        zh="不读取 Excel 97–2003 格式；请在 Excel 或 WPS 中另存为 .xlsx",
        en="the Excel 97–2003 format is not read; save it as .xlsx",
    )

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is a compound file."""
        return opening.head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

"""Excel workbooks of before 2007, with tables of boundary points as those of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats.xlsx import layers_of_sheets, read_sheets
from geokit.parcels.workbooks import OLE_MAGIC, is_locked
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_WPS = Words(
    zh="不读取 WPS 表格格式（.et）；请在 WPS 中另存为 .xlsx",
    en="the format of WPS (.et) is not read; save it as .xlsx in WPS",
)


class OldWorkbook(Format):
    """Excel 97–2003 workbook (.xls); values are read, formulas are not run."""

    title = Words(zh="Excel 97–2003 工作簿", en="Excel 97–2003 workbook")
    suffixes = (".xls", ".et")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is a compound file of that time."""
        return opening.head.startswith(OLE_MAGIC) and not is_locked(opening.head)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the tables of one sheet or of all."""
        _refuse_wps(path)
        return read_sheets(path, options)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the sheets, as those of a workbook of today."""
        _refuse_wps(path)
        return layers_of_sheets(path)


def _refuse_wps(path: Path) -> None:
    if path.suffix.lower() == ".et":
        raise FormatError(_WPS)

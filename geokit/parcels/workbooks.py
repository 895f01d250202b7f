"""Workbooks: the cells of each sheet of an .xlsx or .xls, values only, within what a workbook can hold."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import IO, TYPE_CHECKING, Any, Final

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.escape import CELL_LETTERS
from geokit.i18n import Words
from geokit.libraries import require
from geokit.parcels.archives import ZIP_ERRORS, Limits, listing_of
from geokit.parcels.biff import extent_of, opened_compound
from geokit.parcels.files import bytes_of
from geokit.parcels.formats._xml import has_doctype
from geokit.parcels.merged_cells import fill_down, merged_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geokit.parcels.merged_cells import Range

    Rows = list[list[Any]]

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
_LOCKED_PART: Final = "EncryptedPackage".encode("utf-16-le")
# openpyxl takes a workbook's parts as they come: what it stumbles over in a damaged one may be any of these.
_ERRORS: Final = (*ZIP_ERRORS, OSError, LookupError, TypeError, AttributeError, ArithmeticError, SyntaxError)
# Sheets of repeated rows reach a ratio of 20. openpyxl takes some seconds for a million elements, so less is free.
_LIMITS: Final = Limits(max_ratio=50, any_ratio_bytes=16 * 2**20)
# Excel's own limit of a sheet's rows.
_MAX_ROWS: Final = 1 << 20
# Cells between a row's first and its last take no room in the file; a cell that says something takes some bytes.
_FREE_CELLS, _CELLS_PER_BYTE = 10_000_000, 4
_MAX_TEXT: Final = 1 << 27
# Rows between used ones take no room either, and some take a million rows to their end by a stray cell.
_FREE_ROWS: Final = 3 << 20
_MAX_SHEETS: Final = 500
# Elements a byte of the file: a cell has four to six, and takes some bytes packed. Styles and names are held whole.
_FREE_TAGS: Final = 50_000
_TAGS_PER_BYTE, _WHOLE_TAGS_PER_BYTE = 8, 1
# How a workbook writes what XML cannot hold, Excel the end of a line, and both the underscore of a text that reads so itself.
_ESCAPED: Final = re.compile("_x(00[01][0-9A-F]|005F|FFF[EF])_", re.IGNORECASE)
_STREAMED = ("xl/worksheets/", "xl/sharedStrings.xml")

_DAMAGED = Words(zh="工作簿已损坏", en="the workbook is damaged")
_DOCTYPE = Words(
    zh="工作簿的 XML 含有 DOCTYPE 声明，拒绝读取", en="the workbook's XML has a DOCTYPE, which is refused"
)
_LONG_CELL = Words(
    zh="工作表“{sheet}”第 {row} 行有一格含 {count} 字，超过 Excel 的上限 {limit}：拒绝读取",
    en="a cell in row {row} of the sheet “{sheet}” has {count} letters, more than Excel's limit of {limit}: refused",
)
_LONG_SHEET = Words(
    zh="工作表“{sheet}”的行号超过 Excel 的上限 {limit}：拒绝读取",
    en="the sheet “{sheet}” numbers rows beyond Excel's limit of {limit}: refused",
)
_MANY_CELLS = Words(
    zh="工作表“{sheet}”第 {row} 行起，单元格总数超过 {limit}（以文件大小计）；请删去多余的行列后另存",
    en="by row {row} of the sheet “{sheet}” there are more cells than the {limit} that a file of this size can hold; "
    "take out stray rows and columns and save it again",
)
_MANY_ROWS = Words(
    zh="至工作表“{sheet}”为止，各表共有超过 {limit} 行（以文件大小计）；请删去多余的空行后另存",
    en="up to the sheet “{sheet}” there are more than the {limit} rows that a file of this size can hold; take out stray "
    "empty rows and save it again",
)
_MANY_SHEETS = Words(
    zh="工作簿有 {count} 个工作表，超过 {limit} 个的上限；请分成几个文件",
    en="the workbook has {count} sheets, more than the {limit} that are read; split it into several files",
)
_MUCH_TEXT = Words(
    zh="工作表“{sheet}”第 {row} 行起，文字总量超过 {limit} 字；请分成几个文件",
    en="by row {row} of the sheet “{sheet}” there are more than {limit} letters of text; split it into several files",
)
_WIDE = Words(
    zh="工作表的首末单元格之间共有超过 {limit} 格（以文件大小计）；请删去多余的行列后另存",
    en="between their first and last cells the sheets have more cells than the {limit} that a file of this size can hold; "
    "take out stray rows and columns and save it again",
)
_SHARED = Words(
    zh="单元格引用的文字总量超过 {limit} 字；请分成几个文件",
    en="the texts that its cells refer to have more than {limit} letters; split it into several files",
)
_MANY_TAGS = Words(
    zh="工作簿的“{part}”含有的元素超过 {limit}（以文件大小计）；请在 Excel 中清除多余的行列、样式与名称后另存",
    en="the workbook's “{part}” has more than the {limit} elements that a file of this size can hold; clear stray rows, "
    "columns, styles and names in Excel and save it again",
)
_CANNOT = Words(
    zh="工作簿无法读取：已损坏、已加密，或不是 Excel 97–2003 格式；请在 Excel 或 WPS 中另存为不加密的 .xlsx",
    en="the workbook cannot be read: it is damaged, locked by a password, or not of Excel 97–2003; "
    "save it as .xlsx without a password",
)


def is_locked(head: bytes) -> bool:
    """Tell whether a file begins as an .xlsx with a password, which is wrapped in a compound file."""
    return head.startswith(OLE_MAGIC) and _LOCKED_PART in head


def sheets_of(path: Path) -> dict[str, Rows]:
    """Return the cells of each sheet by its name, row by row from the first; an empty cell is None.

    What a text or a day says that is merged downwards stands in each of its rows.

    Formulas are not run: their last values are read.

    Raises
    ------
    FormatError
        It is no workbook, damaged, locked, or holds more than a workbook of its size can.
    """
    data = bytes_of(path)
    try:
        return _old_sheets(data) if data.startswith(OLE_MAGIC) else _new_sheets(path, data)
    except FormatError as error:
        raise error.at(display_path(path)) from error.__cause__


def _new_sheets(path: Path, data: bytes) -> dict[str, Rows]:
    check_parts(path)
    try:
        with warnings.catch_warnings():
            # openpyxl remarks on styles and print areas that nobody asked for.
            warnings.simplefilter("ignore", UserWarning)
            workbook = _loaded(data)
            budget = _Budget(len(data))
            _refuse_sheets(len(workbook.worksheets))
            return {sheet.title: _filled(sheet, budget) for sheet in workbook.worksheets}
    except FormatError:
        raise
    except _ERRORS as error:
        raise FormatError(_DAMAGED) from error


def _filled(sheet: Any, budget: _Budget) -> Rows:
    rows = budget.take(sheet.title, _rows(sheet))
    with sheet.parent._archive.open(sheet._worksheet_path) as part:  # noqa: SLF001 - such sheets do not tell of merged cells
        budget.fill(sheet.title, rows, merged_ranges(part))
    return rows


def _loaded(data: bytes) -> Any:
    """Return a workbook whose texts are as they are written: of openpyxl's own some letters are missing (``x005F_``)."""
    require("openpyxl")
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml.constants import SHARED_STRINGS

    reader: Any = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)

    def read_texts() -> None:
        part = reader.package.find(SHARED_STRINGS)
        if part is not None:
            with reader.archive.open(part.PartName[1:]) as stream:
                reader.shared_strings = list(_shared_texts(stream))

    reader.read_strings = read_texts
    reader.read()
    return reader.wb


def _shared_texts(stream: IO[bytes]) -> Iterator[str]:
    """Yield the texts that cells refer to by number; how they are pronounced is none of them."""
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    item, *parts = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "r"))
    text, run = parts
    for _, node in iterparse(stream):
        if node.tag == item:
            runs = (part.find(text) if part.tag == run else part for part in node if part.tag in parts)
            yield "".join(each.text or "" for each in runs if each is not None)
            node.clear()


def _refuse_sheets(count: int) -> None:
    """Refuse more sheets than anybody makes: several may be one part of the file, which is read for each."""
    if count > _MAX_SHEETS:
        raise FormatError(_MANY_SHEETS, count=f"{count:,}", limit=_MAX_SHEETS)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # The size that a sheet says it has is often that of all possible cells.
    sheet.reset_dimensions()
    for row in sheet.iter_rows(values_only=True):
        yield tuple(_unescaped(value) if isinstance(value, str) and "_x" in value else value for value in row)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def check_parts(path: Path) -> None:
    """Refuse parts that unpack without limit, define entities of their own, or hold more elements than are let in."""
    names = [member.name for member in listing_of(path, _LIMITS)]
    try:
        with zipfile.ZipFile(path) as archive:
            for name in names:
                if name.endswith((".xml", ".rels")):
                    _refuse_doctype(archive, name)
                    _refuse_tags(archive, name, path.stat().st_size)
    except FormatError:
        raise
    except (*ZIP_ERRORS, OSError, KeyError) as error:
        raise FormatError(_DAMAGED) from error


def _refuse_doctype(archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(name) as part:
        if has_doctype(part):
            raise FormatError(_DOCTYPE)


def _refuse_tags(archive: zipfile.ZipFile, name: str, file_bytes: int) -> None:
    per_byte = _TAGS_PER_BYTE if name.startswith(_STREAMED) else _WHOLE_TAGS_PER_BYTE
    limit, count = _FREE_TAGS + per_byte * file_bytes, 0
    with archive.open(name) as part:
        while block := part.read(1 << 20):
            count += block.count(b"<")
            if count > limit:
                raise FormatError(_MANY_TAGS, part=name, limit=f"{limit:,}")


def _old_sheets(data: bytes) -> dict[str, Rows]:
    require("python_calamine")
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(_checked(data)))
        budget = _Budget(len(data))
        _refuse_sheets(len(_worksheets(workbook)))
        return {name: _old_rows(workbook.get_sheet_by_name(name), budget) for name in _worksheets(workbook)}
    except FormatError:
        raise
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise FormatError(_CANNOT) from error
    except BaseException as error:
        # What calamine did not foresee in a damaged file; Python has no name to catch it by.
        if type(error).__name__ == "PanicException":
            raise FormatError(_CANNOT) from error
        raise


def _old_rows(sheet: Any, budget: _Budget) -> Rows:
    rows = budget.take(sheet.name, sheet.to_python(skip_empty_area=False))
    merged = sheet.merged_cell_ranges or ()
    ranges = [(left, top, end) for (top, left), (end, right) in merged if left == right and top < end]
    budget.fill(sheet.name, rows, ranges)
    return rows


def _checked(data: bytes) -> bytes:
    """Return a workbook of before 2007 that can be read, having refused one whose sheets become too large."""
    compound = opened_compound(data)
    extent = extent_of(compound.stream)
    if extent.cells > (limit := _FREE_CELLS + _CELLS_PER_BYTE * len(data)):
        raise FormatError(_WIDE, limit=f"{limit:,}")
    longest = min(CELL_LETTERS, sum(map(len, extent.texts)))
    if longest * len(extent.shared) > _MAX_TEXT and extent.letters() > _MAX_TEXT:
        raise FormatError(_SHARED, limit=f"{_MAX_TEXT:,}")
    return compound.data


def _worksheets(workbook: Any) -> list[str]:
    import python_calamine as calamine

    return [each.name for each in workbook.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]


class _Budget:
    """Counts cells and letters over all sheets of a file."""

    def __init__(self, file_bytes: int) -> None:
        self.max_cells = _FREE_CELLS + _CELLS_PER_BYTE * file_bytes
        self.max_rows = _FREE_ROWS + file_bytes
        self.cells = self.letters = self.rows = 0

    def take(self, sheet: str, rows: Iterable[Iterable[Any]]) -> Rows:
        """Return the rows as lists without the empty cells at their ends."""
        taken: Rows = []
        for number, row in enumerate(rows, start=1):
            if number > _MAX_ROWS:
                raise FormatError(_LONG_SHEET, sheet=sheet, limit=f"{_MAX_ROWS:,}")
            self.rows += 1
            if self.rows > self.max_rows:
                raise FormatError(_MANY_ROWS, sheet=sheet, limit=f"{self.max_rows:,}")
            cells = [None if value == "" else value for value in row]
            self._count(sheet, number, cells)
            while cells and cells[-1] is None:
                cells.pop()
            taken.append(cells)
        while taken and not taken[-1]:
            taken.pop()
        return taken

    def fill(self, sheet: str, rows: Rows, ranges: Iterable[Range]) -> None:
        """Fill cells that are merged downwards."""
        for row, grown in fill_down(rows, ranges):
            self._count_cells(sheet, row, max(1, grown))

    def _count_cells(self, sheet: str, row: int, count: int) -> None:
        self.cells += count
        if self.cells > self.max_cells:
            raise FormatError(_MANY_CELLS, sheet=sheet, row=row, limit=f"{self.max_cells:,}")

    def _count(self, sheet: str, row: int, cells: list[Any]) -> None:
        self._count_cells(sheet, row, len(cells))
        longest = [len(value) for value in cells if isinstance(value, str)]
        self.letters += sum(longest)
        if longest and max(longest) > CELL_LETTERS:
            raise FormatError(
                _LONG_CELL, sheet=sheet, row=row, count=f"{max(longest):,}", limit=f"{CELL_LETTERS:,}"
            )
        if self.letters > _MAX_TEXT:
            raise FormatError(_MUCH_TEXT, sheet=sheet, row=row, limit=f"{_MAX_TEXT:,}")

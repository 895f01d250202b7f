"""CSV: a table of boundary points, or of parcels with their shape in a cell."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any, Final

import shapely

from geokit.errors import FormatError
from geokit.escape import CELL_LETTERS, csv_value, encodable
from geokit.i18n import Words
from geokit.parcels.columns import unique_names
from geokit.parcels.csv_cells import plain_cell, told_delimiter
from geokit.parcels.csv_faults import CsvProblem
from geokit.parcels.diagnostics import Diagnostics, Notice
from geokit.parcels.files import bytes_of, decode, is_text, lines_of
from geokit.parcels.formats._output_columns import dropped_crs_notices
from geokit.parcels.formats._parcel_rows import ParcelRows, parcel_rows
from geokit.parcels.formats._point_rows import HEADINGS, point_rows
from geokit.parcels.formats._row_format import RowFormat
from geokit.parcels.formats._shape_rows import rows_with_shapes
from geokit.parcels.formats._unheld_letters import NULL, replaced_notices, without_null, without_nulls
from geokit.parcels.formats.dat import are_points_alone
from geokit.parcels.formats.points.headings import find_headings
from geokit.parcels.formats.points.table import NO_HEADINGS, collect, reading_of
from geokit.parcels.formats.points.unheaded import cells_of, headings_for, is_point, with_headings_to_add

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._base import Opening
    from geokit.parcels.formats._reading import Reading, ReadOptions


_TXT_ROW = re.compile(rb"@[ \t]*\r?$", re.MULTILINE)

_BAD_CSV = Words(zh="不是规范的 CSV：{reason}", en="it is no well-formed CSV: {reason}")

_TITLE = Words(zh="CSV ", en="a CSV")

_LONG_NUMBERS = Words(
    zh="列 {columns} 的编号超过 {digits} 位，Excel 直接打开 CSV 会使末位变成 0；请用“数据—自文本/CSV”按文本导入，或改写 .xlsx",
    en="{columns}: numbers of more than {digits} digits, whose last ones Excel makes 0 when it opens a CSV; import it as "
    "text (Data, From Text/CSV), or write an .xlsx",
)

_LONG_SHAPES = Words(
    zh="{count} 宗地块的 WKT 超过 {limit} 字，Excel 打开后会截断；请勿在 Excel 中另存",
    en="the shapes of {count:parcel|parcels} take more than {limit} letters, which Excel cuts: do not save the file from "
    "Excel",
)

_FULL_WIDTH_READ = Words(
    zh="表格以中文标点分列，已按半角“{sign}”读取",
    en="the cells are parted by Chinese punctuation, which was read as “{sign}”",
)


class Csv(RowFormat):
    """CSV with commas, tabs, semicolons or bars; a table of points may have runs of blanks instead."""

    title = Words(zh="CSV 表格", en="CSV")
    suffixes = (".csv", ".tsv")
    also_under = (".txt",)
    can_write = True
    layouts = ("parcels", "points")
    keeps_shapes_in_rows = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is text with a delimiter in its first lines."""
        first = opening.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]
        return (
            is_text(opening.head)
            and first not in (b"{", b"<", b"[")
            and not _TXT_ROW.search(opening.head)
            and not are_points_alone(opening.head)
            and (
                any(sign.encode() in opening.head for sign in DELIMITERS)
                or begins_as_table(opening.head)
                or holds_points(opening.head)
            )
        )

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the parcels."""
        text, encoding = decode(bytes_of(path), options.encoding)
        remarks = Diagnostics()
        rows, lines = _rows(text, remarks)
        reading = rows_with_shapes(rows, lines)
        if reading is None:
            if find_headings(rows) is None and (error := with_headings_to_add(NO_HEADINGS, lines_of(text))):
                raise error
            reading = reading_of([collect(rows, lines)], options)
        reading.encoding = encoding
        reading.notices += remarks.notices()
        return reading

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write the points of all parcels, below the line that names the coordinate system."""
        plain, notices = without_nulls(frame, _TITLE)
        made = point_rows(plain, dialect)
        above = [] if made.system is None else [[made.system]]
        _save(path, [*above, HEADINGS, *made.rows])
        return [*made.notices, *notices]

    def write_rows(
        self, frame: pd.DataFrame, path: Path, columns: Mapping[str, str] | None = None
    ) -> list[Notice]:
        """Write a row a parcel in the caller's own columns, and its shape as well-known text in the last."""
        made = parcel_rows(frame, columns)
        shapes, notices = _well_known(frame)
        notices += _take_nulls(made)
        headings = [*unique_names([*(column.heading for column in made.columns), WKT])]
        rows = zip(*(column.cells for column in made.columns), shapes, strict=True)
        _save(path, [headings, *rows])
        return [*made.notices, *notices, *_about_excel(made, shapes)]


WKT: Final = "WKT"

# What Excel keeps of a number.
_DIGITS = 15


def _well_known(frame: gpd.GeoDataFrame) -> tuple[list[str], list[Notice]]:
    """Return shapes as text with the code of their system in front, and what it does not say."""
    shapes = shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=-1).tolist()
    code = frame.crs.to_epsg(min_confidence=100) if frame.crs is not None else None
    if code is None:
        return shapes, dropped_crs_notices(frame, _TITLE)
    return [f"SRID={code};{shape}" for shape in shapes], []


def _take_nulls(made: ParcelRows) -> list[Notice]:
    """Put a blank in the place of each null, which no reader takes for text, and return what is said of it."""
    replaced = []
    for column in made.columns:
        column.heading = without_null(column.heading)
        for row, value in enumerate(column.cells):
            if isinstance(value, str) and NULL in value:
                column.cells[row] = without_null(value)
                replaced.append(column.cells[row])
    return replaced_notices(replaced, _TITLE)


def _about_excel(made: ParcelRows, shapes: list[str]) -> list[Notice]:
    """Return what happens to the file in Excel that does not happen to a workbook."""
    long = [
        column.heading
        for column in made.columns
        if any(isinstance(each, str) and len(each) > _DIGITS and each.isdecimal() for each in column.cells)
    ]
    notices = [Notice.of("long_numbers", _LONG_NUMBERS, columns=long, digits=_DIGITS)] if long else []
    count = sum(len(shape) > CELL_LETTERS for shape in shapes)
    return notices + (
        [Notice.of("long_shapes", _LONG_SHAPES, count=count, limit=CELL_LETTERS)] if count else []
    )


def _save(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [csv_value(_plain(value)) for value in row] for row in rows
    )
    # With its mark Excel takes the file for UTF-8.
    path.write_bytes(encodable(text.getvalue()).encode("utf-8-sig"))


def _plain(value: Any) -> Any:
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value


def _rows(text: str, remarks: Diagnostics) -> tuple[list[tuple[str, ...]], list[int]]:
    told, text = told_delimiter(text)
    delimiter = told or delimiter_of(text)
    if delimiter in _HALF_WIDTH:
        remarks.add("full_width", _FULL_WIDTH_READ, sign=_HALF_WIDTH[delimiter])
    if is_blank_parted(delimiter):
        blank = blank_parted(text.removeprefix("\ufeff"))
        return blank, list(range(1, len(blank) + 1))
    # Unlike splitlines(), at the ends of lines alone: text may hold what Python takes for one besides.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, lines = [], []
    try:
        line = 1
        for parsed in reader:
            row = _parted(parsed, delimiter)
            if row is not parsed and delimiter not in _HALF_WIDTH:
                remarks.add("full_width", _FULL_WIDTH_READ, line=line, sign=delimiter)
            rows.append(tuple([plain_cell(cell.strip("\ufeff \t\u3000")) for cell in row]))
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise FormatError(_BAD_CSV, line=reader.line_num, reason=CsvProblem(error)) from error
    return rows, lines


def _parted(row: list[str], delimiter: str) -> list[str]:
    """Return the cells of a point that another form of a sign parts than most rows of its table."""
    half = _HALF_WIDTH.get(delimiter, delimiter)
    forms = [half, *(full for full, plain in _HALF_WIDTH.items() if plain == half)]
    parted = (row[0].split(sign) for sign in forms if len(row) == 1 and sign in row[0])
    return next((cells for cells in parted if is_point(cells)), row)


# Typed with the keyboard set to Chinese; they part cells where no other sign does.
_HALF_WIDTH: Final = {"，": ",", "；": ";", "、": ","}
DELIMITERS: Final = "\t,;|" + "".join(_HALF_WIDTH)

_BLANKS: Final = " "

_SAMPLE, _SAMPLE_LETTERS = 20, 8192

# Rows and sections of a boundary-point TXT, in half and full width.
_OF_TXT: Final = frozenset("@＠[【［")


def delimiter_of(text: str) -> str:
    r"""Return the sign that parts the headings of a table of points, or else the one that most lines have.

    Commas also stand inside well-known text and in numbers, and in a title above the headings. Runs of blanks part cells
    where no other sign does.

    Examples
    --------
    >>> delimiter_of("点号;X;Y"), delimiter_of("点号  X  Y\nJ1  2580000  39462000"), delimiter_of("a,b")
    (';', ' ', ',')
    """
    first = lines_of(text[:_SAMPLE_LETTERS])[:_SAMPLE]
    often = sorted(DELIMITERS, key=lambda sign: -sum(sign in line for line in first))
    return next((sign for sign in (*often, _BLANKS) if _parts_headings(sign, first)), often[0])


def blank_parted(text: str) -> list[tuple[str, ...]]:
    """Return the cells of lines in which runs of blanks part them."""
    return [tuple(line.split()) for line in lines_of(text)]


def begins_as_table(head: bytes) -> bool:
    """Tell whether a file that begins so has headings of coordinates, and nothing of a boundary-point TXT."""
    text = _text_of(head)[:_SAMPLE_LETTERS]
    if _OF_TXT & set(text):
        return False
    return _parts_headings(delimiter_of(text), lines_of(text)[:_SAMPLE])


def holds_points(head: bytes) -> bool:
    """Tell whether a file that begins so holds points without headings: how to hand it in is said when it is read."""
    return headings_for(cells_of(lines_of(_text_of(head)[:_SAMPLE_LETTERS]))) is not None


def is_blank_parted(delimiter: str) -> bool:
    """Tell whether a delimiter stands for runs of blanks."""
    return delimiter == _BLANKS


def _parts_headings(sign: str, lines: list[str]) -> bool:
    if not is_blank_parted(sign):
        return find_headings([line.split(sign) for line in lines]) is not None
    rows = [cells for line in lines if (cells := line.split())]
    found = find_headings(rows)
    # In a sentence X and Y may stand apart as words.
    return found is not None and any(sum(map(_is_number, row)) > 1 for row in rows[found.row + 1 :][:1])


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit()


def _text_of(head: bytes) -> str:
    """Return the text of a file's first bytes, which may end within a character."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        return whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        return whole.decode("gb18030", "replace")

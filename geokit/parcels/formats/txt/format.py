"""Boundary-point TXT (勘测定界界址点坐标交换格式): the file that every land-acquisition submission carries.

Clean blocks of point rows are read in bulk, the others row by row with their faults named; a parcel with a fault of
its own is listed as unreadable, and the others are read.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.files import bytes_of, decode, is_text
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats.csv import begins_as_table, holds_points
from geokit.parcels.formats.dat import are_points_alone
from geokit.parcels.formats.points.coordinates import PointParcels
from geokit.parcels.formats.points.rings import coordinate_fault
from geokit.parcels.formats.points.rows import BadRowError, PointRows, Points, check_coordinate
from geokit.parcels.formats.txt import crs
from geokit.parcels.formats.txt.grammar import Block, Document, parse
from geokit.parcels.formats.txt.parcels import TxtParcels, read_headers
from geokit.parcels.formats.txt.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.diagnostics import Diagnostics, Notice
    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats.txt.lines import Lines


class BoundaryPoints(Format):
    """Boundary-point TXT: X is the northing, Y the easting; a ring's number does not say whether it is a hole."""

    title = Words(zh="界址点坐标 TXT", en="boundary-point TXT")
    suffixes = (".txt",)
    can_write = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is text that begins neither as JSON, as XML nor with headings, and is no CASS data."""
        if not is_text(opening.head):
            return False
        first = opening.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]
        return (
            first not in (b"{", b"<")
            and (any(sign in opening.head for sign in (b"@", b",", b"=")) or holds_points(opening.head))
            and not begins_as_table(opening.head)
            and not are_points_alone(opening.head)
        )

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read all parcels; those with a fault of their own are listed, the others stand."""
        text, encoding = decode(bytes_of(path), options.encoding)
        reading = read_text(text, options)
        reading.encoding = encoding
        return reading

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write one file, or one a parcel, in the dialect of the receiving office."""
        return write_text(frame, path, dialect)


# Enough for the work to be done in bulk, and few enough for their text to be held at once.
_BLOCKS_AT_ONCE = 1000

# To read so few in bulk takes longer than row by row.
_FEW_ROWS = 100

_PLAIN_FIELDS, _FIELDS_WITHOUT_RING = 4, 3

_BAD_ROW = Words(
    zh="“{row}”不是界址点行；应为 点号，圈号，X,Y", en="“{row}” is no point row; it should be point,ring,X,Y"
)

_THOUSANDS = Words(
    zh="坐标使用了千位分隔符；请去掉数字中的逗号",
    en="the coordinates have thousands separators; take the commas out",
)

_BAD_RING = Words(zh="圈号“{value}”不是整数", en="the ring number “{value}” is not a whole number")

_THREE_COLUMNS = Words(
    zh="界址点行没有圈号，按第 1 圈处理", en="point rows without a ring number; ring 1 is taken"
)

_MORE_COLUMNS = Words(
    zh="界址点行多于 4 列，多余的列已忽略",
    en="point rows with more than 4 columns; the others are passed over",
)

_FULL_WIDTH_USED = Words(zh="使用了全角标点", en="full-width punctuation is used")


def read_rows(
    lines: Lines, blocks: Sequence[Block], remarks: Diagnostics
) -> tuple[Points, dict[int, BadRowError]]:
    """Read the point rows of many parcels.

    Parameters
    ----------
    lines : Lines
        All lines of the file.
    blocks : sequence of Block
        Where the rows are; each has one at least.
    remarks : Remarks
        Takes what is unusual and harmless.

    Returns
    -------
    Points
        Of the parcels that could be read, in their order.
    dict of int to BadRowError
        The others, by their position in `blocks`.
    """
    reader = _Reader(lines, blocks, remarks)
    for first in range(0, len(blocks), _BLOCKS_AT_ONCE):
        reader.take(first, min(first + _BLOCKS_AT_ONCE, len(blocks)))
    return reader.rows.finish(), reader.faults


class _Reader:
    """Reads clean blocks together, and looks for the others by halving what is not clean."""

    def __init__(self, lines: Lines, blocks: Sequence[Block], remarks: Diagnostics) -> None:
        self.lines, self.blocks, self.remarks = lines, blocks, remarks
        self.rows = PointRows()
        self.faults: dict[int, BadRowError] = {}

    def take(self, first: int, last: int) -> None:
        """Read the blocks from `first` up to, but without, `last`."""
        group = self.blocks[first:last]
        is_small = group[-1].last - group[0].first < _FEW_ROWS
        if not is_small and _add_clean(self.lines, group, self.rows):
            return
        if is_small or len(group) == 1:
            for at in range(first, last):
                self._take_one_by_one(at)
        else:
            middle = (first + last) // 2
            self.take(first, middle)
            self.take(middle, last)

    def _take_one_by_one(self, at: int) -> None:
        try:
            _add_one_by_one(self.lines, self.blocks[at], self.rows, self.remarks)
        except BadRowError as fault:
            self.faults[at] = fault


def _add_clean(lines: Lines, blocks: Sequence[Block], into: PointRows) -> bool:
    """Add rows of four plain fields, of many parcels at once, and tell whether they were."""
    text = "\n".join([lines.joined(block.first, block.last) for block in blocks])
    starts = np.array([block.first for block in blocks], dtype=np.int64)
    sizes = np.array([block.last for block in blocks], dtype=np.int64) - starts
    before = np.cumsum(sizes) - sizes
    places = np.repeat(starts - before, sizes) + np.arange(sizes.sum())
    if "\n\n" in text or text.endswith("\n"):
        rows = text.split("\n")
        filled = np.array([bool(row) for row in rows])
        text, places = "\n".join(filter(None, rows)), places[filled]
        sizes = np.add.reduceat(filled, before, dtype=np.int64)
    return into.add_text(text, places + 1, sizes.tolist())


def _add_one_by_one(lines: Lines, block: Block, into: PointRows, remarks: Diagnostics) -> None:
    filled = [at for at in range(block.first, block.last) if lines[at].strip()]
    into.add([_row(lines[at], at + 1, remarks) for at in filled], [at + 1 for at in filled])


def _row(text: str, line: int, remarks: Diagnostics) -> tuple[str, str, str]:
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and any(sign in text for sign in "，．"):
        remarks.add("full_width", _FULL_WIDTH_USED, line=line)
    fields = [part.strip() for part in plain.split(",")]
    while fields and not fields[-1]:
        fields.pop()
    if len(fields) == _FIELDS_WITHOUT_RING:
        remarks.add("three_columns", _THREE_COLUMNS, line=line)
        fields.insert(1, "1")
    if len(fields) < _PLAIN_FIELDS:
        raise BadRowError("bad_row", _BAD_ROW, line, row=text.strip()[:60])
    if len(fields) > _PLAIN_FIELDS:
        _refuse_thousands(fields, line)
        remarks.add("more_columns", _MORE_COLUMNS, line=line)
    _, ring, north, east = fields[:_PLAIN_FIELDS]
    for value in (north, east):
        check_coordinate(value, line)
    if not re.fullmatch(r"[0-9]{1,6}", ring):
        raise BadRowError("bad_ring", _BAD_RING, line, value=ring)
    return ring, north, east


def _refuse_thousands(fields: list[str], line: int) -> None:
    # "2,583,610.250" falls apart into a group of one to three digits and groups of exactly three.
    if re.fullmatch(r"[0-9]{1,3}", fields[2]) and re.fullmatch(r"[0-9]{3}(\.[0-9]*)?", fields[3]):
        raise BadRowError("thousands_separator", _THOUSANDS, line)


_NO_PARCELS = Words(zh="[地块坐标]段中没有地块", en="the section [地块坐标] holds no parcel")

_NOT_FIRST = Words(
    zh="说明行写的是 Y 在前、X 在后，但坐标是 X 在前：已按坐标处理",
    en="the line that names the columns puts Y before X, but the coordinates have X first and were read so",
)

_COUNT = Words(
    zh="声明 {told} 个界址点，实有 {counted} 行", en="{told} points are declared and {counted} rows are there"
)


def read_text(text: str, options: ReadOptions) -> Reading:
    """Return the parcels of a boundary-point TXT.

    Raises
    ------
    FormatError
        It is no such file, or contradicts itself.
    CrsError
        Its zone is unknown, or the caller's contradicts it.
    """
    document = parse(text)
    if not document.blocks:
        raise FormatError(_NO_PARCELS)
    crs.refuse_other_units(document)
    return _assemble(document, options)


def _assemble(document: Document, options: ReadOptions) -> Reading:
    parcels = read_headers(document, options.titles)
    points, faults = read_rows(document.lines, parcels.blocks, document.remarks)
    parcels = parcels.without(faults) if faults else parcels
    if document.is_easting_first:
        points = _easting_last(points, document.remarks)
    _remark_on_counts(document, parcels, points)
    reading = Reading(
        columns=parcels.columns(),
        geometry=np.full(len(parcels.blocks), None, dtype=object),
        record=np.array(parcels.records, dtype=np.int64),
        line=np.array([block.line for block in parcels.blocks], dtype=np.int64),
        decimals=points.decimals,
        declared_method="planar",
        declared_unit="ha",
        unreadable=parcels.unreadable,
        sections=_kept_sections(document),
    )
    if parcels.blocks:
        _fill_geometry(reading, document, points, options)
    reading.notices = document.remarks.notices()
    return reading


def _easting_last(points: Points, remarks: Diagnostics) -> Points:
    """Return points with X before Y where the file's own line says Y first, and the coordinates do not deny it."""
    starts = np.concatenate([[0], np.cumsum(points.sizes)[:-1]])[: len(points.sizes)]
    swapped = points.swapped()
    if len(starts) and (coordinate_fault(swapped.place, starts.astype(np.int64))[0] == 0).all():
        remarks.add("easting_not_first", _NOT_FIRST)
        return points
    return swapped


def _remark_on_counts(document: Document, parcels: TxtParcels, points: Points) -> None:
    counts = np.array(parcels.counts, dtype=np.int64)
    for at in np.flatnonzero((counts >= 0) & (counts != points.sizes)):
        document.remarks.add(
            "count_mismatch",
            _COUNT,
            line=parcels.blocks[at].line,
            record=parcels.records[at],
            told=int(counts[at]),
            counted=int(points.sizes[at]),
        )


def _kept_sections(document: Document) -> dict[str, list[str]]:
    """Return the sections verbatim, but for parameters of a transformation: those may be secret."""
    return {
        name: ["转换参数=" if line.strip().startswith("转换参数") else line for line in lines]
        for name, lines in document.sections.items()
    }


def _fill_geometry(reading: Reading, document: Document, points: Points, options: ReadOptions) -> None:
    made = PointParcels(reading, points)
    reading.crs = crs.local_system(document) if options.crs is None else None
    if reading.crs is None:
        made.refuse_impossible(options.crs)
        prefix = made.common_prefix()
        if prefix is not None:
            reading.crs = crs.system_of(document, prefix, options)
    made.shape(document.remarks, in_degrees=reading.crs is not None and reading.crs.is_geographic)

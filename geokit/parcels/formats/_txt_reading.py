"""From the lines of a boundary-point TXT to parcels; one with a fault of its own is listed, the others stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.parcels.formats import _rings, _txt_shapes, _txt_system
from geokit.parcels.formats._base import Reading, ReadOptions
from geokit.parcels.formats._txt_grammar import Document, parse
from geokit.parcels.formats._txt_headers import Header, parse_header
from geokit.parcels.formats._txt_points import BadRowError, PointRows, add_rows
from geokit.parcels.notices import Unreadable
from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

_NO_PARCELS = Words(zh="[地块坐标]段中没有地块", en="the section [地块坐标] holds no parcel")
_NO_POINTS = Words(zh="地块没有界址点", en="the parcel has no points")
_COUNT = Words(
    zh="声明 {told} 个界址点,实有 {counted} 行", en="{told} points are declared and {counted} rows are there"
)
_SAME_HEADER = Words(
    zh="地块行与第 {line_before} 行相同,按两个地块处理",
    en="the header row equals line {line_before}; they are two parcels",
)
_TOO_FEW = Words(zh="第 {ring} 圈不足 3 个不同的点", en="ring {ring} has fewer than 3 distinct points")
_NO_AREA = Words(zh="第 {ring} 圈面积为零", en="ring {ring} has no area")
_OTHER_PREFIX = Words(
    zh="Y 坐标前缀与文件首个地块({zone} 带)不同",
    en="Y does not begin as in the file's first parcel (zone {zone})",
)
_OTHER_STATE = Words(
    zh="Y 坐标有无带号前缀与文件首个地块不同",
    en="Y has a zone in front, or lacks it, unlike the file's first parcel",
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
    _txt_system.refuse_other_units(document)
    return _assemble(document, _read_blocks(document), options)


@dataclass(slots=True)
class _Parcels:
    """What the blocks gave: headers and rows of the readable ones, and the others."""

    rows: PointRows = field(default_factory=PointRows)
    headers: list[Header] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def _read_blocks(document: Document) -> _Parcels:
    parcels = _Parcels()
    seen: dict[str, int] = {}
    for record, block in enumerate(document.blocks):
        if block.row and block.row in seen:
            document.remarks.add(
                "same_header", _SAME_HEADER, line=block.line, record=record, line_before=seen[block.row]
            )
        seen.setdefault(block.row, block.line)
        name = None
        try:
            header = parse_header(block, document.remarks)
            name = header.values["地块编号"] or None
            add_rows(document.lines, block.first, block.last, parcels.rows, document.remarks)
        except BadRowError as fault:
            parcels.unreadable.append(fault.as_unreadable(record, name))
            continue
        _keep(parcels, header, record, document)
    return parcels


def _keep(parcels: _Parcels, header: Header, record: int, document: Document) -> None:
    counted = parcels.rows.sizes[-1]
    if counted == 0:
        parcels.rows.sizes.pop()
        name = header.values["地块编号"] or None
        parcels.unreadable.append(
            Unreadable.of("no_points", _NO_POINTS, record, {}, id=name, line=header.line)
        )
        return
    if header.count is not None and header.count != counted:
        document.remarks.add(
            "count_mismatch", _COUNT, line=header.line, record=record, told=header.count, counted=counted
        )
    parcels.headers.append(header)
    parcels.records.append(record)


def _assemble(document: Document, parcels: _Parcels, options: ReadOptions) -> Reading:
    geometry: NDArray[np.object_] = np.full(len(parcels.headers), None, dtype=object)
    reading = Reading(
        columns=_columns(parcels.headers),
        geometry=geometry,
        record=np.array(parcels.records, dtype=np.int64),
        line=np.array([header.line for header in parcels.headers], dtype=np.int64),
        decimals=parcels.rows.decimals,
        declared_method="planar",
        declared_unit="ha",
        unreadable=parcels.unreadable,
        sections=_kept_sections(document),
    )
    if parcels.headers:
        _fill_geometry(reading, document, parcels, options)
    reading.notices = document.remarks.notices()
    return reading


def _kept_sections(document: Document) -> dict[str, list[str]]:
    """Return the sections verbatim, but for parameters of a transformation: those may be secret."""
    return {
        name: ["转换参数=" if line.strip().startswith("转换参数") else line for line in lines]
        for name, lines in document.sections.items()
    }


def _columns(headers: list[Header]) -> dict[str, NDArray[np.object_]]:
    names = [name for name in (headers[0].values if headers else ()) if name != "界址点数"]
    further = dict.fromkeys(name for header in headers for name in header.extra)
    columns = {name: [header.values[name] for header in headers] for name in names}
    columns |= {name: [header.extra.get(name, "") for header in headers] for name in further}
    return {name: np.array(values, dtype=object) for name, values in columns.items()}


def _fill_geometry(reading: Reading, document: Document, parcels: _Parcels, options: ReadOptions) -> None:
    rows = parcels.rows
    points, sizes = rows.points(), np.array(rows.sizes, dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    usable = np.ones(len(sizes), dtype=bool)
    reading.crs = _txt_system.local_system(document) if options.crs is None else None
    if reading.crs is None:
        _refuse_impossible(reading, points, starts, usable, options)
        if usable.any():
            reading.crs = _common_system(reading, document, points, starts, usable, options)
    shapes = _txt_shapes.split_rings(
        points,
        np.array(rows.ring, dtype=np.int64),
        np.array(rows.line, dtype=np.int64),
        sizes,
        document.remarks,
    )
    _refuse_degenerate(reading, shapes, usable)
    kept = usable[shapes.rings.parcels]
    made = _rings.polygons(_only(shapes.rings, kept), len(sizes))
    reading.geometry[:] = made


def _only(rings: _rings.RingSet, kept: NDArray[np.bool_]) -> _rings.RingSet:
    return _rings.RingSet(rings.points[np.repeat(kept, rings.sizes)], rings.sizes[kept], rings.parcels[kept])


def _refuse_impossible(
    reading: Reading,
    points: NDArray[np.float64],
    starts: NDArray[np.int64],
    usable: NDArray[np.bool_],
    options: ReadOptions,
) -> None:
    if options.crs is not None and options.crs.is_geographic:
        return
    fault, kinds = _txt_shapes.coordinate_fault(points, starts)
    for row in np.flatnonzero(fault >= 0):
        code, words = kinds[fault[row]]
        east, north = points[starts[row]]
        _refuse(reading, int(row), usable, code, words, east=f"{east:.3f}", north=f"{north:.3f}")


def _common_system(
    reading: Reading,
    document: Document,
    points: NDArray[np.float64],
    starts: NDArray[np.int64],
    usable: NDArray[np.bool_],
    options: ReadOptions,
) -> CRS | None:
    prefix = _txt_system.prefixes(points, starts)
    first = int(prefix[np.argmax(usable)])
    for row in np.flatnonzero(usable & (prefix != first)):
        words = _OTHER_PREFIX if first and prefix[row] else _OTHER_STATE
        _refuse(reading, int(row), usable, "other_zone", words, zone=first)
    return _txt_system.system_of(document, first, options)


def _refuse_degenerate(reading: Reading, shapes: _txt_shapes.Shapes, usable: NDArray[np.bool_]) -> None:
    few, flat = _rings.faulty_rings(shapes.rings, in_degrees=bool(reading.crs and reading.crs.is_geographic))
    for ring in np.flatnonzero(few | flat):
        row = int(shapes.rings.parcels[ring])
        if not usable[row]:
            continue
        code, words = ("too_few_points", _TOO_FEW) if few[ring] else ("no_area", _NO_AREA)
        usable[row] = False
        number = int(shapes.numbers[ring])
        reading.unreadable.append(
            Unreadable.of(
                code,
                words,
                int(reading.record[row]),
                {"ring": number},
                id=_id(reading, row),
                line=int(shapes.lines[ring]),
                ring=number,
            )
        )


def _refuse(
    reading: Reading, row: int, usable: NDArray[np.bool_], code: str, words: Words, **fields: object
) -> None:
    usable[row] = False
    reading.unreadable.append(
        Unreadable.of(
            code, words, int(reading.record[row]), fields, id=_id(reading, row), line=_line(reading, row)
        )
    )


def _line(reading: Reading, row: int) -> int | None:
    return None if reading.line is None else int(reading.line[row])


def _id(reading: Reading, row: int) -> str | None:
    return str(reading.columns["地块编号"][row]) or None

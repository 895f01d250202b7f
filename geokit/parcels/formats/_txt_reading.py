"""From the lines of a boundary-point TXT to parcels; one with a fault of its own is listed, the others stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.parcels.formats import _txt_system
from geokit.parcels.formats._base import Reading, ReadOptions
from geokit.parcels.formats._point_rows import BadRowError, PointRows
from geokit.parcels.formats._point_shapes import PointParcels
from geokit.parcels.formats._txt_grammar import Document, parse
from geokit.parcels.formats._txt_headers import Header, parse_header
from geokit.parcels.formats._txt_points import add_rows
from geokit.parcels.notices import Unreadable
from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NO_PARCELS = Words(zh="[地块坐标]段中没有地块", en="the section [地块坐标] holds no parcel")
_NO_POINTS = Words(zh="地块没有界址点", en="the parcel has no points")
_COUNT = Words(
    zh="声明 {told} 个界址点，实有 {counted} 行", en="{told} points are declared and {counted} rows are there"
)
_SAME_HEADER = Words(
    zh="地块行与第 {line_before} 行相同，按两个地块处理",
    en="the header row equals line {line_before}; they are two parcels",
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
        decimals=parcels.rows.printed_decimals(),
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
    points = PointParcels(reading, parcels.rows, reading.columns["地块编号"])
    reading.crs = _txt_system.local_system(document) if options.crs is None else None
    if reading.crs is None:
        points.refuse_impossible(options.crs)
        prefix = points.common_prefix()
        if prefix is not None:
            reading.crs = _txt_system.system_of(document, prefix, options)
    points.shape(document.remarks, in_degrees=reading.crs is not None and reading.crs.is_geographic)

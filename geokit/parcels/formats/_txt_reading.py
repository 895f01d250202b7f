"""From the lines of a boundary-point TXT to parcels; one with a fault of its own is listed, the others stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.parcels.formats import _txt_system
from geokit.parcels.formats._base import Reading, ReadOptions
from geokit.parcels.formats._point_rows import BadRowError, Points
from geokit.parcels.formats._point_shapes import PointParcels
from geokit.parcels.formats._txt_grammar import Block, Document, parse
from geokit.parcels.formats._txt_headers import Header, parse_header
from geokit.parcels.formats._txt_points import read_rows
from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.parcels.notices import Unreadable

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
    return _assemble(document, options)


@dataclass(slots=True)
class _Parcels:
    """What the header rows gave: those of the readable parcels with their blocks, and the others."""

    headers: list[Header] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    def without(self, faults: dict[int, BadRowError]) -> _Parcels:
        """Return the parcels without those whose point rows are at fault."""
        listed = [
            fault.as_unreadable(self.records[at], self.headers[at].name) for at, fault in faults.items()
        ]
        kept = [at for at in range(len(self.headers)) if at not in faults]
        return _Parcels(
            [self.headers[at] for at in kept],
            [self.blocks[at] for at in kept],
            [self.records[at] for at in kept],
            [*self.unreadable, *listed],
        )


def _read_headers(document: Document) -> _Parcels:
    parcels = _Parcels()
    seen: dict[str, int] = {}
    for record, block in enumerate(document.blocks):
        if block.row and block.row in seen:
            before = seen[block.row]
            document.remarks.add(
                "same_header", _SAME_HEADER, line=block.line, record=record, line_before=before
            )
        seen.setdefault(block.row, block.line)
        try:
            header = parse_header(block, document.remarks)
            _refuse_empty(document.lines, block)
        except BadRowError as fault:
            parcels.unreadable.append(fault.as_unreadable(record, None))
            continue
        parcels.headers.append(header)
        parcels.blocks.append(block)
        parcels.records.append(record)
    return parcels


def _refuse_empty(lines: list[str], block: Block) -> None:
    if not any(lines[at].strip() for at in range(block.first, block.last)):
        raise BadRowError("no_points", _NO_POINTS, block.line)


def _assemble(document: Document, options: ReadOptions) -> Reading:
    parcels = _read_headers(document)
    points, faults = read_rows(document.lines, parcels.blocks, document.remarks)
    parcels = parcels.without(faults) if faults else parcels
    _remark_on_counts(document, parcels, points)
    reading = Reading(
        columns=_columns(parcels.headers),
        geometry=np.full(len(parcels.headers), None, dtype=object),
        record=np.array(parcels.records, dtype=np.int64),
        line=np.array([header.line for header in parcels.headers], dtype=np.int64),
        decimals=points.decimals,
        declared_method="planar",
        declared_unit="ha",
        unreadable=parcels.unreadable,
        sections=_kept_sections(document),
    )
    if parcels.headers:
        _fill_geometry(reading, document, points, options)
    reading.notices = document.remarks.notices()
    return reading


def _remark_on_counts(document: Document, parcels: _Parcels, points: Points) -> None:
    for header, record, counted in zip(parcels.headers, parcels.records, points.sizes.tolist(), strict=True):
        if header.count is not None and header.count != counted:
            document.remarks.add(
                "count_mismatch", _COUNT, line=header.line, record=record, told=header.count, counted=counted
            )


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


def _fill_geometry(reading: Reading, document: Document, points: Points, options: ReadOptions) -> None:
    made = PointParcels(reading, points, reading.columns["地块编号"])
    reading.crs = _txt_system.local_system(document) if options.crs is None else None
    if reading.crs is None:
        made.refuse_impossible(options.crs)
        prefix = made.common_prefix()
        if prefix is not None:
            reading.crs = _txt_system.system_of(document, prefix, options)
    made.shape(document.remarks, in_degrees=reading.crs is not None and reading.crs.is_geographic)

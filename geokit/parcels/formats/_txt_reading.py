"""From the lines of a boundary-point TXT to parcels; one with a fault of its own is listed, the others stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.parcels.formats import _txt_system
from geokit.parcels.formats._base import Reading, ReadOptions
from geokit.parcels.formats._point_shapes import PointParcels
from geokit.parcels.formats._txt_grammar import Document, parse
from geokit.parcels.formats._txt_parcels import TxtParcels, read_headers
from geokit.parcels.formats._txt_points import read_rows
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.parcels.formats._point_rows import Points

_NO_PARCELS = Words(zh="[地块坐标]段中没有地块", en="the section [地块坐标] holds no parcel")
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
    _txt_system.refuse_other_units(document)
    return _assemble(document, options)


def _assemble(document: Document, options: ReadOptions) -> Reading:
    parcels = read_headers(document)
    points, faults = read_rows(document.lines, parcels.blocks, document.remarks)
    parcels = parcels.without(faults) if faults else parcels
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
    made = PointParcels(reading, points, reading.columns["地块编号"])
    reading.crs = _txt_system.local_system(document) if options.crs is None else None
    if reading.crs is None:
        made.refuse_impossible(options.crs)
        prefix = made.common_prefix()
        if prefix is not None:
            reading.crs = _txt_system.system_of(document, prefix, options)
    made.shape(document.remarks, in_degrees=reading.crs is not None and reading.crs.is_geographic)

"""DXF drawings: outlines of parcels, the texts inside them (number, name, area), and what CASS keeps with its lines."""

from __future__ import annotations

import io
import logging
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.libraries import require
from geokit.parcels.diagnostics import Diagnostics, Notice
from geokit.parcels.files import bytes_of, decode
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._layer import Layer
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats.dxf.arcs import CHORD_ERROR_M
from geokit.parcels.formats.dxf.entities import Drawing, Line, mark_in, read_drawing
from geokit.parcels.formats.dxf.outlines import (
    HOLES_SUFFIX,
    choose_layer,
    find_outlines,
    is_closed,
    join_parts,
    punch,
)
from geokit.parcels.formats.dxf.texts import ID, interpret, texts_of
from geokit.parcels.formats.dxf.writing import write_drawing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect


_COMMENT = b"999"

_BINARY = b"AutoCAD Binary DXF"

# CASS marks the property line of a parcel so; the parcel's number and its owner follow.
_CASS, _PROPERTY_LINE = "SOUTH", "300000"

_CLOSED = Words(zh="闭合线", en="closed lines")

_OPEN = Words(zh="未闭合的线", en="open lines")

_DAMAGED = Words(
    zh="DXF 结构已损坏；请在 CAD 中用“核查”（AUDIT）修复后另存",
    en="the drawing's structure is damaged; repair it in CAD (AUDIT) and save it again",
)

_STRAIGHTENED = Words(
    zh="含圆弧的线：{count} 条，已转为折线，弦差不超过 {error_m} m",
    en="lines with arcs: {count}; they were made straight, by chords within {error_m} m",
)

_DEPARTS = Words(
    zh="图形文件有 {count} 处不合 DXF 规范，已尽量读取；请在 CAD 中核查（AUDIT）后核对",
    en="the drawing departs from its format in {count} places and was read as far as it goes; repair it in CAD (AUDIT)"
    " and compare",
)

_PASSED_OVER = Words(zh="未采用的实体：{kinds}", en="entities passed over: {kinds}")


def _faults() -> tuple[type[Exception], ...]:
    """Return what ezdxf raises on drawings that are not what they say."""
    require("ezdxf")
    from ezdxf.lldxf.const import DXFError

    return (
        DXFError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        EOFError,
    )


class Dxf(Format):
    """AutoCAD DXF, text or binary. A drawing has no coordinate system: it is asked for."""

    title = Words(zh="DXF", en="DXF")
    suffixes = (".dxf",)
    can_write = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins with a section of DXF."""
        return opening.head.startswith(_BINARY) or _begins_section(opening.beginning)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the outlines on one layer."""
        drawing, encoding, departures = _drawing(path, options)
        layer = choose_layer(drawing, options.layer)
        reading = _reading(drawing, layer)
        if departures:
            reading.notices.append(Notice.of("drawing_departs", _DEPARTS, count=departures))
        reading.layer, reading.encoding = layer, encoding
        return reading

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the layers that have lines on them, with the closed ones counted where there are any."""
        drawing, *_ = _drawing(path, ReadOptions())
        closed = Counter(line.layer for line in drawing.lines if is_closed(line))
        return tuple(
            Layer(
                layer,
                closed[layer] or lines,
                _CLOSED if closed[layer] else _OPEN,
                has_areas=bool(closed[layer]),
            )
            for layer, lines in sorted(Counter(line.layer for line in drawing.lines).items())
        )

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write outlines, corner numbers and labels."""
        return write_drawing(frame, path, dialect)


def _begins_section(head: bytes) -> bool:
    """Tell whether the first pair of group code and value that is no comment opens a section."""
    lines = (line.strip() for line in head.splitlines())
    for line in lines:
        if line == _COMMENT:
            next(lines, b"")
        elif line:
            return line == b"0" and next(lines, b"") == b"SECTION"
    return False


def _drawing(path: Path, options: ReadOptions) -> tuple[Drawing, str | None, int]:
    """Return what is drawn, the encoding, and in how many places the file departs from its format."""
    faults = _faults()
    try:
        with _heard() as log:
            document, encoding = _document(path, options)
            return read_drawing(document.modelspace(), path.stat().st_size), encoding, len(log)
    except InputError:
        raise
    except faults as error:
        raise FormatError(_DAMAGED, file=display_path(path)) from error


class _Keeping(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self.records = records

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.records.append(record)


@contextmanager
def _heard() -> Iterator[list[logging.LogRecord]]:
    """Collect what ezdxf logs, which would reach the user's screen raw."""
    log, records = logging.getLogger("ezdxf"), list[logging.LogRecord]()
    handler = _Keeping(records)
    propagated, log.propagate = log.propagate, False
    log.addHandler(handler)
    try:
        yield records
    finally:
        log.removeHandler(handler)
        log.propagate = propagated


def _document(path: Path, options: ReadOptions) -> tuple[Any, str | None]:
    from ezdxf.filemanagement import read, readfile

    data = bytes_of(path)
    if data.startswith(_BINARY):
        return readfile(path), None
    text, encoding = decode(data, options.encoding)
    return read(io.StringIO(text.lstrip("\ufeff"), newline=None)), encoding


def _reading(drawing: Drawing, layer: str) -> Reading:
    remarks = Diagnostics()
    lines = [line for line in drawing.lines if line.layer == layer]
    outlines = find_outlines(lines, remarks)
    punch(outlines, [line for line in drawing.lines if line.layer == layer + HOLES_SUFFIX])
    join_parts(outlines, remarks)
    curved = sum(line.curved for line in lines)
    if curved:
        remarks.add("arcs_straightened", _STRAIGHTENED, count=curved, error_m=CHORD_ERROR_M)
    if drawing.passed_over:
        kinds = [f"{kind} {count}" for kind, count in sorted(drawing.passed_over.items())]
        remarks.add("entities_passed_over", _PASSED_OVER, kinds=kinds)
    marks = [None if line is None else mark_in(line.xdata) for line in outlines.lines]
    texts = texts_of(outlines.polygons, marks, drawing.labels, remarks)
    said = [
        {**_from_line(line), **interpret(inside)} for line, inside in zip(outlines.lines, texts, strict=True)
    ]
    geometry = np.full(len(outlines.polygons), None, dtype=object)
    geometry[:] = outlines.polygons
    return Reading(
        columns=_columns(said),
        geometry=geometry,
        record=np.array(outlines.records, dtype=np.int64),
        notices=remarks.notices(),
        unreadable=outlines.unreadable,
    )


def _from_line(line: Line | None) -> dict[str, str]:
    """Return what an outline's own line says; a label inside it says more."""
    if line is None:
        return {}
    said = {"handle": line.handle, "layer": line.layer}
    codes = line.xdata.get(_CASS, ())
    if codes:
        said["cass_code"] = codes[0]
    if len(codes) > 1:
        said["xdata"] = "; ".join(codes[1:])
        if codes[0] == _PROPERTY_LINE:
            said[ID] = codes[1]
    return said


def _columns(said: list[dict[str, str]]) -> dict[str, Any]:
    names = dict.fromkeys(name for each in said for name in each)
    return {name: np.array([each.get(name) for each in said], dtype=object) for name in names}

"""GeoJSON, as one object or a feature a line: how it is told from its like, and what GDAL passes over in silence."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.parcels.files import bytes_of
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._json_crs import drop_default_crs, names_of_crs
from geokit.parcels.notices import Unreadable
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.parcels.formats._base import Opening, Reading
    from geokit.parcels.formats._ogr import Opened

_TYPES = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|(Multi)?(Polygon|Point|LineString)|GeometryCollection)"'
)
# TopoJSON is no table of parcels.
_NOT_DATA = re.compile(rb'"type"\s*:\s*"Topology"')
_RECORD_SEPARATOR = b"\x1e"
_BLANK = _RECORD_SEPARATOR + b" \t\r\xef\xbb\xbf"
_FEATURE = re.compile(rb'"type"\s*:\s*"Feature"')

_BROKEN = Words(zh="该行不是完整的 GeoJSON 要素", en="the line is no whole GeoJSON feature")
_MISCOUNTED = Words(
    zh="内容已损坏：GDAL 读到的要素数与行数不符",
    en="the content is damaged: GDAL finds another number of features than there are lines",
)


def is_geojson(opening: Opening) -> bool:
    """Tell whether a file begins as a JSON object with a GeoJSON type."""
    head = opening.beginning
    if not head.startswith(b"{") or _is_sequence(head):
        return False
    return _TYPES.search(head) is not None and not _NOT_DATA.search(head)


def _is_sequence(head: bytes) -> bool:
    """Tell whether the first line is a whole object, and another follows."""
    first, _, rest = head.partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def is_geojson_sequence(opening: Opening) -> bool:
    """Tell whether the first line is a feature (RFC 8142, or newline-delimited)."""
    head = opening.beginning.removeprefix(_RECORD_SEPARATOR).lstrip()
    # The first line of a GeoJSON ends before its object does, or there is only one.
    line = head.partition(b"\n")[0].rstrip()
    whole = line.startswith(b"{") and line.endswith(b"}") and _FEATURE.search(line) is not None
    return whole and b"FeatureCollection" not in line


@contextmanager
def opened_geojson(path: Path) -> Iterator[Opened]:
    """Give the way to a file without links.

    Without a ``crs`` member the coordinates are WGS 84 (RFC 7946) if they can be degrees, and of an unknown system if
    they cannot.
    """
    names = names_of_crs(path)
    with source_of(path, "GeoJSON") as source:
        yield source, lambda reading, _: drop_default_crs(reading, names)


@contextmanager
def opened_sequence(path: Path) -> Iterator[Opened]:
    """Give the way to a file without links; the broken lines, which GDAL passes over, are found again."""
    names_of_crs(path)
    with source_of(path, "GeoJSONSeq") as source:
        yield source, lambda reading, _: _name_the_broken(path, reading)


def _name_the_broken(path: Path, reading: Reading) -> None:
    """List the broken lines, and number the records as the lines that hold something are."""
    lines = [line.strip(_BLANK) for line in bytes_of(path).split(b"\n")]
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line]
    if len(reading.record) == len(filled):
        return
    whole = []
    for record, (number, line) in enumerate(filled):
        if _is_feature(line):
            whole.append(record)
        else:
            reading.unreadable.append(Unreadable.of("broken_json", _BROKEN, record, {}, line=number))
    if len(whole) != len(reading.record):
        raise FormatError(_MISCOUNTED)
    reading.record = np.array(whole, dtype=np.int64)


def _is_feature(line: bytes) -> bool:
    try:
        feature = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(feature, dict) and feature.get("type") == "Feature"

"""GeoJSON text sequences (RFC 8142) and newline-delimited GeoJSON: one feature a line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.parcels.files import bytes_of
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._json_crs import names_of_crs
from geokit.parcels.formats._ogr import read_layer
from geokit.parcels.notices import Unreadable
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_RECORD_SEPARATOR = b"\x1e"
_BLANK = _RECORD_SEPARATOR + b" \t\r\xef\xbb\xbf"
_FEATURE = re.compile(rb'"type"\s*:\s*"Feature"')

_BROKEN = Words(zh="该行不是完整的 GeoJSON 要素", en="the line is no whole GeoJSON feature")
_MISCOUNTED = Words(
    zh="内容已损坏：GDAL 读到的要素数与行数不符",
    en="the content is damaged: GDAL finds another number of features than there are lines",
)


class GeoJsonSequence(Format):
    """GeoJSON, one feature a line, with or without record separators."""

    title = Words(zh="GeoJSON 序列", en="GeoJSON sequence")
    suffixes = (".geojsonl", ".geojsons", ".ndjson", ".jsonl")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the first line is a feature."""
        head = opening.beginning.removeprefix(_RECORD_SEPARATOR).lstrip()
        # The first line of a GeoJSON ends before its object does, or there is only one.
        line = head.partition(b"\n")[0].rstrip()
        whole = line.startswith(b"{") and line.endswith(b"}") and _FEATURE.search(line) is not None
        return whole and b"FeatureCollection" not in line

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the features; GDAL passes over broken lines in silence, and they are found again."""
        names_of_crs(path)
        with source_of(path, "GeoJSONSeq") as source:
            reading = read_layer(source, options, one_layer=True)
        lines = [line.strip(_BLANK) for line in bytes_of(path).split(b"\n")]
        if len(reading.record) != sum(map(bool, lines)):
            _name_the_broken(lines, reading)
        return reading


def _name_the_broken(lines: list[bytes], reading: Reading) -> None:
    """List the broken lines, and number the records as the lines that hold something are."""
    whole = []
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line]
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

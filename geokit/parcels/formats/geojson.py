"""GeoJSON: one object that holds all features."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._ogr import read_layer
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

_TYPES = rb'"type"\s*:\s*"(FeatureCollection|Feature|(Multi)?(Polygon|Point|LineString)|GeometryCollection)"'
# GDAL also takes JSON for a pipeline to run, or as TopoJSON; neither is a table of parcels.
_NOT_DATA = re.compile(rb'gdal_streamed_alg|"type"\s*:\s*"Topology"')


class GeoJson(Format):
    """GeoJSON, with or without a ``crs`` member.

    Without the member the coordinates are WGS 84 (RFC 7946) if they can be degrees, and of an unknown
    coordinate system if they cannot.
    """

    title = Words(zh="GeoJSON", en="GeoJSON")
    suffixes = (".geojson", ".json")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins as a JSON object with a GeoJSON type."""
        head = opening.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        sequence = re.match(rb"[^\n]*\}\s*\n\s*\{", head)
        typed = re.search(_TYPES, head) and not _NOT_DATA.search(head)
        return head.startswith(b"{") and bool(typed) and not sequence

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the features."""
        return read_layer(path, options, driver="GeoJSON", one_layer=True)

"""GeoJSON: one object that holds all features."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._carrying import carried
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._json_crs import drop_default_crs, names_of_crs
from geokit.parcels.formats._ogr import read_layer
from geokit.parcels.formats._ogr_writing import write_layer
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.notices import Notice

_TYPES = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|(Multi)?(Polygon|Point|LineString)|GeometryCollection)"'
)
# TopoJSON is no table of parcels.
_NOT_DATA = re.compile(rb'"type"\s*:\s*"Topology"')


class GeoJson(Format):
    """GeoJSON, with or without a ``crs`` member.

    Without the member the coordinates are WGS 84 (RFC 7946) if they can be degrees, and of an unknown
    coordinate system if they cannot.
    """

    title = Words(zh="GeoJSON", en="GeoJSON")
    suffixes = (".geojson", ".json")
    can_write = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file begins as a JSON object with a GeoJSON type."""
        head = opening.beginning
        if not head.startswith(b"{") or _is_sequence(head):
            return False
        return _TYPES.search(head) is not None and not _NOT_DATA.search(head)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the features."""
        names = names_of_crs(path)
        with source_of(path, "GeoJSON") as source:
            reading = read_layer(source, options, one_layer=True)
        drop_default_crs(reading, names)
        return reading

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write all that the table says; coordinates that are not degrees are told by a ``crs`` member."""
        write_layer(carried(frame), path, "GeoJSON")
        return []


def _is_sequence(head: bytes) -> bool:
    """Tell whether the first line is a whole object, and another follows."""
    first, _, rest = head.partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")

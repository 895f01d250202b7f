"""GeoPackage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geokit.errors import FormatError
from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats._carrying import carried, distinct_names
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._gpkg_tables import without_views
from geokit.parcels.formats._ogr import layers_of, read_layer
from geokit.parcels.formats._ogr_writing import write_layer
from geokit.parcels.formats._sqlite import refuse_unbounded
from geokit.parcels.notices import Notice
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect

_SQLITE = b"SQLite format 3\0"
# The application id of an SQLite file stands here; a GeoPackage says GPKG, and before version 1.2 GP10 or GP11.
_APPLICATION_ID = slice(68, 72)


# Its own columns of number and geometry.
_RESERVED = ("fid", "geom")
_VIEWS = Words(
    zh="视图（查询）未读取：{views}；如需要请另存为图层",
    en="views, which are queries, were not read: {views}; save them as layers if they are needed",
)
_ONLY_VIEWS = Words(
    zh="所指图层是视图（查询），不予读取：{views}；请另存为图层",
    en="what is to be read is a view, a query, and not read: {views}; save it as a layer",
)
_RENAMED = Words(zh="字段改名：{names}", en="fields were renamed: {names}")


def _has_parts(frame: gpd.GeoDataFrame) -> bool:
    return bool((shapely.get_type_id(frame.geometry.to_numpy()) == shapely.GeometryType.MULTIPOLYGON).any())


class GeoPackage(Format):
    """GeoPackage (OGC 12-128): an SQLite file with layers."""

    title = Words(zh="GeoPackage", en="GeoPackage")
    suffixes = (".gpkg",)
    can_write = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is an SQLite file that calls itself a GeoPackage."""
        return opening.head.startswith(_SQLITE) and opening.head[_APPLICATION_ID] in {
            b"GPKG",
            b"GP10",
            b"GP11",
        }

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one layer."""
        refuse_unbounded(path, by_place=options.near is not None)
        with without_views(path) as (plain, views), source_of(plain, "GPKG", told=path) as source:
            if options.layer in views or (views and not source.layers()):
                raise FormatError(_ONLY_VIEWS, views=list(views))
            reading = read_layer(source, options)
        if views:
            reading.notices.append(Notice.of("view_not_read", _VIEWS, views=list(views)))
        return reading

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the layers."""
        refuse_unbounded(path)
        with without_views(path) as (plain, _), source_of(plain, "GPKG", told=path) as source:
            return layers_of(source)

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write all that the table says into a layer called parcels."""
        kept = carried(frame)
        names = [str(name) for name in kept.columns if name != kept.active_geometry_name]
        renamed = distinct_names(names, reserved=_RESERVED)
        # A layer of one type: programs take a layer of any geometry for no polygons.
        several = _has_parts(frame)
        write_layer(kept.rename(columns=renamed), path, "GPKG", layer="parcels", promote_to_multi=several)
        pairs = [f"{column} → {name}" for column, name in renamed.items()]
        return [Notice.of("fields_renamed", _RENAMED, names=pairs)] if pairs else []

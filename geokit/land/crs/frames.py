"""A table of parcels in another coordinate system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.arguments import public
from geokit.errors import CrsError
from geokit.geometry.arrays import as_array
from geokit.i18n import Words
from geokit.land.crs.names import CrsLike, parse_crs
from geokit.land.crs.working import reproject_shared_edges

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.land.crs.parameters import TransformParameters

_FRAME_WITHOUT = Words(
    zh="数据没有坐标系：请先给出坐标系{option:crs}或带号{option:zone}",
    en="the data have no coordinate system: give it first{option:crs} or the zone{option:zone}",
)


@public
def reproject_frame(
    frame: gpd.GeoDataFrame, target: CrsLike, *, parameters: TransformParameters | None = None
) -> gpd.GeoDataFrame:
    """Return a copy of a GeoDataFrame whose active geometry is in another coordinate system.

    On the way from degrees into a plane, corners that neighbours have on a long edge are put into it, so that parcels
    which meet in degrees meet in the plane too; no corner moves.

    Raises
    ------
    CrsError
        As :func:`~geokit.land.crs.transform.reproject`, and where the frame has no coordinate system.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> degrees = reproject_frame(make_parcels([square(0, 0, 100)]), "EPSG:4490")
    >>> degrees.crs.to_epsg(), degrees.total_bounds.round(4).tolist()
    (4490, [116.7065, 23.4102, 116.7075, 23.4111])
    """
    import geopandas as gpd

    if frame.crs is None:
        raise CrsError(_FRAME_WITHOUT)
    crs = parse_crs(target)
    shapes = reproject_shared_edges(as_array(frame.geometry.array), frame.crs, crs, parameters=parameters)
    geometry = gpd.GeoSeries(shapes, index=frame.index, crs=crs, name=frame.geometry.name)
    return frame.set_geometry(geometry, crs=crs)

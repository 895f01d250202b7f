"""The table of boundary points (界址点坐标成果表): a row a point, each ring closed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geokit.geometry.corners import Corner, NumberedCorners
from geokit.i18n import Words
from geokit.land.crs.datums import datum_of, says_nothing
from geokit.land.crs.own_meridian import written_projection
from geokit.land.crs.titles import crs_title, datum_name
from geokit.land.crs.zones import zone_of
from geokit.parcels.formats._output_columns import (
    DECLARED_COLUMNS,
    dropped_columns_notices,
    dropped_heights_notices,
    refuse_degrees,
    rounded_coordinates_notices,
    unique_ids,
)
from geokit.parcels.formats._unheld_letters import joined_notices, on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from pyproj import CRS

    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect

HEADINGS: Final = (
    "地块编号",
    "地块名称",
    "地块面积(平方米)",
    "界址点号",
    "纵坐标(x)",
    "横坐标(y)",
    "反算边长",
    "圈号",
    "备注",
)

_TITLE = Words(zh="界址点坐标成果表", en="a table of points")


@dataclass(frozen=True, slots=True)
class PointRows:
    """The table.

    Parameters
    ----------
    system : str or None
        The line above it that names the coordinate system, as the reader takes it.
    rows : list of list
        Under :data:`HEADINGS`.
    notices : list of Notice
        What the table does not carry.
    """

    system: str | None
    rows: list[list[Any]]
    notices: list[Notice]


def point_rows(frame: gpd.GeoDataFrame, dialect: Dialect) -> PointRows:
    """Return the points of all parcels.

    Raises
    ------
    CrsError
        The coordinates are degrees.
    """
    ids, corners, notices = numbered_points(frame, dialect)
    rows = [
        row
        for number, name in enumerate(ids)
        for row in _rows(frame, number, name, corners.of_row(number), dialect)
    ]
    return PointRows(system_line(frame.crs), rows, [*joined_notices(frame["id"].dropna(), _TITLE), *notices])


def numbered_points(
    frame: gpd.GeoDataFrame, dialect: Dialect
) -> tuple[list[str], NumberedCorners, list[Notice]]:
    """Return the id of each parcel on one line, the corners of all, and what a table of points does not carry.

    Raises
    ------
    CrsError
        The coordinates are degrees.
    """
    refuse_degrees(frame, _TITLE)
    ids, notices = unique_ids([on_one_line(cell_text(each) or "") for each in frame["id"]])
    shapes = frame.geometry.to_numpy()
    notices += dropped_columns_notices(frame, ("id", "name", *DECLARED_COLUMNS), _TITLE)
    notices += dropped_heights_notices(frame, _TITLE)
    rounded = shapely.transform(shapes, lambda points: np.round(points, dialect.decimals))
    notices += rounded_coordinates_notices(shapes, rounded, dialect.decimals)
    return ids, NumberedCorners.of(shapes, dialect.numbering), notices


def _rows(
    frame: gpd.GeoDataFrame, number: int, name: str, corners: list[Corner], dialect: Dialect
) -> Iterator[list[Any]]:
    declared = frame["declared_m2"].iloc[number]
    heading = [name, cell_text(frame["name"].iloc[number])]
    area = None if np.isnan(declared) else float(declared)
    for at, corner in enumerate(corners):
        north, east = round(corner.north, dialect.decimals), round(corner.east, dialect.decimals)
        point = dialect.point_name(corner.number)
        yield [*heading, area, point, north, east, length_m(corners, at), corner.ring, None]


def length_m(corners: list[Corner], at: int) -> float | None:
    """Return the length of the edge that begins at a corner, rounded to the centimetre; None at a closing point."""
    if at + 1 == len(corners) or corners[at + 1].ring != corners[at].ring:
        return None
    start, end = corners[at], corners[at + 1]
    return round(math.hypot(end.east - start.east, end.north - start.north), 2)


def cell_text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def system_line(crs: CRS | None) -> str | None:
    """Return the line above the table that names the coordinate system, as the reader takes it."""
    if crs is None:
        return None
    code, title = crs.to_epsg(min_confidence=100), crs_title(crs).zh
    if code:
        return f"坐标系：{title}（EPSG:{code}）"
    projection = written_projection(crs)
    if projection is None or (zone_of(crs) is not None and datum_of(crs) is not None):
        return f"坐标系：{title}"
    named = [] if says_nothing(crs.name) else [crs.name]
    return f"坐标系：{'，'.join([*named, datum_name(crs).zh, projection])}"

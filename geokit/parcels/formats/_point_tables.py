"""The table of boundary points that offices print (界址点坐标成果表): one a parcel, with what stands above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.i18n import Words
from geokit.land.measure.polygons import measure_area
from geokit.land.units import Area
from geokit.parcels.formats._point_rows import cell_text, length_m, numbered_points, system_line
from geokit.parcels.formats._unheld_letters import joined_notices, on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geokit.geometry.corners import Corner
    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect

# As in every table of points that is written, in Chinese: whoever it is handed to reads it, geokit among them.
TITLE: Final = "界址点坐标成果表"
HEADINGS: Final = ("点号", "纵坐标X(m)", "横坐标Y(m)", "边长(m)", "圈号")
_TITLE = Words(zh="界址点坐标成果表", en="a table of points")
_DECLARED, _MEASURED = "地块面积", "量算面积（平面）"


@dataclass(frozen=True, slots=True)
class PointTable:
    """The table of one parcel.

    Parameters
    ----------
    id : str
        What the parcel is called, as no other is.
    lines : tuple of tuple of str
        What stands between the title and the headings, in one cell or in two.
    rows : tuple of tuple
        Under :data:`HEADINGS`: point, north, east, edge or None, and the number of the ring.
    """

    id: str
    lines: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, float, float, float | None, int], ...]


@dataclass(frozen=True, slots=True)
class PointTables:
    """The tables of all parcels.

    Parameters
    ----------
    tables : tuple of PointTable
    has_rings : bool
        Whether a parcel has more than one ring, so that the column of rings is needed.
    notices : list of Notice
        What the tables do not carry.
    """

    tables: tuple[PointTable, ...]
    has_rings: bool
    notices: list[Notice]


def point_tables(frame: gpd.GeoDataFrame, dialect: Dialect) -> PointTables:
    """Return a table a parcel.

    Raises
    ------
    CrsError
        The coordinates are degrees.
    """
    ids, corners, notices = numbered_points(frame, dialect)
    names = [cell_text(name) or "" for name in frame["name"]]
    # A line above the points says one thing, and a reader takes it to end with the line.
    notices = [*joined_notices([*frame["id"].dropna(), *frame["name"].dropna()], _TITLE), *notices]
    planar_m2 = measure_area(frame.geometry.to_numpy(), frame.crs, "planar", on_problem="nan")
    system = system_line(frame.crs)
    tables = tuple(
        PointTable(
            name,
            (
                _titles(name, on_one_line(names[row])),
                *_areas(float(frame["declared_m2"].iloc[row]), float(planar_m2[row])),
                *([] if system is None else [(system,)]),
            ),
            tuple(_rows(corners.of_row(row), dialect)),
        )
        for row, name in enumerate(ids)
    )
    return PointTables(tables, any(row[-1] > 1 for table in tables for row in table.rows), notices)


def _titles(name: str, called: str) -> tuple[str, ...]:
    return (f"地块编号：{name}", f"地块名称：{called}") if called else (f"地块编号：{name}",)


def _areas(declared_m2: float, planar_m2: float) -> Iterator[tuple[str, str]]:
    for label, area_m2 in ((_DECLARED, declared_m2), (_MEASURED, planar_m2)):
        if np.isfinite(area_m2):
            area = Area.from_m2(area_m2)
            # A cell with one figure is what a reader of such tables takes for the area.
            yield (
                f"{label}：{area.rounded('m2', 2)}平方米",
                f"{area.rounded('ha', 4)}公顷  {area.rounded('mu', 3)}亩",
            )


def _rows(corners: list[Corner], dialect: Dialect) -> Iterator[tuple[str, float, float, float | None, int]]:
    for at, corner in enumerate(corners):
        north, east = round(corner.north, dialect.decimals), round(corner.east, dialect.decimals)
        yield dialect.point_name(corner.number), north, east, length_m(corners, at), corner.ring

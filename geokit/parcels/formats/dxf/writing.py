"""Writing a drawing: outlines, the numbers of their corners, and a label inside each parcel."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geokit.geometry.corners import OVER_ALL, Corner, NumberedCorners
from geokit.i18n import Abbreviated, Words
from geokit.land.units import Area
from geokit.libraries import require
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._output_columns import (
    DECLARED_COLUMNS,
    dropped_columns_notices,
    dropped_crs_notices,
    dropped_heights_notices,
    refuse_degrees,
)
from geokit.parcels.formats._unheld_letters import joined_notices, on_one_line
from geokit.parcels.formats.dxf.entities import PARCEL
from geokit.parcels.formats.dxf.outlines import HOLES_SUFFIX, PARTS
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect

OUTLINES, NUMBERS, LABELS = "ZD", "JZD_DH", "ZDZJ"
HOLES = OUTLINES + HOLES_SUFFIX
_COLOURS = {OUTLINES: 1, HOLES: 3, NUMBERS: 7, LABELS: 2}
_METRES = 6
_LEAST_HEIGHT_M, _MOST_HEIGHT_M, _HEIGHT_SHARE = 0.5, 8.0, 1 / 30

_SPLIT = Words(
    zh="多部分地块 {count} 宗（{ids}）在图中各部分分别成一条闭合线：{parcels} 宗地块共 {outlines} 条外轮廓线；"
    "geokit 读回时按标记合为一宗，其他软件不会",
    en="parcels of several parts: {count} ({ids}); each part is a line of its own, so that {parcels} parcels are "
    "{outlines} outlines. geokit joins them again when it reads the file; other programs do not",
)
_TITLE = Words(zh="DXF ", en="a DXF")


def write_drawing(frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
    """Write a drawing in metres, and return what it cannot carry.

    Raises
    ------
    CrsError
        The coordinates are degrees.
    """
    require("ezdxf")
    from ezdxf.filemanagement import new

    refuse_degrees(frame, _TITLE)
    with _timeless():
        document = new("R2010", units=_METRES)
        for layer, colour in _COLOURS.items():
            document.layers.add(layer, color=colour)
        for mark in (PARTS, PARCEL):
            document.appids.add(mark)
        corners = NumberedCorners.of(frame.geometry.to_numpy(), dialect.numbering)
        drawn: set[int] = set()
        for row, polygon in enumerate(frame.geometry):
            # A point that parcels share has its number once.
            own = [corner for corner in corners.of_row(row) if corner.number not in drawn]
            drawn |= {corner.number for corner in own} if dialect.numbering in OVER_ALL else set()
            _draw_numbers(document.modelspace(), polygon, own, dialect)
            _draw_words(document.modelspace(), polygon, _words(frame, row, polygon), row)
            _draw_outlines(document.modelspace(), polygon, row)
        _register_classes(document)
        text = io.StringIO()
        document.write(text)
    path.write_bytes(text.getvalue().replace("\n", "\r\n").encode("utf-8"))
    return [
        *dropped_columns_notices(frame, ("id", "name", *DECLARED_COLUMNS), _TITLE),
        *dropped_heights_notices(frame, _TITLE),
        *dropped_crs_notices(frame, _TITLE),
        *_about_parts(frame),
        *joined_notices([*frame["id"].dropna(), *frame["name"].dropna()], _TITLE),
    ]


def _register_classes(document: Any) -> None:
    """Register the classes in the order of their names: ezdxf registers them in that of a set, another in each run."""
    for kind in sorted(document.entitydb.dxf_types_in_use()):
        document.classes.add_class(kind)


@contextmanager
def _timeless() -> Iterator[None]:
    """Keep the time and new identifiers out of a drawing, so that the same table gives the same bytes."""
    from ezdxf._options import options

    before = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True
    try:
        yield
    finally:
        options.write_fixed_meta_data_for_testing = before


def _height_m(polygon: Any) -> float:
    return float(np.clip(np.sqrt(polygon.area) * _HEIGHT_SHARE, _LEAST_HEIGHT_M, _MOST_HEIGHT_M))


def _draw_numbers(space: Any, polygon: Any, corners: list[Corner], dialect: Dialect) -> None:
    # Each corner once: a closing point repeats its ring's first number.
    for corner in {corner.number: corner for corner in corners}.values():
        place = {"layer": NUMBERS, "insert": (corner.east, corner.north)}
        space.add_text(dialect.point_name(corner.number), height=_height_m(polygon) / 2, dxfattribs=place)


def _draw_words(space: Any, polygon: Any, words: list[str], row: int) -> None:
    """Write what is said of a parcel, marked as its own: it may stand in another one that overlaps it or lies below."""
    height_m, inside = _height_m(polygon), shapely.point_on_surface(polygon)
    for line, text in enumerate(words):
        at = (inside.x, inside.y - 1.5 * height_m * line)
        label = space.add_text(text, height=height_m, dxfattribs={"layer": LABELS, "insert": at})
        label.set_xdata(PARCEL, [(1000, f"{row}")])


def _draw_outlines(space: Any, polygon: Any, row: int) -> None:
    """Draw each ring; those that are parts of one parcel say of which, and how many there are."""
    parts = shapely.get_parts(polygon)
    for part in parts:
        for number, ring in enumerate(shapely.get_rings(part)):
            points = [tuple(point) for point in shapely.get_coordinates(ring)[:-1].tolist()]
            layer = HOLES if number else OUTLINES
            line = space.add_lwpolyline(points, close=True, dxfattribs={"layer": layer})
            if not number:
                line.set_xdata(PARCEL, [(1000, f"{row}")])
            if len(parts) > 1 and not number:
                line.set_xdata(PARTS, [(1000, f"{row}"), (1000, f"{len(parts)}")])


def _about_parts(frame: gpd.GeoDataFrame) -> list[Notice]:
    counts = shapely.get_num_geometries(frame.geometry.to_numpy())
    split = np.flatnonzero(counts > 1)
    if not len(split):
        return []
    ids = Abbreviated(parcel_ids(frame)[split].tolist())
    outlines, parcels = int(counts.sum()), len(frame)
    return [Notice.of("parts_split", _SPLIT, count=len(split), ids=ids, parcels=parcels, outlines=outlines)]


def _words(frame: gpd.GeoDataFrame, row: int, polygon: Any) -> list[str]:
    declared = frame["declared_m2"].iloc[row]
    area = Area.from_m2(float(polygon.area if np.isnan(declared) else declared))
    texts = {"编号": frame["id"].iloc[row], "名称": frame["name"].iloc[row]}
    # A text is one line, and what ends a line in it would end the word before it too.
    lines = [f"{title}：{on_one_line(str(text))}" for title, text in texts.items() if not pd.isna(text)]
    return [*lines, f"面积：{area.rounded('m2', 2)}平方米"]

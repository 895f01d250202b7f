"""Schematic outlines on their way into a file: only where that is asked for, and only with what says so beside them.

In a file of parcels nothing tells a circle, or a polygon that somebody sketched, from a line. A table says it in a column
``basis`` (依据) of ``schematic`` (示意), as the outlines do that ship with geokit. A polygon that somebody sketched is written as
a circle of its area: in a file it would be traced and measured like any other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geokit.errors import OutputError
from geokit.geometry.arrays import as_array
from geokit.i18n import Abbreviated, Words
from geokit.land.crs.transform import reproject
from geokit.land.schematic import equal_circle
from geokit.parcels.codes import fold
from geokit.parcels.diagnostics import Notice

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Shapes

BASIS: Final = "basis"
UNCERTAINTY: Final = "uncertainty_m"
_COLUMNS: Final = frozenset({"basis", "boundarybasis", "outlinebasis", "依据", "边界依据", "轮廓依据"})
# As people write it: 示意边界, 示意图, schematic (place unknown); folded, without blanks and hyphens.
_SCHEMATIC: Final = re.compile(r"(?<![非不])示意|(?<!not)(?<!non)schematic")
# A shapefile cuts names to ten letters.
_UNCERTAINTY: Final = re.compile(r"uncertain|不确定|位置误差")

_NOT_ASKED = Words(
    zh="{count} 个图形的依据为示意（{ids}）：面积已知，位置与形状不详，写进文件会被当作界线；要写成面积相等的圆，请注明{option:schematic}",
    en="{count:outline is|outlines are} schematic ({ids}): area known, place and shape not, and what is in a file is taken for a "
    "line; to write circles of equal area, say so{option:schematic}",
)
_NOT_CARRIED = Words(
    zh="{count} 个图形的依据为示意（{ids}），{format}带不上“依据”与不确定度两列，不能写出；请改用 .gpkg、.geojson、.shp 或 .csv",
    en="{count:outline is|outlines are} schematic ({ids}), and {format} cannot say so beside them in columns for basis and "
    "uncertainty: write .gpkg, .geojson, .shp or .csv",
)
_NO_CIRCLE = Words(
    zh="{count} 个示意图形（{ids}）画不出面积相等的圆：图形无效、没有坐标系，或不足 10 平方米；请先修正或删去",
    en="of {count:schematic outline|schematic outlines} no circle of equal area can be drawn ({ids}): invalid, without a coordinate "
    "system, or below 10 m²; mend or leave out",
)
_AS_CIRCLES = Words(
    zh="{count} 个示意图形写成了面积相等的圆（{ids}）：位置与形状不详",
    en="{count:schematic outline is written as a circle|schematic outlines are written as circles} of equal area ({ids}): place "
    "and shape are not known",
)
_HOW_FAR = Words(
    zh="{count} 个示意图形没有注明位置误差，{column} 列留空：{ids}",
    en="the table does not say how far off {count:schematic outline|schematic outlines} may be; {column} is blank: {ids}",
)
_NO_POINTS = Words(
    zh="{count} 个图形的依据为示意（{ids}）：位置与形状不详，没有界址点",
    en="{count:outline is|outlines are} schematic ({ids}): place and shape are not known, and there are no boundary points",
)


def is_basis(column: object) -> bool:
    """Tell whether a column says what outlines rest on."""
    return fold(str(column)) in _COLUMNS


def says_schematic(column: object) -> bool:
    """Tell whether a column says what outlines rest on, or how far off they may be."""
    return is_basis(column) or _UNCERTAINTY.search(fold(str(column))) is not None


def is_schematic(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return whether each row says that its outline is schematic.

    Examples
    --------
    >>> import pandas as pd
    >>> is_schematic(pd.DataFrame({"Basis": ["surveyed", "示意", None]})).tolist()
    [False, True, False]
    """
    found = np.zeros(len(frame), dtype=bool)
    for name in frame.columns:
        if is_basis(name):
            codes, values = pd.factorize(frame[name])
            said = [_SCHEMATIC.search(fold(str(value))) is not None for value in values]
            # Of nothing the code is -1, the last.
            found |= np.array([*said, False], dtype=bool)[codes]
    return found


def shapes_but_schematic(frame: gpd.GeoDataFrame) -> Shapes:
    """Return the shapes of a table for a layer that has no column to say what a schematic one is: None in its place."""
    shapes: Shapes = frame.geometry.to_numpy().copy()
    shapes[is_schematic(frame)] = None
    return shapes


def drawn_shapes(frame: gpd.GeoDataFrame) -> Shapes:
    """Return the shapes of a table as they are drawn: a schematic one as a circle of its area, whatever the file has.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> frame = make_parcels([square(0, 0, 100), square(100, 0, 100)]).assign(basis=["surveyed", "schematic"])
    >>> [len(shape.exterior.coords) for shape in drawn_shapes(frame)]
    [5, 97]
    """
    shapes = shapes_but_schematic(frame)
    for row in np.flatnonzero(is_schematic(frame)):
        shapes[row] = _as_circle(frame.geometry.iloc[row], frame)
    return shapes


def _as_circle(shape: BaseGeometry | None, frame: gpd.GeoDataFrame) -> BaseGeometry | None:
    """Return the circle of a shape's area in the table's system: the shape itself, to the last digit, if it is one."""
    found = None if shape is None or frame.crs is None else equal_circle(shape, frame.crs)
    if found is None:
        return None
    circle, system = found
    moved: BaseGeometry = reproject(as_array([shape]), frame.crs, system)[0]
    if moved.equals_exact(circle):
        return shape
    drawn: BaseGeometry = reproject(as_array([circle]), system, frame.crs)[0]
    return drawn


def uncertainty_column(frame: pd.DataFrame) -> str | None:
    """Return the column that says how far off an outline may be, if a table has one."""
    return next((name for name in frame.columns if _UNCERTAINTY.search(fold(str(name)))), None)


def written_as_circles(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Return a table with schematic outlines as circles of their area, a column for how far off they may be, and what was done.

    Raises
    ------
    OutputError
        There is no circle of one.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> frame = make_parcels([square(0, 0, 100)]).assign(basis=["schematic"], uncertainty_m=[5000.0])
    >>> table, [notice] = written_as_circles(frame)
    >>> len(table.geometry[0].exterior.coords), notice.code
    (97, 'drawn_as_circles')
    """
    vague = is_schematic(frame)
    if not vague.any():
        return frame, []
    own, shapes = frame.geometry.to_numpy(), drawn_shapes(frame)
    undrawn = np.flatnonzero(vague & shapely.is_missing(shapes))
    if len(undrawn):
        raise OutputError(_NO_CIRCLE, count=len(undrawn), ids=_names(frame, undrawn))
    table = frame.set_geometry(shapes, crs=frame.crs)
    column = uncertainty_column(table)
    if column is None:
        column = UNCERTAINTY
        table.insert(table.columns.get_loc(table.geometry.name), column, np.nan)
    changed = np.array([row for row in np.flatnonzero(vague) if shapes[row] is not own[row]], dtype=np.intp)
    unsaid = np.flatnonzero(vague & table[column].isna().to_numpy())
    notices = [
        Notice.of(code, words, count=len(rows), ids=_names(frame, rows), column=str(column))
        for code, words, rows in (
            ("drawn_as_circles", _AS_CIRCLES, changed),
            ("uncertainty_unknown", _HOW_FAR, unsaid),
        )
        if len(rows)
    ]
    return table, notices


def refuse_schematic(frame: gpd.GeoDataFrame, title: Words, *, is_asked: bool, is_carried: bool) -> None:
    """Refuse to write schematic outlines where that was not asked for, or where a file cannot say what they are.

    Raises
    ------
    OutputError
        A row is schematic, and one of the two holds.
    """
    if not is_carried:
        _refuse(frame, _NOT_CARRIED, format=title)
    elif not is_asked:
        _refuse(frame, _NOT_ASKED)


def refuse_points(frame: gpd.GeoDataFrame) -> None:
    """Refuse to number or to print the corners of schematic outlines.

    Raises
    ------
    OutputError
        A row is schematic.
    """
    _refuse(frame, _NO_POINTS)


def _refuse(frame: gpd.GeoDataFrame, words: Words, **fields: object) -> None:
    rows = np.flatnonzero(is_schematic(frame))
    if not len(rows):
        return
    raise OutputError(words, count=len(rows), ids=_names(frame, rows), **fields)


def _names(frame: gpd.GeoDataFrame, rows: NDArray[np.intp]) -> Abbreviated:
    ids = frame["id"].tolist() if "id" in frame.columns else [None] * len(frame)
    return Abbreviated([f"row:{row}" if pd.isna(ids[row]) else ids[row] for row in rows])

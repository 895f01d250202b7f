"""Schematic outlines on their way into a file: only where that is asked for, and only with what says so beside them.

In a file of parcels nothing tells a circle, or a polygon that somebody sketched, from a line. A table says it in a column
``basis`` (依据) of ``schematic`` (示意), as the outlines do that ship with geokit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geokit.errors import OutputError
from geokit.geometry.arrays import as_array
from geokit.i18n import Abbreviated, Words
from geokit.land.crs.transform import reproject
from geokit.land.schematic import equal_circle
from geokit.parcels.codes import fold

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.geometry.arrays import Shapes

_COLUMNS: Final = frozenset({"basis", "依据", "边界依据"})
_SCHEMATIC: Final = frozenset({"schematic", "示意"})

_NOT_ASKED = Words(
    zh="{count} 个图形的依据为示意（{ids}）：面积已知，位置与形状不详，写进文件会被当作界线；确需写出请注明{option:schematic}",
    en="{count:outline is|outlines are} schematic ({ids}): area known, place and shape not, and in a file they would be taken "
    "for lines; to write them all the same, say so{option:schematic}",
)
_NOT_CARRIED = Words(
    zh="{count} 个图形的依据为示意（{ids}），{format}带不上“依据”与不确定度两列，不能写出；请改用 .gpkg、.geojson、.shp 或 .csv",
    en="{count:outline is|outlines are} schematic ({ids}), and {format} cannot say so beside them in columns for basis and "
    "uncertainty: write .gpkg, .geojson, .shp or .csv",
)
_NO_POINTS = Words(
    zh="{count} 个图形的依据为示意（{ids}）：位置与形状不详，没有界址点",
    en="{count:outline is|outlines are} schematic ({ids}): place and shape are not known, and there are no boundary points",
)


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
        if fold(str(name)) in _COLUMNS:
            codes, values = pd.factorize(frame[name])
            said = [fold(str(value)) in _SCHEMATIC for value in values]
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
    for row in np.flatnonzero(is_schematic(frame)) if frame.crs is not None else ():
        shape = frame.geometry.iloc[row]
        found = None if shape is None else equal_circle(shape, frame.crs)
        shapes[row] = reproject(as_array([found[0]]), found[1], frame.crs)[0] if found else None
    return shapes


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
    ids = frame["id"].tolist() if "id" in frame.columns else [f"row:{row}" for row in range(len(frame))]
    raise OutputError(words, count=len(rows), ids=Abbreviated([ids[row] for row in rows]), **fields)

"""A file geodatabase written: a folder with one layer, whose field names ArcGIS takes and whose numbers stay whole."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._output_columns import renamed_notices
from geokit.parcels.formats.gdal.writing import for_gdal, write_layer
from geokit.parcels.values import EXACT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

DRIVER: Final = "OpenFileGDB"
_LAYER: Final = "parcels"
# ArcGIS keeps these for itself; GDAL leaves a field of such a name out without a word.
_RESERVED: Final = ("OBJECTID", "SHAPE", "SHAPE_Length", "SHAPE_Area")
# Coordinates lie on a grid of whole numbers of 53 bits: micrometres, where ArcGIS would round to a tenth of a millimetre.
_GRID: Final = {"XORIGIN": "-400000000", "YORIGIN": "-400000000", "XYSCALE": "1000000"}
_SIGN: Final = re.compile(r"\W+")
_LONGEST: Final = 64
_KEYWORDS: Final = frozenset({
    "ADD", "ALTER", "AND", "BETWEEN", "BY", "COLUMN", "CREATE", "DELETE", "DROP", "EXISTS", "FOR", "FROM", "GROUP", "IN",
    "INSERT", "INTO", "IS", "LIKE", "NOT", "NULL", "OR", "ORDER", "SELECT", "SET", "TABLE", "UPDATE", "VALUES", "WHERE",
})  # fmt: skip
_INT32: Final = np.iinfo(np.int32)

_TITLE = Words(zh="地理数据库", en="a geodatabase")
_AS_TEXT = Words(
    zh="列 {columns} 的整数超过 15 位，在地理数据库中末位会失真，已写为文本",
    en="{columns}: whole numbers of more than 15 digits would lose their last ones in a geodatabase and are text there",
)


def write_geodatabase(frame: gpd.GeoDataFrame, path: Path) -> list[Notice]:
    """Write a table as the only layer of a new geodatabase, and return what is called otherwise in it.

    Parameters
    ----------
    frame : GeoDataFrame
    path : Path
        A folder that does not exist yet.

    Raises
    ------
    OutputError
        GDAL refuses, or the layer does not hold all records.
    """
    retained, notices = for_gdal(frame, _TITLE)
    kept, as_text = _with_whole_numbers(retained)
    renamed = field_names([str(name) for name in kept.columns if name != kept.active_geometry_name])
    kept = kept.rename(columns=renamed)
    geographic = kept.crs is not None and kept.crs.is_geographic
    # A geodatabase has one type for polygons, however many parts they have.
    write_layer(
        kept, path, DRIVER, layer=_LAYER, promote_to_multi=True, layer_options={} if geographic else _GRID
    )
    if as_text:
        notices.append(Notice.of("numbers_as_text", _AS_TEXT, columns=as_text))
    return [*renamed_notices(renamed), *notices]


def field_names(columns: Sequence[str]) -> dict[str, str]:
    """Return the names of fields that ArcGIS would not take, each with another that it does.

    Examples
    --------
    >>> field_names(["地块编号", "面积（亩）", "1x", "Order", "OBJECTID"])
    {'面积（亩）': '面积_亩', '1x': '_1x', 'Order': 'Order_', 'OBJECTID': 'OBJECTID_1'}
    """
    taken = {name.casefold() for name in _RESERVED}
    names: list[str] = []
    for column in columns:
        wanted = _plain(column)
        ways = chain([wanted], (f"{wanted[: _LONGEST - 5]}_{number}" for number in count(1)))
        names.append(next(name for name in ways if name.casefold() not in taken))
        taken.add(names[-1].casefold())
    return {column: name for column, name in zip(columns, names, strict=True) if column != name}


def _plain(column: str) -> str:
    name = _SIGN.sub("_", column).strip("_") or "field"
    name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if name.upper() in _KEYWORDS else name[:_LONGEST]


def _with_whole_numbers(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return a table whose whole numbers keep all digits: 32 bits where they fit, text where a float does not do."""
    changed: dict[str, Any] = {}
    as_text: list[str] = []
    for name in frame.columns:
        values = frame[name]
        if not pd.api.types.is_integer_dtype(values.dtype) or not len(known := values.dropna()):
            continue
        least, most = int(known.min()), int(known.max())
        if least >= _INT32.min and most <= _INT32.max:
            changed[name] = values.astype("Int32" if values.isna().any() else np.int32)
        elif max(-least, most) > EXACT:
            changed[name] = values.astype("string").astype(object).where(values.notna(), None)
            as_text.append(str(name))
    return _assigned(frame, changed), as_text


def _assigned(frame: gpd.GeoDataFrame, changed: Mapping[str, Any]) -> gpd.GeoDataFrame:
    made = frame.copy()
    for name, values in changed.items():
        made[name] = values
    return made

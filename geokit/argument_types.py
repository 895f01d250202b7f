"""What an argument may be, by the name that its type has in a signature.

Classes are looked up among the modules that are loaded: an object of a class cannot exist before its module.
"""

from __future__ import annotations

import math
import numbers
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geokit.days import read_day
from geokit.i18n import LANGUAGES, Words, parse_language

REFUSED: Final = object()
_BEYOND: Final = 2**63


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that an argument may be.

    Parameters
    ----------
    words : Words
        What it is called after "must be".
    take : callable
        Returns the value as the function wants it, or :data:`REFUSED`.
    choices : tuple of str
        What it is chosen from, where it is a choice.
    is_by_type : bool
        Whether the value's type alone decides, so that one of the same type that was taken as it is need not be looked at
        again.
    """

    words: Words
    take: Callable[[Any], Any]
    choices: tuple[str, ...] = ()
    is_by_type: bool = False


def _where(test: Callable[[Any], bool]) -> Callable[[Any], Any]:
    return lambda value: value if test(value) else REFUSED


def _typed(zh: str, en: str, test: Callable[[Any], bool]) -> Kind:
    return Kind(Words(zh=zh, en=en), _where(test), is_by_type=True)


def _loaded(home: str) -> Any:
    module, _, name = home.rpartition(".")
    return getattr(sys.modules.get(module), name, None)


def _of(homes: str, zh: str, en: str) -> Kind:
    """Return the kind of what is an instance of one of some classes."""
    places = homes.split()

    def is_one(value: Any) -> bool:
        return any(isinstance(value, found) for found in map(_loaded, places) if found is not None)

    return _typed(zh, en, is_one)


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, numbers.Real) and not is_beyond(value)


def is_beyond(value: Any) -> bool:
    """Tell whether a whole number takes more than eight bytes: it counts nothing, and no library takes it."""
    return isinstance(value, int) and not -_BEYOND <= value < _BEYOND


def _is_numeric(value: Any) -> bool:
    return isinstance(value, numbers.Number) and not isinstance(value, bool | complex)


def _is_number_text(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return math.isfinite(float(value)) if "/" not in value else bool(re.fullmatch(_RATIO, value.strip()))
    except ValueError:
        return False


def _is_whole(value: Any) -> bool:
    return isinstance(value, numbers.Integral) and _is_number(value)


def _whole(value: Any) -> Any:
    # One of numpy is none to what counts decimals.
    return int(value) if _is_whole(value) else REFUSED


def _is_truth(value: Any) -> bool:
    return type(value).__name__ in ("bool", "bool_")


def _day(value: Any) -> Any:
    return read_day(value) or REFUSED


def read_scale(value: Any) -> int | None:
    """Return the number of a scale, 2000 for ``1:2000``, ``2000`` and 2000; None where it is none.

    Examples
    --------
    >>> read_scale("1:2000"), read_scale("1：500"), read_scale(2000), read_scale("1:2 km")
    (2000, 500, 2000, None)
    """
    if isinstance(value, str):
        match = re.fullmatch(_SCALE, value.strip())
        return int(match[1].replace(",", "")) if match else None
    return int(value) if _is_whole(value) else None


def _scale(value: Any) -> Any:
    found = read_scale(value)
    return REFUSED if found is None else found


def _is_layer(value: Any) -> bool:
    """Tell whether a value may hold geometries: one of them, or a sequence or table of them."""
    if isinstance(value, Mapping | str | bytes):
        return False
    columns = _loaded("pandas.DataFrame")
    if columns is not None and isinstance(value, columns):
        return isinstance(value, _loaded("geopandas.GeoDataFrame") or ())
    one = _loaded("shapely.geometry.base.BaseGeometry")
    return isinstance(value, Sequence) or _is_array(value) or isinstance(value, one or ())


def _is_array(value: Any) -> bool:
    """Tell whether a value is an array; a single number of numpy is none."""
    return hasattr(value, "__array__") and getattr(value, "ndim", 1) > 0


# re compiles them once one is needed, which is not when geokit is imported.
_SCALE: Final = r"(?:1\s*[:：/]\s*)?(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})"
_RATIO: Final = r"[-+]?\d+/[1-9]\d*"
_TABLE: Final = "geopandas.geodataframe.GeoDataFrame"

_FRAME = _of(
    _TABLE,
    "地块表（GeoDataFrame，如 read_parcels(文件) 所得）",
    "a GeoDataFrame, such as read_parcels(file) gives",
)


_PARCELS_OR_MISTAKEN: Final = ("__arrow_c_stream__", "cursor", "connect", "collect", "__next__")


def _may_be_parcels(value: Any) -> bool:
    """Tell whether a value may hold parcels, or is what people take for it: what it lacks is then said by the reader."""
    if isinstance(value, str | os.PathLike):
        return True
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return all(map(_may_be_parcels, value))
    one = _loaded("shapely.geometry.base.BaseGeometry")
    if _is_array(value) or (one is not None and isinstance(value, one)):
        return True
    return any(hasattr(value, mark) for mark in _PARCELS_OR_MISTAKEN)


ANYTHING = Kind(Words(zh="任意值", en="anything"), lambda value: value)
_PATH = _typed("路径", "a path", lambda value: isinstance(value, str | os.PathLike))
_ADDRESS = "load_catalog().park(…)"

KINDS: Final[dict[str, Kind]] = {
    "Any": ANYTHING,
    "object": ANYTHING,
    "None": _typed(" None", "None", lambda value: value is None),
    "str": _typed("文字", "a text", lambda value: isinstance(value, str)),
    "bytes": _typed("字节", "bytes", lambda value: isinstance(value, bytes)),
    "bool": _typed(" True 或 False", "True or False", _is_truth),
    "int": Kind(Words(zh="整数", en="a whole number"), _whole, is_by_type=True),
    "float": _typed("数", "a number", _is_number),
    "Numeric": _typed("数", "a number", _is_numeric),
    "NumberText": Kind(Words(zh="数字文本", en="its text"), _where(_is_number_text)),
    "Fraction": _of("fractions.Fraction", "分数（Fraction）", "a Fraction"),
    "date": Kind(Words(zh="日期，如 2026-06-01", en="a day, such as 2026-06-01"), _day),
    "Scale": Kind(Words(zh="比例尺，如 1:2000 或 2000", en="a scale, such as 1:2000 or 2000"), _scale),
    "Path": _PATH,
    "PathLike": _PATH,
    "BinaryIO": _typed("可写的文件", "a file that is open", lambda value: hasattr(value, "write")),
    "TextIO": _typed("可写的文本流", "a stream of text", lambda value: hasattr(value, "write")),
    "Text": _typed("文字", "a text", lambda value: isinstance(value, str) or hasattr(value, "localize")),
    "Words": _of("geokit.i18n.Words", "文句（Words）", "Words"),
    "LayerLike": Kind(
        Words(
            zh="几何（列表、数组、GeoSeries 或 GeoDataFrame）",
            en="geometries: a list, array, GeoSeries or GeoDataFrame",
        ),
        _where(_is_layer),
    ),
    "ArrayLike": Kind(
        Words(zh="一列数", en="a sequence of numbers"),
        _where(lambda value: _is_array(value) or isinstance(value, list | tuple)),
    ),
    "GeoDataFrame": _FRAME,
    "ParcelsLike": Kind(
        Words(
            zh="地块（GeoDataFrame、文件路径、GeoSeries、带 Arrow 接口的表或其列表）",
            en="parcels: a GeoDataFrame, the path of a file, a GeoSeries, a table with the Arrow interface, or a list of them",
        ),
        _where(_may_be_parcels),
    ),
    "DataFrame": _of("pandas.DataFrame", "表（DataFrame）", "a DataFrame"),
    "Polygon": _of("shapely.geometry.polygon.Polygon", "多边形", "a polygon"),
    "MultiPolygon": _of("shapely.geometry.multipolygon.MultiPolygon", "多部件多边形", "a multipolygon"),
    "CRS": _of("pyproj.crs.crs.CRS", "坐标系（CRS）", "a CRS"),
    "Area": _of(
        "geokit.land.units.Area", "面积（Area，如 Area.from_mu(330)）", "an Area, such as Area.from_mu(330)"
    ),
    "DeclaredArea": _of(
        "geokit.land.declared.area.DeclaredArea",
        "公布面积（DeclaredArea.parse(文字) 所得）",
        "a DeclaredArea, such as DeclaredArea.parse(text) gives",
    ),
    "TransformParameters": _of(
        "geokit.land.crs.parameters.TransformParameters",
        "转换参数（load_parameters(文件) 所得）",
        "parameters, such as load_parameters(file) gives",
    ),
    "Park": _of(
        "geokit.programme.model.Park", f"园区（{_ADDRESS} 所得）", f"a park, such as {_ADDRESS} gives"
    ),
    "District": _of("geokit.programme.model.District", "区县", "a district of the catalogue"),
    "Partnership": _of("geokit.programme.model.Partnership", "结对", "a partnership of the catalogue"),
    "Catalog": _of(
        "geokit.programme.catalog.Catalog",
        "目录（load_catalog() 所得）",
        "a catalogue, such as load_catalog() gives",
    ),
    "Dialect": _of("geokit.parcels.dialect.Dialect", "方言（Dialect）", "a Dialect"),
    "AuditReport": _of(
        "geokit.auditing.report.AuditReport", "核查报告（audit(…) 所得）", "a report, such as audit(…) gives"
    ),
    "Recorded": _of("geokit.auditing.differences.audits.Recorded", "核查记录", "a recorded finding"),
    "Schema": _of(
        "geokit.auditing.schema.model.Schema",
        "规范（load_schema(文件) 所得）",
        "a schema, such as load_schema(file) gives",
    ),
    "Baseline": _of(
        "geokit.auditing.baselines.model.Baseline",
        "基线（load_baseline(文件) 所得）",
        "a baseline, such as load_baseline(file) gives",
    ),
    "Ledger": _of(
        "geokit.ledgers.acquisition.model.Ledger",
        "台账（ledger(…) 所得）",
        "a ledger, such as ledger(…) gives",
    ),
    "LedgerMatch": _of(
        "geokit.ledgers.joining.match.LedgerMatch",
        "账图核对（reconcile_ledger(…) 所得）",
        "a match, such as reconcile_ledger(…) gives",
    ),
    "Basemap": _of("geokit.maps.basemaps.Basemap", "底图（Basemap）", "a Basemap"),
    "EmbeddedPicture": _of(
        "geokit.maps.embedded.EmbeddedPicture", "图片（EmbeddedPicture）", "an EmbeddedPicture"
    ),
    "Marks": _of("geokit.page.marks.Marks", "标注（Marks）", "Marks"),
    "OfflineMap": _of("geokit.maps.offline.OfflineMap", "离线地图（OfflineMap）", "an OfflineMap"),
    "Page": _of("geokit.page.document.Page", "页面（Page）", "a Page"),
    "Drawing": ANYTHING,
    "Language": Kind(
        Words(zh="语言", en="a language"), lambda value: parse_language(value) or REFUSED, LANGUAGES
    ),
}

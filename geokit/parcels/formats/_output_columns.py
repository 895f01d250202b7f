"""What a written file carries of a table, and what is said of the rest."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geokit.errors import CrsError, OutputError
from geokit.geometry.arrays import has_m, without_m
from geokit.i18n import Language, Words
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import reproject_points
from geokit.land.crs.working import working_crs
from geokit.land.crs.zones import GaussKrugerZone, zone_of
from geokit.parcels.diagnostics import Notice
from geokit.parcels.table import COLUMN_NAMES, COLUMN_WORDS, PROVENANCE_COLUMNS
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray


# The declared area, which a format may carry as one figure in a form of its own.
_SHOWN = 5
_INT64 = 2**63 - 1
# As pandas calls what it finds in a column.
_WITHOUT_TYPE = ("mixed", "complex", "timedelta", "interval", "period")
DECLARED_COLUMNS = ("declared_m2", "declared_half_unit_m2", "declared_text", "declared_method")

_DROPPED = Words(zh="{format}不能表达这些列：{columns}", en="{format} cannot carry the columns {columns}")
_FLAT = Words(
    zh="{count} 宗地块的高程未写入：{format}中坐标没有高程",
    en="the heights of {count:parcel|parcels} were left out: {format} has none here",
)
_WITHOUT_M = Words(
    zh="{count} 宗地块坐标的 M 值未写入：geokit 不写 M 值",
    en="the M values of {count:parcel|parcels} were left out: geokit writes none",
)
_NO_CRS = Words(
    zh="{format}不记录坐标系；该文件为 {crs}，请另行注明",
    en="{format} does not keep the coordinate system; this file is in {crs}: say so beside it",
)
_NUMBERED = Words(
    zh="{count} 个地块没有编号，已编为 {ids}，以便区分",
    en="{count:parcel had|parcels had} no id, now given one: {ids}",
)
_RENUMBERED = Words(
    zh="{count} 个地块的编号已被前面的地块使用，已改为 {ids}，以便区分",
    en="{count:parcel has|parcels have} the id of another one before and got a new one: {ids}",
)
_COORDINATES = Words(
    zh="坐标舍入到 {decimals} 位小数，最大改变 {shift_m} m",
    en="coordinates were rounded to {decimals:decimal|decimals}, by {shift_m} m at most",
)
_MEASURED = Words(
    zh="{count} 个地块没有按平面量算的地块面积，已写入量算的平面面积",
    en="{count:parcel declares|parcels declare} no planar area; the measured planar area was written",
)
_DEGREES = Words(
    zh="{crs} 以度为单位，{format}以米为单位；请先转换（这些地块位于 {fitting}）",
    en="{crs} is in degrees and {format} in metres; reproject first (these parcels lie in {fitting})",
)
_FITTING = Words(zh="中央子午线 {meridian}° 的分带，EPSG:{code}", en="the zone of {meridian}°E, EPSG:{code}")
_RENAMED = Words(zh="字段改名：{names}", en="fields were renamed: {names}")
_NOT_ENCODABLE = Words(
    zh="“{text}”无法用 {encoding} 编码；请改用 UTF-8 编码写出",
    en="“{text}” cannot be written in {encoding}; write it in UTF-8",
)
_SEVERAL_FITTING = Words(
    zh="{zones}，请按分带分别转换、分别写出", en="{zones}: convert and write each zone by itself"
)
_NO_ZONE = Words(zh="中国的分带之外", en="no zone of China")


def measured_areas_notice(count: int) -> Notice:
    """Return what is said where a format needs an area for each parcel and so many declare none that fits."""
    return Notice.of("area_measured", _MEASURED, count=count)


class _Title:
    """A column's heading in the reader's language."""

    def __init__(self, name: str) -> None:
        self.name = name

    def localize(self, language: Language) -> str:
        words = COLUMN_WORDS.get(self.name)
        return self.name if words is None else words.localize(language)


def unique_ids(own: Sequence[str]) -> tuple[list[str], list[Notice]]:
    """Return an id for each parcel that no other has, for formats that tell parcels apart by it, and what was made up.

    Parameters
    ----------
    own : sequence of str
        What each is called, without the blanks that a reader takes away; nothing where it has no id.
    """
    taken, seen = set(own), set[str]()
    ids, numbered, changed = list[str](), list[str](), list[str]()
    for place, text in enumerate(own, start=1):
        if text and text not in seen:
            ids.append(text)
        else:
            ids.append(_free_id(text, place, taken))
            (changed if text else numbered).append(f"{text}→{ids[-1]}" if text else ids[-1])
        seen.add(ids[-1])
        taken.add(ids[-1])
    told = ((_NUMBERED, "ids_given", numbered), (_RENUMBERED, "ids_changed", changed))
    return ids, [
        Notice.of(code, words, count=len(made), ids=_few(made)) for words, code, made in told if made
    ]


def _free_id(text: str, place: int, taken: Collection[str]) -> str:
    if not text and str(place) not in taken:
        return str(place)
    # Parcels of one id are numbered from 2, as a copy is.
    start = f"{text or place}-"
    return next(f"{start}{number}" for number in count(2) if f"{start}{number}" not in taken)


def _few(made: Sequence[str]) -> list[str]:
    return [*made[:_SHOWN], *(["…"] if len(made) > _SHOWN else [])]


def retained_columns(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what a format that can carry all columns holds: those that say something, but not where from."""
    names = [
        name
        for name in frame.columns
        if name not in PROVENANCE_COLUMNS and (name not in COLUMN_NAMES or is_filled(frame, name))
    ]
    kept = frame[names].copy()
    kept.attrs = {}
    for name in names:
        if name != frame.active_geometry_name and not _is_storable(kept[name]):
            kept[name] = to_text(kept[name])
    return kept


def _is_storable(values: pd.Series) -> bool:
    """Tell whether files have a type for a column; none has one for further shapes, spans of time or mixed values."""
    kind = pd.api.types.infer_dtype(values)
    if kind == "integer" and values.dtype == object:
        return all(abs(value) <= _INT64 for value in values.dropna())
    return (
        str(values.dtype) != "geometry" and not kind.startswith(_WITHOUT_TYPE)
    ) or kind == "mixed-integer-float"


def distinct_names(columns: Sequence[str], reserved: Collection[str] = ()) -> dict[str, str]:
    """Return the names of columns where a format does not tell A from a, or keeps some names for itself.

    Examples
    --------
    >>> distinct_names(["name", "Name", "fid"], reserved=["fid"])
    {'Name': 'Name_1', 'fid': 'fid_1'}
    """
    taken = {name.casefold() for name in reserved}
    renamed = {}
    for column in columns:
        name, number = column, 0
        while name.casefold() in taken:
            number += 1
            name = f"{column}_{number}"
        taken.add(name.casefold())
        if name != column:
            renamed[column] = name
    return renamed


def is_filled(frame: gpd.GeoDataFrame, column: str) -> bool:
    """Tell whether a column says anything."""
    return any(str(value) for value in frame[column].dropna())


def dropped_columns_notices(
    frame: gpd.GeoDataFrame, kept: Collection[str | None], title: Words
) -> list[Notice]:
    """Return a notice that names the columns a format does not carry, if they say anything."""
    passed = {*kept, *PROVENANCE_COLUMNS, frame.active_geometry_name}
    dropped = [_Title(str(name)) for name in frame.columns if name not in passed and is_filled(frame, name)]
    return [Notice.of("columns_dropped", _DROPPED, format=title, columns=dropped)] if dropped else []


def dropped_heights_notices(frame: gpd.GeoDataFrame, title: Words) -> list[Notice]:
    """Return a notice that heights are left out, where parcels have some."""
    count = int(np.count_nonzero(shapely.has_z(frame.geometry.to_numpy())))
    return [Notice.of("heights_dropped", _FLAT, format=title, count=count)] if count else []


def without_m_values(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Return a table without M values, which tell of places along a line, and a notice where parcels have some."""
    shapes = frame.geometry.to_numpy()
    count = int(np.count_nonzero(has_m(shapes)))
    if not count:
        return frame, []
    flat = frame.set_geometry(without_m(shapes))
    return flat, [Notice.of("m_dropped", _WITHOUT_M, count=count)]


def rounded_coordinates_notices(
    before: NDArray[np.object_], after: NDArray[np.object_], decimals: int
) -> list[Notice]:
    """Return a notice that coordinates have fewer decimals in a file, where that changes them."""
    shift_m = float(np.abs(shapely.get_coordinates(before) - shapely.get_coordinates(after)).max(initial=0))
    if shift_m == 0:
        return []
    return [Notice.of("coordinates_rounded", _COORDINATES, decimals=decimals, shift_m=f"{shift_m:.2g}")]


def dropped_crs_notices(frame: gpd.GeoDataFrame, title: Words) -> list[Notice]:
    """Return a notice that a format forgets the coordinate system."""
    return (
        []
        if frame.crs is None
        else [Notice.of("crs_not_kept", _NO_CRS, format=title, crs=crs_name(frame.crs))]
    )


class FittingZone:
    """The 3° zones that parcels lie in, for a sentence that asks for a projection; found when it is spoken."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self._crs, self._boxes = frame.crs, shapely.bounds(frame.geometry.to_numpy())

    def localize(self, language: Language) -> str:
        found = {
            zone.central_meridian: zone.crs.to_epsg() for zone in self._zones() if zone.datum is not None
        }
        zones = [
            _FITTING.render(language, meridian=meridian, code=code)
            for meridian, code in found.items()
            if code is not None
        ]
        if not zones:
            return _NO_ZONE.localize(language)
        return zones[0] if len(zones) == 1 else _SEVERAL_FITTING.render(language, zones=zones)

    def _zones(self) -> Iterator[GaussKrugerZone]:
        """Yield the zone of the middle of each parcel, from west to east, each once."""
        geographic = self._crs.geodetic_crs or self._crs
        boxes = self._boxes[np.isfinite(self._boxes).all(axis=1)]
        middles = (boxes[:, :2] + boxes[:, 2:]) / 2
        try:
            x, y = reproject_points(middles[:, 0], middles[:, 1], self._crs, geographic)
        except CrsError:
            return
        # One parcel of each: in a zone they are all alike.
        for at in np.unique(np.floor((x + 1.5) / 3), return_index=True)[1].tolist():
            zone = zone_of(working_crs(geographic, (x[at], y[at], x[at], y[at])))
            if zone is not None:
                yield zone


def refuse_degrees(frame: gpd.GeoDataFrame, title: Words) -> None:
    """Refuse longitude and latitude where a format holds metres.

    Raises
    ------
    CrsError
        The coordinates are degrees.
    """
    if frame.crs is not None and frame.crs.is_geographic:
        raise CrsError(_DEGREES, crs=crs_name(frame.crs), format=title, fitting=FittingZone(frame))


def renamed_notices(renamed: Mapping[str, str]) -> list[Notice]:
    """Return the remark on columns that have another name in the file."""
    pairs = [f"{column} → {name}" for column, name in renamed.items()]
    return [Notice.of("fields_renamed", _RENAMED, names=pairs)] if pairs else []


def not_encodable(text: str, encoding: str) -> OutputError:
    """Return the error of a text that the file's encoding has no letters for."""
    return OutputError(_NOT_ENCODABLE, text=text, encoding=encoding)

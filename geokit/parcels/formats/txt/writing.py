"""Writing a boundary-point TXT: the strictest common subset, bent where the receiving office's dialect says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geokit.errors import CrsError, OutputError
from geokit.geometry.corners import NumberedCorners
from geokit.geometry.rings import Rings
from geokit.i18n import Words
from geokit.land.crs.transform import datum_of, is_local, zone_of
from geokit.land.units import Area
from geokit.parcels.diagnostics import ATTRIBUTE, Notice
from geokit.parcels.formats._output_columns import (
    DECLARED_COLUMNS,
    FittingZone,
    dropped_columns_notices,
    is_filled,
)
from geokit.parcels.formats._rings import faulty_rings
from geokit.parcels.formats.txt.grammar import ATTRIBUTES, KEYS
from geokit.parcels.table import COLUMN_WORDS, parcel_ids

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.dialect import Dialect

_PREFIX_M = 1_000_000
# The eight fields of the rule, as far as they are columns of the table; the area and the kind are made.
_FIELD_COLUMNS: tuple[str | None, ...] = (None, None, "id", "name", None, "图幅号", "land_use", "land_class")
_FIELD_NAMES = ("界址点数", "地块面积", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
_TITLE = Words(zh="TXT ", en="a TXT")
_NO_PARAMETERS = "0,0,0,0,0,0,0"

_NO_CRS = Words(
    zh="地块没有坐标系，无法写出 TXT；请先给出坐标系{option:crs}",
    en="the parcels have no coordinate system, which a TXT must name; give it first{option:crs}",
)
_NOT_GAUSS_KRUGER = Words(
    zh="{crs} 不是高斯-克吕格坐标系，TXT 只能写平面坐标；请先转换（这些地块位于 {fitting}）",
    en="{crs} is no Gauss–Krüger system, and a TXT holds plane coordinates; reproject first (these parcels lie in "
    "{fitting})",
)
_COMMAS = Words(
    zh="{count} 处文字中的逗号已改为顿号",
    en="commas in {count} texts became 、, since a comma parts the fields",
)
_ROUNDED = Words(
    zh="坐标舍入到 {decimals} 位小数，最大改变 {shift_m} m",
    en="coordinates were rounded to {decimals} decimals, by {shift_m} m at most",
)
_MEASURED = Words(
    zh="{count} 个地块没有平面申报面积，已写入量算的平面面积",
    en="{count:parcel declares|parcels declare} no planar area; the measured planar area was written",
)
_NOT_ENCODABLE = Words(
    zh="“{text}”无法用 {encoding} 编码；请改用 UTF-8 编码写出",
    en="“{text}” cannot be written in {encoding}; write it in UTF-8",
)
_BLANK = Words(
    zh="{count} 个地块的“{field}”为空，已照空写出；接收单位可能退回",
    en="“{field}” is blank for {count:parcel|parcels} and was written so; the office that receives the file may refuse it",
)
_COLLAPSED = Words(
    zh="地块 {id} 的一个圈舍入到 {decimals} 位小数后不足 3 个点；请增加小数位数",
    en="a ring of {id} has fewer than 3 points once rounded to {decimals} decimals; take more decimals",
)


def write_text(frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
    """Write a table, already known to hold polygons only, and return what could not be carried."""
    writer = _Writer(frame, dialect)
    if dialect.one_file_each:
        for row, name in enumerate(_file_names(frame)):
            writer.save(path.with_name(f"{path.stem}_{name}{path.suffix}"), [row])
    else:
        writer.save(path, list(range(len(frame))))
    return writer.notices()


def _file_names(frame: gpd.GeoDataFrame) -> list[str]:
    """Return what each parcel's file is called after its id, without what no file system takes."""
    plain = [re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', "-", str(name)).strip(".-") for name in parcel_ids(frame)]
    taken: dict[str, int] = {}
    names = []
    for name in plain:
        taken[name.casefold()] = taken.get(name.casefold(), 0) + 1
        names.append(name if taken[name.casefold()] == 1 else f"{name}-{taken[name.casefold()]}")
    return names


class _Writer:
    """Makes the lines, and keeps count of what they cannot say."""

    def __init__(self, frame: gpd.GeoDataFrame, dialect: Dialect) -> None:
        self.frame, self.dialect = frame, dialect
        self.header, self.offset_m = _header(frame, dialect)
        self.geometry = _in_print(frame, dialect.decimals)
        self.corners = NumberedCorners.of(self.geometry, dialect.numbering)
        self.areas, self.measured = _areas(frame, self.geometry)
        self.fields = _fields(frame, dialect)
        self.commas = 0

    def save(self, path: Path, rows: list[int]) -> None:
        lines = [*self.header]
        for row in rows:
            lines += self._parcel(row)
        try:
            path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(self.dialect.encoding))
        except UnicodeEncodeError as error:
            text = error.object[max(0, error.start - 4) : error.end + 4].strip()
            raise OutputError(_NOT_ENCODABLE, text=text, encoding=self.dialect.encoding) from error

    def _parcel(self, row: int) -> list[str]:
        corners = self.corners.of_row(row)
        values = [self._text(column, row) for column in self.fields]
        values[0], values[1], values[4] = str(len(corners)), self.areas[row], "面"
        places = self.dialect.decimals
        return [
            ",".join([*values, "@"]),
            *(
                f"J{corner.number},{corner.ring},{corner.north:.{places}f},{corner.east + self.offset_m:.{places}f}"
                for corner in corners
            ),
        ]

    def _text(self, column: str | None, row: int) -> str:
        value = self.frame[column].iloc[row] if column in self.frame else None
        if value is None or pd.isna(value):
            return ""
        text = re.sub(r"\s+", " ", str(value)).strip()
        self.commas += "," in text
        return text.replace(",", "、")

    def notices(self) -> list[Notice]:
        """Return what was lost."""
        found = dropped_columns_notices(self.frame, {*DECLARED_COLUMNS, "图形属性", *self.fields}, _TITLE)
        found += [notice for name in ("id", "name") for notice in self._about_blanks(name)]
        if self.commas:
            found.append(Notice.of("commas_replaced", _COMMAS, count=self.commas))
        if self.measured:
            found.append(Notice.of("area_measured", _MEASURED, count=self.measured))
        shift_m = _largest_shift_m(self.frame, self.geometry)
        if shift_m > 0:
            decimals = self.dialect.decimals
            found.append(
                Notice.of("coordinates_rounded", _ROUNDED, decimals=decimals, shift_m=f"{shift_m:.2g}")
            )
        return found

    def _about_blanks(self, column: str) -> list[Notice]:
        count = int((self.frame[column].fillna("").astype(str).str.strip() == "").sum())
        return (
            [Notice.of(f"blank_{column}", _BLANK, count=count, field=COLUMN_WORDS[column])] if count else []
        )


def _header(frame: gpd.GeoDataFrame, dialect: Dialect) -> tuple[list[str], float]:
    """Return the lines before the first parcel, and what is to be added to eastings."""
    crs = frame.crs
    if crs is None:
        raise CrsError(_NO_CRS)
    system, offset_m = _system_keys(frame, prefixed=dialect.prefixed)
    sections = dict(frame.attrs.get(ATTRIBUTE, {}).get("sections") or {})
    told = dict(line.split("=", 1) for line in sections.pop(ATTRIBUTES, []) if "=" in line)
    values = {
        "格式版本号": told.get("格式版本号", "1.01版本"),
        "数据产生单位": dialect.producer or told.get("数据产生单位", ""),
        "数据产生日期": dialect.produced_on or told.get("数据产生日期", ""),
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "精度": f"{10.0**-dialect.decimals:.{dialect.decimals}f}",
        # Parameters of a transformation may be secret: they are never written.
        "转换参数": _NO_PARAMETERS,
        **system,
    }
    lines = [line for name, kept in sections.items() for line in (f"[{name}]", *kept)]
    return [*lines, f"[{ATTRIBUTES}]", *(f"{key}={values[key]}" for key in KEYS), "[地块坐标]"], offset_m


def _system_keys(frame: gpd.GeoDataFrame, *, prefixed: bool) -> tuple[dict[str, str], float]:
    crs: CRS = frame.crs
    if is_local(crs):
        return {"坐标系": crs.name, "几度分带": "", "带号": ""}, 0.0
    zone, datum = zone_of(crs), datum_of(crs)
    if zone is None or datum is None:
        raise CrsError(_NOT_GAUSS_KRUGER, crs=crs.name, fitting=FittingZone(frame))
    keys = {"坐标系": datum.words.zh, "几度分带": str(zone.width), "带号": str(zone.zone)}
    return keys, float(zone.zone * _PREFIX_M * (int(prefixed) - int(zone.prefixed)))


def _in_print(frame: gpd.GeoDataFrame, decimals: int) -> NDArray[np.object_]:
    """Return the polygons with coordinates as they will be printed."""
    printed: NDArray[np.object_] = np.asarray(
        shapely.transform(frame.geometry.to_numpy(), lambda points: np.round(points, decimals))
    )
    rings = Rings.of(printed)
    few, flat = faulty_rings(rings)
    if (few | flat).any():
        name = parcel_ids(frame)[rings.rows[few | flat].min()]
        raise OutputError(_COLLAPSED, id=name, decimals=decimals)
    return printed


def _areas(frame: gpd.GeoDataFrame, printed: NDArray[np.object_]) -> tuple[list[str], int]:
    """Return areas in hectares to four decimals, and how many of them were measured rather than declared."""
    planar = frame["declared_method"].isna() | (frame["declared_method"] == "planar")
    declared = frame["declared_m2"].where(planar).to_numpy()
    measured = np.isnan(declared)
    area_m2 = np.where(measured, shapely.area(printed), declared)
    return [str(Area.from_m2(float(value)).rounded("ha", 4)) for value in area_m2], int(measured.sum())


def _fields(frame: gpd.GeoDataFrame, dialect: Dialect) -> list[str | None]:
    """Return the column behind each field of a header row."""
    count = dialect.field_count or len(_FIELD_NAMES) + len(dialect.further_fields)
    return [_field(frame, dialect, at) for at in range(count)]


def _field(frame: gpd.GeoDataFrame, dialect: Dialect, at: int) -> str | None:
    if at < len(_FIELD_NAMES):
        return _FIELD_COLUMNS[at]
    asked = dict(enumerate(dialect.further_fields, start=len(_FIELD_NAMES))).get(at)
    # What a ninth field held has this name in a table that was read from a TXT.
    own = f"字段{at + 1}"
    return next(
        (name for name in (asked, own) if name is not None and name in frame and is_filled(frame, name)),
        None,
    )


def _largest_shift_m(frame: gpd.GeoDataFrame, printed: NDArray[np.object_]) -> float:
    before, after = shapely.get_coordinates(frame.geometry.to_numpy()), shapely.get_coordinates(printed)
    return float(np.abs(before - after).max())

"""Writing a boundary-point TXT: the strictest common subset, bent where the receiving office's dialect says so."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geokit.atomic import safe_stem
from geokit.errors import OutputError
from geokit.geometry.corners import Corner, NumberedCorners
from geokit.geometry.rings import Rings
from geokit.i18n import Words
from geokit.land.units import M2_PER, UNIT_WORDS, Area
from geokit.parcels.declared_areas import infer_unit
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._output_columns import (
    DECLARED_COLUMNS,
    dropped_columns_notices,
    dropped_heights_notices,
    measured_areas_notice,
    not_encodable,
    rounded_coordinates_notices,
)
from geokit.parcels.formats._rings import faulty_rings
from geokit.parcels.formats._unheld_letters import is_on_lines, joined_notices, on_one_line
from geokit.parcels.formats.txt.heading import heading_lines
from geokit.parcels.required_fields import blank_key_notices, blank_notices, field_columns
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.parcels.dialect import Dialect

_TITLE = Words(zh="TXT ", en="a TXT")
# A figure that was declared in mu is a fraction in square metres: less is no change.
_LEAST_M2 = 0.0051
_LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}

_COMMAS = Words(
    zh="{count} 处文字中的逗号已改为顿号",
    en="commas in {count:text|texts} became 、, since a comma parts the fields",
)
_AREAS_ROUNDED = Words(
    zh="{count} 宗地块的面积按{unit}舍入到 {places} 位小数，最大改变 {change} 平方米",
    en="the declared areas of {count:parcel|parcels} were rounded to {places:decimal|decimals} in {unit}, by {change} m² at most",
)
_UNIT_UNTOLD = Words(
    zh="面积按{unit}写出，但多数与量算面积不符，读取方可能认错单位；请先核对地块面积",
    en="the areas were written in {unit}, but most of them do not fit the polygons, so that a reader may take another unit; "
    "check the declared areas first",
)
_ROUNDED_AWAY = Words(
    zh="{count} 个地块的面积按{unit}舍入到 {places} 位小数后为零；请增加小数位数",
    en="the areas of {count:parcel|parcels} are zero in {unit} to {places:decimal|decimals}; take more decimals",
)
_COLLAPSED = Words(
    zh="地块 {id} 的一个圈舍入到 {decimals} 位小数后不再围成面；请增加小数位数",
    en="a ring of {id} encloses nothing once rounded to {decimals:decimal|decimals}; take more decimals",
)
_ENCLOSES_NOTHING = Words(
    zh="地块 {id} 的一个圈不围成面：各点在一条线上，或不足 3 个不同的点；请先改正图形",
    en="a ring of {id} encloses nothing: its points lie on one line, or are fewer than 3; mend the outline first",
)


def write_text(frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
    """Write a table, already known to hold polygons only, and return what could not be carried."""
    writer = _Writer(frame, dialect)
    if dialect.one_file_each:
        for row, name in enumerate(_file_names(frame, path.stem, dialect.file_name)):
            writer.save(path.with_name(f"{name}{path.suffix}"), [row])
    else:
        writer.save(path, list(range(len(frame))))
    return writer.notices()


def _file_names(frame: gpd.GeoDataFrame, stem: str, pattern: str) -> list[str]:
    """Return what each parcel's file is called, without what no file system takes, and none as another."""
    names = []
    taken: dict[str, int] = {}
    texts = zip(parcel_ids(frame), frame["name"].fillna(""), strict=True)
    for number, (parcel, called) in enumerate(texts, start=1):
        made = pattern.format(stem=stem, id=_plain(parcel), name=_plain(called), number=number)
        made = safe_stem(re.sub(r"[\\/:*?\"<>|]", "-", made) or str(number))
        taken[made.casefold()] = taken.get(made.casefold(), 0) + 1
        names.append(made if taken[made.casefold()] == 1 else f"{made}-{taken[made.casefold()]}")
    return names


def _plain(text: object) -> str:
    return re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', "-", str(text)).strip(".-")


class _Writer:
    """Makes the lines, and keeps count of what they cannot say."""

    def __init__(self, frame: gpd.GeoDataFrame, dialect: Dialect) -> None:
        self.frame, self.dialect = frame, dialect
        self.header, self.offset_m = heading_lines(frame, dialect)
        self.geometry = _in_print(frame, dialect.decimals)
        # Numbered before they are rounded, as in every other product.
        numbered = NumberedCorners.of(frame.geometry.to_numpy(), dialect.numbering)
        self.corners = numbered.rounded(dialect.decimals)
        self.titles = dialect.titles
        self.areas, self.measured, self.tells_unit = _areas(frame, self.geometry, dialect)
        self.columns = field_columns(frame, dialect)
        # Lists: a cell of a frame takes a thousand times as long.
        self.values = {name: frame[name].tolist() for name in self.columns if name in frame}
        self.commas = 0
        self.on_lines: list[str] = []

    def save(self, path: Path, rows: list[int]) -> None:
        lines = chain(self.header, chain.from_iterable(map(self._parcel, rows)))
        end = _LINE_ENDS[self.dialect.line_end]
        try:
            with path.open("w", encoding=self.dialect.codec, newline="") as file:
                file.writelines(f"{line}{end}" for line in lines)
        except UnicodeEncodeError as error:
            text = error.object[max(0, error.start - 4) : error.end + 4].strip()
            raise not_encodable(text, self.dialect.encoding) from error

    def _parcel(self, row: int) -> list[str]:
        points = self._points(row)
        made = {"界址点数": str(len(points)), "地块面积": self.areas[row], "图形属性": "面"}
        values = [
            made[title] if title in made else self._value(title, column, row)
            for title, column in zip(self.titles, self.columns, strict=True)
        ]
        return [",".join([*values, "@"]), *points]

    def _points(self, row: int) -> list[str]:
        places, is_y_first = self.dialect.decimals, self.dialect.axes == "yx"
        corners, rows = self.corners.of_row(row), list[str]()
        for at, corner in enumerate(corners):
            if not self.dialect.closing and _closes(corners, at):
                continue
            north, east = f"{corner.north:.{places}f}", f"{corner.east + self.offset_m:.{places}f}"
            first, second = (east, north) if is_y_first else (north, east)
            rows.append(f"{self.dialect.point_name(corner.number)},{corner.ring},{first},{second}")
        return rows

    def _value(self, title: str, column: str | None, row: int) -> str:
        if title in self.dialect.constants:
            return self._text(self.dialect.constants[title])
        return self._text(self.values[column][row] if column in self.values else None)

    def _text(self, value: Any) -> str:
        if value is None or pd.isna(value):
            return ""
        text = on_one_line(str(value))
        if is_on_lines(str(value)):
            self.on_lines.append(str(value))
        self.commas += "," in text
        return text.replace(",", "、")

    def notices(self) -> list[Notice]:
        """Return what was lost."""
        carried = {column for column in self.columns if column is not None}
        found = dropped_columns_notices(self.frame, {*DECLARED_COLUMNS, "图形属性", *carried}, _TITLE)
        found += dropped_heights_notices(self.frame, _TITLE)
        found += [
            *blank_notices(self.frame, self.dialect),
            *blank_key_notices(self.header, self.dialect),
            *self._about_areas(),
        ]
        found += joined_notices(self.on_lines, _TITLE)
        if self.commas:
            found.append(Notice.of("commas_replaced", _COMMAS, count=self.commas))
        before = self.frame.geometry.to_numpy()
        return [*found, *rounded_coordinates_notices(before, self.geometry, self.dialect.decimals)]

    def _about_areas(self) -> list[Notice]:
        found, unit = list[Notice](), UNIT_WORDS[self.dialect.area_unit]
        changed = _changed_m2(self.frame, self.areas, self.dialect)
        if count := int(np.count_nonzero(changed)):
            places, change = self.dialect.area_places, f"{changed.max():.2f}"
            found.append(
                Notice.of(
                    "areas_rounded", _AREAS_ROUNDED, count=count, unit=unit, places=places, change=change
                )
            )
        if self.measured:
            found.append(measured_areas_notice(self.measured))
        if not self.tells_unit:
            found.append(Notice.of("area_unit_untold", _UNIT_UNTOLD, unit=unit))
        if lost := sum(float(text) == 0 for text in self.areas):
            places = self.dialect.area_places
            found.append(Notice.of("area_rounded_away", _ROUNDED_AWAY, count=lost, unit=unit, places=places))
        return found


def _closes(corners: list[Corner], at: int) -> bool:
    """Tell whether a corner is the last of its ring: the first once more."""
    return at + 1 == len(corners) or corners[at + 1].ring != corners[at].ring


def _in_print(frame: gpd.GeoDataFrame, decimals: int) -> NDArray[np.object_]:
    """Return the polygons with coordinates as they will be printed."""
    printed: NDArray[np.object_] = np.asarray(
        shapely.transform(frame.geometry.to_numpy(), lambda points: np.round(points, decimals))
    )
    rings = Rings.of(printed)
    if (faulty := np.logical_or(*faulty_rings(rings))).any():
        row = rings.rows[faulty].min()
        before = Rings.of(frame.geometry.to_numpy()[[row]])
        was_so = np.logical_or(*faulty_rings(before)).any()
        words = _ENCLOSES_NOTHING if was_so else _COLLAPSED
        raise OutputError(words, id=parcel_ids(frame)[row], decimals=decimals)
    return printed


def _areas(
    frame: gpd.GeoDataFrame, printed: NDArray[np.object_], dialect: Dialect
) -> tuple[list[str], int, bool]:
    """Return areas as printed, how many were measured rather than declared, and whether they tell their unit."""
    planar = frame["declared_method"].isna() | (frame["declared_method"] == "planar")
    declared = frame["declared_m2"].where(planar).to_numpy()
    measured, own_m2 = np.isnan(declared), shapely.area(printed)
    area_m2 = np.where(measured, own_m2, declared)
    texts = [
        str(Area.from_m2(float(value)).rounded(dialect.area_unit, dialect.area_places)) for value in area_m2
    ]
    told = infer_unit(np.array(texts, dtype=np.float64), own_m2, "ha") or "ha"
    return texts, int(measured.sum()), told == dialect.area_unit


def _changed_m2(frame: gpd.GeoDataFrame, texts: list[str], dialect: Dialect) -> NDArray[np.float64]:
    """Return by how much printing changes the declared areas, where by more than they were declared to; 0 elsewhere."""
    declared = frame["declared_m2"].to_numpy()
    planar = (frame["declared_method"].isna() | (frame["declared_method"] == "planar")).to_numpy()
    printed = np.array(texts, dtype=np.float64) * float(M2_PER[dialect.area_unit])
    change = np.where(planar, np.abs(printed - declared), np.nan)
    known_to = np.fmax(frame["declared_half_unit_m2"].to_numpy(), _LEAST_M2)
    return np.where(change > known_to, change, 0.0)

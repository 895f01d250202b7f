"""How far a file is from what an office wants of it: what is blank, and what of its form differs.

Without an office's profile the blanks are told that all offices send a file back for; that is advice, and no law.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.geometry.corners import OVER_ALL, SAME_POINT_M, NumberedCorners
from geokit.i18n import Words
from geokit.land.units import M2_PER, UNIT_WORDS
from geokit.parcels.diagnostics import ATTRIBUTE, Notice, notices_of
from geokit.parcels.files import bytes_of, decode
from geokit.parcels.formats.txt.grammar import Document, header_fields, parse
from geokit.parcels.required_fields import blank_count, blank_key_notices, field_columns
from geokit.parcels.table import COLUMN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geokit.geometry.corners import Corner
    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats.txt.grammar import Block

_LEFT_BLANK = Words(
    zh="建议（非法定要求）：{count} 宗地块的“{field}”为空，接收单位通常会退回",
    en="advice, no law: “{field}” is blank for {count:parcel|parcels}; offices usually send that back",
)
_REQUIRED = Words(
    zh="{office}要求“{field}”，而 {count} 宗地块为空",
    en="{office} requires “{field}”, which is blank for {count:parcel|parcels}",
)
_DIFFERS = Words(
    zh="{what}：文件为{found}，{office}要求{wanted}",
    en="{what}: the file has {found}, {office} wants {wanted}",
)
_SOME = Words(
    zh="{what}：自此起 {count} 处与{office}的要求（{wanted}）不同",
    en="{what}: {count:place|places}, this the first, not as {office} wants ({wanted})",
)
_LACKS = Words(zh="[属性描述]缺少{office}要求的{keys}", en="[属性描述] lacks {keys}, which {office} wants")
_HAS_BESIDES = Words(
    zh="[属性描述]多出{office}不要的{keys}", en="[属性描述] has {keys}, which {office} does not want"
)
_OTHERWISE_NUMBERED = Words(
    zh="界址点编号：{count} 宗地块与{office}的编号方式（{wanted}）不同",
    en="numbers of points: {count:parcel is|parcels are} numbered otherwise than {office} wants ({wanted})",
)
_ONLY_TXT = Words(
    zh="只核对了必填项：配置的其余各项说的是 TXT",
    en="only what is required was compared: the rest of the profile is about a TXT",
)
_OFFICE = Words(zh="该单位", en="the office")
_WHAT: Final = {
    "encoding": Words(zh="编码", en="encoding"),
    "line_end": Words(zh="换行", en="line ends"),
    "keys": Words(zh="[属性描述]的键序", en="order of the keys of [属性描述]"),
    "attribute": Words(zh="键值", en="a key's value"),
    "section": Words(zh="段", en="section"),
    "fields": Words(zh="地块行字段", en="fields of the header rows"),
    "field_count": Words(zh="地块行字段数", en="number of fields in a header row"),
    "constant": Words(zh="常量字段", en="a constant field"),
    "decimals": Words(zh="坐标小数位数", en="decimals of coordinates"),
    "prefixed": Words(zh="东坐标带号前缀", en="zone in front of eastings"),
    "point_list": Words(zh="界址点列说明行", en="line that names the columns of the points"),
    "axes": Words(zh="坐标顺序", en="order of coordinates"),
    "closing": Words(zh="圈末重复首点", en="first point repeated at a ring's end"),
    "point_prefix": Words(zh="点号前缀", en="what stands before a point's number"),
    "area_unit": Words(zh="面积单位", en="unit of areas"),
    "area_decimals": Words(zh="面积小数位数", en="decimals of areas"),
}
# Remarks on a form that is not the usual one, by what is said where it is not the office's either.
_FORMS: Final = {
    "field_count": "profile_field_count",
    "field_list": "profile_fields",
    "point_list": "profile_point_list",
    "missing_key": "profile_keys",
    "ring_not_closed": "profile_closing",
    "declared_unit_inferred": "profile_area_unit",
}
_YES, _NO = Words(zh="有", en="yes"), Words(zh="无", en="no")
_NOTHING = Words(zh="无", en="none")
# GBK and GB2312 are parts of GB18030: a file does not say which of them it is in.
_FAMILIES: Final = {
    **dict.fromkeys(("gbk", "gb2312", "gb18030"), "GBK"),
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 BOM",
    "utf-16": "UTF-16",
}
NUMBERINGS: Final = {
    "as-is": Words(zh="原样", en="as they are"),
    "north-west": Words(zh="各宗自西北角顺时针", en="each parcel from its north-west, clockwise"),
    "continuing": Words(zh="自西北地块起连续", en="on from parcel to parcel, from the north-west"),
    "batch": Words(zh="整批连续，共用点一号", en="over the batch, a shared point once"),
}
# Name, ring, X and Y; an easting without a zone in front has six or seven digits.
_COLUMNS, _MOST_DIGITS = 4, 7
_SAME_UNIT = 1e-6


def advice_on(frame: gpd.GeoDataFrame) -> list[Notice]:
    """Return which of id, name, area and use are blank: advice, since offices differ."""
    said = {notice.code for notice in notices_of(frame)}
    use = frame["land_use"].fillna("").astype(str) + frame["land_class"].fillna("").astype(str)
    blanks = {
        "id": 0 if "blank_id" in said else blank_count(frame, "id"),
        "name": 0 if "blank_name" in said else blank_count(frame, "name"),
        "declared_m2": int(frame["declared_m2"].isna().sum()),
        "land_use": int((use.str.strip() == "").sum()),
    }
    return [
        Notice.of("usually_required", _LEFT_BLANK, count=count, field=COLUMN_WORDS[name])
        for name, count in blanks.items()
        if count
    ]


def deviations(path: Path, frame: gpd.GeoDataFrame, dialect: Dialect) -> list[Notice]:
    """Return what a file lacks of what an office requires, and in what its form is another."""
    office = dialect.name or _OFFICE
    found = list(_blanks(frame, dialect, office))
    origin = frame.attrs.get(ATTRIBUTE, {})
    if origin.get("format") != "txt":
        return [*found, Notice.of("profile_of_txt", _ONLY_TXT)]
    text, encoding = decode(bytes_of(path), origin.get("encoding"))
    document = parse(text)
    found += blank_key_notices(
        [*(f"{key}={value}" for key, (value, _) in document.keys.items()), *_section_lines(document)], dialect
    )
    comparison = _Comparison(document, dialect, office)
    comparison.differ("encoding", _FAMILIES.get(encoding, encoding), _FAMILIES[dialect.codec])
    ends = "CRLF" if b"\r\n" in bytes_of(path) else "LF"
    if encoding != "utf-16":
        comparison.differ("line_end", ends, dialect.line_end.upper())
    comparison.look()
    _compare_units(frame, comparison)
    _compare_numbers(frame, comparison)
    return [*found, *comparison.notices]


def without_asked(frame: gpd.GeoDataFrame, said: list[Notice]) -> gpd.GeoDataFrame:
    """Return parcels without the remarks on a form that an office asks for: what it asks for is no problem.

    Parameters
    ----------
    frame : GeoDataFrame
        Parcels as they were read.
    said : list of Notice
        The deviations of their file from that form.
    """
    origin = frame.attrs.get(ATTRIBUTE, {})
    if origin.get("format") != "txt":
        return frame
    different = {each.code for each in said}
    asked = {remark for remark, deviation in _FORMS.items() if deviation not in different}
    made = frame.copy(deep=False)
    kept = [each for each in origin["notices"] if each["code"] not in asked]
    made.attrs[ATTRIBUTE] = type(origin)({**origin, "notices": kept})
    return made


def _section_lines(document: Document) -> list[str]:
    return [line for lines in document.sections.values() for line in lines]


def _blanks(frame: gpd.GeoDataFrame, dialect: Dialect, office: object) -> Iterator[Notice]:
    columns = dict(zip(dialect.titles, field_columns(frame, dialect), strict=True))
    columns["地块面积"] = "declared_m2"
    for title in dialect.required:
        if title in columns and title not in ("界址点数", "图形属性"):
            # What a constant fills when it is written may be blank in a file that somebody else wrote.
            column = title if title in frame else columns[title]
            count = blank_count(frame, column)
            if count:
                yield Notice.of("blank_required", _REQUIRED, count=count, field=title, office=office)


class _Comparison:
    """A file's form beside that of a dialect."""

    def __init__(self, document: Document, dialect: Dialect, office: object) -> None:
        self.document, self.dialect, self.office = document, dialect, office
        self.notices: list[Notice] = []
        self.points: list[dict[int, tuple[float, float]]] = []

    def differ(self, what: str, found: object, wanted: object) -> None:
        """Say that something of the whole file differs, where it does."""
        if found != wanted:
            fields: dict[str, Any] = {"found": _shown(found), "wanted": _shown(wanted), "office": self.office}
            self.notices.append(Notice.of(f"profile_{what}", _DIFFERS, what=_WHAT[what], **fields))

    def some(self, what: str, lines: list[int], wanted: object) -> None:
        """Say that some places differ."""
        if lines:
            fields: dict[str, Any] = {
                "count": len(lines),
                "line": min(lines),
                "wanted": _shown(wanted),
                "office": self.office,
            }
            self.notices.append(Notice.of(f"profile_{what}", _SOME, what=_WHAT[what], **fields))

    def look(self) -> None:
        """Compare all that the text tells."""
        self._keys()
        self._sections()
        self._headers()
        self._points()

    def _keys(self) -> None:
        found, asked = list(self.document.keys), list(self.dialect.keys)
        self._listed(_LACKS, [key for key in asked if key not in found])
        self._listed(_HAS_BESIDES, [key for key in found if key not in asked])
        if [key for key in found if key in asked] != [key for key in asked if key in found]:
            self.differ("keys", found, asked)
        wanted = {**self.dialect.attributes}
        if self.dialect.producer:
            wanted["数据产生单位"] = self.dialect.producer
        for key, text in wanted.items():
            told, line = self.document.keys.get(key, (text, 0))
            is_blank = not told and key in self.dialect.required
            if told != text and line and not is_blank:
                self.some("attribute", [line], f"{key}={text}")

    def _listed(self, words: Words, keys: list[str]) -> None:
        if keys:
            self.notices.append(Notice.of("profile_keys", words, keys=keys, office=self.office))

    def _sections(self) -> None:
        for name, told in self.dialect.sections.items():
            lines = self.document.sections.get(name)
            keys = [line.partition("=")[0].strip() for line in lines or ()]
            missing = [key for key in told if key not in keys]
            if missing:
                self.differ("section", _NOTHING if lines is None else keys, [f"[{name}]", *missing])

    def _headers(self) -> None:
        blocks = [block for block in self.document.blocks if block.row]
        listed = blocks[0].fields if blocks else ()
        if self.dialect.field_list or listed:
            wanted = list(self.dialect.titles) if self.dialect.field_list else _NOTHING
            self.differ("fields", list(listed) or _NOTHING, wanted)
        count = len(self.dialect.titles)
        rows = {block.line: header_fields(block.row) for block in blocks}
        self.some("field_count", [line for line, fields in rows.items() if len(fields) != count], count)
        for at, title in enumerate(self.dialect.titles):
            text = self.dialect.constants.get(title)
            off = [line for line, row in rows.items() if len(row) == count and text not in (None, row[at])]
            self.some("constant", off, f"{title}={text}")
        at, places = self.dialect.titles.index("地块面积"), self.dialect.area_places
        areas = {line: row[at] for line, row in rows.items() if len(row) == count and row[at]}
        self.some(
            "area_decimals", [line for line, text in areas.items() if _decimals(text) != places], places
        )

    def _points(self) -> None:
        wrong: dict[str, list[int]] = {
            name: [] for name in ("decimals", "prefixed", "point_prefix", "closing")
        }
        for block in self.document.blocks:
            rows = _point_rows(self.document, block)
            self.points.append({})
            for line, row in rows:
                self._point(line, row, wrong)
            ends = list(_ring_ends(rows))
            wrong["closing"] += [line for line, is_closed in ends if is_closed != self.dialect.closing]
        wanted = {
            "decimals": self.dialect.decimals,
            "prefixed": _YES if self.dialect.prefixed else _NO,
            "point_prefix": self.dialect.point_prefix or _NOTHING,
            "closing": _YES if self.dialect.closing else _NO,
        }
        for what, lines in wrong.items():
            self.some(what, lines, wanted[what])
        lists = any(each.code == "point_list" for each in self.document.remarks.notices())
        self.differ("point_list", _YES if lists else _NO, _YES if self.dialect.point_list else _NO)
        first = "yx" if self.document.is_easting_first else "xy"
        self.differ("axes", first.upper(), self.dialect.axes.upper())

    def _point(self, line: int, row: list[str], wrong: dict[str, list[int]]) -> None:
        north, east = reversed(row[2:4]) if self.document.is_easting_first else row[2:4]
        if any(_decimals(text) != self.dialect.decimals for text in (north, east)):
            wrong["decimals"].append(line)
        if (len(east.partition(".")[0]) > _MOST_DIGITS) != self.dialect.prefixed:
            wrong["prefixed"].append(line)
        prefix, number = re.fullmatch(r"(.*?)(\d*)", row[0]).groups()  # type: ignore[union-attr]
        if prefix != self.dialect.point_prefix:
            wrong["point_prefix"].append(line)
        with suppress(ValueError):
            self.points[-1].setdefault(int(number or 0), (float(east), float(north)))


def _point_rows(document: Document, block: Block) -> list[tuple[int, list[str]]]:
    """Return the point rows of a parcel that have all their columns, with their lines."""
    rows = (
        (line + 1, [part.strip() for part in document.lines[line].split(",")])
        for line in range(block.first, block.last)
    )
    return [(line, row) for line, row in rows if len(row) >= _COLUMNS]


def _ring_ends(rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, bool]]:
    """Yield the line of the last row of each ring, and whether it repeats the first."""
    starts = [
        0,
        *(at for at, (one, other) in enumerate(pairwise(rows), 1) if one[1][1] != other[1][1]),
        len(rows),
    ]
    for first, last in pairwise(starts):
        if first < last:
            yield rows[last - 1][0], rows[first][1][2:4] == rows[last - 1][1][2:4]


def _decimals(text: str) -> int:
    return len(re.sub(r"[^\d.]", "", text).partition(".")[2])


def _shown(value: object) -> object:
    return value if isinstance(value, list) or hasattr(value, "localize") else str(value)


def _compare_units(frame: gpd.GeoDataFrame, comparison: _Comparison) -> None:
    """Say that the areas are in another unit than the office's."""
    figures = pd.to_numeric(frame["declared_text"], errors="coerce").to_numpy(dtype=np.float64)
    ratios = frame["declared_m2"].to_numpy() / np.where(figures > 0, figures, np.nan)
    told = {
        unit: None
        for ratio in np.unique(np.round(ratios[np.isfinite(ratios)], 6)).tolist()
        for unit, m2 in M2_PER.items()
        if abs(ratio / float(m2) - 1) < _SAME_UNIT
    }
    if told:
        wanted = [UNIT_WORDS[comparison.dialect.area_unit]]
        comparison.differ("area_unit", [UNIT_WORDS[unit] for unit in told], wanted)


def _compare_numbers(frame: gpd.GeoDataFrame, comparison: _Comparison) -> None:
    """Say how many parcels have points that are numbered otherwise than the office wants."""
    numbering = comparison.dialect.numbering
    # Of a batch in files of their own each tells but a part.
    is_part = comparison.dialect.one_file_each and numbering in OVER_ALL
    if numbering == "as-is" or is_part or len(frame) != len(comparison.points):
        return
    corners = NumberedCorners.of(frame.geometry.to_numpy(), numbering)
    off = sum(
        not _is_numbered_so(points, corners.of_row(row)) for row, points in enumerate(comparison.points)
    )
    if off:
        fields: dict[str, Any] = {"count": off, "wanted": NUMBERINGS[numbering], "office": comparison.office}
        comparison.notices.append(Notice.of("profile_numbering", _OTHERWISE_NUMBERED, **fields))


def _is_numbered_so(points: dict[int, tuple[float, float]], corners: list[Corner]) -> bool:
    wanted = {corner.number: (corner.east, corner.north) for corner in corners}
    return points.keys() == wanted.keys() and all(
        abs(points[number][0] - east) + abs(points[number][1] - north) < 2 * SAME_POINT_M
        for number, (east, north) in wanted.items()
    )

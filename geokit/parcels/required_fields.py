"""What offices send a submission back for: fields and keys that are blank, and where a field's values are in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geokit.i18n import Words
from geokit.parcels.columns import map_columns
from geokit.parcels.diagnostics import Notice
from geokit.parcels.dialect_rules import MADE
from geokit.parcels.formats._output_columns import is_filled
from geokit.parcels.formats.txt.parcels import FIELDS
from geokit.parcels.table import COLUMN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

    from geokit.parcels.dialect import Dialect

# The eight fields of the rule, as far as they are columns of the table; the area and the kind are made.
_FIELD_COLUMNS = {
    "地块编号": "id",
    "地块名称": "name",
    "图幅号": "图幅号",
    "地块用途": "land_use",
    "地类编码": "land_class",
}
_BLANK = Words(
    zh="{count} 个地块的“{field}”为空，已照空写出；接收单位可能退回",
    en="“{field}” is blank for {count:parcel|parcels} and was written so; the office that receives the file may refuse it",
)
_REQUIRED = Words(
    zh="{count} 个地块的“{field}”为空，而接收单位要求填写",
    en="“{field}” is blank for {count:parcel|parcels}, and the office that receives the file requires it",
)
_REQUIRED_KEY = Words(
    zh="“{field}”为空，而接收单位要求填写",
    en="“{field}” is blank, and the office that receives the file requires it",
)
_NO_SOURCE = Words(
    zh="字段“{field}”没有来源：表中没有这一列，配置也没有写明来源列或常量；已写为空",
    en="nothing fills the field “{field}”: the table has no such column and the profile names none; it was written blank",
)


def field_columns(frame: gpd.GeoDataFrame, dialect: Dialect) -> list[str | None]:
    """Return the column of a table behind each field of a header row; None for one that is made, constant or blank."""
    return [_column_of(frame, dialect, title, at) for at, title in enumerate(dialect.titles, start=1)]


def _column_of(frame: gpd.GeoDataFrame, dialect: Dialect, title: str, place: int) -> str | None:
    if title in MADE or title in dialect.constants:
        return None
    named = dialect.columns.get(title)
    if title in FIELDS and named is None:
        return _FIELD_COLUMNS[title]
    # What a file calls it is another name in the table; what a ninth field held has the last one, if read from a TXT.
    further = () if title in FIELDS else (title, _canonical(title), f"字段{place}")
    candidates = [name for name in (named, _canonical(named or ""), *further) if name and name in frame]
    return next((name for name in candidates if is_filled(frame, name)), None)


def _canonical(title: str) -> str | None:
    return map_columns([title]).targets.get(title) if title else None


def blank_notices(frame: gpd.GeoDataFrame, dialect: Dialect) -> list[Notice]:
    """Return what is blank of that which a dialect requires, and of ids and names, which every office does."""
    columns = dict(zip(dialect.titles, field_columns(frame, dialect), strict=True))
    found = []
    for title, column in columns.items():
        count = blank_count(frame, column)
        if title in dialect.required and title not in (*MADE, *dialect.constants) and count:
            found.append(Notice.of("blank_required", _REQUIRED, count=count, field=title))
        elif title in ("地块编号", "地块名称") and title not in dialect.constants and count:
            code = "blank_id" if title == "地块编号" else "blank_name"
            found.append(Notice.of(code, _BLANK, count=count, field=COLUMN_WORDS[code[6:]]))
        elif title in dialect.fields and column is None and title not in (*MADE, *dialect.constants):
            found.append(Notice.of("field_without_source", _NO_SOURCE, field=title))
    return found


def blank_key_notices(lines: Iterable[str], dialect: Dialect) -> list[Notice]:
    """Return which required keys are blank or missing among the lines before the parcels."""
    told = {key.strip() for key, _, text in (line.partition("=") for line in lines) if text.strip()}
    asked = [name for name in dialect.required if name not in dialect.titles]
    return [Notice.of("blank_required", _REQUIRED_KEY, field=name) for name in asked if name not in told]


def blank_count(frame: gpd.GeoDataFrame, column: str | None) -> int:
    """Return how many rows have nothing in a column; all where there is none."""
    if column is None or column not in frame:
        return len(frame)
    values: pd.Series[Any] = frame[column]
    return int((values.isna() | (values.astype(str).str.strip() == "")).sum())

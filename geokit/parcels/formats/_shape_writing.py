"""Writing a shapefile that Chinese offices' programs read: GBK, and field names of pinyin initials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.errors import OutputError
from geokit.parcels.formats._carrying import about_dropped, carried
from geokit.parcels.formats._ogr_writing import write_layer
from geokit.parcels.formats._shape_fields import LEFT_OUT, field_names
from geokit.parcels.notices import Notice
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

_WIDEST_TEXT = 254
# dBase keeps a date of its last change and a language driver; offices' programs look at the latter.
_DATE = "2000-01-01"
_DRIVER_AT, _DRIVER_OF_GBK = 29, 0x4D
_GBK = frozenset({"gbk", "gb2312", "gb18030", "cp936"})

_RENAMED = Words(zh="字段名缩短：{names}", en="field names were cut: {names}")
_NOT_ENCODABLE = Words(
    zh="“{text}”无法用 {encoding} 编码；请改用 UTF-8 方言（encoding）",
    en="“{text}” cannot be written in {encoding}; choose a dialect with encoding UTF-8",
)
_TOO_WIDE = Words(
    zh="列“{column}”的文字超过 {width} 字节，shapefile 无法容纳；请改用 GeoPackage",
    en="“{column}” has text of more than {width} bytes, which a shapefile cannot hold; write a GeoPackage",
)
_TITLE = Words(zh="shapefile ", en="a shapefile")


def write_shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str) -> list[Notice]:
    """Write a table, and return what could not be carried.

    Raises
    ------
    OutputError
        A text is too long, or not in the encoding.
    """
    kept = carried(frame)
    notices = about_dropped(frame[["declared_method", frame.active_geometry_name]], (), _TITLE)
    kept = kept.drop(columns=[name for name in kept.columns if name in LEFT_OUT])
    columns = [name for name in kept.columns if name != kept.active_geometry_name]
    _refuse_text(kept, columns, encoding)
    names = field_names(columns, encoding)
    cut = [
        f"{column} → {name}" for column, name in names.items() if column.startswith(name) and column != name
    ]
    if cut:
        notices.append(Notice.of("fields_renamed", _RENAMED, names=cut))
    # Names were cut to ten bytes here: GDAL would cut a character in two.
    write_layer(
        kept.rename(columns=names),
        path,
        "ESRI Shapefile",
        encoding=encoding.upper(),
        layer_options={"DBF_DATE_LAST_UPDATE": _DATE},
    )
    if encoding.lower() in _GBK:
        _mark(path.with_suffix(".dbf"))
    return notices


def _refuse_text(frame: gpd.GeoDataFrame, columns: list[str], encoding: str) -> None:
    for column in columns:
        if frame[column].dtype.kind not in "OU" and frame[column].dtype != "str":
            continue
        for text in frame[column].dropna().astype(str).unique():
            try:
                width = len(text.encode(encoding))
            except UnicodeEncodeError as error:
                raise OutputError(_NOT_ENCODABLE, text=text[:20], encoding=encoding) from error
            if width > _WIDEST_TEXT:
                raise OutputError(_TOO_WIDE, column=column, width=_WIDEST_TEXT)


def _mark(table: Path) -> None:
    with table.open("r+b") as stream:
        stream.seek(_DRIVER_AT)
        stream.write(bytes([_DRIVER_OF_GBK]))

"""Shapefile, as files side by side or zipped, read and written.

It is written as the programs of Chinese offices read it: GBK, and field names of up to ten bytes, pinyin initials.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from geokit.atomic import safe_stem
from geokit.errors import FormatError, InputError, OutputError
from geokit.folders import temporary_folder
from geokit.i18n import Words
from geokit.land.crs.datums import references_file
from geokit.parcels.archives import members_of, pack, unpack
from geokit.parcels.diagnostics import Notice, Unreadable
from geokit.parcels.files import bytes_of, codec_name, opened
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._output_columns import (
    dropped_columns_notices,
    not_encodable,
)
from geokit.parcels.formats.gdal.layers import crs_of, layers_of, read_layer
from geokit.parcels.formats.gdal.sources import Source, source_of
from geokit.parcels.formats.gdal.writing import for_gdal, write_layer
from geokit.parcels.formats.shapefile.dbf import NO_FIELD, clipped_names, encoding_of, read_table, whole_names
from geokit.parcels.formats.shapefile.index import nested
from geokit.parcels.formats.shapefile.repair import examine, sound
from geokit.parcels.table import BESIDE_THE_FIGURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._layer import Layer
    from geokit.parcels.formats._reading import Reading, ReadOptions


_MAGIC = b"\x00\x00\x27\x0a"

# Five numbers that are not used follow the mark.
_HEADER_BYTES, _VERSION = 100, 1000

_WKT_2, _LONGEST_PROJECTION = re.compile("(?:PROJ|GEOG|BOUND)CRS|GEODCRS|COMPOUNDCRS"), 1 << 16

_KINDS = frozenset({0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28, 31})

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")

# Decimals beyond these are the width that a program gives to every number, not a rounding.
_MAX_DECIMALS = 4

_SEVERAL = Words(
    zh="压缩包中有多个 shapefile：{names}；请指明其一{option:layer}",
    en="the archive holds several shapefiles: {names}; name one{option:layer}",
)

_NONE = Words(zh="压缩包中没有名为“{name}”的 shapefile", en="the archive holds no shapefile “{name}”")

_DAMAGED = Words(zh=".shp 文件头已损坏", en="the header of the .shp is damaged")

_PROJECTION = Words(
    zh="其 .prj 所写的坐标系无法理解，未采用；请给出坐标系{option:crs}",
    en="the coordinate system in its .prj is not understood and was left out; give it{option:crs}",
)


class Shapefile(Format):
    """ESRI Shapefile; the encoding of its text is found by a ladder, see :mod:`geokit.parcels.formats.shapefile.dbf`."""

    title = Words(zh="Shapefile", en="shapefile")
    suffixes = (".shp", ".zip")
    can_write = True
    keeps_columns = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is a .shp, or an archive with one in it."""
        return opening.head.startswith(_MAGIC) or opening.has_member(".shp")

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the features with their attributes."""
        if path.suffix.lower() != ".zip":
            return _read(path, options)
        name, members = _choose(path, options.layer)
        with temporary_folder() as folder:
            unpack(path, members, folder)
            reading = _read(folder / "layer.shp", options)
        reading.layer = name
        return reading

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the shapefiles of an archive."""
        if path.suffix.lower() != ".zip":
            return ()
        found = []
        for name, members in sorted(_shapefiles(path).items()):
            with temporary_folder() as folder:
                unpack(path, members, folder)
                shp = folder / "layer.shp"
                _check_header(shp)
                with source_of(shp, "ESRI Shapefile") as source:
                    _take_away_linked(source)
                    (layer,) = layers_of(source)
            found.append(replace(layer, name=name))
        return tuple(found)

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write a .shp with its companions, or a .zip of them, in the dialect's encoding and with pinyin field names."""
        if path.suffix.lower() == ".shp":
            return write_shapefile(frame, path, dialect.encoding)
        name = safe_stem(path.name[: -len(path.suffix)].removesuffix(".shp")) + ".shp"
        with temporary_folder() as folder:
            notices = write_shapefile(frame, folder / name, dialect.encoding)
            pack(sorted(folder.iterdir()), path)
        return notices


def _shapefiles(path: Path) -> dict[str, dict[str, str]]:
    """Return the shapefiles of an archive by name, with their members and the names to unpack them under."""
    parts: dict[str, dict[str, str]] = {}
    for member in members_of(path):
        place = PurePosixPath(member.replace("\\", "/"))
        if place.suffix.lower() in _PARTS and "__MACOSX" not in place.parts:
            parts.setdefault(str(place.with_suffix("")), {})[member] = f"layer{place.suffix.lower()}"
    found = {stem: members for stem, members in parts.items() if "layer.shp" in members.values()}
    names = Counter(PurePosixPath(stem).name for stem in found)
    # In two folders there may be files of one name.
    plain = {stem: PurePosixPath(stem).name for stem in found}
    return {(plain[stem] if names[plain[stem]] == 1 else stem): members for stem, members in found.items()}


def _choose(path: Path, layer: str | None) -> tuple[str, dict[str, str]]:
    """Return one of the shapefiles of an archive."""
    found = _shapefiles(path)
    if layer is not None and layer not in found:
        raise InputError(_NONE, name=layer)
    if layer is None and len(found) > 1:
        raise InputError(_SEVERAL, names=sorted(found))
    name = layer or next(iter(found))
    return name, found[name]


def _read(path: Path, options: ReadOptions) -> Reading:
    _check_header(path)
    table = read_table(_sibling(path, ".dbf"))
    encoding, remarks = ("utf-8", []) if table is None else encoding_of(path, table)
    if options.encoding is not None:
        encoding, remarks = codec_name(options.encoding), []
    repaired = examine(path, _sibling(path, ".shx"), table, encoding)
    with (
        sound(path, _sibling(path, ".prj"), repaired) as file,
        source_of(file, "ESRI Shapefile", encoding, original=path) as source,
    ):
        reading = _read_layer(source, options)
    reading.encoding = encoding
    reading.columns.pop(NO_FIELD if table is None else "", None)
    _set_apart(reading, repaired.unreadable)
    remarks += repaired.notices + nested(reading.geometry, reading.record)
    # GDAL remarks in English on what was said already, and corrects some of it only.
    reading.notices = [
        each for each in reading.notices if each.code != "gdal_remark" or not remarks
    ] + remarks
    if table is not None:
        reading.clipped = clipped_names(table, encoding)
        reading.declared_decimals = {
            name: field.decimals
            for field, name in zip(table.fields, whole_names(table, encoding), strict=True)
            if field.kind in "NF" and field.decimals <= _MAX_DECIMALS
        }
    return reading


def _read_layer(source: Source, options: ReadOptions) -> Reading:
    """Read the layer; a projection that is not understood costs the coordinate system and nothing else."""
    projection = source.path.with_suffix(".prj")
    written = _text_of(projection)
    refused = _take_away_linked(source)
    try:
        reading = read_layer(source, options, one_layer=True)
    except FormatError:
        if refused or not projection.exists():
            raise
        # The link under the plain name, not the file.
        projection.unlink()
        refused = True
        reading = read_layer(source, options, one_layer=True)
    if reading.crs is None and written and not refused:
        # GDAL knows the first form of well-known text alone.
        reading.crs = crs_of(written) if _WKT_2.match(written) else None
        refused = reading.crs is None
    if refused:
        reading.notices.append(Notice.of("projection_refused", _PROJECTION))
    return reading


def _take_away_linked(source: Source) -> bool:
    """Take away, under the plain name, a projection that names a file: PROJ opens it once GDAL looks at it."""
    linked = [
        file
        for file in map(source.path.with_suffix, (".prj", ".qpj"))
        if file.is_file() and references_file(bytes_of(file).decode("latin-1"))
    ]
    for file in linked:
        file.unlink()
    return bool(linked)


def _text_of(projection: Path) -> str:
    """Return the beginning of a .prj, which holds one coordinate system."""
    if not projection.exists():
        return ""
    with opened(projection) as stream:
        return stream.read(_LONGEST_PROJECTION).decode("utf-8", "replace").strip("\ufeff\0 \t\r\n")


def _check_header(path: Path) -> None:
    """Refuse what only begins like a shapefile: GDAL sees files alone that no other driver can take for its own."""
    with opened(path) as stream:
        header = stream.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC + bytes(20)):
        raise FormatError(_DAMAGED)
    version, kind = struct.unpack_from("<2I", header, 28)
    if version != _VERSION or kind not in _KINDS:
        raise FormatError(_DAMAGED)


def _set_apart(reading: Reading, unreadable: list[Unreadable]) -> None:
    """List records that are none, which GDAL has read as if they were."""
    told = {entry.record for entry in unreadable}
    reading.unreadable = [entry for entry in reading.unreadable if entry.record not in told] + unreadable
    reading.geometry[np.isin(reading.record, list(told))] = None


def _sibling(path: Path, suffix: str) -> Path | None:
    for spelled in (suffix, suffix.upper()):
        if path.with_suffix(spelled).exists():
            return path.with_suffix(spelled)
    return None


_WIDEST_TEXT = 254

# dBase keeps a date of its last change and a language driver; offices' programs look at the latter.
_DATE = "2000-01-01"

_DRIVER_AT, _DRIVER_OF_GBK = 29, 0x4D

_GBK = frozenset({"gbk", "gb2312", "gb18030", "cp936"})

_RENAMED = Words(zh="字段名缩短：{names}", en="field names were cut: {names}")

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
    kept, notices = for_gdal(frame, _TITLE)
    notices += dropped_columns_notices(frame[["declared_method", frame.active_geometry_name]], (), _TITLE)
    kept = kept.drop(columns=[name for name in kept.columns if name in BESIDE_THE_FIGURE])
    columns = [name for name in kept.columns if name != kept.active_geometry_name]
    _refuse_text(kept, columns, encoding)
    names = field_names(columns, encoding)
    cut = [f"{column} → {name}" for column, name in names.items() if name != _PINYIN.get(column, column)]
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
    # Of a name what ten bytes take: 量算面积 and “measured area (m²)”, which geokit writes, lose the sign that GBK lacks.
    for name in field_names(columns, encoding).values():
        _encoded(name, encoding)
    for column in columns:
        if frame[column].dtype.kind not in "OU" and frame[column].dtype != "str":
            continue
        for text in frame[column].dropna().astype(str).unique():
            if len(_encoded(text, encoding)) > _WIDEST_TEXT:
                raise OutputError(_TOO_WIDE, column=column, width=_WIDEST_TEXT)


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise not_encodable(text[:20], encoding) from error


def _mark(table: Path) -> None:
    with table.open("r+b") as stream:
        stream.seek(_DRIVER_AT)
        stream.write(bytes([_DRIVER_OF_GBK]))


# Each is read again as the column it came from.
_PINYIN = {
    "id": "DKBH",
    "name": "DKMC",
    "phase": "QC",
    "batch": "PCMC",
    "stage": "JD",
    "status": "ZT",
    "declared_m2": "DKMJ",
    "village": "ZLDWMC",
    "ownership": "QSXZ",
    "land_use": "DKYT",
    "land_class": "DLBM",
    "land_class_gbt21010": "GBDLBM",
    "land_class_territorial": "YDYHFLDM",
    "approved_on": "PZRQ",
    "acquired_on": "ZSRQ",
    "stored_on": "RKRQ",
    "supplied_on": "GDRQ",
}

_WIDTH = 10


def field_names(columns: Sequence[str], encoding: str) -> dict[str, str]:
    """Return each column's name in a shapefile: unique, and ten bytes at most in the encoding.

    Examples
    --------
    >>> field_names(["id", "declared_m2", "remarks_of_the_village", "remarks_of_the_office"], "gbk")
    {'id': 'DKBH', 'declared_m2': 'DKMJ', 'remarks_of_the_village': 'remarks_of', 'remarks_of_the_office': 'remarks__1'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        wanted = _cut(_PINYIN.get(column, column), encoding, _WIDTH)
        name, number = wanted, 0
        while name.upper() in taken:
            number += 1
            ending = f"_{number}"
            name = _cut(wanted, encoding, _WIDTH - len(ending)) + ending
        taken.add(name.upper())
        names[column] = name
    return names


def _cut(name: str, encoding: str, width: int) -> str:
    while len(name.encode(encoding, "replace")) > width:
        name = name[:-1]
    return name

"""Shapefile, as files side by side or zipped."""

from __future__ import annotations

import re
import struct
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError, InputError
from geokit.land.crs_files import names_a_file
from geokit.outputs import plain_stem, private_folder
from geokit.parcels.archives import members_of, pack, unpack
from geokit.parcels.files import bytes_of, opened
from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats._dbf import NO_FIELD, read_table
from geokit.parcels.formats._dbf_text import encoding_of
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._ogr import crs_of, layers_of, read_layer
from geokit.parcels.formats._shape_rings import nested
from geokit.parcels.formats._shape_sound import examine, sound
from geokit.parcels.formats._shape_writing import write_shapefile
from geokit.parcels.notices import Notice
from geokit.parcels.text import codec_name
from geokit.words import Words

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._gdal import Source
    from geokit.parcels.notices import Unreadable

_MAGIC = b"\x00\x00\x27\x0a"
# Five numbers that are not used follow the mark.
_HEADER_BYTES, _VERSION = 100, 1000
_WKT_2, _LONGEST_PROJECTION = re.compile("(?:PROJ|GEOG|BOUND)CRS|GEODCRS|COMPOUNDCRS"), 1 << 16
_KINDS = frozenset({0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28, 31})
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Decimals beyond these are the width that a program gives to every number, not a rounding.
_MAX_DECIMALS = 4

_SEVERAL = Words(
    zh="压缩包中有多个 shapefile：{names}；请指明其一（--layer）",
    en="the archive holds several shapefiles: {names}; name one (--layer)",
)
_NONE = Words(zh="压缩包中没有名为“{name}”的 shapefile", en="the archive holds no shapefile “{name}”")
_DAMAGED = Words(zh=".shp 文件头已损坏", en="the header of the .shp is damaged")
_PROJECTION = Words(
    zh="其 .prj 所写的坐标系无法理解，未采用；请用 --crs 指明",
    en="the coordinate system in its .prj is not understood and was left out; name it with --crs",
)


class Shapefile(Format):
    """ESRI Shapefile; the encoding of its text is found by a ladder, see :mod:`geokit.parcels.formats._dbf_text`."""

    title = Words(zh="Shapefile", en="shapefile")
    suffixes = (".shp", ".zip")
    can_write = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is a .shp, or an archive with one in it."""
        return opening.head.startswith(_MAGIC) or opening.has_member(".shp")

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the features with their attributes."""
        if path.suffix.lower() != ".zip":
            return _read(path, options)
        name, members = _choose(path, options.layer)
        with private_folder() as folder:
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
            with private_folder() as folder:
                unpack(path, members, folder)
                shp = folder / "layer.shp"
                _check_header(shp)
                with source_of(shp, "ESRI Shapefile") as source:
                    _take_away_linked(source)
                    (layer,) = layers_of(source)
            found.append(Layer(name, layer.count, layer.kind))
        return tuple(found)

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write a .shp with its companions, or a .zip of them, in the dialect's encoding and with pinyin field names."""
        if path.suffix.lower() == ".shp":
            return write_shapefile(frame, path, dialect.encoding)
        name = plain_stem(path.name[: -len(path.suffix)].removesuffix(".shp")) + ".shp"
        with private_folder() as folder:
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
    mended = examine(path, _sibling(path, ".shx"), table, encoding)
    with (
        sound(path, _sibling(path, ".prj"), mended) as file,
        source_of(file, "ESRI Shapefile", encoding, told=path) as source,
    ):
        reading = _read_layer(source, options)
    reading.encoding = encoding
    reading.columns.pop(NO_FIELD if table is None else "", None)
    _set_apart(reading, mended.unreadable)
    remarks += mended.notices + nested(reading.geometry, reading.record)
    # GDAL remarks in English on what was said already, and corrects some of it only.
    reading.notices = [
        each for each in reading.notices if each.code != "gdal_remark" or not remarks
    ] + remarks
    if table is not None:
        reading.declared_decimals = {
            field.name.decode(encoding, errors="replace"): field.decimals
            for field in table.fields
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
        if file.is_file() and names_a_file(bytes_of(file).decode("latin-1"))
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

"""Shapefile, as files side by side or zipped."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import InputError
from geokit.outputs import plain_stem
from geokit.parcels.files import members_of, pack, unpack
from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats._dbf import NO_FIELD, read_table
from geokit.parcels.formats._dbf_text import encoding_of
from geokit.parcels.formats._ogr import layers_of, read_layer
from geokit.parcels.formats._shape_rings import nested
from geokit.parcels.formats._shape_sound import examine, sound
from geokit.parcels.formats._shape_writing import write_shapefile
from geokit.parcels.text import codec_name
from geokit.words import Words

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.notices import Notice, Unreadable

_MAGIC = b"\x00\x00\x27\x0a"
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Decimals beyond these are the width that a program gives to every number, not a rounding.
_MAX_DECIMALS = 4

_SEVERAL = Words(
    zh="压缩包中有多个 shapefile：{names}；请指明其一（--layer）",
    en="the archive holds several shapefiles: {names}; name one (--layer)",
)
_NONE = Words(zh="压缩包中没有名为“{name}”的 shapefile", en="the archive holds no shapefile “{name}”")


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
        with tempfile.TemporaryDirectory(prefix="geokit-") as folder:
            unpack(path, members, Path(folder))
            reading = _read(Path(folder) / "layer.shp", options)
        reading.layer = name
        return reading

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the shapefiles of an archive."""
        if path.suffix.lower() != ".zip":
            return ()
        found = []
        for name, members in sorted(_shapefiles(path).items()):
            with tempfile.TemporaryDirectory(prefix="geokit-") as folder:
                unpack(path, members, Path(folder))
                (layer,) = layers_of(Path(folder) / "layer.shp")
            found.append(Layer(name, layer.count, layer.kind))
        return tuple(found)

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write a .shp with its companions, or a .zip of them, in the dialect's encoding and with pinyin field names."""
        if path.suffix.lower() == ".shp":
            return write_shapefile(frame, path, dialect.encoding)
        name = plain_stem(path.name[: -len(path.suffix)].removesuffix(".shp")) + ".shp"
        with tempfile.TemporaryDirectory(prefix="geokit-") as folder:
            notices = write_shapefile(frame, Path(folder) / name, dialect.encoding)
            pack(sorted(Path(folder).iterdir()), path)
        return notices


def _shapefiles(path: Path) -> dict[str, dict[str, str]]:
    """Return the shapefiles of an archive by name, with their members and the names to unpack them under."""
    parts: dict[str, dict[str, str]] = {}
    for member in members_of(path):
        place = PurePosixPath(member.replace("\\", "/"))
        if place.suffix.lower() in _PARTS and "__MACOSX" not in place.parts:
            parts.setdefault(str(place.with_suffix("")), {})[member] = f"layer{place.suffix.lower()}"
    return {
        PurePosixPath(stem).name: members
        for stem, members in parts.items()
        if "layer.shp" in members.values()
    }


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
    table = read_table(_sibling(path, ".dbf"))
    encoding, remarks = ("utf-8", []) if table is None else encoding_of(path, table)
    if options.encoding is not None:
        encoding, remarks = codec_name(options.encoding), []
    mended = examine(path, _sibling(path, ".shx"), table, encoding)
    with sound(path, _sibling(path, ".prj"), mended) as file:
        reading = read_layer(file, options, driver="ESRI Shapefile", encoding=encoding, one_layer=True)
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

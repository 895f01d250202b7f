"""KML, and KMZ, which is KML zipped: always longitude and latitude on WGS 84."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pyproj import CRS

from geokit.atomic import safe_stem
from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.escape import printable, xml_text
from geokit.folders import temporary_folder
from geokit.i18n import Abbreviated, Words
from geokit.land.crs.frames import reproject_frame
from geokit.parcels.archives import Limits, listing_of, pack, unpack
from geokit.parcels.codes import free_name
from geokit.parcels.columns import unique_names
from geokit.parcels.diagnostics import Notice, Unreadable
from geokit.parcels.formats import _wkb
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._kml_placemarks import Placemark, Placemarks, read_placemarks
from geokit.parcels.formats._kml_tables import take_tables
from geokit.parcels.formats._layer import Layer
from geokit.parcels.formats._output_columns import renamed_notices, retained_columns
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats._unheld_letters import without_controls
from geokit.parcels.formats._xml import root_name
from geokit.parcels.formats.gdal.writing import write_layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.parcels.dialect import Dialect

_NUMBERS = frozenset({"int", "uint", "short", "ushort", "float", "double"})

# A number has no zero in front, and no more digits than a float holds: 0702 is a land class, whatever the schema says.
_CODE = re.compile(r"\s*(0\d|\d{16})")

_PLACEMARK = re.compile(rb"<([\w.-]{1,64}:)?Placemark")
_BLOCK_BYTES = 1 << 20
# Grids of parcels reach a ratio of 12, and 0.3 tags a byte.
_LIMITS = Limits(max_ratio=50, any_ratio_bytes=16 * 2**20)
_FREE_TAGS, _TAGS_PER_BYTE = 500_000, 2

_MANY_TAGS = Words(
    zh="KMZ 含有的元素超过 {limit}（以文件大小计）：拒绝读取；如确是地块数据，请解压后给出 KML",
    en="the KMZ has more than the {limit} elements that a file of this size can hold: refused; if it is genuine, unpack "
    "it and name the KML",
)

_REPEATED = Words(
    zh="同一地标中同一名称有不同的值（{keys}），全文共 {count} 处：以第一个为准",
    en="a placemark says different things under one name ({keys}), {count:time|times} in the file: the first one stands",
)
_FOLDER = Words(zh="文件夹", en="folder")
_LINKED = Words(
    zh="文件引用了 {count} 处存放在别处的内容（网络链接、叠加图等），未读取",
    en="it points to {count:thing that lies|things that lie} elsewhere (network links, overlays): not followed",
)
_WITHOUT_POLYGONS = Words(
    zh="文件夹“{folder}”没有多边形，其中 {count} 个地标未读取",
    en="the folder “{folder}” holds no polygon; {count:placemark of it was|placemarks of it were} not read",
)
_NOT_IN_XML = "".join(map(chr, {*range(0x20), 0xFFFE, 0xFFFF} - {*b"\t\n\r"}))
_MARKUP = re.compile("[<>&\"']")
_TITLE = Words(zh="XML ", en="XML")
_NO_PLACEMARK = Words(zh="KML 中没有地标", en="the KML holds no placemark")
_BAD_NUMBERS = Words(
    zh="坐标不是数字：每个点须为经度、纬度，可再写高程，三者以半角逗号相连；各点之间用空格或换行隔开",
    en="its coordinates are not numbers: a point is longitude,latitude or longitude,latitude,height, with a blank or a new "
    "line between points",
)
_POLYGONS = Words(zh="多边形", en="polygons")
_MIXED = Words(zh="多边形与其他", en="polygons and others")
_NO_POLYGONS = Words(zh="没有多边形", en="no polygons")
_NO_KML = Words(zh="KMZ 中没有地标", en="the KMZ holds no placemark")
_SEVERAL = Words(
    zh="KMZ 中有多个 KML：{names}；请解压后给出其一",
    en="the KMZ holds several KML: {names}; unpack it and name one",
)


class Kml(Format):
    """KML and KMZ."""

    title = Words(zh="KML", en="KML")
    suffixes = (".kml", ".kmz")
    can_write = True
    keeps_columns = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is XML with the root kml, or an archive with a KML in it."""
        return root_name(opening.head) == "kml" or opening.has_member(".kml")

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the placemarks of one folder, or of all that hold polygons."""
        with _unpacked(path) as plain:
            return _read(plain, options)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the folders."""
        with _unpacked(path) as plain:
            found = read_placemarks(plain)
            return tuple(
                _folder(name, [found.placemarks[number].has_polygon for number in numbers])
                for name, numbers in _folders(found.placemarks).items()
            )

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write all that the table says, in longitude and latitude; zipped where the name says KMZ.

        Raises
        ------
        CrsError
            The coordinates cannot become WGS 84: none is known, or its datum is another.
        """
        retained = retained_columns(reproject_frame(frame, "EPSG:4326")).rename(columns={"id": "dkbh"})
        # GDAL writes a control character as it is, and no reader takes it back.
        placemarks, notices = without_controls(retained, _NOT_IN_XML, _in_xml, _TITLE)
        renamed = _without_markup([str(name) for name in placemarks.columns])
        placemarks = placemarks.rename(columns=renamed)
        notices += renamed_notices(renamed)
        if path.suffix.lower() != ".kmz":
            write_layer(placemarks, path, "LIBKML", layer=safe_stem(path.stem))
            return notices
        with temporary_folder() as folder:
            # The name that programs look for in the archive.
            inside = folder / "doc.kml"
            write_layer(placemarks, inside, "LIBKML", layer=safe_stem(path.stem))
            pack([inside], path)
        return notices


def _in_xml(text: str) -> str:
    """Return a text with pictures in the place of controls, and without what has none."""
    return xml_text(printable(text))


def _without_markup(names: Sequence[str]) -> dict[str, str]:
    """Return other names for those that GDAL would write, unescaped, as markup."""
    renamed: dict[str, str] = {}
    for name in filter(_MARKUP.search, names):
        renamed[name] = free_name(_MARKUP.sub("_", name), {*names, *renamed.values()})
    return renamed


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    if path.suffix.lower() != ".kmz":
        yield path
        return
    listed = (member.name for member in listing_of(path, _LIMITS))
    names = sorted(name for name in listed if name.lower().endswith(".kml"))
    with temporary_folder() as folder:
        inside = {name: f"{number}.kml" for number, name in enumerate(names)}
        unpack(path, inside, folder)
        _refuse_elements([folder / name for name in inside.values()], path)
        yield folder / _with_placemarks(inside, folder)


def _refuse_elements(files: list[Path], archive: Path) -> None:
    limit = _FREE_TAGS + _TAGS_PER_BYTE * archive.stat().st_size
    if sum(map(_tags_in, files)) > limit:
        raise FormatError(_MANY_TAGS, limit=f"{limit:,}")


def _tags_in(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(block.count(b"<") for block in iter(lambda: stream.read(_BLOCK_BYTES), b""))


def _with_placemarks(inside: dict[str, str], folder: Path) -> str:
    """Return the one unpacked file that draws something; the others only link to it."""
    drawn = {name: file for name, file in inside.items() if _draws(folder / file)}
    if not drawn:
        raise FormatError(_NO_KML)
    if len(drawn) > 1:
        raise InputError(_SEVERAL, names=list(drawn))
    return next(iter(drawn.values()))


def _draws(path: Path) -> bool:
    return _PLACEMARK.search(path.read_bytes().replace(b"\0", b"")) is not None


def _read(path: Path, options: ReadOptions) -> Reading:
    found = read_placemarks(path)
    folders = _folders(found.placemarks)
    chosen, notices = _chosen(found, folders, options.layer)
    if found.links:
        notices.append(Notice.of("link_not_followed", _LINKED, count=found.links))
    numbers = sorted(number for name in chosen for number in folders[name])
    reading = _reading(found, numbers)
    reading.layer = chosen[0] if len(chosen) == 1 else None
    reading.notices += notices
    if len(chosen) > 1:
        names = {number: name for name in chosen for number in folders[name]}
        reading.columns[free_name("folder", reading.columns)] = np.array(
            [names[number] for number in numbers], dtype=object
        )
    return reading


def _folders(placemarks: Sequence[Placemark]) -> dict[str, list[int]]:
    """Return the numbers of the placemarks by folder; folders of one name are told by those around them."""
    of_one_name: dict[str, set[tuple[str, ...]]] = {}
    for placemark in placemarks:
        of_one_name.setdefault(placemark.container.name, set()).add(placemark.container.names)
    folders: dict[str, list[int]] = {}
    for number, placemark in enumerate(placemarks):
        container = placemark.container
        several = len(of_one_name[container.name]) > 1
        name = " / ".join(filter(None, container.names)) if several else container.name
        folders.setdefault(name, []).append(number)
    return folders


def _drawn(placemarks: Sequence[Placemark], numbers: Sequence[int]) -> bool:
    return any(placemarks[number].has_polygon for number in numbers)


def _folder(name: str, held: Sequence[bool]) -> Layer:
    kind = _POLYGONS if all(held) else _MIXED if any(held) else _NO_POLYGONS
    return Layer(name, len(held), kind, has_areas=any(held))


def _chosen(
    found: Placemarks, folders: dict[str, list[int]], wanted: str | None
) -> tuple[list[str], list[Notice]]:
    """Return the folders that are read: the one asked for, or all that hold polygons, the others being named."""
    if wanted is not None:
        if wanted not in folders:
            raise UnknownNameError(wanted, kind=_FOLDER, known=folders)
        return [wanted], []
    if not folders:
        raise FormatError(_NO_PLACEMARK)
    areal = [name for name, numbers in folders.items() if _drawn(found.placemarks, numbers)] or list(folders)
    notices = [
        Notice.of("folder_without_polygons", _WITHOUT_POLYGONS, folder=name, count=len(numbers))
        for name, numbers in folders.items()
        if name not in areal
    ]
    return areal, notices


def _reading(found: Placemarks, numbers: Sequence[int]) -> Reading:
    chosen = [found.placemarks[number] for number in numbers]
    notices = take_tables(chosen)
    wkb = np.array([placemark.wkb for placemark in chosen], dtype=object)
    reading = Reading(
        columns=_columns(chosen, found.types),
        geometry=_wkb.geometries(wkb),
        record=np.array(numbers, dtype=np.int64),
        line=np.array([placemark.line for placemark in chosen], dtype=np.int64),
        crs=CRS.from_epsg(4326),
        encoding=found.encoding,
    )
    reading.notices += [*notices, *_repeated_notices(chosen)]
    for row, (placemark, data) in enumerate(zip(chosen, wkb, strict=True)):
        if placemark.has_bad_numbers:
            reading.geometry[row] = None
            reading.unreadable.append(
                Unreadable.of("bad_number", _BAD_NUMBERS, numbers[row], {}, line=placemark.line)
            )
        elif data is not None and reading.geometry[row] is None:
            reading.unreadable.append(replace(_wkb.diagnose(data, numbers[row]), line=placemark.line))
    return reading


def _repeated_notices(placemarks: Sequence[Placemark]) -> list[Notice]:
    unheard = [(placemark.line, name) for placemark in placemarks for name in placemark.unheard]
    if not unheard:
        return []
    names = list(dict.fromkeys(name for _, name in unheard))
    return [
        Notice.of("repeated_keys", _REPEATED, line=unheard[0][0], count=len(unheard), keys=Abbreviated(names))
    ]


def _columns(placemarks: Sequence[Placemark], types: dict[str, str]) -> dict[str, Any]:
    """Return what the placemarks say; what a schema calls a number is one, where all of it is and none is a code."""
    names = dict.fromkeys(name for placemark in placemarks for name in placemark.said)
    columns: dict[str, Any] = {}
    for given, name in zip(unique_names(names), names, strict=True):
        values = np.array([placemark.said.get(name) for placemark in placemarks], dtype=object)
        columns[given] = _numbers(values) if types.get(name) in _NUMBERS else values
    return columns


def _numbers(texts: NDArray[np.object_]) -> Any:
    if any(_CODE.match(text) for text in texts if text):
        return texts
    try:
        return pd.array(pd.to_numeric(pd.Series(texts)))
    except (TypeError, ValueError):
        return texts

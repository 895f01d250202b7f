"""The ``crs`` members of a GeoJSON: GDAL connects to whatever such a member links to, so none that links is let pass.

GDAL looks for one in the collection and in every geometry, in any case of letters, and with letters escaped.
"""

from __future__ import annotations

import json
import mmap
import re
from typing import TYPE_CHECKING, Any

from geokit.errors import FormatError
from geokit.land.crs_files import names_a_file
from geokit.outputs import spoken
from geokit.parcels.files import opened
from geokit.parcels.notices import Notice
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.parcels.formats._base import Reading

# GDAL ends a name at a zero in it.
_KEY = re.compile(
    rb'"(?:[cC]|\\u00[46]3)(?:[rR]|\\u00[57]2)(?:[sS]|\\u00[57]3)(?:"|\\u0000[^"\n]{0,64}")\s{0,64}:\s{0,64}'
)
# A system that is written out takes a few kilobytes.
_LONGEST = 1 << 16
_BY_NAME = frozenset({"name", "epsg"})

_LINKED = Words(
    zh="其 crs 成员指向别处（类型 {kind}），不予读取；请改写为坐标系名称，如 urn:ogc:def:crs:EPSG::4548",
    en="its crs member points elsewhere (type {kind}), which is refused; name the system instead, as in "
    "urn:ogc:def:crs:EPSG::4548",
)
_NAMES_A_FILE = Words(
    zh="其坐标系“{name}”要打开另一文件，不予读取；请改写为坐标系名称，如 urn:ogc:def:crs:EPSG::4548",
    en="its coordinate system “{name}” would open another file, which is refused; name the system instead, as in "
    "urn:ogc:def:crs:EPSG::4548",
)
# The systems that GDAL's silence stands for.
_WGS_84 = re.compile(r"CRS84|4326|4979|WGS ?_?84", re.IGNORECASE)
_NOT_KNOWN = Words(
    zh="文件写明的坐标系“{name}”无法识别：按坐标系未知处理，请给出坐标系（--crs）",
    en="the coordinate system “{name}” that the file names is not known: it is taken as unknown; give it (--crs)",
)
_UNREADABLE = Words(
    zh="其 crs 成员不完整或过长，不予读取", en="its crs member is broken or too long, and refused"
)


def names_of_crs(path: Path) -> list[str]:
    """Return the names in a file's ``crs`` members, having refused one that is anything but a name.

    Raises
    ------
    FormatError
        It links elsewhere, or cannot be understood.
    """
    names = []
    with opened(path) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for key in _KEY.finditer(data):
            if data[key.end() : key.end() + 1] == b"{":
                member = _member(data[key.end() : key.end() + _LONGEST], path)
                _refuse(member, path)
                names.append(_name(member, path))
    return [name for name in names if name]


def drop_default_crs(reading: Reading, names: list[str]) -> None:
    """Take away the WGS 84 that GDAL assumes without a word where it does not know the system that a file names."""
    unknown = [name for name in names if not _WGS_84.search(name)]
    if unknown and reading.crs is not None and reading.crs.is_geographic and "WGS 84" in reading.crs.name:
        reading.crs = None
        reading.notices.append(Notice.of("crs_missing", _NOT_KNOWN, name=unknown[0][:80]))


def _name(member: dict[str, Any], path: Path) -> str:
    properties = member.get("properties")
    told = properties.get("name", properties.get("code", "")) if isinstance(properties, dict) else ""
    if isinstance(properties, dict) and any(map(names_a_file, properties.values())):
        raise FormatError(_NAMES_A_FILE, file=spoken(path), name=str(told)[:40])
    return str(told)


def _member(data: bytes, path: Path) -> dict[str, Any]:
    try:
        member, _ = json.JSONDecoder().raw_decode(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise FormatError(_UNREADABLE, file=spoken(path)) from error
    return dict(member)


def _refuse(member: dict[str, Any], path: Path) -> None:
    kinds = [value for key, value in member.items() if key.partition("\0")[0].casefold() == "type"]
    for kind in kinds:
        if not isinstance(kind, str) or kind.partition("\0")[0].casefold() not in _BY_NAME:
            raise FormatError(_LINKED, file=spoken(path), kind=str(kind)[:40])

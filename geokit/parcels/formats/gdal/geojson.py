"""GeoJSON, as one object or a feature a line: how it is recognised, and what GDAL passes over in silence.

GDAL connects to whatever a ``crs`` member links to, so a file with such a link is refused. GDAL looks for one in the
collection and in every geometry, in any case of letters, and with letters escaped.
"""

from __future__ import annotations

import json
import mmap
import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.geometry.threads import in_background
from geokit.i18n import Words
from geokit.json_texts import fault_of_json
from geokit.land.crs.datums import references_file
from geokit.parcels.diagnostics import Notice, Unreadable
from geokit.parcels.files import bytes_of, decode, head_of, opened
from geokit.parcels.formats.gdal.json_numbers import with_exact_numbers
from geokit.parcels.formats.gdal.layers import crs_of
from geokit.parcels.formats.gdal.quiet import REFUSED
from geokit.parcels.formats.gdal.repeated_keys import repeated_keys_notices
from geokit.parcels.formats.gdal.sources import source_of
from geokit.parcels.screening import CRS_UNUSABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.parcels.formats._base import Opening
    from geokit.parcels.formats._reading import Reading, ReadOptions
    from geokit.parcels.formats.gdal.layers import Opened


_TYPES = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|(Multi)?(Polygon|Point|LineString)|GeometryCollection)"'
)

# TopoJSON is no table of parcels.
_NOT_DATA = re.compile(rb'"type"\s*:\s*"Topology"')

_RECORD_SEPARATOR = b"\x1e"

_BLANK = _RECORD_SEPARATOR + b" \t\r\xef\xbb\xbf"

_FEATURE = re.compile(rb'"type"\s*:\s*"Feature"')

_BROKEN = Words(zh="该行不是完整的 GeoJSON 要素", en="the line is no whole GeoJSON feature")
_BROKEN_WHERE = Words(
    zh="该行不是完整的 GeoJSON 要素：{problem}", en="the line is no whole GeoJSON feature: {problem}"
)

# An object that follows another, if no list holds them.
_NEXT = re.compile(rb"\}[\s,]{0,64}\{")

_MORE = Words(
    zh="该行有不止一个要素，GDAL 只读第一个；请每行只写一个",
    en="the line holds more than one feature, of which GDAL reads the first alone; write one in each line",
)

_NOT_UTF8 = Words(
    zh="GeoJSON 应为 UTF-8 编码，此文件为 {encoding}；请在文本编辑器中另存为 UTF-8",
    en="GeoJSON is written in UTF-8 and this is in {encoding}; save it as UTF-8 in a text editor",
)

_NO_SHAPE = re.compile(rb'"geometry"\s*+:\s*+null')
_SHAPELESS = Words(
    zh="没有几何，或几何不合 GeoJSON 的写法（坐标须为数字，不是文字）",
    en="it has no geometry, or one that is not written as GeoJSON has it (its coordinates are numbers, and no texts)",
)

_COLLECTION = re.compile(rb'"type"\s*:\s*"FeatureCollection"')
_FEATURES = re.compile(rb'"features"\s*:\s*\[')
_NO_LIST = re.compile(rb'"features"\s*:\s*[^\s\[]')
_HEAD: Final = 65_536
_WITHOUT_FEATURES = Words(
    zh="这是 FeatureCollection，但 features 不是列表（缺失或为 null）：其中没有要素；请重新导出",
    en="it is a FeatureCollection whose features are no list (missing, or null), so that there is nothing in it: export it anew",
)

_MISCOUNTED = Words(
    zh="内容已损坏：GDAL 读到的要素数与行数不符",
    en="the content is damaged: GDAL finds another number of features than there are lines",
)


def is_geojson(opening: Opening) -> bool:
    """Tell whether a file begins as a JSON object with a GeoJSON type; one in UTF-16 is refused when it is read."""
    head = _in_utf8(opening.beginning)
    if not head.startswith(b"{") or _is_sequence(head):
        return False
    return _TYPES.search(head) is not None and not _NOT_DATA.search(head)


def _refuse_without_features(path: Path) -> None:
    """Refuse a collection whose features are no list: an export of nothing, or one that broke off.

    Raises
    ------
    FormatError
        They are null or something else, or are not there.
    """
    with opened(path) as stream:
        head = stream.read(_HEAD)
    if not _COLLECTION.search(head) or _FEATURES.search(head):
        return
    if _NO_LIST.search(head) or len(head) < _HEAD:
        raise FormatError(_WITHOUT_FEATURES, file=display_path(path))


def _in_utf8(head: bytes) -> bytes:
    """Return the beginning of a JSON, which tells by its first letters in which encoding of Unicode it is, in UTF-8."""
    encoding = json.detect_encoding(head)
    return head if encoding.startswith("utf-8") else head.decode(encoding, "ignore").encode()


def _is_sequence(head: bytes) -> bool:
    """Tell whether the first line is a whole object, and another follows."""
    first, _, rest = head.partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def is_geojson_sequence(opening: Opening) -> bool:
    """Tell whether the first line is a feature (RFC 8142, or newline-delimited)."""
    head = _in_utf8(opening.beginning).removeprefix(_RECORD_SEPARATOR).lstrip()
    # The first line of a GeoJSON ends before its object does, or there is only one.
    line = head.partition(b"\n")[0].rstrip()
    whole = line.startswith(b"{") and line.endswith(b"}") and _FEATURE.search(line) is not None
    return whole and b"FeatureCollection" not in line


@contextmanager
def opened_geojson(path: Path) -> Iterator[Opened]:
    """Give the way to a file without links.

    Without a ``crs`` member the coordinates are WGS 84 (RFC 7946) if they can be degrees, and of an unknown system if
    they cannot.
    """
    _refuse_wide(path)
    _refuse_without_features(path)
    names = names_of_crs(path)

    def finish(reading: Reading, _: ReadOptions) -> None:
        drop_default_crs(reading, names)
        _name_the_shapeless(path, reading)
        reading.notices += [*long_numbers, *repeated()]

    with (
        _fault_placed(path),
        with_exact_numbers(path) as (exact, long_numbers),
        source_of(exact, "GeoJSON", original=path) as source,
        in_background(partial(repeated_keys_notices, path)) as repeated,
    ):
        yield source, finish


@contextmanager
def _fault_placed(path: Path, *, is_sequence: bool = False) -> Iterator[None]:
    """Say of a file that GDAL refuses where it is no JSON, or that it is in another encoding."""
    try:
        yield
    except FormatError as refused:
        if refused.words is not REFUSED:
            raise
        data = bytes_of(path)
        fault = None if is_sequence else fault_of_json(_decoded(data), FormatError)
        if (fault := fault or _other_encoding(data)) is None:
            raise
        raise fault.at(display_path(path)) from refused


def _refuse_wide(path: Path) -> None:
    """Refuse an encoding of which a letter is no byte: neither links nor objects are found in it."""
    encoding = json.detect_encoding(head_of(path))
    if not encoding.startswith("utf-8"):
        raise FormatError(_NOT_UTF8, file=display_path(path), encoding=encoding[: len("utf-16")].upper())


def _other_encoding(data: bytes) -> FormatError | None:
    """Return that JSON is in an encoding of Chinese; None where that is not its fault."""
    try:
        encoding = decode(data)[1]
    except FormatError:
        return None
    return None if encoding.startswith("utf-8") else FormatError(_NOT_UTF8, encoding=encoding.upper())


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


@contextmanager
def opened_sequence(path: Path) -> Iterator[Opened]:
    """Give the way to a file without links; what GDAL passes over is found again: broken lines, and the system.

    PostGIS writes a feature a line, each of which names its system.
    """
    _refuse_wide(path)
    _refuse_without_features(path)
    names = sorted(set(names_of_crs(path)))

    def finish(reading: Reading, _: ReadOptions) -> None:
        _name_the_broken(path, reading)
        _name_the_shapeless(path, reading)
        _take_named_crs(reading, names)
        reading.notices += [*long_numbers, *repeated()]

    with (
        _fault_placed(path, is_sequence=True),
        with_exact_numbers(path, is_sequence=True) as (exact, long_numbers),
        source_of(exact, "GeoJSONSeq", original=path) as source,
        in_background(partial(repeated_keys_notices, path, is_sequence=True)) as repeated,
    ):
        yield source, finish


def _name_the_shapeless(path: Path, reading: Reading) -> None:
    """List the records of which GDAL has no shape, where not all of them say so: it makes none of what it cannot read."""
    known = {each.record for each in reading.unreadable}
    rows = np.flatnonzero(shapely.is_missing(reading.geometry))
    missing = [int(record) for record in reading.record[rows] if record not in known]
    if not missing:
        return
    with opened(path) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        said = sum(1 for _ in _NO_SHAPE.finditer(data))
    if len(missing) > said:
        reading.unreadable += [Unreadable.of("broken_geometry", _SHAPELESS, record, {}) for record in missing]


def _take_named_crs(reading: Reading, names: list[str]) -> None:
    """Take the system that all features name; where they name several, or one that nobody knows, it is unknown."""
    if not names:
        return
    known = crs_of(names[0]) if len(names) == 1 else None
    if known is None:
        reading.notices.append(Notice.of(CRS_UNUSABLE, _NOT_KNOWN, name=", ".join(names)[:80]))
    reading.crs = known


def _name_the_broken(path: Path, reading: Reading) -> None:
    """List the broken lines, and number the records as the lines that hold something are.

    Raises
    ------
    FormatError
        A line holds several features, which GDAL would pass over without a word.
    """
    rows = bytes_of(path).split(b"\n")
    lines = [row.strip(_BLANK) for row in rows]
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line]
    _refuse_several(filled)
    if len(reading.record) == len(filled):
        return
    whole = []
    for record, (number, line) in enumerate(filled):
        if _is_feature(line):
            whole.append(record)
            continue
        reading.unreadable.append(_unreadable(rows[number - 1], record, number))
    if len(whole) != len(reading.record):
        raise FormatError(_MISCOUNTED)
    reading.record = np.array(whole, dtype=np.int64)


def _unreadable(row: bytes, record: int, line: int) -> Unreadable:
    # The mark before a record is a letter of its line.
    fault = fault_of_json(_decoded(row).replace(_decoded(_RECORD_SEPARATOR), " ", 1), FormatError)
    words, fields = (_BROKEN, {}) if fault is None else (_BROKEN_WHERE, {"problem": fault})
    return Unreadable.of("broken_json", words, record, fields, line=line)


def _refuse_several(lines: list[tuple[int, bytes]]) -> None:
    for number, line in lines:
        if _NEXT.search(line) and _has_second(_decoded(line)):
            raise FormatError(_MORE, line=number)


def _has_second(line: str) -> bool:
    """Tell whether a second object follows the first one; a line that is broken within the first is named as such."""
    try:
        _, end = json.JSONDecoder().raw_decode(line)
    except (ValueError, RecursionError):
        return False
    return line[end:].lstrip(" \t,").startswith("{")


def _is_feature(line: bytes) -> bool:
    try:
        feature = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(feature, dict) and feature.get("type") == "Feature"


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
    zh="文件写明的坐标系“{name}”无法识别：按坐标系未知处理，请给出坐标系{option:crs}",
    en="the coordinate system “{name}” that the file names is not known: it is taken as unknown; give it{option:crs}",
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
        reading.notices.append(Notice.of(CRS_UNUSABLE, _NOT_KNOWN, name=unknown[0][:80]))


def _name(member: dict[str, Any], path: Path) -> str:
    properties = member.get("properties")
    told = properties.get("name", properties.get("code", "")) if isinstance(properties, dict) else ""
    if isinstance(properties, dict) and any(map(references_file, properties.values())):
        raise FormatError(_NAMES_A_FILE, file=display_path(path), name=str(told)[:40])
    return str(told)


def _member(data: bytes, path: Path) -> dict[str, Any]:
    try:
        member, _ = json.JSONDecoder().raw_decode(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise FormatError(_UNREADABLE, file=display_path(path)) from error
    return dict(member)


def _refuse(member: dict[str, Any], path: Path) -> None:
    kinds = [value for key, value in member.items() if key.partition("\0")[0].casefold() == "type"]
    for kind in kinds:
        if not isinstance(kind, str) or kind.partition("\0")[0].casefold() not in _BY_NAME:
            raise FormatError(_LINKED, file=display_path(path), kind=str(kind)[:40])

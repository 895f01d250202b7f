"""GML: GDAL is given a copy, and what it finds there is compared with what was written.

Two parsers can take the same bytes for different documents. GDAL's is given what our own parser understood, written
anew with nothing to disagree about: no declarations, no instructions, no comments, no schema and no reference.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO
from xml.sax.saxutils import escape, quoteattr

from geokit.errors import FormatError
from geokit.folders import temporary_folder
from geokit.i18n import Words
from geokit.land.crs.datums import references_file
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._xml import parse_xml
from geokit.parcels.formats.gdal.layers import STRAIGHTENED
from geokit.parcels.formats.gdal.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.parcels.formats._reading import Reading
    from geokit.parcels.formats.gdal.layers import Opened


_MISCOUNTED = Words(
    zh="GDAL 读到 {found} 个要素，而文件有 {told} 个；请检查文件",
    en="GDAL finds {found} features where the file has {told}; check the file",
)

# GDAL reads the whole document for each of them.
_MAX_KINDS = 50

_MANY_KINDS = Words(
    zh="文件含有 {count} 种要素，超过 {limit} 种的上限；请只导出地块所在的图层",
    en="it holds {count} kinds of features, more than the {limit} that are read; export the layer of the parcels alone",
)


@contextmanager
def opened_gml(path: Path) -> Iterator[Opened]:
    """Give the document written anew, in a folder of its own: GDAL leaves a file beside it, and believes what lies there."""
    with temporary_folder() as folder:
        alone = folder / "in.gml"
        members = write_plain(path, alone)
        kinds = len(set(members.names))
        if kinds > _MAX_KINDS:
            raise FormatError(_MANY_KINDS, count=f"{kinds:,}", limit=_MAX_KINDS)
        with source_of(alone, "GML", original=path) as source:
            yield source, lambda reading, _: _check(reading, members)


def _check(reading: Reading, members: Members) -> None:
    places = [at for at, name in enumerate(members.names) if name == reading.layer]
    if len(places) != len(reading.record):
        raise FormatError(_MISCOUNTED, told=len(places), found=len(reading.record))
    reading.notices += [
        Notice.of("curves_straightened", STRAIGHTENED, record=int(record))
        for record, place in zip(reading.record, places, strict=True)
        if place in members.curved
    ]


_LEFT_OUT = frozenset(
    {"schemaLocation", "noNamespaceSchemaLocation", "href", "remoteSchema", "actuate", "show"}
)

_MEMBER, _MEMBERS = frozenset({"featureMember", "member"}), frozenset({"featureMembers", "members"})

_CURVED = frozenset(
    {
        "Arc",
        "ArcString",
        "ArcByCenterPoint",
        "ArcByBulge",
        "ArcStringByBulge",
        "Circle",
        "CircleByCenterPoint",
        "CubicSpline",
        "BSpline",
        "Bezier",
        "Clothoid",
    }
)

_ELSEWHERE = re.compile(
    r"^\s*(?!https?://www\.opengis\.net/)([a-z][a-z0-9+.-]*://|/|\\|\.\.?/)", re.IGNORECASE
)

_LINKED_CRS = Words(
    zh="坐标系指向别处（{crs}），不予读取；请改写为坐标系代码，如 urn:ogc:def:crs:EPSG::4548",
    en="its coordinate system points elsewhere ({crs}), which is refused; name it by its code, as in "
    "urn:ogc:def:crs:EPSG::4548",
)


@dataclass(slots=True)
class Members:
    """The features of a document: the element of each, and the places of those with curves."""

    names: list[str] = field(default_factory=list)
    curved: set[int] = field(default_factory=set)


def write_plain(path: Path, target: Path) -> Members:
    """Write a document anew, and return its features.

    Raises
    ------
    FormatError
        It is not whole, has a document type, is nested too deep, or its coordinate system lies elsewhere.
    """
    with target.open("w", encoding="utf-8", newline="\n") as sink:
        sink.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        writer = _Writer(sink)
        parse_xml(path, writer)
    return writer.members


class _Writer:
    """Hears a document and writes it."""

    def __init__(self, sink: TextIO) -> None:
        self.write = sink.write
        self.path: list[str] = []
        self.members = Members()
        # How deep within the box of a feature, whose corners GDAL would take for values: the shape has them.
        self.within_box = 0

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        local = name.rpartition(":")[2]
        around = self.path[-1] if self.path else ""
        if self.within_box or (local == "boundedBy" and self._is_in_feature()):
            self.within_box += 1
            return
        if around in _MEMBER or around in _MEMBERS:
            self.members.names.append(local)
        if local in _CURVED:
            self.members.curved.add(len(self.members.names) - 1)
        self.path.append(local)
        kept = {key: value for key, value in attributes.items() if key.rpartition(":")[2] not in _LEFT_OUT}
        srs = kept.get("srsName", "")
        if _ELSEWHERE.match(srs) or references_file(srs):
            raise FormatError(_LINKED_CRS, line=line, crs=srs[:80])
        written = "".join(f" {key}={quoteattr(value)}" for key, value in kept.items())
        self.write(f"<{name}{written}>")

    def _is_in_feature(self) -> bool:
        return len(self.path) > 1 and self.path[-2] in _MEMBER | _MEMBERS

    def end(self, name: str) -> None:
        if self.within_box:
            self.within_box -= 1
            return
        self.path.pop()
        self.write(f"</{name}>")

    def text(self, text: str) -> None:
        if not self.within_box:
            self.write(escape(text))

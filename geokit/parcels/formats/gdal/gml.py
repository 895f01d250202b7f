"""GML: GDAL is given a copy, and what it finds there is compared with what was written.

Two parsers can take the same bytes for different documents. GDAL's is given what our own parser understood, written
anew by :mod:`geokit.parcels.formats.gdal.gml_writing`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.folders import temporary_folder
from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice, Unreadable
from geokit.parcels.files import head_of
from geokit.parcels.formats._xml import past_first_element, root_name
from geokit.parcels.formats.gdal.gml_writing import PLACE, BrokenShape, write_plain
from geokit.parcels.formats.gdal.layers import STRAIGHTENED, read_layer
from geokit.parcels.formats.gdal.sources import source_of
from geokit.parcels.values import to_whole_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geokit.parcels.formats._reading import Reading, ReadOptions
    from geokit.parcels.formats.gdal.layers import Opened


_MISCOUNTED = Words(
    zh="GDAL 读到 {found} 个要素，而文件有 {told} 个；请检查文件",
    en="GDAL finds {found} features where the file has {told}; check the file",
)
_NOT_BUILT = Words(zh="几何的结构不合 GML 的规定", en="its geometry is not built as GML prescribes")

_EMPTY_PART = Words(
    zh="该图形中有一个没有界线的面（空的 Polygon），已略去",
    en="a part of its shape is a polygon without a ring, and was left out",
)

# GDAL reads the whole document for each of them.
_MAX_KINDS = 50

_MANY_KINDS = Words(
    zh="文件含有 {count} 种要素，超过 {limit} 种的上限；请只导出地块所在的图层",
    en="it holds {count} kinds of features, more than the {limit} that are read; export the layer of the parcels alone",
)

_AFTER_SCHEMA = re.compile(rb"</(?:[\w.-]+:)?schema\s*>\s*<(?:[\w.-]+:)?FeatureCollection\b")


def is_gml(head: bytes) -> bool:
    """Tell whether bytes begin a collection of features, or a schema that one follows, as OGR writes them into one file."""
    if b"opengis.net/gml" not in head.replace(b"\0", b""):
        return False
    root = root_name(head)
    return root == "FeatureCollection" or (root == "schema" and _AFTER_SCHEMA.search(head) is not None)


@contextmanager
def opened_gml(path: Path) -> Iterator[Opened]:
    """Give the document written anew, in a folder of its own: GDAL leaves a file beside it, and believes what lies there."""
    with temporary_folder() as folder:
        document = _Document(path, past_schema(path, folder / "in.xml"), folder)
        kinds = len(set(document.members.names))
        if kinds > _MAX_KINDS:
            raise FormatError(_MANY_KINDS, count=f"{kinds:,}", limit=_MAX_KINDS)
        with source_of(document.plain, "GML", original=path) as source:
            yield source, document.finish


def past_schema(path: Path, target: Path) -> Path:
    """Return where the collection alone is: in a copy, if a schema stands before it and makes the file no XML."""
    return past_first_element(path, target) if root_name(head_of(path)) == "schema" else path


class _Document:
    """A document of features, and what was written of it for GDAL."""

    def __init__(self, path: Path, whole: Path, folder: Path) -> None:
        self.path, self.whole, self.folder = path, whole, folder
        self.plain = folder / "in.gml"
        self.members = write_plain(whole, self.plain)

    def finish(self, reading: Reading, options: ReadOptions) -> None:
        """Compare what was read with what is there, and name the shapes that were left out or made straight."""
        told = np.array([at for at, name in enumerate(self.members.names) if name == reading.layer])
        found = to_whole_numbers(reading.columns.pop(PLACE))
        lost = np.setdiff1d(told, found)
        if len(lost):
            found = self._read_without(lost.tolist(), reading, options)
        if not np.array_equal(told, found):
            raise FormatError(_MISCOUNTED, told=len(told), found=len(found))
        for place in lost.tolist():
            broken = BrokenShape("broken_geometry", _NOT_BUILT, {}, self.members.lines[place])
            self.members.broken.setdefault(place, broken)
        for row, place in enumerate(found.tolist()):
            self._name_shape(reading, row, place)

    def _read_without(self, lost: list[int], reading: Reading, options: ReadOptions) -> NDArray[np.int64]:
        """Read again without the shapes at which GDAL left features out, and return the places of what it found."""
        again = self.folder / "again.gml"
        write_plain(self.whole, again, lost)
        with source_of(again, "GML", original=self.path) as source:
            whole = read_layer(source, replace(options, layer=reading.layer))
        for name in ("columns", "geometry", "record", "notices", "unreadable"):
            setattr(reading, name, getattr(whole, name))
        return to_whole_numbers(reading.columns.pop(PLACE))

    def _name_shape(self, reading: Reading, row: int, place: int) -> None:
        record, broken = int(reading.record[row]), self.members.broken.get(place)
        if broken is not None:
            reading.geometry[row] = None
            reading.unreadable.append(
                Unreadable.of(broken.code, broken.words, record, broken.fields, line=broken.line)
            )
            return
        if place in self.members.curved:
            reading.notices.append(Notice.of("curves_straightened", STRAIGHTENED, record=record))
        if reading.geometry[row] is not None:
            for line in self.members.empty.get(place, ()):
                reading.notices.append(Notice.of("empty_part", _EMPTY_PART, line=line, record=record))

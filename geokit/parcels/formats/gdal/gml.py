"""GML: GDAL is shown a copy, and what it finds there is held against what was written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.outputs import private_folder
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._gml_plain import Members, write_plain
from geokit.parcels.formats._ogr import STRAIGHTENED
from geokit.parcels.notices import Notice
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.parcels.formats._base import Reading
    from geokit.parcels.formats._ogr import Opened

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
    with private_folder() as folder:
        alone = folder / "in.gml"
        members = write_plain(path, alone)
        kinds = len(set(members.names))
        if kinds > _MAX_KINDS:
            raise FormatError(_MANY_KINDS, count=f"{kinds:,}", limit=_MAX_KINDS)
        with source_of(alone, "GML", told=path) as source:
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

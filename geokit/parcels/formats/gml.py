"""Geography Markup Language."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.outputs import private_folder
from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats._gdal import Source, source_of
from geokit.parcels.formats._gml_plain import Members, write_plain
from geokit.parcels.formats._ogr import STRAIGHTENED, layers_of, read_layer
from geokit.parcels.formats._xml import root_name
from geokit.parcels.notices import Notice
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


class Gml(Format):
    """GML of simple features."""

    title = Words(zh="GML", en="GML")
    suffixes = (".gml", ".xml")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is XML with a feature collection of GML."""
        return root_name(opening.head) == "FeatureCollection" and b"opengis.net/gml" in opening.head.replace(
            b"\0", b""
        )

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one layer."""
        with _plain(path) as (source, members):
            reading = read_layer(source, options)
        places = [at for at, name in enumerate(members.names) if name == reading.layer]
        if len(places) != len(reading.record):
            raise FormatError(_MISCOUNTED, told=len(places), found=len(reading.record))
        reading.notices += [
            Notice.of("curves_straightened", STRAIGHTENED, record=int(record))
            for record, place in zip(reading.record, places, strict=True)
            if place in members.curved
        ]
        return reading

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the feature types."""
        with _plain(path) as (source, _):
            return layers_of(source)


@contextmanager
def _plain(path: Path) -> Iterator[tuple[Source, Members]]:
    """Give the document written anew, in a folder of its own: GDAL leaves a file beside it, and believes what lies there."""
    with private_folder() as folder:
        alone = folder / "in.gml"
        members = write_plain(path, alone)
        kinds = len(set(members.names))
        if kinds > _MAX_KINDS:
            raise FormatError(_MANY_KINDS, count=f"{kinds:,}", limit=_MAX_KINDS)
        with source_of(alone, "GML", told=path) as source:
            yield source, members

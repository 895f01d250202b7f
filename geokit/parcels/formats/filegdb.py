"""Esri file geodatabase, as a folder or zipped."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geokit.parcels.files import members_of, unpack
from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._ogr import layers_of, read_layer
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator


class FileGdb(Format):
    """File geodatabase (.gdb)."""

    title = Words(zh="File Geodatabase", en="file geodatabase")
    suffixes = (".gdb", ".zip")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the folder or archive holds tables of a geodatabase."""
        return opening.has_member(".gdbtable")

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one feature class."""
        with _as_folder(path) as folder:
            return read_layer(source_of(folder, "OpenFileGDB"), options)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the feature classes and tables."""
        with _as_folder(path) as folder:
            return layers_of(source_of(folder, "OpenFileGDB"))


@contextmanager
def _as_folder(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="geokit-") as folder:
        inside = Path(folder) / "data.gdb"
        inside.mkdir()
        unpack(path, _tables(members_of(path)), inside)
        yield inside


def _tables(members: tuple[str, ...]) -> dict[str, str]:
    """Return the members of the archive's geodatabase, with the file names they had in its folder."""
    places = {member: PurePosixPath(member.replace("\\", "/")) for member in members}
    folder = next(place.parent for place in places.values() if place.suffix.lower() == ".gdbtable")
    return {member: place.name for member, place in places.items() if place.parent == folder}

"""Esri file geodatabase, as a folder or zipped."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath

from geokit.parcels.files import members_of, unpack
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._ogr import read_layer
from geokit.words import Words


class FileGdb(Format):
    """File geodatabase (.gdb)."""

    title = Words(zh="File Geodatabase", en="file geodatabase")
    suffixes = (".gdb", ".zip")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the folder or archive holds tables of a geodatabase."""
        return opening.has_member(".gdbtable")

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one feature class."""
        if path.is_dir():
            return read_layer(path, options, driver="OpenFileGDB")
        with tempfile.TemporaryDirectory(prefix="geokit-") as folder:
            inside = Path(folder) / "data.gdb"
            inside.mkdir()
            unpack(path, _tables(members_of(path)), inside)
            return read_layer(inside, options, driver="OpenFileGDB")


def _tables(members: tuple[str, ...]) -> dict[str, str]:
    """Return the members of the archive's geodatabase, with the file names they had in its folder."""
    places = {member: PurePosixPath(member.replace("\\", "/")) for member in members}
    folder = next(place.parent for place in places.values() if place.suffix.lower() == ".gdbtable")
    return {member: place.name for member, place in places.items() if place.parent == folder}

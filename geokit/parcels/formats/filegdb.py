"""Esri file geodatabase, as a folder or zipped."""

from __future__ import annotations

import mmap
import re
import shutil
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geokit.errors import FormatError
from geokit.land.crs_files import LINKED_SYSTEM, bytes_name_a_file
from geokit.outputs import private_folder
from geokit.parcels.archives import members_of, unpack
from geokit.parcels.files import names_in, opened
from geokit.parcels.formats._base import Format, Layer, Opening, Reading, ReadOptions
from geokit.parcels.formats._gdal import source_of
from geokit.parcels.formats._ogr import layers_of, name_the_missing, read_layer
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator


_OWN = re.compile(
    r"a[0-9a-f]{8}\.(gdbtable|gdbtablx|gdbindexes|freelist|horizon|spx|[a-z_0-9]{1,64}\.atx)|gdb|timestamps"
)

_ELSEWHERE = Words(
    zh="地理数据库中的“{member}”是指向别处的链接或特殊文件，拒绝读取",
    en="“{member}” in the geodatabase is a link to elsewhere or no plain file, which is refused",
)


class FileGdb(Format):
    """File geodatabase (.gdb)."""

    title = Words(zh="File Geodatabase", en="file geodatabase")
    suffixes = (".gdb", ".zip")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the folder or archive holds tables of a geodatabase."""
        return opening.has_member(".gdbtable")

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read one feature class."""
        with _as_folder(path) as folder, source_of(folder, "OpenFileGDB", told=path) as source:
            reading = read_layer(source, options)
            if options.near is None:
                name_the_missing(reading, source.count(reading.layer))
        return reading

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the feature classes and tables."""
        with _as_folder(path) as folder, source_of(folder, "OpenFileGDB", told=path) as source:
            return layers_of(source)


@contextmanager
def _as_folder(path: Path) -> Iterator[Path]:
    with private_folder() as folder:
        inside = folder / "in.gdb"
        inside.mkdir()
        if path.is_dir():
            _link_tables(path, inside)
        else:
            members = _tables(members_of(path))
            unpack(
                path,
                {member: name for member, name in members.items() if _OWN.fullmatch(name.lower())},
                inside,
            )
        _refuse_linked_systems(inside)
        yield inside


def _refuse_linked_systems(folder: Path) -> None:
    """Refuse a system that names a file: PROJ opens it as soon as GDAL looks at the system."""
    for table in folder.glob("*.gdbtable"):
        if table.stat().st_size:
            with opened(table) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                if bytes_name_a_file(data):
                    raise FormatError(LINKED_SYSTEM)


def _link_tables(path: Path, inside: Path) -> None:
    """Bring a geodatabase's own files together: GDAL finds no other there, and none that lies elsewhere."""
    for name in names_in(path):
        file = path / name
        if not _OWN.fullmatch(name.lower()):
            continue
        if file.is_symlink() or not file.is_file():
            raise FormatError(_ELSEWHERE, member=name)
        try:
            (inside / name).symlink_to(file.absolute())
        except OSError:
            # Windows lets few users make links.
            shutil.copyfile(file, inside / name)


def _tables(members: tuple[str, ...]) -> dict[str, str]:
    """Return the members of the archive's geodatabase, with the file names they had in its folder."""
    places = {member: PurePosixPath(member.replace("\\", "/")) for member in members}
    folder = next(place.parent for place in places.values() if place.suffix.lower() == ".gdbtable")
    return {member: place.name for member, place in places.items() if place.parent == folder}

"""Checks that the files of a boundaries folder lie in folders allowed.

The folder may come from somebody else. Without this its park.toml could have any file of this system read into a report.
"""

from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

from geokit.errors import CatalogError
from geokit.i18n import Words
from geokit.inputs import file_named
from geokit.parcels.files import FOLDER_SUFFIXES, belonging_to
from geokit.programme.faults import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geokit.inputs import KeyPath
    from geokit.programme.model import Park
    from geokit.programme.toml_file import TomlFile


_OUTSIDE = Words(
    zh="{key}：文件“{name}”在边界文件夹之外；请移入其中，或允许其所在文件夹{option:allow}",
    en="{key}: the file “{name}” lies outside the boundaries folder; move it there, or allow its folder{option:allow}",
)

_SELF_OUTSIDE = Words(
    zh="该文件是指向边界文件夹之外的链接；请改为文件本身",
    en="is a link that leads out of the boundaries folder; put the file itself there",
)

_NO_FILE = Words(
    zh="{key}：“{name}”不是文件；请给出文件，或 .gdb 文件夹",
    en="{key}: “{name}” is no file; name a file, or a .gdb folder",
)


def check_is_inside(path: Path, allowed: Sequence[Path], name: str) -> None:
    """Refuse a park.toml or programme.toml that is a link out of the allowed folders.

    Raises
    ------
    CatalogError
        It lies elsewhere.
    """
    if not _is_below(path, allowed):
        raise CatalogError(_SELF_OUTSIDE, file=name)


def check_file_places(park: Park, toml: TomlFile, allowed: Sequence[Path]) -> None:
    """Refuse files that a park names and that lie outside the allowed folders, or are no files.

    Parameters
    ----------
    park : Park
        With the folder that its files are named from.
    toml : TomlFile
        Where they are named.
    allowed : sequence of Path
        Resolved folders; what lies below one of them may be read. A link counts as what it leads to.

    Raises
    ------
    CatalogError
        The first such file, with line and key. Whether a file is there at all is not asked here.
    """
    for path, name in _named(park):
        fields = {"key": dotted(path), "name": name}
        place = file_named(park.folder, name)
        if not all(_is_below(each, allowed) for each in _with_belonging(place)):
            raise CatalogError(_OUTSIDE, file=toml.name, line=toml.line_of(path), **fields)
        if not all(_may_be_read(each) for each in _with_belonging(place)):
            raise CatalogError(_NO_FILE, file=toml.name, line=toml.line_of(path), **fields)


def _named(park: Park) -> Iterator[tuple[KeyPath, str]]:
    if park.boundary_file:
        yield ("boundary", "file"), park.boundary_file.file
    for number, zone in enumerate(park.zones):
        if zone.boundary_file:
            yield ("zones", number, "boundary", "file"), zone.boundary_file.file
    for number, reference in enumerate(park.references):
        yield ("references", number, "file"), reference.file
    for number, parcels in enumerate(park.parcels):
        yield ("parcels", number, "file"), parcels.file
        for same in parcels.same_as:
            yield ("parcels", number, "same_as"), same.file


def _with_belonging(place: Path) -> list[Path]:
    try:
        return [place, *belonging_to(place)]
    except (OSError, ValueError):
        # Whatever is wrong with it is said when it is read.
        return [place]


def _is_below(path: Path, allowed: Sequence[Path]) -> bool:
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):
        # A circle of links leads nowhere, and a name with a zero byte names nothing.
        return False
    if _is_circle(path):
        return False
    return any(real.is_relative_to(folder) for folder in allowed)


def _is_circle(path: Path) -> bool:
    """Tell whether links lead back to themselves; since Python 3.13 such a path resolves to itself."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _may_be_read(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return True
    return stat.S_ISREG(mode) or (stat.S_ISDIR(mode) and path.suffix.lower() in FOLDER_SUFFIXES)

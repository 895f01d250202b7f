"""Files under a name that says nothing: GDAL and what lies around it read more into a name than a place.

An exclamation mark is an archive's member to them, a question mark an option, a colon a driver, and what lies beside a
file by its name is opened too. Here they get ``in.shp`` in a folder of its own, which leads to the file.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from geokit.errors import InputError
from geokit.outputs import private_folder, spoken
from geokit.parcels.files import companions_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEM: Final = "in"
_PLAIN_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,10}")


@contextmanager
def plainly_named(path: Path) -> Iterator[Path]:
    """Yield a path that leads to a file, or to the folder of a geodatabase, under a plain name.

    The files that belong to it by its format come with it. An error that names the plain path names the file when it
    leaves.

    Parameters
    ----------
    path : Path
        A file or folder that is there.

    Raises
    ------
    OutputError
        There is no room for a temporary folder.
    """
    suffix = path.suffix.lower() if _PLAIN_SUFFIX.fullmatch(path.suffix) else ""
    with private_folder() as folder:
        plain = folder / f"{STEM}{suffix}"
        lead(path, plain)
        for companion in companions_of(path):
            lead(companion, plain.with_suffix(companion.suffix.lower()))
        try:
            yield plain
        except InputError as error:
            if error.file == spoken(plain):
                error.file = spoken(path)
            raise


def lead(path: Path, plain: Path) -> None:
    """Make `plain` lead to what lies at `path`: by a link, or by a copy where the system allows none."""
    source = os.path.abspath(path)  # noqa: PTH100 - a link to a link is followed as it stands
    if path.is_dir():
        try:
            plain.symlink_to(source, target_is_directory=True)
        except (OSError, NotImplementedError):
            shutil.copytree(source, plain)
        return
    for link in (plain.symlink_to, plain.hardlink_to):
        try:
            link(source)
        except (OSError, NotImplementedError):
            continue
        return
    shutil.copyfile(source, plain)


def layer_said(name: str, path: Path) -> str:
    """Return a layer's name as the reader knows it: formats without layers call theirs by the file's name."""
    return path.stem if name == STEM else name

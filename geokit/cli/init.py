"""``geokit init``: a starting boundaries folder, with comments that teach."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geokit.cli._console import print_line
from geokit.cli._options import with_language
from geokit.errors import OutputError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_ABOUT = Words(
    zh="在新文件夹里写一套起始的边界文件，注释说明每一项。",
    en="Write a starting boundaries folder, with comments that explain every entry.",
)
_TAKEN = Words(
    zh="文件夹 {folder} 已有内容，不覆盖；请另给一个新文件夹",
    en="the folder {folder} is not empty and is left as it is; name a new one",
)
_WRITTEN = Words(zh="已写入 {file}", en="wrote {file}")
_NEXT = Words(zh="接下来：geokit audit {folder}", en="next: geokit audit {folder}")


@click.command(help=_ABOUT.render())
@click.argument("folder", type=click.Path(path_type=Path))
@with_language
def command(folder: Path) -> int:
    """Copy the starting files where nothing stands yet."""
    from geokit.atomic import atomic_folder

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(_TAKEN, folder=folder)
    starting = dict(_starting_files(files("geokit.programme") / "starting"))
    with atomic_folder(folder) as beside:
        for name, content in starting.items():
            target = beside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for name in starting:
        print_line(_WRITTEN.render(file=folder / name))
    print_line(_NEXT.render(folder=folder))
    return 0


def _starting_files(place: Traversable, name: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(place.iterdir(), key=lambda each: each.name):
        path = f"{name}/{entry.name}".lstrip("/")
        if entry.is_dir():
            yield from _starting_files(entry, path)
        else:
            yield path, entry.read_bytes()

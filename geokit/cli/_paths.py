"""The paths that were typed: each once, patterns that no shell expanded, and what is not there."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geokit.atomic import display_path, refuse_place
from geokit.cli._console import print_note
from geokit.cli._stdin import STDIN, spooled_input
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.parcels.files import FOLDER_SUFFIXES, near_names, refuse_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MISSING = Words(zh="没有这个文件或文件夹", en="there is no such file or folder")
_MISSING_NEAR = Words(
    zh="没有这个文件或文件夹。是否指：{near}？", en="there is no such file or folder. Did you mean {near}?"
)
_ADDRESS = Words(
    zh="geokit 不打开网址，也不连接数据库；请先下载，或由数据库自己的程序导出后送入，如："
    "ogr2ogr -f GeoJSONSeq /vsistdout/ PG:… | {command} -",
    en="geokit opens no address and connects to no database; download it, or let the database's own program pipe it in: "
    "ogr2ogr -f GeoJSONSeq /vsistdout/ PG:… | {command} -",
)
_VIRTUAL = Words(
    zh="不接受 GDAL 虚拟路径；请给出磁盘上的文件",
    en="GDAL's virtual paths are not accepted; name a file on disk",
)
_NO_MATCH = Words(zh="没有文件与此相符", en="no file matches")
_AGAIN = Words(zh="{file}：给出了两次，只读一次", en="{file}: named twice, read once")
_OWN_OUTPUT = Words(
    zh="既是来源，又是输出，会被覆盖；请换一个输出文件名",
    en="it is a source and the output too, which would overwrite it; write another name",
)
_MAGIC: Final = frozenset("*?[")


def is_boundaries(path: Path) -> bool:
    """Tell whether a path is a boundaries folder, and not a folder of parcels."""
    return path.is_dir() and ((path / "programme.toml").exists() or any(path.glob("*/park.toml")))


def expand(typed: Iterable[str], outputs: Iterable[Path] = ()) -> list[Path]:
    """Return the paths that were typed, each once; a pattern that no shell expanded becomes what it matches.

    Raises
    ------
    InputError
        Nothing lies there, nothing matches, or a source is an output too.
    OutputError
        An output's folder is missing.
    """
    for output in outputs:
        refuse_place(output, is_folder=output.suffix.lower() in FOLDER_SUFFIXES)
    found: dict[Path, Path] = {}
    for text in typed:
        for path in _expanded(text):
            place = path.resolve()
            if place in found:
                print_note(_AGAIN.render(file=display_path(path)))
            found.setdefault(place, path)
    for output in outputs:
        if output.resolve() in found:
            raise InputError(_OWN_OUTPUT, file=display_path(output))
    return _without_companions(list(found.values()))


def _without_companions(paths: list[Path]) -> list[Path]:
    """Return paths without what is read with another of them: the .dbf of a .shp, which a pattern matches too."""
    from geokit.parcels.files import companions_of

    belonging = {each for path in paths for each in companions_of(path)}
    return [path for path in paths if path not in belonging]


def _expanded(text: str) -> Iterator[Path]:
    if text == STDIN:
        yield spooled_input()
        return
    if "://" in text:
        # Whatever stands behind it may hold a password.
        command = click.get_current_context().command_path
        raise InputError(_ADDRESS, file=f"{text.partition('://')[0]}://…", command=command)
    if text.startswith("/vsi"):
        raise InputError(_VIRTUAL, file=text)
    path = Path(text)
    if _is_there(path):
        yield path
        return
    refuse_address(text)
    if not _MAGIC & set(text):
        near = near_names(path)
        raise InputError(_MISSING_NEAR if near else _MISSING, file=text, near=near)
    matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - a pattern may be absolute
    if not matches:
        raise InputError(_NO_MATCH, file=text)
    yield from map(Path, matches)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        # A name too long for the system, or with a zero byte in it.
        return False

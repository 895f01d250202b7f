"""``geokit init``: a starting boundaries folder, with comments that teach; or one that is made of files."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.atomic import atomic_folder, safe_stem
from geokit.cli._console import print_line, print_note
from geokit.cli._options import with_language, with_parcels
from geokit.cli._output import WRITTEN
from geokit.cli._paths import expand
from geokit.cli._reading import reading_each
from geokit.errors import OutputError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

    import geopandas as gpd

    from geokit.programme.starter import Place, StartingFile

_ABOUT = Words(
    zh="在新文件夹里写一套起始的边界文件，注释说明每一项；给出园区名称与地块文件时，由这些文件写成，"
    "地块文件一并复制进去。\n\n\b\n"
    "  geokit init 我的边界\n"
    "  geokit init 我的边界 --park 龙湖园区 一期.txt 二期.shp\n"
    '  geokit init 我的边界 --park 龙湖园区 "报件/*.txt" --zone 39',
    en="Write a starting boundaries folder, with comments that explain every entry; of a park's name and files of parcels "
    "where they are given, which are copied into it.\n\n\b\n"
    "  geokit init boundaries\n"
    "  geokit init boundaries --park Longhu phase-1.txt phase-2.shp\n"
    '  geokit init boundaries --park Longhu "submission/*.txt" --zone 39',
)
_PARK = Words(zh="园区名称", en="What the park is called.")
_BOTH = Words(
    zh="--park 与地块文件（--parcels）须同时给出：geokit init 我的边界 --park 龙湖园区 一期.txt",
    en="--park and files of parcels (--parcels) go together: geokit init boundaries --park Longhu phase-1.txt",
)
_NO_NAME = Words(zh="--park 不能为空", en="--park needs a name")
_TAKEN = Words(
    zh="文件夹 {folder} 已有内容，不覆盖；请另给一个新文件夹",
    en="the folder {folder} is not empty and is left as it is; name a new one",
)
_NEXT = Words(zh="接下来：geokit audit {folder}", en="next: geokit audit {folder}")
_DISTRICT = Words(zh="按位置，园区位于{district}", en="by where the parcels lie, the park is in {district}")
_NO_DISTRICT = Words(
    zh="地块不在 geokit 所知的区县之内；请在 programme.toml 里填写区县名称与代码",
    en="the parcels lie in no district that geokit knows; name it, with its code, in programme.toml",
)


@click.command(help=_ABOUT.render())
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--park", "name", help=_PARK.render())
@with_parcels
@with_language
def command(
    folder: Path, name: str | None, files: tuple[str, ...], parcels: tuple[str, ...], **reading: Any
) -> int:
    """Write the files where nothing stands yet."""
    parcels = (*files, *parcels)
    if (name is None) != (not parcels):
        raise click.UsageError(_BOTH.render())
    if name is not None and not name.strip():
        raise click.UsageError(_NO_NAME.render())
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(_TAKEN, folder=folder)
    written = _copy_sample(folder) if name is None else _make(folder, name, parcels, reading)
    for each in written:
        print_line(WRITTEN.render(file=folder / each))
    print_line(_NEXT.render(folder=folder))
    return 0


def _copy_sample(folder: Path) -> list[str]:
    starting = dict(_starting_files(resources("geokit.programme") / "starting"))
    with atomic_folder(folder) as beside:
        _write(beside, starting)
    return list(starting)


def _starting_files(place: Traversable, name: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(place.iterdir(), key=lambda each: each.name):
        path = f"{name}/{entry.name}".lstrip("/")
        if entry.is_dir():
            yield from _starting_files(entry, path)
        else:
            yield path, entry.read_bytes()


def _write(folder: Path, contents: dict[str, bytes]) -> None:
    for name, content in contents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _make(folder: Path, name: str, typed: Sequence[str], reading: dict[str, Any]) -> list[str]:
    from geokit.programme.starter import find_place, identifier, starting_texts

    # What a terminal of another encoding typed is no Unicode.
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    paths = [each for path in expand(typed) for each in _parts(path)]
    with reading_each(paths, reading) as read:
        files = [
            _starting_file(own, read(path), reading) for path, own in zip(paths, _names(paths), strict=True)
        ]
    place = find_place([file.table for file in files], gk.load_catalog())
    texts = starting_texts(name, files, place, datetime.now(tz=UTC).date().isoformat())
    park = identifier(name)
    with atomic_folder(folder) as beside:
        _write(beside, {path: text.encode() for path, text in texts.items()})
        for path, file in zip(paths, files, strict=True):
            _copy(path, beside / park / file.name)
    print_note(_place_said(place))
    return [*texts, *(f"{park}/{file.name}" for file in files)]


def _starting_file(name: str, table: gpd.GeoDataFrame, reading: dict[str, Any]) -> StartingFile:
    """Return a file with what had to be said to read it; of the columns named, those that it has."""
    from geokit.programme import starter

    mapped = table.attrs["geokit"]["mapping"]
    columns = {name: to for name, to in (reading["columns"] or {}).items() if name in mapped}
    # A file of several that names another system keeps its own.
    crs = reading["crs"] if reading["crs"] is None or table.crs == gk.parse_crs(reading["crs"]) else None
    said = {**reading, "columns": columns or None, "crs": crs}
    return starter.StartingFile(name, table, {key: value for key, value in said.items() if value is not None})


def _place_said(place: Place | None) -> str:
    if place is None:
        return _NO_DISTRICT.render()
    return _DISTRICT.render(district=place.districts[0].name)


def _parts(path: Path) -> list[Path]:
    """Return the files of a folder, each by itself: park.toml names files."""
    from geokit.parcels.containers import FOLDER, kind_of, opened_container

    if kind_of(path) is not FOLDER:
        return [path]
    with opened_container(path, FOLDER) as container:
        return [part.path for part in container.parts]


def _names(paths: Sequence[Path]) -> list[str]:
    """Return a name in the new folder for each file: its own, told apart where two have one."""
    from geokit.parcels.formats._base import detect_format

    names: list[str] = []
    for path in paths:
        # What was piped in has no suffix; its content says which.
        suffix = path.suffix or next(iter(detect_format(path).suffixes), "")
        stem, at = safe_stem(path.stem), 1
        while (name := f"{stem}{f'-{at}' if at > 1 else ''}{suffix}").casefold() in map(str.casefold, names):
            at += 1
        names.append(name)
    return names


def _copy(path: Path, target: Path) -> None:
    """Copy a file with those that belong to it; a geodatabase is a folder."""
    from geokit.parcels.files import companions_of

    if path.is_dir():
        # A link in a geodatabase may lead anywhere.
        shutil.copytree(path, target, symlinks=True)
        return
    shutil.copyfile(path, target)
    for each in companions_of(path):
        shutil.copyfile(each, target.with_suffix(each.suffix))

"""``geokit init``: a starting boundaries folder, with comments that teach; or one that is made of files."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass
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
from geokit.cli._usage import OnceCommand
from geokit.days import current_day
from geokit.errors import InputError, OutputError
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geokit.programme.districts import NamedDistrict
    from geokit.programme.starter import Beginning, Place, StartingFile

_ABOUT = Words(
    zh="在新文件夹里写一套起始的边界文件，注释说明每一项：一个园区；或一项协作计划（--programme），写成自己的两地；给出地块文件时，"
    "由这些文件写成，并一并复制进去。\n\n\b\n"
    "  geokit init 我的边界\n"
    "  geokit init 协作 --programme --supporter 广州市越秀区 --host 梅州市五华县\n"
    "  geokit init 我的边界 --park 龙湖园区 一期.txt 二期.shp\n"
    '  geokit init 我的边界 --park 龙湖园区 "报件/*.txt" --zone 39',
    en="Write a starting boundaries folder, with comments that explain every entry: of one park; of a programme of two places of "
    "your own (--programme); or of a park's name and files of parcels, which are copied into it.\n\n\b\n"
    "  geokit init boundaries\n"
    "  geokit init programme --programme --supporter 440104 --host 441424\n"
    "  geokit init boundaries --park Longhu phase-1.txt phase-2.shp\n"
    '  geokit init boundaries --park Longhu "submission/*.txt" --zone 39',
)
_PARK = Words(zh="园区名称", en="What the park is called.")
_PROGRAMME = Words(
    zh="写一项协作计划：两市、两区县、一对、一园；不给两地时写示例",
    en="Write a programme: two cities, two districts, one pair, one park; an example where no places are given.",
)
_SUPPORTER = Words(
    zh="支援方区县：名称或六位代码，如 广州市越秀区、440104",
    en="The district that helps: its Chinese name or its six-digit code, such as 广州市越秀区 or 440104.",
)
_HOST = Words(
    zh="受援方（土地所在）区县：名称或六位代码",
    en="The district that has the land: its Chinese name or its six-digit code.",
)
_BOTH = Words(
    zh="--park 与地块文件（--parcels）须同时给出：geokit init 我的边界 --park 龙湖园区 一期.txt",
    en="--park and files of parcels (--parcels) go together: geokit init boundaries --park Longhu phase-1.txt",
)
_NEEDS_PROGRAMME = Words(
    zh="--supporter 与 --host 须与 --programme 同用：geokit init 协作 --programme --supporter 广州市越秀区 --host 梅州市五华县",
    en="--supporter and --host go with --programme: geokit init programme --programme --supporter 440104 --host 441424",
)
_BOTH_ENDS = Words(
    zh="--supporter 与 --host 须同时给出（可为同一区县）：geokit init 协作 --programme --supporter 广州市越秀区 --host 梅州市五华县",
    en="--supporter and --host go together (they may be the same): geokit init programme --programme --supporter 440104 "
    "--host 441424",
)
_ONE_PAIR = Words(
    zh="{option} 只写一个区县；其余结对请写入 programme.toml",
    en="{option} takes one district; write further pairs in programme.toml",
)
_NO_ENDS = Words(
    zh="--programme 写自己的园区时，还须给出两地：--supporter 与 --host",
    en="a park of your own in a --programme needs its two districts too: --supporter and --host",
)
_NAME_OR_FILE = Words(
    zh="“{given}”所在之处是地块文件，须写明园区名称：--park 园区名称；若它就是园区名称，请写 --park {given}",
    en="“{given}” stands where files of parcels do, which need the park's name: --park NAME; if it is that name, write --park "
    "{given}",
)
_NO_NAME = Words(zh="--park 不能为空", en="--park needs a name")
_NO_FILES = Words(
    zh="{option} 说明如何读取地块文件，却没有给出文件：geokit init 我的边界 --park 龙湖园区 一期.txt",
    en="{option} says how files of parcels are read, and there are none: geokit init boundaries --park Longhu phase-1.txt",
)
_OF_OPTION = Words(zh="{option}：{problem}", en="{option}: {problem}")
_TAKEN = Words(
    zh="文件夹 {folder} 已有内容，不覆盖；请另给一个新文件夹",
    en="the folder {folder} is not empty and is left as it is; name a new one",
)
_A_FILE = Words(
    zh="{folder} 是文件，不是文件夹；请另给一个新文件夹",
    en="{folder} is a file, not a folder; name a new folder",
)
_NEXT = Words(zh="接下来：geokit audit {folder}", en="next: geokit audit {folder}")
_NEXT_PROGRAMME = Words(
    zh="接下来：geokit map links {folder} -o links.html",
    en="next: geokit map links {folder} -o links.html",
)
_ENDS = Words(zh="支援方：{supporter}；受援方：{host}", en="supporter: {supporter}; host: {host}")
_CHINESE_ONLY = Words(
    zh="区县英文名未知，programme.toml 里暂写中文；请改 en",
    en="English names of districts are not known and stand in Chinese; write them in programme.toml (en = …)",
)
_DISTRICT = Words(zh="按位置，园区位于{district}", en="by where the parcels lie, the park is in {district}")
_NO_DISTRICT = Words(
    zh="地块不在 geokit 所知的区县之内；请在 programme.toml 里填写区县名称与代码",
    en="the parcels lie in no district that geokit knows; name it, with its code, in programme.toml",
)


def _only_one(_: click.Context, option: click.Parameter, typed: tuple[str, ...]) -> str | None:
    if len(typed) > 1:
        raise click.UsageError(_ONE_PAIR.render(option=option.opts[0]))
    return typed[0] if typed else None


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--programme", is_flag=True, help=_PROGRAMME.render())
@click.option("--supporter", multiple=True, callback=_only_one, help=_SUPPORTER.render())
@click.option("--host", multiple=True, callback=_only_one, help=_HOST.render())
@click.option("--park", "name", help=_PARK.render())
@with_parcels
@with_language
def command(folder: Path, files: tuple[str, ...], parcels: tuple[str, ...], **typed: Any) -> int:
    """Write the files where nothing stands yet."""
    asked = _Asked(
        parcels=(*files, *parcels),
        name=_text(typed.pop("name")),
        is_programme=typed.pop("programme"),
        supporter=_text(typed.pop("supporter")),
        host=_text(typed.pop("host")),
        reading=typed,
    )
    asked.check()
    if folder.exists() and not folder.is_dir():
        raise OutputError(_A_FILE, folder=folder)
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(_TAKEN, folder=folder)
    written = _make(folder, asked)
    for each in written:
        print_line(WRITTEN.render(file=folder / each))
    print_line((_NEXT_PROGRAMME if asked.is_programme else _NEXT).render(folder=_quoted(folder)))
    return 0


@dataclass(frozen=True)
class _Asked:
    """What was typed behind the folder."""

    parcels: tuple[str, ...]
    name: str | None
    is_programme: bool
    supporter: str | None
    host: str | None
    reading: dict[str, Any]

    def check(self) -> None:
        """Refuse what does not go together."""
        if self.name is not None and not self.name.strip():
            raise click.UsageError(_NO_NAME.render())
        ends = [each is not None for each in (self.supporter, self.host)]
        if any(ends) and not self.is_programme:
            raise click.UsageError(_NEEDS_PROGRAMME.render())
        if any(ends) and not all(ends):
            raise click.UsageError(_BOTH_ENDS.render())
        if self.is_programme and self.parcels and self.name is None:
            raise click.UsageError(_NAME_OR_FILE.render(given=self.parcels[0]))
        if self.is_programme and not any(ends) and self.name is not None:
            raise click.UsageError(_NO_ENDS.render())
        if (self.name is None and self.parcels) or (self.name and not self.parcels and not any(ends)):
            raise click.UsageError(_BOTH.render())
        unused = [f"--{key.removesuffix('s')}" for key, value in self.reading.items() if value is not None]
        if unused and not self.parcels:
            raise click.UsageError(_NO_FILES.render(option=unused[0]))


def _text(typed: str | None) -> str | None:
    # What a terminal of another encoding typed is no Unicode.
    return typed and typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _quoted(folder: Path) -> str:
    text = str(folder)
    if re.fullmatch(r"[\w./\\:~-]+", text):
        return text
    # A shell would take more out of double quotes than a name.
    return shlex.quote(text) if re.search(r'[$`"!]', text) else f'"{text}"'


def _make(folder: Path, asked: _Asked) -> list[str]:
    from geokit.programme.starter_texts import starting_texts

    paths = [each for path in expand(asked.parcels) for each in _parts(path)]
    begun = _beginning(asked, _read(paths, asked.reading))
    texts = starting_texts(begun)
    with atomic_folder(folder) as beside:
        _write(beside, {path: text.encode() for path, text in texts.items()})
        for path, file in zip(paths, begun.files, strict=True):
            _copy(path, beside / begun.park / file.name)
    return [*texts, *(f"{begun.park}/{file.name}" for file in begun.files)]


def _read(paths: Sequence[Path], reading: dict[str, Any]) -> list[StartingFile]:
    if not paths:
        return []
    with reading_each(paths, reading) as read:
        return [
            _starting_file(own, read(path), reading) for path, own in zip(paths, _names(paths), strict=True)
        ]


def _beginning(asked: _Asked, files: list[StartingFile]) -> Beginning:
    """Return what the folder is begun with, and say where that is: two places, files, or an example."""
    from geokit.programme.starter import example_beginning, find_place, own_beginning

    catalog, today = gk.load_catalog(), current_day().isoformat()
    if asked.supporter is not None and asked.host is not None:
        return own_beginning(asked.name, _named_place(asked.supporter, asked.host, catalog), today, files)
    if not files:
        return example_beginning(catalog, pair=asked.is_programme)
    place = find_place([file.table for file in files], catalog)
    _say_place(place)
    return own_beginning(asked.name, place, today, files)


def _named_place(supporter: str, host: str, catalog: gk.Catalog) -> Place:
    from geokit.programme.starter import place_of

    helping = _district("--supporter", supporter, catalog)
    helped = _district("--host", host, catalog)
    place = place_of(helping, helped, catalog)
    print_note(_ENDS.render(supporter=helping, host=helped))
    _say_what_is_missing(place)
    return place


def _district(option: str, asked: str, catalog: gk.Catalog) -> NamedDistrict:
    from geokit.programme.starter import named_district

    try:
        return named_district(asked, catalog)
    except InputError as error:
        raise InputError(_OF_OPTION, option=option, problem=error) from None


def _say_place(place: Place | None) -> None:
    if place is None:
        print_note(_NO_DISTRICT.render())
        return
    print_note(_DISTRICT.render(district=place.district(place.host).with_code(current_language())))
    _say_what_is_missing(place)


def _say_what_is_missing(place: Place) -> None:
    if place.computed:
        print_note(_CHINESE_ONLY.render())


def _write(folder: Path, contents: dict[str, bytes]) -> None:
    for name, content in contents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _starting_file(name: str, table: gpd.GeoDataFrame, reading: dict[str, Any]) -> StartingFile:
    """Return a file with what had to be said to read it; of the columns named, those that it has."""
    from geokit.programme import starter

    mapped = table.attrs["geokit"]["mapping"]
    columns = {name: to for name, to in (reading["columns"] or {}).items() if name in mapped}
    # A file of several that names another system keeps its own.
    crs = reading["crs"] if reading["crs"] is None or table.crs == gk.parse_crs(reading["crs"]) else None
    said = {**reading, "columns": columns or None, "crs": crs}
    return starter.StartingFile(name, table, {key: value for key, value in said.items() if value is not None})


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

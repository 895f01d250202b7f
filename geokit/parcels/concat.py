"""Several files of parcels read as one table: each parcel names its file, and no file goes missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geokit.errors import CrsError, FormatError, InputError, UnknownNameError
from geokit.i18n import Words, keep_options
from geokit.inputs import leads_nowhere
from geokit.land.crs.frames import reproject_frame
from geokit.land.crs.titles import crs_name
from geokit.parcels.containers import ARCHIVE, LIST, Container, Part
from geokit.parcels.diagnostics import (
    ATTRIBUTE,
    Notice,
    Origin,
    Unreadable,
    stored_notices,
    stored_unreadable,
    to_plain,
)
from geokit.parcels.files import refuse_many
from geokit.parcels.formats._base import NoTableError
from geokit.parcels.stacked import stacked_frames
from geokit.parcels.table import COLUMN_NAMES
from geokit.parcels.unread_files import can_be_opened, whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    from pyproj import CRS

    from geokit.i18n import Language, Localizable

    Text = str | Localizable
    Read = Callable[[Path, str | None], gpd.GeoDataFrame]

# A text without so many long numbers holds no parcel, but a word about those that are there.
_LEAST_NUMBERS = 6
_LONG_NUMBER: Final = re.compile(rb"[0-9]{5,}")
_OF_ANY_CONTENT: Final = frozenset({".txt", ".csv", ".tsv", ".dat", ".json", ".xml"})
_HEAD_BYTES = 65_536

_FEW = 3

_NO_FILES = Words(zh="没有给出任何文件", en="no file is named")
_SEVERAL = Words(
    zh="压缩包中有多个 shapefile：{names}；请指明其一{option:layer}，或解压后读取文件夹",
    en="the archive holds several shapefiles: {names}; name one{option:layer}, or unpack it and read the folder",
)
_FILE = Words(zh="文件", en="file")
_IN_FILE = Words(zh="{file}：{problem}", en="{file}: {problem}")
_NONE_READ = Words(
    zh="{count} 个文件均无法读取；第一个：{first}",
    en="none of its {count} files can be read; the first: {first}",
)
_TABLE = Words(zh="第 {number} 个表", en="table {number}")
_PASSED_OVER = Words(
    zh="不是地块文件，未读取：{files}", en="these hold no parcels and were passed over: {files}"
)
_FOLDERS = Words(
    zh="其中的文件夹未读取：{files}；如有地块文件，请一并给出",
    en="these folders in it were not read: {files}; name them too if they hold parcels",
)
_MOVED = Words(
    zh="{file} 的坐标系为 {crs}，已转换到 {others}（{first}）",
    en="{file} is in {crs} and was brought into {others}, that of {first}",
)
_APART = Words(
    zh="{first} 的坐标系为 {crs}，而 {file} 为 {other}，不能合读：{problem}",
    en="{first} is in {crs} and {file} in {other}, and they cannot be read as one: {problem}",
)
_WITHOUT = Words(
    zh="{first} 的坐标系为 {crs}，而 {file} 没有坐标系，不能合读；请写明坐标系{option:crs}",
    en="{first} is in {crs} and {file} names no coordinate system, and they cannot be read as one; give it{option:crs}",
)


def listed_container(paths: Sequence[Path]) -> Container:
    """Return files that the caller listed; those of one name are told apart by their folders.

    Raises
    ------
    InputError
        None is listed.
    """
    names = [path.name for path in paths]
    shown = [
        path.name if names.count(path.name) == 1 else str(PurePath(*path.absolute().parts[-2:]))
        for path in paths
    ]
    parts = tuple(Part(path, name) for path, name in zip(paths, shown, strict=True))
    if not parts:
        raise InputError(_NO_FILES)
    return Container(LIST, _listed(shown), parts)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_FEW]) + "…" * (len(names) > _FEW)


def read_parts(container: Container, read: Read, layer: str | None) -> gpd.GeoDataFrame:
    """Read the files of a container as one table.

    Parameters
    ----------
    container : Container
        The files.
    read : callable
        Reads one, given its path and the layer in it.
    layer : str or None
        The name of one of the files; a layer in them, where they were listed, or there is one.

    Raises
    ------
    FormatError
        None of them can be read.
    CrsError
        One lacks a system, or they cannot be brought into one.
    UnknownNameError
        There is no file `layer`.
    """
    parts, inside = _chosen(container, layer)
    reader = _Reader(container, read, inside)
    for part in parts:
        reader.take(part)
    return reader.joined()


def _chosen(container: Container, layer: str | None) -> tuple[Sequence[Part], str | None]:
    shapefiles = [part.source for part in container.parts if part.path.suffix.lower() == ".shp"]
    if container.kind is ARCHIVE and layer is None and len(shapefiles) > 1:
        raise InputError(_SEVERAL, file=container.name, names=shapefiles)
    if layer is None or container.kind is LIST:
        return container.parts, layer
    named = [part for part in container.parts if part.is_called(layer)]
    if named:
        return named, None
    if len(container.parts) == 1:
        return container.parts, layer
    raise UnknownNameError(layer, kind=_FILE, known=[part.source for part in container.parts])


class _Reader:
    """Reads one part after another, and keeps what cannot be read."""

    def __init__(self, container: Container, read: Read, layer: str | None) -> None:
        self.container, self.read, self.layer = container, read, layer
        self.frames: list[gpd.GeoDataFrame] = []
        self.parts: list[Part] = []
        self.problems: list[tuple[Part, InputError]] = []
        self.others = list(container.others)

    def take(self, part: Part) -> None:
        try:
            if part.problem is not None:
                raise part.problem
            frame = self.read(part.path, self.layer)
        except CrsError as error:
            raise CrsError(_IN_FILE, file=self.container.name, problem=error) from error
        except FormatError as error:
            error.file = part.source
            if self.container.kind is LIST:
                raise
            if isinstance(error, NoTableError) or _says_nothing(part):
                self.others.append(part.source)
            else:
                self.problems.append((part, error))
        except InputError as error:
            error.file = part.source
            # What the caller asked for is wrong of every file; what cannot be opened is named beside the others.
            is_listed = self.container.kind is LIST
            if not leads_nowhere(part.path) if is_listed else can_be_opened(part.path):
                raise
            self.problems.append((part, error))
        else:
            refuse_many(len(frame) + sum(map(len, self.frames)))
            self.frames.append(with_source(frame, part.source))
            self.parts.append(part)

    def joined(self) -> gpd.GeoDataFrame:
        if not self.frames:
            self._refuse_all()
        moved, notices = _in_one_system(self.frames, [part.source for part in self.parts])
        origin = self._origin(notices)
        table = _stacked(moved)
        table.attrs[ATTRIBUTE] = origin
        return table

    def _refuse_all(self) -> None:
        if len(self.problems) == 1:
            raise self.problems[0][1]
        first = self.problems[0][1] if self.problems else None
        if first is None:
            raise NoTableError(_PASSED_OVER, file=self.container.name, files=self.others)
        raise FormatError(_NONE_READ, file=self.container.name, count=len(self.problems), first=first)

    def _origin(self, notices: list[Notice]) -> Origin:
        origin = _merged(self.frames, [part.source for part in self.parts], notices)
        lost = [whole_file(part.source, error) for part, error in self.problems]
        origin["format"], origin["source"] = self.container.kind.name, self.container.name
        origin["notices"] = [*map(to_plain, self._about_others()), *origin["notices"]]
        origin["unreadable"] = [*origin["unreadable"], *map(to_plain, lost)]
        origin["files"] = [
            {
                "source": part.source,
                "format": frame.attrs[ATTRIBUTE]["format"],
                "records": len(frame) + len(stored_unreadable(frame)),
            }
            for part, frame in zip(self.parts, self.frames, strict=True)
        ]
        return origin

    def _about_others(self) -> list[Notice]:
        folders = [name for name in self.others if name.endswith("/")]
        files = [name for name in self.others if name not in folders]
        return [
            *([Notice.of("files_passed_over", _PASSED_OVER, files=files)] if files else []),
            *([Notice.of("folders_not_read", _FOLDERS, files=folders)] if folders else []),
        ]


def concat_tables(frames: Sequence[gpd.GeoDataFrame], names: Sequence[str | None]) -> gpd.GeoDataFrame:
    """Return canonical tables as one, in the system of the first that has one.

    Parameters
    ----------
    frames : sequence of GeoDataFrame
        Parcel tables; their columns and attributes are changed.
    names : sequence of str or None
        The file of each, where it is of one.

    Raises
    ------
    CrsError
        One has no system, or their datums differ: each is named with its own.
    """
    shown = [name or TableNumber(number) for number, name in enumerate(names, start=1)]
    moved, notices = _in_one_system(frames, shown)
    origin = _merged(frames, shown, notices)
    origin["format"], origin["source"] = LIST.name, _listed([name for name in names if name])
    table = _stacked(moved)
    table.attrs[ATTRIBUTE] = origin
    return table


@dataclass(frozen=True, slots=True)
class TableNumber:
    """A table without a file, by its place among those given."""

    number: int

    def localize(self, language: Language) -> str:
        """Return what it is called: table 2."""
        return _TABLE.render(language, number=self.number)


def _merged(frames: Sequence[gpd.GeoDataFrame], names: Sequence[Text], notices: list[Notice]) -> Origin:
    """Return what several tables say of themselves as one; of its file and format nothing yet."""
    # A table without records has no word in how the others are written.
    filled = [frame for frame in frames if len(frame)] or frames
    origins = [frame.attrs.get(ATTRIBUTE, {}) for frame in filled]
    pairs = list(zip(names, frames, strict=True))
    said = [about(name, each) for name, frame in pairs for each in stored_notices(frame)]
    # A file that cannot be read at all goes by its name already.
    lost = [
        each if each.id == name else about(name, each)
        for name, frame in pairs
        for each in stored_unreadable(frame)
    ]
    mapping: dict[str, str] = {}
    for origin in reversed(origins):
        mapping |= origin.get("mapping") or {}
    decimals = [origin.get("decimals") for origin in origins]
    encodings = {origin.get("encoding") for origin in origins}
    return Origin(
        format=None,
        source=None,
        layer=None,
        encoding=encodings.pop() if len(encodings) == 1 else None,
        mapping=mapping,
        decimals=None if None in decimals or notices else max(decimals),
        notices=[to_plain(each) for each in (*notices, *said)],
        unreadable=[to_plain(each) for each in lost],
        sections=(origins[0].get("sections") or {}) if len(origins) == 1 else {},
    )


def _says_nothing(part: Part) -> bool:
    """Tell whether a file that could not be read is a text about something else."""
    if part.path.suffix.lower() not in _OF_ANY_CONTENT or not part.path.is_file():
        return False
    with part.path.open("rb") as stream:
        return len(_LONG_NUMBER.findall(stream.read(_HEAD_BYTES))) < _LEAST_NUMBERS


def with_source(frame: gpd.GeoDataFrame, source: str) -> gpd.GeoDataFrame:
    """Return a table, changed in place, whose parcels name their file so; one of several files keeps their names."""
    origin = frame.attrs[ATTRIBUTE]
    if "files" not in origin and origin["source"] != source:
        frame["source"] = pd.Series(source, index=frame.index, dtype=object)
        origin["source"] = source
    return frame


def about(name: Text, remark: Any) -> Any:
    """Return a remark or a record with its file, which a line or a number alone does not tell."""
    with keep_options():
        zh, en = (
            _IN_FILE.render(language, file=name, problem=_without_name(remark, language))
            for language in ("zh", "en")
        )
    placed = replace(remark, zh=zh, en=en, line=None)
    is_record_of_file = isinstance(remark, Unreadable) and isinstance(name, str)
    return replace(placed, file=remark.file or name) if is_record_of_file else placed


def _without_name(remark: Any, language: Any) -> str:
    if isinstance(remark, Notice):
        return remark.localize(language)
    line = Notice(remark.code, remark.zh, remark.en, remark.line)
    return line.localize(language)


def _in_one_system(
    frames: Sequence[gpd.GeoDataFrame], names: Sequence[Text]
) -> tuple[list[gpd.GeoDataFrame], list[Notice]]:
    """Return the tables in the system of the first that has one.

    Raises
    ------
    CrsError
        One has none, or their datums differ.
    """
    at = next((at for at, frame in enumerate(frames) if frame.crs is not None), None)
    if at is None:
        return list(frames), []
    crs, first = frames[at].crs, names[at]
    moved, notices = [], []
    for frame, name in zip(frames, names, strict=True):
        moved.append(_moved(frame, name, crs, first))
        if frame.crs != crs and not frame.empty:
            fields: dict[str, Any] = {
                "file": name,
                "crs": crs_name(frame.crs),
                "others": crs_name(crs),
                "first": first,
            }
            notices.append(Notice.of("crs_brought_together", _MOVED, **fields))
    return moved, notices


def _moved(frame: gpd.GeoDataFrame, name: Text, crs: CRS, first: Text) -> gpd.GeoDataFrame:
    if frame.crs is None and frame.empty:
        return frame.set_crs(crs)
    if frame.crs is None:
        raise CrsError(_WITHOUT, first=first, crs=crs_name(crs), file=name)
    if frame.crs == crs:
        return frame
    try:
        return reproject_frame(frame, crs)
    except CrsError as error:
        raise CrsError(
            _APART, first=first, crs=crs_name(crs), file=name, other=crs_name(frame.crs), problem=error
        ) from error


def _stacked(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the tables one above another; a column that one of them lacks is empty there."""
    own = [dict.fromkeys(name for name in frame if name not in COLUMN_NAMES) for frame in frames]
    names = dict.fromkeys(name for each in own for name in each if name != "geometry")
    for name in names:
        if not all(name in each for each in own):
            for frame in frames:
                values = frame[name].to_numpy(dtype=object) if name in frame else None
                frame[name] = pd.Series(values, index=frame.index, dtype=object)
    for frame in frames:
        frame.attrs = {}
    return stacked_frames(frames, list(names))

"""Outputs that are complete or absent: written beside their place, then renamed."""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geokit.errors import OutputError
from geokit.folders import BESIDE, alone_in, remove_abandoned
from geokit.i18n import Words, speaking_to
from geokit.system_reasons import DISK_FULL, system_reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_CANNOT_WRITE = Words(
    zh="无法写入 {file}（{reason}）；原有文件未改动。{remedy}",
    en="{file} cannot be written ({reason}); what stood there stands. {remedy}",
)
_CANNOT_FILL = Words(
    zh="无法建立文件夹 {file}（{reason}），未留下任何文件。{remedy}；也可换一个位置",
    en="the folder {file} cannot be made ({reason}), and nothing of it is left. {remedy}, or name another place",
)
_MISSING = Words(zh="文件夹不存在，请先建立", en="The folder does not exist: make it first")
_NO_ROOM = Words(
    zh="磁盘已满：请清出空间，或写到别处", en="The disk is full: make room, or write it elsewhere"
)
_REFUSED = Words(
    zh="请关闭正打开该文件的程序（如 Excel），检查文件夹是否只读，或换一个文件名",
    en="Close the program that has it open (Excel, say), see that the folder is not read-only, or write another name",
)
_OTHERWISE = Words(
    zh="请检查路径是否正确，或写到别处", en="See that the path is right, or write it elsewhere"
)
_FOLDER_THERE = Words(
    zh="{file} 是文件夹，不能用文件替换；请换一个文件名",
    en="{file} is a folder and is not replaced by a file; write another name",
)
_OTHER_FOLDER = Words(
    zh="{file} 已有同名文件或其他内容的文件夹，不予替换；请换一个文件名",
    en="{file} is a file or a folder of something else and is not replaced; write another name",
)
_NO_FILE_THERE = Words(
    zh="{file} 是设备、管道或套接字，不能用文件替换；请换一个文件名",
    en="{file} is a device, a pipe or a socket and is not replaced by a file; write another name",
)
_LED_ELSEWHERE = Words(
    zh="{other} 会与 {file} 一同读取，但链接所指不在同一处；请先移走 {other}，或换一个文件名",
    en="{other} would be read with {file}, and links lead to another place than that one's; remove it, or write another name",
)
_NO_NAME = Words(
    zh="{file} 含有零字节，不能作文件名；请换一个文件名",
    en="{file} has a zero byte in it, which no file name may have; write another name",
)
_NOTHING_WRITTEN = Words(
    zh="{file} 未写出任何内容；原有文件未改动。{remedy}",
    en="nothing was written to {file}; what stood there stands. {remedy}",
)
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# As many as systems follow before they say that links lead round.
_LINKS: Final = 40
# What programs read with a file: its coordinate system, encoding, indexes and logs. Beside another file of its name they lie.
_READ_WITH: Final = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".ain", ".aih"),
    ".gpkg": (".gpkg-journal", ".gpkg-wal", ".gpkg-shm"),
}
_REMEDIES = {
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    **dict.fromkeys(DISK_FULL, _NO_ROOM),
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EROFS: _REFUSED,
    errno.EBUSY: _REFUSED,
}


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it takes the place of `path` only if all went well.

    Where `path` is a link it stays one, and the file takes the place of what it leads to. Whatever else was written into
    the same folder (a shapefile's other files) follows it, and what was read with the file that stood there goes with
    that. What a process that was killed left there more than a day ago is swept away.

    Raises
    ------
    OutputError
        The folder is missing, something that is no file stands there, nothing was written, or the system refuses.
    """
    place = _place_of(path)
    remove_abandoned(place.parent)
    with _output_errors(path), tempfile.TemporaryDirectory(dir=place.parent, prefix=BESIDE) as folder:
        with speaking_to("file"):
            # The name is kept: some formats write it into the file.
            yield Path(folder) / path.name
        made = _complete(Path(folder), path)
        with alone_in(place.parent):
            _put_in_place({each: _beside(place, each.name, path) for each in made}, place)


def _beside(place: Path, name: str, path: Path) -> Path:
    """Return where what was written by a name goes, if what was written for `path` goes to `place`."""
    if name == path.name:
        return place
    return place.with_name(place.stem + name[len(path.stem) :] if name.startswith(path.stem) else name)


def _put_in_place(made: Mapping[Path, Path], main: Path) -> None:
    """Move what was written to its places; all stands as it stood if that cannot be."""
    # One file takes the place of another in one step; of several each would stand beside some of the other's. The one
    # that is asked for goes first and comes last: whoever reads meanwhile finds none, and not one without its companions.
    ordered = sorted(made.items(), key=lambda pair: pair[1] == main)
    parted = [place for _, place in reversed(ordered)] if len(made) > 1 else []
    old = [each for each in dict.fromkeys([*parted, *_read_with(main)]) if _stands(each)]
    with _folder_aside(main.parent) if old else nullcontext(main.parent) as folder, ExitStack() as undo:
        for each in old:
            # Before it is done: nothing is lost to an interruption between the two.
            undo.callback(_move, folder / each.name, each)
            _move(each, folder / each.name)
        for each, place in ordered:
            if parted:
                undo.callback(place.unlink, missing_ok=True)
            os.replace(each, place)  # noqa: PTH105 - replaces atomically on every system
        undo.pop_all()


def _read_with(path: Path) -> list[Path]:
    """Return what stands there and is read with a file, in capitals or not."""
    suffixes = _READ_WITH.get(path.suffix.lower(), ())
    beside = path.parent.iterdir() if suffixes and path.parent.is_dir() else ()
    return [each for each in beside if each.stem == path.stem and each.suffix.lower() in suffixes]


@contextmanager
def _folder_aside(parent: Path) -> Iterator[Path]:
    # Once all is in its place, a file that another program holds open there is no failure.
    with tempfile.TemporaryDirectory(dir=parent, prefix=BESIDE, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _move(source: Path, target: Path) -> None:
    """Move what is there: on a disk that takes capitals for small letters one file may have been named twice."""
    with suppress(FileNotFoundError):
        os.replace(source, target)  # noqa: PTH105 - as above


def _stands(path: Path) -> bool:
    """Return whether a file or a link has this name; one that is too long for the system has none."""
    try:
        return path.is_symlink() or path.is_file()
    except OSError:
        return False


def refuse_place(path: Path) -> None:
    """Refuse a place that nothing can be written to, before the work whose product belongs there.

    Raises
    ------
    OutputError
        The folder is missing, or something that is no file stands there.
    """
    place = _place_of(path)
    with _output_errors(path):
        if not place.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


@contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder; what was written into it goes into `folder`, new or empty, only if all went well.

    Raises
    ------
    OutputError
        The system refuses.
    """
    with _output_errors(folder, _CANNOT_FILL):
        missing = _missing_from(folder)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(dir=folder, prefix=BESIDE) as beside:
                yield Path(beside)
                for made in sorted(Path(beside).iterdir()):
                    made.rename(folder / made.name)
        except BaseException:
            for each in missing:
                with suppress(OSError):
                    each.rmdir()
            raise


@contextmanager
def atomic_dataset(folder: Path, marks: Collection[str], parts: str) -> Iterator[Path]:
    """Yield a path for a new folder that is one dataset; it takes the place of `folder` only if all went well.

    Where `folder` is a link it stays one, and the dataset takes the place of what it leads to.

    Parameters
    ----------
    folder : Path
    marks : collection of str
        Names that every such dataset has: a folder that stands there and lacks one is not replaced.
    parts : str
        A pattern of the names that it may have: nor is one that holds anything else.

    Raises
    ------
    OutputError
        A file or another folder stands there, nothing was written, or the system refuses.
    """
    place = refuse_other_folder(folder, marks, parts)
    remove_abandoned(place.parent)
    with _output_errors(folder), tempfile.TemporaryDirectory(dir=place.parent, prefix=BESIDE) as beside:
        made, old = Path(beside) / folder.name, Path(beside) / "old"
        yield made
        if not made.is_dir() or not any(made.iterdir()):
            raise OutputError(_NOTHING_WRITTEN, file=display_path(folder), remedy=_NO_ROOM)
        with alone_in(place.parent):
            _replace_folder(made, place, old)


def _replace_folder(made: Path, place: Path, old: Path) -> None:
    # No system puts one folder in the place of another in one step.
    try:
        if place.exists():
            place.rename(old)
        made.rename(place)
    except BaseException:
        # An interruption between the two would lose what stood there.
        if old.exists() and not place.exists():
            old.rename(place)
        raise


def refuse_other_folder(folder: Path, marks: Collection[str], parts: str) -> Path:
    """Refuse to replace what is not the kind of folder that `marks` tell, as :func:`atomic_dataset` does.

    Returns
    -------
    Path
        Where the dataset goes: what a link leads to.

    Raises
    ------
    OutputError
        A file or another folder stands there.
    """
    with _output_errors(folder):
        place = _led_to(folder)
        known = place.is_dir()
        names = {each.name for each in place.iterdir()} if known else set()
        there = place.exists()
    if there and not (known and (not names or _is_dataset(names, marks, re.compile(parts)))):
        raise OutputError(_OTHER_FOLDER, file=display_path(folder))
    return place


def _is_dataset(names: Collection[str], marks: Collection[str], parts: re.Pattern[str]) -> bool:
    return set(marks) <= set(names) and all(map(parts.fullmatch, names))


@contextmanager
def _output_errors(path: Path, words: Words = _CANNOT_WRITE) -> Iterator[None]:
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        reason = system_reason(error)
        remedy = _REMEDIES.get(error.errno or 0, _OTHERWISE)
        raise OutputError(words, file=display_path(path), reason=reason, remedy=remedy) from error


def _place_of(path: Path) -> Path:
    """Return where a file goes; refuse a folder or a device there: a rename would put the file in the place of a device."""
    with _output_errors(path):
        place = _led_to(path)
        # Asked of the path itself: what stands for an open pipe reads as a link to no file.
        mode = path.stat().st_mode if path.exists() else stat.S_IFREG
        if not stat.S_ISREG(mode):
            raise OutputError(
                _FOLDER_THERE if stat.S_ISDIR(mode) else _NO_FILE_THERE, file=display_path(path)
            )
        _refuse_strangers(path, place)
    return place


def _led_to(path: Path) -> Path:
    """Return what links lead to, there or not; a path that is none is itself.

    Raises
    ------
    OSError
        Links lead round.
    OutputError
        No file can have this name.
    """
    if "\0" in str(path):
        raise OutputError(_NO_NAME, file=display_path(path))
    place = path
    for _ in range(_LINKS):
        if not place.is_symlink():
            return place
        place = place.parent / place.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _refuse_strangers(path: Path, place: Path) -> None:
    """Refuse files that would be read with the one that is written, by either name, and lie elsewhere than its own do."""
    home = place.parent.resolve()
    for each in (*_read_with(path), *_read_with(place)):
        if each.resolve() != home / f"{place.stem}{each.suffix}":
            raise OutputError(_LED_ELSEWHERE, other=each.name, file=display_path(path))


def _complete(folder: Path, path: Path) -> list[Path]:
    """Return what was written, in the order of the names."""
    made = sorted(folder.iterdir())
    if not made or any(each.stat().st_size == 0 for each in made):
        raise OutputError(_NOTHING_WRITTEN, file=display_path(path), remedy=_NO_ROOM)
    return made


def _missing_from(folder: Path) -> list[Path]:
    """Return the folders that making `folder` will make, the innermost first."""
    return [each for each in (folder, *folder.parents) if not each.exists()]


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` so that `path` holds all of it, or what it held before.

    Raises
    ------
    OutputError
        The folder is missing, or the system refuses.
    """
    with atomic_file(path) as beside:
        beside.write_bytes(content)


def safe_stem(name: str) -> str:
    """Return a name as every system takes it for a file's, where one inside a file is derived from it.

    Examples
    --------
    >>> safe_stem("a:b?.c "), safe_stem("三期"), safe_stem("con")
    ('a_b_.c_', '三期', '_con')
    """
    plain = re.sub(r"[. ]$", "_", re.sub(r'[<>:"/\\|?*^\x00-\x1f\x7f\ud800-\udfff]', "_", name))
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain


def display_path(path: Path) -> str:
    """Return a path as an error or report may show it: absolute ones without their folder.

    Examples
    --------
    >>> (
    ...     display_path(Path("data/三期.txt")) == str(Path("data/三期.txt")),
    ...     display_path(Path("三期.txt").absolute()),
    ... )
    (True, '三期.txt')
    """
    return path.name if path.is_absolute() else str(path)

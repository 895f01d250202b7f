"""What ends a command and nobody foresaw, as one sentence: no memory, a system's refusal, a library left out, a fault of ours."""

from __future__ import annotations

import errno
import os
import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geokit._version import __version__
from geokit.atomic import display_path
from geokit.cli._console import print_note
from geokit.i18n import Words
from geokit.progress import largest_table_size
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

CANNOT_RUN: Final = 2
UNEXPECTED: Final = 3

_REMEDY: Final = Words(
    zh="请把地块分成几部分、只读取所需图层，或换内存更大的机器",
    en="do it in parts, read a smaller layer, or use a machine with more memory",
)
_NO_MEMORY: Final = Words(zh="内存不足；{remedy}", en="not enough memory; {remedy}")
_NO_MEMORY_FOR: Final = Words(
    zh="内存不足，无法处理 {count} 宗地块：{remedy}",
    en="not enough memory for {count:parcel|parcels}: {remedy}",
)
_SYSTEM: Final = Words(
    zh="系统报错：{reason}{file}；请检查文件、磁盘与权限后重试",
    en="the system reports: {reason}{file}; look to the file, the disk and its permissions, and try again",
)
_AT: Final = Words(zh="（{file}）", en=" ({file})")
_TOO_DEEP: Final = Words(
    zh="输入的嵌套层数过多，无法读取；请简化后重试",
    en="the input is nested too deeply to be read; simplify it",
)
_NOT_INSTALLED: Final = Words(
    zh="尚未安装 {name}；请运行 pip install geokit-parks，补齐所需的库",
    en="{name} is not installed; pip install geokit-parks brings what is missing",
)
_REPORT: Final = Words(
    zh="出现了未预料的错误（{kind}，{place}），请报告：geokit {version}、所用命令与文件格式；"
    "设 GEOKIT_DEBUG=1 重新运行可得完整记录，发送前请删去其中的数据与路径",
    en="something unforeseen happened ({kind} at {place}); please report it with geokit {version}, the command and the "
    "format of the file; GEOKIT_DEBUG=1 prints a full record: take data and paths out before you send it",
)

# What libraries say in their own words.
_MEMORY: Final = re.compile(
    r"bad_alloc|cannot allocate memory|out of memory|failed to map segment|can't start new thread|malloc of size|launch worker thread|"
    r"resource temporarily unavailable",
    re.IGNORECASE,
)
_BROKEN_POOL: Final = "BrokenProcessPool"


def report_unexpected(error: Exception) -> int:
    """Print one sentence on an error, and return the exit status.

    ``GEOKIT_DEBUG`` prints the traceback before it.
    """
    print_record(error)
    if ran_out_of_memory(error):
        # What the broken work still holds is what the sentence has to be made in.
        traceback.clear_frames(error.__traceback__)
        count = largest_table_size()
        words = _NO_MEMORY_FOR if count else _NO_MEMORY
        return _print_error(words.render(count=f"{count:,}", remedy=_REMEDY))
    if isinstance(error, RecursionError):
        return _print_error(_TOO_DEEP.render())
    if isinstance(error, OSError) and error.errno is not None:
        return _print_error(_from_system(error))
    if (
        isinstance(error, ModuleNotFoundError)
        and (name := (error.name or "geokit").partition(".")[0]) != "geokit"
    ):
        return _print_error(_NOT_INSTALLED.render(name=name))
    fields = {"kind": type(error).__name__, "place": _place(error), "version": __version__}
    return _print_error(_REPORT.render(**fields), UNEXPECTED)


def print_record(error: Exception) -> None:
    """Print the traceback of an error where ``GEOKIT_DEBUG`` asks for it."""
    if os.environ.get("GEOKIT_DEBUG"):
        for line in "".join(traceback.format_exception(error)).splitlines():
            print_note(line)


def ran_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error, or one that it was made from, is about memory: libraries have many words for it."""
    return any(_is_about_memory(each) for each in _chain(error))


def _is_about_memory(error: BaseException) -> bool:
    return (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        or type(error).__name__ == _BROKEN_POOL
        or bool(_MEMORY.search(" ".join(str(each)[:500] for each in error.args)))
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _print_error(sentence: str, status: int = CANNOT_RUN) -> int:
    print_note(f"geokit: {sentence}")
    return status


def _from_system(error: OSError) -> str:
    file = "" if error.filename is None else _AT.render(file=display_path(Path(os.fsdecode(error.filename))))
    return _SYSTEM.render(reason=system_reason(error), file=file)


def _place(error: BaseException) -> str:
    """Return the line of geokit's own code that the error came through last: no path of this machine."""
    frames = traceback.extract_tb(error.__traceback__)
    package = Path(__file__).parents[1]
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(package)]
    if not own:
        return "geokit"
    return f"{Path(own[-1].filename).relative_to(package.parent).as_posix()}:{own[-1].lineno}"

"""The program around the commands: which language, which command, which exit status.

0 nothing at or above the level that fails; 1 findings; 2 it could not run; 3 something unforeseen; 130 stopped from the
keyboard; 141 nobody reads on; 129, 143 told to end by a signal. Status 1 means findings: whatever stops a command has another.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import traceback
import warnings
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from geokit._version import __version__
from geokit.atomic import display_path
from geokit.cli._console import (
    discard_output,
    print_line,
    print_note,
    print_usage_error,
    set_up_console,
)
from geokit.cli._ending import Ended, ending_in_order
from geokit.cli._options import language_option
from geokit.cli._usage import LocalizedContext
from geokit.errors import GeokitError, SpeedWarning, UnknownNameError, system_reason
from geokit.i18n import Language, Words, current_language, parse_language, speaking_to
from geokit.languages import use_language
from geokit.plugins import PluginError, plugin_names
from geokit.progress import fresh_table_sizes, largest_table_size, progress_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_ABOUT = Words(
    zh="园区规划工具：核对面积，核查重叠与缝隙，绘制离线地图。",
    en="Park planning: check areas, find overlaps and gaps, draw maps that open without a network.",
)
_COMMAND = Words(zh="命令", en="command")
_STOPPED = Words(zh="已中断", en="stopped")

_SENTENCE: Final = re.compile(r".*?(?:。|\.(?=\s|$))", re.DOTALL)

CANNOT_RUN: Final = 2
UNEXPECTED: Final = 3
STOPPED: Final = 130
NOBODY_READS: Final = 141


class Commands(click.Group):
    """The commands of this folder, imported one by one when they are asked for."""

    context_class = LocalizedContext

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands' names: those of their files."""
        return self._names

    @cached_property
    def _names(self) -> list[str]:
        # The list of all commands asks for each of them.
        return plugin_names("geokit.cli")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"geokit.cli.{cmd_name}").command
        for each in (command, *getattr(command, "commands", {}).values()):
            each.context_class = LocalizedContext
            each.short_help = each.short_help or _first_sentence(each.help or "")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; where there is none of the name, a near one is suggested in the reader's language."""
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise UnknownNameError(args[0], kind=_COMMAND, known=names)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; click would leave with 1, which means findings, where nobody reads what it prints."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            discard_output()
            raise click.exceptions.Exit(NOBODY_READS) from None


def _first_sentence(text: str) -> str:
    """Return the sentence that stands for a command in the list of all; click cuts at blanks, which Chinese has none of.

    Examples
    --------
    >>> _first_sentence("查看文件：格式、编码。可给出多个。"), _first_sentence("Sum up 1.5 ha. Compare it.")
    ('查看文件：格式、编码。', 'Sum up 1.5 ha.')
    """
    found = _SENTENCE.match(text)
    return found[0] if found else text


def run(arguments: Sequence[str], kept: list[object] | None = None) -> int:
    """Run one command and return its exit status.

    A user's mistake is one sentence on standard error, never a traceback; so is what nobody foresaw.

    Parameters
    ----------
    arguments : sequence of str
        What was typed behind the program's name.
    kept : list, optional
        Takes what the command worked on and need not be freed, since the process ends.
    """
    set_up_console()
    language = _asked_language(arguments)
    with (
        use_language(language),
        speaking_to("terminal"),
        fresh_table_sizes(),
        _quiet_libraries(),
        ending_in_order(),
    ):
        try:
            return _run(arguments, [] if kept is None else kept)
        except Ended as told:
            print_note(_STOPPED.render())
            return int(told.code or 0)
        except Exception as error:  # noqa: BLE001 - the last line of defence
            return report_unexpected(error)


def _run(arguments: Sequence[str], kept: list[object]) -> int:
    program = Commands("geokit", help=_ABOUT.render(), no_args_is_help=True)
    program.params += [language_option(), _version_option()]
    try:
        with progress_on(sys.stderr):
            status = program.main(list(arguments), prog_name="geokit", standalone_mode=False, obj=kept)
            return int(status or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        print_usage_error(error)
        return 0
    except click.ClickException as error:
        print_usage_error(error)
        return CANNOT_RUN
    except GeokitError as error:
        if ran_out_of_memory(error):
            return report_unexpected(error)
        if isinstance(error, PluginError):
            _print_record(error)
        print_note(f"geokit: {error}")
        return CANNOT_RUN
    except (click.Abort, KeyboardInterrupt):
        print_note(_STOPPED.render())
        return STOPPED


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep what libraries log and warn of from standard error: what matters of it is said as a notice.

    What would make the command faster the next time is said when it is done: it may draw a bar before.
    """
    silent = logging.NullHandler()
    logging.getLogger().addHandler(silent)
    slow: list[str] = []

    def hear(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        if issubclass(category, SpeedWarning):
            slow.append(str(message))

    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.showwarning = hear
            yield
        for sentence in slow:
            print_note(sentence)
    finally:
        logging.getLogger().removeHandler(silent)


def _version_option() -> click.Option:
    def print_version(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            print_line(f"geokit {__version__}")
            ctx.exit()

    words = Words(zh="显示版本", en="Show the version.")
    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=print_version,
        help=words.render(),
    )


def _asked_language(arguments: Sequence[str]) -> Language:
    """Return the language of ``--lang`` wherever it stands, so that even the help is in it."""
    for at, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name in ("--lang", "--language"):
            wanted = value or (arguments[at + 1] if at + 1 < len(arguments) else "")
            return parse_language(wanted) or current_language()
    return current_language()


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
    _print_record(error)
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


def _print_record(error: Exception) -> None:
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

"""The program around the commands: which language, which command, which exit status.

0 nothing at or above the level that fails; 1 findings; 2 it could not run; 3 something unforeseen; 130 stopped from the
keyboard; 141 nobody reads on; 129, 143 told to end by a signal. Status 1 means findings: whatever stops a command has another.
"""

from __future__ import annotations

import logging
import re
import sys
import warnings
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from geokit._version import __version__
from geokit.cli._console import (
    discard_output,
    print_line,
    print_note,
    print_usage_error,
    set_up_console,
)
from geokit.cli._ending import Ended, ending_in_order
from geokit.cli._options import language_option
from geokit.cli._unforeseen import CANNOT_RUN, print_record, ran_out_of_memory, report_unexpected
from geokit.cli._usage import LocalizedContext
from geokit.errors import GeokitError, SpeedWarning, UnknownNameError
from geokit.i18n import Language, Words, current_language, parse_language, speaking_to
from geokit.languages import use_language
from geokit.plugins import PluginError, plugin_names
from geokit.progress import fresh_table_sizes, progress_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_ABOUT = Words(
    zh="园区规划工具：核对面积，核查重叠与缝隙，绘制离线地图。",
    en="Park planning: check areas, find overlaps and gaps, draw maps that open without a network.",
)
_COMMAND = Words(zh="命令", en="command")
_STOPPED = Words(zh="已中断", en="stopped")

_SENTENCE: Final = re.compile(r".*?(?:。|\.(?=\s|$))", re.DOTALL)

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
            print_record(error)
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

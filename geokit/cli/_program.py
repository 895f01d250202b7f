"""The program around the commands: which language, which command, which exit status.

0 nothing at or above the level that fails; 1 findings; 2 it could not run; 3 something unforeseen; 130 stopped from the
keyboard; 141 nobody reads on.
"""

from __future__ import annotations

import logging
import sys
import warnings
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from geokit._version import __version__
from geokit.bars import is_wanted, show_progress
from geokit.cli._consoles import make_printable
from geokit.cli._options import language_option
from geokit.cli._printing import forget_output, refuse, remark, show
from geokit.cli._unforeseen import CANNOT_RUN, ran_out_of_memory, say_unforeseen
from geokit.discovery import plugin_names
from geokit.errors import GeokitError, UnknownNameError
from geokit.languages import use_language
from geokit.sizes import from_nothing
from geokit.words import Language, Words, current_language, language_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ABOUT = Words(
    zh="园区规划工具：核对面积，检查压盖与缝隙，绘制离线地图。",
    en="Park planning: check areas, find overlaps and gaps, draw maps that open without a network.",
)
_COMMAND = Words(zh="命令", en="command")
_STOPPED = Words(zh="已中断", en="stopped")
STOPPED = 130
NOBODY_READS = 141


class Commands(click.Group):
    """The commands of this folder, imported one by one when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands' names: those of their files."""
        return plugin_names("geokit.cli")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"geokit.cli.{cmd_name}").command
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
            forget_output()
            raise click.exceptions.Exit(NOBODY_READS) from None


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status.

    A user's mistake is one sentence on standard error, never a traceback; so is what nobody foresaw.
    """
    make_printable()
    with use_language(_asked_language(arguments)), from_nothing(), _quiet_libraries():
        try:
            return _run(arguments)
        except Exception as error:  # noqa: BLE001 - the last line of defence
            return say_unforeseen(error)


def _run(arguments: Sequence[str]) -> int:
    program = Commands("geokit", help=_ABOUT.render(), no_args_is_help=True)
    program.params += [language_option(), _version_option()]
    try:
        with show_progress() if is_wanted(sys.stderr) else nullcontext():
            return int(program.main(list(arguments), prog_name="geokit", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        refuse(error)
        return 0
    except click.ClickException as error:
        refuse(error)
        return CANNOT_RUN
    except GeokitError as error:
        if ran_out_of_memory(error):
            return say_unforeseen(error)
        remark(f"geokit: {error}")
        return CANNOT_RUN
    except (click.Abort, KeyboardInterrupt):
        remark(_STOPPED.render())
        return STOPPED


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep what libraries log and warn of from standard error: what matters of it is said as a notice."""
    silent = logging.NullHandler()
    logging.getLogger().addHandler(silent)
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.showwarning = _say_nothing
            yield
    finally:
        logging.getLogger().removeHandler(silent)


def _say_nothing(*_: object, **__: object) -> None:
    pass


def _version_option() -> click.Option:
    def tell(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            show(f"geokit {__version__}")
            ctx.exit()

    words = Words(zh="显示版本", en="Show the version.")
    return click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=tell, help=words.render()
    )


def _asked_language(arguments: Sequence[str]) -> Language:
    """Return the language of ``--lang`` wherever it stands, so that even the help is in it."""
    for at, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            wanted = value or (arguments[at + 1] if at + 1 < len(arguments) else "")
            return language_named(wanted) or current_language()
    return current_language()

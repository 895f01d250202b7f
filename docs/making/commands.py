"""The page of the command line, made from the commands themselves."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from geokit.i18n import Words
from geokit.plugins import plugin_names
from making.markdown import code, page, plain, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.i18n import Language

_PAGE = Words(
    zh="""# 命令行

`geokit 命令 --help` 给出同样的说明。`--lang zh` 或环境变量 `GEOKIT_LANG=zh` 选择中文。

退出状态：0 没有达到 `--fail-on` 的问题；1 有问题（`diff`：有差异）；2 无法运行，一句话说明文件和位置。

{commands}
""",
    en="""# Command line

`geokit COMMAND --help` prints the same. `--lang zh`, or `GEOKIT_LANG=zh` in the environment, speaks Chinese.

Exit status: 0 nothing at or above `--fail-on`; 1 findings (`diff`: a difference); 2 it could not run, in one sentence with
file and place.

{commands}
""",
)
_COMMANDS = "geokit.cli"
_HEADS = (Words(zh="选项", en="option"), Words(zh="说明", en="meaning"))
_DEFAULT = Words(zh="（默认 {value}）", en=" Default: {value}.")


def pages(language: Language) -> dict[str, str]:
    """Return the page of the command line."""
    del language
    with _modules_as_before():
        commands = "\n\n".join(_command(name) for name in plugin_names("geokit.cli"))
    return {"commands.md": page(_PAGE, commands=commands)}


@contextmanager
def _modules_as_before() -> Iterator[None]:
    """Leave to whoever uses the commands besides the modules that they have."""
    before = {name: module for name, module in sys.modules.items() if name.startswith(_COMMANDS)}
    try:
        yield
    finally:
        _forget()
        sys.modules.update(before)


def _forget() -> None:
    for module in [each for each in sys.modules if each.startswith(_COMMANDS)]:
        del sys.modules[module]


def _command(name: str) -> str:
    # A command's help is made when it is imported, in the language of that moment.
    _forget()
    command = importlib.import_module(f"geokit.cli.{name}").command
    return "\n\n".join(_sections(command, f"geokit {name}", 2))


def _sections(command: click.Command, path: str, level: int) -> Iterator[str]:
    # What a group does where no command of it is named.
    own: click.Command = getattr(command, "default", None) or command
    with click.Context(own, info_name=path) as context:
        usage = " ".join(own.collect_usage_pieces(context))
        yield f"{'#' * level} `{path}`"
        yield from map(_paragraph, (command.help or "").split("\n\n"))
        yield f"```text\n{path} {usage}\n```"
        rows = [_row(each, context) for each in own.params if isinstance(each, click.Option)]
        if rows:
            yield table(_HEADS, rows)
    for name, each in sorted(getattr(command, "commands", {}).items()):
        yield from _sections(each, f"{path} {name}", level + 1)


def _paragraph(text: str) -> str:
    """Return a paragraph of help; one that click is told to leave as it is holds lines to type."""
    if not text.startswith("\b"):
        return plain(text)
    lines = "\n".join(line.strip() for line in text.splitlines()[1:])
    return f"```text\n{lines}\n```"


def _row(option: click.Option, context: click.Context) -> tuple[str, str]:
    names = ", ".join(code(each) for each in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else plain(option.make_metavar(context).strip("[]").replace("|", " / "))
    default = _DEFAULT.render(value=code(option.default)) if option.show_default else ""
    return f"{names} {value}", plain(option.help or "") + default

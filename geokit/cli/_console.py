"""The one place that prints: what came from data stays data, on a terminal and in the log of a runner.

Nothing else in this folder writes to standard output or error; a test sees to it. Click's own sentences are English
only: they are translated here. What a console's code page lacks is written in plainer characters.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import click

from geokit.errors import OutputError
from geokit.escape import terminal_line
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NO_ROOM: Final = Words(
    zh="无法写出标准输出：磁盘已满，请清出空间",
    en="standard output cannot be written: the disk is full, make room",
)


def print_line(line: str = "") -> None:
    """Print one line to standard output."""
    with _full_disk_refused():
        click.echo(terminal_line(line))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines to standard output."""
    for line in lines:
        print_line(line)


def print_text(text: str) -> None:
    """Print a text of several lines, whose fields were made safe when its words were, to standard output."""
    print_lines(text.split("\n"))


def print_note(line: str) -> None:
    """Print one line to standard error."""
    # Where not even this can be said, the exit status still says it.
    with suppress(OSError):
        click.echo(terminal_line(line), err=True)


def print_usage_error(error: click.ClickException) -> None:
    """Print what click says of a wrong command line, to standard error, in the reader's language."""
    message = io.StringIO()
    error.show(message)
    for line in message.getvalue().rstrip("\n").split("\n"):
        print_note(_localized(line))


def print_document(content: str | bytes) -> None:
    """Print a whole report, which its format has made safe for a terminal, to standard output."""
    with _full_disk_refused():
        click.echo(content, nl=False)


@contextmanager
def _full_disk_refused() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        discard_output()
        raise OutputError(_NO_ROOM) from error


def discard_output() -> None:
    """Send what standard output still holds nowhere: Python would try to write it once more on leaving."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


class LocalizedHelpFormatter(click.HelpFormatter):
    """Click's help in the reader's language: its headings, and its notes on an option."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of the usage."""
        super().write_usage(prog, args, "用法：" if current_language() == "zh" else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_localized(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """Write options or commands with their help."""
        localized = [(name, _localized(_NOTE.sub(_localized_note, text))) for name, text in rows]
        super().write_dl(localized, *args, **kwargs)


class LocalizedContext(click.Context):
    """The context of a command whose help is in the reader's language."""

    formatter_class = LocalizedHelpFormatter


def _localized_note(found: re.Match[str]) -> str:
    return _localized(found[0])


def _localized(sentence: str) -> str:
    return usage_in_chinese(sentence) if current_language() == "zh" else sentence


# What click adds to the help of an option.
_NOTE: Final = re.compile(r"\[(?:default: .*|required)\]$")

# Whatever came from the command line keeps its quotes or brackets, so that it is never taken for one of these itself.
_CHINESE: Final = tuple(
    (re.compile(sentence, re.DOTALL), template)
    for sentence, template in (
        (r"Usage: (.*)", "用法：{}"),
        (r"Options", "选项"),
        (r"Commands", "命令"),
        (r"Positional arguments", "参数"),
        (r"Show this message and exit\.", "显示帮助"),
        (r"\[default: (.*)\]", "[缺省：{}]"),
        (r"\[required\]", "[必需]"),
        (r"Try ('.*') for help\.", "查看帮助：{}"),
        (r"Error: (.*)", "错误：{}"),
        (r"Invalid value for ('.*?'): (.*)", "{} 的值无效：{}"),
        (r"Invalid value: (.*)", "值无效：{}"),
        (r"No such (option|command):? ([^ ]*?)\.?", "没有{} {}"),
        (r"No such (option|command):? ([^ ]*?)\.? Did you mean ('?[^ ]*'?)\?", "没有{} {}；是否指：{}？"),
        (
            r"No such (option|command):? ([^ ]*?)\.? \((?:Did you mean one of|Possible options): (.*?)\??\)",
            "没有{} {}；是否指：{}？",
        ),
        (r"Missing (?:option|argument|parameter) ('.*')\.", "缺少 {}"),
        (r"option", "选项"),
        (r"command", "命令"),
        (r"Missing command\.", "缺少命令"),
        (r"Got unexpected extra arguments? (\(.*\))", "多余的参数：{}"),
        (r"Option ('.*?') requires an argument\.", "选项 {} 需要一个值"),
        (r"Option ('.*?') does not take a value\.", "选项 {} 不带值"),
        (r"(['\"].*['\"]) is not one of (.*)\.", "{} 不是 {} 之一"),
        (r"(['\"].*['\"]) is not a valid integer(?: range)?\.", "{} 不是整数"),
        (r"(['\"].*['\"]) is not a valid float(?: range)?\.", "{} 不是数字"),
        (r"([-+.\d]+) is not in the range (.*)\.", "{} 不在 {} 之内"),
        (r"(['\"].*['\"]) does not match the formats? (.*)\.", "{} 不合格式 {}"),
    )
)


def usage_in_chinese(message: str) -> str:
    """Return a sentence of click's in Chinese; what is none of those known stays as it is.

    Examples
    --------
    >>> usage_in_chinese("Error: Invalid value for '--zone': 'x' is not a valid integer.")
    "错误：'--zone' 的值无效：'x' 不是整数"
    """
    for sentence, template in _CHINESE:
        found = sentence.fullmatch(message)
        if found:
            return template.format(*map(usage_in_chinese, found.groups()))
    return message


# What geokit prints beyond ASCII and Chinese. Code page 936 has no superscripts and no minus sign of its own.
_PLAIN: Final = {
    "²": "2", "³": "3", "–": "-", "—": "-", "−": "-", "·": "-", "•": "-", "×": "x", "→": "->", "≤": "<=", "≥": ">=",
    "±": "+/-", "°": " deg", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "\xa0": " ",
}  # fmt: skip

_HANDLER: Final = "geokit-plain"


def set_up_console() -> None:
    """Let standard output and error write any character, whatever their code page holds."""
    codecs.register_error(_HANDLER, _in_plain_characters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def _in_plain_characters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, "?") for character in missing), error.end

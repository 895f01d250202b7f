"""The one place that prints: what came from data stays data, on a terminal and in the log of a runner.

Nothing else in this folder writes to standard output or error; a test sees to it. What a console's code page lacks is
written in plainer characters.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from geokit.cli._usage import usage_lines
from geokit.errors import OutputError
from geokit.escape import terminal_line
from geokit.i18n import Words
from geokit.terminal import display_width, wrap

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


def print_sentences(lines: Iterable[str]) -> None:
    """Print sentences to standard output, on a terminal broken between words and indented as they begin."""
    room = terminal_room()
    for line in lines:
        indent = line[: len(line) - len(line.lstrip(" "))]
        fits = not room or display_width(line) <= room
        print_lines([line] if fits else [indent + each for each in wrap(line, room - len(indent))])


def terminal_room() -> int:
    """Return how many columns the terminal has; 0 where what is printed goes to a file or a program."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def print_note(line: str) -> None:
    """Print one line to standard error."""
    # Where not even this can be said, the exit status still says it.
    with suppress(OSError):
        click.echo(terminal_line(line), err=True)


def print_usage_error(error: click.ClickException) -> None:
    """Print what click says of a wrong command line, to standard error, in the reader's language."""
    for line in usage_lines(error):
        print_note(line)


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


# What geokit prints beyond ASCII and Chinese. Code page 936 has no superscripts and no minus sign of its own.
_PLAIN: Final = {
    "²": "2", "³": "3", "–": "-", "—": "-", "−": "-", "·": "-", "•": "-", "×": "x", "→": "->", "≤": "<=", "≥": ">=",
    "±": "+/-", "°": " deg", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "\xa0": " ",
}  # fmt: skip

_HANDLER: Final = "geokit-plain"


def set_up_console() -> None:
    """Let standard output and error write any character, whatever their code page holds, and go nowhere if closed."""
    codecs.register_error(_HANDLER, _in_plain_characters)
    _fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def _fill_closed_streams() -> None:
    """Open what is closed of standard input, output and error to nowhere, in the order of their numbers.

    A program without a console is started so. The next file opened would take the number, and what a library prints.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - open to the end of the process
            setattr(sys, name, nowhere)


def _in_plain_characters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, "?") for character in missing), error.end

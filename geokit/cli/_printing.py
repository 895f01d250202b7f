"""The one place that prints: what came from data stays data, on a terminal and in the log of a runner.

Nothing else in this folder writes to standard output or error; a test sees to it.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import click

from geokit.cli._usage import usage_in_chinese
from geokit.errors import OutputError
from geokit.escape import terminal_line
from geokit.words import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NO_ROOM: Final = Words(
    zh="无法写出标准输出：磁盘已满，请清出空间",
    en="standard output cannot be written: the disk is full, make room",
)


def show(line: str = "") -> None:
    """Print one line to standard output."""
    with _room():
        click.echo(terminal_line(line))


def show_lines(lines: Iterable[str]) -> None:
    """Print lines to standard output."""
    for line in lines:
        show(line)


def show_text(text: str) -> None:
    """Print a text of several lines, whose fields were made safe when its words were, to standard output."""
    show_lines(text.split("\n"))


def remark(line: str) -> None:
    """Print one line to standard error."""
    # Where not even this can be said, the exit status still says it.
    with suppress(OSError):
        click.echo(terminal_line(line), err=True)


def refuse(error: click.ClickException) -> None:
    """Print what click says of a wrong command line, to standard error, in the reader's language."""
    said = io.StringIO()
    error.show(said)
    is_chinese = current_language() == "zh"
    for line in said.getvalue().rstrip("\n").split("\n"):
        remark(usage_in_chinese(line) if is_chinese else line)


def pour(content: str | bytes) -> None:
    """Print a whole report, which its format has made safe for a terminal, to standard output."""
    with _room():
        click.echo(content, nl=False)


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        forget_output()
        raise OutputError(_NO_ROOM) from error


def forget_output() -> None:
    """Send what standard output still holds nowhere: Python would try to write it once more on leaving."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

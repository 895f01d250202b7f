"""The one place that prints: what came from data stays data, on a terminal and in the log of a runner.

Nothing else in this folder writes to standard output or error; a test sees to it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import click

from geokit.lettering import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable


def show(line: str = "") -> None:
    """Print one line to standard output."""
    click.echo(one_line(line))


def show_lines(lines: Iterable[str]) -> None:
    """Print lines to standard output."""
    for line in lines:
        show(line)


def show_text(text: str) -> None:
    """Print a text of several lines, whose fields were made safe when its words were, to standard output."""
    show_lines(text.split("\n"))


def remark(line: str) -> None:
    """Print one line to standard error."""
    click.echo(one_line(line), err=True)


def refuse(error: click.ClickException) -> None:
    """Print what click says of a wrong command line, to standard error."""
    said = io.StringIO()
    error.show(said)
    for line in said.getvalue().rstrip("\n").split("\n"):
        remark(line)


def pour(content: str | bytes) -> None:
    """Print a whole report, which its format has made safe for a terminal, to standard output."""
    click.echo(content, nl=False)

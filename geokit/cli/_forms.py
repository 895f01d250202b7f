"""How a command shows a form and writes it: on the terminal, as a workbook, as CSV."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from geokit.cli._console import print_line, print_lines, print_sentences, print_text, terminal_room
from geokit.cli._output import print_written
from geokit.i18n import Words, current_language
from geokit.terminal import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geokit.cli._options import Command
    from geokit.ledgers.forms import Form

_OUTPUT = Words(zh="写入 .xlsx 或 .csv 文件；可重复", en="Write an .xlsx or .csv file; may be repeated.")
_REVIEW = Words(zh="审图号", en="The map review number (审图号).")
_CLASSIFICATION = Words(zh="密级", en="The classification (密级).")
_MORE = Words(
    zh="另有 {count} 行；写入 {kinds} 文件可见全表{option:output}",
    en="{count:more row|more rows}; a {kinds} file has the whole table{option:output}",
)
_KINDS: Final = Words(zh=".xlsx 或 .csv", en=".xlsx or .csv")
# What can be scrolled over.
_MOST_ROWS: Final = 60


def with_form_output(command: Command) -> Command:
    """Let a command write its form into files, with the marks that each printed page carries."""
    for decorate in (
        click.option("--classification", help=_CLASSIFICATION.render()),
        click.option("--review-number", help=_REVIEW.render()),
        click.option(
            "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), help=_OUTPUT.render()
        ),
    ):
        command = decorate(command)
    return command


def form_output_of(options: dict[str, Any]) -> tuple[tuple[Path, ...], dict[str, Any]]:
    """Take files and marks out of a command's options; a file that cannot be is refused before the work.

    Raises
    ------
    OutputError
        A file has a suffix that no form is written with.
    """
    from geokit.reports._forms import refuse_unwritable

    outputs: tuple[Path, ...] = options.pop("outputs")
    for output in outputs:
        refuse_unwritable(output)
    return outputs, {name: options.pop(name) for name in ("review_number", "classification")}


def print_form(form: Form, outputs: Sequence[Path], marks: dict[str, Any]) -> None:
    """Print each sheet of a form with the sentences below it, and write it into files."""
    language = current_language()
    sheets = form.sheets()
    said: set[str] = set()
    for at, sheet in enumerate(sheets):
        print_lines([""] if at else [])
        print_line(sheet.title.localize(language))
        shown = replace(sheet, rows=sheet.rows[:_MOST_ROWS])
        print_rows(shown.to_frame(language), count=len(sheet.rows))
        # What holds for several sheets is said below the first.
        print_sentences(line for line in sheet.sentences(language) if line not in said)
        said.update(sheet.sentences(language))
    write_outputs(form, outputs, marks)


def print_rows(table: pd.DataFrame, *, count: int, kinds: Words | str = _KINDS) -> None:
    """Print as much of a table of `count` rows as can be scrolled over, and say which files have the whole."""
    from geokit.ledgers.acquisition.text import as_text

    for part in _in_width(table.head(_MOST_ROWS)):
        print_text(as_text(part))
    if count > _MOST_ROWS:
        print_line(_MORE.render(count=count - _MOST_ROWS, kinds=kinds))


def _in_width(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield a table in parts that a terminal has room for, each with the first column; whole where it goes to a file."""
    room = terminal_room()
    wide = [_width(table, at) for at in range(table.shape[1])]
    if not room or sum(wide) <= room:
        yield table
        return
    columns: list[int] = []
    for at in range(1, table.shape[1]):
        if columns and wide[0] + sum(wide[each] for each in columns) + wide[at] > room:
            yield table.iloc[:, [0, *columns]]
            columns = []
        columns.append(at)
    yield table.iloc[:, [0, *columns]]


def _width(table: pd.DataFrame, at: int) -> int:
    texts = [str(table.columns[at]), *("" if value is None else str(value) for value in table.iloc[:, at])]
    return max(map(display_width, texts)) + 1


def write_outputs(form: Form, outputs: Sequence[Path], marks: dict[str, Any]) -> None:
    """Write a form into files, and say so."""
    language = current_language()
    for output in outputs:
        form.save(output, language=language, **marks)
        print_written(output)

"""Where ``geokit audit`` puts its reports, and for whom reports and maps are made."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geokit.cli._console import print_document, print_note
from geokit.cli._values import NamedChoice
from geokit.errors import DataLossWarning
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geokit as gk
    from geokit.cli._options import Command

_FORMAT = Words(zh="标准输出的格式", en="The format on standard output; may be repeated.")
_OUTPUT = Words(
    zh="写入文件，后缀决定格式，如 audit.html、.xlsx、.gpkg、.parquet、.json；可重复",
    en="Write a file, its suffix decides the format (audit.html, .xlsx, .gpkg, .parquet, .json …); may be repeated.",
)
_AUDIENCE = Words(
    zh="读者：internal 在图上标注内部用图、在表上标注内部资料；public 略去未公告地块与界址点，并将坐标概略化",
    en="For whom: internal is marked so; public leaves out parcels not known to be announced and boundary points, and "
    "generalises places.",
)
_REVIEW = Words(zh="审图号", en="The map review number (审图号).")
_CLASSIFICATION = Words(zh="密级", en="The classification (密级).")
_ALL = Words(
    zh="同因问题逐条列出，不只列前几条", en="List every finding, not the first few of many of one cause."
)
WRITTEN = Words(zh="已写入 {file}", en="wrote {file}")
_WITH_PARCELS = Words(zh="已写入 {file}：{count} 宗地块", en="wrote {file}: {count:parcel|parcels}")
_AUDIENCES = {"internal": Words(zh="内部", en="internal"), "public": Words(zh="公开", en="public")}
_MARKS = ("audience", "review_number", "classification")


def with_marks(command: Command) -> Command:
    """Let a command take for whom its product is made, and the marks that it carries."""
    for decorate in (
        click.option("--classification", help=_CLASSIFICATION.render()),
        click.option("--review-number", help=_REVIEW.render()),
        click.option(
            "--audience",
            type=NamedChoice(_AUDIENCES),
            default="internal",
            show_default=True,
            help=_AUDIENCE.render(),
        ),
    ):
        command = decorate(command)
    return command


def with_output_files(command: Command) -> Command:
    """Let a command take report formats, report files, and the marks that they carry."""
    path = click.Path(path_type=Path)
    command = with_marks(command)
    for decorate in (
        click.option("-o", "--output", "outputs", multiple=True, type=path, help=_OUTPUT.render()),
        click.option("--all", "is_whole", is_flag=True, help=_ALL.render()),
        click.option("--format", "formats", multiple=True, metavar="NAME", help=_FORMAT.render()),
    ):
        command = decorate(command)
    return command


def marks_of(options: dict[str, Any]) -> dict[str, Any]:
    """Take the marks out of a command's options."""
    return {key: options.pop(key) for key in _MARKS}


def refuse_impossible(formats: Sequence[str], outputs: Sequence[Path]) -> None:
    """Refuse an impossible output before the work, not after it.

    Raises
    ------
    UnknownNameError
        No format has this name or suffix.
    """
    from geokit.reports import find_format, format_of

    for name in formats:
        find_format(name)
    for output in outputs:
        format_of(output)


def print_report(
    report: gk.AuditReport, formats: Sequence[str], marks: dict[str, Any], *, is_whole: bool = True
) -> None:
    """Write the report to standard output in each of the formats; whole, or the first few of many of one cause."""
    from geokit.reports import find_format

    for name in formats:
        chosen = find_format(name)
        if chosen.is_text:
            print_document(chosen.terminal(report, current_language(), is_whole=is_whole, **marks))
        else:
            print_document(chosen.render(report, current_language(), **marks))


@contextmanager
def losses_said() -> Iterator[None]:
    """Say, each once, what a file that is written meanwhile does not hold."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", DataLossWarning)
        yield
    for sentence in dict.fromkeys(str(each.message) for each in heard if each.category is DataLossWarning):
        print_note(sentence)


def print_written(output: Path, count: int | None = None) -> None:
    """Say on standard error that a file is written, and with how many parcels where that is told."""
    print_note(
        WRITTEN.render(file=output) if count is None else _WITH_PARCELS.render(file=output, count=count)
    )

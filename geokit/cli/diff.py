"""``geokit diff``: what changed between two audits, or between two files of parcels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geokit.cli._options import with_language, with_reading
from geokit.errors import OutputError
from geokit.words import Words, current_language

_ABOUT = Words(
    zh="比较两份审查报告（JSON）或两份地块文件：新增、消失、变化多少亩。\n\n退出状态：0 无差别；1 有差别；2 无法运行。",
    en="Compare two audits (JSON reports) or two files of parcels: what appeared, what is gone, what changed by how "
    "many mu.\n\nExit status: 0 no difference; 1 a difference; 2 it could not run.",
)
_OUTPUT = Words(zh="写入 CSV 文件", en="Write a CSV file.")
_CSV_ONLY = Words(
    zh="差别只写 .csv 文件，不写“{suffix}”", en="differences are written as .csv, not as “{suffix}”"
)
# A workbook program takes a text that starts with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command(help=_ABOUT.render())
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@with_reading
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_OUTPUT.render())
@with_language
def command(old: Path, new: Path, output: Path | None, **reading: Any) -> int:
    """Print the differences, write them where asked, and say by the exit status whether there are any."""
    from geokit.auditing.differences.files import compare_files

    if output is not None and output.suffix.lower() != ".csv":
        raise OutputError(_CSV_ONLY, suffix=output.suffix or output.name)
    difference = compare_files(old, new, **reading)
    for line in difference.sentences(current_language()):
        click.echo(line)
    if output is not None:
        _write(difference, output)
    return 0 if difference.same else 1


def _write(difference: Any, output: Path) -> None:
    from geokit.outputs import write_whole

    table = difference.to_frame(current_language())
    plain = table.map(lambda value: "、".join(value) if isinstance(value, tuple) else value)
    shown = plain.map(
        lambda value: f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
    )
    write_whole(output, shown.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig"))

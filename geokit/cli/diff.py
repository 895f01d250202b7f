"""``geokit diff``: what changed between two audits or two files of parcels, or whether a submission's files agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import geokit as gk
from geokit.cli._console import print_lines
from geokit.cli._options import with_language, with_reading
from geokit.errors import OutputError
from geokit.i18n import Words, current_language

_ABOUT = Words(
    zh="比较两份核查报告（JSON）或两份地块文件：新增、消失、变化多少亩。\n\n给出三个以上文件时，视为同一批报件"
    "（TXT、shapefile、界址点成果表），核对是否一致。\n\n退出状态：0 无差别；1 有差别；2 无法运行。",
    en="Compare two audits (JSON reports) or two files of parcels: what appeared, what is gone, what changed by how "
    "many mu. Three files or more are one submission (TXT, shapefile, table of points), and must agree.\n\nExit status: "
    "0 no difference; 1 a difference; 2 it could not run.",
)
_SUBMISSION = Words(
    zh="两个文件属于同一批报件：界址点须相差不超过 1 毫米，面积须在半个末位单位之内，不得缺圈缺宗",
    en="Two files are one submission: corners must agree to 1 mm, areas to the half-unit, and no ring or parcel be missing.",
)
_TOO_FEW = Words(zh="请给出至少两个文件", en="name two files at least")
_TWO = 2
_OUTPUT = Words(zh="写入 CSV 文件", en="Write a CSV file.")
_CSV_ONLY = Words(
    zh="差别只写 .csv 文件，不写“{suffix}”", en="differences are written as .csv, not as “{suffix}”"
)


@click.command(help=_ABOUT.render())
@click.argument("files", type=click.Path(path_type=Path), nargs=-1)
@click.option("--submission", is_flag=True, help=_SUBMISSION.render())
@with_reading
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_OUTPUT.render())
@with_language
def command(files: tuple[Path, ...], output: Path | None, *, submission: bool, **reading: Any) -> int:
    """Print the differences, write them where asked, and say by the exit status whether there are any."""
    from geokit.auditing.differences.files import compare_submitted_files

    if len(files) < _TWO:
        raise click.UsageError(_TOO_FEW.render())
    if output is not None and output.suffix.lower() != ".csv":
        raise OutputError(_CSV_ONLY, suffix=output.suffix or output.name)
    one_submission = submission or len(files) > _TWO
    found: gk.Difference | gk.SubmissionCheck = (
        compare_submitted_files(files, **reading) if one_submission else gk.compare_files(*files, **reading)
    )
    print_lines(found.sentences(current_language()))
    if output is not None:
        _write(found, output)
    return 0 if found.same else 1


def _write(found: gk.Difference | gk.SubmissionCheck, output: Path) -> None:
    from geokit.reports._serialize import write_csv

    table = found.to_frame(current_language())
    write_csv(table.map(lambda value: "、".join(value) if isinstance(value, tuple) else value), output)

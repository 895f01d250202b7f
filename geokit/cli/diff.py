"""``geokit diff``: what changed between two audits or two files of parcels, or whether a submission's files agree."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_sentences
from geokit.cli._options import day_option, with_language, with_reading
from geokit.cli._output import marks_of, print_written, with_marks
from geokit.cli._paths import expand
from geokit.cli._reading import read_together
from geokit.cli._sources import note_unannounced
from geokit.cli._usage import OnceCommand
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geokit.auditing.differences.parcels import ParcelDifference

_ABOUT = Words(
    zh="比较两份核查报告（JSON）或两份地块文件：新增、消失、变化多少亩；两期地块还可写成对比地图、工作簿、GeoPackage。"
    "每一期可以是文件、文件夹、压缩包，或加引号的通配符。\n\n\b\n"
    "  geokit diff 5月.txt 6月.shp\n"
    "  geokit diff 5月/ 6月.zip -o 对比.html\n"
    '  geokit diff "5月/*.txt" "6月/*.txt" -o 对比.xlsx\n\n'
    "给出三个以上文件时，视为同一批报件（TXT、shapefile、界址点坐标成果表），核对是否一致。\n\n退出状态：0 无差别；1 有差别；"
    "2 无法运行。",
    en="Compare two audits (JSON reports) or two files of parcels: what appeared, what is gone, what changed by how "
    "many mu; two states of parcels as a map, a workbook or a GeoPackage too. A state is a file, a folder, an "
    "archive, or a pattern in quotes. Three files or more are one submission "
    "(TXT, shapefile, table of points), and must agree.\n\n\b\n"
    "  geokit diff may.txt june.shp\n"
    "  geokit diff may/ june.zip -o change.html\n"
    '  geokit diff "may/*.txt" "june/*.txt" -o change.xlsx\n\n'
    "Exit status: 0 no difference; 1 a difference; 2 it could "
    "not run.",
)
_SUBMISSION = Words(
    zh="两个文件属于同一批报件：界址点须相差不超过 1 毫米，面积须在半个末位单位之内，不得缺圈缺宗",
    en="Two files are one submission: corners must agree to 1 mm, areas to the half-unit, and no ring or parcel be missing.",
)
_TOO_FEW = Words(zh="请给出至少两个文件", en="name two files at least")
_TWO = 2
_OUTPUT = Words(
    zh="写入文件，后缀决定格式：.csv、.html、.xlsx、.gpkg；可重复",
    en="Write a file, its suffix decides the format: .csv, .html, .xlsx, .gpkg; may be repeated.",
)
_NAMES = Words(
    zh="两期的名称，如 --names 5月 6月；缺省为文件名，同名时带后缀或文件夹",
    en="What the two states are called; their file names if left out, with suffix or folder where these are equal.",
)
_ALL = Words(
    zh="逐项列出；缺省时，同类变化五项以上合为一行",
    en="List every change; if left out, five and more that say the same are one line.",
)
_AS_OF = Words(zh="阶段截至哪一天，缺省为今天", en="The day that stages are read on; today if left out.")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("files", type=click.Path(allow_dash=True), nargs=-1)
@click.option("--submission", is_flag=True, help=_SUBMISSION.render())
@with_reading
@click.option(
    "-o", "--output", "outputs", type=click.Path(path_type=Path), multiple=True, help=_OUTPUT.render()
)
@click.option("--names", nargs=2, help=_NAMES.render())
@day_option("--as-of", help=_AS_OF.render())
@click.option("--all", "is_whole", is_flag=True, help=_ALL.render())
@with_marks
@with_language
def command(
    files: tuple[str, ...],
    outputs: tuple[Path, ...],
    names: tuple[str, str] | None,
    as_of: date | None,
    *,
    submission: bool,
    is_whole: bool,
    **reading: Any,
) -> int:
    """Print the differences, write them where asked, and say by the exit status whether there are any."""
    marks = marks_of(reading)
    # What is written is looked at before what is read.
    _refuse(outputs, marks, is_submission=submission or len(files) > _TWO)
    states = [expand([each], outputs) for each in files]
    if len(states) == 1:
        states = [[path] for path in states[0]]
    if len(states) < _TWO:
        raise click.UsageError(_TOO_FEW.render())
    if submission or len(states) > _TWO:
        _refuse(outputs, marks, is_submission=True)
        return _compare_submission([path for state in states for path in state], outputs, reading)
    found = _compared(states[0], states[1], reading)
    if marks["audience"] == "public":
        found = _for_the_public(found, as_of)
    own = names or _names_of(states, files if len(files) == _TWO else [str(state[0]) for state in states])
    print_sentences(_sentences(found, own, as_of, is_whole=is_whole))
    for output in outputs:
        found.save(output, names=own, as_of=as_of, language=current_language(), **marks)
        print_written(output)
    return 0 if found.same else 1


def _sentences(
    found: gk.Difference, names: tuple[str, str], as_of: date | None, *, is_whole: bool
) -> list[str]:
    """Return what the page says too, of parcels that have a place: a split is no parcel gone and two that appeared."""
    from geokit.auditing.differences.parcels import ParcelDifference
    from geokit.auditing.differences.told import land_sentences

    language = current_language()
    if isinstance(found, ParcelDifference) and not found.same and _has_place(found):
        land = found.land(as_of)
        if land.events:
            return land_sentences(land, names, language, is_whole=is_whole)
    return found.sentences(language, is_whole=is_whole)


def _has_place(found: ParcelDifference) -> bool:
    return found.old.crs is not None and found.new.crs is not None


def _compared(old: list[Path], new: list[Path], reading: dict[str, Any]) -> gk.Difference:
    if len(old) == len(new) == 1:
        return gk.compare_files(old[0], new[0], **reading)
    return gk.compare_parcels(read_together(old, reading), read_together(new, reading))


def _names_of(states: Sequence[list[Path]], asked: Sequence[str]) -> tuple[str, str]:
    """Return what two states are called: as their files, or as the folders of these; apart where they are not one."""
    before, after = map(_name_of, states)
    if before != after:
        return before, after
    # Their suffixes differ, or the patterns that were asked for, or folders above.
    old, new = (Path(os.path.abspath(each)).parts for each in asked)  # noqa: PTH100 - without the dots between
    for count in range(1, max(len(old), len(new)) + 1):
        if old[-count:] != new[-count:]:
            return "/".join(old[-count:]), "/".join(new[-count:])
    return before, after


def _name_of(state: list[Path]) -> str:
    return state[0].stem if len(state) == 1 else state[0].absolute().parent.name


def _refuse(outputs: Sequence[Path], marks: dict[str, Any], *, is_submission: bool) -> None:
    from geokit.reports._difference import refuse_unwritable

    for output in outputs:
        refuse_unwritable(output, is_of_parcels=not is_submission, audience=marks["audience"])


def _for_the_public(found: gk.Difference, as_of: date | None) -> gk.Difference:
    from geokit.auditing.differences.parcels import ParcelDifference
    from geokit.reports._difference import public_difference

    shown = public_difference(found, as_of)
    if isinstance(found, ParcelDifference):
        note_unannounced([found.old, found.new], "public", as_of, needs_one=True)
    return shown


def _compare_submission(files: Sequence[Path], outputs: Sequence[Path], reading: dict[str, Any]) -> int:
    from geokit.auditing.differences.files import compare_submitted_files
    from geokit.reports._difference import write_table

    found = compare_submitted_files(files, **reading)
    print_sentences(found.sentences(current_language()))
    for output in outputs:
        write_table(found, output, current_language())
        print_written(output)
    return 0 if found.same else 1

"""``geokit number``: number parcels from the north-west, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import geokit as gk
from geokit.atomic import display_path
from geokit.cli._console import print_note
from geokit.cli._options import with_language, with_output, with_reading
from geokit.errors import OutputError
from geokit.i18n import Words, current_language

_ABOUT = Words(
    zh="给地块编号：自西北角起，逐行自西向东；号写在新的一列，原有编号不变。",
    en="Number parcels from the north-west, row by row from west to east. The numbers go into a column of their own; ids "
    "stay as they are.",
)
_START = Words(zh="起始号", en="The first number.")
_PATTERN = Words(
    zh="号的写法，如 {{:03d}} 得 001；可含列名，如 {{village}}-{{:03d}}",
    en="How a number is written: {{:03d}} gives 001; names of columns may stand in it, {{village}}-{{:03d}}.",
)
_TOLERANCE = Words(
    zh="同一行内北边界可相差的米数；缺省为地块高度中位数的一半",
    en="By how many metres the north edges of one row may differ; half the median height if left out.",
)
_BY = Words(
    zh="按列分组，依次编号，可重复，如 village、batch",
    en="Number group by group: a column, such as village or batch; may be repeated.",
)
_COLUMN = Words(
    zh="写入的列，缺省为新列 number；写明 id 则改写地块编号",
    en="The column to write: a new one, number, if left out; id overwrites the ids.",
)
_KEEP = Words(zh="该列已有的号保留，只编空的", en="Keep the numbers in that column and fill the blanks.")
_BSM_WIDTH = Words(
    zh="另加标识码列 BSM，各组连续编号，共这么多位",
    en="Add a column BSM too: one number a parcel over all groups, of so many digits.",
)
_BSM_START = Words(zh="标识码的起始号", en="The first BSM.")
_SAME = Words(
    zh="{file} 就是来源文件；编号会将其覆盖，请换一个文件名",
    en="{file} is the source itself, which would be overwritten; write another name",
)
_LEFT = Words(zh="未编号：{record}", en="not numbered: {record}")
_WRITTEN = Words(zh="已写入 {file}：{count} 宗地块", en="wrote {file}: {count:parcel|parcels}")


@click.command(help=_ABOUT.render())
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@with_output
@click.option("--start", type=click.IntRange(min=0), default=1, show_default=True, help=_START.render())
@click.option("--pattern", default="{:03d}", show_default=True, help=_PATTERN.render())
@click.option("--row-tolerance", "row_tolerance_m", type=click.FloatRange(min=0), help=_TOLERANCE.render())
@click.option("--by", multiple=True, metavar="COLUMN", help=_BY.render())
@click.option("--into", metavar="COLUMN", help=_COLUMN.render())
@click.option("--keep", is_flag=True, help=_KEEP.render())
@click.option("--bsm-width", type=click.IntRange(min=1), help=_BSM_WIDTH.render())
@click.option(
    "--bsm-start", type=click.IntRange(min=0), default=1, show_default=True, help=_BSM_START.render()
)
@with_reading
@with_language
def command(source: Path, output: Path, **options: Any) -> int:
    """Write numbers, and say what was assumed; exit status 1 where a record has no number."""
    from geokit.parcels.write import format_to_write

    format_to_write(output)
    if source.exists() and output.exists() and output.samefile(source):
        raise OutputError(_SAME, file=display_path(output))
    names = ("start", "pattern", "row_tolerance_m", "by", "into", "keep", "bsm_width", "bsm_start")
    numbering = {name: options.pop(name) for name in names}
    frame = gk.read_parcels(source, **options)
    numbered = gk.number_parcels(frame, **numbering)
    for notice in [*gk.notices_of(numbered), *gk.write_parcels(numbered, output)]:
        print_note(notice.localize(current_language()))
    left = gk.unreadable_of(frame)
    for record in left:
        print_note(_LEFT.render(record=record))
    print_note(_WRITTEN.render(file=output, count=len(numbered)))
    return 1 if left else 0

"""``geokit number``: number parcels from the north-west, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_note
from geokit.cli._options import with_language, with_output, with_reading, with_schematic
from geokit.cli._output import print_written
from geokit.cli._paths import expand
from geokit.cli._reading import read_together
from geokit.cli._usage import OnceCommand
from geokit.errors import OutputError
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from pathlib import Path

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
_ANGLE = Words(
    zh="行的走向自正东偏北的度数，0 为正东西向；缺省取多数边的走向",
    en="By how many degrees rows are turned from east to north, 0 for rows due east; as most edges run if left out.",
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
_NO_PLACE = Words(
    zh="{format}里地块只有编号，没有别的列；请加 --into id 改写编号，或写为 .gpkg、.xlsx",
    en="{format} has the id of a parcel and no column besides; add --into id to overwrite it, or write .gpkg or .xlsx",
)
_LEFT = Words(zh="未编号：{record}", en="not numbered: {record}")

_ID_ALONE = ("txt", "dxf")
_LAYOUTS: dict[str, Any] = {"xlsx": "parcels"}


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True))
@with_output
@click.option("--start", type=click.IntRange(min=0), default=1, show_default=True, help=_START.render())
@click.option("--pattern", default="{:03d}", show_default=True, help=_PATTERN.render())
@click.option("--row-tolerance", "row_tolerance_m", type=click.FloatRange(min=0), help=_TOLERANCE.render())
@click.option("--row-angle", type=click.FloatRange(-90, 90), help=_ANGLE.render())
@click.option("--by", multiple=True, metavar="COLUMN", help=_BY.render())
@click.option("--into", metavar="COLUMN", help=_COLUMN.render())
@click.option("--keep", is_flag=True, help=_KEEP.render())
@click.option("--bsm-width", type=click.IntRange(min=1), help=_BSM_WIDTH.render())
@click.option(
    "--bsm-start", type=click.IntRange(min=0), default=1, show_default=True, help=_BSM_START.render()
)
@with_schematic
@with_reading
@with_language
def command(files: tuple[str, ...], output: Path, *, schematic: bool, **options: Any) -> int:
    """Write numbers, and say what was assumed; exit status 1 where a record has no number."""
    from geokit.parcels.write import format_to_write

    chosen = format_to_write(output)
    names = (
        "start",
        "pattern",
        "row_tolerance_m",
        "row_angle",
        "by",
        "into",
        "keep",
        "bsm_width",
        "bsm_start",
    )
    numbering = {name: options.pop(name) for name in names}
    if chosen.name in _ID_ALONE and numbering["into"] is None:
        raise OutputError(_NO_PLACE, format=chosen.title)
    frame = read_together(expand(files, [output]), options)
    numbered = gk.number_parcels(frame, **numbering)
    for notice in [
        *gk.notices_of(numbered),
        *gk.write_parcels(numbered, output, layout=_LAYOUTS.get(chosen.name), schematic=schematic),
    ]:
        print_note(notice.localize(current_language()))
    left = gk.unreadable_of(frame)
    for record in left:
        print_note(_LEFT.render(record=record))
    print_written(output, len(numbered))
    return 1 if left else 0

"""``geokit sheets``: a sheet a parcel, or an overview of a batch and its parcels, as one PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._options import with_language, with_numbering, with_output, with_reading
from geokit.cli._output import losses_said, marks_of, print_written, with_marks
from geokit.cli._paths import expand
from geokit.cli._reading import read_together
from geokit.cli._sheet import take_sheet, with_parcel_paper
from geokit.cli._usage import OnceCommand
from geokit.cli._values import NamedChoice
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from pathlib import Path

_ABOUT = Words(
    zh="宗地图、勘测定界图：每宗一幅，或先出一批的总图再逐宗出图，合为一个 PDF。"
    "含界址点号、边长、四至、面积、界址点坐标成果表与图签。\n\n\b\n"
    "  geokit sheets 一期.txt -o 宗地图.pdf\n"
    "  geokit sheets 一期.txt --id P1-01 --scale 1000 --paper A3 --drawn-by 李工 -o P1-01.pdf\n"
    "  geokit sheets 报批.gpkg --group-by batch --overview --neighbours 道路.shp -o 宗地图.pdf\n\n"
    "四至取自表中的列（东至、南至、西至、北至，或 ZDSZD 等字段）；未填的由共用界线推得，推不出的留空。",
    en="A sheet a parcel, or an overview of a batch and then its parcels, as one PDF: numbered points, lengths of edges, what "
    "lies on four sides, areas, the table of points and a title block.\n\n\b\n"
    "  geokit sheets phase-1.txt -o sheets.pdf\n"
    "  geokit sheets phase-1.txt --id P1-01 --scale 1000 --paper A3 --drawn-by Li -o P1-01.pdf\n"
    "  geokit sheets parcels.gpkg --group-by batch --overview --neighbours roads.shp -o sheets.pdf\n\n"
    "What lies on a side is taken from the table (columns 东至, 南至, 西至, 北至, or ZDSZD and so on), else worked out from "
    "common lines, else left empty.",
)
_ID = Words(zh="只出这些地块，可重复", en="Only these parcels; may be repeated.")
_BATCH = Words(zh="只出这些批次的地块，可重复", en="Only parcels of these batches; may be repeated.")
_OVERVIEW = Words(
    zh="每组先出一幅总图，附地块一览表与合计",
    en="Begin each group with a sheet of all its parcels, a list of them and its total.",
)
_GROUP = Words(zh="按列分组出图，如 batch", en="Sheets group by group: a column, such as batch.")
_NEIGHBOURS = Words(
    zh="周边图层（道路、河流、他人土地等）：绘出，并以其名称作四至",
    en="A layer of what lies around, such as roads and rivers: drawn, and named on the four sides.",
)
_KIND = Words(zh="图名：parcel 宗地图；survey 勘测定界图", en="What a sheet is called.")
_KINDS = {
    "parcel": Words(zh="宗地图", en="sheet of a parcel"),
    "survey": Words(zh="勘测定界图", en="survey sheet"),
}

_CHOSEN = ("ids", "batches", "overview", "group_by", "neighbours", "kind", "numbering")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--id", "ids", multiple=True, help=_ID.render())
@click.option("--batch", "batches", multiple=True, help=_BATCH.render())
@click.option("--overview", is_flag=True, help=_OVERVIEW.render())
@click.option("--group-by", metavar="COLUMN", help=_GROUP.render())
@click.option("--neighbours", type=click.Path(), help=_NEIGHBOURS.render())
@click.option(
    "--kind",
    type=NamedChoice(_KINDS),
    default="parcel",
    show_default=True,
    help=_KIND.render(),
)
@with_numbering(default="north-west")
@with_reading
@with_marks
@with_parcel_paper
@with_output
@with_language
def command(files: tuple[str, ...], output: Path, **options: Any) -> int:
    """Write a sheet a parcel."""
    marks = gk.Marks(**marks_of(options))
    sheet = take_sheet(output, options, suffixes=(".pdf",))
    chosen: dict[str, Any] = {name: options.pop(name) for name in _CHOSEN}
    chosen |= {name: chosen[name] or None for name in ("ids", "batches")}
    table = read_together(expand(files, [output]), options)
    with losses_said():
        gk.save_parcel_sheets(table, output, marks=marks, language=current_language(), **chosen, **sheet)
    print_written(output)
    return 0

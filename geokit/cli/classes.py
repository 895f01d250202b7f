"""``geokit classes``: what of each parcel is which land class, balanced to its own area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

import geokit as gk
from geokit.cli._forms import form_output_of, print_form, with_form_output
from geokit.cli._options import column_map, method_option, unit_option, with_language, with_reading
from geokit.cli._paths import expand
from geokit.cli._reading import read_together
from geokit.cli._usage import OnceCommand
from geokit.cli._values import CONTROLS, ColumnChoice, NamedChoice
from geokit.i18n import Words

if TYPE_CHECKING:
    from geokit.cli._options import Command

_ABOUT = Words(
    zh="地类面积表：各地块按调查图斑分地类，扣除田坎，平差到地块面积；行、列、小计、合计所印数字相加均相等。"
    "重叠、空缺、编码或系数有误时拒绝并指出，平差不掩盖错误。\n\n\b\n"
    "  geokit classes 报批地块.txt 地类图斑.gdb -o 地类面积表.xlsx\n"
    "  geokit classes 一期.shp 二期.shp 地类图斑.gpkg --by batch --unit ha",
    en="Land classes of parcels: cut by the polygons of the land survey, ridges taken out, balanced to each parcel's area, so "
    "that rows, columns and sums agree as printed. Overlaps, holes, wrong codes and coefficients are refused and named: "
    "balancing hides none.\n\n\b\n"
    "  geokit classes parcels.txt survey.gdb -o classes.xlsx\n"
    "  geokit classes phase-1.shp phase-2.shp survey.gpkg --by batch --unit ha",
)
_SURVEY = Words(
    zh="调查图斑（DLTB）；缺省为最后一个文件",
    en="The polygons of the survey (DLTB); the last file if left out.",
)
_SURVEY_LAYER = Words(zh="调查图斑的图层名", en="The survey's layer.")
_SURVEY_CRS = Words(zh="调查图斑的坐标系", en="The survey's coordinate system.")
_SURVEY_ZONE = Words(zh="调查图斑的带号", en="The survey's zone.")
_SURVEY_ENCODING = Words(zh="调查图斑的文本编码", en="The survey's text encoding.")
_SURVEY_COLUMN = Words(
    zh="调查图斑的列的含义，如 DL=land_class，可重复",
    en="What a column of the survey is, such as DL=land_class; may be repeated.",
)
_CONTROL = Words(
    zh="控制面积：declared 地块面积，measured 量算面积",
    en="What classes add up to: the area that a parcel declares, or what it measures.",
)
_BY = Words(
    zh="首张表按什么分行，可重复；缺省为地块",
    en="What the rows of the first sheet are; may be repeated. Parcels if left out.",
)
_TOLERANCE = Words(
    zh="各地类之和与控制面积可相差的比例，0.01 即 1%",
    en="By which share classes and control may differ: 0.01 is 1%.",
)
_SCHEME = Words(
    zh="编码所属体系：survey 三调，gbt21010，territorial 用地用海",
    en="Which scheme the codes are of: the third survey, GB/T 21010, or territorial planning.",
)
_AREA = Words(
    zh="图斑面积：printed 用调查面积（TBMJ）折算，measured 用量算面积",
    en="Whether pieces are parts of the area that the survey prints (TBMJ) or of what it measures.",
)
_TWO = Words(
    zh="请给出地块文件与调查图斑文件，如 geokit classes 地块.txt 图斑.gdb",
    en="give files of parcels and the survey, as in geokit classes parcels.txt survey.gdb",
)
BY: Final = ("parcel", "batch", "phase", "village", "ownership", "owner")


def _with_survey(command: Command) -> Command:
    for decorate in (
        click.option("--survey-encoding", help=_SURVEY_ENCODING.render()),
        click.option(
            "--survey-column",
            "survey_columns",
            multiple=True,
            callback=column_map,
            help=_SURVEY_COLUMN.render(),
        ),
        click.option("--survey-zone", type=int, help=_SURVEY_ZONE.render()),
        click.option("--survey-crs", help=_SURVEY_CRS.render()),
        click.option("--survey-layer", help=_SURVEY_LAYER.render()),
        click.option("--survey", type=click.Path(), help=_SURVEY.render()),
    ):
        command = decorate(command)
    return command


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("sources", nargs=-1, required=True, type=click.Path())
@_with_survey
@click.option(
    "--control",
    type=NamedChoice(CONTROLS),
    default="declared",
    show_default=True,
    help=_CONTROL.render(),
)
@click.option("--by", multiple=True, type=ColumnChoice(BY), default=("parcel",), help=_BY.render())
@unit_option("m2", "ha", "mu")
@click.option("--tolerance", type=float, default=0.01, show_default=True, help=_TOLERANCE.render())
@method_option("statutory")
@click.option(
    "--scheme",
    type=click.Choice(["survey", "gbt21010", "territorial"]),
    default="survey",
    show_default=True,
    help=_SCHEME.render(),
)
@click.option(
    "--survey-area",
    type=click.Choice(["printed", "measured"]),
    default="printed",
    show_default=True,
    help=_AREA.render(),
)
@with_reading
@with_form_output
@with_language
def command(sources: tuple[str, ...], survey: str | None, **options: Any) -> int:
    """Make the table, print it and write it."""
    outputs, marks = form_output_of(options)
    reading = {name: options.pop(name) for name in ("columns", "crs", "zone", "layer", "encoding")}
    files = expand(sources, list(outputs))
    if survey is None:
        if len(files) < 2:  # noqa: PLR2004 - parcels and the survey
            raise click.UsageError(_TWO.render())
        *files, last = files
        survey = str(last)
    table = gk.land_class_table(read_together(files, reading), survey, **options)
    print_form(table, outputs, marks)
    return 0

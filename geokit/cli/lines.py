"""``geokit lines``: what of parcels lies within control lines (三区三线占用表)."""

from __future__ import annotations

from typing import Any

import click

import geokit as gk
from geokit.cli._forms import form_output_of, print_form, with_form_output
from geokit.cli._options import method_option, unit_option, with_language, with_reading
from geokit.cli._usage import OnceCommand
from geokit.cli._values import CONTROLS, NamedChoice
from geokit.i18n import Words

_ABOUT = Words(
    zh="三区三线占用表：每宗地块在各控制线图层之内、之外的面积，二者之和等于地块面积；列出图斑编号、图层版本，按批次小计。\n\n\b\n"
    "  geokit lines 报批地块.gpkg --lines 控制线.gpkg -o 三区三线占用表.xlsx\n"
    "  geokit lines 一期.txt 二期.txt --lines 永久基本农田.shp --lines 红线.gdb --unit m2\n\n"
    "图层由使用者提供，本工具不附带；本表只量算，不作合规判断。",
    en="What of each parcel lies inside and outside each layer of control lines, adding up to the parcel's area; with the "
    "polygons' numbers, the layers' versions, and sums by batch.\n\n\b\n"
    "  geokit lines parcels.gpkg --lines control-lines.gpkg -o control-lines.xlsx\n"
    "  geokit lines phase-1.txt phase-2.txt --lines farmland.shp --lines red-lines.gdb --unit m2\n\n"
    "The layers are yours, none is shipped; the table measures and does not judge.",
)
_LINES = Words(
    zh="控制线文件；有几个面图层就算几个，可重复",
    en="A file of control lines, each layer of polygons one; may be repeated.",
)
_LAYERS = Words(
    zh="只用该名称的控制线图层，可重复；缺省为全部", en="Only the layer of that name; may be repeated."
)
_CRS = Words(zh="控制线的坐标系，图层未写明时给出", en="The coordinate system of lines that name none.")
_ZONE = Words(zh="控制线的带号，如 39", en="The zone of the lines, such as 39.")
_ENCODING = Words(zh="控制线的文本编码", en="The text encoding of the lines.")
_CONTROL = Words(
    zh="“在内”“在外”之和等于：declared 地块面积；measured 量算面积",
    en="What inside and outside add up to: the declared or the measured area.",
)
_DECIMALS = Words(
    zh="小数位数；缺省：公顷 4，平方米 2，亩 3", en="Decimals; 4 of ha, 2 of m², 3 of mu if left out."
)
_TOLERANCE = Words(
    zh="地块面积与量算面积之差的容许比例", en="The share by which declared and measured areas may differ."
)
_ROLE = Words(
    zh="图层用途，如 永久基本农田=forbid；forbid 应避让、must_cover 应在其内、tabulate 只作统计；只印出，不改变数字",
    en="What a layer is for: LAYER=forbid, must_cover or tabulate; it is printed and changes no figure.",
)
_NOT_A_ROLE = Words(
    zh="“{value}”应写成 图层=用途，如 永久基本农田=forbid",
    en="“{value}” should be LAYER=role, such as farmland=forbid",
)


def _roles(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str] | None:
    found = {}
    for value in values:
        layer, equals, role = value.rpartition("=")
        if not (layer and equals and role):
            raise click.BadParameter(_NOT_A_ROLE.render(value=value))
        found[layer] = role
    return found or None


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("parcels", nargs=-1, required=True, type=click.Path())
@click.option("--lines", multiple=True, required=True, type=click.Path(), help=_LINES.render())
@click.option("--lines-layer", "lines_layers", multiple=True, help=_LAYERS.render())
@click.option("--lines-crs", help=_CRS.render())
@click.option("--lines-zone", type=int, help=_ZONE.render())
@click.option("--lines-encoding", help=_ENCODING.render())
@click.option(
    "--control",
    type=NamedChoice(CONTROLS),
    default="declared",
    show_default=True,
    help=_CONTROL.render(),
)
@unit_option("ha", "m2", "mu", "km2")
@click.option("--decimals", type=int, help=_DECIMALS.render())
@click.option("--tolerance", type=float, default=0.01, show_default=True, help=_TOLERANCE.render())
@method_option("statutory")
@click.option("--role", "roles", multiple=True, callback=_roles, help=_ROLE.render())
@with_reading
@with_form_output
@with_language
def command(parcels: tuple[str, ...], lines: tuple[str, ...], **options: Any) -> int:
    """Print the table of control lines, and write it."""
    outputs, marks = form_output_of(options)
    options["lines_layers"] = options["lines_layers"] or None
    made = gk.control_line_table(list(parcels), list(lines), **options)
    print_form(made, outputs, marks)
    return 0

"""``geokit fill``: an office's own workbook filled with parcels, a park, and what the caller adds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import geokit as gk
from geokit.cli._console import print_note
from geokit.cli._options import (
    park_names,
    read_catalog,
    with_allowed,
    with_language,
    with_output,
    with_reading,
)
from geokit.i18n import Words, current_language

_ABOUT = Words(
    zh="填写单位自己的 Excel 模板：单元格里写 {{{{园区名称}}}}，一行里写 {{{{地块.地块编号}}}}、{{{{地块.地块面积.亩}}}}，该行每宗地块重复一次；"
    "{{{{合计.地块面积.亩}}}} 为合计，模板自己的 SUM 公式随行扩展；样式、图片、签字栏不变。\n\n"
    "示例：geokit fill 模板.xlsx 一期.txt 二期.txt -o 成果.xlsx --field 编制单位=某某公司",
    en="Fill an office's own Excel template: {{{{park_name}}}} in a cell; {{{{parcel.id}}}} and {{{{parcel.declared.mu}}}} in a row, "
    "which is repeated for each parcel; {{{{total.declared.mu}}}} is a sum, and the template's own SUM grows with the rows. "
    "Styles, pictures and signatures stay.\n\n"
    "Example: geokit fill form.xlsx phase1.txt phase2.txt -o filled.xlsx --field surveyor=Li",
)
_PARK = Words(
    zh="园区的任一名称或别名，供 {{{{园区名称}}}} 等填写项",
    en="The park, by any of its names, for {{{{park_name}}}}.",
)
_BOUNDARIES = Words(
    zh="园区所在的边界文件夹；缺省为随附的边界",
    en="The boundaries folder of the park; those that ship with geokit if left out.",
)
_FIELD = Words(
    zh="另加的填写项，如 编制单位=某某公司，可重复",
    en="A further placeholder with its value, such as surveyor=Li; may be repeated.",
)
_BY = Words(
    zh="台账按什么分组，供 {{{{台账.期次}}}} 等填写项；可重复，缺省为期次",
    en="What the ledger is grouped by, for {{{{ledger.phase}}}}; may be repeated. Phase if left out.",
)
_NOT_A_PAIR = Words(
    zh="“{value}”应写成 名称=值，如 编制单位=某某公司",
    en="“{value}” should be NAME=value, such as surveyor=Li",
)
_LEFT = Words(zh="未填入：{record}", en="not filled in: {record}")
_WRITTEN = Words(zh="已写入 {file}", en="wrote {file}")
_GROUPINGS = ("phase", "stage", "status", "batch", "village", "ownership", "land_class")


def _fields(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for value, (name, equals, _text) in zip(values, pairs, strict=True):
        if not (name.strip() and equals):
            raise click.BadParameter(_NOT_A_PAIR.render(value=value))
    return {name.strip(): text for name, _, text in pairs}


@click.command(help=_ABOUT.render())
@click.argument("template", type=click.Path(path_type=Path))
@click.argument("parcels", nargs=-1, type=click.Path(path_type=Path))
@with_output
@click.option(
    "--field", "fields", multiple=True, callback=_fields, metavar="NAME=VALUE", help=_FIELD.render()
)
@click.option("--park", "name", help=_PARK.render(), shell_complete=park_names)
@click.option("--boundaries", type=click.Path(path_type=Path), help=_BOUNDARIES.render())
@click.option("--by", multiple=True, type=click.Choice(_GROUPINGS), default=("phase",), help=_BY.render())
@with_allowed
@with_reading
@with_language
def command(
    template: Path, parcels: tuple[Path, ...], output: Path, fields: dict[str, str], **options: Any
) -> int:
    """Fill the template, and name what is not in it; exit status 1 where a record was left behind."""
    name, boundaries, by = options.pop("name"), options.pop("boundaries"), options.pop("by")
    park = read_catalog(boundaries).park(name) if name else None
    table = gk.read_parcels(list(parcels) if len(parcels) > 1 else parcels[0], **options) if parcels else None
    ledger = None if table is None or table.crs is None else gk.ledger(park, table, by=by)
    notices = gk.fill_template(template, output, parcels=table, park=park, ledger=ledger, fields=fields)
    left = [] if table is None else gk.unreadable_of(table)
    for notice in [*([] if table is None else gk.notices_of(table)), *notices]:
        print_note(notice.localize(current_language()))
    for record in left:
        print_note(_LEFT.render(record=record))
    print_note(_WRITTEN.render(file=output))
    return 1 if left else 0

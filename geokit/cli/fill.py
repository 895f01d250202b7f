"""``geokit fill``: an office's own workbook filled with parcels, a park, and what the caller adds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.atomic import display_path
from geokit.cli._console import print_note
from geokit.cli._options import with_language, with_output
from geokit.cli._output import print_written
from geokit.cli._sources import Given, take_sources, with_sources
from geokit.cli._usage import OnceCommand
from geokit.cli._values import ColumnChoice
from geokit.cli.ledger import GROUPINGS
from geokit.errors import InputError
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    import geopandas as gpd

_ABOUT = Words(
    zh="填写单位自己的 Excel 模板：单元格里写 {{{{园区名称}}}}，一行里写 {{{{地块.地块编号}}}}、"
    "{{{{地块.地块面积.亩}}}}，该行每宗地块重复一次；"
    "{{{{合计.地块面积.亩}}}} 为合计，模板自己的 SUM 公式随行扩展；样式、图片、签字栏不变。\n\n"
    "可填：园区名称、园区编号、园区公布面积.亩；地块.序号、地块.地块编号、地块.地块名称、地块.期次 … 或文件自己的列名；"
    "地块.地块面积、地块.量算面积，合计.地块面积、合计.量算面积（后加 .平方米、.公顷 或 .亩）；合计.宗数；坐标系；"
    "台账.期次、台账.宗数、台账.去重面积.亩 …；其余用 --field 给出。\n\n"
    "示例：geokit fill 模板.xlsx 一期.txt 二期.txt -o 成果.xlsx --field 编制单位=某某公司",
    en="Fill an office's own Excel template: {{{{park_name}}}} in a cell; {{{{parcel.id}}}} and {{{{parcel.declared.mu}}}} in a row, "
    "which is repeated for each parcel; {{{{total.declared.mu}}}} is a sum, and the template's own SUM grows with the rows. "
    "Styles, pictures and signatures stay.\n\n"
    "Names: park_name, park_id, park_declared.mu; parcel.number, parcel.id, parcel.name, parcel.phase … or a column of the "
    "file's own; parcel.declared, parcel.measured, total.declared, total.measured (with .m2, .ha or .mu behind); "
    "total.count; crs; ledger.phase, ledger.parcels, ledger.land.mu …; all else by --field.\n\n"
    "Example: geokit fill form.xlsx phase1.txt phase2.txt -o filled.xlsx --field surveyor=Li",
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
_TEMPLATE_FIRST = Words(
    zh="不是 .xlsx 或 .xlsm 模板；模板写在最前：{command} 模板.xlsx 一期.txt -o 成果.xlsx（.xls 请先另存为 .xlsx）",
    en="it is no template (.xlsx or .xlsm), which comes first: {command} form.xlsx phase1.txt -o filled.xlsx (save an .xls as "
    ".xlsx before)",
)
_NOT_USED = Words(
    zh="{file}：没有图形，未用于填写；台账的填写项取自地块",
    en="{file}: holds no shapes and was not used; what the ledger says is summed up from the parcels",
)


def _fields(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for value, (name, equals, _text) in zip(values, pairs, strict=True):
        if not (name.strip() and equals):
            raise click.BadParameter(_NOT_A_PAIR.render(value=value))
    return {name.strip(): text for name, _, text in pairs}


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("template", type=click.Path(path_type=Path))
@with_sources
@with_output
@click.option(
    "--field", "fields", multiple=True, callback=_fields, metavar="NAME=VALUE", help=_FIELD.render()
)
@click.option("--by", multiple=True, type=ColumnChoice(GROUPINGS), default=("phase",), help=_BY.render())
@with_language
def command(template: Path, output: Path, fields: dict[str, str], by: tuple[str, ...], **options: Any) -> int:
    """Fill the template, and name what is not in it; exit status 1 where a record was left behind."""
    _refuse_order(template)
    given = take_sources(options, [output])
    park = given.needed_park() if given.boundaries is not None else given.park
    given = replace(given, park=park)
    if given.book is not None:
        print_note(_NOT_USED.render(file=display_path(given.book)))
    table = _table(given)
    ledger = None if table is None or table.crs is None else gk.ledger(given.park, table, by=by)
    notices = gk.fill_template(template, output, parcels=table, park=given.park, ledger=ledger, fields=fields)
    for notice in [*([] if table is None else gk.notices_of(table)), *notices]:
        print_note(notice.localize(current_language()))
    left = [] if table is None else gk.unreadable_of(table)
    for record in left:
        print_note(_LEFT.render(record=record))
    print_written(output)
    return 1 if left else 0


def _refuse_order(template: Path) -> None:
    if template.is_file() and template.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError(
            _TEMPLATE_FIRST, file=display_path(template), command=click.get_current_context().command_path
        )


def _table(given: Given) -> gpd.GeoDataFrame | None:
    """Return the parcels: of the files as they are, or else those that the park has."""
    from geokit.auditing.inputs import read_inputs
    from geokit.parcels.given import given_table

    if given.tables:
        return given_table(given.tables)
    if given.park is None or not given.park.parcels:
        return None
    return read_inputs(given.park, None).parcels

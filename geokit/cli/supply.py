"""``geokit supply``: land approved and not supplied, supplied and not used, suspected of lying idle, and rates."""

from __future__ import annotations

from typing import Any

import click

import geokit as gk
from geokit.cli._forms import form_output_of, print_form, with_form_output
from geokit.cli._options import day_option, with_language, with_reading
from geokit.cli._paths import expand
from geokit.cli._reading import read_together
from geokit.cli._usage import OnceCommand
from geokit.i18n import Words

_ABOUT = Words(
    zh="土地供应：批而未供按批准年份与批次，处置率，供而未用，疑似闲置（待认定）。缺字段的数留空并指出。\n\n\b\n"
    "  geokit supply 地块.gpkg --contracts 供地合同.xlsx --as-of 2026-06-30 -o 供应.xlsx\n"
    "  geokit supply 一期.txt 二期.txt --since 2026-01-01",
    en="Supply of land: approved and not supplied by year and batch, the disposal rate, supplied and not used, suspected of "
    "lying idle (to be determined). A figure whose field is missing stays empty and says so.\n\n\b\n"
    "  geokit supply parcels.gpkg --contracts contracts.xlsx --as-of 2026-06-30 -o supply.xlsx\n"
    "  geokit supply phase-1.txt phase-2.txt --since 2026-01-01",
)
_CONTRACTS = Words(
    zh="供地合同表（.xlsx、.csv）：地块编号、约定开工、实际开工、竣工、停工日期，已开发面积，计划与已投资",
    en="A table of contracts: parcel; agreed and actual start, completion, stop; developed area; planned and made investment.",
)
_AS_OF = Words(zh="截至日期；缺省为今天", en="The day that it speaks of; today if left out.")
_SINCE = Words(
    zh="处置率的期初；缺省为当年 1 月 1 日",
    en="The beginning of the disposal rate's period; 1 January of the year if left out.",
)
_AFTER = Words(
    zh="逾期或中止满几年为疑似闲置（令 53 号第二条，凭记忆，未核实）",
    en="After how many full years land is suspected (order 53, article 2; recalled, not confirmed).",
)
_DEVELOPED = Words(
    zh="开工后中止的，开发面积低于此比例为疑似闲置，如 0.3；缺省为三分之一（同上）",
    en="Of land begun and stopped, below which share developed it is suspected, such as 0.3; a third if left out (likewise).",
)
_INVESTED = Words(
    zh="同上，投资低于此比例；缺省为 0.25",
    en="Likewise, below which share of the investment; 0.25 if left out.",
)


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("parcels", nargs=-1, required=True, type=click.Path())
@click.option("--contracts", type=click.Path(), help=_CONTRACTS.render())
@day_option("--as-of", help=_AS_OF.render())
@day_option("--since", help=_SINCE.render())
@click.option(
    "--idle-after-years", type=click.IntRange(1, 20), default=1, show_default=True, help=_AFTER.render()
)
@click.option("--developed-share", type=float, help=_DEVELOPED.render())
@click.option("--invested-share", type=float, help=_INVESTED.render())
@with_reading
@with_form_output
@with_language
def command(parcels: tuple[str, ...], **options: Any) -> int:
    """Make the tables, print them and write them."""
    outputs, marks = form_output_of(options)
    reading = {name: options.pop(name) for name in ("columns", "crs", "zone", "layer", "encoding")}
    frame = read_together(expand(parcels, list(outputs)), reading)
    given = {name: value for name, value in options.items() if value is not None}
    print_form(gk.supply_table(frame, **given), outputs, marks)
    return 0

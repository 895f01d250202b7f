"""``geokit progress``: plan against actual by phase and year."""

from __future__ import annotations

from typing import Any

import click

import geokit as gk
from geokit.cli._forms import form_output_of, print_form, with_form_output
from geokit.cli._options import day_option, unit_option, with_language, with_reading
from geokit.cli._paths import expand
from geokit.cli._reading import read_together
from geokit.cli._usage import OnceCommand
from geokit.cli._values import NamedChoice
from geokit.i18n import Words

_ABOUT = Words(
    zh="计划与完成：按期次与年度比较批准、征收、收储、供应的计划与完成，含累计；没有计划或没有地块的期次照列并指出。\n\n\b\n"
    "  geokit progress 地块.gpkg --plan 年度计划.xlsx -o 计划完成.xlsx\n"
    "  geokit progress 一期.txt 二期.txt --plan 计划.xlsx --done supplied",
    en="Plan against actual by phase and year: what was to be approved, acquired, stored or supplied and what was, also so far; "
    "phases without a plan or without parcels are listed and named.\n\n\b\n"
    "  geokit progress parcels.gpkg --plan plan.xlsx -o progress.xlsx\n"
    "  geokit progress phase-1.txt phase-2.txt --plan plan.xlsx --done supplied",
)
_PLAN = Words(
    zh="计划表（.xlsx、.csv）：期次、年度、计划批准（亩）、计划供应（亩）……",
    en="The plan: phase, year, and areas planned to be approved, acquired, stored or supplied, with their unit.",
)
_DONE = Words(
    zh="只比较这一种；计划表只写“计划面积”时必须指明",
    en="Only this kind; needed where the plan speaks of planned areas alone.",
)
_AS_OF = Words(zh="截至日期；缺省为今天", en="The day that it speaks of; today if left out.")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("actual", nargs=-1, required=True, type=click.Path(), metavar="PARCELS...")
@click.option("--plan", required=True, type=click.Path(), help=_PLAN.render())
@click.option("--done", type=NamedChoice(["approved", "acquired", "stored", "supplied"]), help=_DONE.render())
@day_option("--as-of", help=_AS_OF.render())
@unit_option("mu", "ha", "m2")
@with_reading
@with_form_output
@with_language
def command(actual: tuple[str, ...], plan: str, **options: Any) -> int:
    """Make the tables, print them and write them."""
    outputs, marks = form_output_of(options)
    reading = {name: options.pop(name) for name in ("columns", "crs", "zone", "layer", "encoding")}
    frame = read_together(expand(actual, list(outputs)), reading)
    print_form(gk.progress_table(frame, plan, **options), outputs, marks)
    return 0

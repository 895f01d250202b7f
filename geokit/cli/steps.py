"""``geokit steps``: how far acquisitions have come, step by step."""

from __future__ import annotations

from typing import Any

import click

import geokit as gk
from geokit.cli._forms import form_output_of, print_form, with_form_output
from geokit.cli._options import day_option, with_language
from geokit.cli._usage import OnceCommand
from geokit.i18n import Words

_ABOUT = Words(
    zh="征收进度：各批次的预公告、现状调查、补偿安置公告、登记、协议、批复、交地等步骤的日期，下一步与已等天数，签约率与支付率；"
    "次序颠倒、缺步、未到日期、公告不足三十日的逐条指出。\n\n\b\n"
    "  geokit steps 征收步骤.xlsx --as-of 2026-06-30 -o 征收进度.xlsx",
    en="Steps of acquisitions: the dates of announcement, survey, notice, registration, agreements, approval and delivery by "
    "batch, what is next and since when, how many have signed and been paid; steps out of order, left out, to come, and notices "
    "that stood too short are named.\n\n\b\n"
    "  geokit steps steps.xlsx --as-of 2026-06-30 -o steps-out.xlsx",
)
_AS_OF = Words(zh="截至日期；缺省为今天", en="The day that it speaks of; today if left out.")
_PLAN = Words(
    zh="步骤计划表：与步骤表同样的列，填计划日期；另出一表列明逾期天数",
    en="A table as that of steps, with planned dates: a second table says what is late and by how many days.",
)
_DAYS = Words(
    zh="补偿安置公告到下一步至少几天",
    en="Days between the notice of compensation and the next step, at least.",
)
_ORDER = Words(
    zh="本单位的步骤次序，每步一个，如 --order pre_announcement --order survey；缺省为通常次序",
    en="The office's own order of steps, one each: --order pre_announcement --order survey; the usual one if left out.",
)


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("steps", type=click.Path())
@day_option("--as-of", help=_AS_OF.render())
@click.option("--plan", type=click.Path(), help=_PLAN.render())
@click.option("--least-days", type=click.IntRange(0, 365), help=_DAYS.render())
@click.option("--order", multiple=True, metavar="STEP", help=_ORDER.render())
@with_form_output
@with_language
def command(steps: str, **options: Any) -> int:
    """Make the table, print it and write it."""
    outputs, marks = form_output_of(options)
    given = {name: value for name, value in options.items() if value not in (None, ())}
    print_form(gk.steps_table(steps, **given), outputs, marks)
    return 0

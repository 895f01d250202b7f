"""``geokit ledger``: a park's land by phase, stage, batch …, beside the office's own ledger where it is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_sentences, print_text
from geokit.cli._options import day_option, method_option, with_language
from geokit.cli._output import losses_said, print_written
from geokit.cli._sources import joined_inputs, take_sources, with_sources
from geokit.cli._usage import OnceCommand
from geokit.cli._values import ColumnChoice
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from datetime import date

    from geokit.auditing.inputs import Inputs
    from geokit.cli._sources import Given

_ABOUT = Words(
    zh="用地台账：按期次、阶段、状态、批次、村、权属、地类汇总面积，重复的土地只计一次；可与 Excel 台账核对。\n\n\b\n"
    "  geokit ledger 一期.txt 二期.shp\n"
    "  geokit ledger 一期.txt 台账.xlsx -o 汇总.xlsx\n"
    "  geokit ledger 边界文件夹 --park 龙湖现代产业园 --by stage --by village\n\n"
    "退出状态：0 正常；1 台账与图形不符；2 无法运行。",
    en="Sum up a park's land by phase, stage, status, batch, village, ownership or land class, each piece of it once; "
    "compare it with an Excel ledger.\n\n\b\n"
    "  geokit ledger phase-1.txt phase-2.shp\n"
    "  geokit ledger phase-1.txt ledger.xlsx -o sums.xlsx\n"
    "  geokit ledger boundaries --park longhu --by stage --by village\n\n"
    "Exit status: 0 fine; 1 ledger and polygons differ; 2 it could not run.",
)
_BY = Words(
    zh="分组，可重复；缺省为期次。可用：phase 期次、stage 阶段、status 状态、batch 批次、village 村、ownership 权属、land_class 三调地类、"
    "land_class_gbt21010、land_class_territorial 用地用海",
    en="What to group by; may be repeated. Phase if left out; or stage, status, batch, village, ownership, land_class (third "
    "survey), land_class_gbt21010, land_class_territorial.",
)
_AS_OF = Words(zh="截至日期；缺省为今天", en="The day that the ledger speaks of; today if left out.")
_ALL = Words(
    zh="逐宗列出面积不符的地块；缺省时，五宗以上合为一行",
    en="List every parcel whose areas differ; if left out, five and more are one line.",
)
_AREA = Words(
    zh="台账中的面积列，仅在无法识别时需要", en="The ledger's column of areas, where it is not recognised."
)
_OUTPUT = Words(
    zh="写入 .csv、.xlsx 或 .png 文件；可重复", en="Write a .csv, .xlsx or .png file; may be repeated."
)
GROUPINGS = (
    "phase", "stage", "status", "batch", "village", "ownership",
    "land_class", "land_class_gbt21010", "land_class_territorial",
)  # fmt: skip


@click.command(cls=OnceCommand, help=_ABOUT.render())
@with_sources
@click.option(
    "--by",
    multiple=True,
    type=ColumnChoice(GROUPINGS),
    metavar="COLUMN",
    default=("phase",),
    help=_BY.render(),
)
@day_option("--as-of", help=_AS_OF.render())
@method_option("planar")
@click.option("--area", help=_AREA.render())
@click.option(
    "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), help=_OUTPUT.render()
)
@click.option("--all", "is_whole", is_flag=True, help=_ALL.render())
@with_language
def command(outputs: tuple[Path, ...], area: str | None, *, is_whole: bool, **options: Any) -> int:
    """Print the ledger, compare it, write it, and say by the exit status how it went."""
    from geokit.reports._ledger import refuse_unwritable

    for output in outputs:
        refuse_unwritable(output)
    made_of = {key: options.pop(key) for key in ("by", "as_of", "method")}
    given = take_sources(options, outputs)
    inputs = joined_inputs(given)
    ledger = _ledger(given.needed_park(), inputs, **made_of)
    match = _match(inputs, made_of["method"], given, area)
    _print(ledger, match, is_whole=is_whole)
    for output in outputs:
        with losses_said():
            gk.write_ledger(ledger, output, match=match)
        print_written(output)
    return 0 if match is None or match.ok else 1


def _ledger(
    park: gk.Park | None, inputs: Inputs, *, by: tuple[str, ...], as_of: date | None, method: Any
) -> gk.Ledger:
    return gk.ledger(park, inputs.parcels, by=by, as_of=as_of, method=method)


def _match(inputs: Inputs, method: Any, given: Given, area: str | None) -> gk.LedgerMatch | None:
    join = inputs.ledger
    if given.book is None or join is None:
        return None
    key = given.key or (join.key if join.by == "id" else join.by)
    return gk.reconcile_ledger(inputs.parcels, given.book, key=key, area=area, method=method)


def _print(ledger: gk.Ledger, match: gk.LedgerMatch | None, *, is_whole: bool) -> None:
    language = current_language()
    print_text(ledger.localize(language))
    unsupplied = ledger.approved_not_supplied()
    if unsupplied.total or unsupplied.uncounted:
        print_sentences(["", unsupplied.sentence(language)])
    if match is not None:
        print_sentences(["", *match.sentences(language, is_whole=is_whole)])

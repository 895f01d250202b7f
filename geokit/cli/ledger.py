"""``geokit ledger``: a park's land by phase, stage, batch …, beside the office's own ledger where it is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_note, print_text
from geokit.cli._options import (
    METHODS,
    park_names,
    read_catalog,
    read_files,
    with_boundaries,
    with_language,
    with_parcels,
)
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from datetime import datetime

    from geokit.auditing.inputs import Inputs

_ABOUT = Words(
    zh="用地台账：按期次、阶段、状态、批次、村、权属、地类汇总面积，重复的土地只计一次；可与 Excel 台账核对。\n\n"
    "退出状态：0 正常；1 台账与图形不符；2 无法运行。",
    en="Sum up a park's land by phase, stage, status, batch, village, ownership or land class, each piece of it once; "
    "compare it with an Excel ledger.\n\nExit status: 0 fine; 1 ledger and polygons differ; 2 it could not run.",
)
_PARK = Words(zh="园区的任一名称或别名", en="The park, by any of its names.")
_BY = Words(zh="分组，可重复；缺省为期次", en="What to group by; may be repeated. Phase if left out.")
_AS_OF = Words(zh="截至日期；缺省为今天", en="The day that the ledger speaks of; today if left out.")
_METHOD = Words(zh="量算方法", en="How parcels are measured.")
_TABLE = Words(
    zh="要核对的 Excel（.xlsx）或 CSV 台账", en="An Excel (.xlsx) or CSV ledger to compare the polygons with."
)
_KEY = Words(
    zh="关联列：id、name 或台账中的列名", en="What joins them: id, name, or the ledger's own column."
)
_AREA = Words(
    zh="台账中的面积列，仅在无法识别时需要", en="The ledger's column of areas, where it is not recognised."
)
_OUTPUT = Words(
    zh="写入 .csv、.xlsx 或 .png 文件；可重复", en="Write a .csv, .xlsx or .png file; may be repeated."
)
_LEFT_OUT = Words(
    zh="注意：{count} 条记录无法读取或坐标系不同，未计入；详见 geokit audit",
    en="note: {count:record|records} could not be read or placed in this system: in no figure; see geokit audit",
)
_WRITTEN = Words(zh="已写入 {file}", en="wrote {file}")
GROUPINGS = ("phase", "stage", "status", "batch", "village", "ownership", "land_class")


@click.command(help=_ABOUT.render())
@with_boundaries
@click.option("--park", "name", required=True, help=_PARK.render(), shell_complete=park_names)
@with_parcels
@click.option("--by", multiple=True, type=click.Choice(GROUPINGS), default=("phase",), help=_BY.render())
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=_AS_OF.render())
@click.option(
    "--method", type=click.Choice(METHODS), default="planar", show_default=True, help=_METHOD.render()
)
@click.option("--table", type=click.Path(path_type=Path), help=_TABLE.render())
@click.option("--key", default="id", show_default=True, help=_KEY.render())
@click.option("--area", help=_AREA.render())
@click.option(
    "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), help=_OUTPUT.render()
)
@with_language
def command(
    boundaries: Path | None, name: str, parcels: tuple[Path, ...], outputs: tuple[Path, ...], **options: Any
) -> int:
    """Print the ledger, compare it, write it, and say by the exit status how it went."""
    from geokit.auditing.inputs import read_inputs
    from geokit.reports._ledger import refuse_unwritable

    for output in outputs:
        refuse_unwritable(output)
    made_of = {key: options.pop(key) for key in ("by", "as_of", "method")}
    joined_by = {key: options.pop(key) for key in ("table", "key", "area")}
    park = read_catalog(boundaries).park(name)
    inputs = read_inputs(park, read_files(parcels, **options))
    ledger = _ledger(park, inputs, **made_of)
    match = _match(inputs, made_of["method"], **joined_by)
    _print(ledger, match, inputs)
    for output in outputs:
        gk.write_ledger(ledger, output, match=match)
        print_note(_WRITTEN.render(file=output))
    return 0 if match is None or match.ok else 1


def _ledger(
    park: gk.Park, inputs: Inputs, *, by: tuple[str, ...], as_of: datetime | None, method: Any
) -> gk.Ledger:
    return gk.ledger(park, inputs.parcels, by=by, as_of=as_of.date() if as_of else None, method=method)


def _match(
    inputs: Inputs, method: Any, *, table: Path | None, key: str, area: str | None
) -> gk.LedgerMatch | None:
    if table is None:
        return None
    return gk.reconcile_ledger(inputs.parcels, table, key=key, area=area, method=method)


def _print(ledger: gk.Ledger, match: gk.LedgerMatch | None, inputs: Inputs) -> None:
    language = current_language()
    print_text(ledger.localize(language))
    unsupplied = ledger.approved_not_supplied()
    if unsupplied.total or unsupplied.uncounted:
        print_text(f"\n{unsupplied.sentence(language)}")
    if match is not None:
        print_text(f"\n{match.localize(language)}")
    left_out = len(inputs.unreadable) + sum(each.count for each in inputs.set_aside)
    if left_out:
        print_note(_LEFT_OUT.render(count=left_out))

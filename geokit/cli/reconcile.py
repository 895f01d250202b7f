"""``geokit reconcile``: parcels adjusted to their control area, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import geokit as gk
from geokit.cli._console import print_sentences
from geokit.cli._forms import print_rows
from geokit.cli._options import method_option, unit_option, with_language, with_reading
from geokit.cli._output import print_written
from geokit.cli._paths import expand
from geokit.cli._reading import read_together
from geokit.cli._usage import OnceCommand
from geokit.errors import InputError
from geokit.i18n import Words, current_language

_ABOUT = Words(
    zh="平差：使地块面积之和等于控制面积。差值超过容差时拒绝：那不是舍入误差。",
    en="Adjust the areas of parcels to a control area. A residual beyond the tolerance is refused: it is no rounding "
    "noise.",
)
_CONTROL = Words(zh="控制面积，如 330亩 或 22ha", en="The control area, such as 330亩 or 22ha.")
_DECIMALS = Words(zh="打印的小数位", en="The decimals to print.")
_TOLERANCE = Words(
    zh="容差，如 0.05亩；缺省为舍入所能解释的",
    en="The tolerance, such as 0.05亩; what rounding explains if left out.",
)
_OUTPUT = Words(zh="写入 CSV 文件", en="Write a CSV file.")
_CSV_ONLY = Words(zh="平差表只写 .csv 文件", en="the table is written as .csv only")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("parcels", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--control", required=True, help=_CONTROL.render())
@method_option("planar")
@unit_option("m2", "ha", "mu", "km2")
@click.option("--decimals", type=click.IntRange(0, 8), default=2, show_default=True, help=_DECIMALS.render())
@click.option("--tolerance", help=_TOLERANCE.render())
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_OUTPUT.render())
@with_reading
@with_language
def command(
    parcels: tuple[str, ...], control: str, output: Path | None, tolerance: str | None, **options: Any
) -> int:
    """Print the adjustment, and write it where asked."""
    from geokit.parcels.table import parcel_ids
    from geokit.reports._serialize import write_csv

    if output is not None and output.suffix.lower() != ".csv":
        raise InputError(_CSV_ONLY, file=str(output))
    printing = {key: options.pop(key) for key in ("method", "unit", "decimals")}
    frame = read_together(expand(parcels, [] if output is None else [output]), options)
    limit = gk.DeclaredArea.parse(tolerance).value if tolerance else None
    adjusted = gk.reconcile(frame, control, tolerance=limit, **printing)
    table = adjusted.to_frame(list(parcel_ids(frame)), language=current_language())
    print_rows(table, count=len(table), kinds=".csv")
    print_sentences([adjusted.localize(current_language())])
    if output is not None:
        write_csv(table, output)
        print_written(output)
    return 0

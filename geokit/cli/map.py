"""``geokit map``: pages that open without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_note
from geokit.cli._options import (
    Command,
    park_names,
    read_catalog,
    read_files,
    with_boundaries,
    with_language,
    with_output,
    with_parcels,
    with_today,
)
from geokit.cli._output import marks_of, with_marks
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from datetime import date

_ABOUT = Words(
    zh="绘制离线地图（单个 HTML 文件），或 .pdf、.png、.svg 图；输出后缀决定格式。",
    en="Draw a map as one HTML file that opens without a network, or as a .pdf, .png or .svg; the suffix of the output "
    "decides.",
)
_LINKS = Words(
    zh="结对地图：两市各区与园区。", en="The link map: the districts of both cities, their pairs and parks."
)
_PARK = Words(zh="园区地图：分区、分期与地块。", en="The map of one park: zones, phases, parcels.")
_AUDIT = Words(zh="核查地图：在地块上标出问题。", en="The audit map: findings above the parcels.")
_NAME = Words(zh="园区的任一名称或别名", en="The park, by any of its names.")
_BASELINE = Words(
    zh="基线文件：新增、已接受、已消除的问题在图上分开显示。",
    en="A baseline: what is new, accepted and gone is told apart on the map.",
)
_PARKS = Words(
    zh="在同一文件中放入各园区地图：outlines 不含地块；parcels 含 park.toml 列出的地块；findings 另加核查发现的问题",
    en="Put the parks' maps into the same file: outlines, without parcels; parcels, with those that park.toml names; "
    "findings, with what an audit of them finds besides.",
)
_SCALE = Words(
    zh="PDF 的比例尺分母，如 2000；放不下时分幅并附图幅索引",
    en="The scale of a PDF, 2000 for 1:2000; land that does not fit one sheet is cut into several, with an index.",
)
_PAPER = Words(
    zh="PDF 的纸张；缺省为 A3，给出比例尺时为放得下的最小纸张",
    en="The paper of a PDF; A3 if left out, with a scale the smallest that takes all land.",
)
_ORIENTATION = Words(zh="PDF 的纸张方向", en="Which way the paper of a PDF lies.")
_DRAWN_BY = Words(zh="图签：制图", en="The title block: drawn by.")
_CHECKED_BY = Words(zh="图签：审核", en="The title block: checked by.")
_DATE = Words(zh="图签：日期", en="The title block: the day.")
_SHEET = Words(zh="图签：图号", en="The title block: the number of the drawing.")
_HEIGHTS = Words(zh="图签：高程基准", en="The title block: the datum of heights.")
_PAPERS = ("A4", "A3", "A2", "A1", "A0")
_WAYS = ("landscape", "portrait")
_WRITTEN = Words(zh="已写入 {file}", en="wrote {file}")


def with_sheet(command: Command) -> Command:
    """Let a command take how a PDF is drawn on paper."""
    for decorate in (
        click.option("--height-datum", help=_HEIGHTS.render()),
        click.option("--sheet", help=_SHEET.render()),
        click.option("--date", metavar="YYYY-MM-DD", help=_DATE.render()),
        click.option("--checked-by", help=_CHECKED_BY.render()),
        click.option("--drawn-by", help=_DRAWN_BY.render()),
        click.option("--orientation", type=click.Choice(_WAYS), help=_ORIENTATION.render()),
        click.option("--paper", type=click.Choice(_PAPERS), help=_PAPER.render()),
        click.option("--scale", type=int, help=_SCALE.render()),
    ):
        command = decorate(command)
    return command


def _refuse_early(output: Path, given: dict[str, Any]) -> dict[str, Any]:
    """Take the options of a sheet out of a command's, and refuse what cannot be written before any work is done."""
    from geokit.maps.offline import refuse_suffix
    from geokit.sheets.paper import SheetOptions, refuse_sheet_options

    refuse_suffix(output)
    sheet: Any = {name: given.pop(name) for name in SheetOptions.__annotations__}
    refuse_sheet_options(output.suffix, sheet)
    return dict(sheet)


@click.group(help=_ABOUT.render())
@with_language
def command() -> None:
    """Hold the maps together."""


@command.command(help=_LINKS.render())
@with_boundaries
@click.option("--parks", type=click.Choice(["outlines", "parcels", "findings"]), help=_PARKS.render())
@with_marks
@with_sheet
@with_output
@with_language
def links(boundaries: Path | None, parks: str | None, output: Path, **marks: Any) -> int:
    """Write the link map."""
    sheet = _refuse_early(output, marks)
    catalog = read_catalog(boundaries)
    held: Any = gk.audit_catalog(catalog) if parks == "findings" else parks
    page = gk.link_map(catalog, parks=held, language=current_language(), **marks)
    return _save(page, output, sheet)


@command.command(help=_PARK.render())
@click.argument("name", shell_complete=park_names)
@with_boundaries
@with_parcels
@with_marks
@with_sheet
@with_output
@with_language
def park(name: str, boundaries: Path | None, parcels: tuple[Path, ...], output: Path, **reading: Any) -> int:
    """Write the map of one park."""
    from geokit.auditing.inputs import read_inputs

    sheet = _refuse_early(output, reading)
    marks = marks_of(reading)
    catalog = read_catalog(boundaries)
    found = catalog.park(name)
    table = read_inputs(found, read_files(parcels, **reading)).parcels
    return _save(
        gk.park_map(found, table, catalog=catalog, language=current_language(), **marks), output, sheet
    )


@command.command(help=_AUDIT.render())
@with_boundaries
@click.option("--park", "name", required=True, help=_NAME.render(), shell_complete=park_names)
@with_parcels
@click.option("--baseline", type=click.Path(path_type=Path), help=_BASELINE.render())
@with_today
@with_marks
@with_sheet
@with_output
@with_language
def audit(
    boundaries: Path | None,
    name: str,
    parcels: tuple[Path, ...],
    today: date | None,
    output: Path,
    **reading: Any,
) -> int:
    """Write the map of an audit."""
    from geokit.cli._options import read_baseline

    sheet = _refuse_early(output, reading)
    marks = marks_of(reading)
    baseline = read_baseline(reading.pop("baseline"))
    found = read_catalog(boundaries).park(name)
    report = gk.audit(found, read_files(parcels, **reading), today=today)
    if baseline is not None:
        report = gk.apply_baseline(report, baseline)
    return _save(gk.audit_map(report, language=current_language(), **marks), output, sheet)


def _save(page: Any, output: Path, sheet: dict[str, Any]) -> int:
    page.save(str(output), **sheet)
    print_note(_WRITTEN.render(file=output))
    return 0

"""``geokit map``: pages that open without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._console import print_note
from geokit.cli._options import (
    park_names,
    read_catalog,
    read_files,
    with_boundaries,
    with_language,
    with_output,
    with_parcels,
    with_reading,
    with_today,
)
from geokit.cli._output import marks_of, with_marks
from geokit.cli._sheet import take_sheet, with_sheet
from geokit.errors import OptionError
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
_PARCELS = Words(
    zh="宗地图：每宗一幅，含界址点坐标与四至，合为一个 PDF。",
    en="Parcel sheets: one a parcel, with boundary points and neighbours, in one PDF.",
)
_ID = Words(zh="只出这些地块，可重复", en="Only these parcels; may be repeated.")
_ONLY_PAGE = Words(
    zh="只有 .html 能放入园区地图（--parks）", en="only a .html holds the parks' maps (--parks)"
)
_WRITTEN = Words(zh="已写入 {file}", en="wrote {file}")


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
    sheet = take_sheet(output, marks)
    if parks and output.suffix.lower() != ".html":
        raise OptionError(_ONLY_PAGE)
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

    sheet = take_sheet(output, reading)
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

    sheet = take_sheet(output, reading)
    marks = marks_of(reading)
    baseline = read_baseline(reading.pop("baseline"))
    found = read_catalog(boundaries).park(name)
    report = gk.audit(found, read_files(parcels, **reading), today=today)
    if baseline is not None:
        report = gk.apply_baseline(report, baseline)
    return _save(gk.audit_map(report, language=current_language(), **marks), output, sheet)


@command.command(help=_PARCELS.render())
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--id", "ids", multiple=True, help=_ID.render())
@with_reading
@with_marks
@with_sheet
@with_output
@with_language
def parcels(files: tuple[Path, ...], ids: tuple[str, ...], output: Path, **reading: Any) -> int:
    """Write a sheet a parcel."""
    sheet = take_sheet(output, reading, suffixes=(".pdf",))
    shown = gk.Marks(**marks_of(reading))
    table = gk.read_parcels(files[0] if len(files) == 1 else files, **reading)
    gk.save_parcel_sheets(table, output, ids=ids or None, marks=shown, language=current_language(), **sheet)
    print_note(_WRITTEN.render(file=output))
    return 0


def _save(page: Any, output: Path, sheet: dict[str, Any]) -> int:
    page.save(str(output), **sheet)
    print_note(_WRITTEN.render(file=output))
    return 0

"""``geokit audit``: check boundaries and parcels; exit status 1 where something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._options import (
    read_baseline,
    read_settings,
    with_acceptances,
    with_baseline,
    with_language,
    with_settings,
    with_today,
)
from geokit.cli._output import marks_of, print_report, print_written, refuse_impossible, with_output_files
from geokit.cli._parts import start_early, with_parts
from geokit.cli._sources import audit_given, note_unannounced, take_sources, with_sources
from geokit.cli._usage import OnceCommand
from geokit.cli._values import NamedChoice
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


_ABOUT = Words(
    zh="核查边界与地块：面积、合计、重叠、重复、缝隙、越界。给出地块文件、文件夹、压缩包、通配符或 -（标准输入），"
    "或给出边界文件夹；其中没有图形的一份表格作为台账，与图形核对。\n\n\b\n"
    "  geokit audit 一期.txt\n"
    "  geokit audit 一期.txt 二期.shp 三期.gpkg 台账.xlsx -o 核查.xlsx\n"
    '  geokit audit "报件/*.zip" --park 龙湖现代产业园 --zone 39 -o 核查.html\n'
    "  geokit audit 边界文件夹 -o 核查.json\n\n"
    "退出状态：0 没有达到 --fail-on 级别的问题；1 有；2 无法运行。",
    en="Audit boundaries and parcels: areas, sums, overlaps, duplicates, gaps, parcels outside the park. Name files of "
    "parcels, folders, archives, patterns or - (standard input); or a boundaries folder. A table without shapes among "
    "them is the ledger, and is held against the parcels.\n\n\b\n"
    "  geokit audit phase-1.txt\n"
    "  geokit audit phase-1.txt phase-2.shp phase-3.gpkg ledger.xlsx -o audit.xlsx\n"
    '  geokit audit "submission/*.zip" --park longhu --zone 39 -o audit.html\n'
    "  geokit audit boundaries -o audit.json\n\n"
    "Exit status: 0 nothing at or above --fail-on; 1 findings; 2 it could not run.",
)
_FAIL_ON = Words(zh="达到此级别时退出状态为 1", en="Exit with 1 from this severity on.")
_NEEDS_PARK = Words(
    zh="--parcels 需要同时给出 --park；不属于园区的地块直接写文件名：geokit audit 一期.txt",
    en="--parcels needs --park: to which park do they belong? Without one, name the files: geokit audit phase-1.txt",
)

# Those of gk.Severity, which the help of all commands need not import.
LEVELS = ("info", "warning", "review", "error")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@with_sources
@with_parts
@with_output_files
@click.option(
    "--fail-on", type=NamedChoice(LEVELS), default="error", show_default=True, help=_FAIL_ON.render()
)
@with_settings
@with_baseline
@with_today
@with_language
def command(
    formats: tuple[str, ...], outputs: tuple[Path, ...], fail_on: str, today: date | None, **options: Any
) -> int:
    """Audit, print, write, and say by the exit status how it went."""
    if options["parcels"] and options["name"] is None:
        raise click.UsageError(_NEEDS_PARK.render())
    shown = formats or ("text",)
    # Before what this process imports to know the formats.
    start_early(options["workers"])
    refuse_impossible(shown, outputs)
    marks, is_whole = marks_of(options), options.pop("is_whole")
    baseline, written = read_baseline(options.pop("baseline")), options.pop("written")
    settings = read_settings(options.pop("settings"))
    report = audit_given(take_sources(options, outputs, are_surveyed=True), settings=settings, today=today)
    # To free its parcels one by one takes as long as to write the report.
    click.get_current_context().obj.append(report)
    note_unannounced((each.parcels for each in report.audited), marks["audience"], report.today)
    report = with_acceptances(report, baseline, written, fail_on=gk.Severity(fail_on))
    print_report(report, shown, marks, is_whole=is_whole)
    for output in outputs:
        report.save(output, language=current_language(), **marks)
        print_written(output)
    return 1 if report.at_least(gk.Severity(fail_on)) else 0

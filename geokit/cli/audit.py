"""``geokit audit``: check boundaries and parcels; exit status 1 where something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import geokit as gk
from geokit.cli._options import (
    park_names,
    read_baseline,
    read_catalog,
    read_files,
    read_settings,
    with_acceptances,
    with_baseline,
    with_boundaries,
    with_language,
    with_parcels,
    with_settings,
    with_today,
)
from geokit.cli._output import marks_of, print_report, refuse_impossible, with_output_files
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


_ABOUT = Words(
    zh="核查边界与地块：面积、合计、压盖、重复、缝隙、越界。\n\n退出状态：0 没有达到 --fail-on 级别的问题；1 有；2 无法运行。",
    en="Audit boundaries and parcels: areas, sums, overlaps, duplicates, gaps, parcels outside the park.\n\n"
    "Exit status: 0 nothing at or above --fail-on; 1 findings; 2 it could not run.",
)
_PARK = Words(zh="只核查这个园区（任一名称或别名）", en="Audit this park only, by any of its names.")
_FAIL_ON = Words(zh="达到此级别时退出状态为 1", en="Exit with 1 from this severity on.")
_NEEDS_PARK = Words(
    zh="--parcels 需要同时给出 --park", en="--parcels needs --park: to which park do they belong?"
)

# Those of gk.Severity, which the help of all commands need not import.
LEVELS = ("info", "warning", "review", "error")


@click.command(help=_ABOUT.render())
@with_boundaries
@click.option("--park", "name", help=_PARK.render(), shell_complete=park_names)
@with_parcels
@with_output_files
@click.option(
    "--fail-on", type=click.Choice(LEVELS), default="error", show_default=True, help=_FAIL_ON.render()
)
@with_settings
@with_baseline
@with_today
@with_language
def command(  # noqa: PLR0913 - one parameter an option
    boundaries: Path | None,
    name: str | None,
    parcels: tuple[Path, ...],
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    fail_on: str,
    today: date | None,
    **options: Any,
) -> int:
    """Audit, print, write, and say by the exit status how it went."""
    if parcels and name is None:
        raise click.UsageError(_NEEDS_PARK.render())
    shown = formats or ("text",)
    refuse_impossible(shown, outputs)
    marks, is_whole = marks_of(options), options.pop("is_whole")
    baseline, written = read_baseline(options.pop("baseline")), options.pop("written")
    options["settings"] = read_settings(options["settings"])
    report = _audit(boundaries, name, parcels, today, **options)
    report = with_acceptances(report, baseline, written, fail_on=gk.Severity(fail_on))
    print_report(report, shown, marks, is_whole=is_whole)
    for output in outputs:
        report.save(output, language=current_language(), **marks)
    return 1 if report.at_least(gk.Severity(fail_on)) else 0


def _audit(
    boundaries: Path | None,
    name: str | None,
    files: tuple[Path, ...],
    today: date | None,
    *,
    settings: dict[str, Any],
    **reading: str | int | None,
) -> gk.AuditReport:
    catalog = read_catalog(boundaries)
    if name is None:
        return gk.audit_catalog(catalog, settings=settings, today=today)
    park = catalog.park(name)
    return gk.audit(park, read_files(files, **reading), settings=settings, today=today)

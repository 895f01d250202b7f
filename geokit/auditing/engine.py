"""Running the rules: one park with its parcels, or a whole catalogue."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Unpack

from geokit.arguments import public
from geokit.auditing.at_fault import at_fault
from geokit.auditing.audited import Audited
from geokit.auditing.context import Context
from geokit.auditing.findings import Finding, sort_findings
from geokit.auditing.inputs import join_tables, read_inputs, with_ledger
from geokit.auditing.reference_layers import read_references
from geokit.auditing.reference_table import reference_table
from geokit.auditing.registry import check_settings, enabled_rules
from geokit.auditing.report import AuditReport
from geokit.auditing.rule import Options, Reads, Rule
from geokit.auditing.vague_land import VagueLand
from geokit.coverage.workers import connected
from geokit.days import Day, current_day, read_day
from geokit.geometry.threads import in_background
from geokit.i18n import Words
from geokit.machine import memory_limit
from geokit.parcels.given import ReadingOptions, given_tables
from geokit.parcels.parted import load_readers, parted_table, survey_ahead
from geokit.programme.parcels import park_and_parcels
from geokit.progress import track

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from geokit.auditing.inputs import LedgerLike
    from geokit.parcels.given import ParcelsLike
    from geokit.parcels.parted import PartedTable
    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park

_PARKS = Words(zh="核查园区", en="auditing parks")
_PARCELS = Words(zh="核查地块", en="auditing parcels")


@public
def audit(  # noqa: PLR0913 - what may be said of parcels, and of how the work is done
    park: Park | ParcelsLike | None = None,
    parcels: ParcelsLike | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    today: Day | None = None,
    ledger: pd.DataFrame | str | os.PathLike[str] | None = None,
    key: str | None = None,
    memory: str | int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    **reading: Unpack[ReadingOptions],
) -> AuditReport:
    """Audit one park and its parcels.

    Parameters
    ----------
    park : Park, optional
        From a catalogue. Without it the parcels are audited by themselves; they may stand in its place.
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these, optional
        Any frame of polygons, or files, folders and archives as :func:`geokit.read_parcels` reads them. The files that
        park.toml names if left out. Or a collection of Dask, such as ``dask_geopandas.read_parquet`` gives: its polygons
        stay where Dask has them.
    settings : mapping, optional
        As under ``[audit]`` in park.toml, whose values it replaces: ``{"rules": {"gap": {"enabled": False}}}``.
    today : date or str, optional
        The day that dates of the sources are compared with, such as ``2026-06-01``; today if left out.
    ledger : DataFrame or path, optional
        The office's ledger: a table, a workbook or a CSV file, as for :func:`geokit.reconcile_ledger`. Columns that the
        parcels leave empty (stage, phase, declared area …) are filled from it, and nothing that they say is replaced; the
        rule ``ledger_mismatch`` says what was filled, and where the two do not agree.
    key : str, optional
        What rows and parcels are joined by: ``id``, ``name``, or the ledger's own column. Left out, the column that holds
        most of the parcels' ids is taken, or of their names where it holds no id.
    memory : str or int, optional
        How much memory the work may take, such as ``"4GB"``, or in bytes; a quarter of the machine's if left out. Files
        that take more are audited in parts, whose polygons go to a temporary folder; the findings are the same.
    workers : int, optional
        Audit files in parts, with so many processes of this machine. A script that asks for them needs its
        ``if __name__ == "__main__":``, since each of them imports it.
    scheduler : str, optional
        Audit files in parts, with the Dask cluster whose scheduler this is the address of (``tcp://10.0.0.5:8786``). Its
        workers read the files themselves, from where they are here.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Returns
    -------
    AuditReport
        ``report.ok`` is true where nothing is an error.

    Raises
    ------
    SettingsError
        A setting does not exist or cannot have its value.
    InputError
        A file cannot be read, what was given is neither a park nor parcels, or no column of the ledger holds what the
        parcels are called; or no scheduler answers.
    OptionError
        Workers are asked for, and no file is given; or both workers and a scheduler.
    CrsError
        All parcels are in another system than `crs`.

    Examples
    --------
    >>> import geokit as gk
    >>> report = gk.audit(gk.load_catalog().park("longhu"))
    >>> report.ok
    True

    Any table of polygons:

    >>> import geopandas as gpd, shapely
    >>> plots = [shapely.box(470_000 + east, 2_590_000, 470_100 + east, 2_590_100) for east in (0, 98)]
    >>> frame = gpd.GeoDataFrame({"id": ["A", "B"]}, geometry=plots, crs="EPSG:4548")
    >>> print(gk.audit(frame).summary("en"))
    parcels: 2; error 1

    With the office's ledger:

    >>> import pandas as pd
    >>> book = pd.DataFrame({"地块编号": ["A", "B"], "阶段": ["收储", "供地"]})
    >>> for finding in gk.audit(frame, ledger=book).at_least("info")[-1:]:
    ...     print(finding.message("en"))
    the ledger is joined by “地块编号” to the parcels' id, 2 of 2 met; filled from the ledger: stage 2
    """
    day = read_day(today) or current_day()
    place, given = park_and_parcels(park, parcels)
    limit = memory_limit(memory)
    with ExitStack() as open_ones:
        cluster = connected(workers=workers, scheduler=scheduler, memory=limit)
        with in_background(load_readers) if workers else nullcontext():
            in_cluster = open_ones.enter_context(cluster)
        # After it: processes are started with variables that the libraries of a survey should not see come and go.
        open_ones.enter_context(survey_ahead(given))
        parted = parted_table(given, reading, memory=limit, in_cluster=in_cluster)
        tables = [parted.table] if parted else None if given is None else given_tables(given, **reading)
        findings, audited = _audit_one(place, tables, reading, settings or {}, day, ledger, key, parted)
    return AuditReport(sort_findings(findings), (audited,), day)


@public
def audit_catalog(
    catalog: Catalog,
    *,
    parcels: Mapping[str, ParcelsLike] | None = None,
    settings: Mapping[str, Any] | None = None,
    today: Day | None = None,
    **reading: Unpack[ReadingOptions],
) -> AuditReport:
    """Audit every park of a catalogue.

    Parameters
    ----------
    catalog : Catalog
        The boundaries.
    parcels : mapping of str to GeoDataFrame, path, or anything that parcels are in, optional
        Parcels by park id, each as :func:`audit` takes them; for a park that is not in it, the files that its park.toml
        names.
    settings, today
        As for :func:`audit`.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Returns
    -------
    AuditReport
        The findings of all parks.

    Raises
    ------
    SettingsError
        A setting does not exist or cannot have its value.
    InputError
        A file that a park.toml names cannot be read.

    Examples
    --------
    >>> import geokit as gk
    >>> report = gk.audit_catalog(gk.load_catalog(), today="2026-06-01")
    >>> len(report.audited), report.ok
    (5, True)
    """
    day = read_day(today) or current_day()
    given = {name: given_tables(each, **reading) for name, each in (parcels or {}).items()}
    results = [
        _audit_one(park, given.get(park.id), reading, settings or {}, day)
        for park in track(catalog.parks, _PARKS)
    ]
    findings = [finding for found, _ in results for finding in found]
    return AuditReport(sort_findings(findings), tuple(audited for _, audited in results), day)


def _audit_one(  # noqa: PLR0913 - what an audit is made of
    park: Park | None,
    parcels: Sequence[gpd.GeoDataFrame] | None,
    reading: ReadingOptions,
    settings: Mapping[str, Any],
    today: date,
    ledger: LedgerLike | None = None,
    key: str | None = None,
    parted: PartedTable | None = None,
) -> tuple[list[Finding], Audited]:
    checked = check_settings(park.audit if park else {}, settings, park=park)
    rules = enabled_rules(checked)
    # A county's layer may be larger than all parcels: it is read for a rule that is on, or not at all.
    reads = reduce(or_, (rule.reads for rule in rules.values()), Reads.NOTHING)
    if parted is not None and parted.is_read:
        read = join_tables([parted.table])
    else:
        read = read_inputs(
            park, parcels, columns=reading.get("columns"), submissions=Reads.SUBMISSIONS in reads
        )
    inputs = with_ledger(read if parted is None else read.elsewhere(parted), ledger, key)
    layers = read_references(park, inputs.parcels) if Reads.REFERENCES in reads else ()
    replaced = frozenset[str]().union(*(rule.replaces_remarks for rule in rules.values()))
    context = Context(park, inputs, checked, today, layers, replaced)
    references = reference_table(context)
    findings = list(_run_rules(context, rules))
    audited = Audited(
        park,
        context.parcels,
        context.crs,
        checked,
        own=inputs.own,
        ledger=inputs.ledger,
        references=references,
        at_fault=None if parted is None else at_fault(context, findings),
    )
    return findings, audited


def _run_rules(context: Context, rules: Mapping[str, type[Rule[Options]]]) -> Iterator[Finding]:
    park = context.park.id if context.park else ""
    # What the names are takes the interpreter, and where the parcels lie the rest.
    with in_background(lambda: context.ids):
        vague = VagueLand.of(context)
    for name, rule in track(list(rules.items()), context.park.name if context.park else _PARCELS):
        options = context.settings.options_of(name)
        for finding in rule().check(context, options):
            yield vague.untraced(_finalized(finding, rule, options, park))


def _finalized(finding: Finding, rule: type[Rule[Options]], options: Options, park: str) -> Finding:
    """Return a finding of a park with the severity that was set, and with whom it concerns where its rule says so for all."""
    mentions = () if finding.mentions is None and rule.is_on_subjects_alone else finding.mentions
    return replace(finding, severity=options.severity or finding.severity, mentions=mentions, park=park)

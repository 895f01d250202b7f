"""Running the rules: one park with its parcels, or a whole catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd

from geokit.arguments import public
from geokit.auditing.context import Context
from geokit.auditing.findings import Finding, sort_findings
from geokit.auditing.inputs import read_inputs, read_references
from geokit.auditing.registry import check_settings, enabled_rules
from geokit.auditing.report import Audited, AuditReport
from geokit.auditing.rule import Options, Reads, Rule
from geokit.days import Day, read_day
from geokit.errors import InputError, OptionError
from geokit.i18n import Words
from geokit.programme.model import Park
from geokit.progress import track

if TYPE_CHECKING:
    from geokit.programme.catalog import Catalog

    Parcels: TypeAlias = gpd.GeoDataFrame | Sequence[gpd.GeoDataFrame]

_NOTHING = Words(
    zh="没有可核查的内容：请给出园区、地块或两者",
    en="there is nothing to audit: give a park, parcels, or both",
)
_NO_PARK = Words(
    zh="需要一个园区，而不是 {kind}；用 load_catalog().park(name) 可取得园区",
    en="a park is needed, not a {kind}; load_catalog().park(name) gives one",
)
_PARKS = Words(zh="核查园区", en="auditing parks")
_PARCELS = Words(zh="核查地块", en="auditing parcels")


@public
def audit(
    park: Park | Parcels | None = None,
    parcels: Parcels | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    today: Day | None = None,
) -> AuditReport:
    """Audit one park and its parcels.

    Parameters
    ----------
    park : Park, optional
        From a catalogue. Without it the parcels are audited by themselves; they may stand in its place.
    parcels : GeoDataFrame or sequence of GeoDataFrame, optional
        From :func:`geokit.read_parcels`, or any frame of polygons; one a file where there are several. The
        files that park.toml names if left out.
    settings : mapping, optional
        As under ``[audit]`` in park.toml, whose values it replaces: ``{"rules": {"gap": {"enabled": False}}}``.
    today : date or str, optional
        The day that dates of the sources are compared with, such as ``2026-06-01``; today if left out.

    Returns
    -------
    AuditReport
        ``report.ok`` is true where nothing is an error.

    Raises
    ------
    SettingsError
        A setting does not exist or cannot have its value.
    InputError
        A file that park.toml names cannot be read, or what was given is neither a park nor a table.

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
    """
    day = read_day(today) or datetime.now(tz=UTC).date()
    place, given = _park_and_parcels(park, parcels)
    if place is None and given is None:
        raise OptionError(_NOTHING)
    findings, audited = _audit_one(place, given, settings or {}, day)
    return AuditReport(sort_findings(findings), (audited,), day)


@public
def audit_catalog(
    catalog: Catalog,
    *,
    parcels: Mapping[str, Parcels] | None = None,
    settings: Mapping[str, Any] | None = None,
    today: Day | None = None,
) -> AuditReport:
    """Audit every park of a catalogue.

    Parameters
    ----------
    catalog : Catalog
        The boundaries.
    parcels : mapping of str to GeoDataFrame or sequence of GeoDataFrame, optional
        Parcels by park id; for a park that is not in it, the files that its park.toml names.
    settings, today
        As for :func:`audit`.

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
    day = read_day(today) or datetime.now(tz=UTC).date()
    given = parcels or {}
    results = [
        _audit_one(park, given.get(park.id), settings or {}, day) for park in track(catalog.parks, _PARKS)
    ]
    findings = [finding for found, _ in results for finding in found]
    return AuditReport(sort_findings(findings), tuple(audited for _, audited in results), day)


def _park_and_parcels(
    park: Park | Parcels | None, parcels: Parcels | None
) -> tuple[Park | None, Parcels | None]:
    """Return the park and the parcels, where a table may have been given in the park's place."""
    if park is None or isinstance(park, Park):
        return park, parcels
    if parcels is not None or isinstance(park, str) or not isinstance(park, Sequence | gpd.GeoDataFrame):
        raise InputError(_NO_PARK, kind=type(park).__name__)
    return None, park


def _audit_one(
    park: Park | None, parcels: Parcels | None, settings: Mapping[str, Any], today: date
) -> tuple[list[Finding], Audited]:
    checked = check_settings(park.audit if park else {}, settings, park=park)
    rules = enabled_rules(checked)
    # A county's layer may be larger than all parcels: it is read for a rule that is on, or not at all.
    reads = reduce(or_, (rule.reads for rule in rules.values()), Reads.NOTHING)
    inputs = read_inputs(park, parcels, submissions=Reads.SUBMISSIONS in reads)
    layers = read_references(park, inputs.parcels) if Reads.REFERENCES in reads else ()
    replaced = frozenset[str]().union(*(rule.replaces_remarks for rule in rules.values()))
    context = Context(park, inputs, checked, today, layers, replaced)
    return list(_run_rules(context, rules)), Audited(park, context.parcels, context.crs, checked)


def _run_rules(context: Context, rules: Mapping[str, type[Rule[Options]]]) -> Iterator[Finding]:
    park = context.park.id if context.park else ""
    for name, rule in track(list(rules.items()), context.park.name if context.park else _PARCELS):
        options = context.settings.options_of(name)
        for finding in rule().check(context, options):
            yield _finalized(finding, rule, options, park)


def _finalized(finding: Finding, rule: type[Rule[Options]], options: Options, park: str) -> Finding:
    """Return a finding of a park with the severity that was set, and with whom it concerns where its rule says so for all."""
    mentions = () if finding.mentions is None and rule.is_on_subjects_alone else finding.mentions
    return replace(finding, severity=options.severity or finding.severity, mentions=mentions, park=park)

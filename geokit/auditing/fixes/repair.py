"""Proposals to mend slivers that surveying or rounding a line twice left behind, park by park."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from geokit.arguments import public
from geokit.auditing.engine import audit
from geokit.auditing.fixes.changes import joined_changes
from geokit.auditing.fixes.mended import audited_again, mended_table
from geokit.auditing.fixes.passes import mended_in_passes
from geokit.auditing.fixes.proposal import Proposal, Remaining
from geokit.auditing.fixes.snap_distance import snap_distance_m
from geokit.auditing.registry import rules_fixed_by_snapping
from geokit.auditing.report import AuditReport
from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.parcels.given import ReadingOptions  # noqa: TC001 - read when a call is checked

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geokit.auditing.audited import Audited
    from geokit.auditing.findings import Finding
    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.given import ParcelsLike

_ALREADY_READ = Words(
    zh="核查报告的地块已经读过；如何读取请在 audit(…) 中写明",
    en="the parcels of a report have been read; say to audit(…) how",
)


@public
def propose_fixes(
    report: AuditReport | ParcelsLike,
    *,
    snap_m: float | None = None,
    **reading: Unpack[ReadingOptions],
) -> Proposal:
    """Propose new parcel tables in which slivers are mended.

    Vertices and edges beside a sliver that lie within the snap distance of each other become one: the younger
    parcel's goes to the older one's. What two parcels then still overlap by in a sliver is cut off the younger one.
    The older parcel is the one with the earlier date (of approval, acquisition, storing or supply), and among parcels
    of one date, or without any, the first of the table.

    Parameters
    ----------
    report : AuditReport, GeoDataFrame, path, or anything that parcels are in
        What was found; its parcels are not changed. Parcels, as :func:`geokit.audit` takes them, are audited first.
    snap_m : float, optional
        How far a vertex may move, in metres; ``snap_m`` of the audit's settings where none is given. It is never more
        than the limit of slivers, 0.14 m for points of class 1.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Returns
    -------
    Proposal
        New tables, what changes in each parcel, the audit of the new tables, and the slivers that are left with the
        reason. No finding is in the new audit that was not in the old one, and no land shared, missing or out of place is
        larger by more than the audit ignores: what would do so is taken back, and what is larger by less is said in
        ``notices``, as are invalid outlines, which stay. Mended again, the new tables stay as they are,
        but where a line has come as far as it may.

    Raises
    ------
    SettingsError
        The snap distance is not above 0, or above the limit of slivers.
    OptionError
        A report is given with words on how its parcels are read, which they have been.
    InputError, CrsError
        As :func:`geokit.audit`.

    Notes
    -----
    Overlaps that are wider than the limit of slivers at any place stay. A declared area that was that of the old
    outline is restated for the new one, to as many digits, unless the audit takes declared areas from elsewhere
    (``provenance`` of ``area_mismatch``); ``changes`` shows both figures.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> parcels = make_parcels([square(0, 0, 100), square(99.95, 0, 100)])
    >>> proposal = propose_fixes(parcels)
    >>> print(proposal.sentence("en"))
    Slivers: 1, mended: 1, left: 0; parcels that change: 1, gaining 0.00 m² (0.000 mu) and losing 5.00 m² (0.007 mu);
    no line moves by more than 0.050 m.
    >>> proposal.parcels.geometry[1].bounds[0] - parcels.geometry[0].bounds[2]
    0.0
    """
    if not isinstance(report, AuditReport):
        report = audit(report, **reading)
    elif any(value is not None for value in reading.values()):
        raise OptionError(_ALREADY_READ)
    tables: dict[str, gpd.GeoDataFrame] = {}
    changes: list[pd.DataFrame] = []
    findings: list[Finding] = []
    audited: list[Audited] = []
    left: list[Remaining] = []
    notices: list[Notice] = []
    for each in report.audited:
        found = tuple(finding for finding in report.findings if finding.park == each.name)
        whole = AuditReport(found, (each,), report.today)
        mended = mended_in_passes(whole, snap_distance_m(snap_m, each))
        tables[each.name], said = mended_table(each, mended.parcels, mended.changes.index.to_numpy())
        changes.append(mended.changes)
        left += mended.left
        notices += [*said, *mended.notices]
        after = replace(mended.report, audited=audited_again(mended.report, each, tables[each.name]))
        findings += after.findings
        audited += after.audited
    findings.sort(key=lambda each: each.sort_key)
    whole = AuditReport(tuple(findings), tuple(audited), report.today)
    still = {finding.fingerprint for finding in whole.findings}
    repaired = tuple(
        each
        for each in report.findings
        if each.rule in rules_fixed_by_snapping() and each.fingerprint not in still
    )
    return Proposal(report, whole, tables, joined_changes(changes), repaired, tuple(left), tuple(notices))

"""Proposing to mend what surveying or rounding a line twice left behind: snapping, and trimming slivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geokit.auditing.fixes.park import ParkMending
from geokit.auditing.fixes.proposal import COLUMNS, Left, Proposal
from geokit.auditing.registry import snapped_rules
from geokit.auditing.report import Audited, AuditReport
from geokit.door import public
from geokit.errors import SettingsError
from geokit.words import Words

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.auditing.findings import Finding

_BAD_SNAP = Words(
    zh="捕捉距离须大于 0 且不超过碎面限值 {limit} 米，而不是 {value}：更宽的不是测量误差",
    en="the snap distance must be above 0 and no more than {limit} m, the limit of slivers, not {value}: what is wider "
    "is no difference of two surveys",
)


@public
def propose_fixes(report: AuditReport, *, snap_m: float | None = None) -> Proposal:
    """Propose new parcel tables in which slivers are mended.

    Vertices and edges beside a sliver that lie within the snap distance of each other become one: the younger
    parcel's goes to the older one's. What two parcels then still overlap by in a sliver is cut off the younger one.
    The older parcel is the one with the earlier date (of approval, acquisition, storing or supply), and among parcels
    of one date, or without any, the first of the table.

    Parameters
    ----------
    report : AuditReport
        What was found; its parcels are not changed.
    snap_m : float, optional
        How far a vertex may move, in metres; ``snap_m`` of the audit's settings where none is given. It is never more
        than the limit of slivers, 0.14 m for points of class 1.

    Returns
    -------
    Proposal
        New tables, what changes in each parcel, the audit of the new tables, and the slivers that are left with the
        reason. No finding is in the new audit that was not in the old one: what would bring one up is taken back.

    Raises
    ------
    SettingsError
        The snap distance is not above 0, or above the limit of slivers.

    Notes
    -----
    Overlaps that are wider than the limit of slivers at any place stay. A declared area that was that of the old
    outline is restated for the new one, to as many digits, unless the audit takes declared areas from elsewhere
    (``provenance`` of ``area_mismatch``); ``changes`` shows both figures.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> parcels = make_parcels([square(0, 0, 100), square(99.95, 0, 100)])
    >>> proposal = propose_fixes(gk.audit(parcels=parcels))
    >>> print(proposal.sentence("en"))
    Slivers: 1, mended: 1, left: 0; parcels that change: 1, gaining 0.00 m² (0.000 mu) and losing 5.00 m² (0.007 mu);
    no line moves by more than 0.050 m.
    >>> proposal.parcels.geometry[1].bounds[0] - parcels.geometry[0].bounds[2]
    0.0
    """
    tables: dict[str, gpd.GeoDataFrame] = {}
    changes: list[pd.DataFrame] = []
    findings: list[Finding] = []
    audited: list[Audited] = []
    left: list[Left] = []
    for each in report.audited:
        found = tuple(finding for finding in report.findings if finding.park == each.name)
        mending = ParkMending(each, found, report.today, _checked(snap_m, each))
        if not mending.slivers:
            tables[each.name], after = each.parcels.copy(), AuditReport(found, (each,), report.today)
        else:
            tables[each.name], changed, after = mending.proposed()
            changes.append(changed)
            left += mending.left(after)
        findings += after.findings
        audited += after.audited
    findings.sort(key=lambda each: each.sort_key)
    whole = AuditReport(tuple(findings), tuple(audited), report.today)
    still = {finding.fingerprint for finding in whole.findings}
    repaired = tuple(
        each for each in report.findings if each.rule in snapped_rules() and each.fingerprint not in still
    )
    return Proposal(report, whole, tables, _joined(changes), repaired, tuple(left))


def _checked(snap_m: float | None, audited: Audited) -> float:
    limit_m = float(audited.settings.sliver.value)
    if snap_m is None:
        return min(audited.settings.snap_m, limit_m)
    if not 0 < snap_m <= limit_m:
        raise SettingsError(_BAD_SNAP, limit=f"{limit_m:.2f}", value=f"{snap_m:g}")
    return snap_m


def _joined(changes: list[pd.DataFrame]) -> pd.DataFrame:
    changed = [each for each in changes if len(each)]
    return pd.concat(changed, ignore_index=True) if changed else pd.DataFrame(columns=list(COLUMNS))

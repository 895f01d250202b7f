"""Mending a park again and again, until a pass mends no further sliver: the proposal of a proposal is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geokit.auditing.fixes.changes import changes_of
from geokit.auditing.fixes.park_repair import ParkRepair
from geokit.auditing.fixes.remarks import remarks_on

if TYPE_CHECKING:
    import geopandas as gpd

    from geokit.auditing.fixes.proposal import Remaining
    from geokit.auditing.report import AuditReport
    from geokit.parcels.diagnostics import Notice


@dataclass(frozen=True)
class Mended:
    """One park after its last pass.

    Parameters
    ----------
    parcels : GeoDataFrame
        Its canonical table.
    changes : DataFrame
        A row for each parcel that is not as it was, by its position.
    report : AuditReport
        The audit of the table.
    left : tuple of Remaining
        The slivers that are still there, and why.
    notices : tuple of Notice
        What else is left as it was, and what has grown by less than the audit ignores.
    """

    parcels: gpd.GeoDataFrame
    changes: pd.DataFrame
    report: AuditReport
    left: tuple[Remaining, ...]
    notices: tuple[Notice, ...] = ()


def mended_in_passes(report: AuditReport, snap_m: float) -> Mended:
    """Return a park with its slivers mended.

    A pass that mends none is not kept, whatever it moved. Each that is kept has fewer slivers than the one before.

    Parameters
    ----------
    report : AuditReport
        The audit of one park.
    snap_m : float
        How far a vertex may move, in metres.
    """
    (audited,) = report.audited
    first = state = ParkRepair(audited, report.findings, report.today, snap_m)
    left: tuple[Remaining, ...] = ()
    while state.slivers:
        proposed = state.proposed()
        left = tuple(state.left(proposed[1].findings if proposed else state.findings))
        if proposed is None or len(left) == len(state.slivers):
            break
        table, report = proposed
        state = state.next_pass(table, report)
    said = tuple(remarks_on(state, first.findings, report.findings))
    return Mended(state.audited.parcels, _changes(first, state), report, left if state.slivers else (), said)


def _changes(first: ParkRepair, last: ParkRepair) -> pd.DataFrame:
    """Return a row for each parcel that has another outline than at first, with the figures that follow theirs."""
    before, after = first.shapes, last.shapes
    rows = np.flatnonzero(~(shapely.is_missing(before) | shapely.equals_exact(before, after, 0.0)))
    changes = changes_of(first.audited, rows, before[rows], after[rows])
    old, new = (each.audited.parcels.iloc[rows] for each in (first, last))
    restated = (old["declared_m2"].notna() & (old["declared_m2"] != new["declared_m2"])).to_numpy()
    for name, figures in (("declared_before", old), ("declared_after", new)):
        texts = figures["declared_text"].to_numpy(dtype=object)
        changes[name] = pd.Series(np.where(restated, texts, None), index=rows, dtype=object)
    return changes

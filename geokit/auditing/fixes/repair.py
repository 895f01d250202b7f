"""Repairing slivers that surveying or rounding a line twice left behind: by snapping, and by trimming.

A repair that would bring up another fault is taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Unpack

import numpy as np
import shapely

from geokit.arguments import public
from geokit.auditing.areas import DECIMALS, AreaMismatchOptions
from geokit.auditing.engine import audit
from geokit.auditing.fixes.changes import changes_of, joined_changes
from geokit.auditing.fixes.mended import audited_again, mended_table
from geokit.auditing.fixes.proposal import Proposal, Remaining
from geokit.auditing.fixes.restating import restate
from geokit.auditing.fixes.snap_distance import snap_distance_m
from geokit.auditing.fixes.snapping import Snapping, trimmed
from geokit.auditing.registry import rules_fixed_by_snapping
from geokit.auditing.report import AuditReport
from geokit.auditing.results import as_one_table
from geokit.coverage.overlay import robust_difference
from geokit.errors import OptionError
from geokit.geometry.rings import is_polygonal
from geokit.geometry.threads import each_in_threads
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.land.declared.area import Provenance
from geokit.ledgers.figures.sums import order_of
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.given import ReadingOptions  # noqa: TC001 - read when a call is checked
from geokit.parcels.table import DATE_COLUMNS, parcel_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geokit.auditing.audited import Audited
    from geokit.auditing.findings import Finding
    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.given import ParcelsLike

    Ints = NDArray[np.intp]
    Bools = NDArray[np.bool_]
    Shapes = NDArray[np.object_]

# In the first rounds slivers that come up are mended too; then what brings up anything is taken back, and after the
# last round the table stays as it is.
_ROUNDS_FOLLOWED: Final = 4
_ROUNDS: Final = 16
_LATEST: Final = "9999"

# What adding and rounding floats leaves over.
_UNMOVED_M: Final = 1e-6

_OPEN = Words(
    zh="缝隙宽于捕捉距离 {snap} 米；可给出更大的捕捉距离{option:snap_m}",
    en="the gap is wider than the snap distance of {snap} m; give a larger one{option:snap_m}",
)
_WIDE = Words(
    zh="有的地方宽于 {limit} 米，不是测量误差",
    en="it is wider than {limit} m at one place: no difference of two surveys",
)
_BRINGS_UP = Words(
    zh="修复会引出新问题：{rules}；或可加大捕捉距离{option:snap_m}",
    en="mending it would bring up {rules}; a larger snap distance{option:snap_m} may help",
)
_FAR = Words(zh="修复会使界线移动超过 {limit} 米", en="mending it would move a line by more than {limit} m")
_NOT_CLEAN = Words(zh="修复后的图形无效或断开", en="mending it would break an outline")


@dataclass
class ParkRepair:
    """One park's parcels on the way to the proposal.

    Parameters
    ----------
    audited : Audited
        The park as it was audited.
    findings : tuple of Finding
        What was found in it.
    today : date
        The day that dates of the sources are compared with.
    snap_m : float
        How far a vertex may move.
    """

    audited: Audited
    findings: tuple[Finding, ...]
    today: date
    snap_m: float
    fixed: Bools = field(init=False)
    following: list[Finding] = field(default_factory=list)
    reasons: dict[int, tuple[Words, dict[str, object]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fixed = np.zeros(len(self.audited.parcels), dtype=bool)

    @cached_property
    def slivers(self) -> tuple[Finding, ...]:
        """The findings that may be mended."""
        return tuple(finding for finding in self.findings if finding.rule in rules_fixed_by_snapping())

    @cached_property
    def position(self) -> dict[str, int]:
        """The position of each parcel in the table, by its name."""
        return {name: at for at, name in enumerate(parcel_ids(self.audited.parcels))}

    def positions(self, finding: Finding) -> list[int]:
        """Return the positions of the parcels that a finding is about."""
        return [self.position[name] for name in finding.subjects if name in self.position]

    @cached_property
    def shapes(self) -> Shapes:
        """The parcels in the plane of the audit; None where one is no valid polygon."""
        table, crs = self.audited.parcels, self.audited.crs
        shapes: Shapes = table.geometry.to_numpy().copy()
        if table.crs is not None and crs is not None:
            shapes = reproject(shapes, table.crs, crs)
        with np.errstate(invalid="ignore"):
            sound = each_in_threads(shapely.is_valid, shapes) & ~shapely.is_empty(shapes)
        shapes[~sound | ~is_polygonal(shapes)] = None
        return shapes

    @property
    def snapping(self) -> Snapping:
        """Who is older, and who stays as it is."""
        dates = self.audited.parcels[list(DATE_COLUMNS)].fillna(_LATEST).min(axis=1).to_numpy(dtype=np.str_)
        return Snapping(order_of(dates), self.fixed, self.decimals)

    @property
    def decimals(self) -> int:
        """To how many decimals the coordinates are written."""
        known = self.audited.parcels.attrs.get(ATTRIBUTE, {}).get("decimals")
        return int(known or DECIMALS)

    @property
    def limit_m(self) -> float:
        """The thickness below which shared or missing land is a sliver."""
        return float(self.audited.settings.sliver.value)

    def overlapping(self, slivers: Sequence[Finding]) -> tuple[Ints, Ints]:
        """Return the pairs that overlap in slivers."""
        pairs = [self.positions(finding) for finding in slivers if "left" in finding.fields]
        both = np.array([pair for pair in pairs if len(pair) == 2], dtype=np.intp).reshape(-1, 2)  # noqa: PLR2004 - a pair
        return both[:, 0], both[:, 1]

    def mended(self) -> Shapes:
        """Return the parcels with slivers mended, as far as they are not fixed."""
        slivers = [*self.slivers, *self.following]
        places = np.array([finding.geometry for finding in slivers], dtype=object)
        snapped = self.snapping.snapped(self.shapes, places, self.snap_m)
        if not self._sound(snapped).all():
            return snapped
        return self._moved_only(trimmed(snapped, *self.overlapping(slivers), self.snapping, self.limit_m))

    def _moved_only(self, shapes: Shapes) -> Shapes:
        """Return the parcels as they were where nothing but a vertex on a straight line was added."""
        other = np.flatnonzero(~shapely.equals_exact(self.shapes, shapes, 0.0))
        other = other[shapely.is_valid(shapes[other])]
        before, after = self.shapes[other], shapes[other]
        apart_m2 = shapely.area(robust_difference(before, after)) + shapely.area(
            robust_difference(after, before)
        )
        still = other[apart_m2 <= _UNMOVED_M * shapely.length(shapes[other])]
        shapes[still] = self.shapes[still]
        return shapes

    def _sound(self, shapes: Shapes) -> Bools:
        """Return which shapes are valid, there, and of no more parts than before."""
        # What is as it was is valid.
        sound: Bools = shapely.is_missing(self.shapes) | shapely.equals_exact(self.shapes, shapes, 0.0)
        at = np.flatnonzero(~sound)
        before, after = self.shapes[at], shapes[at]
        parts = shapely.get_num_geometries(after) <= shapely.get_num_geometries(before)
        sound[at] = shapely.is_valid(after) & ~shapely.is_empty(after) & parts
        return sound

    def proposed(self) -> tuple[gpd.GeoDataFrame, pd.DataFrame, AuditReport]:
        """Return the new table, what changes in it, and its audit, in which no finding is new."""
        known = {finding.fingerprint for finding in self.findings}
        for number in range(_ROUNDS):
            shapes = self.mended()
            broken = np.flatnonzero(~self._sound(shapes))
            if len(broken):
                self._fix(broken, _NOT_CLEAN, {})
                continue
            table, changes = self._table(shapes)
            far = changes.index[changes["moved_m"] > self.limit_m + self.snap_m].to_numpy()
            if len(far):
                self._fix(far, _FAR, {"limit": f"{self.limit_m:.2f}"})
                continue
            report = self._audit(table, changes.index.to_numpy())
            appeared = [finding for finding in report.findings if finding.fingerprint not in known]
            if not appeared:
                return table, changes, report
            if number >= _ROUNDS_FOLLOWED or not self._follow(appeared):
                self._take_back(appeared, changes.index.to_numpy())
        table, changes = self._table(self.shapes)
        return table, changes, self._audit(table, changes.index.to_numpy())

    def _follow(self, appeared: list[Finding]) -> bool:
        """Take up slivers that mending has brought up, to mend them too; return whether there are any."""
        known = {finding.fingerprint for finding in self.following}
        new = [
            finding
            for finding in appeared
            if finding.rule in rules_fixed_by_snapping() and finding.fingerprint not in known
        ]
        self.following += new
        return bool(new)

    def _take_back(self, appeared: list[Finding], changed: Ints) -> None:
        """Fix the parcels whose change brought up other findings; all of them where it is not clear whose."""
        named = np.array([at for finding in appeared for at in self.positions(finding)], dtype=np.intp)
        guilty = np.intersect1d(named, changed[~self.fixed[changed]])
        rules = sorted({finding.rule for finding in appeared})
        self._fix(guilty if len(guilty) else changed, _BRINGS_UP, {"rules": rules})

    def _fix(self, rows: Ints, reason: Words, fields: dict[str, object]) -> None:
        self.fixed[rows] = True
        for row in rows.tolist():
            self.reasons.setdefault(row, (reason, fields))

    def _audit(self, table: gpd.GeoDataFrame, changed: Ints) -> AuditReport:
        """Audit the new table; findings that have nothing to do with what changed, such as on files, stay."""
        settings = self.audited.settings.model_dump()
        report = audit(self.audited.park, table, settings=settings, today=self.today)
        found, names = {finding.fingerprint for finding in report.findings}, parcel_ids(table)[changed]
        untouched = [
            finding
            for finding in self.findings
            if finding.rule not in rules_fixed_by_snapping()
            and finding.fingerprint not in found
            and not set(finding.subjects).intersection(names)
        ]
        whole = sorted([*report.findings, *untouched], key=lambda each: each.sort_key)
        return replace(report, findings=tuple(whole))

    def _table(self, shapes: Shapes) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
        """Return the table with new outlines, and a row for each parcel that has one, by its position."""
        old, crs = self.audited.parcels, self.audited.crs
        same = shapely.is_missing(self.shapes) | shapely.equals_exact(self.shapes, shapes, 0.0)
        rows = np.flatnonzero(~same)
        before, after = self.shapes[rows], shapes[rows]
        table = old.copy()
        if len(rows):
            new = old.geometry.to_numpy().copy()
            new[rows] = after if crs is None or crs == old.crs else reproject(after, crs, old.crs)
            table = table.set_geometry(new, crs=old.crs)
        changes = changes_of(self.audited, rows, before, after)
        if len(rows) and crs is not None and self._figures_follow:
            restated = restate(table, rows, before, after, crs, self.decimals)
            changes["declared_before"] = old["declared_text"].to_numpy(dtype=object)[rows]
            changes["declared_after"] = table["declared_text"].to_numpy(dtype=object)[rows]
            changes.loc[~restated, ["declared_before", "declared_after"]] = None
        return table, changes

    @property
    def _figures_follow(self) -> bool:
        """Whether declared areas are those of these very coordinates, and not of another survey."""
        options = self.audited.settings.options_as(AreaMismatchOptions)
        return options.provenance is Provenance.SAME_COORDINATES

    def left(self, report: AuditReport) -> Iterator[Remaining]:
        """Yield the slivers that are still found, and why."""
        found = {finding.fingerprint for finding in report.findings}
        for finding in self.slivers:
            if finding.fingerprint in found:
                yield Remaining(finding, *self._reason(finding))

    def _reason(self, finding: Finding) -> tuple[Words, dict[str, object]]:
        for at in self.positions(finding):
            if at in self.reasons:
                return self.reasons[at]
        if "left" in finding.fields:
            return _WIDE, {"limit": f"{self.limit_m:.2f}"}
        return _OPEN, {"snap": f"{self.snap_m:g}"}


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
        reason. No finding is in the new audit that was not in the old one: what would bring one up is taken back.

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
        mending = ParkRepair(each, found, report.today, snap_distance_m(snap_m, each))
        if not mending.slivers:
            tables[each.name], after = (
                as_one_table(each.own_tables),
                AuditReport(found, (each,), report.today),
            )
        else:
            made, changed, after = mending.proposed()
            tables[each.name], said = mended_table(each, made, changed.index.to_numpy())
            changes.append(changed)
            left += mending.left(after)
            notices += said
            after = replace(after, audited=audited_again(after, each, tables[each.name]))
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

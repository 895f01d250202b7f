"""Repairing slivers that surveying or rounding a line twice left behind: by snapping, and by trimming.

A repair that would bring up another fault is taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import is_not
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.auditing.areas import DECIMALS, AreaMismatchOptions
from geokit.auditing.engine import audit
from geokit.auditing.fixes.changes import moved_m
from geokit.auditing.fixes.known import Known
from geokit.auditing.fixes.proposal import Remaining
from geokit.auditing.fixes.restating import restate
from geokit.auditing.fixes.snapping import Snapping, trimmed
from geokit.auditing.registry import rules_fixed_by_snapping
from geokit.coverage.overlay import robust_difference
from geokit.geometry.rings import is_polygonal
from geokit.geometry.threads import each_in_threads
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.land.declared.area import Provenance
from geokit.ledgers.figures.sums import order_of
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.table import DATE_COLUMNS, parcel_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.auditing.audited import Audited
    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport

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
_ENLARGES = Words(
    zh="修复会使其他问题的面积变大：{rules}；或可加大捕捉距离{option:snap_m}",
    en="mending it would enlarge {rules}; a larger snap distance{option:snap_m} may help",
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
    first : ParkRepair, optional
        That of the first pass, where this is not it: from its lines none moves too far.
    """

    audited: Audited
    findings: tuple[Finding, ...]
    today: date
    snap_m: float
    first: ParkRepair | None = field(default=None, repr=False)
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
        return self._in_plane(self.audited.parcels.geometry.to_numpy().copy())

    def _in_plane(self, shapes: Shapes) -> Shapes:
        table, crs = self.audited.parcels, self.audited.crs
        if table.crs is not None and crs is not None:
            shapes = reproject(shapes, table.crs, crs)
        with np.errstate(invalid="ignore"):
            sound = each_in_threads(shapely.is_valid, shapes) & ~shapely.is_empty(shapes)
        shapes[~sound | ~is_polygonal(shapes)] = None
        return shapes

    @cached_property
    def snapping(self) -> Snapping:
        """Who is older, and who stays as it is: the parcels that are fixed from now on, too."""
        return Snapping(self.age, self.fixed, self.decimals)

    @cached_property
    def age(self) -> Ints:
        """The place of each parcel by its age, the oldest first."""
        dates = self.audited.parcels[list(DATE_COLUMNS)].fillna(_LATEST).min(axis=1).to_numpy(dtype=np.str_)
        return order_of(dates)

    def next_pass(self, table: gpd.GeoDataFrame, report: AuditReport) -> ParkRepair:
        """Return the pass over what this one has proposed; what has not moved is not looked at again."""
        audited = replace(self.audited, parcels=table, own=self.audited.own_tables)
        made = ParkRepair(audited, report.findings, self.today, self.snap_m, first=self.first or self)
        old, new = (each.geometry.to_numpy() for each in (self.audited.parcels, table))
        moved = np.fromiter(map(is_not, old, new), dtype=bool, count=len(new))
        made.shapes, made.age = self.shapes.copy(), self.age
        made.shapes[moved] = made._in_plane(new[moved])
        return made

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

    def proposed(self) -> tuple[gpd.GeoDataFrame, AuditReport] | None:
        """Return the new table and its audit, in which no finding is new, and none of land larger; None where nothing moves."""
        # Of the first pass: what each may add would add up.
        known = Known.of((self.first or self).findings)
        for number in range(_ROUNDS):
            shapes = self.mended()
            broken = np.flatnonzero(~self._sound(shapes))
            if len(broken):
                self._fix(broken, _NOT_CLEAN, {})
                continue
            table, changed = self._table(shapes)
            if not len(changed):
                return None
            far = self._far(shapes, changed)
            if len(far):
                self._fix(far, _FAR, {"limit": f"{self.limit_m:.2f}"})
                continue
            report = self._audit(table, changed)
            appeared = known.appeared(report.findings)
            larger = known.larger(report.findings, self.audited.settings.tolerance_m2)
            if not appeared and not larger:
                return table, report
            if number >= _ROUNDS_FOLLOWED or not self._follow([*appeared, *larger]):
                self._take_back(appeared, _BRINGS_UP, changed)
                self._take_back(larger, _ENLARGES, changed)
        return None

    def _far(self, shapes: Shapes, changed: Ints) -> Ints:
        """Return which of the changed parcels have a line too far from where it was at first."""
        start = (self.first or self).shapes
        return changed[moved_m(start[changed], shapes[changed]) > self.limit_m + self.snap_m]

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

    def _take_back(self, faults: list[Finding], reason: Words, changed: Ints) -> None:
        """Fix the parcels whose change brought up faults or enlarged them; all of them where it is not clear whose."""
        if not faults:
            return
        named = np.array([at for finding in faults for at in self.positions(finding)], dtype=np.intp)
        guilty = np.intersect1d(named, changed[~self.fixed[changed]])
        rules = sorted({finding.rule for finding in faults})
        self._fix(guilty if len(guilty) else changed, reason, {"rules": rules})

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

    def _table(self, shapes: Shapes) -> tuple[gpd.GeoDataFrame, Ints]:
        """Return the table with new outlines and the areas that follow them, and which parcels have one."""
        old, crs = self.audited.parcels, self.audited.crs
        same = shapely.is_missing(self.shapes) | shapely.equals_exact(self.shapes, shapes, 0.0)
        rows = np.flatnonzero(~same)
        table = old.copy()
        if not len(rows):
            return table, rows
        before, after = self.shapes[rows], shapes[rows]
        new = old.geometry.to_numpy().copy()
        new[rows] = after if crs is None or crs == old.crs else reproject(after, crs, old.crs)
        table = table.set_geometry(new, crs=old.crs)
        if crs is not None and self._figures_follow:
            restate(table, rows, before, after, crs, self.decimals)
        return table, rows

    @property
    def _figures_follow(self) -> bool:
        """Whether declared areas are those of these very coordinates, and not of another survey."""
        options = self.audited.settings.options_as(AreaMismatchOptions)
        return options.provenance is Provenance.SAME_COORDINATES

    def left(self, findings: Iterable[Finding]) -> Iterator[Remaining]:
        """Yield the slivers that are still among the findings, and why."""
        found = {finding.fingerprint for finding in findings}
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
